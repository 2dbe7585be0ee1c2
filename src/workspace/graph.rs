//! Who waits for whom: the edges between milestones, within a program and across programs.

use std::collections::VecDeque;
use std::sync::OnceLock;

use super::{Program, Workspace, edges_of};
use crate::model::{Entity, Key};
use crate::text::Span;

/// A milestone that needs another one first.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'w> {
    /// The program that holds the waiting milestone.
    pub program: &'w Program,
    /// The milestone that waits.
    pub milestone: Entity<'w>,
    /// Where it says so.
    pub span: Span,
    /// The program that holds the milestone that comes first.
    pub needed_program: &'w Program,
    /// The milestone that comes first.
    pub needed: Entity<'w>,
}

/// Every `needs` of every milestone that leads to a milestone.
pub fn edges(workspace: &Workspace) -> impl Iterator<Item = Edge<'_>> {
    workspace.programs.iter().flat_map(move |program| edges_of(workspace, program))
}

/// Milestones that wait for each other in a circle.
#[derive(Debug)]
pub struct Cycle<'w> {
    /// The edges, in order: each leads to where the next one starts, and the last to where the first one starts.
    /// That is the first of the milestones by program and id, of those at which a cycle may start.
    pub edges: Vec<Edge<'w>>,
    /// How many more milestones wait for themselves on other ways through the same knot.
    pub more: usize,
}

/// One cycle of each knot of open milestones that wait for each other: the shortest one through its first milestone of
/// a program at which one may start. Of a knot that holds no such program there is none.
///
/// A knot is a strongly connected component, found as Tarjan does it, in time linear in milestones and edges and
/// without recursion. What is done, or stands in a closed program, waits for nothing and takes part in no cycle.
pub fn cycles(workspace: &Workspace, may_start: impl Fn(&Program) -> bool) -> Vec<Cycle<'_>> {
    let graph = Graph::new(workspace);
    let knots = graph.knots();
    let mut way = vec![NONE; graph.len()];
    let mut cycles: Vec<Cycle<'_>> =
        knots.iter().filter_map(|knot| graph.cycle(knot, &mut way, &may_start)).collect();
    cycles.sort_by(|one, other| name(&one.edges[0]).cmp(&name(&other.edges[0])));
    cycles
}

fn name<'e>(edge: &Edge<'e>) -> (&'e str, &'e str) {
    (&edge.program.id, edge.milestone.id())
}

const NONE: usize = usize::MAX;

/// Which milestones wait for each other in circles. Made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Circles(OnceLock<(Numbers, Vec<usize>)>);

impl Workspace {
    /// Whether the milestone that comes first waits in turn for the one that waits for it.
    pub fn is_in_circle(&self, edge: &Edge<'_>) -> bool {
        let (numbers, knots) = self.circles.0.get_or_init(|| {
            let graph = Graph::new(self);
            let mut knot_of = vec![NONE; graph.len()];
            for (at, knot) in graph.knots().iter().enumerate() {
                for node in knot {
                    knot_of[*node] = at;
                }
            }
            (Numbers::new(self), knot_of)
        });
        let knot = |program: &Program, milestone| {
            let at = self.program_at(&program.id)?;
            let is_it = std::ptr::eq(&raw const self.programs[at], program);
            is_it.then(|| knots[numbers.at(at, milestone)]).filter(|knot| *knot != NONE)
        };
        let needed = knot(edge.needed_program, edge.needed);
        needed.is_some() && needed == knot(edge.program, edge.milestone)
    }
}

/// Every milestone of a workspace as a number. Not every number is a milestone's.
#[derive(Debug)]
pub(super) struct Numbers {
    /// The first number of each program, and the place of its first milestone.
    base: Vec<(usize, usize)>,
    /// One more than the last number.
    pub(super) total: usize,
}

impl Numbers {
    pub(super) fn new(workspace: &Workspace) -> Self {
        // The milestones of a file stand next to each other, so that a place tells the number.
        let mut total = 0;
        let mut base = Vec::with_capacity(workspace.programs.len());
        for program in &workspace.programs {
            let mut milestones = program.section(Key::Milestones);
            let first = milestones.next().map_or(0, Entity::place);
            base.push((total, first));
            total += milestones.last().map_or(1, |last| last.place() - first + 1);
        }
        Self { base, total }
    }

    /// The number of a milestone of the program at this place.
    pub(super) fn at(&self, at: usize, milestone: Entity<'_>) -> usize {
        let (number, first) = self.base[at];
        number + milestone.place() - first
    }

    /// The number of a milestone that the program at this place leads to: its own, or one of a program found by its id.
    pub(super) fn of(
        &self,
        workspace: &Workspace,
        from: usize,
        there: &Program,
        milestone: Entity<'_>,
    ) -> usize {
        let is_own = std::ptr::eq(&raw const workspace.programs[from], there);
        self.at(if is_own { from } else { workspace.ids[&there.id] }, milestone)
    }
}

/// The open milestones as numbers, and the edges between them.
struct Graph<'w> {
    /// Every edge with the number of the milestone that it leads to, sorted by the one that it starts from.
    edges: Vec<(Edge<'w>, usize)>,
    /// Where the edges of each milestone start, and where the last one's end.
    first: Vec<usize>,
}

impl<'w> Graph<'w> {
    fn new(workspace: &'w Workspace) -> Self {
        let numbers = Numbers::new(workspace);
        let mut edges: Vec<(Edge<'w>, usize)> = Vec::new();
        let mut first = vec![0; numbers.total + 1];
        let programs = workspace.programs.iter().enumerate();
        for (at, program) in programs.filter(|(_, program)| !program.is_closed()) {
            for edge in edges_of(workspace, program) {
                if !edge.milestone.is_open() || !edge.needed.is_open() {
                    continue;
                }
                first[numbers.at(at, edge.milestone) + 1] += 1;
                edges.push((edge, numbers.of(workspace, at, edge.needed_program, edge.needed)));
            }
        }
        for at in 1..first.len() {
            first[at] += first[at - 1];
        }
        Self { edges, first }
    }

    fn len(&self) -> usize {
        self.first.len() - 1
    }

    fn of(&self, node: usize) -> &[(Edge<'w>, usize)] {
        &self.edges[self.first[node]..self.first[node + 1]]
    }

    /// The strongly connected components that hold a cycle.
    fn knots(&self) -> Vec<Vec<usize>> {
        let mut knots = Vec::new();
        let mut order = vec![NONE; self.len()];
        let mut lowest = vec![NONE; self.len()];
        let mut is_waiting = vec![false; self.len()];
        let mut waiting = Vec::new();
        let mut path: Vec<(usize, usize)> = Vec::new();
        let mut visited = 0;
        for root in 0..self.len() {
            if order[root] != NONE || self.of(root).is_empty() {
                continue;
            }
            path.push((root, 0));
            while let Some((node, next)) = path.last_mut() {
                let node = *node;
                if *next == 0 {
                    order[node] = visited;
                    lowest[node] = visited;
                    visited += 1;
                    is_waiting[node] = true;
                    waiting.push(node);
                }
                if let Some(&(_, to)) = self.of(node).get(*next) {
                    *next += 1;
                    if order[to] == NONE {
                        path.push((to, 0));
                    } else if is_waiting[to] {
                        lowest[node] = lowest[node].min(order[to]);
                    }
                    continue;
                }
                path.pop();
                if let Some(&(before, _)) = path.last() {
                    lowest[before] = lowest[before].min(lowest[node]);
                }
                if lowest[node] == order[node] {
                    let start = waiting.iter().rposition(|other| *other == node);
                    let knot =
                        waiting.split_off(start.expect("a milestone waits until its knot is complete"));
                    for &member in &knot {
                        is_waiting[member] = false;
                    }
                    if knot.len() > 1 || self.of(node).iter().any(|(_, to)| *to == node) {
                        knots.push(knot);
                    }
                }
            }
        }
        knots
    }

    /// The shortest cycle through the first milestone of a knot at which one may start. `way` holds the edge on which
    /// each was reached.
    fn cycle(
        &self,
        knot: &[usize],
        way: &mut [usize],
        may_start: impl Fn(&Program) -> bool,
    ) -> Option<Cycle<'w>> {
        let in_knot: rustc_hash::FxHashSet<usize> = knot.iter().copied().collect();
        let firsts = knot.iter().filter_map(|node| Some((&self.of(*node).first()?.0, *node)));
        let starts = firsts.filter(|(edge, _)| may_start(edge.program));
        let (_, start) = starts.map(|(edge, node)| (name(edge), node)).min()?;
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for (offset, (_, to)) in self.of(node).iter().enumerate() {
                let edge = self.first[node] + offset;
                if *to == start {
                    return Some(self.back(knot.len(), start, node, edge, way));
                }
                if in_knot.contains(to) && way[*to] == NONE {
                    way[*to] = edge;
                    queue.push_back(*to);
                }
            }
        }
        unreachable!("every milestone of a knot leads back to itself")
    }

    /// The way from `start` to `node`, and the edge that closes it.
    fn back(&self, size: usize, start: usize, node: usize, closing: usize, way: &[usize]) -> Cycle<'w> {
        let mut edges = vec![self.edges[closing].0];
        let mut node = node;
        while node != start {
            edges.push(self.edges[way[node]].0);
            node = self.first.partition_point(|first| *first <= way[node]) - 1;
        }
        edges.reverse();
        Cycle { more: size - edges.len(), edges }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::tree::Tree;
    use crate::workspace::Cache;

    type Needs<'a> = &'a [(&'a str, &'a [&'a str])];

    /// The cycles of one program of milestones and what each needs, and how many more each knot holds.
    fn found(needs: Needs<'_>) -> Vec<(String, usize)> {
        let mut text = String::new();
        for (milestone, needs) in needs {
            writeln!(text, "[milestones.{milestone}]\nneeds = {needs:?}").expect("a string takes every text");
        }
        let workspace = Workspace::load(&Tree::memory([("programs/x.toml", text)]), &mut Cache::default());
        let told = |cycle: &Cycle<'_>| {
            let chain: Vec<&str> = cycle.edges.iter().map(|edge| edge.milestone.id()).collect();
            (chain.join(" "), cycle.more)
        };
        cycles(&workspace, |_| true).iter().map(told).collect()
    }

    #[test]
    fn every_knot_gives_one_cycle() {
        let said = |chain: &str, more| (chain.to_owned(), more);
        assert_eq!(found(&[]), []);
        assert_eq!(found(&[("a", &["b", "c"]), ("b", &["d"]), ("c", &["d"]), ("d", &[])]), []);
        let apart: Needs<'_> = &[("d", &["c"]), ("c", &["d"]), ("b", &["b"]), ("a", &["d", "b"])];
        assert_eq!(found(apart), [said("b", 0), said("c d", 0)]);
        let eight: Needs<'_> = &[("b", &["c", "a"]), ("c", &["d"]), ("d", &["b"]), ("a", &["b"])];
        assert_eq!(found(eight), [said("a b", 2)]);
        let back: Needs<'_> = &[("a", &["b"]), ("b", &["c"]), ("c", &["d", "b"]), ("d", &["a"])];
        assert_eq!(found(back), [said("a b c d", 0)]);
    }

    #[test]
    fn a_hundred_thousand_milestones_overflow_no_stack() {
        const FILES: usize = 100;
        const EACH: usize = 1000;
        let files = (0..FILES).map(|file| {
            let mut text = String::new();
            for at in 0..EACH {
                let next = match at + 1 {
                    EACH => format!("p{:03}/m0000", (file + 1) % FILES),
                    next => format!("m{next:04}"),
                };
                writeln!(text, "[milestones.m{at:04}]\nneeds = [\"{next}\"]")
                    .expect("a string takes every text");
            }
            (format!("programs/p{file:03}.toml"), text)
        });
        let workspace = Workspace::load(&Tree::memory(files), &mut Cache::default());
        let cycles = cycles(&workspace, |_| true);
        assert_eq!(cycles.len(), 1);
        assert_eq!(cycles[0].edges.len(), FILES * EACH);
        assert_eq!(name(&cycles[0].edges[0]), ("p000", "m0000"));
    }
}
