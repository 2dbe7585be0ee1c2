//! The portfolio as CSV, for a spreadsheet: one program a row, and no cell that it would take for a formula.

use crate::output::spreadsheet::{cell, sheet};
use crate::report::{Health, Next, Standing, StatusReport};

/// The first row.
const HEADER: [&str; 20] = [
    "program",
    "name",
    "file",
    "tpm",
    "tpm-name",
    "phase",
    "health",
    "evidence",
    "facts",
    "next",
    "next-name",
    "next-due",
    "next-days",
    "next-slip",
    "slip",
    "slip-path",
    "high-risks",
    "touched",
    "touched-by",
    "as-of",
];

/// Writes one row for each program below a row of names.
pub fn status(report: &StatusReport<'_>) -> String {
    let as_of = report.today.to_string();
    let rows = report.standings.iter().map(|standing| row(standing, &as_of));
    sheet(std::iter::once(HEADER.map(str::to_owned)).chain(rows))
}

fn row(standing: &Standing<'_>, as_of: &str) -> [String; 20] {
    let program = standing.program;
    let next = standing.next.as_ref();
    let color = |health: Option<Health>| health.map_or("", Health::name).to_owned();
    let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
    let author = standing.author().map_or("", |commit| &commit.author);
    [
        cell(&program.id),
        cell(program.name()),
        cell(&program.file.path),
        cell(program.owner("tpm").unwrap_or_default()),
        cell(standing.tpm.unwrap_or_default()),
        cell(standing.phase.unwrap_or_default()),
        color(standing.health),
        color(standing.evidence),
        cell(&standing.facts.join("; ")),
        cell(next.map_or("", Next::id)),
        cell(next.map_or("", Next::title)),
        next.map_or_else(String::new, |next| next.day.to_string()),
        number(next.map(|next| next.days)),
        number(next.and_then(|next| next.slip)),
        number(standing.slip.as_ref().map(|slip| slip.days)),
        cell(standing.slip.as_ref().map_or("", |slip| &slip.path)),
        standing.risks.to_string(),
        standing.touched.as_ref().map_or_else(String::new, |touch| touch.day.to_string()),
        cell(author),
        as_of.to_owned(),
    ]
}
