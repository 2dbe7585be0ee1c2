//! Findings, one line each: `file:line:column: level[rule] message`.

use std::fmt::Write as _;

use super::Style;
use crate::finding::Level;
use crate::report::LintReport;
use crate::text::clean;

/// Writes one line for each finding.
pub fn lint(report: &LintReport, style: Style) -> String {
    let mut out = String::new();
    for located in &report.findings {
        let finding = &located.finding;
        let level = match finding.level {
            Level::Error => style.red(finding.level.name()),
            Level::Warn => style.yellow(finding.level.name()),
            Level::Info => style.blue(finding.level.name()),
        };
        let place = located.place.start;
        let file = style.bold(&clean(&finding.file));
        let message = clean(&finding.message);
        writeln!(out, "{file}:{}:{}: {level}[{}] {message}", place.line, place.column, finding.rule)
            .expect("a string takes every text");
    }
    out
}
