//! `scope-in-and-out`: an item of scope is also named among what the program will not do.

use rustc_hash::FxHashMap;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Item, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "scope-in-and-out",
    group: Group::Scope,
    level: Level::Error,
    summary: "An item of scope that is not cut is also named in `out-of-scope`, by its title or its id.",
    why: "Who reads the summary hears that it will not come, and who reads the plan sees it coming. Both are going to \
          act on what they read.",
    bad: r#"
[program]
name = "Checkout rebuild"
out-of-scope = ["Refunds", "Gift cards"]

[scope.refunds]
title = "Refunds"
#       ^^^^^^^^^ error: `refunds` is in scope, and `out-of-scope` names it too
"#,
    good: r#"
[program]
name = "Checkout rebuild"
out-of-scope = ["Gift cards"]

[scope.refunds]
title = "Refunds"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(table) = cx.program.table().filter(|table| table.has(Key::OutOfScope)) else { return };
    let mut out: FxHashMap<String, Item<'_>> = FxHashMap::default();
    for item in table.list(Key::OutOfScope) {
        out.entry(folded(item.text)).or_insert(item);
    }
    for item in cx.section(Key::Scope) {
        // What is cut is out; and a state that cannot be read may say so.
        if item.state().is_none_or(|state| state == "cut") {
            continue;
        }
        let message = || format!("`{}` is in scope, and `out-of-scope` names it too", item.id());
        let by_title = item.word(Key::Title).and_then(|title| out.get(&folded(title)));
        let (finding, named) = match (by_title, out.get(item.id())) {
            (Some(named), _) => (cx.finding(item, Key::Title, message()), named),
            (None, Some(named)) => (cx.finding_of(item, message()), named),
            (None, None) => continue,
        };
        let finding = finding.help(
            "If the program does it, delete it from `out-of-scope`; if not, write state = \"cut\", which keeps the record.",
        );
        findings.push(finding.relate(&cx.program.file.path, named.span, "what the program will not do"));
    }
}

/// What people take for the same name.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
