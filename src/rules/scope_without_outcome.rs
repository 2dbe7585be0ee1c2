//! `scope-without-outcome`: an item of scope that serves no outcome.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::join_or;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-without-outcome",
    group: Group::Scope,
    level: Level::Info,
    summary: "An open item of scope names no outcome that it serves, in a program that has outcomes.",
    why: "Work that serves nothing that was promised is the first to cut, and the last that anybody looks for. When the \
          date is in danger this is where the weeks are.",
    bad: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8

[scope.wallet-api]
title = "Wallet API v2"
outcomes = ["conversion"]

[scope.dark-mode]
#      ^^^^^^^^^ info: `dark-mode` serves no outcome
title = "Dark mode"
"#,
    good: r#"
[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8

[scope.wallet-api]
title = "Wallet API v2"
outcomes = ["conversion"]

[scope.dark-mode]
title = "Dark mode"
state = "cut"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

/// So many outcomes are named in a help; more would be a list to read.
const NAMED: usize = 3;

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(first) = cx.section(Key::Outcomes).next().filter(|_| !cx.program.is_closed()) else { return };
    for item in cx.open(Key::Scope) {
        if !cx.program.file.lacks(item, Key::Outcomes) {
            continue;
        }
        let message = format!("`{}` serves no outcome", item.id());
        findings.push(cx.finding(item, Key::Outcomes, message).help(help(cx, first)));
    }
}

fn help(cx: &Context<'_>, first: Entity<'_>) -> String {
    let line = format!("outcomes = [\"{}\"]", first.id());
    let names: Vec<String> =
        cx.section(Key::Outcomes).take(NAMED + 1).map(|outcome| format!("`{}`", outcome.id())).collect();
    match names.len() {
        1 => format!("If it is for {}, write {line}; if not, it is the first to cut.", names[0]),
        2..=NAMED => format!(
            "Is it for {}? Write which, such as: {line}. What is for none of them is the first to cut.",
            join_or(&names)
        ),
        _ => format!(
            "Name the outcomes that it is for, such as: {line}. What is for none of them is the first to cut."
        ),
    }
}
