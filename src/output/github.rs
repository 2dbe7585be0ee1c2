//! Findings as annotations of GitHub Actions: workflow commands, one line each.

use std::fmt::Write as _;

use super::Style;
use super::inert::from_repository;
use super::terminal::summary;
use crate::finding::Level;
use crate::report::{LintReport, Located};
use crate::text::clean;

const TAKES: &str = "a string takes every text";

/// So many annotations of a level GitHub shows for a step.
const MOST: usize = 10;

/// Writes one annotation for each finding, the gravest first, and what they come to. `folder` is the root, as the
/// repository names it.
///
/// What comes to the notes stands behind the count, which is a notice itself: of those, too, only the first are shown.
pub fn lint(report: &LintReport, folder: &str) -> String {
    let count = summary(&report.summary, Style::PLAIN);
    if report.findings.is_empty() {
        return format!("{count}\n");
    }
    let mut out = String::new();
    group(&mut out, report, folder, "Errors and warnings", &[Level::Error, Level::Warn]);
    let at = |level| report.findings.iter().filter(move |located| located.finding.level == level).count();
    // The count takes the place of a note.
    let room = [(Level::Error, MOST), (Level::Warn, MOST), (Level::Info, MOST - 1)];
    let left: usize = room.iter().map(|(level, room)| at(*level).saturating_sub(*room)).sum();
    let more = match left {
        0 => String::new(),
        left => format!(". GitHub shows {MOST} annotations of a level: {left} more stand in the log alone"),
    };
    writeln!(out, "::notice title=milepost::{}", data(&format!("{count}{more}"))).expect(TAKES);
    group(&mut out, report, folder, "Notes", &[Level::Info]);
    out
}

fn group(out: &mut String, report: &LintReport, folder: &str, title: &str, levels: &[Level]) {
    let of = |level: Level| report.findings.iter().filter(move |located| located.finding.level == level);
    let mut findings = levels.iter().flat_map(|level| of(*level)).peekable();
    if findings.peek().is_none() {
        return;
    }
    writeln!(out, "::group::{title}").expect(TAKES);
    for located in findings {
        annotation(out, located, folder);
    }
    out.push_str("::endgroup::\n");
}

/// The log shows no more of an annotation than its message, so that the place stands there too.
fn annotation(out: &mut String, located: &Located, folder: &str) {
    let Located { finding, place, .. } = located;
    let command = match finding.level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "notice",
    };
    let path = clean(&from_repository(folder, &finding.file)).into_owned();
    let (start, end) = (place.start, place.end);
    // Columns of different lines are refused.
    let columns = if start.line == end.line {
        format!(",col={},endColumn={}", start.column, end.column)
    } else {
        String::new()
    };
    let title = property(&format!("milepost: {}", finding.rule));
    let mut message = format!("{path}:{}:{}: {}", start.line, start.column, clean(&finding.message));
    if !finding.help.is_empty() {
        write!(message, "\n{}", clean(&finding.help)).expect(TAKES);
    }
    let (file, message) = (property(&path), data(&message));
    writeln!(
        out,
        "::{command} title={title},file={file},line={},endLine={}{columns}::{message}",
        start.line, end.line
    )
    .expect(TAKES);
}

/// What stands behind the last `::` of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind the name of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
