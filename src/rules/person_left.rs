//! `person-left`: somebody who has left still holds something open.

use super::parties::{self, Place, places};
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key, Party, PartyRole};
use crate::workspace::{Program, Target};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "person-left",
    group: Group::Owners,
    level: Level::Error,
    summary: "Somebody who has left still owns, decides, approves or leads something that is open.",
    why: "On the last day a laptop is handed over, not a list of promises. What is left behind is silent: its \
          reviews do not happen, its escalations bounce, and the file looks complete.",
    bad: r#"
#-- org/people.toml
[people.lee-park]
name = "Lee Park"
left = 2026-05-31

[people.maya-chen]
name = "Maya Chen"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "lee-park"
#       ^^^^^^^^^^ error: `lee-park` left 2026-05-31, 15 days ago, and still is `owner` of `beta`
"#,
    good: r#"
#-- org/people.toml
[people.lee-park]
name = "Lee Park"
left = 2026-05-31

[people.maya-chen]
name = "Maya Chen"

#-- programs/checkout.toml
[milestones.alpha]
name = "Closed alpha"
due = 2026-04-30
done = 2026-04-28
owner = "lee-park"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "maya-chen"
"#,
    fixable: false,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let has_left = |person: Entity<'_>| cx.day(person, Key::Left).is_some_and(|left| left < cx.today);
    let mut people = cx.workspace.org.iter().flat_map(|file| file.facts.section(Key::People));
    if !people.any(has_left) {
        return;
    }
    let left = places(cx, |program, party| {
        party.role != PartyRole::Team
            && !program.is_some_and(Program::is_closed)
            && cx.workspace.person(party.id).is_some_and(|(_, person)| has_left(person))
            && holds(cx, program, party)
    });
    findings.extend(left.into_iter().filter_map(|place| finding(cx, place)));
}

/// Whether something is still expected of whom this place names.
fn holds(cx: &Context<'_>, program: Option<&Program>, Party { entity, key, .. }: Party<'_>) -> bool {
    match (entity.section(), key) {
        (Key::Forums, Key::Attendees) => false,
        (Key::Stakeholders, _) => matches!(entity.choice(Key::Role), Some("approver" | "consulted")),
        // What was tested asks for nothing more.
        (Key::Assumptions, _) => entity.is("untested"),
        (Key::Commitments, _) => {
            let to = program.zip(entity.word(Key::To));
            let target = to.and_then(|(program, to)| cx.workspace.resolve(program, to, &[Key::Dependencies]));
            !matches!(target, Some(Target::Found(_, dependency)) if !dependency.is_open())
        }
        _ => entity.is_open(),
    }
}

fn finding(cx: &Context<'_>, place: Place<'_>) -> Option<Finding> {
    let (_, program, Party { entity, key, id, .. }) = place;
    let (org, person) = cx.workspace.person(id)?;
    let left = cx.day(person, Key::Left)?;
    let still = match entity.section() {
        Key::Owners => format!("still is `{}` of the program", entity.id()),
        Key::Escalation => "still stands in the escalation path".to_owned(),
        Key::Stakeholders => {
            let role = entity.choice(Key::Role).unwrap_or("stakeholder");
            format!("still is `{role}` for `{}`", entity.id())
        }
        Key::Decisions => format!("still is to decide `{}`", entity.id()),
        _ => format!("still is `{}` of `{}`", key.name(), entity.id()),
    };
    let message = format!("`{id}` left {left}, {}, and {still}", cx.distance(left));
    let team = person.word(Key::Team);
    let lead = team.and_then(|team| cx.workspace.team(team)?.1.word(Key::Lead));
    let tpm = program.and_then(|program| program.owner("tpm"));
    let help = match (lead.filter(|lead| *lead != id), tpm.filter(|tpm| *tpm != id), team) {
        (Some(lead), _, Some(team)) => {
            format!("Ask `{lead}`, who leads `{team}`, who takes over, and write that id here.")
        }
        (_, Some(tpm), _) => format!("Ask `{tpm}` who takes over, and write that id here."),
        _ => "Find out who takes over, and write that id here.".to_owned(),
    };
    let finding = parties::finding(place, cx, message).help(help);
    Some(finding.relate(&org.path, person.span(Key::Left), "the last day"))
}
