//! `dependency-cycle`: milestones need each other in a circle, within a program or across programs.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::text::plural;
use crate::workspace::{Cycle, Program, cycles};

/// How many milestones of a chain a message names; the labels show every one.
const NAMED: usize = 12;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "dependency-cycle",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "Open milestones need each other in a circle, within a program or across programs.",
    why: "Each team waits for the other, and each is right by its own plan. Across programs no single file shows it: \
          everybody reports that they are blocked, and the circle is found when the first date in it slips.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["schema-freeze"]
#        ^^^^^^^^^^^^^^^ error: `beta` waits for itself: beta → schema-freeze → beta

[milestones.schema-freeze]
name = "Schema frozen"
due = 2026-08-14
owner = "li-wei"
needs = ["beta"]
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["schema-freeze"]

[milestones.schema-freeze]
name = "Schema frozen"
due = 2026-08-14
owner = "li-wei"
"#,
    fixable: false,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    // Of a circle the first program is told that wants to know.
    let is_told = |program: &Program| cx.speaks_of(Some(program), cx.rule.id);
    for Cycle { edges, more } in cycles(cx.workspace, is_told) {
        let first = &edges[0];
        let cx = Context { program: first.program, ..*cx };
        let alone = edges.iter().all(|edge| std::ptr::eq(edge.program, first.program));
        let name = |program: &Program, milestone: Entity<'_>| {
            if alone { milestone.id().to_owned() } else { format!("{}/{}", program.id, milestone.id()) }
        };
        let start = name(first.program, first.milestone);
        let message = if edges.len() == 1 {
            format!("`{start}` needs itself")
        } else {
            let left_out = edges.len().saturating_sub(NAMED);
            let shown = |at: &usize| left_out == 0 || *at < NAMED / 2 || *at >= NAMED / 2 + left_out;
            let mut chain = String::new();
            for (at, edge) in edges.iter().enumerate() {
                if shown(&at) {
                    chain += &name(edge.program, edge.milestone);
                    chain += " → ";
                } else if at == NAMED / 2 {
                    chain += &left_out.to_string();
                    chain += " more → ";
                }
            }
            format!("`{start}` waits for itself: {chain}{start}")
        };
        let mut help = if edges.len() == 1 {
            "Take it out of its own `needs`.".to_owned()
        } else {
            "Ask the owners which of them can start without the other, and take that one's `needs` out."
                .to_owned()
        };
        if more > 0 {
            let rest = plural(more as u64, "more milestone");
            help = format!("{help} Then look again: the same knot holds {rest}.");
        }
        let path = first.milestone.path_of(Key::Needs);
        let mut finding = cx.finding_at(first.span, Some(path), message).help(help);
        for edge in &edges[1..] {
            let label = format!(
                "`{}` needs `{}`",
                name(edge.program, edge.milestone),
                name(edge.needed_program, edge.needed)
            );
            finding = finding.relate(&edge.program.file.path, edge.span, label);
        }
        findings.push(finding);
    }
}
