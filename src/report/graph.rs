//! Who waits for whom, as far as somebody asked.

use std::cmp::Reverse;
use std::collections::VecDeque;

use jiff::civil::Date;

use crate::workspace::{Network, Program};

/// Where a graph starts.
#[derive(Debug, Clone, Copy)]
pub enum Start<'w> {
    /// Everything that waits or is waited for.
    Everything,
    /// What one program has.
    Program(&'w Program),
    /// One node of the network.
    Node(usize),
}

/// Which way a graph goes from its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what it waits for, and to what that waits for.
    Upstream,
    /// To what waits for it, and to what waits for that.
    Downstream,
}

/// Who waits for whom.
#[derive(Debug)]
pub struct GraphReport<'w> {
    /// The whole network; what is shown of it stands below.
    pub network: Network<'w>,
    /// The day that counts as today.
    pub today: Date,
    /// Where the graph starts.
    pub start: Start<'w>,
    /// The ways that it goes: from everything and from a program none means one step each way.
    pub directions: Vec<Direction>,
    /// The nodes that are shown, by program.
    pub nodes: Vec<usize>,
    /// The waits that are shown.
    pub waits: Vec<usize>,
    /// The critical path to the node that was asked for, else to the last one of the program, else of all.
    pub critical: Vec<usize>,
    /// How many milestones are left out since they neither wait nor are waited for.
    pub alone: usize,
    /// Whether what is over is shown too, and not just where something open waited for it.
    all: bool,
    is_shown: Vec<bool>,
    is_critical: Vec<bool>,
}

impl<'w> GraphReport<'w> {
    /// Takes what was asked for out of a network.
    pub fn new(
        network: Network<'w>,
        today: Date,
        start: Start<'w>,
        directions: Vec<Direction>,
        all: bool,
    ) -> Self {
        let is_shown = vec![false; network.nodes.len()];
        let is_critical = vec![false; network.waits.len()];
        let (nodes, waits, critical) = (Vec::new(), Vec::new(), Vec::new());
        let mut report = Self {
            network,
            today,
            start,
            directions,
            nodes,
            waits,
            critical,
            alone: 0,
            all,
            is_shown,
            is_critical,
        };
        report.select();
        report.find_critical_path();
        report.settle();
        report
    }

    fn select(&mut self) {
        let is_open = |node: usize| self.all || self.network.nodes[node].is_open;
        let every = 0..self.network.nodes.len();
        let mut starts: Vec<usize> = match self.start {
            Start::Everything => every.filter(|node| is_open(*node)).collect(),
            Start::Program(_) => every.filter(|node| self.is_asked_for(*node) && is_open(*node)).collect(),
            Start::Node(node) => vec![node],
        };
        if matches!(self.start, Start::Everything) {
            let before = starts.len();
            starts.retain(|node| {
                let mut ways = [Direction::Upstream, Direction::Downstream].into_iter();
                // For a dependency its whole program waits.
                !self.network.nodes[*node].is_milestone()
                    || ways.any(|way| self.visible(*node, way).next().is_some())
            });
            self.alone = before - starts.len();
        }
        let mut shown = vec![false; self.network.nodes.len()];
        for node in &starts {
            shown[*node] = true;
        }
        for way in [Direction::Upstream, Direction::Downstream] {
            let is_asked = self.directions.contains(&way);
            if !is_asked && !self.directions.is_empty() {
                continue;
            }
            let mut seen = vec![false; self.network.nodes.len()];
            let mut open: VecDeque<usize> = starts.iter().copied().collect();
            while let Some(node) = open.pop_front() {
                for wait in self.visible(node, way) {
                    let other = self.other_end(wait, way);
                    shown[other] = true;
                    // Without a direction it is one step; what is over leads no further.
                    if is_asked && !seen[other] && is_open(other) {
                        seen[other] = true;
                        open.push_back(other);
                    }
                }
            }
        }
        self.is_shown = shown;
    }

    fn settle(&mut self) {
        self.nodes = (0..self.is_shown.len()).filter(|node| self.is_shown[*node]).collect();
        self.nodes.sort_by_key(|node| (&*self.network.nodes[*node].program.file.path, *node));
        let is_between = |at: &usize| {
            let wait = &self.network.waits[*at];
            self.is_shown[wait.waiting] && self.is_shown[wait.needed] && self.is_visible(*at)
        };
        self.waits = (0..self.network.waits.len()).filter(is_between).collect();
    }

    /// Whether a node is of what was asked for, and not only around it.
    pub fn is_asked_for(&self, node: usize) -> bool {
        match self.start {
            Start::Everything => true,
            Start::Program(program) => std::ptr::eq(self.network.nodes[node].program, program),
            Start::Node(start) => node == start,
        }
    }

    /// Whether a wait is worth showing: it holds, or something open waits for what is over, or will not come.
    fn is_visible(&self, at: usize) -> bool {
        let wait = &self.network.waits[at];
        let (waiting, needed) = (&self.network.nodes[wait.waiting], &self.network.nodes[wait.needed]);
        self.all || wait.is_open || waiting.is_open && (!needed.is_open || wait.is_refused())
    }

    fn visible(&self, node: usize, way: Direction) -> impl Iterator<Item = usize> {
        let (up, down) = match way {
            Direction::Upstream => (self.network.needs_of(node), &[][..]),
            Direction::Downstream => (0..0, self.network.waits_for(node)),
        };
        up.chain(down.iter().copied()).filter(|at| self.is_visible(*at))
    }

    /// Whether a node is an open dependency for which its whole program waits, and no milestone.
    pub fn is_end(&self, node: usize) -> bool {
        let one = &self.network.nodes[node];
        one.is_open && !one.is_milestone() && self.network.waits_for(node).is_empty()
    }

    /// Where a wait leads to.
    pub fn other_end(&self, wait: usize, way: Direction) -> usize {
        let wait = &self.network.waits[wait];
        if way == Direction::Upstream { wait.needed } else { wait.waiting }
    }

    fn find_critical_path(&mut self) {
        if self.directions == [Direction::Downstream] {
            return;
        }
        let target = if let Start::Node(node) = self.start {
            Some(node)
        } else {
            let last = |node: &usize| (self.network.nodes[*node].earliest, Reverse(*node));
            let is_dated = |at: usize| self.network.waits[at].float.is_some();
            let waits = |node: &usize| self.network.needs_of(*node).any(is_dated);
            let nodes = (0..self.is_shown.len()).filter(|node| self.is_shown[*node]);
            nodes.filter(|node| self.is_asked_for(*node)).filter(waits).max_by_key(last)
        };
        self.critical = target.map(|target| self.network.critical_path(target)).unwrap_or_default();
        for node in &self.critical {
            self.is_shown[*node] = true;
        }
        for pair in self.critical.windows(2) {
            let wait = self.network.wait(pair[1], pair[0]).expect("a step of a path is a wait");
            self.is_critical[wait] = true;
        }
    }

    /// Whether a wait is a step of the critical path.
    pub fn is_critical(&self, wait: usize) -> bool {
        self.is_critical[wait]
    }

    /// The shown waits of a node, the tightest first.
    pub fn waits_of(&self, node: usize, way: Direction) -> Vec<usize> {
        let mut waits: Vec<usize> =
            self.visible(node, way).filter(|at| self.is_shown[self.other_end(*at, way)]).collect();
        waits.sort_by_key(|at| {
            let wait = &self.network.waits[*at];
            let other = &self.network.nodes[self.other_end(*at, way)];
            (!self.is_critical(*at), !other.is_open, wait.float.is_none(), wait.float, other.day, *at)
        });
        waits
    }

    /// The nodes from which trees hang, so that each one that was asked for is in a tree: those that no other of them
    /// leads to, and of each circle that is not reached from them the first.
    pub fn roots(&self, way: Direction) -> Vec<usize> {
        let back = if way == Direction::Upstream { Direction::Downstream } else { Direction::Upstream };
        let asked = |node: usize, way| {
            self.visible(node, way)
                .map(move |at| self.other_end(at, way))
                .filter(|other| self.is_asked_for(*other))
        };
        let all = || self.nodes.iter().copied().filter(|node| self.is_asked_for(*node));
        let mut is_reached = vec![false; self.is_shown.len()];
        let mut roots = Vec::new();
        let free = all().filter(|node| asked(*node, back).next().is_none());
        for root in free.chain(all()) {
            if is_reached[root] {
                continue;
            }
            is_reached[root] = true;
            roots.push(root);
            let mut open = vec![root];
            while let Some(node) = open.pop() {
                for other in asked(node, way) {
                    if !is_reached[other] {
                        is_reached[other] = true;
                        open.push(other);
                    }
                }
            }
        }
        roots
    }
}
