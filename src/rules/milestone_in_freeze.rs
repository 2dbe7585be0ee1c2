//! `milestone-in-freeze`: a launch on a day on which nothing launches.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, Period};
use crate::workspace::Freeze;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-in-freeze",
    group: Group::Dates,
    level: Level::Warn,
    summary: "An open launch is due, on a day or with a release, inside a freeze of milepost.toml.",
    why: "The freeze was announced in spring and the launch planned in summer, by people who do not read each other's \
          calendars. It will be refused in the week before, and then it moves by the whole length of the freeze.",
    bad: r#"
#-- milepost.toml
[[calendar.freezes]]
name = "Holiday freeze"
from = 2026-12-18
to = 2027-01-04

#-- programs/checkout.toml
[milestones.ga]
name = "General availability"
due = 2026-12-21
#     ^^^^^^^^^^ warn: `ga` is to launch 2026-12-21, in 189 days, inside `Holiday freeze` (2026-12-18 to 2027-01-04)
owner = "ana-souza"
exit = ["p99 below 300 ms"]
launch = true
"#,
    good: r#"
#-- milepost.toml
[[calendar.freezes]]
name = "Holiday freeze"
from = 2026-12-18
to = 2027-01-04

#-- programs/checkout.toml
[milestones.ga]
name = "General availability"
due = 2026-12-17
owner = "ana-souza"
exit = ["p99 below 300 ms"]
launch = true
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let calendar = &cx.workspace.config.calendar;
    if cx.program.is_closed() || calendar.freezes.is_empty() {
        return;
    }
    for launch in cx.open(Key::Milestones).filter(|milestone| milestone.flag(Key::Launch)) {
        // Of a date that has passed there is something else to be said.
        let Some(due) = cx.named_day(launch, Key::Due).filter(|due| *due >= cx.today) else { continue };
        let holds = |freeze: &&Freeze| freeze.days.first <= due && due <= freeze.days.last;
        let Some(freeze) = calendar.freezes.iter().find(holds) else { continue };
        let Period { first: from, last: to } = freeze.days;
        let message = format!(
            "`{}` is to launch {due}, {}, inside `{}` ({from} to {to})",
            launch.id(),
            cx.distance(due),
            freeze.name
        );
        let outside =
            if from > cx.today { format!("before {from} or after {to}") } else { format!("after {to}") };
        let ask = match launch.word(Key::Owner) {
            Some(owner) => format!("Ask `{owner}` for a day"),
            None => "Agree on a day".to_owned(),
        };
        findings.push(
            cx.finding(launch, Key::Due, message)
                .help(format!(
                    "{ask} {outside}; or get an exception, and say from whom in a comment that silences this."
                ))
                .relate(&cx.workspace.config.file, freeze.span, "this freeze"),
        );
    }
}
