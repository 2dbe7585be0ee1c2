//! `dependency-one-sided`: a dependency is agreed here, and no commitment there answers it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Fix, Level};
use crate::model::{Entity, From, Key, When, is_id};
use crate::workspace::{Program, Workspace};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-one-sided",
    group: Group::Dependencies,
    level: Level::Warn,
    summary: "A dependency is agreed with another program, and no commitment there answers it.",
    why: "An agreement that only one side wrote down is a hope. When their plan moves, nothing in their file tells \
          them that yours moves with it.",
    bad: r#"
[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity/ga"
#      ^^^^^^^^^^^^^ warn: `device-tokens` is agreed here, and no commitment of `identity` answers it
needed-by = 2026-07-15
promised = 2026-07-10
state = "agreed"

#-- programs/identity.toml
[milestones.ga]
name = "Generally available"
due = 2026-07-10
owner = "tom-ito"
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

[commitments.device-tokens]
to = "example/device-tokens"
milestone = "ga"
promised = 2026-07-10
owner = "tom-ito"
"#,
    fixable: true,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for dependency in cx.section(Key::Dependencies).filter(|dependency| dependency.is("agreed")) {
        let Some((provider, milestone)) = asked(cx, dependency) else { continue };
        if std::ptr::eq(provider, cx.program) || provider.is_closed() {
            continue;
        }
        if cx.workspace.commitments_to(cx.program, dependency).next().is_some()
            || may_answer(cx.workspace, provider, cx.program)
        {
            continue;
        }
        let id = dependency.id();
        let own = &cx.program.id;
        let message = format!("`{id}` is agreed here, and no commitment of `{}` answers it", provider.id);
        let delivers =
            milestone.map_or_else(String::new, |milestone| format!(", milestone = \"{}\"", milestone.id()));
        let lines = format!("[commitments.{id}] with to = \"{own}/{id}\"{delivers}");
        let help = format!(
            "Ask {} to add to {}: {lines}. If they do not, it is not agreed: state = \"requested\".",
            cx.whom_to_ask(dependency),
            provider.file.path
        );
        let mut finding = cx.finding(dependency, Key::From, message).help(help);
        finding.fix = commitment(cx, dependency, provider, milestone).map(Box::new);
        let file = &provider.file.path;
        findings.push(match (milestone, provider.table()) {
            (Some(milestone), _) => finding.relate(
                file,
                milestone.id_span(),
                "this is what it waits for, and nothing here says so",
            ),
            (None, Some(table)) => {
                finding.relate(file, table.id_span(), "nothing here says that somebody waits for it")
            }
            (None, None) => finding,
        });
    }
}

/// Writes the other half of the agreement at the end of the provider's file. It is for them to look at.
fn commitment(
    cx: &Context<'_>,
    dependency: Entity<'_>,
    provider: &Program,
    milestone: Option<Entity<'_>>,
) -> Option<Fix> {
    let id = dependency.id();
    let own = &cx.program.id;
    if provider.file.facts.entity(Key::Commitments, id).is_some() || !is_id(id) || !is_id(own) {
        return None;
    }
    let mut lines = vec![format!("[commitments.{id}]"), format!("to = \"{own}/{id}\"")];
    lines.extend(milestone.map(|milestone| format!("milestone = \"{}\"", milestone.id())));
    match dependency.when(Key::Promised) {
        Some(When::Days(days)) if days.is_day() => lines.push(format!("promised = {}", days.last)),
        _ => {}
    }
    let title = format!("add the commitment to {}", provider.file.path);
    Some(Fix { title, safe: false, edits: vec![provider.file.append(&(lines.join("\n") + "\n"))] })
}

/// The program that a dependency is agreed with, and its milestone where one is named. `None` where there is no such
/// thing, or nothing left to commit to: other rules speak then.
fn asked<'w>(cx: &Context<'w>, dependency: Entity<'w>) -> Option<(&'w Program, Option<Entity<'w>>)> {
    match dependency.word(Key::From).and_then(From::parse)? {
        From::Milestone(..) => {
            let (program, milestone) = cx.workspace.providing_milestone(cx.program, dependency)?;
            milestone.is_open().then_some((program, Some(milestone)))
        }
        From::Program(program) => Some((cx.workspace.program(program)?, None)),
        From::Team(_) | From::External(_) => None,
    }
}

/// Whether a commitment may be meant for `program` and could not be read, or leads to nothing there: that is said
/// where it stands.
fn may_answer(workspace: &Workspace, provider: &Program, program: &Program) -> bool {
    !provider.file.is_whole()
        || provider.section(Key::Commitments).any(|commitment| match commitment.word(Key::To) {
            None => true,
            Some(to) => {
                to.split_once('/').is_some_and(|(named, _)| *named == *program.id)
                    && !matches!(
                        workspace.resolve(provider, to, &[Key::Dependencies]),
                        Some(crate::workspace::Target::Found(..))
                    )
            }
        })
}
