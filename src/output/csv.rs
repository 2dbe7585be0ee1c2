//! Changes as a table for a spreadsheet: one row a change.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::spreadsheet::{cell, sheet};
use crate::changes::{Change, ProgramChange, ProgramKind, Shift, Step, Unread, Which};
use crate::git::Commit;
use crate::report::{By, DiffReport, Headline, PeriodReport, chapters};
use crate::workspace::stem;

/// The head of the table. New columns come last.
const COLUMNS: [&str; 24] = [
    "program",
    "name",
    "file",
    "path",
    "label",
    "category",
    "kind",
    "previous-id",
    "before",
    "after",
    "before-day",
    "after-day",
    "days",
    "shift",
    "via",
    "headline",
    "owner",
    "team",
    "author",
    "time",
    "commit",
    "subject",
    "reason",
    "steps",
];

/// Writes the changes between two sides.
pub fn diff(report: &DiffReport) -> String {
    table(report, By::Program)
}

/// Writes the changes of a report, in its order.
pub fn period(report: &PeriodReport) -> String {
    table(&report.diff, report.by)
}

fn table(report: &DiffReport, by: By) -> String {
    let headline = Headline::new(&report.comparison);
    let counts = headline.counts();
    let mut rows: Vec<Row> = Vec::new();
    // A program is a row where it came, went or has another id, and then once, wherever its changes stand.
    let mut told: FxHashSet<&str> = FxHashSet::default();
    for excerpt in chapters(report, by).iter().flat_map(|chapter| &chapter.programs) {
        let program = excerpt.program;
        if program.kind != ProgramKind::Changed && told.insert(&program.id) {
            rows.push(of_program(program));
        }
        rows.extend(excerpt.changes.iter().map(|change| of_change(program, change, &counts)));
    }
    rows.extend(report.comparison.unreadable.iter().map(of_unread));

    let rows = rows.iter().map(|row| COLUMNS.map(|column| row.0.get(column).map_or("", String::as_str)));
    sheet(std::iter::once(COLUMNS).chain(rows))
}

/// A row: its cells by column.
#[derive(Default)]
struct Row(FxHashMap<&'static str, String>);

impl Row {
    /// A cell of text from the files or from git.
    fn text(&mut self, column: &'static str, text: &str) {
        self.0.insert(column, cell(text));
    }

    /// A cell that is ours: a number, a day, a word.
    fn ours(&mut self, column: &'static str, text: impl Into<String>) {
        self.0.insert(column, text.into());
    }

    fn commit(&mut self, commit: Option<&Commit>) {
        let Some(commit) = commit else { return };
        self.text("author", &commit.author);
        self.ours("time", commit.time.to_string());
        self.ours("commit", commit.oid.to_string());
        self.text("subject", &commit.subject);
    }
}

fn of_program(program: &ProgramChange) -> Row {
    let mut row = start(program);
    row.text("label", &program.name);
    row.ours("kind", program.kind.name());
    if let Some(previous) = &program.previous_id {
        row.text("previous-id", previous);
    }
    if let Some(owner) = program.tpm() {
        row.text("owner", owner);
    }
    let step =
        if program.kind == ProgramKind::Removed { program.steps.last() } else { program.steps.first() };
    let commit = step.and_then(|step| step.commit.as_deref());
    row.commit(commit);
    if let Some(reason) = commit.and_then(|commit| commit.reason.as_deref()) {
        row.text("reason", reason);
    }
    row.ours("steps", program.steps.len().to_string());
    row
}

fn of_change(
    program: &ProgramChange,
    change: &Change,
    counts: &FxHashMap<*const Change, Vec<&'static str>>,
) -> Row {
    let mut row = start(program);
    row.text("path", &change.path);
    row.text("label", &change.label);
    row.ours("category", change.category.name());
    row.ours("kind", change.kind.name());
    if let Some(previous) = &change.previous_id {
        row.text("previous-id", previous);
    }
    for (column, value) in [("before", &change.before), ("after", &change.after)] {
        match value {
            Some(Value::Number(number)) => row.ours(column, number.to_string()),
            Some(value) => row.text(column, &words(value)),
            None => {}
        }
    }
    if let Some(date) = &change.date {
        let columns = [
            ("before-day", date.before.map(|day| day.to_string())),
            ("after-day", date.after.map(|day| day.to_string())),
        ];
        for (column, day) in columns {
            row.ours(column, day.unwrap_or_default());
        }
        row.ours("days", date.days.map(|days| days.to_string()).unwrap_or_default());
        row.ours("shift", date.shift.map(Shift::name).unwrap_or_default());
        row.text("via", date.via.as_deref().unwrap_or_default());
    }
    if let Some(counted) = counts.get(&std::ptr::from_ref(change)) {
        row.ours("headline", counted.join(" "));
    }
    row.text("owner", program.owner_of(change).unwrap_or_default());
    row.text("team", program.team_of(change).unwrap_or_default());
    row.commit(change.steps.iter().rev().find_map(commit_of));
    let mut reasons: Vec<&str> =
        change.steps.iter().filter_map(|step| commit_of(step)?.reason.as_deref()).collect();
    reasons.dedup();
    row.text("reason", &reasons.join("; "));
    row.ours("steps", change.steps.len().to_string());
    row
}

fn of_unread(unread: &Unread) -> Row {
    let mut row = Row::default();
    row.text("program", stem(&unread.file));
    row.text("file", &unread.file);
    row.ours("kind", "unreadable");
    let column = match unread.side {
        Which::Before => "before",
        Which::After => "after",
    };
    row.text(column, &unread.message);
    row
}

fn start(program: &ProgramChange) -> Row {
    let mut row = Row::default();
    row.text("program", &program.id);
    row.text("name", &program.name);
    row.text("file", &program.file);
    row
}

fn commit_of(step: &Step) -> Option<&Commit> {
    step.commit.as_deref()
}

/// A value in a cell: text as it is, the members of a list one behind the other, all else as JSON.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}
