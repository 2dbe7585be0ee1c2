//! The schema of `[rules]`: every rule that can be set, its level and its options.

use serde_json::{Value, json};

use super::pattern::Text;
use super::{Object, object};
use crate::model::{LEVELS, PRESETS};
use crate::rules::{OptionDefault, RULES, Rule, RuleOption};

/// A table of levels and options by rule.
pub(super) fn schema() -> Object {
    let mut properties = object(json!({
        "preset": {
            "description": "How strict the rules are as a whole.",
            "type": "string",
            "enum": PRESETS,
            "default": PRESETS[0],
        },
    }));
    for rule in RULES.iter().filter(|rule| rule.is_optional()) {
        properties.insert(rule.id.to_owned(), setting(rule));
    }
    object(json!({
        "description": "A level, or a table with the rule's options, by rule.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    }))
}

/// A level, or a table: two branches, because editors offer the words of an `enum` and not those of a `pattern`.
fn setting(rule: &Rule) -> Value {
    let mut options = object(json!({
        "level": { "description": "How serious it is.", "type": "string", "enum": LEVELS },
    }));
    for known in rule.options {
        options.insert(known.name.to_owned(), option(known).into());
    }
    json!({
        "description": rule.summary,
        "default": rule.level.name(),
        "anyOf": [
            { "description": "A level.", "type": "string", "enum": LEVELS },
            {
                "description": "A level and options.",
                "type": "object",
                "properties": options,
                "additionalProperties": false,
            },
        ],
        "x-taplo": { "links": { "key": rule.url() } },
    })
}

fn option(option: &RuleOption) -> Object {
    let mut schema = object(json!({ "description": option.doc }));
    match option.default {
        OptionDefault::Number(number) => {
            let number = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX, "default": number });
            schema.extend(object(number));
        }
        OptionDefault::Phase(phase) => {
            schema.extend(Text::id().schema());
            schema.insert("default".to_owned(), phase.into());
        }
    }
    schema
}
