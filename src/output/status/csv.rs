//! The portfolio as CSV, for a spreadsheet: one program a row, and no cell that it would take for a formula.

use std::borrow::Cow;

use csv::Writer;

use crate::report::{Health, Next, Standing, StatusReport};
use crate::text::clean;

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
    let mut writer = Writer::from_writer(Vec::new());
    let as_of = report.today.to_string();
    let rows = report.standings.iter().map(|standing| row(standing, &as_of));
    for row in std::iter::once(HEADER.map(str::to_owned)).chain(rows) {
        writer.write_record(row).expect("memory takes every row, and all are of one length");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("what is written is text")
}

fn row(standing: &Standing<'_>, as_of: &str) -> [String; 20] {
    let program = standing.program;
    let next = standing.next.as_ref();
    let color = |health: Option<Health>| health.map_or("", Health::name).to_owned();
    let number = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
    let author = standing.author().map_or("", |commit| &commit.author);
    [
        text(&program.id),
        text(program.name()),
        text(&program.file.path),
        text(program.owner("tpm").unwrap_or_default()),
        text(standing.tpm.unwrap_or_default()),
        text(standing.phase.unwrap_or_default()),
        color(standing.health),
        color(standing.evidence),
        text(&standing.facts.join("; ")),
        text(next.map_or("", Next::id)),
        text(next.map_or("", Next::title)),
        next.map_or_else(String::new, |next| next.day.to_string()),
        number(next.map(|next| next.days)),
        number(next.and_then(|next| next.slip)),
        number(standing.slip.as_ref().map(|slip| slip.days)),
        text(standing.slip.as_ref().map_or("", |slip| &slip.path)),
        standing.risks.to_string(),
        standing.touched.as_ref().map_or_else(String::new, |touch| touch.day.to_string()),
        text(author),
        as_of.to_owned(),
    ]
}

/// Text that a spreadsheet shows and does not reckon: an apostrophe stands before what would begin a formula.
fn text(text: &str) -> String {
    let text = clean(text);
    let starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let guarded = if text.trim_start().starts_with(starts) { Cow::Owned(format!("'{text}")) } else { text };
    guarded.into_owned()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn no_cell_is_a_formula() {
        for (written, cell) in [
            ("Wallet API", "Wallet API"),
            ("=1+1", "'=1+1"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("-2", "'-2"),
            ("\t+3", "' +3"),
            ("a=b", "a=b"),
            ("two\nlines", "two␊lines"),
        ] {
            assert_eq!(text(written), cell);
        }
    }
}
