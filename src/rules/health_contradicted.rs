//! `health-contradicted`: a program says green, and what it says of itself and of others says otherwise.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::plural;
use crate::workspace::Fact;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "health-contradicted",
    group: Group::Status,
    level: Level::Warn,
    summary: "A program says green, and overdue milestones, late dependencies, red programs upstream or grave risks \
              without an answer say otherwise.",
    why: "A watermelon: green outside, red inside. Everyone close to the work knows, and the color is what everyone \
          else reads. The later it turns, the less anybody can do about it.",
    bad: r#"
[program]
name = "Checkout rebuild"
health = "green"
#        ^^^^^^^ warn: `example` says green, and 2 facts say otherwise

[milestones.beta]
name = "Closed beta"
due = 2026-06-03
owner = "ana-souza"

[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
owner = "maya-chen"
"#,
    good: r#"
[program]
name = "Checkout rebuild"
health = "green"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"

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
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(table) = cx.program.table() else { return };
    if cx.program.is_closed() || table.choice(Key::Health) != Some("green") {
        return;
    }
    let facts = cx.workspace.evidence(cx.program, cx.today);
    if facts.is_empty() {
        return;
    }
    let verb = if facts.len() == 1 { "says" } else { "say" };
    let message = format!(
        "`{}` says green, and {} {verb} otherwise",
        cx.program.id,
        plural(facts.len() as u64, "fact")
    );
    let finding = cx.finding(table, Key::Health, message).help(
        "Write the color that these facts add up to, health = \"yellow\" or \"red\", and a path-to-green; or mend the facts.",
    );
    let relate =
        |finding: Finding, fact: Fact<'_>| finding.relate(&fact.program.file.path, fact.span, fact.message);
    findings.push(facts.into_iter().fold(finding, relate));
}
