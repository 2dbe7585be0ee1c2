//! What a dependency waits for: who provides it, what answers it there, and when it comes.

use jiff::civil::Date;

use super::{Program, Workspace};
use crate::model::{Entity, From, Key};

/// A day on which a dependency comes, and where that is written.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'w> {
    /// The day.
    pub day: Date,
    /// Who says so.
    pub source: Source,
    /// The program that says so.
    pub program: &'w Program,
    /// What says so: the dependency itself, a commitment or a milestone.
    pub entity: Entity<'w>,
    /// The field that holds the date.
    pub key: Key,
}

/// Who says when a dependency comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The dependency: what the provider once said.
    Promised,
    /// The commitment that answers it.
    Committed,
    /// The milestone that delivers it.
    Due,
}

/// Why what a milestone or a dependency waits for will not come.
#[derive(Debug, Clone, Copy)]
pub enum Dead<'w> {
    /// The milestone was dropped.
    Dropped(&'w Program, Entity<'w>),
    /// The program is closed; where a milestone is named, it was not met.
    Closed(&'w Program, Option<Entity<'w>>),
}

/// Why a milestone will not be met, where it will not.
pub fn dead<'w>(program: &'w Program, milestone: Entity<'w>) -> Option<Dead<'w>> {
    if milestone.is("dropped") {
        return Some(Dead::Dropped(program, milestone));
    }
    (milestone.is_open() && program.is_closed()).then_some(Dead::Closed(program, Some(milestone)))
}

/// Whether a dependency is still to come: open, and not refused.
pub fn is_awaited(dependency: Entity<'_>) -> bool {
    dependency.is_open() && !dependency.is("refused")
}

impl<'w> Dead<'w> {
    /// The program that dropped the milestone, or is closed.
    pub fn program(self) -> &'w Program {
        match self {
            Self::Dropped(program, _) | Self::Closed(program, _) => program,
        }
    }
}

impl Workspace {
    /// Why a dependency of `program` that is still awaited will not come: the milestone that it names will not, or,
    /// where it names none, nothing that the provider committed to will.
    pub fn dead_end<'w>(&'w self, program: &'w Program, dependency: Entity<'w>) -> Option<Dead<'w>> {
        let provider = self.provider(program, dependency).filter(|_| is_awaited(dependency))?;
        if let Some((there, named)) = self.providing_milestone(program, dependency) {
            return dead(there, named);
        }
        let mut deliveries = self.deliveries(program, dependency);
        if let Some((there, milestone)) = deliveries.next() {
            let first = dead(there, milestone)?;
            return deliveries.all(|(there, other)| dead(there, other).is_some()).then_some(first);
        }
        let names_milestone =
            matches!(dependency.word(Key::From).and_then(From::parse), Some(From::Milestone(..)));
        (provider.is_closed() && !names_milestone).then_some(Dead::Closed(provider, None))
    }

    /// Why a dependency of `program` will not come, where that is for another program to answer.
    pub fn dead_provider<'w>(&'w self, program: &'w Program, dependency: Entity<'w>) -> Option<Dead<'w>> {
        self.dead_end(program, dependency).filter(|end| end.program().id != program.id)
    }

    /// The day on which a dependency of `program` comes. Of several the latest counts, for that is the one to talk about.
    pub fn arrival<'w>(&'w self, program: &'w Program, dependency: Entity<'w>) -> Option<Arrival<'w>> {
        let mut latest: Option<Arrival<'w>> = None;
        let mut add = |source, program, entity: Entity<'w>, key| {
            if let Some(day) = self.day(entity, key)
                && latest.is_none_or(|latest| day > latest.day)
            {
                latest = Some(Arrival { day, source, program, entity, key });
            }
        };
        add(Source::Promised, program, dependency, Key::Promised);
        for (provider, commitment) in self.commitments_to(program, dependency) {
            add(Source::Committed, provider, commitment, Key::Promised);
        }
        for (there, milestone) in self.deliveries(program, dependency) {
            if milestone.is_open() {
                add(Source::Due, there, milestone, Key::Due);
            }
        }
        latest
    }

    /// Whether a dependency of `program` comes after the day on which it is needed: that day, and when it comes.
    pub fn lateness<'w>(
        &'w self,
        program: &'w Program,
        dependency: Entity<'w>,
    ) -> Option<(Date, Arrival<'w>)> {
        if !is_awaited(dependency) {
            return None;
        }
        let needed = self.day(dependency, Key::NeededBy)?;
        self.arrival(program, dependency)
            .filter(|arrival| arrival.day > needed)
            .map(|arrival| (needed, arrival))
    }

    /// Whether a dependency should have come before `today`: the field that says so, and its day.
    pub fn overdue_dependency(&self, dependency: Entity<'_>, today: Date) -> Option<(Key, Date)> {
        if !is_awaited(dependency) {
            return None;
        }
        [Key::NeededBy, Key::Promised]
            .into_iter()
            .filter_map(|key| Some((key, self.day(dependency, key)?)))
            .find(|(_, day)| *day < today)
    }

    /// Who can say when a dependency of `program` comes: the person that it names, the owner of the milestone there, the TPM of
    /// the program there, the lead of the team.
    pub fn answers_for<'w>(&'w self, program: &Program, dependency: Entity<'w>) -> Option<&'w str> {
        let named = dependency.word(Key::Provider);
        let owner = || self.providing_milestone(program, dependency)?.1.word(Key::Owner);
        let tpm = || self.provider(program, dependency)?.owner("tpm");
        let lead = || match dependency.word(Key::From).and_then(From::parse)? {
            From::Team(team) => self.team(team)?.1.word(Key::Lead),
            _ => None,
        };
        named.or_else(owner).or_else(tpm).or_else(lead)
    }
}

/// The program and the dependency that a commitment of `provider` answers.
pub(super) fn answered<'w>(provider: &'w Program, commitment: Entity<'w>) -> (&'w str, &'w str) {
    let to = commitment.word(Key::To).unwrap_or_default();
    let (program, entity) = to.split_once('/').unwrap_or((&provider.id, to));
    (program, entity.strip_prefix("dependencies.").unwrap_or(entity))
}
