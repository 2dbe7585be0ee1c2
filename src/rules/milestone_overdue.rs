//! `milestone-overdue`: an open milestone's date has passed.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-overdue",
    group: Group::Dates,
    level: Level::Error,
    summary: "An open milestone's date has passed.",
    why: "A date that has passed is either met and not written down, or missed and not said. Whoever plans \
          around it still reads the old promise.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-06-03
#     ^^^^^^^^^^ error: `beta` was due 2026-06-03, 12 days ago
state = "in-progress"
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-06-03
done = 2026-06-02
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
    for milestone in cx.section(Key::Milestones) {
        let Some(due) = cx.overdue(milestone) else { continue };
        let message = format!("`{}` was due {due}, {}", milestone.id(), cx.distance(due));
        findings.push(cx.finding(milestone, Key::Due, message).help(
            "If it was met, write the day: done = 2026-06-02. If not, write the new date, and in the commit the reason.",
        ));
    }
}
