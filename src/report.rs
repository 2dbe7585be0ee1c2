//! What there is to show: findings with their lines, changes with their commits, and what an executive reads first.

mod answering;
mod attention;
mod baseline;
mod behind;
mod causes;
mod chapters;
mod chronicle;
mod churn;
mod consequences;
mod contacts;
mod credits;
mod drawing;
mod drift;
mod ends;
mod fingerprint;
mod followed;
mod former;
mod graph;
mod headline;
mod lineage;
mod lint;
mod names;
mod occurrences;
mod outlook;
mod past;
mod portfolio;
mod programs;
mod recorder;
mod settings;
mod states;
mod status;
mod steps;
mod stretch;
mod titles;
mod transition;
mod trend;
mod walk;
mod window;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::changes::{Change, Comparison, ProgramChange};
use crate::git::{Oid, Web};

pub use attention::{Known, Topic, Upcoming, attention, upcoming};
pub use baseline::{Former, are_new};
pub use causes::Causes;
pub use chapters::{By, Chapter, Excerpt, chapters};
pub use chronicle::{Chronicle, Clock, Entry, Followed, Told};
pub use churn::Churn;
pub use consequences::{Consequence, Effect, EffectKind, Link, consequences, may_matter};
pub use contacts::Contacts;
pub use drawing::{Arrow, Drawing, DrawnKind, DrawnMark, Trouble};
pub use drift::{Chart, Drift};
pub use ends::Ends;
pub use graph::{Direction, GraphReport, Start};
pub use headline::{Headline, Moved};
pub use lint::{LintReport, Located, Place, Summary};
pub use names::names;
pub use occurrences::Occurrences;
pub use outlook::{Awaited, Lane, Load, Mark, Outlook, Progress};
pub use past::{Account, Pasts, Present};
pub use portfolio::Portfolio;
pub use settings::{RuleSettings, SetBy, SetHere, SetOption, settings};
pub use status::{Health, Next, Slip, SortKey, Standing, StatusReport};
pub use steps::History;
pub use titles::{TITLES, entitle};
pub use trend::{End, Ledger, Line, Promise, SoFar, Trend};
pub use window::{Asked, Window, state, window};

/// One side of a comparison, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideName {
    /// What it is.
    pub kind: SideKind,
    /// As the user wrote it, where somebody did.
    pub rev: Option<String>,
    /// The commit; `None` for the index and the work tree, and for the nothing before a first commit.
    pub oid: Option<Oid>,
    /// When it was committed.
    pub time: Option<Timestamp>,
}

/// What a side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum SideKind {
    Commit,
    Index,
    Worktree,
}

impl SideKind {
    /// As JSON has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Index => "index",
            Self::Worktree => "worktree",
        }
    }
}

/// What changed between two sides.
#[derive(Debug)]
pub struct DiffReport {
    /// The earlier side.
    pub from: SideName,
    /// The later side.
    pub to: SideName,
    /// The changes, with their commits.
    pub comparison: Comparison,
    /// What the changes do elsewhere.
    pub consequences: Vec<Consequence>,
    /// What people and teams are called, by id, on the later side.
    pub names: BTreeMap<String, String>,
    /// Where its commits are shown, where the repository has a remote that shows them.
    pub web: Option<Web>,
}

impl DiffReport {
    /// What people call a person or team; the id where nobody said.
    pub fn name<'r>(&'r self, id: &'r str) -> &'r str {
        self.names.get(id).map_or(id, String::as_str)
    }

    /// Who answers for a change: the entity's owner on the later side, else the TPM.
    pub fn owner<'r>(&'r self, program: &'r ProgramChange, change: &Change) -> Option<&'r str> {
        program.owner_of(change).map(|id| self.name(id))
    }
}

/// What changed in a window of time.
#[derive(Debug)]
pub struct PeriodReport {
    /// What it is called, where somebody called it.
    pub title: Option<String>,
    /// From when to when.
    pub window: Window,
    /// How many programs there are at the end, and how many went in the window.
    pub portfolio: usize,
    /// The time zone of the calendar.
    pub zone: TimeZone,
    /// What its body is ordered by.
    pub by: By,
    /// The changes, with their commits.
    pub diff: DiffReport,
    /// What moved and came back.
    pub churn: Vec<Churn>,
    /// Findings that are new in the window, and what is overdue, unanswered or silent.
    pub attention: Vec<Located>,
    /// What is due within two weeks.
    pub upcoming: Vec<Upcoming>,
    /// Whom to ask about either.
    pub contacts: Contacts,
    /// What lies ahead, for the formats that show it.
    pub outlook: Option<Outlook>,
    /// How the milestones moved that the window moved, for the formats that show it.
    pub drift: Option<Drift>,
}

impl PeriodReport {
    /// The findings of one topic.
    pub fn on(&self, topic: Topic) -> Vec<&Located> {
        self.attention.iter().filter(|located| Topic::of(&located.finding) == topic).collect()
    }
}
