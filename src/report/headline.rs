//! What an executive reads in ten seconds: what slipped and by how much, scope, owners, health.

use serde_json::Value;

use crate::changes::{Change, ChangeKind, Comparison, ProgramChange, ProgramKind};
use crate::model::Category;

/// A change, and the program that it is in.
#[derive(Debug, Clone, Copy)]
pub struct Moved<'r> {
    /// The program.
    pub program: &'r ProgramChange,
    /// The change.
    pub change: &'r Change,
}

/// What a report opens with. What it counts is what the body lists.
#[derive(Debug, Default)]
pub struct Headline<'r> {
    /// How many programs are not as they were.
    pub programs: usize,
    /// Milestones and targets that moved later, the longest first.
    pub slips: Vec<Moved<'r>>,
    /// Calendar days by which milestones slipped, in all.
    pub slipped_days: i64,
    /// Items that entered scope.
    pub scope_in: Vec<Moved<'r>>,
    /// Items that left scope.
    pub scope_out: Vec<Moved<'r>>,
    /// Changes of owners.
    pub owners: Vec<Moved<'r>>,
    /// Changes of declared health.
    pub health: Vec<Moved<'r>>,
    /// Decisions that were taken.
    pub decisions: Vec<Moved<'r>>,
}

impl<'r> Headline<'r> {
    /// Counts what a comparison holds.
    pub fn new(comparison: &'r Comparison) -> Self {
        let mut headline = Self { programs: comparison.programs.len(), ..Self::default() };
        for program in &comparison.programs {
            for change in &program.changes {
                headline.add(Moved { program, change });
            }
        }
        let days =
            |moved: &Moved<'_>| moved.change.date.as_ref().and_then(|date| date.days).unwrap_or_default();
        headline.slips.sort_by_key(|moved| std::cmp::Reverse(days(moved)));
        let milestones = headline.slips.iter().filter(|moved| moved.change.section() == "milestones");
        headline.slipped_days = milestones.map(days).sum();
        headline
    }

    fn add(&mut self, moved: Moved<'r>) {
        let change = moved.change;
        if change.is_slip() {
            self.slips.push(moved);
        }
        match scope_step(moved) {
            Some(true) => self.scope_in.push(moved),
            Some(false) => self.scope_out.push(moved),
            None => {}
        }
        if change.category == Category::Owners {
            self.owners.push(moved);
        }
        if change.path == "program.health" {
            self.health.push(moved);
        }
        if change.section() == "decisions" && was_decided(moved) {
            self.decisions.push(moved);
        }
    }
}

/// Whether a scope item entered (`true`) or left. In scope is committed, in progress or done.
fn scope_step(moved: Moved<'_>) -> Option<bool> {
    let change = moved.change;
    if change.section() != "scope" || change.kind == ChangeKind::Moved {
        return None;
    }
    let inside = |state: Option<&str>| matches!(state, Some("committed" | "in-progress" | "done"));
    let (before, after) = match change.field() {
        None if matches!(change.kind, ChangeKind::Added | ChangeKind::Removed) => {
            (state_of(change.before.as_ref()), state_of(change.after.as_ref()))
        }
        Some("state") => {
            (change.before.as_ref().and_then(Value::as_str), change.after.as_ref().and_then(Value::as_str))
        }
        _ => return None,
    };
    match (inside(before), inside(after)) {
        (false, true) => Some(true),
        (true, false) => Some(false),
        _ => None,
    }
}

fn state_of(entity: Option<&Value>) -> Option<&str> {
    entity?.get("state").and_then(Value::as_str)
}

/// Whether this change is the one that tells of a decision: its state became `decided`, or it came decided.
fn was_decided(moved: Moved<'_>) -> bool {
    let change = moved.change;
    let decided = |value: Option<&Value>| {
        value.and_then(|value| value.get("state")).is_some_and(|state| state == "decided")
            || value.is_some_and(|value| value.get("state").is_none() && value.get("decided").is_some())
    };
    match change.field() {
        None => change.kind == ChangeKind::Added && decided(change.after.as_ref()),
        Some("state") => change.after.as_ref().and_then(Value::as_str) == Some("decided"),
        Some("decided") => {
            let state_told = moved.program.changes.iter().any(|other| {
                other.field() == Some("state")
                    && other.path.rsplit_once('.').map(|(entity, _)| entity)
                        == change.path.rsplit_once('.').map(|(entity, _)| entity)
            });
            change.kind == ChangeKind::Added && !state_told
        }
        _ => false,
    }
}

impl ProgramChange {
    /// Whether it came or went as a whole.
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, ProgramKind::Added | ProgramKind::Removed)
    }
}
