//! The JSON of `rules`, version 1.

use serde::Serialize;
use serde_json::Value;

use super::words::{GroupJson, LevelJson};
use super::{VERSION, write};
use crate::report::{RuleSettings, SetBy, SetHere};
use crate::rules::{OptionDefault, RULES, Rule};
use crate::workspace::OptionValue;

/// Every rule.
pub fn rules() -> String {
    let rules = RULES.iter().copied().map(|rule| rule_json(rule, None)).collect();
    write(&RulesJson { version: VERSION, rules })
}

/// Every rule, and how it is set here.
pub fn rule_settings(settings: &[RuleSettings]) -> String {
    let here = |set: &RuleSettings| set.here.iter().map(here_json).collect();
    let rules = settings.iter().map(|set| rule_json(set.rule, Some(here(set)))).collect();
    write(&RulesJson { version: VERSION, rules })
}

/// What `milepost rules --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct RulesJson {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// Every rule, by id.
    rules: Vec<RuleJson>,
}

/// A rule.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RuleJson {
    /// Its id.
    rule: &'static str,
    /// The group that it belongs to.
    group: GroupJson,
    /// Its level where nobody sets another.
    level: LevelJson,
    /// What it finds.
    summary: &'static str,
    /// Its options, by name.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, OptionJson>"))]
    options: serde_json::Map<String, Value>,
    /// Whether `lint --fix` can mend what it finds.
    fixable: bool,
    /// Whether it reads the history: `lint --history`.
    history: bool,
    /// The page of the rule.
    #[cfg_attr(test, schemars(url))]
    url: String,
    /// How it is set here, with `--all`: the first entry holds for all programs that no other one names. Null without `--all`.
    here: Option<Vec<HereJson>>,
}

/// How a rule is set for some programs.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HereJson {
    /// The ids of the programs; null for all that no other entry names.
    programs: Option<Vec<String>>,
    /// The level; `off` where it is switched off.
    #[cfg_attr(test, schemars(extend("enum" = ["off", "info", "warn", "error"])))]
    level: &'static str,
    /// Who says so.
    from: FromJson,
    /// The options that are set, by name.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, SetOptionJson>"))]
    options: serde_json::Map<String, Value>,
}

/// Who sets a level or an option.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct FromJson {
    /// Where it is written: `built-in` in milepost itself, `rules` below `[rules]` in milepost.toml.
    #[cfg_attr(test, schemars(extend("enum" = ["built-in", "preset", "rules", "playbook", "override"])))]
    kind: &'static str,
    /// The preset that makes the rule graver; null where it is none.
    preset: Option<String>,
    /// The id of the playbook in which it is written; null where it is none.
    playbook: Option<String>,
    /// The id of the playbook that inherits it; null where none does.
    inherited_by: Option<String>,
    /// The entry of `[[overrides]]`; null where it is none.
    r#override: Option<OverrideJson>,
    /// The file, relative to the root, with `/`; null where none says so.
    file: Option<String>,
    /// The line in the file, counted from 1; null where none says so.
    #[cfg_attr(test, schemars(range(min = 1)))]
    line: Option<usize>,
}

/// An entry of `[[overrides]]`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OverrideJson {
    /// Its place among them, counted from 1.
    #[cfg_attr(test, schemars(range(min = 1)))]
    number: usize,
    /// Its patterns.
    programs: Vec<String>,
}

/// The value of an option.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
#[serde(untagged)]
enum OptionValueJson {
    Number(u32),
    Phase(String),
}

/// An option that is set.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SetOptionJson {
    /// What it is set to: a number, or the name of a phase.
    value: OptionValueJson,
    /// Who says so.
    from: FromJson,
}

fn here_json(here: &SetHere) -> HereJson {
    let options = here.options.iter().map(|option| {
        let value = match &option.value {
            OptionValue::Number(number) => OptionValueJson::Number(*number),
            OptionValue::Phase(phase) => OptionValueJson::Phase(phase.clone()),
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

/// An option of a rule.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OptionJson {
    /// Its default: a number, or the name of a phase.
    default: OptionValueJson,
    /// What the number counts; null for a phase.
    unit: Option<&'static str>,
    /// What it does.
    doc: &'static str,
}

fn rule_json(rule: &'static Rule, here: Option<Vec<HereJson>>) -> RuleJson {
    let options = rule.options.iter().map(|option| {
        let default = match option.default {
            OptionDefault::Number(number) => OptionValueJson::Number(number),
            OptionDefault::Phase(phase) => OptionValueJson::Phase(phase.to_owned()),
        };
        let unit = (!option.unit.is_empty()).then_some(option.unit);
        let json = OptionJson { default, unit, doc: option.doc };
        (option.name.to_owned(), serde_json::to_value(json).expect("a number, a text and a text"))
    });
    RuleJson {
        rule: rule.id,
        group: rule.group.into(),
        level: rule.level.into(),
        summary: rule.summary,
        options: options.collect(),
        fixable: rule.fixable,
        history: rule.reads_history(),
        url: rule.url(),
        here,
    }
}
