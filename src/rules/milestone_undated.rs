//! `milestone-undated`: a milestone without a date.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-undated",
    group: Group::Dates,
    level: Level::Error,
    summary: "A milestone that was not dropped has no `due`.",
    why: "A milestone without a date is a wish, and never late. Those who wait for it put a date of their own in \
          its place, and you learn which one when they miss it.",
    bad: r#"
[milestones.beta]
#           ^^^^ error: `beta` has no date
name = "Closed beta"
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = "2026-Q4"
owner = "ana-souza"

[milestones.alpha]
name = "Closed alpha"
state = "dropped"
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
        if milestone.has(Key::Due) || milestone.state().is_none_or(|state| state == "dropped") {
            continue;
        }
        let help = if milestone.is("done") {
            "Write the day for which it was promised, such as: due = 2026-06-02. Without it nobody can say how far it slipped.".to_owned()
        } else {
            let whom = milestone.word(Key::Owner).or_else(|| cx.program.owner("tpm"));
            let ask = whom.map_or_else(String::new, |whom| format!("Ask `{whom}`. "));
            format!(
                "{ask}Write the date as roughly as it is known, such as: due = \"2026-Q4\". What will not come has state = \"dropped\"."
            )
        };
        findings.push(cx.finding_of(milestone, format!("`{}` has no date", milestone.id())).help(help));
    }
}
