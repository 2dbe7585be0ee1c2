//! The window of a report: two states of a branch.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

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
    /// The revision that names the start, as the user wrote it.
    pub from_rev: Option<String>,
    /// The state at the end.
    pub to: Commit,
    /// The revision that names the end, else the one whose history is told, as the user wrote it.
    pub to_rev: Option<String>,
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
    let end = match (&asked.until, asked.as_of) {
        (Some(text), _) => match since::parse(text, today) {
            Some(when) => Rim { time: when.end(zone, now), days: is_days(when), named: None },
            None => Rim::revision(repository, text)?,
        },
        (None, Some(day)) => Rim { time: When::Day(day).end(zone, now), days: true, named: None },
        (None, None) => Rim { time: now, days: false, named: None },
    };
    let until = end.time;
    let (to, to_rev) = match end.named {
        Some((commit, rev)) => (commit, Some(rev)),
        None => match repository.state_at(tip.oid, until)? {
            StateAt::Commit(commit) => (commit, asked.rev.clone()),
            StateAt::BeforeHistory => return Err(nothing_yet(until, zone)),
            StateAt::Shallow { oldest } => return Err(shallow(&oldest, zone)),
        },
    };
    let start = match &asked.since {
        Some(text) => match since::parse(text, today) {
            Some(when) => Rim { time: when.start(zone, now), days: is_days(when), named: None },
            None => Rim::revision(repository, text)?,
        },
        None => Rim { time: week_before(until, end.days, zone), days: end.days, named: None },
    };
    // A commit may be dated in the future. Where no end was asked for, the window ends no earlier than it starts.
    let is_open = asked.until.is_none() && asked.as_of.is_none();
    let since = if is_open && start.named.is_some() { start.time.min(until) } else { start.time };
    if since > until {
        let (since, until) = (day(since, zone), day(until, zone));
        return Err(Error::new(format!("the window ends on {until}, before it starts on {since}"))
            .help("Give --since the earlier and --until the later of the two."));
    }
    // What was committed in the first moment of a day is of that day: the day before ended without it.
    let known = if start.days { since.checked_sub(MOMENT).unwrap_or(since) } else { since };
    let (from, from_rev) = match start.named {
        Some((commit, rev)) => (Some(commit), Some(rev)),
        None => match repository.state_at(to.oid, known)? {
            StateAt::Commit(commit) => (Some(commit), None),
            StateAt::BeforeHistory => (None, None),
            StateAt::Shallow { oldest } => return Err(shallow(&oldest, zone)),
        },
    };
    // A branch that was reset to before the start is no such case: it ends where it is.
    let is_ahead = |from: &Commit| {
        Ok::<_, Error>(
            repository.is_ancestor(to.oid, from.oid)? && repository.is_ancestor(from.oid, tip.oid)?,
        )
    };
    let to = match &from {
        Some(from) if is_open && from_rev.is_some() && is_ahead(from)? => from.clone(),
        _ => to,
    };
    // A shallow clone may hold the start, fetched as a mark or a tag, and not what lies between.
    if let Some(from) = from.as_ref().filter(|_| repository.is_shallow())
        && !repository.is_ancestor(from.oid, to.oid)?
        && let Some(oldest) = repository.first_parents(None, to.oid)?.last()
    {
        return Err(shallow(&repository.commit_at(oldest.oid)?, zone));
    }
    let today = asked.as_of.unwrap_or_else(|| day(until, zone));
    Ok(Window { since, until, from, from_rev, to, to_rev, today })
}

/// The state of a branch that a point in time or a revision names, and its day. `tip` is the end of the branch, `today`
/// what words such as `yesterday` count from.
pub fn state(
    repository: &Repository,
    tip: Option<&Commit>,
    text: &str,
    zone: &TimeZone,
    (today, now): (Date, Timestamp),
) -> Result<(Commit, Date)> {
    let Some((when, tip)) = since::parse(text, today).zip(tip) else {
        let commit = revision(repository, text)?;
        let day = day(commit.time, zone);
        return Ok((commit, day));
    };
    let time = when.end(zone, now);
    let on = day(time, zone);
    match repository.state_at(tip.oid, time)? {
        StateAt::Commit(commit) => Ok((commit, on)),
        StateAt::BeforeHistory => Err(Error::new(format!("there was no commit yet on {on}"))
            .help("`git log --reverse` shows when the history begins; name a later day.")),
        StateAt::Shallow { oldest } => {
            let (short, first) = (&oldest.oid.to_string()[..9], day(oldest.time, zone));
            Err(Error::new(format!(
                "this clone is shallow: its oldest commit is {short} of {first}, after {on}"
            ))
            .help(DEEPEN))
        }
    }
}

/// Where a window starts or ends.
struct Rim {
    time: Timestamp,
    /// Whether it is the start or the end of a day.
    days: bool,
    /// The state and the revision, where one names it.
    named: Option<(Commit, String)>,
}

/// How a shallow clone gets the rest.
const DEEPEN: &str = "Fetch the rest with `git fetch --unshallow`; in GitHub Actions, set `fetch-depth: 0` on actions/checkout.";

/// The smallest step of a clock.
const MOMENT: SignedDuration = SignedDuration::from_nanos(1);

impl Rim {
    fn revision(repository: &Repository, text: &str) -> Result<Self> {
        let commit = revision(repository, text)?;
        Ok(Self { time: commit.time, days: false, named: Some((commit, text.to_owned())) })
    }
}

fn revision(repository: &Repository, text: &str) -> Result<Commit> {
    repository.commit(text).map_err(|error| {
        let forms = since::FORMS;
        let what = format!("`{}` is no time and no revision", clean(text));
        let more = if repository.is_shallow() {
            " This clone is shallow: `git fetch --unshallow` brings the rest."
        } else {
            ""
        };
        Error::new(what).help(format!("Write {forms}; or a branch, tag or commit ({error}).{more}"))
    })
}

fn is_days(when: When) -> bool {
    matches!(when, When::Day(_) | When::Period { .. })
}

/// A week earlier by the calendar: where the clocks change, it is an hour more or less.
fn week_before(until: Timestamp, days: bool, zone: &TimeZone) -> Timestamp {
    let end = if days { until.checked_add(MOMENT).unwrap_or(until) } else { until };
    let start = end.to_zoned(zone.clone()).checked_sub(7.days());
    start.map_or(Timestamp::MIN, |start| start.timestamp())
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
    .help(DEEPEN)
}

impl Window {
    /// The day on which the state at the start was the present: the last one before the window, in its time zone.
    pub fn eve(&self, zone: &TimeZone) -> Date {
        day(self.since.checked_sub(MOMENT).unwrap_or(self.since), zone)
    }

    /// The two sides, as reports name them.
    pub fn sides(&self) -> (SideName, SideName) {
        let name = |commit: Option<&Commit>, rev: Option<&String>| SideName {
            kind: SideKind::Commit,
            rev: rev.cloned(),
            oid: commit.map(|commit| commit.oid),
            time: commit.map(|commit| commit.time),
        };
        (name(self.from.as_ref(), self.from_rev.as_ref()), name(Some(&self.to), self.to_rev.as_ref()))
    }
}
