//! `scope-unowned`: work was agreed on, and nobody does it.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-unowned",
    group: Group::Scope,
    level: Level::Warn,
    summary: "An item of scope is committed or in progress, and has neither an owner nor a team.",
    why: "Everybody in the room agreed that it must be done, and each thought of another team. Such an item \
          is found in the week before the launch, when the team that should have built it is booked elsewhere.",
    bad: r#"
[scope.wallet-api]
#      ^^^^^^^^^^ warn: `wallet-api` is committed, and has neither an owner nor a team
title = "Wallet API v2"
state = "committed"
"#,
    good: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"

[scope.gift-cards]
title = "Gift cards"
state = "proposed"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for item in cx.section(Key::Scope) {
        if item.has(Key::Owner) || item.has(Key::Team) {
            continue;
        }
        let state = match item.state() {
            Some("committed") => "committed",
            Some("in-progress") => "in progress",
            _ => continue,
        };
        let message = format!("`{}` is {state}, and has neither an owner nor a team", item.id());
        findings.push(cx.finding_of(item, message).help(
            "Add a line such as: team = \"payments\". Where no team has said yes, write state = \"proposed\".",
        ));
    }
}
