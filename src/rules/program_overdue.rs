//! `program-overdue`: a program's target has passed, and it is not in operation.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::workspace::Stage;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "program-overdue",
    group: Group::Dates,
    level: Level::Error,
    summary: "A program's `target` has passed, and its phase is before `operate`. Where a milestone is overdue, that is said instead.",
    why: "The one date that leadership remembers has gone by, and the file still shows it as the plan. Say what \
          the new date is before somebody asks, or close the program: a zombie holds people and budget.",
    bad: r#"
[program]
name = "Checkout rebuild"
phase = "build"
target = "2026-05"
#        ^^^^^^^^^ error: the target was 2026-05-31, 15 days ago, and the phase is `build`
"#,
    good: r#"
[program]
name = "Checkout rebuild"
phase = "build"
target = "2026-Q4"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_before = cx.program.stage.is_some_and(|stage| stage < Stage::Operate);
    let Some(program) = cx.program.table().filter(|_| is_before) else { return };
    let Some(target) = cx.day(program, Key::Target).filter(|target| *target < cx.today) else { return };
    // Of a target before the start `program-dates-reversed` speaks.
    if cx.speaks("program-dates-reversed") && cx.workspace.reversed(cx.program).is_some() {
        return;
    }
    let is_overdue = |milestone| cx.overdue(milestone).is_some();
    if cx.speaks("milestone-overdue") && cx.section(Key::Milestones).any(is_overdue) {
        return;
    }
    let Some(playbook) = cx.workspace.playbook(cx.program) else { return };
    let first = playbook.phases.first().map(String::as_str);
    let phase = program.word(Key::Phase).or(first).unwrap_or("discovery");
    let name_of = |stage| playbook.phases.iter().find(|phase| playbook.stage(phase) == Some(stage));
    let agree = match (name_of(Stage::Operate), name_of(Stage::Closed)) {
        (Some(running), Some(over)) => {
            format!("If it runs, write phase = \"{running}\"; if it is over, phase = \"{over}\". Else agree")
        }
        (Some(running), None) => format!("If it runs, write phase = \"{running}\". Else agree"),
        (None, Some(over)) => format!("If it is over, write phase = \"{over}\". Else agree"),
        (None, None) => "Agree".to_owned(),
    };
    let sponsor = cx.program.owner("sponsor").map_or_else(String::new, |sponsor| format!(" `{sponsor}`"));
    let message = format!("the target was {target}, {}, and the phase is `{phase}`", cx.distance(target));
    let help = format!(
        "{agree} on a new target with the sponsor{sponsor} and write it here, with the reason in the commit.",
    );
    findings.push(cx.finding(program, Key::Target, message).help(help));
}
