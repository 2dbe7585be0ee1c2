//! The JSON of `history`, version 1.

use jiff::Timestamp;
use serde::Serialize;

use super::change::{ChangeJson, UnreadableJson, change, unreadable};
use super::{VERSION, write};
use crate::report::{Chronicle, End, Entry, Ledger, Line, Promise, SoFar, Told};

/// The history of a program, or of an entity or a field of it:
/// `{"version":1,"program","name","gone","path","label","commits":[COMMIT],"ledger":LEDGER,"trend":[LINE],"unreadable"}`.
///
/// COMMIT: `{"oid","author","time","landed","subject","reason","kind":"added|removed|renamed|changed","previous-id","file","changes":[CHANGE]}`,
/// CHANGE as in `diff`, with `"moved-to"` and `"so-far":STANDING`. What is not committed yet has null for oid, author, time, landed and
/// subject. LEDGER: `{"path","first":PROMISE,"last":PROMISE,"stands","standing":STANDING,"actual"}`. PROMISE: `{"due","on"}`.
/// STANDING: `{"later","later-days","earlier","earlier-days","days"}`. LINE:
/// `{"path","name","promises":[PROMISE],"end":"open|met|dropped|removed","ended","days"}`.
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

#[derive(Serialize)]
struct HistoryJson<'r> {
    version: u8,
    program: &'r str,
    name: &'r str,
    gone: bool,
    path: Option<&'r str>,
    label: Option<&'r str>,
    commits: Vec<CommitJson<'r>>,
    ledger: Option<LedgerJson<'r>>,
    trend: Vec<LineJson<'r>>,
    unreadable: Vec<UnreadableJson<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct CommitJson<'r> {
    oid: Option<String>,
    author: Option<&'r str>,
    time: Option<Timestamp>,
    landed: Option<Timestamp>,
    subject: Option<&'r str>,
    reason: Option<&'r str>,
    kind: &'static str,
    previous_id: Option<&'r str>,
    file: &'r str,
    changes: Vec<ToldJson<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ToldJson<'r> {
    #[serde(flatten)]
    change: ChangeJson<'r>,
    moved_to: Option<&'r str>,
    so_far: Option<StandingJson>,
}

#[derive(Serialize)]
struct PromiseJson {
    due: String,
    on: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct StandingJson {
    later: usize,
    later_days: i64,
    earlier: usize,
    earlier_days: i64,
    days: i64,
}

#[derive(Serialize)]
struct LedgerJson<'r> {
    path: &'r str,
    first: PromiseJson,
    last: PromiseJson,
    stands: bool,
    standing: StandingJson,
    actual: Option<String>,
}

#[derive(Serialize)]
struct LineJson<'r> {
    path: &'r str,
    name: &'r str,
    promises: Vec<PromiseJson>,
    end: &'static str,
    ended: Option<String>,
    days: i64,
}

fn commit(entry: &Entry, is_program: bool) -> CommitJson<'_> {
    let commit = entry.commit.as_deref();
    let told = if is_program && entry.is_whole() { &[][..] } else { &entry.changes };
    CommitJson {
        oid: commit.map(|commit| commit.oid.to_string()),
        author: commit.map(|commit| commit.author.as_str()),
        time: commit.map(|commit| commit.time),
        landed: entry.landed,
        subject: commit.map(|commit| commit.subject.as_str()),
        reason: entry.reason.as_deref(),
        kind: entry.kind.name(),
        previous_id: entry.previous_id.as_deref(),
        file: &entry.file,
        changes: told.iter().map(told_json).collect(),
    }
}

fn told_json(told: &Told) -> ToldJson<'_> {
    ToldJson { change: change(&told.change), moved_to: told.to.as_deref(), so_far: told.so_far.map(standing) }
}

fn promise(promise: Promise) -> PromiseJson {
    PromiseJson { due: promise.due.to_string(), on: promise.on.to_string() }
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
        actual: ledger.actual.map(|day| day.to_string()),
    }
}

fn line(line: &Line) -> LineJson<'_> {
    LineJson {
        path: &line.path,
        name: &line.name,
        promises: line.points.iter().copied().map(promise).collect(),
        end: match line.end {
            End::Open => "open",
            End::Met(_) => "met",
            End::Dropped(_) => "dropped",
            End::Gone(_) => "removed",
        },
        ended: line.ended().map(|day| day.to_string()),
        days: line.days(),
    }
}
