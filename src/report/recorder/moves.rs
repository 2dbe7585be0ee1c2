//! Writes down single values that a commit changed: above all dates, and how far they went.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::{Recorder, open};
use crate::changes::{self, Change, ProgramChange, Shift, value_at};
use crate::disk::MARK;
use crate::error::Result;
use crate::model::parse_period;
use crate::report::lineage::{Place, entity_end};
use crate::report::states::state_of;
use crate::report::transition::Transition;
use crate::report::walk::Landing;
use crate::workspace::{DateShift, Event, Program, Way};

/// What a commit made of a value.
#[derive(Default)]
pub(super) struct Made {
    before: Option<String>,
    after: Option<String>,
    shift: Option<DateShift>,
}

impl Made {
    pub(super) fn of(change: &Change) -> Self {
        let text = |value: &Option<Value>| value.as_ref().and_then(Value::as_str).map(str::to_owned);
        Self { before: text(&change.before), after: text(&change.after), shift: None }
    }
}

impl Recorder<'_, '_> {
    /// A change of a date that is watched.
    pub(super) fn date(
        &mut self,
        landing: Option<Landing>,
        program: &ProgramChange,
        holder: &Program,
        path: String,
        change: &Change,
    ) -> Result<()> {
        let place = Place { program: holder.id.to_string(), path: path.clone() };
        match change.before.as_ref().and_then(Value::as_str).filter(|text| is_release(text)) {
            Some(name) => self.pointing.insert(place, name.to_owned()),
            None => self.pointing.remove(&place),
        };
        let shift = change.date.as_ref().and_then(|date| {
            let way = match date.shift? {
                Shift::Later => Way::Later,
                Shift::Earlier => Way::Earlier,
                Shift::Precision => Way::Precision,
                Shift::None => return None,
            };
            Some(DateShift { before: date.before?, after: date.after?, way, via: date.via.clone() })
        });
        if landing.is_none() {
            self.past.entry(&holder.id).unsettle(path, shift);
            return Ok(());
        }
        if shift.is_some() || change.before.is_none() {
            self.push(landing, program, holder, path, Made { shift, ..Made::of(change) })?;
        }
        Ok(())
    }

    /// The dates that moved because the release moved that they point at, and that the commit did not touch otherwise.
    pub(super) fn releases(
        &mut self,
        landing: Landing,
        transition: &Transition,
        moved: &BTreeSet<Place>,
    ) -> Result<()> {
        let followed: Vec<(Place, String, (Date, Date))> = self
            .pointing
            .iter()
            .filter(|(place, _)| !moved.contains(place))
            .filter_map(|(place, name)| Some((place.clone(), name.clone(), *transition.releases.get(name)?)))
            .collect();
        for (place, name, (before, after)) in followed {
            let Some(holder) = self.workspace.program(&place.program) else { continue };
            let mut programs = transition.comparison.programs.iter();
            let touched = programs.find(|touched| self.former.program(&touched.id) == Some(&place.program));
            let way = if before < after { Way::Later } else { Way::Earlier };
            let event = Event {
                age: landing.age,
                day: self.day(landing.time),
                commit: self.credits.of_commit(landing, MARK)?,
                reason: self.credits.reason(landing, MARK)?,
                before: Some(name.clone()),
                after: Some(name.clone()),
                shift: Some(DateShift { before, after, way, via: Some(name) }),
                with_path: touched.is_some_and(changes_path),
            };
            self.past.entry(&holder.id).push(place.path, event);
        }
        Ok(())
    }

    /// An assumption that is broken since this commit, and still is.
    pub(super) fn broke(
        &mut self,
        landing: Option<Landing>,
        program: &ProgramChange,
        holder: &Program,
        path: String,
    ) -> Result<()> {
        if open(holder, &path).is_some_and(|assumption| assumption.is("broken")) {
            let made = Made { after: Some("broken".to_owned()), ..Made::default() };
            self.push(landing, program, holder, path, made)?;
        }
        Ok(())
    }

    pub(super) fn push(
        &mut self,
        landing: Option<Landing>,
        program: &ProgramChange,
        holder: &Program,
        path: String,
        made: Made,
    ) -> Result<()> {
        let Some(landing) = landing else { return Ok(()) };
        let file = match made.shift.as_ref().and_then(|shift| shift.via.as_ref()) {
            Some(_) => MARK,
            None => &program.file,
        };
        let event = Event {
            age: landing.age,
            day: self.day(landing.time),
            commit: self.credits.of_commit(landing, file)?,
            reason: self.credits.reason(landing, file)?,
            before: made.before,
            after: made.after,
            shift: made.shift,
            with_path: changes_path(program),
        };
        self.past.entry(&holder.id).push(path, event);
        Ok(())
    }
}

/// Whether a decision was decided before a change and after it, and still is.
pub(super) fn was_decided(program: &ProgramChange, change: &Change) -> bool {
    let entity = &change.path[..entity_end(&change.path)];
    let came = program.changes.iter().find(|change| change.path == entity);
    let at = |table: Option<&toml::Table>| value_at(table?, entity).map(changes::json);
    let before = match came {
        Some(came) => came.before.clone(),
        None => at(program.before.as_deref()),
    };
    let states = [before, at(program.after.as_deref())];
    states.iter().all(|decision| state_of("decisions", decision.as_ref()).as_deref() == Some("decided"))
}

/// Whether a program changed its way back to green.
fn changes_path(program: &ProgramChange) -> bool {
    program.changes.iter().any(|change| change.path == "program.path-to-green")
}

/// Whether a date's text is the name of a release.
fn is_release(text: &str) -> bool {
    text.parse::<Date>().is_err() && parse_period(text).is_none()
}
