//! `owner-not-a-person`: a team or a list stands where one person answers.

use super::parties::{self, Place, strangers, team_for_person};
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key, section};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "owner-not-a-person",
    group: Group::Owners,
    level: Level::Error,
    summary: "A team or a list stands where one person answers.",
    why: "A team does the work, and one person answers for it. Ask a team how it goes and everybody waits for somebody \
          else to reply; ask two people and each thinks that the other one did.",
    bad: r#"
#-- org/teams.toml
[people.ana-souza]
name = "Ana Souza"

[people.li-wei]
name = "Li Wei"

[people.maya-chen]
name = "Maya Chen"

[teams.payments]
name = "Payments"
lead = "ana-souza"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "payments"
#       ^^^^^^^^^^ error: `payments` is a team, and `owner` of `beta` takes one person

[milestones.launch]
name = "Launch"
due = 2026-09-30
owner = ["ana-souza", "li-wei"]
#       ^^^^^^^^^^^^^^^^^^^^^^^ error: `owner` takes one person, and this is a list of 2
"#,
    good: r#"
#-- org/teams.toml
[people.ana-souza]
name = "Ana Souza"

[people.li-wei]
name = "Li Wei"

[people.maya-chen]
name = "Maya Chen"

[teams.payments]
name = "Payments"
lead = "ana-souza"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
team = "payments"

[milestones.launch]
name = "Launch"
due = 2026-09-30
owner = "li-wei"
"#,
    fixable: true,
    options: &[],
    check: Check::Workspace(check),
};

/// Finds the teams; the lists are found while files are read.
fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if !cx.workspace.has_teams() {
        return;
    }
    let teams = strangers(cx, |_, party| team_for_person(cx.workspace, party).is_some());
    findings.extend(teams.into_iter().filter_map(|place| finding(cx, place)));
}

fn finding(cx: &Context<'_>, place: Place<'_>) -> Option<Finding> {
    let (_, _, party) = place;
    let (file, team) = team_for_person(cx.workspace, party)?;
    let (id, entity) = (party.id, party.entity);
    let (name, field) = match (entity.section(), party.key) {
        (Key::Owners, _) => (entity.id(), format!("`{}`", entity.id())),
        (_, key) => (key.name(), format!("`{}` of `{}`", key.name(), entity.id())),
    };
    let message = format!("`{id}` is a team, and {field} takes one person");
    let lead = team.word(Key::Lead).filter(|lead| *lead != id);
    let ask = match lead {
        Some(lead) => format!("Ask `{lead}`, who leads it, which one person answers: {name} = \"{lead}\""),
        None => format!("Ask the team which one person answers: {name} = \"ana-souza\""),
    };
    let keep = if party.key == Key::Owner && has_room_for_team(entity) {
        format!("; the team goes on a line of its own: team = \"{id}\"")
    } else {
        String::new()
    };
    let help = format!("{ask}{keep}");
    Some(parties::finding(place, cx, message).help(help).relate(&file.path, team.id_span(), "a team"))
}

/// Whether an entity could name its team, and does not.
fn has_room_for_team(entity: Entity<'_>) -> bool {
    section(entity.section()).is_some_and(|shape| shape.get(Key::Team).is_some()) && !entity.has(Key::Team)
}
