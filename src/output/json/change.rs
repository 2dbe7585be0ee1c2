//! What changed, as JSON: two sides, their programs, the changes of one, and the steps behind a change.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::changes::{Change, ProgramChange, Shift, Step, Unread};
use crate::report::SideName;

#[derive(Serialize)]
pub(super) struct SideJson<'r> {
    kind: &'r str,
    rev: Option<&'r str>,
    oid: Option<String>,
    time: Option<Timestamp>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ProgramJson<'r> {
    id: &'r str,
    name: &'r str,
    file: &'r str,
    kind: &'r str,
    previous_id: Option<&'r str>,
    changes: Vec<ChangeJson<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ChangeJson<'r> {
    path: &'r str,
    label: &'r str,
    category: &'r str,
    kind: &'r str,
    previous_id: Option<&'r str>,
    before: Option<&'r Value>,
    after: Option<&'r Value>,
    before_day: Option<String>,
    after_day: Option<String>,
    days: Option<i64>,
    shift: Option<&'r str>,
    via: Option<&'r str>,
    members: Option<MembersJson<'r>>,
    steps: Vec<StepJson<'r>>,
}

#[derive(Serialize)]
pub(super) struct MembersJson<'r> {
    added: &'r [String],
    removed: &'r [String],
}

#[derive(Serialize)]
pub(super) struct StepJson<'r> {
    oid: Option<String>,
    author: Option<&'r str>,
    time: Option<Timestamp>,
    subject: Option<&'r str>,
    reason: Option<&'r str>,
    before: Option<&'r Value>,
    after: Option<&'r Value>,
}

#[derive(Serialize)]
pub(super) struct UnreadableJson<'r> {
    file: &'r str,
    side: &'r str,
    message: &'r str,
}

pub(super) fn side(side: &SideName) -> SideJson<'_> {
    SideJson {
        kind: side.kind.name(),
        rev: side.rev.as_deref(),
        oid: side.oid.map(|oid| oid.to_string()),
        time: side.time,
    }
}

pub(super) fn program(program: &ProgramChange) -> ProgramJson<'_> {
    ProgramJson {
        id: &program.id,
        name: &program.name,
        file: &program.file,
        kind: program.kind.name(),
        previous_id: program.previous_id.as_deref(),
        changes: program.changes.iter().map(change).collect(),
    }
}

pub(super) fn change(change: &Change) -> ChangeJson<'_> {
    let date = change.date.as_ref();
    ChangeJson {
        path: &change.path,
        label: &change.label,
        category: change.category.name(),
        kind: change.kind.name(),
        previous_id: change.previous_id.as_deref(),
        before: change.before.as_ref(),
        after: change.after.as_ref(),
        before_day: date.and_then(|date| date.before).map(|day| day.to_string()),
        after_day: date.and_then(|date| date.after).map(|day| day.to_string()),
        days: date.and_then(|date| date.days),
        shift: date.and_then(|date| date.shift).map(Shift::name),
        via: date.and_then(|date| date.via.as_deref()),
        members: change
            .members
            .as_ref()
            .map(|members| MembersJson { added: &members.added, removed: &members.removed }),
        steps: change.steps.iter().map(step).collect(),
    }
}

pub(super) fn step(step: &Step) -> StepJson<'_> {
    let commit = step.commit.as_deref();
    StepJson {
        oid: commit.map(|commit| commit.oid.to_string()),
        author: commit.map(|commit| commit.author.as_str()),
        time: commit.map(|commit| commit.time),
        subject: commit.map(|commit| commit.subject.as_str()),
        reason: commit.and_then(|commit| commit.reason.as_deref()),
        before: step.before.as_ref(),
        after: step.after.as_ref(),
    }
}

pub(super) fn unreadable(unread: &Unread) -> UnreadableJson<'_> {
    UnreadableJson { file: &unread.file, side: unread.side.name(), message: &unread.message }
}
