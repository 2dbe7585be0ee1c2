//! Findings as lines of JSON, one each, for programs that read a line at a time.

use serde::Serialize;

use super::VERSION;
use super::finding::{FindingJson, finding};
use crate::report::LintReport;

/// Writes one line for each finding, as `lint` of the JSON has it, with the version first.
pub fn lines(report: &LintReport) -> String {
    let mut out = String::new();
    for located in &report.findings {
        let line = LineJson { version: VERSION, finding: finding(located) };
        out.push_str(&serde_json::to_string(&line).expect("its keys are text and its numbers are finite"));
        out.push('\n');
    }
    out
}

#[derive(Serialize)]
struct LineJson<'r> {
    version: u8,
    #[serde(flatten)]
    finding: FindingJson<'r>,
}
