//! `milestone-outside-program`: a milestone is due before its program starts, or after its target.

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::plural;
use crate::workspace::Stage;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-outside-program",
    group: Group::Dates,
    level: Level::Warn,
    summary: "An open milestone is due before the program's `start` or, until the program is in operation, after its `target`.",
    why: "Leadership was told the target, and the teams plan by the milestones. When one of them lies outside, both \
          cannot hold, and the target is mostly the one that nobody has dared to move.",
    bad: r#"
[program]
name = "Checkout rebuild"
start = 2026-01-12
target = "2026-Q3"

[milestones.ga]
name = "General availability"
due = 2026-10-14
#     ^^^^^^^^^^ warn: `ga` is due 2026-10-14, 14 days after the program's target (2026-09-30)
owner = "ana-souza"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
start = 2026-01-12
target = "2026-Q4"

[milestones.ga]
name = "General availability"
due = 2026-10-14
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(program) = cx.program.table() else { return };
    // Of a start after the target `program-dates-reversed` speaks: one of the two is wrong.
    let is_reversed = || cx.speaks("program-dates-reversed") && cx.workspace.reversed(cx.program).is_some();
    if cx.program.is_closed() || is_reversed() {
        return;
    }
    let start = cx.days(program, Key::Start).map(|days| days.first);
    // What is left to do in operation comes after the target by its nature. Once the target has passed, whatever is
    // still to come lies after it, and `program-overdue` or `milestone-overdue` speaks.
    let is_ahead = cx.program.stage.is_some_and(|stage| stage < Stage::Operate);
    let target = cx
        .day(program, Key::Target)
        .filter(|target| is_ahead && (*target >= cx.today || !cx.speaks("program-overdue")));
    if start.is_none() && target.is_none() {
        return;
    }
    for milestone in cx.open(Key::Milestones) {
        let Some(due) = cx.day(milestone, Key::Due) else { continue };
        if due < cx.today && cx.speaks("milestone-overdue") {
            continue;
        }
        if let Some(start) = start.filter(|start| due < *start) {
            let days = plural(days_between(due, start).unsigned_abs(), "day");
            let message =
                format!("`{}` is due {due}, {days} before the program starts ({start})", milestone.id());
            let help = "Look at the year and the month of both dates first. If work has begun already, move the start.";
            findings.push(finding(cx, milestone, message, help.to_owned()).relate(
                &cx.program.file.path,
                program.span(Key::Start),
                "the program starts here",
            ));
        } else if let Some(target) = target.filter(|target| due > *target) {
            let days = plural(days_between(target, due).unsigned_abs(), "day");
            let message =
                format!("`{}` is due {due}, {days} after the program's target ({target})", milestone.id());
            findings.push(finding(cx, milestone, message, after(cx, milestone)).relate(
                &cx.program.file.path,
                program.span(Key::Target),
                "the program's target",
            ));
        }
    }
}

fn finding(cx: &Context<'_>, milestone: Entity<'_>, message: String, help: String) -> Finding {
    cx.finding(milestone, Key::Due, message).help(help)
}

/// Whom to ask about a milestone that comes after the target.
fn after(cx: &Context<'_>, milestone: Entity<'_>) -> String {
    let sooner = match milestone.word(Key::Owner) {
        Some(owner) => format!("Ask `{owner}` whether it can come sooner."),
        None => "Ask whether it can come sooner.".to_owned(),
    };
    match cx.program.owner("sponsor") {
        Some(sponsor) => {
            format!("{sooner} If not, agree with the sponsor `{sponsor}` on a target that covers it.")
        }
        None => format!("{sooner} If not, agree with the sponsor on a target that covers it."),
    }
}
