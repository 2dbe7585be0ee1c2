//! `dependency-refused`: a dependency was refused, and an open milestone still waits for it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::join_and;
use crate::workspace::{Program, edges_of};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-refused",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency was refused, and an open milestone here still waits for it.",
    why: "They said no, which is an answer, and nobody drew the conclusion. Every week that the milestone keeps its \
          date is a week in which nobody looks for another way.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-07-15
state = "refused"
#       ^^^^^^^^^ error: `device-tokens` was refused, and `beta`, due 2026-08-28, in 74 days, still waits for it
for = ["beta"]
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-07-15
state = "refused"

[decisions.tokens-of-our-own]
title = "Tokens of our own, without the device's"
state = "decided"
decided = 2026-06-10
by = "ana-souza"
why = "Identity has no capacity before 2027"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    let mut refused = cx.section(Key::Dependencies).filter(|dependency| dependency.is("refused")).peekable();
    if refused.peek().is_none() {
        return;
    }
    let needs = needs(cx);
    for dependency in refused {
        let waiting = waiting(cx, dependency, &needs);
        let Some((_, first)) = waiting.first() else { continue };
        let id = dependency.id();
        let names: Vec<String> =
            waiting.iter().map(|(_, milestone)| format!("`{}`", milestone.id())).collect();
        let when = match cx.day(*first, Key::Due).filter(|_| waiting.len() == 1) {
            Some(due) if due < cx.today => format!(", which was due {due}, {},", cx.distance(due)),
            Some(due) => format!(", due {due}, {},", cx.distance(due)),
            None => String::new(),
        };
        let waits = if waiting.len() == 1 { "waits" } else { "wait" };
        let message = format!("`{id}` was refused, and {}{when} still {waits} for it", join_and(&names));
        let (all, whose) = if waiting.len() == 1 { (&*names[0], "its") } else { ("them", "their") };
        let needed =
            match dependency.word(Key::From).filter(|_| needing(cx, dependency, &needs).next().is_some()) {
                Some(from) => format!(", and \"{from}\" out of {whose} `needs`"),
                None => String::new(),
            };
        let mut finding = cx.finding(dependency, Key::State, message).help(format!(
            "Find another provider and write it as `from`, or escalate the no. If nothing stops without it, take {all} out of `for`{needed}."
        ));
        for (program, milestone) in waiting {
            let label = match cx.day(milestone, Key::Due) {
                Some(due) => format!("`{}` is due {due}", milestone.id()),
                None => format!("`{}` waits for it", milestone.id()),
            };
            finding = finding.relate(&program.file.path, milestone.span(Key::Due), label);
        }
        findings.push(finding);
    }
}

/// The open milestones here by the milestone that they need, wherever that is.
type Needs<'w> = FxHashMap<(Arc<str>, usize), Vec<Entity<'w>>>;

fn needs<'w>(cx: &Context<'w>) -> Needs<'w> {
    let mut needs = Needs::default();
    for edge in edges_of(cx.workspace, cx.program).filter(|edge| edge.milestone.is_open()) {
        let place = (Arc::clone(&edge.needed_program.id), edge.needed.place());
        needs.entry(place).or_default().push(edge.milestone);
    }
    needs
}

/// The open milestones here that need the milestone which was to deliver a dependency.
fn needing<'w, 'n>(
    cx: &Context<'w>,
    dependency: Entity<'w>,
    needs: &'n Needs<'w>,
) -> impl Iterator<Item = Entity<'w>> + use<'w, 'n> {
    let delivers = cx.workspace.providing_milestone(cx.program, dependency);
    let place = delivers.map(|(provider, milestone)| (Arc::clone(&provider.id), milestone.place()));
    place.and_then(|place| needs.get(&place)).into_iter().flatten().copied()
}

/// The open milestones that wait for a dependency: those in its `for`, and those that need what was to deliver it.
fn waiting<'w>(
    cx: &Context<'w>,
    dependency: Entity<'w>,
    needs: &Needs<'w>,
) -> Vec<(&'w Program, Entity<'w>)> {
    let listed = dependency.list(Key::For).filter_map(|item| cx.workspace.milestone(cx.program, item.text));
    let mut waiting: Vec<_> = listed.filter(|(_, milestone)| milestone.is_open()).collect();
    waiting.extend(needing(cx, dependency, needs).map(|milestone| (cx.program, milestone)));
    let key = |(program, milestone): &(&'w Program, Entity<'w>)| (Arc::clone(&program.id), milestone.place());
    waiting.sort_by_key(key);
    waiting.dedup_by_key(|waiting| key(waiting));
    waiting
}
