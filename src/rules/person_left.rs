//! `person-left`: somebody who has left still holds something open.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key, Party, PartyRole, When};
use crate::workspace::{File, Program, Target};

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
    let org = cx.workspace.org.iter().map(|file| (file, None));
    let programs = cx.workspace.programs.iter().filter(|program| !program.is_closed());
    for (file, program) in org.chain(programs.map(|program| (&program.file, Some(program)))) {
        for party in file.facts.parties().filter(|party| party.role != PartyRole::Team) {
            let Some((org, person)) = cx.workspace.person(party.id) else { continue };
            if has_left(person) && holds(cx, program, party) {
                findings.push(finding(cx, file, program, party, (org, person)));
            }
        }
    }
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

fn finding(
    cx: &Context<'_>,
    file: &File,
    program: Option<&Program>,
    party: Party<'_>,
    (org, person): (&File, Entity<'_>),
) -> Finding {
    let Party { entity, key, id, span, .. } = party;
    let left = match person.when(Key::Left) {
        Some(When::Days(days)) => days.last,
        _ => cx.today,
    };
    let still = match entity.section() {
        Key::Owners => format!("still is `{}` of the program", entity.id()),
        Key::Escalation => "still stands in the escalation path".to_owned(),
        Key::Stakeholders => format!("still is {} of `{}`", key.name(), entity.id()),
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
    let mut finding = Finding::new(cx.rule.id, cx.rule.level, &file.path, span, message).help(help).relate(
        &org.path,
        person.span(Key::Left),
        "the last day",
    );
    finding.program = program.map(|program| program.id.clone());
    finding.path = Some(entity.path_of(key));
    finding
}
