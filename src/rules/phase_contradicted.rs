//! `phase-contradicted`: the phase says that the work is over, and milestones or scope are open.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::{join_and, plural};
use crate::workspace::Stage;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "phase-contradicted",
    group: Group::Status,
    level: Level::Warn,
    summary: "The phase is `operate` or `closed`, and milestones or committed scope are open.",
    why: "Either the program was declared done over the heads of those who still work, or the work was dropped and nobody said \
          so. In both cases somebody is waiting for what will not come.",
    bad: r#"
[program]
name = "Checkout rebuild"
phase = "closed"
#       ^^^^^^^^ warn: the phase is `closed`, and 1 milestone and 1 item of scope are open

[milestones.ga]
name = "General availability"
due = 2026-08-28
state = "in-progress"
owner = "ana-souza"

[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
owner = "ana-souza"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
phase = "closed"

[milestones.ga]
name = "General availability"
due = 2026-05-28
done = 2026-06-02
owner = "ana-souza"

[scope.wallet-api]
title = "Wallet API v2"
state = "cut"
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let is_over = cx.program.stage.is_some_and(|stage| stage >= Stage::Operate);
    let Some(table) = cx.program.table().filter(|_| is_over) else { return };
    // What is only proposed was never promised.
    let scope = || cx.open(Key::Scope).filter(|item| !item.is("proposed"));
    let open = || cx.open(Key::Milestones).chain(scope());
    if open().next().is_none() {
        return;
    }
    let milestones = match cx.open(Key::Milestones).count() {
        0 => None,
        count => Some(plural(count as u64, "milestone")),
    };
    let items = match scope().count() {
        0 => None,
        1 => Some("1 item of scope".to_owned()),
        count => Some(format!("{count} items of scope")),
    };
    let what: Vec<String> = [milestones, items].into_iter().flatten().collect();
    let are = if open().nth(1).is_none() { "is" } else { "are" };
    let phase = table.word(Key::Phase).unwrap_or("operate");
    let message = format!("the phase is `{phase}`, and {} {are} open", join_and(&what));
    let mut finding = cx.finding(table, Key::Phase, message).help(
        "Write of each what became of it: state = \"done\", \"dropped\" for a milestone, \"cut\" for scope. What is still to come belongs to another program, or this one to an earlier phase.",
    );
    for entity in open() {
        let label = match cx.day(entity, Key::Due) {
            Some(due) => format!("`{}` is due {due}", entity.id()),
            None => format!("`{}` is open", entity.id()),
        };
        let span = if entity.has(Key::State) { entity.span(Key::State) } else { entity.id_span() };
        finding = finding.relate(&cx.program.file.path, span, label);
    }
    findings.push(finding);
}
