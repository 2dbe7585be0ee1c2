//! `outcome-due-too-early`: an outcome is due before the last milestone that serves it.

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::plural;
use crate::workspace::{Program, Service};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "outcome-due-too-early",
    group: Group::Outcomes,
    level: Level::Info,
    summary: "An outcome that is still to come is due before the last open milestone that delivers scope for it.",
    why: "A number moves after customers have the thing, not before. An outcome that is due too early will be measured \
          as a failure of work that was not there yet, or not be measured at all.",
    bad: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
due = 2026-07-31
#     ^^^^^^^^^^ info: `conversion` is due 2026-07-31, 28 days before `beta`, which delivers `wallet-api` for it (2026-08-28)

[scope.wallet-api]
title = "Wallet API v2"
outcomes = ["conversion"]
milestone = "beta"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    good: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
due = "2026-Q4"

[scope.wallet-api]
title = "Wallet API v2"
outcomes = ["conversion"]
milestone = "beta"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    // Of one whose day has passed `outcome-unmeasured` asks what came of it.
    let is_to_come = |day| day >= cx.today;
    if !cx.section(Key::Outcomes).any(|outcome| cx.day(outcome, Key::Due).is_some_and(is_to_come)) {
        return;
    }
    let services = cx.workspace.services(cx.program);
    for outcome in cx.section(Key::Outcomes) {
        let Some(due) = cx.day(outcome, Key::Due).filter(|day| is_to_come(*day)) else { continue };
        let deliveries = services.of(outcome).iter().filter_map(|service| {
            let (program, milestone) = delivery(cx, service)?;
            Some((cx.day(milestone, Key::Due)?, program, milestone, service))
        });
        // Of several on one day the first counts.
        let last = deliveries.reduce(|last, next| if next.0 > last.0 { next } else { last });
        let Some((day, program, milestone, service)) = last.filter(|last| last.0 > due) else { continue };
        let elsewhere = program.id != cx.program.id;
        let name =
            if elsewhere { format!("{}/{}", program.id, milestone.id()) } else { milestone.id().to_owned() };
        let days = plural(days_between(due, day).unsigned_abs(), "day");
        let message = format!(
            "`{}` is due {due}, {days} before `{name}`, which delivers `{}` for it ({day})",
            outcome.id(),
            service.item.id()
        );
        let help = match milestone.word(Key::Owner).or_else(|| program.owner("tpm")) {
            Some(whom) => format!(
                "Write the day on which the number can be read, after {day}; or ask `{whom}` whether `{name}` comes sooner."
            ),
            None => format!("Write the day on which the number can be read, after {day}."),
        };
        let finding = cx.finding(outcome, Key::Due, message).help(help);
        let finding = finding.relate(&program.file.path, milestone.span(Key::Due), "this is due later");
        findings.push(finding.relate(
            &service.program.file.path,
            service.item.span(Key::Milestone),
            format!("`{}` serves `{}`", service.item.id(), outcome.id()),
        ));
    }
}

/// The open milestone that delivers an open item of scope.
fn delivery<'w>(cx: &Context<'w>, service: &Service<'w>) -> Option<(&'w Program, Entity<'w>)> {
    let delivery = cx.workspace.milestone_of(service.program, service.item);
    delivery.filter(|(_, milestone)| service.item.is_open() && milestone.is_open())
}
