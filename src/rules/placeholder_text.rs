//! `placeholder-text`: a text that somebody meant to replace.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, From, Key, Kind, is_placeholder};
use crate::text::Span;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "placeholder-text",
    group: Group::Scope,
    level: Level::Warn,
    summary: "A text still says TBD, TODO, FIXME, ??? or lorem ipsum, or is a template's own.",
    why: "TBD fills the place, so every list of what is missing passes over it. The exit criterion that was \
          \"TBD\" in spring is argued about on the evening of the launch.",
    bad: r#"
[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "medium"
impact = "high"
response = "mitigate"
plan = "TBD, ask purchasing"
#      ^^^^^^^^^^^^^^^^^^^^^ warn: `plan` of `vendor-capacity` still holds a placeholder
owner = "maya-chen"
"#,
    good: r#"
[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "medium"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor"
owner = "maya-chen"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for entity in cx.program.file.facts.entities() {
        for (key, span) in entity.keys() {
            let Some(kind) = entity.kind(key) else { continue };
            if matches!(kind, Kind::Text | Kind::Title | Kind::Measure) {
                if entity.is_placeholder(key) {
                    findings.push(finding(cx, entity, key, span));
                }
            } else if is_asked(cx, kind) {
                let items = entity.texts(key).filter(|item| holds_place(cx, kind, item.text));
                findings.extend(items.map(|item| finding(cx, entity, key, item.span)));
            }
        }
    }
}

/// Whether values of this kind can hold a place unnoticed. Once people and teams are declared, an id that is
/// none of them is told by the rules on owners.
fn is_asked(cx: &Context<'_>, kind: &Kind) -> bool {
    match kind {
        Kind::List(kind) => is_asked(cx, kind),
        Kind::Text | Kind::Document | Kind::Provider => true,
        Kind::Person => !cx.workspace.has_people(),
        Kind::Team => !cx.workspace.has_teams(),
        Kind::Party => !cx.workspace.has_people() || !cx.workspace.has_teams(),
        _ => false,
    }
}

/// Whether a value that is more than text only holds a place. A path may well be called TODO.
fn holds_place(cx: &Context<'_>, kind: &Kind, text: &str) -> bool {
    let is_more = match kind {
        Kind::Document => text.contains(['/', '.']),
        Kind::Provider => match From::parse(text) {
            Some(From::Team(_)) => cx.workspace.has_teams(),
            Some(From::External(_)) => false,
            _ => true,
        },
        _ => false,
    };
    !is_more && is_placeholder(text)
}

fn finding(cx: &Context<'_>, entity: Entity<'_>, key: Key, span: Span) -> Finding {
    let (id, name) = (entity.id(), key.name());
    let place = match entity.section() {
        Key::Program => format!("`{name}` of the program"),
        Key::Owners => format!("the owner `{id}`"),
        Key::Docs => format!("the document `{id}`"),
        Key::Escalation => format!("`{name}` of an escalation step"),
        _ => format!("`{name}` of `{id}`"),
    };
    cx.finding_at(span, Some(entity.path_of(key)), format!("{place} still holds a placeholder")).help(
        "Write what is known, or delete the line: a place that is empty is asked about, one that is filled is not.",
    )
}
