//! The whole history of a program, or of an entity or a field of it, commit by commit.

mod find;
mod follow;
mod whole;

pub(super) use find::title_at;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::lineage::{Place, covers, entity_end, within};
use super::trend::{Ledger, Ledgers, Line, SoFar, Trend};
use crate::changes::{Change, ChangeKind, DateChange, ProgramKind, Unread};
use crate::git::Commit;

/// Which day it is.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The time zone of the calendar.
    pub zone: TimeZone,
    /// The day that counts as today.
    pub today: Date,
}

/// What is told of one commit, or of what is not committed yet.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who did it; `None` for what is not committed yet.
    pub commit: Option<Arc<Commit>>,
    /// Why, where somebody said so.
    pub reason: Option<String>,
    /// When it came to the branch: with a merge, when that was made.
    pub landed: Option<Timestamp>,
    /// The file.
    pub file: Arc<str>,
    /// What happened to the program.
    pub kind: ProgramKind,
    /// The former id of a program that was renamed.
    pub previous_id: Option<String>,
    /// What changed. Of a program that came or went, everything that it held.
    pub changes: Vec<Told>,
}

/// A change that is told, with what it comes to.
#[derive(Debug, Clone)]
pub struct Told {
    /// The change.
    pub change: Change,
    /// What its place is called in the end.
    pub path: String,
    /// Where an entity went that was moved to another program.
    pub to: Option<String>,
    /// What the dates come to up to here, where it is a promised date that changed.
    pub so_far: Option<SoFar>,
    /// The dates of an entity that came or went, by field.
    pub(super) days: Vec<(&'static str, Date)>,
}

/// Everything that the history of a program tells, the oldest commit first.
#[derive(Debug)]
pub struct Followed {
    /// The id of the program: the last one, where it is gone.
    pub program: String,
    /// Whether the program was asked for by a former id.
    pub was_renamed: bool,
    clock: Clock,
    /// What it says in the last version that can be read; `None` where it is gone.
    table: Option<Arc<toml::Table>>,
    is_gone: bool,
    name: String,
    entries: Vec<Entry>,
    /// Under which names entities stood, and where they are in the end.
    aliases: BTreeMap<String, Place>,
    /// The paths of all that ever changed, as they are called in the end.
    seen: BTreeSet<String>,
    unreadable: Vec<Unread>,
    ledgers: Ledgers,
}

/// The history of a program, or of an entity or a field of it.
#[derive(Debug)]
pub struct Chronicle {
    /// The id of the program: the last one, where it is gone.
    pub program: String,
    /// What people call it.
    pub name: String,
    /// Whether it is gone in the end.
    pub is_gone: bool,
    /// The entity or field that was asked for.
    pub path: Option<String>,
    /// What people call the entity.
    pub label: Option<String>,
    /// Which day it is.
    pub clock: Clock,
    /// The commits, the oldest first.
    pub entries: Vec<Entry>,
    /// What its date comes to, where it has one that is promised.
    pub ledger: Option<Ledger>,
    /// How the milestones moved.
    pub trend: Trend,
    /// Versions that could not be read, and so are not told of.
    pub unreadable: Vec<Unread>,
    /// What people and teams are called, by id.
    pub names: BTreeMap<String, String>,
}

impl Followed {
    /// What the history tells of the program, or of what stands at a path of it. `names` are those of people and teams.
    pub fn tell(self, path: Option<String>, names: BTreeMap<String, String>) -> Chronicle {
        let is_milestone = |path: &str| path.starts_with("milestones.");
        let lines: Vec<Line> = self
            .ledgers
            .lines(self.table.as_deref())
            .into_iter()
            .filter(|line| match path.as_deref().filter(|path| is_milestone(path)) {
                Some(path) => path[..entity_end(path)] == line.path,
                None => true,
            })
            .collect();
        let ledger = match &path {
            None => self.ledgers.of("program.target", self.table.as_deref()),
            Some(path) if is_milestone(path) && !path[entity_end(path)..].contains('.') => {
                self.ledgers.of(&format!("{path}.due"), self.table.as_deref())
            }
            Some(path) => self.ledgers.of(path, self.table.as_deref()),
        };
        let label = path.as_deref().and_then(|path| self.label(path));
        let entries = match &path {
            None => self.entries,
            Some(path) => self.entries.into_iter().filter_map(|entry| entry.narrowed(path)).collect(),
        };
        let trend = Trend::new(&self.program, &self.name, self.clock.today, lines);
        Chronicle {
            program: self.program,
            name: self.name,
            is_gone: self.is_gone,
            path,
            label,
            clock: self.clock,
            entries,
            ledger,
            trend,
            unreadable: self.unreadable,
            names,
        }
    }

    /// What people call the entity at a path, now or when it was there.
    fn label(&self, path: &str) -> Option<String> {
        let entity = &path[..entity_end(path)];
        let told = self.entries.iter().rev().flat_map(|entry| &entry.changes);
        let mut labels = told.filter(|told| covers(entity, &told.path)).map(|told| told.change.label.clone());
        title_at(self.table.as_deref(), entity).or_else(|| labels.next())
    }
}

impl Entry {
    /// The part of it that is about a path.
    fn narrowed(mut self, path: &str) -> Option<Self> {
        let changes = std::mem::take(&mut self.changes);
        self.changes = changes.into_iter().filter_map(|told| told.narrowed(path)).collect();
        (!self.changes.is_empty()).then_some(self)
    }

    /// Whether the program came or went.
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, ProgramKind::Added | ProgramKind::Removed)
    }

    /// The day on which it came to the branch.
    pub fn day(&self, clock: &Clock) -> Date {
        self.landed.map_or(clock.today, |time| time.to_zoned(clock.zone.clone()).date())
    }
}

impl Told {
    /// The part of it that is about a path: what an entity that came or went said there.
    fn narrowed(self, path: &str) -> Option<Self> {
        if covers(path, &self.path) {
            return Some(self);
        }
        if !covers(&self.path, path) {
            return None;
        }
        let change = &self.change;
        let part = |value: Option<&Value>| within(value, path).cloned();
        let (before, after) = (part(change.before.as_ref()), part(change.after.as_ref()));
        // What was renamed or moved said the same before, or that is a change of its own.
        if matches!(change.kind, ChangeKind::Renamed | ChangeKind::Moved) && self.to.is_none()
            || before == after
        {
            return None;
        }
        let field = path[entity_end(path)..].trim_start_matches('.');
        let day = self.days.iter().find(|(name, _)| *name == field).map(|(_, day)| *day);
        let (was, is) = (before.as_ref().and(day), after.as_ref().and(day));
        let date = day.map(|_| DateChange { before: was, after: is, days: None, shift: None, via: None });
        let kind = if after.is_some() { ChangeKind::Added } else { ChangeKind::Removed };
        let path_then = change.path.clone() + &path[self.path.len()..];
        let change =
            Change { path: path_then, kind, previous_id: None, before, after, date, ..self.change.clone() };
        Some(Self { change, path: path.to_owned(), days: Vec::new(), ..self })
    }
}
