//! On which day each thing can come at the earliest: the latest day of all that it waits for, however far away.

use std::cmp::Reverse;
use std::collections::VecDeque;

use jiff::civil::Date;

use super::{Program, Stage, Workspace, dead, edges_of, is_awaited};
use crate::model::{Entity, Key};

/// Who waits for whom in a whole version: milestones, dependencies, commitments, and programs with a target.
///
/// Each entity is a number: its place among all entities, program by program.
pub struct Waits<'w> {
    workspace: &'w Workspace,
    /// The number of each program's first entity, and how many entities there are.
    base: Vec<usize>,
    /// Where those that wait for each entity start in `waiting`, and where the last one's end.
    first: Vec<usize>,
    waiting: Vec<usize>,
}

/// From where the latest day of each entity comes.
pub struct Reach {
    /// The entity whose own day is the latest.
    source: Vec<usize>,
    /// The next entity on the way there.
    via: Vec<usize>,
    /// All that wait for a day or have one, each after what it waits for.
    pub order: Vec<usize>,
}

const NONE: usize = usize::MAX;

impl<'w> Waits<'w> {
    /// Reads who waits for whom. What is done, dropped or in a closed program neither waits nor is waited for.
    pub fn new(workspace: &'w Workspace) -> Self {
        let mut base = vec![0];
        for program in &workspace.programs {
            base.push(base[base.len() - 1] + program.file.facts.entities().count());
        }
        let mut waits =
            Self { workspace, first: vec![0; base[base.len() - 1] + 1], base, waiting: Vec::new() };
        let mut edges: Vec<(usize, usize)> = Vec::new();
        for (at, program) in workspace.programs.iter().enumerate() {
            if !program.is_closed() && workspace.program_at(&program.id) == Some(at) {
                waits.edges_of(program, at, &mut edges);
            }
        }
        for (needed, _) in &edges {
            waits.first[needed + 1] += 1;
        }
        for at in 1..waits.first.len() {
            waits.first[at] += waits.first[at - 1];
        }
        edges.sort_by_key(|(needed, _)| *needed);
        waits.waiting = edges.into_iter().map(|(_, waiter)| waiter).collect();
        waits
    }

    fn edges_of(&self, program: &'w Program, at: usize, edges: &mut Vec<(usize, usize)>) {
        let workspace = self.workspace;
        let number = |entity: Entity<'_>| self.base[at] + entity.place();
        let comes = |there: &Program, milestone: Entity<'_>| {
            if milestone.is_open() && dead(there, milestone).is_none() {
                self.node(there, milestone)
            } else {
                None
            }
        };
        let table = program.table().filter(|_| self.target(program).is_some());
        for milestone in program.section(Key::Milestones).filter(|milestone| milestone.is_open()) {
            edges.extend(table.map(|table| (number(milestone), number(table))));
        }
        for edge in edges_of(workspace, program).filter(|edge| edge.milestone.is_open()) {
            let needed = comes(edge.needed_program, edge.needed);
            edges.extend(needed.map(|needed| (needed, number(edge.milestone))));
        }
        for dependency in program.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
            let here = number(dependency);
            let commitments = workspace.commitments_to(program, dependency);
            let answers = commitments.filter_map(|(there, commitment)| self.node(there, commitment));
            let deliveries = workspace.deliveries(program, dependency);
            let delivered = deliveries.filter_map(|(there, milestone)| comes(there, milestone));
            edges.extend(answers.chain(delivered).map(|needed| (needed, here)));
            let waiting =
                dependency.list(Key::For).filter_map(|item| workspace.milestone(program, item.text));
            edges.extend(
                waiting.filter_map(|(there, milestone)| comes(there, milestone)).map(|waiter| (here, waiter)),
            );
        }
    }

    /// The number of an entity; `None` where another file has the program's id, and counts.
    pub fn node(&self, program: &Program, entity: Entity<'_>) -> Option<usize> {
        let at = self.workspace.program_at(&program.id)?;
        std::ptr::eq(&raw const self.workspace.programs[at], program).then(|| self.base[at] + entity.place())
    }

    /// The entity of a number, and its program.
    pub fn at(&self, node: usize) -> (&'w Program, Entity<'w>) {
        let at = self.base.partition_point(|base| *base <= node) - 1;
        let program = &self.workspace.programs[at];
        (program, program.file.facts.entity_at(node - self.base[at]))
    }

    /// Those that wait for an entity directly.
    pub fn waiting(&self, node: usize) -> &[usize] {
        &self.waiting[self.first[node]..self.first[node + 1]]
    }

    /// The day that an entity itself sets for those who wait for it.
    pub fn day(&self, node: usize) -> Option<Date> {
        self.day_of(self.at(node).1)
    }

    fn day_of(&self, entity: Entity<'_>) -> Option<Date> {
        let (key, counts) = match entity.section() {
            Key::Milestones => (Key::Due, entity.is_open()),
            Key::Dependencies => (Key::Promised, is_awaited(entity)),
            Key::Commitments => (Key::Promised, true),
            _ => return None,
        };
        self.workspace.day(entity, key).filter(|_| counts)
    }

    /// The last day on which what an entity waits for may come: due, needed by, the program's target.
    pub fn limit(&self, node: usize) -> Option<Date> {
        let (program, entity) = self.at(node);
        match entity.section() {
            _ if program.is_closed() => None,
            Key::Milestones if entity.is_open() => self.workspace.day(entity, Key::Due),
            Key::Dependencies if is_awaited(entity) => self.workspace.day(entity, Key::NeededBy),
            Key::Program => self.target(program),
            _ => None,
        }
    }

    /// The target of a program that is still to reach operation.
    fn target(&self, program: &Program) -> Option<Date> {
        program.stage.filter(|stage| *stage < Stage::Operate)?;
        let target = self.workspace.day(program.table()?, Key::Target)?;
        self.workspace.reversed(program).is_none().then_some(target)
    }

    /// Follows every day to all that wait for it, the latest days first; of equal ones those that `comes_first` names.
    ///
    /// Each entity is visited once, on one of the shortest ways, so that cycles do no harm and the time is near linear.
    pub fn reach(&self, comes_first: impl Fn(usize) -> bool) -> Reach {
        let count = self.first.len() - 1;
        let mut reach = Reach { source: vec![NONE; count], via: vec![NONE; count], order: Vec::new() };
        let mut days = Vec::new();
        for (program, base) in self.workspace.programs.iter().zip(&self.base) {
            let sections = [Key::Milestones, Key::Dependencies, Key::Commitments];
            for entity in sections.into_iter().flat_map(|section| program.section(section)) {
                let node = base + entity.place();
                days.extend(self.day_of(entity).map(|day| (Reverse(day), !comes_first(node), node)));
            }
        }
        days.sort_unstable();
        let mut queue = VecDeque::new();
        for (.., source) in days {
            if reach.source[source] != NONE {
                continue;
            }
            reach.source[source] = source;
            queue.push_back(source);
            while let Some(node) = queue.pop_front() {
                reach.order.push(node);
                for waiter in self.waiting(node) {
                    if reach.source[*waiter] == NONE {
                        reach.source[*waiter] = source;
                        reach.via[*waiter] = node;
                        queue.push_back(*waiter);
                    }
                }
            }
        }
        reach
    }

    /// The day on which an entity can come at the earliest, and the last day on which it may, where the one is after
    /// the other.
    pub fn late(&self, reach: &Reach, node: usize) -> Option<Late> {
        let source = reach.source(node)?;
        let (comes, limit) = (self.day(source)?, self.limit(node)?);
        (comes > limit).then_some(Late { limit, comes })
    }
}

/// Something that comes too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// The last day on which it may come.
    pub limit: Date,
    /// The day on which it comes at the earliest.
    pub comes: Date,
}

impl Late {
    /// By how many days.
    pub fn days(self) -> i64 {
        self.limit.until(self.comes).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl Reach {
    /// The entity whose day is the latest of all that `node` waits for, itself included.
    pub fn source(&self, node: usize) -> Option<usize> {
        Some(self.source[node]).filter(|source| *source != NONE)
    }

    /// What `node` waits for directly, on the way to that entity.
    pub fn via(&self, node: usize) -> Option<usize> {
        Some(self.via[node]).filter(|via| *via != NONE)
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::tree::Tree;
    use crate::workspace::Cache;

    fn load(files: &[(&str, &str)]) -> Workspace {
        let files = files.iter().map(|(id, text)| (format!("programs/{id}.toml"), (*text).to_owned()));
        Workspace::load(&Tree::memory(files), &mut Cache::default())
    }

    /// What is late, as `program path: limit -> day from program path`.
    fn late(workspace: &Workspace) -> Vec<String> {
        let waits = Waits::new(workspace);
        let reach = waits.reach(|_| false);
        let name = |node| {
            let (program, entity) = waits.at(node);
            format!("{} {}", program.id, entity.path())
        };
        let said = |node: &usize| {
            let Late { limit, comes } = waits.late(&reach, *node)?;
            Some(format!("{}: {limit} -> {comes} from {}", name(*node), name(reach.source(*node)?)))
        };
        let mut said: Vec<String> = reach.order.iter().filter_map(said).collect();
        said.sort();
        said
    }

    #[test]
    fn a_day_reaches_all_that_wait_through_programs_and_cycles() {
        let a = "[milestones.ga]\ndue = 2026-07-31\nneeds = [\"c/end\"]\n\
                 [milestones.old]\ndue = 2026-09-30\nstate = \"dropped\"\n";
        let b = "[program]\nname = \"B\"\ntarget = \"2026-07\"\n[milestones.beta]\ndue = 2026-07-20\nneeds = [\"a/old\"]\n\
                 [dependencies.tokens]\nfrom = \"a/ga\"\nneeded-by = 2026-07-30\nfor = [\"beta\"]\n";
        let c = "[program]\nname = \"C\"\ntarget = 2026-07-10\n[milestones.end]\ndue = 2026-07-01\nneeds = [\"b/beta\"]\n";
        assert_eq!(
            late(&load(&[("a", a), ("b", b), ("c", c)])),
            [
                "b dependencies.tokens: 2026-07-30 -> 2026-07-31 from a milestones.ga",
                "b milestones.beta: 2026-07-20 -> 2026-07-31 from a milestones.ga",
                "c milestones.end: 2026-07-01 -> 2026-07-31 from a milestones.ga",
                "c program: 2026-07-10 -> 2026-07-31 from a milestones.ga",
            ]
        );
    }

    #[test]
    fn a_long_chain_overflows_no_stack() {
        let mut text = String::from("[milestones.m0]\ndue = 2026-07-01\n");
        for at in 1..20_000 {
            writeln!(text, "[milestones.m{at}]\nneeds = [\"m{}\"]", at - 1).expect("a string");
        }
        text.push_str("[milestones.end]\ndue = 2026-06-30\nneeds = [\"m19999\"]\n");
        assert_eq!(
            late(&load(&[("a", &text)])),
            ["a milestones.end: 2026-06-30 -> 2026-07-01 from a milestones.m0"]
        );
    }
}
