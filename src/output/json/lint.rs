//! The JSON of `lint`, version 1.

use serde::Serialize;

use super::finding::{FindingJson, finding};
use super::{VERSION, write};
use crate::report::{LintReport, Summary};

/// The findings of `lint`.
pub fn lint(report: &LintReport) -> String {
    let findings = report.findings.iter().map(finding).collect();
    write(&LintJson { version: VERSION, findings, summary: summary(report.summary) })
}

/// What `milepost lint --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LintJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// What was found, by file, line and rule.
    findings: Vec<FindingJson<'r>>,
    /// How much was looked at and found.
    summary: SummaryJson,
}

/// How much was looked at and found.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SummaryJson {
    /// Files that were read.
    files: usize,
    /// Programs that were read.
    programs: usize,
    /// Findings of level `error`.
    errors: usize,
    /// Findings of level `warn`.
    warnings: usize,
    /// Findings of level `info`.
    infos: usize,
    /// Findings that a comment silences; they are not listed.
    suppressed: usize,
}

fn summary(summary: Summary) -> SummaryJson {
    let Summary { files, programs, errors, warnings, infos, suppressed, known: _ } = summary;
    SummaryJson { files, programs, errors, warnings, infos, suppressed }
}
