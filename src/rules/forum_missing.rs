//! `forum-missing`: three teams or more work together, and no meeting brings them together.

use std::collections::BTreeSet;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{From, Key};
use crate::text::join_and;
use crate::workspace::{Stage, is_awaited};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "forum-missing",
    group: Group::Rhythm,
    level: Level::Info,
    summary: "In `build` or later three teams or more take part, and the program has no forum.",
    why: "With two teams, two people talk. With three, each of them knows something that the others would have needed, and \
          learns in the retrospective that it did.",
    bad: r#"
[program]
name = "Checkout rebuild"
phase = "build"
#       ^^^^^^^ info: 3 teams take part in `example` (`identity`, `payments` and `web`), and there is no forum

[scope.wallet-api]
title = "Wallet API v2"
state = "in-progress"
team = "payments"

[scope.sheet]
title = "Payment sheet"
state = "in-progress"
team = "web"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-10-15
promised = 2026-10-01
state = "agreed"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
phase = "build"

[scope.wallet-api]
title = "Wallet API v2"
state = "in-progress"
team = "payments"

[scope.sheet]
title = "Payment sheet"
state = "in-progress"
team = "web"

[dependencies.device-tokens]
need = "OAuth device tokens in production"
from = "identity"
needed-by = 2026-10-15
promised = 2026-10-01
state = "agreed"

[forums.weekly-sync]
name = "Weekly sync"
purpose = "Unblock the teams before Thursday's release cut"
cadence = "weekly"
owner = "maya-chen"
attendees = ["payments", "web", "identity"]
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

/// How many teams need a meeting of their own.
const ENOUGH: usize = 3;

/// How many of them a message names.
const MOST_NAMED: usize = 5;

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_running = cx.program.stage.is_some_and(|stage| (Stage::Build..Stage::Closed).contains(&stage));
    let Some(table) = cx.program.table().filter(|_| is_running) else { return };
    let is_there = cx.section(Key::Forums).next().is_some() || !cx.program.file.is_whole();
    if is_there {
        return;
    }
    let teams: BTreeSet<&str> = taking_part(cx).collect();
    if teams.len() < ENOUGH {
        return;
    }
    let mut named: Vec<String> = teams.iter().take(MOST_NAMED).map(|team| format!("`{team}`")).collect();
    if teams.len() > MOST_NAMED {
        named.push(format!("{} more", teams.len() - MOST_NAMED));
    }
    let message = format!(
        "{} teams take part in `{}` ({}), and there is no forum",
        teams.len(),
        cx.program.id,
        join_and(&named)
    );
    findings.push(cx.finding(table, Key::Phase, message).help(
        "Add the meeting in which they talk: [forums.weekly-sync] with lines such as name = \"Weekly sync\", cadence = \"weekly\", owner = …, attendees = […]",
    ));
}

/// The teams that have something open to do here: scope, milestones, and what is awaited from a team.
fn taking_part<'w>(cx: &Context<'w>) -> impl Iterator<Item = &'w str> {
    let own = cx.open(Key::Scope).chain(cx.open(Key::Milestones));
    let providing = cx.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency));
    own.filter_map(|entity| entity.word(Key::Team)).chain(providing.filter_map(|dependency| {
        match dependency.word(Key::From).and_then(From::parse) {
            Some(From::Team(team)) => Some(team),
            _ => None,
        }
    }))
}
