//! `dependency-late`: a dependency comes after the day on which it is needed.

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::plural;
use crate::workspace::Source;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-late",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency is promised, committed or due after the day on which it is needed.",
    why: "Both sides wrote their date down, and the dates do not meet. Nothing is late yet, so nobody has noticed; \
          today it costs a conversation, in the week of the launch it costs the launch.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-15
promised = 2026-07-24
#          ^^^^^^^^^^ error: `device-tokens` is promised for 2026-07-24, 9 days after it is needed (2026-07-15)
state = "agreed"
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
exit = ["Every client of the pilot has moved"]

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
owner = "tom-ito"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies) {
        let Some((needed, arrival)) = cx.workspace.lateness(cx.program, dependency) else { continue };
        // Once one of its days has passed, `dependency-overdue` speaks, and says when it comes.
        if cx.speaks("dependency-overdue") && cx.workspace.overdue_dependency(dependency, cx.today).is_some()
        {
            continue;
        }
        // Of one that will not come no day is to be asked for.
        if cx.speaks("dependency-on-dead") && cx.workspace.dead_provider(cx.program, dependency).is_some() {
            continue;
        }
        let id = dependency.id();
        let day = arrival.day;
        let (key, says) = match arrival.source {
            Source::Promised => (Key::Promised, "is promised for"),
            Source::Committed => (Key::From, "is committed there for"),
            Source::Due => (Key::From, "is due there on"),
        };
        let days = plural(days_between(needed, day).unsigned_abs(), "day");
        let message = format!("`{id}` {says} {day}, {days} after it is needed ({needed})");
        let mut finding = cx.finding(dependency, key, message).help(format!(
            "Agree with {} on a date that holds, or move what waits for it; write the same day on both sides.",
            cx.whom_to_ask(dependency)
        ));
        if arrival.source != Source::Promised {
            let there = arrival.entity;
            let promises = if arrival.source == Source::Due { "is due" } else { "promises it for" };
            let label = format!("`{}` {promises} {day}", there.id());
            finding = finding.relate(&arrival.program.file.path, there.span(arrival.key), label);
        }
        findings.push(finding);
    }
}
