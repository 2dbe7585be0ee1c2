//! `dependency-overdue`: a dependency should have come, and has neither come nor been refused.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::workspace::Source;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-overdue",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "The day on which a dependency is needed or promised has passed, and it is neither delivered nor refused.",
    why: "The day on which you needed it is behind you, and the file still reads as if it were coming. Either it came \
          and nobody wrote it down, or every date behind it is already wrong and nobody has said so.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-06-03
#           ^^^^^^^^^^ error: `device-tokens` was needed by 2026-06-03, 12 days ago
state = "agreed"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-06-03
state = "delivered"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-06-02
done = 2026-06-02
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
        let Some((key, day)) = cx.workspace.overdue_dependency(dependency, cx.today) else { continue };
        let id = dependency.id();
        let was = if key == Key::NeededBy { "needed by" } else { "promised for" };
        let mut message = format!("`{id}` was {was} {day}, {}", cx.distance(day));
        let arrival = cx.workspace.arrival(cx.program, dependency).filter(|arrival| arrival.day > day);
        if let Some(arrival) = arrival {
            let now = match (arrival.source, arrival.day < cx.today) {
                (Source::Promised, false) => "is promised for",
                (Source::Promised, true) => "was promised for",
                (Source::Committed, false) => "is committed there for",
                (Source::Committed, true) => "was committed there for",
                (Source::Due, false) => "is due there on",
                (Source::Due, true) => "was due there on",
            };
            message = format!("{message}, and {now} {}", arrival.day);
        }
        let mut finding = cx.finding(dependency, key, message).help(help(cx, dependency));
        if let Some(arrival) = arrival {
            let file = &arrival.program.file.path;
            let label =
                if arrival.day < cx.today { "this day has passed too" } else { "this is when it comes" };
            finding = finding.relate(file, arrival.entity.span(arrival.key), label);
        } else if let Some((provider, milestone)) = cx.workspace.providing_milestone(cx.program, dependency) {
            let state = milestone.state().unwrap_or("unknown");
            let label = match cx.day(milestone, Key::Due) {
                Some(due) => format!("`{}` is due {due} and `{state}`", milestone.id()),
                None => format!("`{}` is `{state}`", milestone.id()),
            };
            finding = finding.relate(&provider.file.path, milestone.span(Key::Due), label);
        }
        findings.push(finding);
    }
}

fn help(cx: &Context<'_>, dependency: Entity<'_>) -> String {
    let whom = cx.whom_to_ask(dependency);
    match cx.workspace.providing_milestone(cx.program, dependency) {
        Some((provider, milestone)) if milestone.is("done") => format!(
            "`{}/{}` is done: if that was it, write state = \"delivered\"; if not, ask {whom} what is still to come.",
            provider.id,
            milestone.id()
        ),
        _ => format!(
            "If it came, write state = \"delivered\". If not, ask {whom} for a new day, write it as promised = …, and \
             move needed-by and what waits for it."
        ),
    }
}
