//! `health-contradicted`: a program says green, and what it says of itself and of others says otherwise.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level, Related};
use crate::model::{Entity, Key};
use crate::text::{Span, plural};
use crate::workspace::{Program, edges_of, is_awaited, is_grave, unanswered};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "health-contradicted",
    group: Group::Status,
    level: Level::Warn,
    summary: "A program says green, and overdue milestones, late dependencies, red programs upstream or grave risks \
              without an answer say otherwise.",
    why: "A watermelon: green outside, red inside. Everyone close to the work knows, and the color is what everyone \
          else reads. The later it turns, the less anybody can do about it.",
    bad: r#"
[program]
name = "Checkout rebuild"
health = "green"
#        ^^^^^^^ warn: `example` says green, and 2 facts say otherwise

[milestones.beta]
name = "Closed beta"
due = 2026-06-03
owner = "ana-souza"

[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
owner = "maya-chen"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
health = "green"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor by 2026-07-10"
owner = "maya-chen"
review-by = 2026-07-01

[[escalation]]
to = "lee-park"
within = "2d"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(table) = cx.program.table() else { return };
    if cx.program.is_closed() || table.choice(Key::Health) != Some("green") {
        return;
    }
    let facts = evidence(cx);
    if facts.is_empty() {
        return;
    }
    let verb = if facts.len() == 1 { "says" } else { "say" };
    let message = format!(
        "`{}` says green, and {} {verb} otherwise",
        cx.program.id,
        plural(facts.len() as u64, "fact")
    );
    let mut finding = cx.finding(table, Key::Health, message).help(
        "Write the color that these facts add up to, health = \"yellow\" or \"red\", and a path-to-green; or mend the facts.",
    );
    finding.related = facts;
    findings.push(finding);
}

/// Everything that says otherwise, each with its place.
fn evidence(cx: &Context<'_>) -> Vec<Related> {
    let mut facts = Vec::new();
    let mut add = |program: &Program, span: Span, message: String| {
        facts.push(Related { file: std::sync::Arc::clone(&program.file.path), span, message });
    };
    for milestone in cx.open(Key::Milestones) {
        if let Some(due) = cx.passed(milestone, Key::Due) {
            let message = format!("`{}` was due {due}, {}", milestone.id(), cx.distance(due));
            add(cx.program, milestone.span(Key::Due), message);
        }
    }
    for dependency in cx.section(Key::Dependencies) {
        let id = dependency.id();
        if let Some((key, day)) = cx.workspace.overdue_dependency(dependency, cx.today) {
            let was = if key == Key::NeededBy { "needed by" } else { "promised for" };
            let message = format!("`{id}` was {was} {day}, {}", cx.distance(day));
            add(cx.program, dependency.span(key), message);
        } else if let Some((needed, arrival)) = cx.workspace.lateness(cx.program, dependency) {
            let message = format!("`{id}` is needed by {needed} and comes {}", arrival.day);
            add(cx.program, dependency.span(Key::NeededBy), message);
        }
    }
    for (at, red) in upstream(cx).enumerate() {
        if upstream(cx).take(at).all(|before| !std::ptr::eq(before.0, red.0)) {
            let message = format!("`{}` is red, and `{}` waits for it", red.0.id, red.1.id());
            add(red.0, red.0.table().map_or_else(Span::default, |table| table.span(Key::Health)), message);
        }
    }
    for risk in cx.open(Key::Risks).filter(|risk| is_grave(*risk)) {
        if unanswered(&cx.program.file, risk).is_some() {
            let message = format!(
                "`{}` is high in likelihood and impact, and nothing is planned against it",
                risk.id()
            );
            add(cx.program, risk.id_span(), message);
        }
    }
    facts
}

/// The red programs that something here waits for, and what it is that waits.
fn upstream<'w>(cx: &Context<'w>) -> impl Iterator<Item = (&'w Program, Entity<'w>)> {
    let (workspace, program) = (cx.workspace, cx.program);
    let asked = program.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency));
    let asked = asked.filter_map(move |dependency| {
        let over =
            workspace.providing_milestone(dependency).is_some_and(|(_, milestone)| !milestone.is_open());
        Some((workspace.provider(dependency).filter(|_| !over)?, dependency))
    });
    let needed = edges_of(workspace, program)
        .filter(|edge| edge.milestone.is_open() && edge.needed.is_open())
        .map(|edge| (edge.needed_program, edge.milestone));
    asked.chain(needed).filter(move |(other, _)| {
        let red = other.table().is_some_and(|table| table.choice(Key::Health) == Some("red"));
        red && !other.is_closed() && !std::ptr::eq(*other, program)
    })
}
