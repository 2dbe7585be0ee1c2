//! `scope-undelivered`: work was agreed on, and no milestone says when it comes.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-undelivered",
    group: Group::Scope,
    level: Level::Warn,
    summary: "An item of scope is committed and names no milestone, in a program where another item does.",
    why: "Agreed on, and for no day. Each milestone is planned without it, because it is not theirs, and at the last \
          one somebody asks where it is.",
    bad: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "in-progress"
team = "payments"
milestone = "beta"

[scope.receipts]
#      ^^^^^^^^ warn: `receipts` is committed, and no milestone delivers it
title = "Receipts by e-mail"
state = "committed"
team = "payments"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    good: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "in-progress"
team = "payments"
milestone = "beta"

[scope.receipts]
title = "Receipts by e-mail"
state = "committed"
team = "payments"
milestone = "beta"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    // A program that ties no scope to milestones plans in another way.
    let Some(other) = cx.section(Key::Scope).find(|item| item.has(Key::Milestone)) else { return };
    for item in cx.section(Key::Scope) {
        if !item.is("committed") || !cx.program.file.lacks(item, Key::Milestone) {
            continue;
        }
        let whom = item.word(Key::Owner).map(|owner| format!("Ask `{owner}` when it comes, and write"));
        let whom = whom.or_else(|| {
            item.word(Key::Team).map(|team| format!("Ask team `{team}` when it comes, and write"))
        });
        let add = whom.unwrap_or_else(|| "Write".to_owned());
        let message = format!("`{}` is committed, and no milestone delivers it", item.id());
        let finding = cx.finding_of(item, message).help(format!(
            "{add} the milestone that delivers it, as `{}` does: milestone = \"…\". If it is for no milestone yet, write state = \"proposed\".",
            other.id()
        ));
        findings.push(finding.relate(
            &cx.program.file.path,
            other.span(Key::Milestone),
            format!("`{}` names one", other.id()),
        ));
    }
}
