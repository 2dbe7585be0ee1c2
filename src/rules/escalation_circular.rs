//! `escalation-circular`: the escalation path comes back to where it started.

use rustc_hash::FxHashMap;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "escalation-circular",
    group: Group::Rhythm,
    level: Level::Warn,
    summary: "A step of the escalation path goes to the program's TPM, or to somebody who was asked before.",
    why: "An escalation that comes back has cost its days and changed nothing. It is noticed in the one week in which \
          there is no time for a second round.",
    bad: r#"
[owners]
tpm = "maya-chen"

[[escalation]]
to = "lee-park"
within = "2d"

[[escalation]]
to = "maya-chen"
#    ^^^^^^^^^^^ warn: step 2 of the escalation path goes to `maya-chen`, who is the TPM
within = "1w"
"#,
    good: r#"
[owners]
tpm = "maya-chen"

[[escalation]]
to = "lee-park"
within = "2d"

[[escalation]]
to = "rosa-diaz"
within = "1w"
"#,
    fixable: false,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    if cx.program.is_closed() {
        return;
    }
    let tpm = cx.program.file.facts.entity(Key::Owners, "tpm");
    let mut asked: FxHashMap<&str, (usize, Entity<'_>)> = FxHashMap::default();
    for (at, step) in cx.section(Key::Escalation).enumerate() {
        let Some(to) = step.word(Key::To) else { continue };
        let number = at + 1;
        let (message, place, label) = match (asked.get(to), tpm) {
            (Some((before, first)), _) => (
                format!("step {number} of the escalation path goes to `{to}`, as step {before} does"),
                first.span(Key::To),
                "asked here already",
            ),
            (None, Some(tpm)) if tpm.word(Key::Value) == Some(to) => (
                format!("step {number} of the escalation path goes to `{to}`, who is the TPM"),
                tpm.span(Key::Value),
                "the TPM",
            ),
            _ => {
                asked.insert(to, (number, step));
                continue;
            }
        };
        asked.entry(to).or_insert((number, step));
        findings.push(
            cx.finding(step, Key::To, message)
                .help("Name who can decide what the one before could not: the sponsor, a director, the head of the other organization. If there is nobody, delete the step.")
                .relate(&cx.program.file.path, place, label),
        );
    }
}
