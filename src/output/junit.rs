//! Findings as test results in the XML of `JUnit`, which nearly every CI shows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::writer::{ElementWriter, Writer};

use super::inert::from_repository;
use crate::report::{LintReport, Located};
use crate::text::clean;

const TAKES: &str = "a string takes every text";

type Element<'w> = ElementWriter<'w, Vec<u8>>;

/// Writes one suite for each file: a failed case for each finding, and one that passed where there is none.
/// `folder` is the root, as the repository names it.
pub fn lint(report: &LintReport, folder: &str) -> String {
    let mut suites: BTreeMap<&str, Vec<&Located>> = BTreeMap::new();
    for file in &report.files {
        suites.entry(file).or_default();
    }
    for located in &report.findings {
        suites.entry(&located.finding.file).or_default().push(located);
    }
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    document(&mut writer, report, folder, &suites).expect("a vector takes every byte");
    let mut text = String::from_utf8(writer.into_inner()).expect("it is written from text");
    text.push('\n');
    text
}

fn document(
    writer: &mut Writer<Vec<u8>>,
    report: &LintReport,
    folder: &str,
    suites: &BTreeMap<&str, Vec<&Located>>,
) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let tests: usize = suites.values().map(|findings| findings.len().max(1)).sum();
    let root = writer.create_element("testsuites").with_attribute(("name", "milepost"));
    let root = counts(root, tests, report.findings.len());
    root.write_inner_content(|writer| {
        suites.iter().try_for_each(|(file, findings)| suite(writer, folder, file, findings))
    })?;
    Ok(())
}

fn suite(writer: &mut Writer<Vec<u8>>, folder: &str, file: &str, findings: &[&Located]) -> io::Result<()> {
    let name = text(&from_repository(folder, file));
    let suite = writer.create_element("testsuite").with_attribute(("name", &*name));
    counts(suite, findings.len().max(1), findings.len()).write_inner_content(|writer| {
        if findings.is_empty() {
            let case = writer.create_element("testcase").with_attribute(("name", "no findings"));
            case.with_attributes([("classname", &*name), ("file", &*name), ("time", "0")]).write_empty()?;
        }
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        findings.iter().try_for_each(|located| case(writer, (folder, &name), located, &mut known))
    })?;
    Ok(())
}

/// A case is called by the rule and the path, and by no line, so that a CI knows it again.
fn case(
    writer: &mut Writer<Vec<u8>>,
    (folder, file): (&str, &str),
    located: &Located,
    known: &mut BTreeMap<String, usize>,
) -> io::Result<()> {
    let Located { finding, place, related, .. } = located;
    let mut name = finding.rule.to_owned();
    if let Some(path) = &finding.path {
        write!(name, ": {}", text(path)).expect(TAKES);
    }
    let count = known.entry(name.clone()).or_default();
    *count += 1;
    if *count > 1 {
        write!(name, " ({count})").expect(TAKES);
    }
    let line = place.start.line.to_string();
    let attributes = [("name", &*name), ("classname", file), ("file", file), ("line", &line), ("time", "0")];
    writer.create_element("testcase").with_attributes(attributes).write_inner_content(|writer| {
        let message = text(&finding.message);
        let mut body = format!("{file}:{line}:{}: {message}\n", place.start.column);
        if !finding.help.is_empty() {
            writeln!(body, "{}", text(&finding.help)).expect(TAKES);
        }
        for (related, place) in finding.related.iter().zip(related) {
            let file = text(&from_repository(folder, &related.file));
            let message = text(&related.message);
            writeln!(body, "{file}:{}:{}: {message}", place.start.line, place.start.column).expect(TAKES);
        }
        let failure = writer.create_element("failure");
        let failure = failure.with_attributes([("message", &*message), ("type", finding.level.name())]);
        failure.write_text_content(BytesText::new(&body))?;
        Ok(())
    })?;
    Ok(())
}

fn counts(element: Element<'_>, tests: usize, failures: usize) -> Element<'_> {
    let element = element.with_attribute(("tests", &*tests.to_string()));
    let element = element.with_attribute(("failures", &*failures.to_string()));
    element.with_attributes([("errors", "0"), ("skipped", "0"), ("time", "0")])
}

/// Text that XML can hold: two characters that `clean` leaves are none of its own.
fn text(text: &str) -> String {
    clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
