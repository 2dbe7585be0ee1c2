//! Findings for GitLab's code quality: what a merge request shows beside the lines, and what it compares.

use serde::Serialize;

use super::inert::{from_repository, told};
use crate::finding::Level;
use crate::report::{LintReport, Located};

/// Writes one list of findings. `folder` is the root, as the repository names it.
pub fn lint(report: &LintReport, folder: &str) -> String {
    let issues: Vec<Issue<'_>> = report.findings.iter().map(|located| issue(located, folder)).collect();
    super::json::write(&issues)
}

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: &'r str,
    severity: &'r str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

fn issue<'r>(located: &'r Located, folder: &str) -> Issue<'r> {
    let Located { finding, place, fingerprint, .. } = located;
    Issue {
        description: told(finding),
        check_name: finding.rule,
        fingerprint,
        severity: match finding.level {
            Level::Error => "major",
            Level::Warn => "minor",
            Level::Info => "info",
        },
        location: Location {
            path: from_repository(folder, &finding.file),
            lines: Lines { begin: place.start.line, end: place.end.line },
        },
    }
}
