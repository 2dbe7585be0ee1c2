//! `risk-review-overdue`: the day on which an open risk was to be looked at again has passed.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "risk-review-overdue",
    group: Group::Risks,
    level: Level::Warn,
    summary: "The day on which an open risk was to be looked at again has passed.",
    why: "A risk that nobody looks at has not gone away; it has only left the agenda. The plan against it was written for \
          the world of three months ago.",
    bad: r#"
[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "medium"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor"
owner = "maya-chen"
review-by = 2026-06-03
#           ^^^^^^^^^^ warn: `vendor-capacity` was to be looked at again by 2026-06-03, 12 days ago
"#,
    good: r#"
[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "medium"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor"
owner = "maya-chen"
review-by = 2026-07-01
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for risk in cx.open(Key::Risks) {
        let Some(review) = cx.passed(risk, Key::ReviewBy) else { continue };
        let message =
            format!("`{}` was to be looked at again by {review}, {}", risk.id(), cx.distance(review));
        let ask = match risk.word(Key::Owner) {
            Some(owner) => format!("Ask `{owner}` how it stands, and write it here."),
            None => "Find out how it stands, and write it here.".to_owned(),
        };
        findings.push(cx.finding(risk, Key::ReviewBy, message).help(format!(
            "{ask} Then write the next review-by; if it cannot happen any more, state = \"closed\"."
        )));
    }
}
