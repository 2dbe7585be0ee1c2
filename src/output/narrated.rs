//! Findings in sentences, for those who listen to them: no drawing, no column that matters.

use std::fmt::Write as _;

use super::Style;
use super::terminal::{most_shown, summary};
use crate::finding::{Fix, Level};
use crate::report::{LintReport, Located, Occurrences, Place};
use crate::text::{clean, cut, plural};

/// So much of a line is read out, in characters.
const LONGEST_LINE: usize = 200;

/// Writes each finding in a few sentences, at most `most` of them, and a line that counts.
pub fn lint(report: &LintReport, most: usize) -> String {
    let mut out = String::new();
    let told = report.occurrences();
    for (at, occurrences) in told.iter().take(most).enumerate() {
        finding(&mut out, report, (at + 1, told.len()), occurrences).expect("a string takes every text");
    }
    out.push_str(&most_shown(&told, most));
    out.push_str(&summary(&report.summary, Style::PLAIN));
    out.push_str(".\n");
    out
}

fn finding(
    out: &mut String,
    report: &LintReport,
    (number, total): (usize, usize),
    occurrences: &Occurrences,
) -> std::fmt::Result {
    let Located { finding, place, related, .. } = &report.findings[occurrences.first];
    let level = match finding.level {
        Level::Error => "Error",
        Level::Warn => "Warning",
        Level::Info => "Note",
    };
    writeln!(out, "{level} {number} of {total}, {}: {}.", finding.rule, clean(&finding.message))?;
    let file = clean(&finding.file);
    match report.line(&finding.file, place.start.line) {
        Some(line) => {
            let line = cut(line.trim(), LONGEST_LINE);
            writeln!(out, "In {file}, {}: {}", spot(*place), clean(&line))?;
        }
        None => writeln!(out, "In {file}, {}.", spot(*place))?,
    }
    for (related, place) in finding.related.iter().zip(related) {
        let file = if related.file == finding.file {
            String::new()
        } else {
            format!(" in {}", clean(&related.file))
        };
        writeln!(out, "See line {}{file}: {}.", place.start.line, clean(&related.message))?;
    }
    if !finding.help.is_empty() {
        writeln!(out, "What to do: {}", clean(&finding.help))?;
    }
    if let Some(Fix { title, safe, .. }) = finding.fix.as_deref() {
        let how = if *safe { "--fix" } else { "--fix --unsafe-fixes" };
        writeln!(out, "With {how}, milepost does it: {}.", clean(title))?;
    }
    if !occurrences.others.is_empty() {
        writeln!(out, "The same in {}:", plural(occurrences.others.len() as u64, "more place"))?;
        for other in &occurrences.others {
            let other = &report.findings[*other];
            writeln!(out, "{}, line {}.", clean(&other.finding.file), other.place.start.line)?;
        }
    }
    writeln!(out)
}

fn spot(Place { start, end }: Place) -> String {
    if start.line == end.line {
        format!("line {}, column {}", start.line, start.column)
    } else {
        format!("lines {} to {}", start.line, end.line)
    }
}
