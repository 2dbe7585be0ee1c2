//! `dependency-vague`: a dependency is needed soon, and names a team or a program but no milestone.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::{From, Key};
use crate::workspace::is_awaited;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-vague",
    group: Group::Dependencies,
    level: Level::Info,
    summary: "A dependency is needed soon, and names a team or a program, but no milestone that delivers it.",
    why: "A team cannot slip; a milestone can, and then the lint says so in your file too. Without one you learn of the \
          delay when the day comes.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
#      ^^^^^^^^^^ info: `device-tokens` is needed by 2026-08-10, in 56 days, and names the team `identity`, but no milestone
needed-by = 2026-08-10
state = "agreed"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-08-10
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
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(60),
        unit: "days",
        doc: "How long before it is needed its milestone must be known.",
    }],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
        let Some(needed) = cx.day(dependency, Key::NeededBy) else { continue };
        let left = cx.days_until(needed);
        if left > cx.number("days") {
            continue;
        }
        let (names, whom) = match dependency.word(Key::From).and_then(From::parse) {
            Some(From::Team(team)) => (format!("the team `{team}`"), team),
            Some(From::Program(program)) => {
                let Some(provider) = cx.workspace.program(program) else { continue };
                // What is closed will name none, and what is asked of itself is asked of nobody.
                let is_named = || cx.workspace.deliveries(cx.program, dependency).next().is_some();
                if provider.is_closed() || provider.id == cx.program.id || is_named() {
                    continue;
                }
                (format!("the program `{program}`"), program)
            }
            _ => continue,
        };
        // A day that has passed is `dependency-overdue`'s; before there is a yes, there is no milestone to name.
        let is_overdue = || cx.workspace.overdue_dependency(dependency, cx.today).is_some();
        let is_unanswered = || {
            let days = |option| cx.number_of("dependency-unanswered", option);
            dependency.is("requested") && left <= days("days").max(days("error-days"))
        };
        if (cx.speaks("dependency-overdue") && is_overdue())
            || (cx.speaks("dependency-unanswered") && is_unanswered())
        {
            continue;
        }
        let id = dependency.id();
        let is = if left < 0 { "was" } else { "is" };
        let message = format!(
            "`{id}` {is} needed by {needed}, {}, and names {names}, but no milestone",
            cx.distance(needed)
        );
        let example = if dependency.word(Key::From).is_some_and(|from| from.ends_with('/')) {
            format!("from = \"{whom}/their-milestone\"")
        } else {
            "from = \"their-program/their-milestone\"".to_owned()
        };
        findings.push(cx.finding(dependency, Key::From, message).help(format!(
            "Ask {} which milestone delivers it, and write that: {example}.",
            cx.whom_to_ask(dependency)
        )));
    }
}
