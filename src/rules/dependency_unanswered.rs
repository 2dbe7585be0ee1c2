//! `dependency-unanswered`: the day on which a dependency is needed comes close, and nobody has agreed to it.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-unanswered",
    group: Group::Dependencies,
    level: Level::Warn,
    summary: "A dependency is needed soon and still only requested; an error when it is needed very soon.",
    why: "Silence reads as a yes to the team that asked and as a no to the team that was asked. The quarter in which \
          they could have planned it goes by, and you find out in the week in which you need it.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/"
needed-by = 2026-07-15
#           ^^^^^^^^^^ warn: `device-tokens` is needed by 2026-07-15, in 30 days, and nobody has agreed to it
state = "requested"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-15
promised = 2026-07-10
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
owner = "tom-ito"
"#,
    fixable: false,
    options: &[
        RuleOption {
            name: "days",
            default: OptionDefault::Number(45),
            unit: "days",
            doc: "How long before it is needed an answer must be there.",
        },
        RuleOption {
            name: "error-days",
            default: OptionDefault::Number(14),
            unit: "days",
            doc: "How long before it is needed a missing answer becomes an error.",
        },
    ],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies).filter(|dependency| dependency.is("requested")) {
        let Some(needed) = cx.day(dependency, Key::NeededBy) else { continue };
        let left = cx.days_until(needed);
        // Once one of its days has passed, `dependency-overdue` speaks.
        let is_overdue = || cx.workspace.overdue_dependency(dependency, cx.today).is_some();
        if left > cx.number("days").max(cx.number("error-days"))
            || (cx.speaks("dependency-overdue") && is_overdue())
        {
            continue;
        }
        // Of one that will not come no day is to be asked for.
        if cx.speaks("dependency-on-dead") && cx.workspace.dead_provider(cx.program, dependency).is_some() {
            continue;
        }
        let id = dependency.id();
        let is = if left < 0 { "was" } else { "is" };
        let message =
            format!("`{id}` {is} needed by {needed}, {}, and nobody has agreed to it", cx.distance(needed));
        let help = if cx.program.file.lacks(dependency, Key::From) {
            "Write whom you ask, from = \"identity/\" or a team, and get a day from them: promised = … and state = \"agreed\"."
                .to_owned()
        } else {
            format!(
                "Ask {} for a yes and a day, and write promised = … and state = \"agreed\"; or take the no: state = \"refused\".",
                cx.whom_to_ask(dependency)
            )
        };
        let mut finding = cx.finding(dependency, Key::NeededBy, message).help(help);
        if left <= cx.number("error-days") {
            finding.level = Level::Error;
        }
        if let Some((provider, milestone)) = cx.workspace.providing_milestone(cx.program, dependency) {
            let label = match cx.day(milestone, Key::Due) {
                Some(due) => format!("`{}` is due {due}", milestone.id()),
                None => format!("this is what `{id}` waits for"),
            };
            finding = finding.relate(&provider.file.path, milestone.span(Key::Due), label);
        }
        findings.push(finding);
    }
}
