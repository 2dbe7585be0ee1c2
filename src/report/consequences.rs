//! What changes do elsewhere: what becomes late, what can no longer hold, what nobody delivers, and who should know.

mod dates;
mod losses;
mod people;
mod scope;
mod touched;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use crate::changes::{Change, Comparison, ProgramChange};
use crate::model::{Category, Entity, Key};
use crate::workspace::{Program, Waits, Workspace};
use touched::{Cause, Touched};

/// A change, and what it does elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// The program that changed.
    pub program: String,
    /// The dotted path of the change; `program` where the program came or went as a whole.
    pub path: String,
    /// What it does, other programs first. Each thing is told once, under the change that is at its root.
    pub effects: Vec<Effect>,
    /// The people who should know: those who answer for what is affected, without whoever answers for the change.
    pub tell: Vec<String>,
}

impl Consequence {
    /// The change in a comparison that holds it, and its program; no change where the program came or went as a whole.
    pub fn change<'c>(&self, comparison: &'c Comparison) -> Option<(&'c ProgramChange, Option<&'c Change>)> {
        let programs = &comparison.programs;
        let at = programs.binary_search_by(|program| program.id.cmp(&self.program)).ok()?;
        let program = &programs[at];
        if program.is_whole() {
            return Some((program, None));
        }
        let change = program.changes.iter().find(|change| change.path == self.path)?;
        Some((program, Some(change)))
    }
}

/// What a change does to something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What it does.
    pub kind: EffectKind,
    /// The program of what is affected.
    pub program: Arc<str>,
    /// What people call that program.
    pub program_name: String,
    /// The dotted path of what is affected.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// The day that stands there: due, needed by, promised, the target.
    pub day: Option<Date>,
    /// The day on which what it waits for comes; of what comes too late for others, the day that they have.
    pub comes: Option<Date>,
    /// By how many days it is late now.
    pub days: Option<i64>,
    /// By how many days it was late before, where it was.
    pub days_before: Option<i64>,
    /// What it waits for directly, where that is not what changed.
    pub through: Option<Link>,
    /// Who answers for it: its owner, else the TPM.
    pub owner: Option<String>,
    /// Whom to ask from now on, where somebody else answers for what it waits for.
    pub contact: Option<String>,
}

/// Something between a change and its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its program.
    pub program: Arc<str>,
    /// Its dotted path.
    pub path: String,
    /// What people call it.
    pub label: String,
}

/// The ways in which a change does something to something else, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EffectKind {
    /// A dependency waits for what was dropped, taken out or closed.
    DependencyLost,
    /// A milestone waits for what was dropped, taken out, closed or refused.
    MilestoneBlocked,
    /// A dependency comes after the day on which it is needed.
    DependencyLate,
    /// A milestone is due before something that it waits for.
    MilestoneUnholdable,
    /// A program's target lies before one of its milestones, or before what that waits for.
    TargetUnholdable,
    /// What something waits for comes after the day that is wanted now.
    ComesTooLate,
    /// Nobody commits to a dependency any more.
    DependencyUncommitted,
    /// What delivers a dependency has low confidence now.
    DependencyDoubted,
    /// What a milestone needs has low confidence now.
    MilestoneDoubted,
    /// Nobody waits for a commitment any more.
    CommitmentUnneeded,
    /// Nothing in scope serves an outcome any more.
    OutcomeUnserved,
    /// An outcome of another program loses one of the items that serve it.
    OutcomeLosesScope,
    /// A milestone of another program loses one of its items.
    MilestoneLosesScope,
    /// Somebody else answers for what this waits for.
    OwnerChanged,
    /// A dependency that was late comes in time.
    DependencyInTime,
    /// A milestone that could not hold can.
    MilestoneHoldable,
    /// A target that could not hold can.
    TargetHoldable,
}

impl EffectKind {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::DependencyLost => "dependency-lost",
            Self::MilestoneBlocked => "milestone-blocked",
            Self::DependencyLate => "dependency-late",
            Self::MilestoneUnholdable => "milestone-unholdable",
            Self::TargetUnholdable => "target-unholdable",
            Self::ComesTooLate => "comes-too-late",
            Self::DependencyUncommitted => "dependency-uncommitted",
            Self::DependencyDoubted => "dependency-doubted",
            Self::MilestoneDoubted => "milestone-doubted",
            Self::CommitmentUnneeded => "commitment-unneeded",
            Self::OutcomeUnserved => "outcome-unserved",
            Self::OutcomeLosesScope => "outcome-loses-scope",
            Self::MilestoneLosesScope => "milestone-loses-scope",
            Self::OwnerChanged => "owner-changed",
            Self::DependencyInTime => "dependency-in-time",
            Self::MilestoneHoldable => "milestone-holdable",
            Self::TargetHoldable => "target-holdable",
        }
    }

    /// Whether it makes something better.
    pub fn is_relief(self) -> bool {
        matches!(self, Self::DependencyInTime | Self::MilestoneHoldable | Self::TargetHoldable)
    }

    /// What is told once of one thing: whether it comes, what is in it, whom to ask.
    fn subject(self) -> u8 {
        match self {
            Self::OutcomeUnserved | Self::OutcomeLosesScope | Self::MilestoneLosesScope => 1,
            Self::OwnerChanged => 2,
            _ => 0,
        }
    }
}

/// Whether anything changed that others may wait for. Where nothing did, the versions need not be loaded.
pub fn may_matter(comparison: &Comparison) -> bool {
    let fields = [
        "due",
        "state",
        "done",
        "owner",
        "confidence",
        "needs",
        "promised",
        "needed-by",
        "from",
        "for",
        "to",
        "milestone",
    ];
    let matters = |change: &Change| match change.section() {
        "milestones" | "dependencies" | "commitments" | "scope" => {
            change.field().is_none_or(|field| fields.contains(&field))
        }
        _ => ["program.phase", "program.playbook", "program.target", "owners.tpm"].contains(&&*change.path),
    };
    comparison.programs.iter().any(|program| program.is_whole() || program.changes.iter().any(matters))
}

/// What the changes between two versions do elsewhere.
///
/// Only what they brought about is told: it held before and does not now, or the other way round, both without regard
/// to today.
pub fn consequences(comparison: &Comparison, before: &Workspace, after: &Workspace) -> Vec<Consequence> {
    let (earlier, later) = rayon::join(|| Waits::new(before), || Waits::new(after));
    let waits = [earlier, later];
    let touched = Touched::new(comparison, [before, after], &waits);
    let mut found = Found { after, touched: &touched, told: FxHashSet::default(), effects: BTreeMap::new() };
    losses::find(&mut found, &waits[1]);
    dates::find(&mut found, &waits);
    people::find(&mut found, &waits[1]);
    scope::find(&mut found, before);
    found.finish()
}

/// What is found, by the change at its root.
struct Found<'f> {
    after: &'f Workspace,
    touched: &'f Touched<'f>,
    /// What was told already: of which entity, and what of it.
    told: FxHashSet<(Arc<str>, Key, String, u8)>,
    effects: BTreeMap<Cause, Vec<Told>>,
}

/// An effect, and who should know of it.
struct Told {
    effect: Effect,
    tell: Vec<String>,
}

impl<'f> Found<'f> {
    /// Adds an effect on something else than what changed, unless it was told already.
    fn add(
        &mut self,
        cause: Cause,
        program: &'f Program,
        entity: Entity<'f>,
        kind: EffectKind,
    ) -> Option<&mut Told> {
        let place = (Arc::clone(&program.id), entity.section(), entity.id().to_owned(), kind.subject());
        // Of what came together, neither half was there before.
        let is_new = self.touched.change(cause).is_none() && self.touched.came(&program.id).is_some();
        if is_new || self.touched.is_at(cause, program, entity) || !self.told.insert(place) {
            return None;
        }
        let tpm = program.owner("tpm");
        let owner = entity.word(Key::Owner).or(tpm).map(str::to_owned);
        let is_elsewhere = self.touched.program(cause).id != *program.id;
        let provider = || match entity.section() {
            Key::Dependencies => self.after.answers_for(program, entity),
            _ => None,
        };
        let mut tell: Vec<String> = owner.iter().cloned().collect();
        tell.extend(provider().map(str::to_owned));
        tell.extend(tpm.filter(|_| is_elsewhere).map(str::to_owned));
        let (path, key) = match entity.section() {
            Key::Milestones => (entity.path(), Some(Key::Due)),
            Key::Dependencies => (entity.path(), Some(Key::NeededBy)),
            Key::Commitments => (entity.path(), Some(Key::Promised)),
            Key::Program => (entity.path_of(Key::Target), Some(Key::Target)),
            _ => (entity.path(), None),
        };
        let label = if entity.section() == Key::Program { "target" } else { entity.title() };
        let effect = Effect {
            kind,
            program: Arc::clone(&program.id),
            program_name: program.name().to_owned(),
            path,
            label: label.to_owned(),
            day: key.and_then(|key| self.after.day(entity, key)),
            comes: None,
            days: None,
            days_before: None,
            through: None,
            owner,
            contact: None,
        };
        let effects = self.effects.entry(cause).or_default();
        effects.push(Told { effect, tell });
        effects.last_mut()
    }

    fn finish(self) -> Vec<Consequence> {
        let touched = self.touched;
        let mut effects: Vec<(Cause, Vec<Told>)> = self.effects.into_iter().collect();
        effects.sort_by_cached_key(|(cause, told)| (worst(told), *cause));
        let consequences = effects.into_iter().map(|(cause, mut told)| {
            let program = touched.program(cause);
            let change = touched.change(cause);
            told.sort_by(|one, other| {
                order(&program.id, &one.effect).cmp(&order(&program.id, &other.effect))
            });
            let knows = change.and_then(|change| program.owner_of(change));
            let mut seen: BTreeSet<&str> = knows.into_iter().collect();
            // Who handed something over knows it.
            let former = change.filter(|change| change.category == Category::Owners);
            seen.extend(former.and_then(|change| change.before.as_ref()?.as_str()));
            let mut tell = Vec::new();
            for person in told.iter().flat_map(|told| &told.tell) {
                if seen.insert(person) {
                    tell.push(person.clone());
                }
            }
            Consequence {
                program: program.id.clone(),
                path: change.map_or_else(|| Key::Program.name().to_owned(), |change| change.path.clone()),
                effects: told.into_iter().map(|told| told.effect).collect(),
                tell,
            }
        });
        consequences.collect()
    }
}

/// The worst of some effects: what it does, and for how long; relief comes last.
fn worst(told: &[Told]) -> Option<(EffectKind, Reverse<Option<i64>>)> {
    told.iter().map(|told| (told.effect.kind, Reverse(told.effect.days))).min()
}

/// Relief last, other programs first; then what is worst.
fn order<'e>(program: &str, effect: &'e Effect) -> (bool, bool, &'e str, EffectKind, Option<Date>, &'e str) {
    let own = *effect.program == *program;
    (effect.kind.is_relief(), own, &effect.program, effect.kind, effect.day, &effect.path)
}
