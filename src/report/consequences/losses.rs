//! What will not come any more, and what nobody waits for any more.

use super::touched::{Cause, Touched, Which};
use super::{EffectKind, Found};
use crate::changes::{Change, ChangeKind, ProgramChange, ProgramKind};
use crate::model::{Entity, From, Key};
use crate::workspace::{Dead, Program, Target, Waits, Workspace, dead, is_awaited};

pub(super) fn find(found: &mut Found<'_>, waits: &Waits<'_>) {
    let after = found.after;
    if !found.touched.programs().any(|(_, program)| may_lose(program)) {
        return;
    }
    let losses = Losses { after, touched: found.touched, waits };
    for program in after.programs.iter().filter(|program| !program.is_closed()) {
        for dependency in program.section(Key::Dependencies) {
            let lost = losses.of_dependency(program, dependency);
            if let Some(cause) = lost {
                found.add(cause, program, dependency, EffectKind::DependencyLost);
            }
            if let Some(cause) = lost.or_else(|| losses.refused(program, dependency)) {
                let waiting =
                    dependency.list(Key::For).filter_map(|item| after.milestone(program, item.text));
                for (there, milestone) in waiting.filter(|(_, milestone)| milestone.is_open()) {
                    found.add(cause, there, milestone, EffectKind::MilestoneBlocked);
                }
            }
        }
        for milestone in program.section(Key::Milestones).filter(|milestone| milestone.is_open()) {
            for item in milestone.list(Key::Needs) {
                if let Some(cause) = losses.of_reference(program, item.text) {
                    found.add(cause, program, milestone, EffectKind::MilestoneBlocked);
                }
            }
        }
        for commitment in program.section(Key::Commitments) {
            if let Some(cause) = losses.of_commitment(program, commitment) {
                found.add(cause, program, commitment, EffectKind::CommitmentUnneeded);
            }
        }
    }
    withdrawn(found);
}

/// Whether anything went, was given up or was closed in a program.
fn may_lose(program: &ProgramChange) -> bool {
    let gives_up = |change: &Change| match change.field() {
        None if change.path == "program.phase" => true,
        None => change.kind == ChangeKind::Removed,
        Some(field) => field == Key::State.name(),
    };
    program.kind == ProgramKind::Removed || program.changes.iter().any(gives_up)
}

struct Losses<'l> {
    after: &'l Workspace,
    touched: &'l Touched<'l>,
    waits: &'l Waits<'l>,
}

impl<'l> Losses<'l> {
    /// The change since which a dependency will not come.
    fn of_dependency(&self, program: &'l Program, dependency: Entity<'l>) -> Option<Cause> {
        if !is_awaited(dependency) {
            return None;
        }
        if let Some(end) = self.after.dead_end(program, dependency) {
            return self.end(end);
        }
        match dependency.word(Key::From).and_then(From::parse)? {
            From::Program(there) if self.after.program(there).is_none() => self.touched.went(there),
            From::Milestone(..) => self.of_reference(program, dependency.word(Key::From)?),
            _ => None,
        }
    }

    /// The change since which a milestone that is needed will not come.
    fn of_reference(&self, program: &'l Program, reference: &'l str) -> Option<Cause> {
        match self.after.resolve(program, reference, &[Key::Milestones])? {
            Target::Found(there, needed) => self.end(dead(there, needed)?),
            Target::NoProgram(there) => self.touched.went(there),
            Target::NoEntity(there, id) => self.touched.gone(&there.id, Key::Milestones, id),
            Target::Ambiguous(..) => None,
        }
    }

    fn end(&self, end: Dead<'l>) -> Option<Cause> {
        match end {
            Dead::Dropped(there, milestone) => {
                let node = self.waits.node(there, milestone)?;
                self.touched.find(Which::After, node, |change| change.field() == Some(Key::State.name()))
            }
            Dead::Closed(there, _) => self.closed(there),
        }
    }

    /// The change that closed a program.
    fn closed(&self, program: &'l Program) -> Option<Cause> {
        let was_closed = self.touched.program_before(&program.id).is_some_and(Program::is_closed);
        let node = self.waits.node(program, program.table()?).filter(|_| !was_closed)?;
        self.touched.find(Which::After, node, |change| change.path == "program.phase")
    }

    /// The change with which a dependency was refused.
    fn refused(&self, program: &'l Program, dependency: Entity<'l>) -> Option<Cause> {
        let node = self.waits.node(program, dependency).filter(|_| dependency.is("refused"))?;
        self.touched.find(Which::After, node, |change| change.field() == Some(Key::State.name()))
    }

    /// The change since which nobody waits for a commitment.
    fn of_commitment(&self, program: &'l Program, commitment: Entity<'l>) -> Option<Cause> {
        let to = commitment.word(Key::To)?;
        let cause = match self.after.resolve(program, to, &[Key::Dependencies])? {
            Target::Found(there, dependency) if is_awaited(dependency) && there.is_closed() => {
                self.closed(there)
            }
            Target::NoProgram(there) => self.touched.went(there),
            Target::NoEntity(there, id) => self.touched.gone(&there.id, Key::Dependencies, id),
            Target::Found(..) | Target::Ambiguous(..) => None,
        };
        // What was delivered took no further work.
        let delivers = commitment.word(Key::Milestone);
        let delivers = delivers.and_then(|milestone| self.after.milestone(program, milestone));
        cause.filter(|_| delivers.is_none_or(|(_, milestone)| milestone.is_open()))
    }
}

/// Commitments that were taken back, and that nothing replaces.
fn withdrawn(found: &mut Found<'_>) {
    let (after, touched) = (found.after, found.touched);
    for (cause, program, change) in touched.changes() {
        if change.section() != Key::Commitments.name()
            || change.kind != ChangeKind::Removed
            || change.field().is_some()
        {
            continue;
        }
        let to = change.before.as_ref().and_then(|commitment| commitment.get(Key::To.name())?.as_str());
        let (Some(provider), Some(to)) = (after.program(&program.id), to) else { continue };
        let Some((id, dependency)) = to.split_once('/') else { continue };
        let dependency = dependency.strip_prefix("dependencies.").unwrap_or(dependency);
        let Some(there) = after.program(id).filter(|there| !there.is_closed() && there.id != provider.id)
        else {
            continue;
        };
        let waiting =
            there.file.facts.entity(Key::Dependencies, dependency).filter(|entity| is_awaited(*entity));
        if let Some(dependency) =
            waiting.filter(|entity| after.commitments_to(there, *entity).next().is_none())
        {
            found.add(cause, there, dependency, EffectKind::DependencyUncommitted);
        }
    }
}
