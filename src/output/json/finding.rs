//! A finding as JSON: of `lint`, and of what needs attention in `report`.

use serde::Serialize;

use super::words::{GroupJson, LevelJson};
use crate::report::{Located, Place};
use crate::rules::{Rule, rule};
use crate::text::Position;

/// Something wrong, with its place.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FindingJson<'r> {
    /// The id of the rule that found it.
    rule: &'r str,
    /// The group of that rule; null where the rule belongs to none.
    group: Option<GroupJson>,
    /// How serious it is here.
    level: LevelJson,
    /// The thing, the fact and the distance, in one sentence.
    message: &'r str,
    /// What to write or whom to ask.
    help: &'r str,
    /// The page of the rule; null where it has none.
    #[cfg_attr(test, schemars(url))]
    url: Option<String>,
    /// The id of the program; null where it belongs to none.
    program: Option<&'r str>,
    /// The dotted path of the entity or field, such as `milestones.beta.due`; null where there is none.
    path: Option<&'r str>,
    /// The file, relative to the root, with `/`.
    file: &'r str,
    /// Where it stands in the file.
    span: SpanJson,
    /// Other places that belong to it.
    related: Vec<RelatedJson<'r>>,
    /// An edit that mends it; null where there is none.
    fix: Option<FixJson<'r>>,
    /// What stays the same when its lines move or the day passes: a finding has it in every format and in every run.
    fingerprint: &'r str,
}

/// A place in a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct SpanJson {
    /// Its first character.
    start: PositionJson,
    /// The place after its last character.
    end: PositionJson,
}

/// A position in a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PositionJson {
    /// Bytes from the start of the file, counted from 0.
    offset: usize,
    /// The line, counted from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: usize,
    /// The column in Unicode scalar values, counted from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    column: usize,
}

/// A place that explains a finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RelatedJson<'r> {
    /// The file, relative to the root, with `/`.
    file: &'r str,
    /// Where it stands in the file.
    span: SpanJson,
    /// What is to be seen there.
    message: &'r str,
}

/// An edit that mends a finding.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct FixJson<'r> {
    /// What it does.
    title: &'r str,
    /// Whether one answer is meant and nothing that somebody wrote is lost; other fixes ask for `--unsafe-fixes`.
    safe: bool,
    /// The edits, which belong together.
    edits: Vec<EditJson<'r>>,
}

/// A part of a file, and what stands there instead.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct EditJson<'r> {
    /// The file, relative to the root, with `/`.
    file: &'r str,
    /// What is replaced; empty where something is put in.
    span: SpanJson,
    /// What stands there instead.
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
        group: known.map(|rule| rule.group.into()),
        level: finding.level.into(),
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
