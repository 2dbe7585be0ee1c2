//! `milestone-unlikely`: a milestone is due soon, and the team that owns it does not believe in the date.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-unlikely",
    group: Group::Dates,
    level: Level::Warn,
    summary: "An open milestone is due soon, and the owning team's confidence is low.",
    why: "The team has said that it will not make the date, in the one place where it may say so without a meeting. \
          From here on, a date that stays as it is tells everyone else the opposite.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-07-10
owner = "ana-souza"
confidence = "low"
#            ^^^^^ warn: `beta` is due 2026-07-10, in 25 days, and its team's confidence is low
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-07-24
owner = "ana-souza"
confidence = "high"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(45),
        unit: "days",
        doc: "How long before the date low confidence is a warning.",
    }],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for milestone in cx.open(Key::Milestones) {
        if milestone.choice(Key::Confidence) != Some("low") {
            continue;
        }
        // Once it has passed, nobody asks how sure the team was: `milestone-overdue` speaks.
        let within = 0..=cx.number("days");
        let Some(due) = cx.day(milestone, Key::Due).filter(|due| within.contains(&cx.days_until(*due)))
        else {
            continue;
        };
        let message = format!(
            "`{}` is due {due}, {}, and its team's confidence is low",
            milestone.id(),
            cx.distance(due)
        );
        let whom = milestone.word(Key::Owner).or_else(|| milestone.word(Key::Team));
        let ask = match whom {
            Some(whom) => {
                format!("Ask `{whom}` what would make it likely: less scope, help, or another date.")
            }
            None => "Find out what would make it likely: less scope, help, or another date.".to_owned(),
        };
        findings.push(cx.finding(milestone, Key::Confidence, message).help(format!(
            "{ask} Then write the date that they believe in, and tell those who wait for it."
        )));
    }
}
