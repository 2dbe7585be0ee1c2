//! What needs attention at the end of a window: new findings, what is overdue, and what is due soon.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::baseline::{Former, are_new};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::workspace::{Program, Workspace};

/// Rules whose findings stay on the list until they are mended, new or not.
const OVERDUE: [&str; 4] = ["milestone-overdue", "program-overdue", "dependency-overdue", "decision-overdue"];

/// How far ahead a report looks, in calendar days.
const AHEAD: i64 = 14;

/// Something that is due soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    /// The program.
    pub program: Arc<str>,
    /// The dotted path of the date.
    pub path: String,
    /// What people call it.
    pub label: String,
    /// The day.
    pub day: Date,
    /// Who answers for it: its owner, else the TPM.
    pub owner: Option<String>,
}

/// The findings to look at: those that `before` did not have, and all that is overdue. Information is left out.
/// `former` tells what programs and entities were called before.
pub fn attention(before: &[Finding], after: Vec<Finding>, former: &Former) -> Vec<Finding> {
    let new = are_new(before, &after, former);
    let keep = |finding: &Finding, is_new| {
        finding.level > Level::Info && (is_new || OVERDUE.contains(&finding.rule))
    };
    after
        .into_iter()
        .zip(new)
        .filter(|(finding, new)| keep(finding, *new))
        .map(|(finding, _)| finding)
        .collect()
}

/// What is open and due within two weeks of `today`, by day.
pub fn upcoming(workspace: &Workspace, today: Date) -> Vec<Upcoming> {
    let last = today.checked_add(AHEAD.days()).unwrap_or(Date::MAX);
    let mut upcoming = Vec::new();
    for program in workspace.programs.iter().filter(|program| !program.is_closed()) {
        for (section, key) in
            [(Key::Milestones, Key::Due), (Key::Dependencies, Key::NeededBy), (Key::Decisions, Key::NeededBy)]
        {
            for entity in program.section(section).filter(|entity| entity.is_open()) {
                let Some(day) = workspace.day(entity, key).filter(|day| today <= *day && *day <= last) else {
                    continue;
                };
                upcoming.push(Upcoming {
                    program: Arc::clone(&program.id),
                    path: entity.path_of(key),
                    label: entity.title().to_owned(),
                    day,
                    owner: owner(program, entity),
                });
            }
        }
    }
    upcoming.sort_by(|one, other| {
        (one.day, &one.program, &one.path).cmp(&(other.day, &other.program, &other.path))
    });
    upcoming
}

fn owner(program: &Program, entity: Entity<'_>) -> Option<String> {
    let own = entity.word(Key::Owner).or_else(|| entity.word(Key::By));
    own.or_else(|| program.owner("tpm")).map(str::to_owned)
}
