//! `risk-not-escalated`: a grave risk, and nobody to escalate it to.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::workspace::is_grave;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "risk-not-escalated",
    group: Group::Risks,
    level: Level::Warn,
    summary: "An open risk is high in likelihood and impact, and the program has no escalation path. Where a gate asks for one, `gate-unmet` says so instead.",
    why: "This is the risk that somebody above you will have to decide on. On the day on which it happens, whom to call, and \
          how fast, is not what you want to find out first.",
    bad: r#"
[risks.vendor-capacity]
#      ^^^^^^^^^^^^^^^ warn: `vendor-capacity` is high in likelihood and impact, and there is no escalation path
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor"
owner = "maya-chen"
"#,
    good: r#"
[risks.vendor-capacity]
title = "The vendor cannot staff the pilot"
likelihood = "high"
impact = "high"
response = "mitigate"
plan = "Sign a second vendor"
owner = "maya-chen"

[[escalation]]
to = "lee-park"
within = "2d"
when = "A launch milestone slips by more than two weeks"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut grave = cx.open(Key::Risks).filter(|risk| is_grave(*risk));
    let Some(first) = grave.next() else { return };
    let is_there = cx.section(Key::Escalation).next().is_some() || !cx.program.file.is_whole();
    if cx.program.is_closed() || is_there || cx.gate_speaks_of_section(Key::Escalation) {
        return;
    }
    // One path is missing, however many risks there are.
    let rest: Vec<Entity<'_>> = grave.collect();
    let id = first.id();
    let which = match rest.len() {
        0 => format!("`{id}` is"),
        1 => format!("`{id}` and 1 more risk are"),
        more => format!("`{id}` and {more} more risks are"),
    };
    let message = format!("{which} high in likelihood and impact, and there is no escalation path");
    let to = cx.program.owner("sponsor").unwrap_or("lee-park");
    let mut finding = cx.finding_of(first, message).help(format!(
        "Agree on who decides when it happens, and how soon, and add [[escalation]] with lines such as: to = \"{to}\", within = \"2d\", when = …"
    ));
    for risk in rest {
        finding = finding.relate(&cx.program.file.path, risk.id_span(), "this one is as grave");
    }
    findings.push(finding);
}
