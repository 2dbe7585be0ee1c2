//! `owner-outside-team`: one team delivers it, and somebody of another team owns it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "owner-outside-team",
    group: Group::Owners,
    level: Level::Info,
    summary: "An open milestone or item of scope names a team, and its owner belongs to another one. Teams above and \
              below count as one line; the team's lead and whoever has a role in `[owners]` may stand anywhere.",
    why: "The owner is asked for the date, and the people who keep it report to somebody else. Often it only means that \
          somebody has changed teams, and the line was forgotten.",
    bad: r#"
#-- org/org.toml
[people.ana-souza]
name = "Ana Souza"
team = "payments"

[people.tom-ito]
name = "Tom Ito"
team = "identity"

[people.maya-chen]
name = "Maya Chen"

[teams.payments]
name = "Payments"
lead = "ana-souza"

[teams.identity]
name = "Identity"
lead = "tom-ito"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "tom-ito"
#       ^^^^^^^^^ info: `tom-ito` owns `beta` of team `payments`, and belongs to team `identity`
team = "payments"
"#,
    good: r#"
#-- org/org.toml
[people.ana-souza]
name = "Ana Souza"
team = "payments"

[people.tom-ito]
name = "Tom Ito"
team = "identity"

[people.maya-chen]
name = "Maya Chen"

[teams.payments]
name = "Payments"
lead = "ana-souza"

[teams.identity]
name = "Identity"
lead = "tom-ito"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
team = "payments"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() || !cx.workspace.has_people() {
        return;
    }
    for section in [Key::Scope, Key::Milestones] {
        findings.extend(cx.open(section).filter_map(|entity| finding(cx, entity)));
    }
}

fn finding(cx: &Context<'_>, entity: Entity<'_>) -> Option<Finding> {
    let (workspace, team) = (cx.workspace, entity.word(Key::Team)?);
    let owner = entity.word(Key::Owner)?;
    let (file, person) = workspace.person(owner)?;
    let own = person.word(Key::Team)?;
    if workspace.may_be_one_line(own, team) {
        return None;
    }
    let declared = workspace.team(team).map(|(_, team)| team);
    let lead = declared.and_then(|team| team.word(Key::Lead));
    let has_role = || cx.section(Key::Owners).any(|role| role.word(Key::Value) == Some(owner));
    // A team that nobody knows has a finding of its own; and what a broken org file says of the chart is not known.
    let is_unknown = || workspace.has_teams() && (declared.is_none() || workspace.team(own).is_none());
    if lead == Some(owner) || has_role() || is_unknown() || workspace.org_has_gaps() {
        return None;
    }
    let id = entity.id();
    let message = format!("`{owner}` owns `{id}` of team `{team}`, and belongs to team `{own}`");
    let help = match lead {
        Some(lead) => format!(
            "Ask `{lead}`, who leads `{team}`, who answers for it there; or write the team that does it: team = \"{own}\""
        ),
        None => {
            format!(
                "Ask team `{team}` who answers for it there; or write the team that does it: team = \"{own}\""
            )
        }
    };
    let label = format!("`{owner}` belongs to `{own}`");
    Some(cx.finding(entity, Key::Owner, message).help(help).relate(&file.path, person.span(Key::Team), label))
}
