//! `dependency-promise-mismatch`: a dependency and the commitment that answers it are promised for two dates.

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, Period};
use crate::text::plural;
use crate::workspace::is_awaited;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-promise-mismatch",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency and the commitment that answers it are promised for two dates.",
    why: "Both sides wrote the agreement down, and they wrote down two agreements. Each works to its own day, and \
          the difference shows on the earlier of the two.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-31
promised = 2026-07-10
#          ^^^^^^^^^^ error: `device-tokens` is promised for 2026-07-10 here, and for 2026-07-24 in `identity`, 14 days later
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-24
owner = "tom-ito"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-24
owner = "tom-ito"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-31
promised = 2026-07-24
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-24
owner = "tom-ito"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-24
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
    for dependency in cx.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
        let Some(here) = cx.days(dependency, Key::Promised) else { continue };
        let mut latest = None;
        let mut answers = cx
            .workspace
            .commitments_to(cx.program, dependency)
            .filter_map(|(program, entity)| Some((cx.days(entity, Key::Promised)?, program, entity)));
        // Of several commitments, each for its part, one that agrees is enough.
        let is_agreed = answers.any(|answer| {
            if latest.as_ref().is_none_or(|(days, ..): &(Period, _, _)| answer.0.last > days.last) {
                latest = Some(answer);
            }
            answer.0.is_within(here) || here.is_within(answer.0)
        });
        let Some((there, provider, commitment)) = latest.filter(|_| !is_agreed) else { continue };
        // Another day is being looked for already: what comes too late, or should have come, is told by others.
        let is_late = || cx.workspace.lateness(cx.program, dependency).is_some();
        let is_overdue = || cx.workspace.overdue_dependency(dependency, cx.today).is_some();
        if provider.is_closed()
            || (cx.speaks("dependency-overdue") && is_overdue())
            || (cx.speaks("dependency-late") && is_late())
        {
            continue;
        }
        let id = dependency.id();
        let (day, other) = (here.last, there.last);
        let days = days_between(day, other);
        let apart = plural(days.unsigned_abs(), "day");
        let side = if days < 0 { "earlier" } else { "later" };
        let message = format!(
            "`{id}` is promised for {day} here, and for {other} in `{}`, {apart} {side}",
            provider.id
        );
        let finding = cx.finding(dependency, Key::Promised, message).help(format!(
            "Ask {} which day holds, and write that one on both sides.",
            cx.whom_to_ask(dependency)
        ));
        let label = format!("`{}` promises it for {other}", commitment.id());
        findings.push(finding.relate(&provider.file.path, commitment.span(Key::Promised), label));
    }
}
