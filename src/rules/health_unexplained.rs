//! `health-unexplained`: a yellow or red program does not say what brings it back to green.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "health-unexplained",
    group: Group::Status,
    level: Level::Error,
    summary: "A program is yellow or red and does not say what brings it back to green.",
    why: "A color without a way out is an alarm without an address. The executive who reads it can neither help nor \
          leave it alone, so the next hour goes into a meeting about the color.",
    bad: r#"
[program]
name = "Checkout rebuild"
health = "red"
#        ^^^^^ error: `example` is red and does not say what brings it back to green
"#,
    good: r#"
[program]
name = "Checkout rebuild"
health = "red"
path-to-green = "Second vendor signed by 2026-07-10; then beta holds."
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    let Some(table) = cx.program.table() else { return };
    let Some(color @ ("yellow" | "red")) = table.choice(Key::Health) else { return };
    if cx.program.file.lacks(table, Key::PathToGreen) {
        let message = format!("`{}` is {color} and does not say what brings it back to green", cx.program.id);
        findings.push(cx.finding(table, Key::Health, message).help(
            "Add what has to happen, by when, and what holds then: path-to-green = \"Second vendor signed by \
             2026-07-10; then beta holds.\"",
        ));
    }
}
