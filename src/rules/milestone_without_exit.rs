//! `milestone-without-exit`: a launch of which nobody wrote down when it is met.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-without-exit",
    group: Group::Dates,
    level: Level::Warn,
    summary: "An open launch has no exit criteria. Where a gate asks for them, `gate-unmet` says so instead.",
    why: "Without criteria a launch is ready when the loudest person in the room says so. Written down months before, \
          they are a list; in the last week they are a quarrel.",
    bad: r#"
[milestones.ga]
#           ^^ warn: `ga` is a launch, due 2026-08-28, in 74 days, and has no exit criteria
name = "General availability"
due = 2026-08-28
owner = "ana-souza"
launch = true
"#,
    good: r#"
[milestones.ga]
name = "General availability"
due = 2026-08-28
owner = "ana-souza"
exit = ["Two vendors live for 14 days", "p99 below 300 ms"]
launch = true
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    let launches = cx.open(Key::Milestones).filter(|milestone| milestone.flag(Key::Launch));
    for launch in launches.filter(|launch| cx.program.file.lacks(*launch, Key::Exit)) {
        if cx.gate_speaks_of(launch, Key::Exit) {
            continue;
        }
        let id = launch.id();
        let message = match cx.day(launch, Key::Due).filter(|due| *due >= cx.today) {
            Some(due) => {
                format!("`{id}` is a launch, due {due}, {}, and has no exit criteria", cx.distance(due))
            }
            None => format!("`{id}` is a launch, and has no exit criteria"),
        };
        let ask = match launch.word(Key::Owner) {
            Some(owner) => format!("Ask `{owner}` what must be true to call it met"),
            None => "Agree on what must be true to call it met".to_owned(),
        };
        findings.push(
            cx.finding(launch, Key::Exit, message)
                .help(format!("{ask}, and write it: exit = [\"p99 below 300 ms\"]")),
        );
    }
}
