//! Every format of every report, over what lies in memory: asked of any text, and of hostile text in every field.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use milepost::output::graph::{dot, human as lines, mermaid, svg};
use milepost::output::status::{csv as rows, human as list, markdown as board};
use milepost::output::{
    Style, concise, csv, github, gitlab, html, human, json, junit, markdown, narrated, rdjson, sarif, slack,
    terminal,
};
use milepost::report::{
    DiffReport, Drawing, GraphReport, LintReport, PeriodReport, Standing, Start, StatusReport,
};
use milepost::workspace::{Network, Workspace};

use super::inert;

/// As wide as a narrow terminal.
const NARROW: Style = Style { width: 60, ..Style::PLAIN };

/// The elements of test results.
pub(crate) const RESULTS: &[&str] = &["testsuites", "testsuite", "testcase", "failure"];

/// The elements of a picture.
pub(crate) const PICTURE: &[&str] =
    &["svg", "title", "desc", "style", "rect", "path", "g", "text", "tspan", "circle"];

/// Findings in every format of `lint`.
pub(crate) fn lint(report: &LintReport, folder: &str) {
    inert::plain(&terminal::lint(report, NARROW, 100));
    inert::plain(&narrated::lint(report, 100));
    let concise = concise::lint(report, Style::PLAIN);
    inert::plain(&concise);
    assert_eq!(concise.lines().count(), report.findings.len().max(1), "{concise}");
    inert::whole(&json::lint(report));
    let lines = json::lines(report);
    assert_eq!(lines.lines().count(), report.findings.len(), "{lines}");
    lines.lines().for_each(inert::whole);
    inert::workflow(&github::lint(report, folder));
    inert::xml(&junit::lint(report, folder), RESULTS);
    let log = inert::json(&sarif::lint(report, folder));
    for result in log["runs"][0]["results"].as_array().expect("a list") {
        inert::unformatted(result["message"]["text"].as_str().expect("a text"));
    }
    for issue in inert::json(&gitlab::lint(report, folder)).as_array().expect("a list") {
        inert::unformatted(issue["description"].as_str().expect("a text"));
    }
    let diagnostics = inert::json(&rdjson::lint(report, folder));
    for diagnostic in diagnostics["diagnostics"].as_array().expect("a list") {
        inert::unformatted(diagnostic["message"].as_str().expect("a text"));
    }
}

/// Changes in every format of `diff`.
pub(crate) fn diff(report: &DiffReport) {
    inert::plain(&human::diff(report, NARROW, &TimeZone::UTC));
    inert::markdown(&markdown::diff(report, &TimeZone::UTC));
    inert::page(&html::diff(report, &TimeZone::UTC));
    inert::whole(&json::diff(report));
    inert::table(&csv::diff(report));
}

/// What changed in a window in every format of `report`.
pub(crate) fn period(report: &PeriodReport) {
    diff(&report.diff);
    inert::plain(&human::period(report, NARROW));
    inert::markdown(&markdown::period(report));
    inert::page(&html::period(report));
    inert::whole(&json::period(report));
    inert::table(&csv::period(report));
    inert::message(&slack::period(report));
}

/// A version in every format of `status` and of `graph`.
pub(crate) fn version(workspace: &Workspace, today: Date) {
    let standings = workspace.programs.iter().map(|program| Standing::new(workspace, program, today, None));
    let report = StatusReport { today, commit: None, standings: standings.collect() };
    inert::plain(&list::status(&report, NARROW));
    inert::markdown(&board::status(&report));
    inert::table(&rows::status(&report));
    inert::whole(&json::status(&report));
    let network = Network::new(workspace, today);
    let report = GraphReport::new(network, today, Start::Everything, Vec::new(), true);
    inert::plain(&lines::graph(&report, NARROW));
    inert::mermaid(&mermaid::graph(&report));
    inert::dot(&dot::graph(&report));
    inert::xml(&svg::graph(&Drawing::whole(&report, workspace)), PICTURE);
    inert::whole(&json::graph(&report));
}
