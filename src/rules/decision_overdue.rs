//! `decision-overdue`: an open decision should have been taken.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "decision-overdue",
    group: Group::Decisions,
    level: Level::Error,
    summary: "A decision is open after the day on which it was needed.",
    why: "Nobody waits for an open decision: each team takes its own in silence and builds on it. Every day after the \
          date makes the one that was meant more expensive.",
    bad: r#"
[decisions.token-format]
title = "Token format: JWT or opaque"
needed-by = 2026-06-03
#           ^^^^^^^^^^ error: `token-format` was to be decided by 2026-06-03, 12 days ago
by = "ana-souza"
"#,
    good: r#"
[decisions.token-format]
title = "Token format: JWT or opaque"
needed-by = 2026-06-03
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
    for decision in cx.open(Key::Decisions) {
        let Some(needed) = cx.passed(decision, Key::NeededBy) else { continue };
        let message = format!("`{}` was to be decided by {needed}, {}", decision.id(), cx.distance(needed));
        let help = match decision.word(Key::By) {
            Some(by) => format!("Ask `{by}`."),
            None => "Write who decides: by = ….".to_owned(),
        };
        let finding = cx.finding(decision, Key::NeededBy, message);
        // A day that is there makes it decided, unless the state says otherwise.
        if let Some(state) = decision.state().filter(|_| decision.has(Key::Decided)) {
            let ask = decision.word(Key::By).map_or_else(String::new, |by| format!(" and ask `{by}`"));
            let help = format!(
                "`decided` has a day, and the state says `{state}`: if it was taken, write state = \"decided\"; if not, delete the line `decided`{ask}."
            );
            let place = decision.span(Key::State);
            findings.push(finding.help(help).relate(
                &cx.program.file.path,
                place,
                "the state says otherwise",
            ));
            continue;
        }
        findings.push(finding.help(format!(
            "{help} If it was taken, write its day, such as decided = {}, and why = …; if it can wait, the new needed-by.",
            cx.today
        )));
    }
}
