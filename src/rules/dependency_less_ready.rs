//! `dependency-less-ready`: a program that is being built relies on one that is still being defined.

use std::collections::BTreeMap;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::Span;
use crate::workspace::{Program, Stage, edges_of, is_awaited};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-less-ready",
    group: Group::Dependencies,
    level: Level::Warn,
    summary: "A program in `build` or later waits for one that is still in `discovery` or `definition`.",
    why: "You write code against a plan that does not exist yet. A program that is still asking what it should be \
          changes its scope and its dates without noticing that it changes yours.",
    bad: r#"
[program]
name = "Checkout rebuild"
phase = "build"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
#      ^^^^^^^^^^^^^ warn: `device-tokens` is needed by 2026-07-15, in 30 days, and `identity` is still in `discovery`
needed-by = 2026-07-15
state = "requested"

#-- programs/identity.toml
[program]
name = "Identity"
phase = "discovery"

[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
phase = "build"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
needed-by = 2026-07-15
promised = 2026-07-10
state = "agreed"
for = ["beta"]

#-- programs/identity.toml
[program]
name = "Identity"
phase = "planning"

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
    options: &[],
    check: Check::Program(check),
};

/// Where a program waits for another one.
struct Place<'w> {
    entity: Entity<'w>,
    key: Key,
    span: Span,
}

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() || cx.program.stage.is_none_or(|stage| stage < Stage::Build) {
        return;
    }
    let mut waiting: BTreeMap<&str, (&Program, Vec<Place<'_>>)> = BTreeMap::new();
    for dependency in cx.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
        let Some(provider) =
            cx.workspace.provider(cx.program, dependency).filter(|provider| is_early(provider))
        else {
            continue;
        };
        // What was met is there, whatever is still being defined around it.
        if cx.workspace.deliveries(cx.program, dependency).any(|(_, milestone)| !milestone.is_open()) {
            continue;
        }
        let place = Place { entity: dependency, key: Key::NeededBy, span: dependency.span(Key::From) };
        waiting.entry(&provider.id).or_insert_with(|| (provider, Vec::new())).1.push(place);
    }
    for edge in edges_of(cx.workspace, cx.program).filter(|edge| is_early(edge.needed_program)) {
        // Where a dependency is there, it says the same.
        let is_asked = waiting
            .get(&*edge.needed_program.id)
            .is_some_and(|(_, places)| places[0].entity.section() == Key::Dependencies);
        if is_asked || !edge.milestone.is_open() || !edge.needed.is_open() {
            continue;
        }
        let place = Place { entity: edge.milestone, key: Key::Due, span: edge.span };
        let program = edge.needed_program;
        waiting.entry(&program.id).or_insert_with(|| (program, Vec::new())).1.push(place);
    }
    for (provider, places) in waiting.into_values() {
        findings.extend(finding(cx, provider, places));
    }
}

/// Whether a program says of itself that it is still being defined. One that says no phase may be anywhere.
fn is_early(program: &Program) -> bool {
    program.stage.is_some_and(|stage| stage <= Stage::Definition)
        && program.table().is_some_and(|table| table.has(Key::Phase))
}

/// One finding for all that waits for one program, at what is wanted first.
fn finding(cx: &Context<'_>, provider: &Program, mut places: Vec<Place<'_>>) -> Option<Finding> {
    places.sort_by_key(|place| {
        let day = cx.day(place.entity, place.key);
        (day.is_none(), day, place.span)
    });
    let (first, rest) = places.split_first()?;
    let table = provider.table()?;
    let phase = table.word(Key::Phase)?;
    let (id, there) = (first.entity.id(), &provider.id);
    let is_dependency = first.entity.section() == Key::Dependencies;
    let needs = match (cx.day(first.entity, first.key), is_dependency) {
        (Some(day), true) if day < cx.today => format!("was needed by {day}, {}", cx.distance(day)),
        (Some(day), true) => format!("is needed by {day}, {}", cx.distance(day)),
        (Some(day), false) if day < cx.today => format!("was due {day}, {}", cx.distance(day)),
        (Some(day), false) => format!("is due {day}, {}", cx.distance(day)),
        (None, true) => "is needed".to_owned(),
        (None, false) => "waits".to_owned(),
    };
    let message = format!("`{id}` {needs}, and `{there}` is still in `{phase}`");
    let whom = provider.owner("tpm").map_or_else(|| format!("`{there}`"), |tpm| format!("`{tpm}`"));
    let help = format!(
        "Ask {whom} what has to be settled there before you can build on it, and by when; keep a fallback until then."
    );
    let key = if is_dependency { Key::From } else { Key::Needs };
    let path = first.entity.path_of(key);
    let mut finding = cx.finding_at(first.span, Some(path), message).help(help);
    for place in rest {
        let label = format!("`{}` waits for `{there}` too", place.entity.id());
        finding = finding.relate(&cx.program.file.path, place.span, label);
    }
    Some(finding.relate(&provider.file.path, table.span(Key::Phase), format!("`{there}` is in `{phase}`")))
}
