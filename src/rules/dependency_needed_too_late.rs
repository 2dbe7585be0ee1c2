//! `dependency-needed-too-late`: a dependency is needed after the day of a milestone that waits for it.

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::plural;
use crate::workspace::is_awaited;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-needed-too-late",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency is needed after the day of a milestone here that waits for it.",
    why: "The other team plans for the day that you gave them. When they keep it to the letter, your milestone has \
          slipped already, and it is your own file that told them so.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-07-01
owner = "ana-souza"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-07-15
#           ^^^^^^^^^^ error: `device-tokens` is needed by 2026-07-15, 14 days after `beta`, which waits for it (2026-07-01)
state = "agreed"
for = ["beta"]
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-10-01
owner = "ana-souza"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-09-16
promised = 2026-09-16
state = "agreed"
for = ["beta"]
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
        let Some(needed) = cx.day(dependency, Key::NeededBy) else { continue };
        let mut waiting: Vec<_> = dependency
            .list(Key::For)
            .filter_map(|item| cx.workspace.milestone(cx.program, item.text))
            .filter(|(_, milestone)| milestone.is_open())
            .filter_map(|(program, milestone)| Some((cx.day(milestone, Key::Due)?, program, milestone)))
            // Once its day has passed, `milestone-overdue` speaks, and it will get another one.
            .filter(|(due, ..)| *due < needed && (*due >= cx.today || !cx.speaks("milestone-overdue")))
            .collect();
        waiting.sort_by_key(|(due, ..)| *due);
        let Some((due, _, first)) = waiting.first() else { continue };
        let days = plural(days_between(*due, needed).unsigned_abs(), "day");
        let id = dependency.id();
        let message = format!(
            "`{id}` is needed by {needed}, {days} after `{}`, which waits for it ({due})",
            first.id()
        );
        let help = format!(
            "Write the day on which work on `{0}` stops without it, needed-by = {due} or earlier, and tell {1}; or move `{0}`.",
            first.id(),
            cx.whom_to_ask(dependency)
        );
        let mut finding = cx.finding(dependency, Key::NeededBy, message).help(help);
        for (due, program, milestone) in &waiting {
            let label = format!("`{}` is due {due}", milestone.id());
            finding = finding.relate(&program.file.path, milestone.span(Key::Due), label);
        }
        findings.push(finding);
    }
}
