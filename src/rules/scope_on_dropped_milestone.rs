//! `scope-on-dropped-milestone`: an item of scope is open, and the milestone that delivers it was dropped.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-on-dropped-milestone",
    group: Group::Scope,
    level: Level::Error,
    summary: "An item of scope is open, and the milestone that delivers it was dropped.",
    why: "The milestone was dropped in one meeting, and what it was to deliver was not talked about. It is still in the \
          plan, and there is no day on which it comes.",
    bad: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"
milestone = "beta"
#           ^^^^^^ error: `wallet-api` is committed, and `beta`, which delivers it, was dropped

[milestones.beta]
name = "Closed beta"
state = "dropped"
"#,
    good: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"
milestone = "launch"

[milestones.beta]
name = "Closed beta"
state = "dropped"

[milestones.launch]
name = "Launch"
due = 2026-09-30
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for item in cx.open(Key::Scope) {
        let named = item.word(Key::Milestone);
        let Some((program, milestone)) = cx.workspace.milestone_of(cx.program, item) else { continue };
        let (Some(name), Some(state), true) = (named, item.state(), milestone.is("dropped")) else {
            continue;
        };
        let message = format!(
            "`{}` is {}, and `{name}`, which delivers it, was dropped",
            item.id(),
            state.replace('-', " ")
        );
        let whom = item.word(Key::Owner).or_else(|| milestone.word(Key::Owner));
        let whom = whom.map_or_else(String::new, |whom| format!("Ask `{whom}`. "));
        let finding = cx.finding(item, Key::Milestone, message).help(format!(
            "{whom}If it still comes, name the milestone that delivers it now; if not, write state = \"cut\"."
        ));
        findings.push(finding.relate(&program.file.path, milestone.span(Key::State), "dropped"));
    }
}
