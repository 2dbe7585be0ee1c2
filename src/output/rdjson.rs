//! Findings for reviewdog, which comments on the lines of a pull request wherever it is hosted.

use serde::Serialize;

use super::inert::{from_repository, inert, told};
use crate::finding::Level;
use crate::report::{LintReport, Located, Place};
use crate::rules::{Rule, rule};
use crate::text::Position;

/// Writes one `DiagnosticResult`. `folder` is the root, as the repository names it; `report` has the texts of all findings,
/// since columns count bytes here.
pub fn lint(report: &LintReport, folder: &str) -> String {
    super::json::write(&Result {
        source: Source { name: "milepost", url: env!("CARGO_PKG_HOMEPAGE") },
        diagnostics: report.findings.iter().map(|located| diagnostic(report, located, folder)).collect(),
    })
}

#[derive(Serialize)]
struct Result<'r> {
    source: Source,
    diagnostics: Vec<Diagnostic<'r>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'r>,
    suggestions: Vec<Suggestion<'r>>,
    related_locations: Vec<RelatedLocation>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Spot,
    end: Spot,
}

/// A position whose column counts bytes, from 1.
#[derive(Serialize)]
struct Spot {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion<'r> {
    range: Range,
    text: &'r str,
}

#[derive(Serialize)]
struct RelatedLocation {
    message: String,
    location: Location,
}

fn diagnostic<'r>(report: &LintReport, located: &'r Located, folder: &str) -> Diagnostic<'r> {
    let Located { finding, place, related, edits, .. } = located;
    let location = |file: &str, place: Place| Location {
        path: from_repository(folder, file),
        range: range(report, file, place),
    };
    let edit = match finding.fix.as_ref().map(|fix| fix.edits.as_slice()) {
        // Of several suggestions one is taken, and an edit of several places is right only as a whole.
        Some([edit]) if edit.file == finding.file => Some(edit),
        _ => None,
    };
    let suggestions = edit.into_iter().zip(edits).map(|(edit, place)| Suggestion {
        range: range(report, &edit.file, *place),
        text: &edit.replacement,
    });
    let related = finding.related.iter().zip(related).map(|(related, place)| RelatedLocation {
        message: inert(&related.message),
        location: location(&related.file, *place),
    });
    Diagnostic {
        message: told(finding),
        location: location(&finding.file, *place),
        severity: match finding.level {
            Level::Error => "ERROR",
            Level::Warn => "WARNING",
            Level::Info => "INFO",
        },
        code: Code { value: finding.rule, url: rule(finding.rule).map(Rule::url) },
        suggestions: suggestions.collect(),
        related_locations: related.collect(),
    }
}

fn range(report: &LintReport, file: &str, place: Place) -> Range {
    Range { start: spot(report, file, place.start), end: spot(report, file, place.end) }
}

fn spot(report: &LintReport, file: &str, position: Position) -> Spot {
    let start = report.line_start(file, position.line);
    let column = start.map_or(position.column, |start| position.offset.saturating_sub(start) + 1);
    Spot { line: position.line, column }
}
