//! The JSON of `history`, version 1.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::change::{ChangeJson, UnreadableJson, change, unreadable};
use super::words::{OidJson, ProgramKindJson};
use super::{VERSION, write};
use crate::report::{Chronicle, End, Entry, Ledger, Line, Promise, SoFar, Told};

/// The history of a program, or of an entity or a field of it.
pub fn history(chronicle: &Chronicle) -> String {
    write(&HistoryJson {
        version: VERSION,
        program: &chronicle.program,
        name: &chronicle.name,
        gone: chronicle.is_gone,
        path: chronicle.path.as_deref(),
        label: chronicle.label.as_deref(),
        commits: chronicle.entries.iter().map(|entry| commit(entry, chronicle.path.is_none())).collect(),
        ledger: chronicle.ledger.as_ref().map(ledger),
        trend: chronicle.trend.lines.iter().map(line).collect(),
        unreadable: chronicle.unreadable.iter().map(unreadable).collect(),
    })
}

/// What `milepost history --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct HistoryJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// The id of the program; the last one, where it is gone.
    program: &'r str,
    /// What people call it.
    name: &'r str,
    /// Whether it is gone.
    gone: bool,
    /// The dotted path that was asked for; null for the whole program.
    path: Option<&'r str>,
    /// What people call the entity that was asked for; null for the whole program.
    label: Option<&'r str>,
    /// The commits that changed it, the newest first; with `--reverse` the oldest first.
    commits: Vec<CommitJson<'r>>,
    /// What the date that was asked for came to; the target for a whole program. Null where no date is promised.
    ledger: Option<LedgerJson<'r>>,
    /// The due dates of the milestones, as they were promised over time; the one that comes last is the first.
    trend: Vec<LineJson<'r>>,
    /// Versions that could not be read, and are not told of.
    unreadable: Vec<UnreadableJson<'r>>,
}

/// What a commit did, or what is not committed yet.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct CommitJson<'r> {
    /// The commit; null for what is not committed yet.
    oid: Option<OidJson>,
    /// Who wrote it, by `.mailmap`; null for what is not committed yet.
    author: Option<&'r str>,
    /// When it was committed; null for what is not committed yet.
    time: Option<Timestamp>,
    /// When it came to the branch: of a merge, when that was made. Null for what is not committed yet.
    landed: Option<Timestamp>,
    /// The first line of its message; null for what is not committed yet.
    subject: Option<&'r str>,
    /// Its `Reason:` trailer; null where there is none.
    reason: Option<&'r str>,
    /// What happened to the program.
    kind: ProgramKindJson,
    /// The former id of a program that was renamed; null for others.
    previous_id: Option<&'r str>,
    /// The file, relative to the root, with `/`.
    file: &'r str,
    /// What changed.
    changes: Vec<ToldJson<'r>>,
}

/// A change of an entity or a field, and what it comes to.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct ToldJson<'r> {
    #[serde(flatten)]
    change: ChangeJson<'r>,
    /// Where an entity went that was moved to another program, as `program/id`; else null.
    moved_to: Option<&'r str>,
    /// What the moves of a promised date come to up to here; null for others.
    so_far: Option<StandingJson>,
}

/// A date that was promised.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PromiseJson {
    /// The day that was promised; of a period the last one.
    due: Date,
    /// The day on which the promise came to the branch.
    on: Date,
}

/// What the moves of a date come to.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct StandingJson {
    /// How often it moved later.
    later: usize,
    /// Calendar days by which it moved later, in all.
    later_days: i64,
    /// How often it moved earlier.
    earlier: usize,
    /// Calendar days by which it moved earlier, in all.
    earlier_days: i64,
    /// Calendar days from the first promise to the last one, positive where that is later.
    days: i64,
}

/// What was promised, what happened, and what came of it.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LedgerJson<'r> {
    /// The dotted path of the date.
    path: &'r str,
    /// The first promise.
    first: PromiseJson,
    /// The last promise.
    last: PromiseJson,
    /// Whether the last promise still stands there.
    stands: bool,
    /// The moves between.
    standing: StandingJson,
    /// The day on which it was met or decided; null where it was not.
    actual: Option<Date>,
}

/// How the line of a milestone ends.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "kebab-case")]
enum EndJson {
    Open,
    Met,
    Dropped,
    Removed,
}

/// The due date of a milestone, as it was promised over time.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LineJson<'r> {
    /// The dotted path of the milestone.
    path: &'r str,
    /// What people call it.
    name: &'r str,
    /// The promises: each holds until the next one.
    promises: Vec<PromiseJson>,
    /// How the line ends.
    end: EndJson,
    /// The day on which it ended; null where it goes on.
    ended: Option<Date>,
    /// Calendar days from the first promise to the last one, or to the day on which it was met; positive where that is later.
    days: i64,
}

fn commit(entry: &Entry, is_program: bool) -> CommitJson<'_> {
    let commit = entry.commit.as_deref();
    let told = if is_program && entry.is_whole() { &[][..] } else { &entry.changes };
    CommitJson {
        oid: commit.map(|commit| commit.oid.into()),
        author: commit.map(|commit| commit.author.as_str()),
        time: commit.map(|commit| commit.time),
        landed: entry.landed,
        subject: commit.map(|commit| commit.subject.as_str()),
        reason: entry.reason.as_deref(),
        kind: entry.kind.into(),
        previous_id: entry.previous_id.as_deref(),
        file: &entry.file,
        changes: told.iter().map(told_json).collect(),
    }
}

fn told_json(told: &Told) -> ToldJson<'_> {
    ToldJson { change: change(&told.change), moved_to: told.to.as_deref(), so_far: told.so_far.map(standing) }
}

fn promise(promise: Promise) -> PromiseJson {
    PromiseJson { due: promise.due, on: promise.on }
}

fn standing(standing: SoFar) -> StandingJson {
    let SoFar { later, later_days, earlier, earlier_days, days } = standing;
    StandingJson { later, later_days, earlier, earlier_days, days }
}

fn ledger(ledger: &Ledger) -> LedgerJson<'_> {
    LedgerJson {
        path: &ledger.path,
        first: promise(ledger.first),
        last: promise(ledger.last),
        stands: ledger.stands,
        standing: standing(ledger.standing),
        actual: ledger.actual,
    }
}

fn line(line: &Line) -> LineJson<'_> {
    LineJson {
        path: &line.path,
        name: &line.name,
        promises: line.points.iter().copied().map(promise).collect(),
        end: match line.end {
            End::Open => EndJson::Open,
            End::Met(_) => EndJson::Met,
            End::Dropped(_) => EndJson::Dropped,
            End::Gone(_) => EndJson::Removed,
        },
        ended: line.ended(),
        days: line.days(),
    }
}
