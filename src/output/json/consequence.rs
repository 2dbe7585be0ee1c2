//! What changes do elsewhere, as JSON.

use serde::Serialize;

use crate::report::{Consequence, Effect};

#[derive(Serialize)]
pub(super) struct ConsequenceJson<'r> {
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

pub(super) fn consequence(consequence: &Consequence) -> ConsequenceJson<'_> {
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
