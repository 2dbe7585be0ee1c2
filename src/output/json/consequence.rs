//! What changes do elsewhere, as JSON.

use jiff::civil::Date;
use serde::Serialize;

use super::words::EffectKindJson;
use crate::report::{Consequence, Effect};

/// A change, and what it does elsewhere.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct ConsequenceJson<'r> {
    /// The id of the program that changed.
    program: &'r str,
    /// The dotted path of the change; `program` where a program came or went.
    path: &'r str,
    /// What it does, other programs first.
    effects: Vec<EffectJson<'r>>,
    /// The ids of the people who should know.
    tell: &'r [String],
}

/// What a change does to something else.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct EffectJson<'r> {
    /// What it does.
    kind: EffectKindJson,
    /// The id of the program of what is affected.
    program: &'r str,
    /// The dotted path of what is affected.
    path: &'r str,
    /// What people call it.
    label: &'r str,
    /// The day that stands there: due, needed by, promised, the target; null where there is none.
    day: Option<Date>,
    /// The day on which what it waits for comes; null where that is not known.
    comes: Option<Date>,
    /// Calendar days by which it is late now; null where it is not.
    days: Option<i64>,
    /// Calendar days by which it was late before; null where it was not.
    days_before: Option<i64>,
    /// What it waits for directly, where that is not what changed; else null.
    through: Option<LinkJson<'r>>,
    /// The id of whoever answers for it: its owner, else the TPM; null where nobody does.
    owner: Option<&'r str>,
    /// The id of whom to ask from now on, where somebody else answers for what it waits for; else null.
    contact: Option<&'r str>,
}

/// Something between a change and its effect.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LinkJson<'r> {
    /// The id of its program.
    program: &'r str,
    /// Its dotted path.
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
        kind: effect.kind.into(),
        program: &effect.program,
        path: &effect.path,
        label: &effect.label,
        day: effect.day,
        comes: effect.comes,
        days: effect.days,
        days_before: effect.days_before,
        through: effect.through.as_ref().map(|link| LinkJson { program: &link.program, path: &link.path }),
        owner: effect.owner.as_deref(),
        contact: effect.contact.as_deref(),
    }
}
