//! `program-dates-reversed`: a program's target comes before its start.

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::plural;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "program-dates-reversed",
    group: Group::Dates,
    level: Level::Error,
    summary: "A program's `target` comes before its `start`.",
    why: "One of the two dates is a slip of the pen, mostly the year. Until somebody says which, every roadmap that \
          reads them shows this program in the wrong place, or not at all.",
    bad: r#"
[program]
name = "Checkout rebuild"
start = 2026-11-02
target = "2026-Q3"
#        ^^^^^^^^^ error: the target is 2026-09-30, 33 days before the program starts (2026-11-02)
"#,
    good: r#"
[program]
name = "Checkout rebuild"
start = 2026-11-02
target = "2027-Q3"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some((start, target)) = cx.workspace.reversed(cx.program) else { return };
    let Some(program) = cx.program.table() else { return };
    let days = plural(days_between(target, start).unsigned_abs(), "day");
    let message = format!("the target is {target}, {days} before the program starts ({start})");
    findings.push(
        cx.finding(program, Key::Target, message)
            .help("Look at the year of both dates first, then ask the sponsor which of the two was agreed.")
            .relate(&cx.program.file.path, program.span(Key::Start), "the program starts here"),
    );
}
