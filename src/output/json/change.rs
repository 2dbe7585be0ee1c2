//! What changed, as JSON: two sides, their programs, the changes of one, and the steps behind a change.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::list::List;
use super::words::{
    CategoryJson, ChangeKindJson, OidJson, ProgramKindJson, ShiftJson, SideKindJson, WhichJson,
};
use crate::changes::{Change, ProgramChange, Step, Unread};
use crate::report::SideName;

/// A side of a comparison.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SideJson<'r> {
    /// A commit, the index or the work tree.
    kind: SideKindJson,
    /// The revision as somebody wrote it; null where nobody did.
    rev: Option<&'r str>,
    /// The commit; null for the index, the work tree, and the nothing before a first commit.
    oid: Option<OidJson>,
    /// When it was committed; null where there is no commit.
    time: Option<Timestamp>,
}

/// A program that is not as it was.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct ProgramJson<'r> {
    /// Its id, on the later side where it is there.
    id: &'r str,
    /// What people call it.
    name: &'r str,
    /// Its file, relative to the root, with `/`.
    file: &'r str,
    /// What happened to it.
    kind: ProgramKindJson,
    /// Its former id; null where it kept it.
    previous_id: Option<&'r str>,
    /// What changed in it; empty for a program that was added or removed.
    changes: List<'r, Change, ChangeJson<'r>>,
}

/// A change of an entity or a field.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct ChangeJson<'r> {
    /// The dotted path of the entity or field, as the later side has it.
    path: &'r str,
    /// What people call it.
    label: &'r str,
    /// What the change is about.
    category: CategoryJson,
    /// What happened.
    kind: ChangeKindJson,
    /// The former id of an entity that was renamed or moved; null for others.
    previous_id: Option<&'r str>,
    /// The value before, as written: dates as text, a whole table for an entity. Null where there was none.
    before: Option<&'r Value>,
    /// The value after, as written: dates as text, a whole table for an entity. Null where there is none.
    after: Option<&'r Value>,
    /// The day that `before` stands for; null where it is no date.
    before_day: Option<Date>,
    /// The day that `after` stands for; null where it is no date.
    after_day: Option<Date>,
    /// Calendar days from `before-day` to `after-day`, positive where it is later; null where it is no date that moved.
    days: Option<i64>,
    /// Which way a date went: `precision` where it is more or less exact and no slip, `none` where it stands for the same day. Null where it is no date that moved.
    shift: Option<ShiftJson>,
    /// The release that moved, where the date only points at it; else null.
    via: Option<&'r str>,
    /// For lists that are compared as sets; else null.
    members: Option<MembersJson<'r>>,
    /// The commits behind it, the oldest first.
    steps: List<'r, Step, StepJson<'r>>,
}

/// What came into a list and what went.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct MembersJson<'r> {
    /// What came.
    added: &'r [String],
    /// What went.
    removed: &'r [String],
}

/// One commit's part in a change.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct StepJson<'r> {
    /// The commit; null for what is not committed yet.
    oid: Option<OidJson>,
    /// Who wrote it, by `.mailmap`; null for what is not committed yet.
    author: Option<&'r str>,
    /// When it was committed; null for what is not committed yet.
    time: Option<Timestamp>,
    /// The first line of its message; null for what is not committed yet.
    subject: Option<&'r str>,
    /// Its `Reason:` trailer; null where there is none.
    reason: Option<&'r str>,
    /// The value before it, as written; null where there was none.
    before: Option<&'r Value>,
    /// The value after it, as written; null where there is none.
    after: Option<&'r Value>,
}

/// A file that could not be compared.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct UnreadableJson<'r> {
    /// The file, relative to the root, with `/`.
    file: &'r str,
    /// The side on which it cannot be read.
    side: WhichJson,
    /// What is wrong with it.
    message: &'r str,
}

pub(super) fn side(side: &SideName) -> SideJson<'_> {
    SideJson {
        kind: side.kind.into(),
        rev: side.rev.as_deref(),
        oid: side.oid.map(OidJson::from),
        time: side.time,
    }
}

pub(super) fn program(program: &ProgramChange) -> ProgramJson<'_> {
    ProgramJson {
        id: &program.id,
        name: &program.name,
        file: &program.file,
        kind: program.kind.into(),
        previous_id: program.previous_id.as_deref(),
        changes: List(&program.changes, change),
    }
}

pub(super) fn change(change: &Change) -> ChangeJson<'_> {
    let date = change.date.as_ref();
    ChangeJson {
        path: &change.path,
        label: &change.label,
        category: change.category.into(),
        kind: change.kind.into(),
        previous_id: change.previous_id.as_deref(),
        before: change.before.as_ref(),
        after: change.after.as_ref(),
        before_day: date.and_then(|date| date.before),
        after_day: date.and_then(|date| date.after),
        days: date.and_then(|date| date.days),
        shift: date.and_then(|date| date.shift).map(ShiftJson::from),
        via: date.and_then(|date| date.via.as_deref()),
        members: change
            .members
            .as_ref()
            .map(|members| MembersJson { added: &members.added, removed: &members.removed }),
        steps: List(&change.steps, step),
    }
}

pub(super) fn step(step: &Step) -> StepJson<'_> {
    let commit = step.commit.as_deref();
    StepJson {
        oid: commit.map(|commit| commit.oid.into()),
        author: commit.map(|commit| commit.author.as_str()),
        time: commit.map(|commit| commit.time),
        subject: commit.map(|commit| commit.subject.as_str()),
        reason: commit.and_then(|commit| commit.reason.as_deref()),
        before: step.before.as_ref(),
        after: step.after.as_ref(),
    }
}

pub(super) fn unreadable(unread: &Unread) -> UnreadableJson<'_> {
    UnreadableJson { file: &unread.file, side: unread.side.into(), message: &unread.message }
}
