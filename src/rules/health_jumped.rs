//! `health-jumped`: a program went from green to red, with no yellow between.

use super::dated::told;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::workspace::Past;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "health-jumped",
    group: Group::History,
    level: Level::Info,
    summary: "A program is red, and was green right before.",
    why: "Programs turn red in an afternoon only now and then; more often the weeks of yellow were there and nobody wrote \
          them down. Worth a question, and not a blame: what would have said it earlier?",
    bad: r#"
#== 2026-03-02 Plan the program
[program]
name = "Checkout rebuild"
health = "green"

#== 2026-06-02 The vendor is out
[program]
name = "Checkout rebuild"
health = "red"
#        ^^^^^ info: `example` went from green to red on 2026-06-02, with no yellow between
path-to-green = "A second vendor by 2026-07-10"
"#,
    good: r#"
#== 2026-03-02 Plan the program
[program]
name = "Checkout rebuild"
health = "green"

#== 2026-05-11 The vendor asks for more time
[program]
name = "Checkout rebuild"
health = "yellow"
path-to-green = "The vendor staffs the pilot by 2026-05-29"

#== 2026-06-02 The vendor is out
[program]
name = "Checkout rebuild"
health = "red"
path-to-green = "A second vendor by 2026-07-10"
"#,
    fixable: false,
    options: &[],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let Some(table) = cx.program.table().filter(|_| !cx.program.is_closed()) else { return };
    if table.choice(Key::Health) != Some("red") {
        return;
    }
    let Some(last) = past.of(cx.program).events("program.health").first() else { return };
    if last.before.as_deref() != Some("green") || last.after.as_deref() != Some("red") {
        return;
    }
    let message =
        format!("`{}` went from green to red on {}, with no yellow between", cx.program.id, last.day);
    let label = told(last, "turned it from green to red");
    findings.push(
        cx.finding(table, Key::Health, message)
            .help(
                "Ask what was known in the weeks before, and add a milestone, a risk or a date that would show it sooner \
                 the next time.",
            )
            .relate(&cx.program.file.path, table.span(Key::Health), label),
    );
}
