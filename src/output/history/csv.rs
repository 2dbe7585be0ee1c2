//! The history of a program as a table for a spreadsheet: one row a change.

use serde_json::Value;

use super::{told, whole};
use crate::output::spreadsheet::{cell, sheet};
use crate::report::{Chronicle, Entry};

/// The columns.
const HEAD: [&str; 17] = [
    "time",
    "author",
    "commit",
    "subject",
    "reason",
    "program",
    "path",
    "name",
    "category",
    "kind",
    "before",
    "after",
    "before-day",
    "after-day",
    "days",
    "days-so-far",
    "moves-so-far",
];

/// Writes a history.
pub fn history(chronicle: &Chronicle) -> String {
    let mut rows = vec![HEAD.map(str::to_owned).to_vec()];
    for entry in &chronicle.entries {
        let [time, author, commit, subject, reason] = commit(entry);
        let program = cell(&chronicle.program);
        let start = [time, author, commit, subject, reason, program];
        if let (None, Some(_)) = (&chronicle.path, whole(entry)) {
            let rest = ["", &cell(&chronicle.name), "", entry.kind.name()].map(str::to_owned);
            let previous = entry.previous_id.as_deref().map(cell).unwrap_or_default();
            let mut cells = [&start[..], &rest[..], &[previous]].concat();
            cells.resize(HEAD.len(), String::new());
            rows.push(cells);
        }
        for told in told(chronicle, entry) {
            let change = &told.change;
            let date = change.date.as_ref();
            let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
            let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
            let moves = told.so_far.map(|standing| (standing.later + standing.earlier).to_string());
            let rest = [
                cell(&change.path),
                cell(&change.label),
                change.category.name().to_owned(),
                change.kind.name().to_owned(),
                value(change.before.as_ref()),
                value(change.after.as_ref()),
                day(date.and_then(|date| date.before)),
                day(date.and_then(|date| date.after)),
                number(date.and_then(|date| date.days)),
                number(told.so_far.map(|standing| standing.days)),
                moves.unwrap_or_default(),
            ];
            rows.push([&start[..], &rest[..]].concat());
        }
    }
    sheet(rows.iter())
}

fn commit(entry: &Entry) -> [String; 5] {
    let commit = entry.commit.as_deref();
    let text = |text: Option<&str>| text.map_or_else(String::new, cell);
    [
        commit.map_or_else(String::new, |commit| commit.time.to_string()),
        text(commit.map(|commit| commit.author.as_str())),
        commit.map_or_else(String::new, |commit| commit.oid.to_string()),
        text(commit.map(|commit| commit.subject.as_str())),
        text(entry.reason.as_deref()),
    ]
}

/// A value as a cell; numbers stay numbers.
fn value(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => cell(text),
        Some(Value::Number(number)) => number.to_string(),
        Some(other) => cell(&other.to_string()),
    }
}
