//! Milestones and dependencies as one network: what waits for what, of both kinds.

use jiff::civil::Date;

use super::graph::Numbers;
use super::{Program, Workspace, dead, edges_of, is_awaited};
use crate::model::{Entity, Key};

/// What waits, or is waited for.
#[derive(Debug, Clone)]
pub struct Node<'w> {
    /// The program that holds it.
    pub program: &'w Program,
    /// A milestone; or a dependency that no milestone delivers, or that waits for its program as a whole.
    pub entity: Entity<'w>,
    /// Whether it is still to come.
    pub is_open: bool,
    /// The day that is written down: when a milestone is due, when a dependency is promised.
    pub day: Option<Date>,
    /// The last day that is right for itself: when a milestone is due, when a dependency is needed.
    pub deadline: Option<Date>,
    /// The first day on which it can come, by the days of all that it waits for.
    pub earliest: Option<Date>,
    /// The working days by which it can slip before something that waits for it is late..
    pub float: Option<i64>,
    /// The least float of all waits that lead to it, directly or not.
    pub(super) tightest: Option<i64>,
}

/// One that waits for another.
#[derive(Debug, Clone)]
pub struct Wait<'w> {
    /// The node that waits.
    pub waiting: usize,
    /// The node that comes first.
    pub needed: usize,
    /// Whether the milestone says so in `needs`.
    pub is_need: bool,
    /// The dependencies that say so, all of the program that waits.
    pub dependencies: Vec<Entity<'w>>,
    /// Whether it still holds: both ends are open, and what says so is neither delivered nor refused.
    pub is_open: bool,
    /// Whether it leads back to where it came from. It then counts for nothing, for no date could be right.
    pub closes_circle: bool,
    /// The day on which what is needed comes.
    pub comes: Option<Date>,
    /// The last day on which it may come.
    pub latest: Option<Date>,
    /// The working days between the two; negative where it comes too late.
    pub float: Option<i64>,
}

/// Who waits for whom, in one whole version.
#[derive(Debug)]
pub struct Network<'w> {
    /// Milestones by program, then dependencies by program.
    pub nodes: Vec<Node<'w>>,
    /// By the one that waits, then by the one that is needed; each pair once.
    pub waits: Vec<Wait<'w>>,
    /// Where the waits of each node start, and where the last one's end.
    first: Vec<usize>,
    /// The waits by the one that is needed.
    by_needed: Vec<usize>,
    first_by_needed: Vec<usize>,
    /// The place of each node in an order in which everything comes after what it waits for.
    pub(super) places: Vec<usize>,
}

impl Node<'_> {
    /// `checkout/beta`, `checkout/dependencies.tokens`.
    pub fn id(&self) -> String {
        if self.is_milestone() {
            format!("{}/{}", self.program.id, self.entity.id())
        } else {
            format!("{}/{}", self.program.id, self.entity.path())
        }
    }

    /// Whether it is a milestone, and no dependency.
    pub fn is_milestone(&self) -> bool {
        self.entity.section() == Key::Milestones
    }

    /// Whether it cannot come by its own day.
    pub fn is_late(&self) -> bool {
        self.is_open && self.earliest.zip(self.deadline).is_some_and(|(earliest, last)| earliest > last)
    }
}

impl Wait<'_> {
    /// Whether what is needed comes after the last day on which it may.
    pub fn is_late(&self) -> bool {
        self.is_open && self.comes.zip(self.latest).is_some_and(|(comes, latest)| comes > latest)
    }

    /// Whether nothing but a refused dependency stands behind it.
    pub fn is_refused(&self) -> bool {
        !self.is_need
            && !self.dependencies.is_empty()
            && self.dependencies.iter().all(|one| one.is("refused"))
    }
}

impl<'w> Network<'w> {
    /// The network of a workspace, without any reckoning.
    pub(super) fn read(workspace: &'w Workspace) -> Self {
        let mut nodes = Vec::new();
        let mut waits = Vec::new();
        let numbers = Numbers::new(workspace);
        let mut slots = vec![usize::MAX; numbers.total];
        for (at, program) in workspace.programs.iter().enumerate() {
            for milestone in program.section(Key::Milestones) {
                slots[numbers.at(at, milestone)] = nodes.len();
                let day = workspace.day(milestone, Key::Due);
                let is_open = milestone.is_open() && dead(program, milestone).is_none();
                let entity = milestone;
                nodes.push(Node {
                    program,
                    entity,
                    is_open,
                    day,
                    deadline: day,
                    earliest: None,
                    float: None,
                    tightest: None,
                });
            }
        }
        for (at, program) in workspace.programs.iter().enumerate() {
            let slot = |there: &Program, milestone| slots[numbers.of(workspace, at, there, milestone)];
            for edge in edges_of(workspace, program) {
                let waiting = slots[numbers.at(at, edge.milestone)];
                waits.push(Wait::new(waiting, slot(edge.needed_program, edge.needed), None));
            }
            // Of one whose state could not be read nobody knows whether it is awaited.
            for dependency in program.section(Key::Dependencies).filter(|it| it.state().is_some()) {
                let listed = dependency.list(Key::For);
                let listed = listed.filter_map(|item| workspace.milestone(program, item.text));
                let here = listed.filter(|(there, _)| std::ptr::eq(*there, program));
                let waiting: Vec<usize> = here.map(|(there, milestone)| slot(there, milestone)).collect();
                let delivering: Vec<usize> = workspace
                    .deliveries(program, dependency)
                    .map(|(there, milestone)| slot(there, milestone))
                    .collect();
                if !waiting.is_empty() && !delivering.is_empty() {
                    let pairs = waiting.iter().flat_map(|one| delivering.iter().map(move |two| (*one, *two)));
                    waits.extend(pairs.map(|(one, two)| Wait::new(one, two, Some(dependency))));
                    continue;
                }
                let node = nodes.len();
                waits.extend(waiting.iter().map(|waiting| Wait::new(*waiting, node, None)));
                waits.extend(delivering.iter().map(|needed| Wait::new(node, *needed, Some(dependency))));
                nodes.push(Node {
                    program,
                    entity: dependency,
                    is_open: is_awaited(dependency) && !program.is_closed(),
                    day: workspace.arrival(program, dependency).map(|arrival| arrival.day),
                    deadline: workspace.day(dependency, Key::NeededBy),
                    earliest: None,
                    float: None,
                    tightest: None,
                });
            }
        }
        Self::join(nodes, waits)
    }

    /// Makes one of what is said twice: a milestone may need what a dependency asks for.
    fn join(nodes: Vec<Node<'w>>, mut waits: Vec<Wait<'w>>) -> Self {
        waits.sort_by_key(|wait| (wait.waiting, wait.needed));
        waits.dedup_by(|next, kept| {
            let is_same = (next.waiting, next.needed) == (kept.waiting, kept.needed);
            if is_same {
                kept.is_need |= next.is_need;
                kept.dependencies.append(&mut next.dependencies);
            }
            is_same
        });
        let mut first = vec![0; nodes.len() + 1];
        let mut first_by_needed = vec![0; nodes.len() + 1];
        for wait in &mut waits {
            let says_so = wait.is_need || wait.dependencies.iter().any(|one| is_awaited(*one));
            wait.is_open = says_so && nodes[wait.waiting].is_open && nodes[wait.needed].is_open;
            first[wait.waiting + 1] += 1;
            first_by_needed[wait.needed + 1] += 1;
        }
        for at in 0..nodes.len() {
            first[at + 1] += first[at];
            first_by_needed[at + 1] += first_by_needed[at];
        }
        let mut by_needed: Vec<usize> = (0..waits.len()).collect();
        by_needed.sort_by_key(|at| (waits[*at].needed, *at));
        Self { places: vec![0; nodes.len()], nodes, waits, first, by_needed, first_by_needed }
    }

    /// The waits of a node: what it waits for.
    pub fn needs_of(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node]..self.first[node + 1]
    }

    /// The wait of one node for another.
    pub fn wait(&self, waiting: usize, needed: usize) -> Option<usize> {
        let range = self.needs_of(waiting);
        let at = self.waits[range.clone()].binary_search_by_key(&needed, |wait| wait.needed);
        at.ok().map(|at| range.start + at)
    }

    /// The waits for a node: what waits for it.
    pub fn waits_for(&self, node: usize) -> &[usize] {
        &self.by_needed[self.first_by_needed[node]..self.first_by_needed[node + 1]]
    }
}

impl<'w> Wait<'w> {
    fn new(waiting: usize, needed: usize, dependency: Option<Entity<'w>>) -> Self {
        Self {
            waiting,
            needed,
            is_need: dependency.is_none(),
            dependencies: dependency.into_iter().collect(),
            is_open: false,
            closes_circle: false,
            comes: None,
            latest: None,
            float: None,
        }
    }
}
