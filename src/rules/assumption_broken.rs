//! `assumption-broken`: an assumption broke, and the plan goes on as if it held.

use super::dated::told;
use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::workspace::Past;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "assumption-broken",
    group: Group::History,
    level: Level::Warn,
    summary: "An assumption is broken, and no risk, issue or decision of the program was added or changed in that commit \
              or later.",
    why: "The plan was built on it. When it breaks, something has to give: a date, a number, a part of the scope. Where \
          nothing is written down, nobody has asked yet what it is.",
    bad: r#"
#== 2026-03-02 Assume
[assumptions.traffic]
statement = "Mobile is 60% of traffic"
owner = "li-wei"

#== 2026-06-02 Measure
[assumptions.traffic]
statement = "Mobile is 60% of traffic"
owner = "li-wei"
state = "broken"
#       ^^^^^^^^ warn: `traffic` is broken since 2026-06-02, 13 days ago, and no risk, issue or decision has followed
"#,
    good: r#"
#== 2026-03-02 Assume
[assumptions.traffic]
statement = "Mobile is 60% of traffic"
owner = "li-wei"

#== 2026-06-02 Measure
[assumptions.traffic]
statement = "Mobile is 60% of traffic"
owner = "li-wei"
state = "broken"

[decisions.web-first]
title = "Web first, or both at once"
needed-by = 2026-07-15
by = "li-wei"
"#,
    fixable: false,
    options: &[],
    check: Check::History(check),
};

fn check(cx: &Context<'_>, past: &Past, findings: &mut Vec<Finding>) {
    let own = past.of(cx.program);
    if cx.program.is_closed() || own.is_uneventful() {
        return;
    }
    for assumption in cx.section(Key::Assumptions).filter(|assumption| assumption.is("broken")) {
        let Some(broke) = own.events(&assumption.path()).first() else { continue };
        if own.answered.is_some_and(|answered| answered <= broke.age) {
            continue;
        }
        let message = format!(
            "`{}` is broken since {}, {}, and no risk, issue or decision has followed",
            assumption.id(),
            broke.day,
            cx.distance(broke.day)
        );
        let whom = assumption.word(Key::Owner).or_else(|| cx.program.owner("tpm"));
        let ask = whom.map_or_else(|| "Ask".to_owned(), |whom| format!("Ask `{whom}`"));
        let label = told(broke, "found it broken");
        findings.push(
            cx.finding(assumption, Key::State, message)
                .help(format!(
                    "{ask} which dates, numbers and scope stand on it, and write down what follows: an open decision, an \
                     issue, or a risk with a plan."
                ))
                .relate(&cx.program.file.path, assumption.span(Key::State), label),
        );
    }
}
