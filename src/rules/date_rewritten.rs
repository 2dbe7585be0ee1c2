//! `date-rewritten`: a date moved later when it had passed already, and nobody said why.

use super::context::days_between;
use super::dated::{dates, is_rewritten, shift_of};
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::text::plural;
use crate::workspace::Past;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "date-rewritten",
    group: Group::History,
    level: Level::Warn,
    summary: "The last move of an open milestone's date, or of an active program's target, came after the day had \
              passed, and the commit gave no `Reason:`.",
    why: "The plan was late, and then it was not: a miss became a date in the future, and the record of it went with it. \
          One line of reason keeps the record, and lets others learn from it.",
    bad: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-05-29
owner = "ana-souza"

#== 2026-06-08 Update the dates
[milestones.beta]
name = "Closed beta"
due = 2026-07-14
#     ^^^^^^^^^^ warn: `beta` was due 2026-05-29, and moved to 2026-07-14 when it was 10 days overdue, without a reason
owner = "ana-souza"
"#,
    good: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-05-29
owner = "ana-souza"

#== 2026-06-08 Move the beta to the middle of July
#= Reason: The first vendor left the pilot on its last day
[milestones.beta]
name = "Closed beta"
due = 2026-07-14
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    for date in dates(cx, past) {
        let Some(slip) = date.last_slip(cx, past).filter(|slip| is_rewritten(*slip)) else { continue };
        let Some(shift) = shift_of(slip) else { continue };
        let message = format!(
            "{} was due {}, and moved to {} when it was {} overdue, without a reason",
            date.name(cx),
            shift.before,
            slip.after,
            plural(days_between(shift.before, slip.event.day).unsigned_abs(), "day"),
        );
        findings.push(date.finding(cx, &[slip], message).help(format!(
            "Ask {} why, and write it above the date: # milepost: ignore[date-rewritten] the reason. Next time, end the \
             commit message with a line: Reason: …",
            slip.event.commit.author
        )));
    }
}
