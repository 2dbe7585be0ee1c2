//! `person-unknown`: a person is named whom no org file declares.

use std::cell::LazyCell;

use super::parties::{Answer, candidates, find, team_for_person};
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, PartyRole, is_placeholder};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "person-unknown",
    group: Group::Owners,
    level: Level::Error,
    summary: "A person is named whom no org file declares. While none declares any, every well-formed id is accepted. \
              Of a team in place of a person `owner-not-a-person` speaks.",
    why: "A milestone whose owner does not exist has no owner, and looks as if it had one. Mostly it is a typo; \
          sometimes it is somebody who was never told.",
    bad: r#"
#-- org/people.toml
[people.maya-chen]
name = "Maya Chen"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "maya-chn"
#       ^^^^^^^^^^ error: there is no person `maya-chn`
"#,
    good: r#"
#-- org/people.toml
[people.maya-chen]
name = "Maya Chen"

#-- programs/checkout.toml
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "maya-chen"
"#,
    fixable: true,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let workspace = cx.workspace;
    if !workspace.has_people() {
        return;
    }
    let has_teams = workspace.has_teams();
    let people = LazyCell::new(|| candidates(workspace.people()));
    let teams = LazyCell::new(|| candidates(workspace.teams()));
    find(
        cx,
        findings,
        |program, party| match party.role {
            PartyRole::Person => {
                workspace.person(party.id).is_none()
                    && !(team_for_person(workspace, party).is_some()
                        && cx.speaks_of(program, "owner-not-a-person"))
            }
            PartyRole::Team => false,
            PartyRole::Either => {
                has_teams && workspace.person(party.id).is_none() && workspace.team(party.id).is_none()
            }
        },
        |party| match party.role {
            PartyRole::Either => format!("there is neither a person nor a team `{}`", party.id),
            _ => format!("there is no person `{}`", party.id),
        },
        |party| {
            let id = party.id;
            if is_placeholder(id) {
                return Answer::say("Write who it is, or delete this until somebody has said yes.");
            }
            if let Some((_, team)) = workspace.team(id) {
                let lead = team.word(Key::Lead).map(|lead| format!(", such as its lead: \"{lead}\""));
                let lead = lead.unwrap_or_default();
                return Answer::say(format!("`{id}` is a team; write the person who answers{lead}"));
            }
            let meant =
                Answer::among(workspace, cx.guesses, Key::People, id, &people).or_else(|| match party.role {
                    PartyRole::Either => Answer::among(workspace, cx.guesses, Key::Teams, id, &teams),
                    _ => None,
                });
            meant.unwrap_or_else(|| {
                Answer::say(format!(
                    "Write the id of somebody whom an org file declares, or add there: [people.{id}] with a line name = \"…\""
                ))
            })
        },
    );
}
