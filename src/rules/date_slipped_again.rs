//! `date-slipped-again`: a date that is still to come has moved later more than once.

use super::dated::dates;
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::text::plural;
use crate::workspace::{Past, Slip};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "date-slipped-again",
    group: Group::History,
    level: Level::Warn,
    summary: "The date of an open milestone, or an active program's target, has moved later twice or more. A move that \
              was taken back does not count.",
    why: "The first slip is news, the second is a pattern: whatever the date is made of, it is not what the work is made \
          of. It is the best sign there is that it will slip a third time.",
    bad: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-06-19
owner = "ana-souza"

#== 2026-04-20 Move the beta
[milestones.beta]
name = "Closed beta"
due = 2026-07-03
owner = "ana-souza"

#== 2026-06-02 Move the beta
[milestones.beta]
name = "Closed beta"
due = 2026-07-30
#     ^^^^^^^^^^ warn: `beta` moved later 2 times, 41 days in all, since 2026-04-20
owner = "ana-souza"
"#,
    good: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-07-03
owner = "ana-souza"

#== 2026-06-02 Move the beta once, to a date that holds
#= Reason: The vendor's new team starts in July
[milestones.beta]
name = "Closed beta"
due = 2026-07-30
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "times",
        default: OptionDefault::Number(2),
        unit: "times",
        doc: "from so many moves on",
    }],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    for date in dates(cx, past) {
        let slips = past.of(cx.program).slips(&date.path);
        let Some(first) = slips.first() else { continue };
        if (slips.len() as u64) < cx.number("times").unsigned_abs() {
            continue;
        }
        let days = plural(slips.iter().map(Slip::days).sum::<i64>().unsigned_abs(), "day");
        let message = format!(
            "{} moved later {}, {days} in all, since {}",
            date.name(cx),
            plural(slips.len() as u64, "time"),
            first.event.day
        );
        let ask = match date.whom_to_ask(cx) {
            Some(whom) => format!("Ask `{whom}` what would have to be true for this date to hold"),
            None => "Ask what would have to be true for this date to hold".to_owned(),
        };
        findings.push(date.finding(cx, &slips, message).help(format!(
            "{ask}, before it moves again; a cut in scope, or a smaller milestone first, may hold where a date does not."
        )));
    }
}
