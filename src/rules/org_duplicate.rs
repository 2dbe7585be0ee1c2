//! `org-duplicate`: one id stands twice among people and teams.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::workspace::File;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "org-duplicate",
    group: Group::Format,
    level: Level::Error,
    summary: "One id stands twice among people and teams, in one org file or in two.",
    why: "Two Ana Souzas, and every milestone of the one is now asked of the other. People and teams share one \
          set of ids, because an escalation path or a meeting may name either.",
    bad: r#"
#-- org/people.toml
[people.ana-souza]
name = "Ana Souza"

[people.payments]
name = "Pay Ments"

#-- org/teams.toml
[people.ana-souza]
#       ^^^^^^^^^ error: `ana-souza` is a person in org/people.toml already
name = "Ana Lúcia Souza"

[teams.payments]
#      ^^^^^^^^ error: `payments` is a person in org/people.toml already
name = "Payments"
"#,
    good: r#"
#-- org/people.toml
[people.ana-souza]
name = "Ana Souza"

[people.ana-lucia-souza]
name = "Ana Lúcia Souza"

#-- org/teams.toml
[teams.payments]
name = "Payments"
lead = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for file in &cx.workspace.org {
        for entity in file.facts.entities() {
            let Some((first_file, first)) = first(cx, entity.id()) else { continue };
            if place(first_file, first) == place(file, entity) {
                continue;
            }
            let (id, noun) = (entity.id(), noun(first));
            let message = if first_file.path == file.path {
                format!("`{id}` is {noun} in this file already")
            } else {
                format!("`{id}` is {noun} in {} already", first_file.path)
            };
            let help = if first.section() == entity.section() {
                "Keep one of the two, or give one another id and correct what names it."
            } else {
                "Give one of the two another id: people and teams share one set of ids."
            };
            let finding = Finding::new(RULE.id, RULE.level, &file.path, entity.id_span(), message).help(help);
            let mut finding = finding.relate(&first_file.path, first.id_span(), format!("the first `{id}`"));
            finding.path = Some(entity.path());
            findings.push(finding);
        }
    }
}

/// The first person or team of this id, by file and then by place.
fn first<'w>(cx: &Context<'w>, id: &str) -> Option<(&'w File, Entity<'w>)> {
    let both = [cx.workspace.person(id), cx.workspace.team(id)];
    both.into_iter().flatten().min_by_key(|(file, entity)| place(file, *entity))
}

fn place<'w>(file: &'w File, entity: Entity<'_>) -> (&'w str, u32) {
    (&file.path, entity.id_span().start)
}

fn noun(entity: Entity<'_>) -> &'static str {
    if entity.section() == Key::People { "a person" } else { "a team" }
}
