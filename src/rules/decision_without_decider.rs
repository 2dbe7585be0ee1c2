//! `decision-without-decider`: a decision is needed soon, and nobody is named to take it.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "decision-without-decider",
    group: Group::Decisions,
    level: Level::Warn,
    summary: "An open decision is needed soon, and nobody is named who decides.",
    why: "The meeting will end with everybody in agreement that it has to be decided. A decision without a decider waits for \
          the last day, and then whoever is in the room takes it.",
    bad: r#"
[decisions.token-format]
#          ^^^^^^^^^^^^ warn: `token-format` is to be decided by 2026-06-26, in 11 days, and nobody is named to decide it
title = "Token format: JWT or opaque"
needed-by = 2026-06-26
"#,
    good: r#"
[decisions.token-format]
title = "Token format: JWT or opaque"
needed-by = 2026-06-26
by = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "days",
        default: OptionDefault::Number(14),
        unit: "days",
        doc: "How long before the decision is needed somebody must be named.",
    }],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for decision in cx.open(Key::Decisions) {
        let Some(needed) = cx.day(decision, Key::NeededBy) else { continue };
        let left = cx.days_until(needed);
        // Once the day has passed, `decision-overdue` asks who decides.
        if left > cx.number("days")
            || (left < 0 && cx.speaks("decision-overdue"))
            || !cx.program.file.lacks(decision, Key::By)
        {
            continue;
        }
        let is = if left < 0 { "was" } else { "is" };
        let message = format!(
            "`{}` {is} to be decided by {needed}, {}, and nobody is named to decide it",
            decision.id(),
            cx.distance(needed)
        );
        let whom = cx.program.owner("sponsor").or_else(|| cx.program.owner("tpm"));
        let ask = whom.map_or_else(String::new, |whom| format!("Ask `{whom}` who decides. "));
        findings.push(
            cx.finding_of(decision, message)
                .help(format!("{ask}Name one person, not a group: by = \"ana-souza\"")),
        );
    }
}
