//! `milestone-on-day-off`: a milestone is due on a day on which nobody works.

use jiff::civil::{Date, Weekday};

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, When};
use crate::workspace::Calendar;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-on-day-off",
    group: Group::Dates,
    level: Level::Info,
    summary: "An open milestone is due, on a day or with a release, on a weekend or a holiday of milepost.toml.",
    why: "A date on a Saturday was counted, not planned. The work ends on Friday or on Monday, and whoever waits for \
          it should know on which of the two.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-29
#     ^^^^^^^^^^ info: `beta` is due 2026-08-29, in 75 days, on a Saturday
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

/// How far back the last working day is looked for.
const LONGEST_BREAK: usize = 60;

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    let calendar = &cx.workspace.config.calendar;
    for milestone in cx.open(Key::Milestones) {
        // Of a date that has passed there is something else to be said.
        let Some(due) = cx.named_day(milestone, Key::Due).filter(|due| *due >= cx.today) else { continue };
        if calendar.is_working_day(due) {
            continue;
        }
        let which = if calendar.holidays.contains(&due) { "holiday" } else { name(due.weekday()) };
        let id = milestone.id();
        let message = format!("`{id}` is due {due}, {}, on a {which}", cx.distance(due));
        let before = working_day_before(calendar, due);
        let help = match (milestone.when(Key::Due), before) {
            (Some(When::Release(release)), _) => {
                format!("Ask whether `{release}` really comes on that day; milepost.toml says when it does.")
            }
            (_, Some(before)) => format!("Write the working day that is meant, such as: due = {before}"),
            (_, None) => "Write the working day that is meant.".to_owned(),
        };
        findings.push(cx.finding(milestone, Key::Due, message).help(help));
    }
}

fn working_day_before(calendar: &Calendar, day: Date) -> Option<Date> {
    let earlier = std::iter::successors(day.yesterday().ok(), |day| day.yesterday().ok());
    earlier.take(LONGEST_BREAK).find(|day| calendar.is_working_day(*day))
}

fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
