//! Findings as SARIF 2.1.0, the exchange format of static analysis: GitHub code scanning and many editors read it.

mod types;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::types::{
    ArtifactChange, ArtifactLocation, AutomationDetails, Change, Configuration, Content, Driver,
    Fingerprints, Flag, Help, Invocation, Log, LogicalLocation, PhysicalLocation, Region, RuleDescriptor,
    RuleProperties, Run, RunProperties, SarifFix, SarifPlace, SarifResult, SourceRoot, SourceRoots, Text,
    Tool,
};
use super::inert::{from_repository, inert, told};
use super::{Style, rule_pages};
use crate::finding::{Fix, Level};
use crate::report::{LintReport, Located, Place};
use crate::rules::{Rule, rule};
use crate::text::clean;

/// The schema that the document follows.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What paths count from: the root of the repository, wherever that is checked out.
const SOURCE_ROOT: &str = "%SRCROOT%";

/// What a path in a URI shows as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Writes one log with one run. `folder` is the root, as the repository names it.
pub fn lint(report: &LintReport, folder: &str) -> String {
    let mut rules: Vec<&'static Rule> =
        report.findings.iter().filter_map(|located| rule(located.finding.rule)).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup_by_key(|rule| rule.id);
    let results = report.findings.iter().map(|located| result(located, &rules, folder)).collect();
    let driver = Driver {
        name: "milepost",
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_HOMEPAGE"),
        rules: rules.iter().map(|rule| descriptor(rule)).collect(),
    };
    let roots = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let root = SourceRoot { description: Text::new("The root of the repository.") };
    super::json::write(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            automation_details: AutomationDetails { id: from_repository("milepost", &roots) },
            invocations: [Invocation { execution_successful: true }],
            original_uri_base_ids: SourceRoots { root },
            column_kind: "unicodeCodePoints",
            results,
            properties: RunProperties {
                files: report.summary.files,
                programs: report.summary.programs,
                suppressed: report.summary.suppressed,
            },
        }],
    })
}

fn descriptor(rule: &'static Rule) -> RuleDescriptor {
    RuleDescriptor {
        id: rule.id,
        short_description: Text::new(rule.summary),
        full_description: Text::new(rule.why),
        help: Help {
            text: rule_pages::terminal(rule, Style::PLAIN),
            markdown: rule_pages::page(rule).trim().to_owned(),
        },
        help_uri: rule.url(),
        default_configuration: Configuration { level: level(rule.level) },
        properties: RuleProperties {
            tags: [rule.group.name()],
            problem_severity: match rule.level {
                Level::Error => "error",
                Level::Warn => "warning",
                Level::Info => "recommendation",
            },
        },
    }
}

fn result<'r>(located: &'r Located, rules: &[&Rule], folder: &str) -> SarifResult<'r> {
    let Located { finding, place, related, fingerprint, .. } = located;
    let entity = finding.program.as_deref().map(|program| match &finding.path {
        Some(path) => format!("{program}/{path}"),
        None => program.to_owned(),
    });
    let named = entity.map(|name| LogicalLocation { fully_qualified_name: clean(&name).into_owned() });
    let related =
        (1..).zip(finding.related.iter().zip(related)).map(|(number, (related, place))| SarifPlace {
            id: Some(number),
            physical_location: physical(&related.file, *place, folder),
            logical_locations: Vec::new(),
            message: Some(Text::new(inert(&related.message))),
        });
    SarifResult {
        rule_id: finding.rule,
        rule_index: rules.binary_search_by(|rule| rule.id.cmp(finding.rule)).ok(),
        level: level(finding.level),
        message: Text::new(told(finding)),
        locations: [SarifPlace {
            id: None,
            physical_location: physical(&finding.file, *place, folder),
            logical_locations: named.into_iter().collect(),
            message: None,
        }],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { milepost: fingerprint, line: fingerprint },
        fixes: finding.fix.iter().map(|fix| sarif_fix(fix, &located.edits, folder)).collect(),
    }
}

fn sarif_fix<'r>(fix: &'r Fix, places: &[Place], folder: &str) -> SarifFix<'r> {
    let mut changes: Vec<(&str, ArtifactChange<'r>)> = Vec::new();
    for (edit, place) in fix.edits.iter().zip(places) {
        let change =
            Change { deleted_region: region(*place), inserted_content: Content { text: &edit.replacement } };
        match changes.iter_mut().find(|(file, _)| *file == &*edit.file) {
            Some((_, known)) => known.replacements.push(change),
            None => changes.push((
                &edit.file,
                ArtifactChange {
                    artifact_location: artifact(&edit.file, folder),
                    replacements: vec![change],
                },
            )),
        }
    }
    SarifFix {
        description: Text::new(inert(&fix.title)),
        artifact_changes: changes.into_iter().map(|(_, change)| change).collect(),
        properties: Flag { safe: fix.safe },
    }
}

fn physical(file: &str, place: Place, folder: &str) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(file, folder), region: region(place) }
}

fn artifact(file: &str, folder: &str) -> ArtifactLocation {
    let path = from_repository(folder, file);
    ArtifactLocation { uri: utf8_percent_encode(&path, PLAIN).to_string(), uri_base_id: SOURCE_ROOT }
}

fn region(place: Place) -> Region {
    Region {
        start_line: place.start.line,
        start_column: place.start.column,
        end_line: place.end.line,
        end_column: place.end.column,
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "note",
    }
}
