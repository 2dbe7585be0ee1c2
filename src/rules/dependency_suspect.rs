//! `dependency-suspect`: the provider's date moved, and the consumer has not looked at the dependency since.

use super::dated::story;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::plural;
use crate::workspace::{Past, Program, Slip, is_awaited};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-suspect",
    group: Group::History,
    level: Level::Warn,
    summary: "The provider's milestone, or its commitment, moved later after the consumer last touched the dependency.",
    why: "The provider moved a date in their own file, and nobody over here has to notice. The plan here still stands on \
          the old date until somebody looks, and whoever looks first on the day it is needed looks too late.",
    bad: r#"
#== 2026-05-25 Agree on the tokens
#-- programs/checkout.toml
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-08-15
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"

#== 2026-06-02 Identity moves
#-- programs/checkout.toml
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
#      ^^^^^^^^^^^^^ warn: `identity/ga` moved 31 days later to 2026-08-10, and `device-tokens` has not been touched since
needed-by = 2026-08-15
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-08-10
owner = "tom-ito"
"#,
    good: r#"
#== 2026-05-25 Agree on the tokens
#-- programs/checkout.toml
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-08-15
promised = 2026-07-10
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"

[commitments.device-tokens]
to = "checkout/device-tokens"
milestone = "ga"
promised = 2026-07-10
owner = "tom-ito"

#== 2026-06-02 Identity moves, and checkout knows
#= Reason: The audit takes a month longer
#-- programs/checkout.toml
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-08-15
promised = 2026-08-10
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-08-10
owner = "tom-ito"

[commitments.device-tokens]
to = "checkout/device-tokens"
milestone = "ga"
promised = 2026-08-10
owner = "tom-ito"
"#,
    fixable: false,
    options: &[],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
        let Some(looked) = past.of(cx.program).looked_at(&dependency.path()) else { continue };
        let Some(moved) = moved_since(cx, past, dependency, looked) else { continue };
        if is_told_as_late(cx, dependency) {
            continue;
        }
        let Moved { program, entity, key, slips } = moved;
        let (Some(last), days) = (slips.last(), slips.iter().map(Slip::days).sum::<i64>()) else { continue };
        let id = dependency.id();
        let what = match key {
            Key::Due => format!("`{}/{}`", program.id, entity.id()),
            _ => format!("what `{}` promises for it", program.id),
        };
        let message = format!(
            "{what} moved {} later to {}, and `{id}` has not been touched since",
            plural(days.unsigned_abs(), "day"),
            last.after
        );
        let finding = cx.finding(dependency, Key::From, message).help(format!(
            "Ask {} whether that day holds. Then write it here, promised = {}, or change what waits for it; any change of \
             this entry says that you have looked.",
            cx.whom_to_ask(dependency),
            last.after
        ));
        findings.push(slips.iter().fold(finding, |finding, slip| {
            finding.relate(&program.file.path, entity.span(key), story(slip.event))
        }));
    }
}

/// A date of the provider, and the slips of it.
struct Moved<'w, 'p> {
    program: &'w Program,
    entity: Entity<'w>,
    key: Key,
    slips: Vec<Slip<'p>>,
}

/// The provider's date that slipped since a commit: the milestone's, else what the commitment promises.
fn moved_since<'w, 'p>(
    cx: &Context<'w>,
    past: &'p Past,
    dependency: Entity<'w>,
    looked: usize,
) -> Option<Moved<'w, 'p>> {
    let milestone =
        cx.workspace.providing_milestone(cx.program, dependency).filter(|(_, milestone)| milestone.is_open());
    let milestone = milestone.map(|(program, milestone)| (program, milestone, Key::Due));
    let commitments = cx.workspace.commitments_to(cx.program, dependency);
    let commitments = commitments.map(|(program, commitment)| (program, commitment, Key::Promised));
    milestone.into_iter().chain(commitments).find_map(|(program, entity, key)| {
        let provider = past.of(program);
        if program.id == cx.program.id || provider.is_uneventful() {
            return None;
        }
        let mut slips = provider.slips(&entity.path_of(key));
        slips.retain(|slip| slip.event.age < looked);
        (!slips.is_empty()).then_some(Moved { program, entity, key, slips })
    })
}

/// Whether another rule says already that it comes too late.
fn is_told_as_late(cx: &Context<'_>, dependency: Entity<'_>) -> bool {
    let is_overdue = cx.workspace.overdue_dependency(dependency, cx.today).is_some();
    (is_overdue && cx.speaks("dependency-overdue"))
        || (cx.speaks("dependency-late") && cx.workspace.lateness(cx.program, dependency).is_some())
}
