//! `issue-overdue`: an open issue should have been mended by now.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "issue-overdue",
    group: Group::Risks,
    level: Level::Warn,
    summary: "An open issue's date has passed.",
    why: "Somebody was told that it would be mended by then, and has planned on it. A date that passes in silence teaches \
          everyone that the dates in this list mean nothing.",
    bad: r#"
[issues.sandbox-down]
title = "Vendor sandbox is down"
opened = 2026-05-20
due = 2026-06-03
#     ^^^^^^^^^^ warn: `sandbox-down` was to be mended by 2026-06-03, 12 days ago
owner = "tom-ito"
"#,
    good: r#"
[issues.sandbox-down]
title = "Vendor sandbox is down"
opened = 2026-05-20
due = 2026-06-03
owner = "tom-ito"
state = "resolved"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for issue in cx.open(Key::Issues) {
        let Some(due) = cx.passed(issue, Key::Due) else { continue };
        let message = format!("`{}` was to be mended by {due}, {}", issue.id(), cx.distance(due));
        let ask = match issue.word(Key::Owner) {
            Some(owner) => format!("Ask `{owner}`."),
            None => "Find out who mends it.".to_owned(),
        };
        findings.push(cx.finding(issue, Key::Due, message).help(format!(
            "{ask} If it is mended, write state = \"resolved\"; if not, the new date, and tell those who wait for it."
        )));
    }
}
