//! `outcome-unmeasurable`: an outcome without a metric or without a target.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "outcome-unmeasurable",
    group: Group::Outcomes,
    level: Level::Warn,
    summary: "An outcome has no metric or no target, so nobody can say whether it came true.",
    why: "An outcome without a number is declared a success on the day the code ships, whatever happened to \
          customers. Agree on the number before the work starts; afterwards everybody picks the one that fits.",
    bad: r#"
[outcomes.conversion]
#         ^^^^^^^^^^ warn: `conversion` has a metric and no target
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
"#,
    good: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
baseline = 2.1
target = 2.8
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
        let (what, line) = match (outcome.has(Key::Metric), outcome.has(Key::Target)) {
            (true, true) => continue,
            (true, false) => ("has a metric and no target", "target = 2.8"),
            (false, true) => ("has a target and no metric", "metric = \"checkout conversion, %\""),
            (false, false) => {
                ("has neither metric nor target", "metric = \"checkout conversion, %\" and target = 2.8")
            }
        };
        let help = match outcome.word(Key::Owner).or_else(|| cx.program.owner("product")) {
            Some(owner) => format!("Ask `{owner}` what will be measured, and write it, such as: {line}"),
            None => format!("Write what will be measured, such as: {line}"),
        };
        findings.push(cx.finding_of(outcome, format!("`{}` {what}", outcome.id())).help(help));
    }
}
