//! `milestone-order`: a milestone is due before one that it needs.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use super::context::days_between;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{From, Key};
use crate::text::plural;
use crate::workspace::{Edge, dead, edges_of};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "milestone-order",
    group: Group::Dates,
    level: Level::Error,
    summary: "An open milestone is due before one that it needs, in this program or in another.",
    why: "Two teams wrote down two dates that cannot both hold, and each believes its own. One of the two \
          milestones has slipped already; the only question is when somebody says so.",
    bad: r#"
#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-07-01
owner = "ana-souza"
needs = ["identity/ga"]
#        ^^^^^^^^^^^^^ error: `beta` is due 2026-07-01, 14 days before `identity/ga`, which it needs (2026-07-15)

#-- programs/identity.toml
[milestones.ga]
name = "General availability"
due = 2026-07-15
owner = "tom-ito"
"#,
    good: r#"
#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-07-22
owner = "ana-souza"
needs = ["identity/ga"]

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-20
promised = 2026-07-15
state = "agreed"
owner = "maya-chen"
for = ["beta"]

#-- programs/identity.toml
[milestones.ga]
name = "General availability"
due = 2026-07-15
owner = "tom-ito"

[commitments.device-tokens]
to = "checkout/device-tokens"
milestone = "ga"
promised = 2026-07-15
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
    let told = LazyCell::new(|| told_by_dependencies(cx));
    for edge in edges_of(cx.workspace, cx.program) {
        let Edge { milestone, needed, needed_program, .. } = edge;
        if !milestone.is_open() || !needed.is_open() {
            continue;
        }
        let (Some(due), Some(first)) = (cx.day(milestone, Key::Due), cx.day(needed, Key::Due)) else {
            continue;
        };
        // Of one that will not come `dependency-on-dead` speaks: it comes no sooner and no later.
        if first <= due || (cx.speaks("dependency-on-dead") && dead(needed_program, needed).is_some()) {
            continue;
        }
        // Once the day of the one that waits has passed, `milestone-overdue` speaks, and it will get another one.
        if due < cx.today && cx.speaks("milestone-overdue") {
            continue;
        }
        // What waits in a circle has no right date: `dependency-cycle` says so.
        if told.contains(&(&*needed_program.id, needed.id()))
            || (cx.speaks("dependency-cycle") && cx.workspace.is_in_circle(&edge))
        {
            continue;
        }
        let elsewhere = needed_program.id != cx.program.id;
        let name =
            if elsewhere { format!("{}/{}", needed_program.id, needed.id()) } else { needed.id().to_owned() };
        let days = plural(days_between(due, first).unsigned_abs(), "day");
        let message =
            format!("`{}` is due {due}, {days} before `{name}`, which it needs ({first})", milestone.id());
        let whom = needed.word(Key::Owner).or_else(|| needed_program.owner("tpm"));
        let help = match (whom, first < cx.today) {
            (Some(whom), false) => {
                format!("Ask `{whom}` whether `{name}` comes sooner; else write due = {first} or later here.")
            }
            (None, false) => {
                format!("Agree on an earlier date for `{name}`; else write due = {first} or later here.")
            }
            (Some(whom), true) => format!(
                "Ask `{whom}` when `{name}` comes now, and write that day or a later one as `due` here."
            ),
            (None, true) => {
                format!("Agree on a new date for `{name}`, and write that day or a later one as `due` here.")
            }
        };
        let finding = cx.finding_at(edge.span, Some(milestone.path_of(Key::Needs)), message).help(help);
        let finding = finding.relate(&cx.program.file.path, milestone.span(Key::Due), "this is due first");
        findings.push(finding.relate(
            &needed_program.file.path,
            needed.span(Key::Due),
            "and what it needs is due later",
        ));
    }
}

/// The milestones elsewhere on which the program has a dependency of which `dependency-late` or `dependency-overdue`
/// speaks: their programs and ids.
fn told_by_dependencies<'w>(cx: &Context<'w>) -> FxHashSet<(&'w str, &'w str)> {
    let told = cx.section(Key::Dependencies).filter_map(|dependency| {
        let From::Milestone(program, milestone) = From::parse(dependency.word(Key::From)?)? else {
            return None;
        };
        let is_told = cx.workspace.lateness(cx.program, dependency).is_some()
            && (cx.speaks("dependency-late")
                || (cx.speaks("dependency-overdue")
                    && cx.workspace.overdue_dependency(dependency, cx.today).is_some()));
        is_told.then_some((program, milestone))
    });
    told.collect()
}
