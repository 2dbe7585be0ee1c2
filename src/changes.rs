//! What changed between two versions, in the program's own words: entities and fields, not lines.

mod alone;
mod compare;
mod dates;
mod matching;
mod renames;
mod side;
mod value;

use crate::git::Commit;
use crate::model::Category;

pub use alone::{Alone, tables_of};
pub use compare::title;
pub use dates::day_of;
pub use renames::Renames;
pub use side::{Side, Text, Texts};
pub use value::{json, value_at};

use jiff::civil::Date;
use serde_json::Value;
use std::sync::Arc;

/// What happened to an entity or a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it, and cli.md defines them")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
    Renamed,
    Moved,
}

/// Which way a date went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// To a later day.
    Later,
    /// To an earlier day.
    Earlier,
    /// One spelling's days lie inside the other's: more or less exact, no slip.
    Precision,
    /// Written otherwise, the same day.
    None,
}

/// How a date changed. Days are calendar days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateChange {
    /// The day that stood there, by the calendar of that side.
    pub before: Option<Date>,
    /// The day that stands there now.
    pub after: Option<Date>,
    /// From the one to the other; positive is later.
    pub days: Option<i64>,
    /// Which way it went.
    pub shift: Option<Shift>,
    /// The release that moved, where the date only points at it.
    pub via: Option<String>,
}

/// One change of an entity or a field.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The dotted path of the entity or field, as the later side has it.
    pub path: String,
    /// What people call the thing.
    pub label: String,
    /// What the change is about.
    pub category: Category,
    /// What happened.
    pub kind: ChangeKind,
    /// The former id of a renamed or moved entity.
    pub previous_id: Option<String>,
    /// The value as written; a whole table for an entity that was removed, renamed or moved.
    pub before: Option<Value>,
    /// The value as written; a whole table for an entity that was added, renamed or moved.
    pub after: Option<Value>,
    /// For dates, the days.
    pub date: Option<DateChange>,
    /// For lists that are sets, what came and what went.
    pub members: Option<Members>,
    /// The commits behind it, the oldest first; filled from the history where there is one.
    pub steps: Vec<Step>,
}

/// One commit's part in a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Who did it; `None` for what is not committed yet.
    pub commit: Option<Arc<Commit>>,
    /// The value before the commit.
    pub before: Option<Value>,
    /// The value after it.
    pub after: Option<Value>,
    /// The days between which a release moved, where the value only points at it and stayed as it was.
    pub release: Option<(Date, Date)>,
}

/// What came into a set and what went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// What came, in the order in which it stands there.
    pub added: Vec<String>,
    /// What went.
    pub removed: Vec<String>,
}

/// What happened to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it, and cli.md defines them")]
pub enum ProgramKind {
    Added,
    Removed,
    Renamed,
    Changed,
}

/// A program that is not as it was.
#[derive(Debug, Clone)]
pub struct ProgramChange {
    /// Its id, on the later side where it has one.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its file, on the later side where it has one.
    pub file: Arc<str>,
    /// What happened.
    pub kind: ProgramKind,
    /// Its former id.
    pub previous_id: Option<String>,
    /// What changed in it. A program that was added or removed has no changes of its own.
    pub changes: Vec<Change>,
    /// The commits that touched it, the oldest first; filled from the history where there is one.
    pub steps: Vec<Step>,
    /// Its table before, where it was there.
    pub before: Option<Arc<toml::Table>>,
    /// Its table after, where it is there.
    pub after: Option<Arc<toml::Table>>,
}

/// One of the two sides of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the two sides are before and after, always")]
pub enum Which {
    Before,
    After,
}

/// A file that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The file.
    pub file: Arc<str>,
    /// The side on which it cannot be read.
    pub side: Which,
    /// What is wrong with it.
    pub message: String,
}

/// Everything that changed between two versions.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    /// The programs that are not as they were, by id.
    pub programs: Vec<ProgramChange>,
    /// The files that could not be compared.
    pub unreadable: Vec<Unread>,
}

impl Change {
    /// Whether it is a milestone's due date or the program's target that moved later.
    pub fn is_slip(&self) -> bool {
        let promised =
            self.path == "program.target" || (self.section() == "milestones" && self.field() == Some("due"));
        promised && self.date.as_ref().is_some_and(|date| date.shift == Some(Shift::Later))
    }

    /// The section that it stands in.
    pub fn section(&self) -> &str {
        self.path.split('.').next().unwrap_or_default()
    }

    /// The key of the field; `None` for a whole entity.
    pub fn field(&self) -> Option<&str> {
        self.path.splitn(3, '.').nth(2)
    }
}

impl ChangeKind {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
        }
    }
}

impl ProgramKind {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Changed => "changed",
        }
    }
}

impl Shift {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Later => "later",
            Self::Earlier => "earlier",
            Self::Precision => "precision",
            Self::None => "none",
        }
    }
}

impl Which {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// What changed between two versions. Comparing a version with itself says nothing.
pub fn between(before: &Side<'_>, after: &Side<'_>, texts: &mut Texts) -> Comparison {
    let pairs = matching::pairs(before, after, texts);
    let renames = renames::renames(&pairs.programs);
    let configs = [&*before.config, &*after.config];
    let mut programs: Vec<ProgramChange> =
        pairs.programs.iter().filter_map(|pair| compare::program(pair, configs, &renames)).collect();
    programs.sort_by(|one, other| one.id.cmp(&other.id));
    let mut unreadable = pairs.unreadable;
    unreadable.sort();
    Comparison { programs, unreadable }
}
