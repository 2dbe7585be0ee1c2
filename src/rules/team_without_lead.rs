//! `team-without-lead`: a team that nobody leads.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "team-without-lead",
    group: Group::Owners,
    level: Level::Warn,
    summary: "A team in an org file has no `lead`.",
    why: "When a date is in doubt somebody has to be asked, and a team is not somebody. Every other rule that says whom \
          to ask says the lead.",
    bad: r#"
#-- org/teams.toml
[teams.payments]
#      ^^^^^^^^ warn: team `payments` has no lead
name = "Payments"
"#,
    good: r#"
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
        for team in file.facts.section(Key::Teams).filter(|team| file.lacks(*team, Key::Lead)) {
            let id = team.id();
            // Of a team that stands there twice `org-duplicate` speaks; the first one counts.
            let counts = cx.workspace.team(id).is_some_and(|(first_file, first)| {
                first_file.path == file.path && first.place() == team.place()
            });
            if !counts {
                continue;
            }
            let parent = team.word(Key::Parent).filter(|parent| *parent != id);
            let above =
                parent.and_then(|parent| Some((parent, cx.workspace.team(parent)?.1.word(Key::Lead)?)));
            let help = match above {
                Some((parent, lead)) => {
                    format!(
                        "Ask `{lead}`, who leads `{parent}` above it, and add a line such as: lead = \"{lead}\""
                    )
                }
                None => "Write whom to ask about it, one person: lead = \"ana-souza\"".to_owned(),
            };
            let message = format!("team `{id}` has no lead");
            let mut finding =
                Finding::new(cx.rule.id, cx.rule.level, &file.path, team.id_span(), message).help(help);
            finding.path = Some(team.path());
            findings.push(finding);
        }
    }
}
