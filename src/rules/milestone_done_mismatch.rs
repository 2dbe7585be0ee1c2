//! `milestone-done-mismatch`: the state of a milestone and the day on which it was met say different things.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, When};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-done-mismatch",
    group: Group::Dates,
    level: Level::Error,
    summary: "A milestone has a `done` day and another state, a `done` day that is still to come, or is done on no day.",
    why: "One half of the line says that it is finished and the other half says that it is not, and two reports \
          of one week will quote one half each. A day to come under `done` is a hope that reads as a fact.",
    bad: r#"
[milestones.alpha]
name = "Closed alpha"
due = 2026-05-29
done = 2026-06-02
#      ^^^^^^^^^^ error: `alpha` was met 2026-06-02, and its state is `in-progress`
state = "in-progress"
owner = "ana-souza"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
done = 2026-08-21
#      ^^^^^^^^^^ error: `beta` is done on a day to come: 2026-08-21, in 67 days
owner = "ana-souza"

[milestones.kick-off]
name = "Kick-off"
due = 2026-01-12
state = "done"
#       ^^^^^^ info: `kick-off` is done, and the day is missing
owner = "ana-souza"
"#,
    good: r#"
[milestones.alpha]
name = "Closed alpha"
due = 2026-05-29
done = 2026-06-02
owner = "ana-souza"

[milestones.beta]
name = "Closed beta"
due = 2026-08-21
state = "in-progress"
owner = "ana-souza"
"#,
    fixable: true,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for milestone in cx.section(Key::Milestones) {
        let id = milestone.id();
        let state = milestone.state();
        let day = match milestone.when(Key::Done) {
            Some(When::Days(days)) => days.last,
            _ if state == Some("done") && !milestone.has(Key::Done) => {
                let message = format!("`{id}` is done, and the day is missing");
                let mut finding = cx.finding(milestone, Key::State, message).help(
                    "Add the day on which it was met, such as: done = 2026-06-02. The commit that set the state is the last day that it can be.",
                );
                finding.level = Level::Info;
                findings.push(finding);
                continue;
            }
            _ => continue,
        };
        let (message, help) = if day > cx.today {
            let message = format!("`{id}` is done on a day to come: {day}, {}", cx.distance(day));
            (message, format!("What is still promised is due = {day}. `done` is for the day after the fact."))
        } else {
            let Some(state) = state.filter(|state| *state != "done") else { continue };
            let message = format!("`{id}` was met {day}, and its state is `{state}`");
            (message, "If it was met, write state = \"done\"; if not, delete the line `done`.".to_owned())
        };
        let mut finding = cx.finding(milestone, Key::Done, message).help(help);
        if milestone.has(Key::State) && day <= cx.today {
            let place = milestone.span(Key::State);
            finding = finding.relate(&cx.program.file.path, place, "the state says otherwise");
            // Which of the two is right, only those who were there can say; a dropped one was hardly met.
            if state != Some("dropped") {
                finding = finding.write(place, "done", false);
            }
        }
        findings.push(finding);
    }
}
