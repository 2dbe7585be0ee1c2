//! What serves an outcome: the items of scope that name it, in its program and in others.

use super::{Program, Target, Workspace};
use crate::model::{Entity, Key};

/// An item of scope that serves an outcome.
#[derive(Debug, Clone, Copy)]
pub struct Service<'w> {
    /// The outcome.
    pub outcome: Entity<'w>,
    /// The program that holds the item.
    pub program: &'w Program,
    /// The item of scope. It may be cut.
    pub item: Entity<'w>,
}

/// What serves the outcomes of one program.
#[derive(Debug)]
pub struct Services<'w> {
    /// The items, in the order of the outcomes in their file.
    known: Vec<Service<'w>>,
    /// Whether an item names outcomes of the program that could not be read or do not exist: one may be meant that
    /// nothing else serves.
    pub is_doubtful: bool,
}

impl<'w> Services<'w> {
    /// What serves one of the outcomes.
    pub fn of(&self, outcome: Entity<'_>) -> &[Service<'w>] {
        let start = self.known.partition_point(|service| service.outcome.place() < outcome.place());
        let rest = &self.known[start..];
        &rest[..rest.partition_point(|service| service.outcome.place() == outcome.place())]
    }
}

impl Workspace {
    /// What serves the outcomes of a program.
    pub fn services<'w>(&'w self, program: &'w Program) -> Services<'w> {
        let at_fault = |path: &str| path.starts_with("scope.") && path.ends_with(".outcomes");
        let mut faults = program.file.findings.iter().filter_map(|finding| finding.path.as_deref());
        let mut services = Services { known: Vec::new(), is_doubtful: faults.any(at_fault) };
        for item in program.section(Key::Scope) {
            let is_read = item.list(Key::Outcomes).next().is_some();
            services.is_doubtful |= item.is_filled(Key::Outcomes) && !is_read;
            for named in item.list(Key::Outcomes) {
                services.add(self, program, item, named.text, program);
            }
        }
        let at =
            self.program_at(&program.id).filter(|at| std::ptr::eq(&raw const self.programs[*at], program));
        let start = self.services.partition_point(|(target, ..)| Some(*target) < at);
        for (_, other, row) in self.services[start..].iter().take_while(|(target, ..)| Some(*target) == at) {
            let other = &self.programs[*other];
            let item = other.file.facts.entity_at(*row);
            for named in item.list(Key::Outcomes).filter(|named| leads_to(named.text, program)) {
                services.add(self, other, item, named.text, program);
            }
        }
        services.known.sort_by_key(|service| service.outcome.place());
        services
    }

    /// Notes which items of scope serve outcomes of other programs, so that nobody has to look through all programs.
    pub(super) fn index_services(&mut self) {
        let mut services = Vec::new();
        for (at, program) in self.programs.iter().enumerate() {
            for item in program.section(Key::Scope) {
                let outside = item.list(Key::Outcomes).filter_map(|named| named.text.split_once('/'));
                let targets = outside.filter_map(|(other, _)| self.program_at(other));
                services.extend(targets.filter(|other| *other != at).map(|other| (other, at, item.place())));
            }
        }
        services.sort_unstable();
        services.dedup();
        self.services = services;
    }
}

impl<'w> Services<'w> {
    /// Adds what an item of `from` names, where that is an outcome of `program`.
    fn add(
        &mut self,
        workspace: &'w Workspace,
        from: &'w Program,
        item: Entity<'w>,
        named: &'w str,
        program: &'w Program,
    ) {
        match workspace.resolve(from, named, &[Key::Outcomes]) {
            Some(Target::Found(there, outcome)) if std::ptr::eq(there, program) => {
                self.known.push(Service { outcome, program: from, item });
            }
            Some(Target::Found(..)) => {}
            _ => self.is_doubtful = true,
        }
    }
}

fn leads_to(reference: &str, program: &Program) -> bool {
    reference.split_once('/').is_some_and(|(id, _)| *id == *program.id)
}
