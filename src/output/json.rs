//! JSON, version 1: types of its own, so that what is published does not change with the code.

mod graph;
mod history;
mod status;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::changes::{Change, ProgramChange, Step, Unread};
use crate::report::{
    Churn, Consequence, DiffReport, Effect, Headline, LintReport, Located, PeriodReport, Place, RuleSettings,
    SetBy, SetHere, SideName, Summary, Upcoming,
};
use crate::rules::{OptionDefault, RULES, Rule, rule};
use crate::text::Position;
use crate::workspace::OptionValue;

pub use graph::graph;
pub use history::history;
pub use status::status;

/// The version of every JSON that milepost writes.
const VERSION: u8 = 1;

/// The findings of `lint`.
pub fn lint(report: &LintReport) -> String {
    let findings = report.findings.iter().map(finding).collect();
    write(&LintJson { version: VERSION, findings, summary: summary(report.summary) })
}

/// The changes of `diff`.
///
/// `consequences` is what they do elsewhere, each thing once, under the change at its root:
/// `[{"program","path","effects":[{"kind","program","path","label","day","comes","days","days-before","through":{"program","path"},"owner","contact"}],"tell"}]`.
/// `program` and `path` are those of the change, `path` is `program` where a program came or went; `day` is the one
/// that stands at what is affected and `comes` the one on which what it waits for comes, `days` later; `tell` and
/// `contact` are ids.
pub fn diff(report: &DiffReport) -> String {
    let programs = &report.comparison.programs;
    let mut categories = serde_json::Map::new();
    for category in crate::model::Category::ALL {
        let count =
            programs.iter().flat_map(|program| &program.changes).filter(|change| change.category == category);
        categories.insert(category.name().to_owned(), Value::from(count.count()));
    }
    write(&DiffJson {
        version: VERSION,
        from: side(&report.from),
        to: side(&report.to),
        consequences: report.consequences.iter().map(consequence).collect(),
        programs: programs.iter().map(program).collect(),
        summary: DiffSummaryJson {
            programs: programs.len(),
            changes: programs.iter().map(|program| program.changes.len()).sum(),
            categories,
        },
        unreadable: report.comparison.unreadable.iter().map(unreadable).collect(),
    })
}

/// The window of `report`, with `consequences` as [`diff`] has them.
pub fn period(report: &PeriodReport) -> String {
    let headline = Headline::new(&report.diff.comparison);
    write(&PeriodJson {
        version: VERSION,
        window: WindowJson {
            since: report.window.since,
            until: report.window.until,
            from: side(&report.diff.from),
            to: side(&report.diff.to),
        },
        headline: HeadlineJson {
            programs: headline.programs,
            slips: headline.slips.len(),
            slipped_days: headline.slipped_days,
            scope_in: headline.scope_in.len(),
            scope_out: headline.scope_out.len(),
            owners: headline.owners.len(),
            health: headline.health.len(),
            decisions: headline.decisions.len(),
        },
        consequences: report.diff.consequences.iter().map(consequence).collect(),
        programs: report.diff.comparison.programs.iter().map(program).collect(),
        churn: report.churn.iter().map(churn).collect(),
        attention: report.attention.iter().map(finding).collect(),
        upcoming: report.upcoming.iter().map(upcoming).collect(),
        unreadable: report.diff.comparison.unreadable.iter().map(unreadable).collect(),
    })
}

/// Every rule.
pub fn rules() -> String {
    let rules = RULES.iter().copied().map(|rule| rule_json(rule, None)).collect();
    write(&RulesJson { version: VERSION, rules })
}

/// Every rule, and how it is set here:
/// `"here":[{"programs","level","from":FROM,"options":{name:{"value","from":FROM}}}]`, with FROM as
/// `{"kind":"built-in|preset|rules|playbook|override","preset","playbook","inherited-by","override":{"number","programs"},"file","line"}`.
///
/// The first entry has null for `programs`: it holds for all that no other entry names.
pub fn rule_settings(settings: &[RuleSettings]) -> String {
    let here = |set: &RuleSettings| set.here.iter().map(here_json).collect();
    let rules = settings.iter().map(|set| rule_json(set.rule, Some(here(set)))).collect();
    write(&RulesJson { version: VERSION, rules })
}

fn write(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("its keys are text and its numbers are finite");
    text.push('\n');
    text
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

#[derive(Serialize)]
struct FindingJson<'r> {
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
struct SpanJson {
    start: PositionJson,
    end: PositionJson,
}

#[derive(Serialize)]
struct PositionJson {
    offset: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct RelatedJson<'r> {
    file: &'r str,
    span: SpanJson,
    message: &'r str,
}

#[derive(Serialize)]
struct FixJson<'r> {
    title: &'r str,
    safe: bool,
    edits: Vec<EditJson<'r>>,
}

#[derive(Serialize)]
struct EditJson<'r> {
    file: &'r str,
    span: SpanJson,
    replacement: &'r str,
}

fn summary(summary: Summary) -> SummaryJson {
    let Summary { files, programs, errors, warnings, infos, suppressed } = summary;
    SummaryJson { files, programs, errors, warnings, infos, suppressed }
}

fn finding(located: &Located) -> FindingJson<'_> {
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

fn span(place: Place) -> SpanJson {
    let position = |Position { offset, line, column }| PositionJson { offset, line, column };
    SpanJson { start: position(place.start), end: position(place.end) }
}

#[derive(Serialize)]
struct DiffJson<'r> {
    version: u8,
    from: SideJson<'r>,
    to: SideJson<'r>,
    consequences: Vec<ConsequenceJson<'r>>,
    programs: Vec<ProgramJson<'r>>,
    summary: DiffSummaryJson,
    unreadable: Vec<UnreadableJson<'r>>,
}

#[derive(Serialize)]
struct DiffSummaryJson {
    programs: usize,
    changes: usize,
    categories: serde_json::Map<String, Value>,
}

#[derive(Serialize)]
struct SideJson<'r> {
    kind: &'r str,
    rev: Option<&'r str>,
    oid: Option<String>,
    time: Option<Timestamp>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ProgramJson<'r> {
    id: &'r str,
    name: &'r str,
    file: &'r str,
    kind: &'r str,
    previous_id: Option<&'r str>,
    changes: Vec<ChangeJson<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ChangeJson<'r> {
    path: &'r str,
    label: &'r str,
    category: &'r str,
    kind: &'r str,
    previous_id: Option<&'r str>,
    before: Option<&'r Value>,
    after: Option<&'r Value>,
    before_day: Option<String>,
    after_day: Option<String>,
    days: Option<i64>,
    shift: Option<&'r str>,
    via: Option<&'r str>,
    members: Option<MembersJson<'r>>,
    steps: Vec<StepJson<'r>>,
}

#[derive(Serialize)]
struct MembersJson<'r> {
    added: &'r [String],
    removed: &'r [String],
}

#[derive(Serialize)]
struct StepJson<'r> {
    oid: Option<String>,
    author: Option<&'r str>,
    time: Option<Timestamp>,
    subject: Option<&'r str>,
    reason: Option<&'r str>,
    before: Option<&'r Value>,
    after: Option<&'r Value>,
}

#[derive(Serialize)]
struct UnreadableJson<'r> {
    file: &'r str,
    side: &'r str,
    message: &'r str,
}

#[derive(Serialize)]
struct ConsequenceJson<'r> {
    program: &'r str,
    path: &'r str,
    effects: Vec<EffectJson<'r>>,
    tell: &'r [String],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct EffectJson<'r> {
    kind: &'r str,
    program: &'r str,
    path: &'r str,
    label: &'r str,
    day: Option<String>,
    comes: Option<String>,
    days: Option<i64>,
    days_before: Option<i64>,
    through: Option<LinkJson<'r>>,
    owner: Option<&'r str>,
    contact: Option<&'r str>,
}

#[derive(Serialize)]
struct LinkJson<'r> {
    program: &'r str,
    path: &'r str,
}

fn consequence(consequence: &Consequence) -> ConsequenceJson<'_> {
    ConsequenceJson {
        program: &consequence.program,
        path: &consequence.path,
        effects: consequence.effects.iter().map(effect).collect(),
        tell: &consequence.tell,
    }
}

fn effect(effect: &Effect) -> EffectJson<'_> {
    EffectJson {
        kind: effect.kind.name(),
        program: &effect.program,
        path: &effect.path,
        label: &effect.label,
        day: effect.day.map(|day| day.to_string()),
        comes: effect.comes.map(|day| day.to_string()),
        days: effect.days,
        days_before: effect.days_before,
        through: effect.through.as_ref().map(|link| LinkJson { program: &link.program, path: &link.path }),
        owner: effect.owner.as_deref(),
        contact: effect.contact.as_deref(),
    }
}

fn side(side: &SideName) -> SideJson<'_> {
    SideJson {
        kind: side.kind.name(),
        rev: side.rev.as_deref(),
        oid: side.oid.map(|oid| oid.to_string()),
        time: side.time,
    }
}

fn program(program: &ProgramChange) -> ProgramJson<'_> {
    ProgramJson {
        id: &program.id,
        name: &program.name,
        file: &program.file,
        kind: program.kind.name(),
        previous_id: program.previous_id.as_deref(),
        changes: program.changes.iter().map(change).collect(),
    }
}

fn change(change: &Change) -> ChangeJson<'_> {
    let date = change.date.as_ref();
    ChangeJson {
        path: &change.path,
        label: &change.label,
        category: change.category.name(),
        kind: change.kind.name(),
        previous_id: change.previous_id.as_deref(),
        before: change.before.as_ref(),
        after: change.after.as_ref(),
        before_day: date.and_then(|date| date.before).map(|day| day.to_string()),
        after_day: date.and_then(|date| date.after).map(|day| day.to_string()),
        days: date.and_then(|date| date.days),
        shift: date.and_then(|date| date.shift).map(crate::changes::Shift::name),
        via: date.and_then(|date| date.via.as_deref()),
        members: change
            .members
            .as_ref()
            .map(|members| MembersJson { added: &members.added, removed: &members.removed }),
        steps: change.steps.iter().map(step).collect(),
    }
}

fn step(step: &Step) -> StepJson<'_> {
    let commit = step.commit.as_deref();
    StepJson {
        oid: commit.map(|commit| commit.oid.to_string()),
        author: commit.map(|commit| commit.author.as_str()),
        time: commit.map(|commit| commit.time),
        subject: commit.map(|commit| commit.subject.as_str()),
        reason: commit.and_then(|commit| commit.reason.as_deref()),
        before: step.before.as_ref(),
        after: step.after.as_ref(),
    }
}

fn unreadable(unread: &Unread) -> UnreadableJson<'_> {
    UnreadableJson { file: &unread.file, side: unread.side.name(), message: &unread.message }
}

#[derive(Serialize)]
struct PeriodJson<'r> {
    version: u8,
    window: WindowJson<'r>,
    headline: HeadlineJson,
    consequences: Vec<ConsequenceJson<'r>>,
    programs: Vec<ProgramJson<'r>>,
    churn: Vec<ChurnJson<'r>>,
    attention: Vec<FindingJson<'r>>,
    upcoming: Vec<UpcomingJson<'r>>,
    unreadable: Vec<UnreadableJson<'r>>,
}

#[derive(Serialize)]
struct WindowJson<'r> {
    since: Timestamp,
    until: Timestamp,
    from: SideJson<'r>,
    to: SideJson<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct HeadlineJson {
    programs: usize,
    slips: usize,
    slipped_days: i64,
    scope_in: usize,
    scope_out: usize,
    owners: usize,
    health: usize,
    decisions: usize,
}

#[derive(Serialize)]
struct ChurnJson<'r> {
    program: &'r str,
    path: &'r str,
    steps: Vec<StepJson<'r>>,
}

#[derive(Serialize)]
struct UpcomingJson<'r> {
    program: &'r str,
    path: &'r str,
    label: &'r str,
    day: String,
    owner: Option<&'r str>,
}

fn churn(churn: &Churn) -> ChurnJson<'_> {
    ChurnJson { program: &churn.program, path: &churn.path, steps: churn.steps.iter().map(step).collect() }
}

fn upcoming(upcoming: &Upcoming) -> UpcomingJson<'_> {
    UpcomingJson {
        program: &upcoming.program,
        path: &upcoming.path,
        label: &upcoming.label,
        day: upcoming.day.to_string(),
        owner: upcoming.owner.as_deref(),
    }
}

#[derive(Serialize)]
struct RulesJson {
    version: u8,
    rules: Vec<RuleJson>,
}

#[derive(Serialize)]
struct RuleJson {
    rule: &'static str,
    group: &'static str,
    level: &'static str,
    summary: &'static str,
    options: serde_json::Map<String, Value>,
    fixable: bool,
    history: bool,
    url: String,
    /// Under `--all` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    here: Option<Vec<HereJson>>,
}

#[derive(Serialize)]
struct HereJson {
    programs: Option<Vec<String>>,
    level: &'static str,
    from: FromJson,
    options: serde_json::Map<String, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct FromJson {
    kind: &'static str,
    preset: Option<String>,
    playbook: Option<String>,
    inherited_by: Option<String>,
    r#override: Option<OverrideJson>,
    file: Option<String>,
    line: Option<usize>,
}

#[derive(Serialize)]
struct OverrideJson {
    number: usize,
    programs: Vec<String>,
}

#[derive(Serialize)]
struct SetOptionJson {
    value: Value,
    from: FromJson,
}

fn here_json(here: &SetHere) -> HereJson {
    let options = here.options.iter().map(|option| {
        let value = match &option.value {
            OptionValue::Number(number) => Value::from(*number),
            OptionValue::Phase(phase) => Value::from(phase.as_str()),
        };
        let json = SetOptionJson { value, from: from_json(&option.from) };
        (option.name.clone(), serde_json::to_value(json).expect("its keys are text"))
    });
    HereJson {
        programs: here.programs.clone(),
        level: here.level,
        from: from_json(&here.from),
        options: options.collect(),
    }
}

fn from_json(from: &SetBy) -> FromJson {
    let (file, line) = from.line.as_ref().map(|(file, line)| (file.to_string(), *line)).unzip();
    let r#override = from.override_at.clone().map(|(number, programs)| OverrideJson { number, programs });
    FromJson {
        kind: from.kind,
        preset: from.preset.clone(),
        playbook: from.playbook.clone(),
        inherited_by: from.inherited_by.clone(),
        r#override,
        file,
        line,
    }
}

#[derive(Serialize)]
struct OptionJson {
    default: Value,
    unit: Option<&'static str>,
    doc: &'static str,
}

fn rule_json(rule: &'static Rule, here: Option<Vec<HereJson>>) -> RuleJson {
    let options = rule.options.iter().map(|option| {
        let default = match option.default {
            OptionDefault::Number(number) => Value::from(number),
            OptionDefault::Phase(phase) => Value::from(phase),
        };
        let unit = (!option.unit.is_empty()).then_some(option.unit);
        let json = OptionJson { default, unit, doc: option.doc };
        (option.name.to_owned(), serde_json::to_value(json).expect("a number, a text and a text"))
    });
    RuleJson {
        rule: rule.id,
        group: rule.group.name(),
        level: rule.level.name(),
        summary: rule.summary,
        options: options.collect(),
        fixable: rule.fixable,
        history: rule.reads_history(),
        url: rule.url(),
        here,
    }
}
