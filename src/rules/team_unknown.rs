//! `team-unknown`: a team is named that no org file declares.

use std::cell::LazyCell;

use super::parties::{Answer, candidates, find};
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Key, PartyRole, is_placeholder};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "team-unknown",
    group: Group::Owners,
    level: Level::Error,
    summary: "A team is named that no org file declares. While none declares any, every well-formed id is accepted.",
    why: "Teams are renamed and merged more often than plans are rewritten. Work that belongs to a team of last \
          year's chart is work that nobody has in this year's plan.",
    bad: r#"
#-- org/teams.toml
[teams.payments]
name = "Payments"
lead = "ana-souza"

#-- programs/checkout.toml
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "paymets"
#      ^^^^^^^^^ error: there is no team `paymets`
"#,
    good: r#"
#-- org/teams.toml
[teams.payments]
name = "Payments"
lead = "ana-souza"

#-- programs/checkout.toml
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"
"#,
    fixable: true,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let workspace = cx.workspace;
    if !workspace.has_teams() {
        return;
    }
    let teams = LazyCell::new(|| candidates(workspace.teams()));
    find(
        cx,
        findings,
        |_, party| party.role == PartyRole::Team && workspace.team(party.id).is_none(),
        |party| format!("there is no team `{}`", party.id),
        |party| {
            let id = party.id;
            if is_placeholder(id) {
                return Answer::say("Write which team it is, or delete this until one has said yes.");
            }
            if party.key == Key::From && workspace.program(id).is_some() {
                return Answer::say(format!(
                    "`{id}` is a program: write \"{id}/\" and one of its milestones, or \"{id}/\" alone until one is agreed."
                ));
            }
            if let Some((_, person)) = workspace.person(id) {
                let team = person.word(Key::Team).map(|team| format!(", such as: \"{team}\""));
                return Answer::say(format!(
                    "`{id}` is a person; write the team{}",
                    team.unwrap_or_default()
                ));
            }
            Answer::among(workspace, cx.guesses, Key::Teams, id, &teams).unwrap_or_else(|| {
                Answer::say(format!(
                    "Write the id of a team that an org file declares, or add there: [teams.{id}] with a line name = \"…\""
                ))
            })
        },
    );
}
