//! `milestone-gap`: for months no milestone is due.

use jiff::civil::Date;

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::plural;
use crate::workspace::Stage;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-gap",
    group: Group::Dates,
    level: Level::Info,
    summary: "A program between planning and launch has milestones, and none that is open is due in the next months.",
    why: "Without a date in sight a program cannot be late, so it reports green until the one far date is near. A \
          small milestone halfway is how you learn in time that the large one moves.",
    bad: r#"
[program]
name = "Checkout rebuild"
phase = "build"
#       ^^^^^^^ info: `example` has nothing due in the next 90 days: `ga` is next, 2026-11-30, in 168 days

[milestones.ga]
name = "General availability"
due = 2026-11-30
owner = "ana-souza"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
phase = "build"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

[milestones.ga]
name = "General availability"
due = 2026-11-30
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(90),
        unit: "days",
        doc: "How far ahead something must be due.",
    }],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_planned = cx.program.stage.is_some_and(|stage| (Stage::Planning..=Stage::Launch).contains(&stage));
    let Some(table) = cx.program.table().filter(|_| is_planned) else { return };
    let within = cx.number("days");
    let mut next: Option<(Date, Entity<'_>)> = None;
    let mut are_there = false;
    for milestone in cx.section(Key::Milestones) {
        are_there = true;
        if milestone.state().is_some() && !milestone.is_open() {
            continue;
        }
        // What is overdue has to come next; and of a state or a date that cannot be read nobody knows.
        let Some(due) = cx.day(milestone, Key::Due).filter(|due| *due >= cx.today) else { return };
        if milestone.state().is_none() || cx.days_until(due) <= within {
            return;
        }
        if next.is_none_or(|(day, _)| due < day) {
            next = Some((due, milestone));
        }
    }
    if !are_there || !cx.program.file.is_whole() {
        return;
    }
    let days = plural(within.unsigned_abs(), "day");
    let nothing = format!("`{}` has nothing due in the next {days}", cx.program.id);
    let Some((due, milestone)) = next else {
        let message = format!("{nothing}: no milestone is open");
        findings.push(cx.finding(table, Key::Phase, message).help(
            "Add the next milestone, with its date. If none is left, the program is in another phase: write that.",
        ));
        return;
    };
    let id = milestone.id();
    let message = format!("{nothing}: `{id}` is next, {due}, {}", cx.distance(due));
    let ask = match milestone.word(Key::Owner) {
        Some(owner) => format!("Ask `{owner}` what must be done first for `{id}` to hold"),
        None => format!("Find out what must be done first for `{id}` to hold"),
    };
    findings.push(
        cx.finding(table, Key::Phase, message)
            .help(format!("{ask}, and add that as a milestone with a date within weeks."))
            .relate(&cx.program.file.path, milestone.span(Key::Due), "the next one"),
    );
}
