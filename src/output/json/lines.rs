//! Findings as lines of JSON, one each, for programs that read a line at a time.

use std::io;

use serde::Serialize;

use super::VERSION;
use super::escape::write_compact;
use super::finding::{FindingJson, finding};
use crate::report::LintReport;

/// Writes one line for each finding, as `lint` of the JSON has it, with the version first.
pub fn lines(report: &LintReport) -> String {
    let mut text = Vec::new();
    write_lines(report, &mut text).expect("memory takes every text");
    String::from_utf8(text).expect("JSON is text")
}

/// As [`lines`], one after the other.
pub fn write_lines(report: &LintReport, out: &mut dyn io::Write) -> io::Result<()> {
    for located in &report.findings {
        write_compact(&mut *out, &LineJson { version: VERSION, finding: finding(located) })?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct LineJson<'r> {
    version: u8,
    #[serde(flatten)]
    finding: FindingJson<'r>,
}
