//! `owner-churn`: something has had one owner after the other.

use std::collections::BTreeSet;

use super::context::days_between;
use super::dated::told;
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::join_and;
use crate::workspace::{Event, Past};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "owner-churn",
    group: Group::History,
    level: Level::Warn,
    summary: "An open item, or a role of an open program, has had three owners or more within three months.",
    why: "Each new owner starts by asking what the last one knew, and each handover loses some of it. What is handed on \
          again and again is what nobody wants, or what nobody has time for.",
    bad: r#"
#== 2026-03-30 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

#== 2026-04-27 Hand over the beta
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "tom-ito"

#== 2026-06-08 Hand over the beta
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "li-wei"
#       ^^^^^^^^ warn: `beta` has had 3 owners in 90 days: `ana-souza`, `tom-ito` and `li-wei`
"#,
    good: r#"
#== 2026-03-30 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

#== 2026-06-08 Hand over the beta
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "tom-ito"
"#,
    fixable: false,
    options: &[
        RuleOption {
            name: "owners",
            default: OptionDefault::Number(3),
            unit: "owners",
            doc: "from so many owners on",
        },
        RuleOption {
            name: "days",
            default: OptionDefault::Number(90),
            unit: "days",
            doc: "within so many days",
        },
    ],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let own = past.of(cx.program);
    if cx.program.is_closed() || own.is_uneventful() {
        return;
    }
    let (most, window) = (cx.number("owners"), cx.number("days"));
    for entity in cx.program.file.facts.entities() {
        let key = if entity.section() == Key::Owners { Key::Value } else { Key::Owner };
        if !entity.has(key) || !entity.is_open() {
            continue;
        }
        let events = own.events(&if key == Key::Value { entity.path() } else { entity.path_of(key) });
        let recent: Vec<&Event> =
            events.iter().take_while(|event| days_between(event.day, cx.today) <= window).collect();
        let owners = owners(&recent, entity.word(key));
        if (owners.len() as u64) < most.unsigned_abs().max(2) {
            continue;
        }
        let named: Vec<String> = owners.iter().map(|owner| format!("`{owner}`")).collect();
        let message = format!(
            "{} has had {} owners in {window} days: {}",
            name(cx, entity),
            owners.len(),
            join_and(&named)
        );
        let finding = cx.finding(entity, key, message).help(help(cx, entity));
        findings.push(recent.iter().rev().fold(finding, |finding, event| {
            let who =
                |owner: &Option<String>| owner.as_ref().map_or("nobody".to_owned(), |id| format!("`{id}`"));
            let moved = format!("handed it from {} to {}", who(&event.before), who(&event.after));
            finding.relate(&cx.program.file.path, entity.span(key), told(event, &moved))
        }));
    }
}

/// Whoever owned it, in the order in which they came; whoever came back counts once.
fn owners<'a>(recent: &[&'a Event], now: Option<&'a str>) -> Vec<&'a str> {
    let said = recent.iter().rev().flat_map(|event| [&event.before, &event.after]);
    let mut seen = BTreeSet::new();
    let owners = said.filter_map(|owner| owner.as_deref()).chain(now);
    owners.filter(|owner| seen.insert(*owner)).collect()
}

fn name(cx: &Context<'_>, entity: Entity<'_>) -> String {
    match entity.section() {
        Key::Owners => format!("the role `{}` of `{}`", entity.id(), cx.program.id),
        _ => format!("`{}`", entity.id()),
    }
}

fn help(cx: &Context<'_>, entity: Entity<'_>) -> String {
    let role = if entity.section() == Key::Owners && entity.id() == "tpm" { "sponsor" } else { "tpm" };
    let ask = match cx.program.owner(role) {
        Some(whom) => format!("Settle with `{whom}` who keeps it to the end"),
        None => "Settle who keeps it to the end".to_owned(),
    };
    format!("{ask}, and ask the owners before what they left open.")
}
