//! `assumption-overdue`: an assumption should have been tested by now.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "assumption-overdue",
    group: Group::Risks,
    level: Level::Warn,
    summary: "An assumption is untested after the day by which it was to be validated.",
    why: "Everything that was built since then stands on a guess. It is cheap to test while the plan can still change, and the \
          date was chosen because after it the plan cannot.",
    bad: r#"
[assumptions.traffic]
statement = "Mobile is 60% of traffic"
validate-by = 2026-06-03
#             ^^^^^^^^^^ warn: `traffic` was to be tested by 2026-06-03, 12 days ago
owner = "li-wei"
"#,
    good: r#"
[assumptions.traffic]
statement = "Mobile is 60% of traffic"
validate-by = 2026-06-03
owner = "li-wei"
state = "holds"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for assumption in cx.section(Key::Assumptions).filter(|assumption| assumption.is("untested")) {
        let Some(day) = cx.passed(assumption, Key::ValidateBy) else { continue };
        let message = format!("`{}` was to be tested by {day}, {}", assumption.id(), cx.distance(day));
        let ask = match assumption.word(Key::Owner) {
            Some(owner) => format!("Ask `{owner}` what the test said"),
            None => "Find out who tests it and what the test said".to_owned(),
        };
        findings.push(cx.finding(assumption, Key::ValidateBy, message).help(format!(
            "{ask}: state = \"holds\" or \"broken\". If it is still to come, write the new validate-by, and a risk for the case that it breaks."
        )));
    }
}
