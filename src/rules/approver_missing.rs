//! `approver-missing`: a launch comes close, and no stakeholder has to approve it.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "approver-missing",
    group: Group::Rhythm,
    level: Level::Info,
    summary: "A launch is due soon, and no stakeholder of the program has the role `approver`.",
    why: "Legal, security or brand will want to see it before customers do. If the file does not say who, somebody says stop in \
          the last week, and has every right to.",
    bad: r#"
[milestones.ga]
#           ^^ info: `ga` is to launch 2026-07-30, in 45 days, and no stakeholder approves it
name = "General availability"
due = 2026-07-30
owner = "ana-souza"
exit = ["p99 below 300 ms"]
launch = true
"#,
    good: r#"
[milestones.ga]
name = "General availability"
due = 2026-07-30
owner = "ana-souza"
exit = ["p99 below 300 ms"]
launch = true

[stakeholders.legal]
who = "rosa-diaz"
role = "approver"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(60),
        unit: "days",
        doc: "How long before the launch an approver must be named.",
    }],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    let within = 0..=cx.number("days");
    let launches = cx.open(Key::Milestones).filter(|milestone| milestone.flag(Key::Launch));
    let mut near = launches.filter_map(|launch| {
        Some((cx.day(launch, Key::Due).filter(|due| within.contains(&cx.days_until(*due)))?, launch))
    });
    // One approver is missing, however many launches there are; the first one says how soon.
    let Some(next) = near.next() else { return };
    let (due, launch) = near.fold(next, |first, other| if other.0 < first.0 { other } else { first });
    let file = &cx.program.file;
    let may_approve = |stakeholder: Entity<'_>| match stakeholder.choice(Key::Role) {
        Some(role) => role == "approver",
        // What cannot be read may well be that word.
        None => !file.lacks(stakeholder, Key::Role),
    };
    if cx.section(Key::Stakeholders).any(may_approve) || !file.is_whole() {
        return;
    }
    let message =
        format!("`{}` is to launch {due}, {}, and no stakeholder approves it", launch.id(), cx.distance(due));
    let whom = cx.program.owner("sponsor").or_else(|| cx.program.owner("tpm"));
    let ask = whom.map_or_else(|| "Find out".to_owned(), |whom| format!("Ask `{whom}`"));
    findings.push(cx.finding_of(launch, message).help(format!(
        "{ask} who has to say yes before customers see it, and add [stakeholders.legal] with lines such as: who = \"rosa-diaz\", role = \"approver\""
    )));
}
