//! What needs attention at the end of a window: new findings, what is overdue, and what is due soon.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

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
///
/// Two findings are the same when rule, program and path agree, or rule and file where there is no program,
/// compared by count.
pub fn attention(before: &[Finding], after: Vec<Finding>) -> Vec<Finding> {
    type Identity<'f> = (&'static str, Option<&'f str>, &'f str);
    fn identity(finding: &Finding) -> Identity<'_> {
        match &finding.program {
            Some(program) => (finding.rule, Some(program), finding.path.as_deref().unwrap_or_default()),
            None => (finding.rule, None, &finding.file),
        }
    }
    let mut known: FxHashMap<Identity<'_>, usize> = FxHashMap::default();
    for finding in before {
        *known.entry(identity(finding)).or_default() += 1;
    }
    let keep: Vec<bool> = after
        .iter()
        .map(|finding| {
            let count = known.get_mut(&identity(finding)).filter(|count| **count > 0);
            let is_new = count.map(|count| *count -= 1).is_none();
            finding.level > Level::Info && (is_new || OVERDUE.contains(&finding.rule))
        })
        .collect();
    after.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(finding, _)| finding).collect()
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
