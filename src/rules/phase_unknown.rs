//! `phase-unknown`: a program names a phase that its playbook does not have, or a playbook that does not exist.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key, is_id};
use crate::text::{join_and, join_or, nearest};
use crate::workspace::{Playbook, Stage};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "phase-unknown",
    group: Group::Status,
    level: Level::Error,
    summary: "A program names a phase that its playbook does not have, or a playbook that does not exist.",
    why: "The phase decides which gates and rules apply. A program in a phase that nobody knows passes every gate, \
          because none is its own.",
    bad: r#"
[program]
name = "Checkout rebuild"
playbook = "plain"
phase = "biuld"
#       ^^^^^^^ error: playbook `plain` has no phase `biuld`
"#,
    good: r#"
[program]
name = "Checkout rebuild"
playbook = "plain"
phase = "build"
"#,
    fixable: true,
    options: &[],
    check: Check::Own(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(table) = cx.program.table() else { return };
    let Some(playbook) = cx.workspace.playbook(cx.program) else {
        findings.extend(table.word(Key::Playbook).and_then(|id| no_playbook(cx, table, id)));
        return;
    };
    let Some(phase) = table.word(Key::Phase).filter(|phase| playbook.stage(phase).is_none()) else { return };
    // A phase that seems to be missing may stand where the playbook could not be read.
    if cx.workspace.playbook_has_gaps(playbook) {
        return;
    }
    let finding = cx.finding(table, Key::Phase, format!("playbook `{}` has no phase `{phase}`", playbook.id));
    let phases = playbook.phases.iter().map(String::as_str).filter(|phase| is_id(phase));
    findings.push(match nearest(phase, phases) {
        Some((meant, certain)) => did_you_mean(finding, meant, certain),
        None => match stands_for(playbook, phase).filter(|own| is_id(own)) {
            Some(own) => {
                let span = finding.span;
                let help = format!("What others call `{phase}` is `{own}` here: write phase = \"{own}\".");
                finding.help(help).write(span, own, false)
            }
            None => finding.help(format!("Its phases are {}.", join_and(&quoted(&playbook.phases)))),
        },
    });
}

fn did_you_mean(finding: Finding, meant: &str, certain: bool) -> Finding {
    let span = finding.span;
    finding.help(format!("Did you mean \"{meant}\"?")).write(span, meant, certain)
}

/// The phase of the playbook that stands for a standard phase.
fn stands_for<'w>(playbook: &'w Playbook, standard: &str) -> Option<&'w str> {
    let stage = Stage::parse(standard)?;
    playbook.phases.iter().map(String::as_str).find(|phase| playbook.stage(phase) == Some(stage))
}

fn no_playbook(cx: &Context<'_>, table: Entity<'_>, id: &str) -> Option<Finding> {
    // A playbook that is there and cannot be read is told about at its own file.
    let own = format!("playbooks/{id}.toml");
    if cx.workspace.findings.iter().any(|finding| *finding.file == *own) {
        return None;
    }
    let finding = cx.finding(table, Key::Playbook, format!("there is no playbook `{id}`"));
    let playbooks = cx.workspace.playbooks.keys().map(String::as_str).filter(|id| is_id(id));
    if let Some((meant, certain)) = nearest(id, playbooks) {
        return Some(did_you_mean(finding, meant, certain));
    }
    let known: Vec<String> = cx.workspace.playbooks.keys().cloned().collect();
    Some(finding.help(format!("Write {own}, or name one that exists: {}.", join_or(&quoted(&known)))))
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}
