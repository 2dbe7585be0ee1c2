//! `date-moved-late`: a date moved later when it was nearly there.

use super::context::days_between;
use super::dated::{dates, shift_of};
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::text::plural;
use crate::workspace::Past;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "date-moved-late",
    group: Group::History,
    level: Level::Warn,
    summary: "The last move of an open milestone's date, or of an active program's target, came within days of the day \
              that it put off.",
    why: "Whoever waited for it had planned for that day, and learned of the move when it was too late to plan again. \
          Somebody knew earlier; the date did not say so.",
    bad: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-06-19
owner = "ana-souza"

#== 2026-06-11 Move the beta
#= Reason: The vendor is not ready
[milestones.beta]
name = "Closed beta"
due = 2026-07-14
#     ^^^^^^^^^^ warn: `beta` moved 25 days later on 2026-06-11, 8 days before it was due
owner = "ana-souza"
"#,
    good: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-06-19
owner = "ana-souza"

#== 2026-06-01 Move the beta
#= Reason: The vendor is not ready
[milestones.beta]
name = "Closed beta"
due = 2026-07-14
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(14),
        unit: "days",
        doc: "so many days before it was due, or fewer",
    }],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    for date in dates(cx, past) {
        let Some(slip) = date.last_slip(cx, past) else { continue };
        let Some(shift) = shift_of(slip) else { continue };
        let left = days_between(slip.event.day, shift.before);
        if left < 0 || left > cx.number("days") {
            continue;
        }
        let days = plural(slip.days().unsigned_abs(), "day");
        let when = match left {
            0 => "the day on which it was due".to_owned(),
            _ => format!("{} before it was due", plural(left.unsigned_abs(), "day")),
        };
        let message = format!("{} moved {days} later on {}, {when}", date.name(cx), slip.event.day);
        let ask = date.whom_to_ask(cx).map_or_else(String::new, |whom| {
            format!("Ask `{whom}` since when the day was in doubt, and tell those who wait for it. ")
        });
        findings.push(date.finding(cx, &[slip], message).help(format!(
            "{ask}Next time, confidence = \"low\" says it while there is time to plan again."
        )));
    }
}
