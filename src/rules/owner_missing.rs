//! `owner-missing`: an open milestone, risk or issue that nobody owns.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "owner-missing",
    group: Group::Owners,
    level: Level::Warn,
    summary: "An open milestone, risk or issue has no owner. Where a gate asks for one, `gate-unmet` says so instead.",
    why: "What belongs to a team belongs to nobody on the day on which the team is busy. One name is enough: \
          the person who raises a hand while there is still time.",
    bad: r#"
[milestones.beta]
#           ^^^^ warn: `beta` is due 2026-06-30, in 15 days, and has no owner
name = "Closed beta"
due = 2026-06-30
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-06-30
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for section in [Key::Milestones, Key::Risks, Key::Issues] {
        let unowned = cx.open(section).filter(|entity| !entity.has(Key::Owner));
        for entity in unowned.filter(|entity| !cx.gate_speaks_of(*entity, Key::Owner)) {
            let id = entity.id();
            let message = match cx.day(entity, Key::Due) {
                Some(due) if due >= cx.today => {
                    format!("`{id}` is due {due}, {}, and has no owner", cx.distance(due))
                }
                _ => format!("`{id}` has no owner"),
            };
            findings.push(cx.finding_of(entity, message).help(help(cx, entity)));
        }
    }
}

fn help(cx: &Context<'_>, entity: Entity<'_>) -> String {
    let Some(team) = entity.word(Key::Team) else {
        return "Add who answers for it, one person: owner = \"ana-souza\"".to_owned();
    };
    match cx.workspace.team(team).and_then(|(_, team)| team.word(Key::Lead)) {
        Some(lead) => format!("Ask `{lead}`, who leads `{team}`, and add one person: owner = \"{lead}\""),
        None => format!("Ask `{team}` which one of them answers for it, and add: owner = \"ana-souza\""),
    }
}
