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

#[derive(Serialize)]
struct LintJson<'r> {
    version: u8,
    findings: Vec<FindingJson<'r>>,
    summary: SummaryJson,
}

#[derive(Serialize)]
struct SummaryJson {
    files: usize,
    programs: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
}

fn summary(summary: Summary) -> SummaryJson {
    let Summary { files, programs, errors, warnings, infos, suppressed } = summary;
    SummaryJson { files, programs, errors, warnings, infos, suppressed }
}
