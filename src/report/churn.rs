//! What moved and came back: no net change, and worth knowing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::Value;

use super::lineage::Place;
use super::steps::{Story, is_same};
use crate::changes::{ChangeKind, Comparison, Step};
use crate::error::Result;
use crate::model::Category;
use crate::workspace::stem;

/// A date or value that moved and came back: no net change, and worth knowing.
#[derive(Debug, Clone, PartialEq)]
pub struct Churn {
    /// The program.
    pub program: String,
    /// The dotted path.
    pub path: String,
    /// What people call the entity, where somebody asked for that.
    pub title: Option<String>,
    /// What it is about.
    pub category: Category,
    /// The commits that moved it, the oldest first.
    pub steps: Vec<Step>,
}

/// The places of one program that commits changed, and what stands there where only a release may have moved.
type Changed = BTreeMap<String, (Category, Option<Value>)>;

impl Story<'_> {
    /// What moved and came back: what commits changed, and the two ends of the window do not tell of. `pointing` are
    /// the dates that may have moved with a release.
    pub(super) fn churn(&self, comparison: &Comparison, pointing: Vec<(Place, Value)>) -> Result<Vec<Churn>> {
        let mut told = Places::default();
        let mut whole: BTreeSet<String> = BTreeSet::new();
        // Of what cannot be read at one end nobody knows whether it came back.
        whole.extend(comparison.unreadable.iter().map(|unread| stem(&unread.file).to_owned()));
        for program in &comparison.programs {
            let id = program.previous_id.as_ref().unwrap_or(&program.id);
            if program.is_whole() {
                whole.insert(program.id.clone());
                let place = Place { program: id.clone(), path: String::new() };
                whole.insert(self.lineage.latest(place).program);
            }
            for change in &program.changes {
                told.insert(&program.id, &change.path);
                if change.kind == ChangeKind::Removed {
                    let place = Place { program: id.clone(), path: change.path.clone() };
                    let place = self.lineage.latest(place);
                    told.insert(&place.program, &place.path);
                }
            }
        }
        let mut changed: BTreeMap<String, Changed> = BTreeMap::new();
        for (Place { program, path }, value) in pointing {
            changed.entry(program).or_default().insert(path, (Category::Dates, Some(value)));
        }
        for (at, transition) in self.transitions.iter().enumerate() {
            for program in &transition.comparison.programs {
                for change in &program.changes {
                    let place = Place { program: program.id.clone(), path: change.path.clone() };
                    let Place { program, path } = self.lineage.forward(place, at);
                    changed.entry(program).or_default().entry(path).or_insert((change.category, None));
                }
            }
        }
        changed.retain(|program, _| !whole.contains(program));
        let came_back: Vec<Result<Vec<Churn>>> = changed
            .into_par_iter()
            .map(|(program, changed)| self.came_back(&program, changed, &told))
            .collect();
        Ok(came_back.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// What moved in one program and came back.
    fn came_back(&self, program: &str, changed: Changed, told: &Places) -> Result<Vec<Churn>> {
        let mut churn = Vec::new();
        let mut listed = Places::default();
        for (path, (category, idle)) in changed {
            let place = Place { program: program.to_owned(), path };
            if told.cover(&place) || told.are_in(&place) || listed.cover(&place) {
                continue;
            }
            let mut events = self.lineage.of(place.clone(), None, false);
            if category == Category::Dates {
                events = self.with_releases(events, idle.as_ref());
            }
            let steps = self.steps(events, None)?;
            if steps.len() > 1 && came_back(&steps) {
                listed.insert(&place.program, &place.path);
                churn.push(Churn { program: place.program, path: place.path, title: None, category, steps });
            }
        }
        Ok(churn)
    }
}

/// Places that something is told of, by program.
#[derive(Default)]
struct Places(BTreeMap<String, BTreeSet<String>>);

impl Places {
    fn insert(&mut self, program: &str, path: &str) {
        self.0.entry(program.to_owned()).or_default().insert(path.to_owned());
    }

    /// Whether one of them is the place, or holds it.
    fn cover(&self, Place { program, path }: &Place) -> bool {
        let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        self.0.get(program).is_some_and(|paths| ends.into_iter().any(|end| paths.contains(&path[..end])))
    }

    /// Whether one of them is in the place.
    fn are_in(&self, Place { program, path }: &Place) -> bool {
        let inside = format!("{path}.");
        let next = self.0.get(program).and_then(|paths| paths.range(inside.clone()..).next());
        next.is_some_and(|next| next.starts_with(&inside))
    }
}

/// Whether the last step ends where the first one began.
fn came_back(steps: &[Step]) -> bool {
    let first = steps.first().and_then(|step| step.before.as_ref());
    let last = steps.last().and_then(|step| step.after.as_ref());
    is_same(first, last)
}
