//! The JSON of `lint`, version 1.

use std::io;

use serde::Serialize;

use super::finding::{FindingJson, finding};
use super::list::List;
use super::{VERSION, write_to};
use crate::report::{LintReport, Located, Summary};

/// The findings of `lint`.
pub fn lint(report: &LintReport) -> String {
    let mut text = Vec::new();
    write_lint(report, &mut text).expect("memory takes every text");
    String::from_utf8(text).expect("JSON is text")
}

/// Writes the findings of `lint` one after the other: of a large portfolio the whole would not fit into memory lightly.
pub fn write_lint(report: &LintReport, out: &mut dyn io::Write) -> io::Result<()> {
    let (findings, summary) = (List(&report.findings, finding), summary(report.summary));
    write_to(out, &LintJson { version: VERSION, findings, summary })
}

/// What `milepost lint --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct LintJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// What was found, by file, line and rule.
    findings: List<'r, Located, FindingJson<'r>>,
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
