//! `decision-unexplained`: a decision of which nobody wrote down why, by whom or when it was taken.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::join_or;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "decision-unexplained",
    group: Group::Decisions,
    level: Level::Warn,
    summary: "A decision is decided and says not why, not by whom or not when.",
    why: "In half a year somebody new will ask why, and those who knew will have left. A decision without its reason is taken \
          again, and mostly the other way.",
    bad: r#"
[decisions.token-format]
#          ^^^^^^^^^^^^ warn: `token-format` is decided, and does not say why
title = "Token format: JWT or opaque"
decided = 2026-06-02
by = "ana-souza"
"#,
    good: r#"
[decisions.token-format]
title = "Token format: JWT or opaque"
decided = 2026-06-02
by = "ana-souza"
why = "Opaque tokens can be revoked"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for decision in cx.section(Key::Decisions).filter(|decision| decision.is("decided")) {
        let lacking = || {
            let asked = [
                (Key::Why, "why", "why = …"),
                (Key::By, "by whom", "by = \"ana-souza\""),
                (Key::Decided, "when", "decided = 2026-06-02"),
            ];
            asked.into_iter().filter(|(key, ..)| cx.program.file.lacks(decision, *key))
        };
        if lacking().next().is_none() {
            continue;
        }
        let questions: Vec<&str> = lacking().map(|(_, question, _)| question).collect();
        let lines: Vec<&str> = lacking().map(|(.., line)| line).collect();
        let message = format!("`{}` is decided, and does not say {}", decision.id(), join_or(&questions));
        let ask = match decision.word(Key::By) {
            Some(by) => format!("Ask `{by}`, and add"),
            None => "Add, while somebody remembers,".to_owned(),
        };
        let noun = if lines.len() == 1 { "a line" } else { "lines" };
        findings.push(
            cx.finding_of(decision, message).help(format!("{ask} {noun} such as: {}", lines.join(", "))),
        );
    }
}
