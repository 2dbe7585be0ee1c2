//! `milestone-imprecise`: a milestone is due soon, and its date is still a period.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-imprecise",
    group: Group::Dates,
    level: Level::Warn,
    summary: "An open milestone is due soon, and its date is a month, a quarter or another period instead of a day.",
    why: "A quarter is honest half a year ahead. Some weeks ahead it means that nobody has planned the last stretch, and \
          that those who wait for it each picture a day of their own.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = "2026-07"
#     ^^^^^^^^^ warn: `beta` is due by 2026-07-31, in 46 days, and no day is named yet
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-07-22
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(60),
        unit: "days",
        doc: "How long before the end of the period the day must be named.",
    }],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for milestone in cx.open(Key::Milestones) {
        let Some(due) = cx.days(milestone, Key::Due).filter(|due| !due.is_day()) else { continue };
        let last = due.last;
        if !(0..=cx.number("days")).contains(&cx.days_until(last)) {
            continue;
        }
        let message =
            format!("`{}` is due by {last}, {}, and no day is named yet", milestone.id(), cx.distance(last));
        let ask = match milestone.word(Key::Owner) {
            Some(owner) => format!("Ask `{owner}` for the day"),
            None => "Agree on the day".to_owned(),
        };
        findings.push(
            cx.finding(milestone, Key::Due, message)
                .help(format!("{ask}, and write it without quotes, such as: due = {last}")),
        );
    }
}
