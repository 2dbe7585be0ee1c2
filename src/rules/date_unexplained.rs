//! `date-unexplained`: a date moved far, and nobody wrote down why.

use super::dated::{dates, is_rewritten};
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::text::plural;
use crate::workspace::Past;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "date-unexplained",
    group: Group::History,
    level: Level::Warn,
    summary: "The date of an open milestone, or an active program's target, moved later by more than a week, and the \
              commit neither gave a `Reason:` nor changed `path-to-green`; nor did a later move of it.",
    why: "In three months somebody asks why the launch moved, and the answer is in nobody's head any more. The commit \
          that moves the date is the one moment in which the reason costs nothing.",
    bad: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-07-03
owner = "ana-souza"

#== 2026-06-02 Update the dates
[milestones.beta]
name = "Closed beta"
due = 2026-07-30
#     ^^^^^^^^^^ warn: `beta` moved 27 days later on 2026-06-02, and nobody wrote down why
owner = "ana-souza"
"#,
    good: r#"
#== 2026-03-02 Plan the beta
[milestones.beta]
name = "Closed beta"
due = 2026-07-03
owner = "ana-souza"

#== 2026-06-02 Move the beta to the end of July
#= Reason: The vendor's new team starts in July
[milestones.beta]
name = "Closed beta"
due = 2026-07-30
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(7),
        unit: "days",
        doc: "for moves by more days than this",
    }],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    for date in dates(cx, past) {
        if date.last_slip(cx, past).is_none_or(|slip| is_rewritten(slip) && cx.speaks("date-rewritten")) {
            continue;
        }
        // A reason that was given for a later move explains the date as it stands.
        let slips = past.of(cx.program).slips(&date.path);
        let told = |event: &crate::workspace::Event| event.reason.is_some() || event.with_path;
        let mut unexplained = slips.iter().rev().take_while(|slip| !told(slip.event));
        let Some(slip) = unexplained.find(|slip| slip.days() > cx.number("days")) else { continue };
        let message = format!(
            "{} moved {} later on {}, and nobody wrote down why",
            date.name(cx),
            plural(slip.days().unsigned_abs(), "day"),
            slip.event.day
        );
        findings.push(date.finding(cx, &[*slip], message).help(format!(
            "Ask {} why, and write it above the date: # milepost: ignore[date-unexplained] the reason. Next time, end the \
             commit message with a line: Reason: …",
            slip.event.commit.author
        )));
    }
}
