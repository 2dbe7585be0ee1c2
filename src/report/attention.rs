//! What needs attention at the end of a window: new findings, what is overdue, and what is due soon.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::baseline::{Former, are_new};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key};
use crate::workspace::{Program, Workspace};

/// Rules whose findings stay on the list until they are mended, new or not.
const STANDING: [(&str, Topic); 9] = [
    ("milestone-overdue", Topic::Overdue),
    ("program-overdue", Topic::Overdue),
    ("dependency-overdue", Topic::Overdue),
    ("decision-overdue", Topic::Overdue),
    ("issue-overdue", Topic::Overdue),
    ("assumption-overdue", Topic::Overdue),
    ("risk-review-overdue", Topic::Overdue),
    ("dependency-unanswered", Topic::Unanswered),
    ("program-stale", Topic::Silent),
];

/// What is due in a program: a section, and its dates.
const AWAITED: [(Key, &[Key]); 6] = [
    (Key::Program, &[Key::Target]),
    (Key::Milestones, &[Key::Due]),
    (Key::Dependencies, &[Key::NeededBy, Key::Promised]),
    (Key::Decisions, &[Key::NeededBy]),
    (Key::Issues, &[Key::Due]),
    (Key::Assumptions, &[Key::ValidateBy]),
];

/// How far ahead a report looks, in calendar days.
const AHEAD: i64 = 14;

/// Why a finding is on the list, in the order in which reports tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// It is new in the window.
    New,
    /// A day has passed.
    Overdue,
    /// Another team has not answered yet.
    Unanswered,
    /// Nobody has touched the program for long.
    Silent,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 4] = [Self::New, Self::Overdue, Self::Unanswered, Self::Silent];

    /// Why a finding is on the list: what is on it and does not stay there is new.
    pub fn of(finding: &Finding) -> Self {
        standing(finding.rule).unwrap_or(Self::New)
    }
}

/// Whether the findings of a rule stay on the list until they are mended.
pub(super) fn is_standing(rule: &str) -> bool {
    standing(rule).is_some()
}

fn standing(rule: &str) -> Option<Topic> {
    STANDING.iter().find(|(known, _)| *known == rule).map(|(_, topic)| *topic)
}

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

/// What was found in the version before a window.
#[derive(Debug, Clone, Copy)]
pub struct Known<'f> {
    /// Judged on the day that counts as today.
    pub today: &'f [Finding],
    /// Judged on the day before the window.
    pub then: &'f [Finding],
}

/// The findings to look at: those that the version before did not have, and all that is overdue, unanswered or silent.
/// Information is left out. With each, whether nobody could know it before the window: of what is overdue, the day may have
/// passed since. `former` tells what programs and entities were called before.
pub fn attention(known: Known<'_>, after: Vec<Finding>, former: &Former) -> Vec<(Finding, bool)> {
    let new = are_new(known.today, &after, former);
    let since = are_new(known.then, &after, former);
    let found = after.into_iter().zip(new.into_iter().zip(since));
    let kept = found.filter_map(|(finding, (new, since))| {
        let is_standing = is_standing(finding.rule);
        let is_kept = finding.level > Level::Info && (new || is_standing);
        is_kept.then_some((finding, if is_standing { since } else { new }))
    });
    kept.collect()
}

/// What is open and due within two weeks of `today`, by day.
pub fn upcoming(workspace: &Workspace, today: Date) -> Vec<Upcoming> {
    let last = today.checked_add(AHEAD.days()).unwrap_or(Date::MAX);
    let mut upcoming = Vec::new();
    for program in workspace.programs.iter().filter(|program| !program.is_closed()) {
        for (section, keys) in AWAITED {
            let is_awaited = |entity: &Entity<'_>| {
                if section == Key::Program { program.is_active() } else { entity.is_open() }
            };
            for entity in program.section(section).filter(is_awaited) {
                let mut told = None;
                for key in keys {
                    let day = workspace.day(entity, *key);
                    let Some(day) = day.filter(|day| today <= *day && *day <= last) else { continue };
                    // What is promised for the day on which it is needed is told once.
                    if told.replace(day) != Some(day) {
                        upcoming.push(Upcoming {
                            program: Arc::clone(&program.id),
                            path: entity.path_of(*key),
                            label: entity.title().to_owned(),
                            day,
                            owner: owner(program, entity),
                        });
                    }
                }
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
