//! `outcome-unmeasured`: an outcome was due, and nobody has written down what came of it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "outcome-unmeasured",
    group: Group::Outcomes,
    level: Level::Warn,
    summary: "The due date of an outcome has passed, and there is no `actual`. Where a gate asks for it, `gate-unmet` \
              says so instead.",
    why: "The launch was celebrated and the team has moved on, so nobody looks. An outcome that is never measured \
          counts as a success, and the next program is planned on it.",
    bad: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
due = 2026-05-31
#     ^^^^^^^^^^ warn: `conversion` was due 2026-05-31, 15 days ago, and there is no `actual`
"#,
    good: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
actual = 2.6
due = 2026-05-31
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for outcome in cx.section(Key::Outcomes) {
        let Some(due) = cx.passed(outcome, Key::Due) else { continue };
        if !cx.program.file.lacks(outcome, Key::Actual) || cx.gate_speaks_of(outcome, Key::Actual) {
            continue;
        }
        let message =
            format!("`{}` was due {due}, {}, and there is no `actual`", outcome.id(), cx.distance(due));
        findings.push(cx.finding(outcome, Key::Due, message).help(help(cx, outcome)));
    }
}

fn help(cx: &Context<'_>, outcome: Entity<'_>) -> String {
    let write = "write it whatever it is, such as: actual = 2.2. If it is too early to tell, move `due`.";
    match outcome.word(Key::Owner).or_else(|| cx.program.owner("product")) {
        Some(whom) => format!("Ask `{whom}` where the metric stands, and {write}"),
        None => format!("Find out where the metric stands, and {write}"),
    }
}
