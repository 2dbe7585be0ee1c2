//! What there is to show: findings with their lines, changes with their commits, and what an executive reads first.

mod attention;
mod headline;
mod lint;
mod steps;
mod window;

use jiff::Timestamp;

use crate::changes::Comparison;
use crate::git::Oid;

pub use attention::{Upcoming, attention, upcoming};
pub use headline::{Headline, Moved};
pub use lint::{LintReport, Located, Place, Summary};
pub use steps::{Churn, History};
pub use window::{Asked, Window, window};

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
}

/// What changed in a window of time.
#[derive(Debug)]
pub struct PeriodReport {
    /// What it is called, where somebody called it.
    pub title: Option<String>,
    /// From when to when.
    pub window: Window,
    /// The changes, with their commits.
    pub diff: DiffReport,
    /// What moved and came back.
    pub churn: Vec<Churn>,
    /// Findings that are new in the window, and what is overdue.
    pub attention: Vec<Located>,
    /// What is due within two weeks.
    pub upcoming: Vec<Upcoming>,
}
