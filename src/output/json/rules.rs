//! The JSON of `rules`, version 1.

use serde::Serialize;
use serde_json::Value;

use super::{VERSION, write};
use crate::report::{RuleSettings, SetBy, SetHere};
use crate::rules::{OptionDefault, RULES, Rule};
use crate::workspace::OptionValue;

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
