//! `target-frozen`: the milestones slip and slip, and the target of the program stays where it is.

use super::dated::dates;
use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::plural;
use crate::workspace::{Event, Past, Slip, Way};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "target-frozen",
    group: Group::History,
    level: Level::Warn,
    summary: "The open milestones of an active program have slipped by weeks in all, and its target has never moved.",
    why: "What slips before the end is taken out of the end: out of testing, out of the rollout, out of the weeks that \
          were kept for surprises. A target that nothing can move is a wish, not a date.",
    bad: r#"
#== 2026-03-02 Plan the program
[program]
name = "Checkout rebuild"
target = 2026-09-30

[milestones.beta]
name = "Closed beta"
due = 2026-07-03
owner = "ana-souza"

[milestones.ga]
name = "General availability"
due = 2026-09-01
owner = "ana-souza"

#== 2026-05-04 Move the beta
#= Reason: The vendor's new team starts in July
[program]
name = "Checkout rebuild"
target = 2026-09-30
#        ^^^^^^^^^^ warn: the open milestones of `example` slipped by 41 days in all, and its target stays 2026-09-30

[milestones.beta]
name = "Closed beta"
due = 2026-07-30
owner = "ana-souza"

[milestones.ga]
name = "General availability"
due = 2026-09-15
owner = "ana-souza"
"#,
    good: r#"
#== 2026-03-02 Plan the program
[program]
name = "Checkout rebuild"
target = 2026-09-30

[milestones.beta]
name = "Closed beta"
due = 2026-07-03
owner = "ana-souza"

#== 2026-06-01 Move the beta, and the target with it
#= Reason: The vendor's new team starts in July
[program]
name = "Checkout rebuild"
target = 2026-10-30

[milestones.beta]
name = "Closed beta"
due = 2026-08-04
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(30),
        unit: "days",
        doc: "from so many days on, over all open milestones",
    }],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let Some(target) = dates(cx, past).find(|date| date.key == Key::Target) else { return };
    let own = past.of(cx.program);
    let events = own.events(&target.path);
    // Where the target came later than the plan, it knew of the slips before it.
    let came = events.iter().find(|event| event.before.is_none()).map_or(usize::MAX, |event| event.age);
    let is_move = |event: &Event| event.shift.as_ref().is_some_and(|shift| shift.way != Way::Precision);
    let moved = events.iter().any(|event| event.age < came && is_move(event));
    let Some(day) = cx.day(target.entity, target.key) else { return };
    if moved || own.is_unsettled(&target.path) {
        return;
    }
    let mut slipped = Vec::new();
    for date in dates(cx, past).filter(|date| date.key == Key::Due) {
        let slips = own.slips(&date.path).into_iter().filter(|slip| slip.event.age < came);
        let days: i64 = slips.map(|slip: Slip<'_>| slip.days()).sum();
        if days > 0 {
            slipped.push((date, days));
        }
    }
    let days: i64 = slipped.iter().map(|(_, days)| days).sum();
    if days < cx.number("days") {
        return;
    }
    let message = format!(
        "the open milestones of `{}` slipped by {} in all, and its target stays {day}",
        cx.program.id,
        plural(days.unsigned_abs(), "day"),
    );
    let ask = cx.program.owner("tpm").map_or_else(|| "Ask".to_owned(), |tpm| format!("Ask `{tpm}`"));
    let finding = cx.finding(target.entity, target.key, message).help(format!(
        "{ask} whether {day} still holds, and what the lost weeks are taken from. Then move the target, or say it above the \
         line: # milepost: ignore[target-frozen] what makes up for them"
    ));
    findings.push(slipped.iter().fold(finding, |finding, (date, days)| {
        let label = format!("`{}` moved later by {}", date.entity.id(), plural(days.unsigned_abs(), "day"));
        finding.relate(&cx.program.file.path, date.entity.span(date.key), label)
    }));
}
