//! What an executive reads in ten seconds: what slipped and by how much, scope, owners, health.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::states::{StateChange, state_changes};
use crate::changes::{Change, Comparison, ProgramChange};
use crate::model::{Category, Key};

/// How many slips are named before the others.
const WORST: usize = 3;

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
    /// Changes of owners, those of whole programs first.
    pub owners: Vec<Moved<'r>>,
    /// Changes of declared health, those to red first.
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
            headline.add_states(program);
        }
        let days =
            |moved: &Moved<'_>| moved.change.date.as_ref().and_then(|date| date.days).unwrap_or_default();
        headline.slips.sort_by_key(|moved| std::cmp::Reverse(days(moved)));
        headline.owners.sort_by_key(|moved| weight(moved.change));
        headline
            .health
            .sort_by_key(|moved| moved.change.after.as_ref().and_then(Value::as_str) != Some("red"));
        let milestones = headline.slips.iter().filter(|moved| moved.change.section() == "milestones");
        headline.slipped_days = milestones.map(days).sum();
        headline
    }

    /// The slips in the order in which they are told, under their titles: where there are many, the worst ones first.
    pub fn slips_in_parts(&self) -> Vec<(&'static str, &[Moved<'r>])> {
        match self.slips.split_at_checked(WORST) {
            _ if self.slips.is_empty() => Vec::new(),
            Some((worst, others)) if !others.is_empty() => {
                vec![("The worst three slips", worst), ("Other slips", others)]
            }
            _ => vec![("Slipped", &self.slips)],
        }
    }

    /// What it counts a change as: `slip`, `scope-in`, `scope-out`, `owners`, `health`, `decided`.
    pub fn counts(&self) -> FxHashMap<*const Change, Vec<&'static str>> {
        let lists = [
            ("slip", &self.slips),
            ("scope-in", &self.scope_in),
            ("scope-out", &self.scope_out),
            ("owners", &self.owners),
            ("health", &self.health),
            ("decided", &self.decisions),
        ];
        let mut counts: FxHashMap<*const Change, Vec<&'static str>> = FxHashMap::default();
        for (name, list) in lists {
            for moved in list {
                counts.entry(std::ptr::from_ref(moved.change)).or_default().push(name);
            }
        }
        counts
    }

    fn add(&mut self, moved: Moved<'r>) {
        let change = moved.change;
        if change.is_slip() {
            self.slips.push(moved);
        }
        if change.category == Category::Owners {
            self.owners.push(moved);
        }
        if change.path == "program.health" {
            self.health.push(moved);
        }
    }

    /// Items that entered or left scope, and decisions that were taken.
    fn add_states(&mut self, program: &'r ProgramChange) {
        for StateChange { moved, before, after } in state_changes(program, "scope") {
            match (is_inside(before.as_deref()), is_inside(after.as_deref())) {
                (false, true) => self.scope_in.push(moved),
                (true, false) => self.scope_out.push(moved),
                _ => {}
            }
        }
        let decisions = state_changes(program, "decisions").into_iter();
        let decided = decisions.filter(|state| state.after.as_deref() == Some("decided"));
        self.decisions.extend(decided.map(|state| state.moved));
    }
}

/// How far down the list of handovers a change stands: first who answers for a program, then for a date, then the rest;
/// of each, people before teams.
fn weight(change: &Change) -> (usize, bool) {
    let sections = [Key::Owners, Key::Milestones, Key::Scope, Key::Dependencies, Key::Commitments];
    let at = sections.iter().position(|section| section.name() == change.section());
    (at.unwrap_or(sections.len()), change.field() == Some(Key::Team.name()))
}

/// Whether a state is one of an item in scope.
pub(super) fn is_inside(state: Option<&str>) -> bool {
    matches!(state, Some("committed" | "in-progress" | "done"))
}
