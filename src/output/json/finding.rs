//! A finding as JSON: of `lint`, and of what needs attention in `report`.

use serde::Serialize;

use crate::report::{Located, Place};
use crate::rules::{Rule, rule};
use crate::text::Position;

#[derive(Serialize)]
pub(super) struct FindingJson<'r> {
    rule: &'r str,
    group: Option<&'r str>,
    level: &'r str,
    message: &'r str,
    help: &'r str,
    url: Option<String>,
    program: Option<&'r str>,
    path: Option<&'r str>,
    file: &'r str,
    span: SpanJson,
    related: Vec<RelatedJson<'r>>,
    fix: Option<FixJson<'r>>,
    fingerprint: &'r str,
}

#[derive(Serialize)]
pub(super) struct SpanJson {
    start: PositionJson,
    end: PositionJson,
}

#[derive(Serialize)]
pub(super) struct PositionJson {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
pub(super) struct RelatedJson<'r> {
    file: &'r str,
    span: SpanJson,
    message: &'r str,
}

#[derive(Serialize)]
pub(super) struct FixJson<'r> {
    title: &'r str,
    safe: bool,
    edits: Vec<EditJson<'r>>,
}

#[derive(Serialize)]
pub(super) struct EditJson<'r> {
    file: &'r str,
    span: SpanJson,
    replacement: &'r str,
}

pub(super) fn finding(located: &Located) -> FindingJson<'_> {
    let finding = &located.finding;
    let known = rule(finding.rule);
    let related = finding.related.iter().zip(&located.related).map(|(related, place)| RelatedJson {
        file: &related.file,
        span: span(*place),
        message: &related.message,
    });
    let fix = finding.fix.as_ref().map(|fix| FixJson {
        title: &fix.title,
        safe: fix.safe,
        edits: fix
            .edits
            .iter()
            .zip(&located.edits)
            .map(|(edit, place)| EditJson {
                file: &edit.file,
                span: span(*place),
                replacement: &edit.replacement,
            })
            .collect(),
    });
    FindingJson {
        rule: finding.rule,
        group: known.map(|rule| rule.group.name()),
        level: finding.level.name(),
        message: &finding.message,
        help: &finding.help,
        url: known.map(Rule::url),
        program: finding.program.as_deref(),
        path: finding.path.as_deref(),
        file: &finding.file,
        span: span(located.place),
        related: related.collect(),
        fix,
        fingerprint: &located.fingerprint,
    }
}

pub(super) fn span(place: Place) -> SpanJson {
    let position = |Position { offset, line, column }| PositionJson { offset, line, column };
    SpanJson { start: position(place.start), end: position(place.end) }
}
