//! `scope-left-open`: a milestone is done, and an item of scope that it delivers is not.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-left-open",
    group: Group::Scope,
    level: Level::Warn,
    summary: "An item of scope is open, and the milestone that delivers it is done.",
    why: "Either the item came and nobody wrote it down, or the milestone was called done without it. The second is how \
          scope disappears: nobody cut it, and no later milestone has it.",
    bad: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "in-progress"
#       ^^^^^^^^^^^^^ warn: `wallet-api` is in progress, and `alpha`, which delivers it, was met 2026-06-02, 13 days ago
team = "payments"
milestone = "alpha"

[milestones.alpha]
name = "Closed alpha"
due = 2026-05-29
done = 2026-06-02
owner = "ana-souza"
"#,
    good: r#"
[scope.wallet-api]
title = "Wallet API v2"
state = "done"
team = "payments"
milestone = "alpha"

[milestones.alpha]
name = "Closed alpha"
due = 2026-05-29
done = 2026-06-02
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
        let (Some(name), Some(state), true) = (named, item.state(), milestone.is("done")) else { continue };
        let day = cx.day(milestone, Key::Done);
        // A day to come is a fault of the milestone, of which `milestone-done-mismatch` speaks.
        if day.is_some_and(|day| day > cx.today) {
            continue;
        }
        let met =
            day.map_or_else(|| "is done".to_owned(), |day| format!("was met {day}, {}", cx.distance(day)));
        let message =
            format!("`{}` is {}, and `{name}`, which delivers it, {met}", item.id(), state.replace('-', " "));
        let whom = item.word(Key::Owner).or_else(|| milestone.word(Key::Owner));
        let whom = whom.map_or_else(String::new, |whom| format!("Ask `{whom}`. "));
        let finding = cx.finding(item, Key::State, message).help(format!(
            "{whom}If `{name}` brought it, write state = \"done\"; if it comes later, name the milestone that delivers it now; if never, write state = \"cut\"."
        ));
        let key = if milestone.has(Key::Done) { Key::Done } else { Key::State };
        findings.push(finding.relate(&program.file.path, milestone.span(key), format!("`{name}` is done")));
    }
}
