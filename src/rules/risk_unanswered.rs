//! `risk-unanswered`: an open risk has no response, or a response without a plan.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::workspace::{Unanswered, is_grave, unanswered};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "risk-unanswered",
    group: Group::Risks,
    level: Level::Warn,
    summary: "An open risk has no response, or no plan although it is not accepted; an error when it is likely and would hurt.",
    why: "Writing a risk down feels like doing something about it. A list of worries that nobody acts on is read out \
          once more in the post-mortem, with the date on which you already knew.",
    bad: r#"
[risks.vendor-capacity]
#      ^^^^^^^^^^^^^^^ error: `vendor-capacity` is high in likelihood and impact, and has neither response nor plan
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
owner = "maya-chen"
"#,
    good: r#"
[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor by 2026-07-10"
owner = "maya-chen"
review-by = 2026-07-01

[[escalation]]
to = "lee-park"
within = "2d"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    for risk in cx.section(Key::Risks) {
        let Some(lack) = unanswered(&cx.program.file, risk) else { continue };
        let id = risk.id();
        let (key, fact, help) = match lack {
            Unanswered::Both => (
                Key::Response,
                "has neither response nor plan".to_owned(),
                "Decide: response = \"mitigate\" (or avoid, transfer) with a line plan = …, or response = \"accept\".",
            ),
            Unanswered::Response => (
                Key::Response,
                "has a plan and no response".to_owned(),
                "Add what the plan is for: response = \"mitigate\", \"avoid\" or \"transfer\".",
            ),
            Unanswered::Plan(response) => (
                Key::Response,
                format!("says `{response}` and not how"),
                "Add who does what by when: plan = …; if nothing will be done, say so: response = \"accept\".",
            ),
        };
        let grave = is_grave(risk);
        let message = if grave {
            format!("`{id}` is high in likelihood and impact, and {fact}")
        } else {
            format!("`{id}` {fact}")
        };
        let help = match risk.word(Key::Owner) {
            Some(owner) => format!("{help} Ask `{owner}`."),
            None => help.to_owned(),
        };
        let mut finding = cx.finding(risk, key, message).help(help);
        if grave {
            finding.level = Level::Error;
        }
        findings.push(finding);
    }
}
