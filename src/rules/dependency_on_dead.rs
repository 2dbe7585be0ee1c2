//! `dependency-on-dead`: something open waits for what was dropped, or for a program that is closed.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, From, Key};
use crate::workspace::{Dead, Program, dead, edges_of, is_awaited};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-on-dead",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A dependency or an open milestone waits for a milestone that was dropped, or for a program that is closed.",
    why: "It will not come. They took it out of their plan for good reasons and told those they knew of; your plan \
          still counts on it, and its dates are already wrong.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
#      ^^^^^^^^^^^^^ error: `device-tokens` waits for `identity/ga`, which was dropped
needed-by = 2026-07-15
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
state = "dropped"
owner = "tom-ito"
"#,
    good: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "access/ga"
needed-by = 2026-07-15
promised = 2026-07-10
state = "agreed"

#-- programs/access.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "li-wei"

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
owner = "li-wei"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
state = "dropped"
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
        let Some(end) = cx.workspace.dead_provider(cx.program, dependency) else { continue };
        let there = end.program();
        let message = format!("`{}` waits for {}", dependency.id(), what(cx, end));
        let whom = there.owner("tpm").map_or_else(|| cx.whom_to_ask(dependency), |tpm| format!("`{tpm}`"));
        let finding = cx.finding(dependency, Key::From, message).help(format!(
            "Ask {whom} who delivers it now, and write that as `from`; if nobody does, write state = \"refused\" and plan without it."
        ));
        findings.push(relate(finding, end));
    }
    let told = std::cell::LazyCell::new(|| told(cx));
    for edge in edges_of(cx.workspace, cx.program).filter(|edge| edge.milestone.is_open()) {
        let Some(end) = dead(edge.needed_program, edge.needed) else { continue };
        if told.contains(&place(edge.needed_program, edge.needed)) {
            continue;
        }
        let message = format!("`{}` needs {}", edge.milestone.id(), what(cx, end));
        let whom = edge.needed.word(Key::Owner).or_else(|| edge.needed_program.owner("tpm"));
        let ask = whom.map_or_else(|| "Find out".to_owned(), |whom| format!("Ask `{whom}`"));
        let help = format!(
            "{ask} what takes its place, and write that in `needs`; if nothing does, decide how `{}` is met without it and take it out.",
            edge.milestone.id()
        );
        let finding = cx.finding_at(edge.span, Some(edge.milestone.path_of(Key::Needs)), message).help(help);
        findings.push(relate(finding, end));
    }
}

fn parts(end: Dead<'_>) -> (&Program, Option<Entity<'_>>) {
    match end {
        Dead::Dropped(program, milestone) => (program, Some(milestone)),
        Dead::Closed(program, milestone) => (program, milestone),
    }
}

/// `` `identity/ga`, which was dropped ``.
fn what(cx: &Context<'_>, end: Dead<'_>) -> String {
    let (program, milestone) = parts(end);
    let own = program.id == cx.program.id;
    let name = match milestone {
        Some(milestone) if own => milestone.id().to_owned(),
        Some(milestone) => format!("{}/{}", program.id, milestone.id()),
        None => program.id.to_string(),
    };
    match (end, milestone) {
        (Dead::Dropped(..), _) => format!("`{name}`, which was dropped"),
        (Dead::Closed(..), None) => format!("`{name}`, which is closed"),
        (Dead::Closed(..), Some(_)) => format!("`{name}`, and `{}` is closed without it", program.id),
    }
}

fn relate(finding: Finding, end: Dead<'_>) -> Finding {
    let (program, milestone) = parts(end);
    let file = &program.file.path;
    match (end, milestone, program.table()) {
        (Dead::Dropped(..), Some(milestone), _) => {
            finding.relate(file, milestone.span(Key::State), "it was dropped here")
        }
        (_, _, Some(table)) => finding.relate(file, table.span(Key::Phase), "the program is closed"),
        _ => finding,
    }
}

fn place(program: &Program, milestone: Entity<'_>) -> (Arc<str>, usize) {
    (Arc::clone(&program.id), milestone.place())
}

/// The milestones of others of which a dependency says already that they will not come.
fn told(cx: &Context<'_>) -> FxHashSet<(Arc<str>, usize)> {
    let refused = cx.speaks("dependency-refused");
    let asked = cx.section(Key::Dependencies).filter(|dependency| {
        matches!(dependency.word(Key::From).and_then(From::parse), Some(From::Milestone(program, _)) if *program != *cx.program.id)
            && (is_awaited(*dependency) || (refused && dependency.is("refused")))
    });
    let asked = asked.filter_map(|dependency| cx.workspace.providing_milestone(cx.program, dependency));
    asked.map(|(program, milestone)| place(program, milestone)).collect()
}
