//! `outcome-unserved`: an outcome that no item of scope brings about.

use super::{Check, Context, Group, OptionDefault, Rule, RuleOption};
use crate::finding::{Finding, Level};
use crate::model::Key;
use crate::text::join_and;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "outcome-unserved",
    group: Group::Outcomes,
    level: Level::Warn,
    summary: "An outcome that no item of scope serves, here or in another program. Before `from-phase` it is said only \
              where the program has scope at all.",
    why: "A promise to the business, and nobody builds what would bring it about. Everything ships on the day that was \
          promised, and the number does not move.",
    bad: r#"
[program]
name = "Checkout rebuild"
phase = "planning"

[outcomes.conversion]
#         ^^^^^^^^^^ warn: no item of scope serves `conversion`
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8
"#,
    good: r#"
[program]
name = "Checkout rebuild"
phase = "planning"

[outcomes.conversion]
statement = "More shoppers finish paying"
metric = "checkout conversion, %"
target = 2.8

[scope.wallet-api]
title = "Wallet API v2"
state = "committed"
team = "payments"
outcomes = ["conversion"]
milestone = "beta"

[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: false,
    options: &[RuleOption {
        name: "from-phase",
        default: OptionDefault::Phase("planning"),
        unit: "",
        doc: "Before this phase it is one level lower.",
    }],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() || cx.section(Key::Outcomes).next().is_none() {
        return;
    }
    let Some(is_early) = cx.is_early() else { return };
    let services = cx.workspace.services(cx.program);
    // What names an outcome that does not exist may mean one that seems to be unserved.
    if services.is_doubtful || !cx.program.file.is_whole() {
        return;
    }
    let told_by_gate = cx.gate_speaks_of_section(Key::Scope);
    // First it is agreed what will be true, and then what is built for it.
    let to_come = is_early && cx.section(Key::Scope).next().is_none();
    for outcome in cx.section(Key::Outcomes) {
        let serving = services.of(outcome);
        if serving.iter().any(|service| service.item.state() != Some("cut")) {
            continue;
        }
        if serving.is_empty() && (told_by_gate || to_come) {
            continue;
        }
        let id = outcome.id();
        let message = if serving.is_empty() {
            format!("no item of scope serves `{id}`")
        } else {
            let cut: Vec<String> = serving.iter().map(|service| format!("`{}`", service.item.id())).collect();
            let was = if cut.len() == 1 { "was" } else { "were" };
            format!("nothing serves `{id}` any more: {} {was} cut", join_and(&cut))
        };
        let whom = outcome.word(Key::Owner).or_else(|| cx.program.owner("product"));
        let ask = whom.map_or_else(String::new, |whom| format!("Ask `{whom}` what brings it about. "));
        let mut finding = cx.finding_of(outcome, message).help(format!(
            "{ask}Write in that item of scope: outcomes = [\"{id}\"]. What nothing brings about is better deleted than promised."
        ));
        for service in serving {
            finding = finding.relate(&service.program.file.path, service.item.span(Key::State), "cut");
        }
        if is_early {
            finding.level = finding.level.milder();
        }
        findings.push(finding);
    }
}
