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
    check: Check::Own(check),
};

/// How far away a working day is looked for.
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
        let suggested = working_day_near(calendar, due, cx.today);
        let help = match (milestone.when(Key::Due), suggested) {
            (Some(When::Release(release)), _) => {
                format!("Ask whether `{release}` really comes on that day; milepost.toml says when it does.")
            }
            (_, Some(day)) => format!("Write the working day that is meant, such as: due = {day}"),
            (_, None) => "Write the working day that is meant.".to_owned(),
        };
        findings.push(cx.finding(milestone, Key::Due, message).help(help));
    }
}

/// The last working day before a day, where that has not passed; else the next one after it.
fn working_day_near(calendar: &Calendar, day: Date, today: Date) -> Option<Date> {
    let earlier = std::iter::successors(day.yesterday().ok(), |day| day.yesterday().ok());
    let later = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok());
    let is_working = |day: &Date| calendar.is_working_day(*day);
    let before = earlier.take(LONGEST_BREAK).take_while(|day| *day >= today).find(is_working);
    before.or_else(|| later.take(LONGEST_BREAK).find(is_working))
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
