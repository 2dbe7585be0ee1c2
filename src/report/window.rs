//! The window of a report: two states of a branch.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{SideKind, SideName};
use crate::error::{Error, Result};
use crate::git::{Commit, Repository, StateAt};
use crate::since::{self, When};
use crate::text::clean;

/// From when to when, and the commits that stand for it.
#[derive(Debug, Clone)]
pub struct Window {
    /// The start.
    pub since: Timestamp,
    /// The end.
    pub until: Timestamp,
    /// The state at the start; `None` where the history begins inside the window.
    pub from: Option<Commit>,
    /// The state at the end.
    pub to: Commit,
    /// The day of the end, in the calendar's time zone.
    pub today: Date,
}

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// `--since`.
    pub since: Option<String>,
    /// `--until`.
    pub until: Option<String>,
    /// `--rev`.
    pub rev: Option<String>,
    /// `--as-of`.
    pub as_of: Option<Date>,
}

/// Finds the window in the first-parent history of a revision. `now` is what the clock says.
pub fn window(repository: &Repository, asked: &Asked, zone: &TimeZone, now: Timestamp) -> Result<Window> {
    let tip = match &asked.rev {
        Some(rev) => repository.commit(rev)?,
        None => repository.head()?.ok_or_else(|| {
            Error::new("there is no commit yet, so nothing has changed")
                .help("Commit your programs with `git add` and `git commit`; a report tells what changed between commits.")
        })?,
    };
    let today = asked.as_of.unwrap_or_else(|| now.to_zoned(zone.clone()).date());
    let (until, to) = match (&asked.until, asked.as_of) {
        (Some(text), _) => match since::parse(text, today) {
            Some(when) => (when.end(zone, now), None),
            None => by_revision(repository, text)?,
        },
        (None, Some(day)) => (When::Day(day).end(zone, now), None),
        (None, None) => (now, None),
    };
    let to = match to {
        Some(commit) => commit,
        None => match repository.state_at(tip.oid, until)? {
            StateAt::Commit(commit) => commit,
            StateAt::BeforeHistory => return Err(nothing_yet(until, zone)),
            StateAt::Shallow { oldest } => return Err(shallow(&oldest, zone)),
        },
    };
    let (since, from) = match &asked.since {
        Some(text) => match since::parse(text, today) {
            Some(when) => (when.start(zone, now), None),
            None => by_revision(repository, text)?,
        },
        None => (until.checked_sub(SignedDuration::from_hours(7 * 24)).unwrap_or(Timestamp::MIN), None),
    };
    if since > until {
        let (since, until) = (day(since, zone), day(until, zone));
        return Err(Error::new(format!("the window ends on {until}, before it starts on {since}"))
            .help("Give --since the earlier and --until the later of the two."));
    }
    let from = match from {
        Some(commit) => Some(commit),
        None => match repository.state_at(to.oid, since)? {
            StateAt::Commit(commit) => Some(commit),
            StateAt::BeforeHistory => None,
            StateAt::Shallow { oldest } => return Err(shallow(&oldest, zone)),
        },
    };
    let today = asked.as_of.unwrap_or_else(|| day(until, zone));
    Ok(Window { since, until, from, to, today })
}

fn by_revision(repository: &Repository, text: &str) -> Result<(Timestamp, Option<Commit>)> {
    let commit = repository.commit(text).map_err(|error| {
        let forms = since::FORMS;
        let what = format!("`{}` is no time and no revision", clean(text));
        Error::new(what).help(format!("Write {forms}; or a branch, tag or commit ({error})."))
    })?;
    Ok((commit.time, Some(commit)))
}

fn day(time: Timestamp, zone: &TimeZone) -> Date {
    time.to_zoned(zone.clone()).date()
}

fn nothing_yet(until: Timestamp, zone: &TimeZone) -> Error {
    Error::new(format!("there was no commit yet on {}", day(until, zone)))
        .help("`git log --reverse` shows when the history begins; choose a later --until.")
}

fn shallow(oldest: &Commit, zone: &TimeZone) -> Error {
    let short = &oldest.oid.to_string()[..9];
    Error::new(format!(
        "this clone is shallow: its oldest commit is {short} of {}, inside the window",
        day(oldest.time, zone)
    ))
    .help("Fetch the rest with `git fetch --unshallow`; in GitHub Actions, set `fetch-depth: 0` on actions/checkout.")
}

impl Window {
    /// The two sides, as reports name them.
    pub fn sides(&self) -> (SideName, SideName) {
        let name = |commit: Option<&Commit>| SideName {
            kind: SideKind::Commit,
            rev: None,
            oid: commit.map(|commit| commit.oid),
            time: commit.map(|commit| commit.time),
        };
        (name(self.from.as_ref()), name(Some(&self.to)))
    }
}
