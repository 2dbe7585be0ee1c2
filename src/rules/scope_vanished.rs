//! `scope-vanished`: an item of scope was deleted, where `cut` would have kept the record.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::{join_and, same_words};
use crate::workspace::{Past, Vanished};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-vanished",
    group: Group::History,
    level: Level::Warn,
    summary: "An item of scope was deleted while it was committed or in progress; `state = \"cut\"` would have kept the \
              record.",
    why: "Somebody counts on what was committed, and nobody told them. An item that is cut says so to everyone who looks \
          for it; an item that is gone looks as if it had never been promised.",
    bad: r#"
#== 2026-03-02 Plan the scope
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"

[scope.receipts]
title = "Receipts by mail"
state = "committed"
team = "payments"

#== 2026-06-02 Clean up
[program]
#^^^^^^^^ warn: `wallet-api`, Wallet API v2, was committed when it was deleted on 2026-06-02
name = "Checkout rebuild"

[scope.receipts]
title = "Receipts by mail"
state = "committed"
team = "payments"
"#,
    good: r#"
#== 2026-03-02 Plan the scope
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"

#== 2026-06-02 Cut the wallet API
[scope.wallet-api]
title = "Wallet API v2"
state = "cut"
team = "payments"
"#,
    fixable: false,
    options: &[],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let vanished = &past.of(cx.program).vanished;
    let Some(table) = cx.program.table().filter(|_| !cx.program.is_closed() && !vanished.is_empty()) else {
        return;
    };
    // Under another id the item is still there; whether it is the same, its title says.
    let lives_on =
        |item: &Vanished| cx.section(Key::Scope).any(|other| same_words(other.title(), &item.title));
    let gone: Vec<&Vanished> = vanished.iter().filter(|item| !lives_on(item)).collect();
    // What one commit deleted is told once.
    for items in gone.chunk_by(|one, other| one.age == other.age) {
        let Some(first) = items.first() else { continue };
        let ids: Vec<String> = items.iter().map(|item| format!("`{}`", item.id)).collect();
        let message = match items {
            [item] => {
                let state = if item.state == "committed" { "committed" } else { "in progress" };
                format!("{}, {}, was {state} when it was deleted on {}", ids[0], item.title, item.day)
            }
            _ => format!(
                "{} items of scope, committed or in progress, were deleted on {}: {}",
                items.len(),
                first.day,
                join_and(&ids)
            ),
        };
        let mut digits = first.commit.oid.to_string();
        digits.truncate(9);
        let (it, its) = if items.len() == 1 { ("it", "its text") } else { ("each", "their texts") };
        let mut finding = cx.finding_of(table, message).help(format!(
            "Bring {it} back with state = \"cut\", so that whoever counts on it finds out; `git show {digits}` has {its}. \
             What has another id now, here or in another program, names the old one there: previously = [\"{}/{}\"]",
            cx.program.id,
            first.id
        ));
        finding.path = Some(format!("scope.{}", first.id));
        let reason = first.commit.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let label =
            format!("{} {} deleted {} ({digits}){reason}", first.day, first.commit.author, join_and(&ids));
        findings.push(finding.relate(&cx.program.file.path, table.id_span(), label));
    }
}
