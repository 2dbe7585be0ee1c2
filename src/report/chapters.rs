//! The changes in the order in which somebody wants to read them: by program, category, owner or team.

use std::collections::BTreeMap;

use super::DiffReport;
use crate::changes::{Change, ProgramChange};
use crate::model::Category;

/// What the body of a report is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// The program that changed.
    #[default]
    Program,
    /// What the change is about.
    Category,
    /// Who answers for what changed, on the later side: its owner, else the TPM.
    Owner,
    /// The team of what changed, on the later side.
    Team,
}

/// The changes that somebody reads together.
#[derive(Debug)]
pub struct Chapter<'r> {
    /// What they have in common; `None` where it is the program, which has its own title.
    pub title: Option<String>,
    /// The programs that they are in.
    pub programs: Vec<Excerpt<'r>>,
}

/// A program, and those of its changes that belong to a chapter.
#[derive(Debug)]
pub struct Excerpt<'r> {
    /// The program.
    pub program: &'r ProgramChange,
    /// The changes; none where the program came, went, or has another id and nothing else.
    pub changes: Vec<&'r Change>,
}

/// Where a chapter stands among the others, and what makes it one: a rank, a name, an id.
type Place<'r> = (usize, &'r str, &'r str);

/// Every change of a comparison, each once, in chapters.
pub fn chapters(report: &DiffReport, by: By) -> Vec<Chapter<'_>> {
    let mut chapters: BTreeMap<Place<'_>, Vec<Excerpt<'_>>> = BTreeMap::new();
    for program in &report.comparison.programs {
        let changes: Vec<Option<&Change>> = match &program.changes[..] {
            [] => vec![None],
            changes => changes.iter().map(Some).collect(),
        };
        for change in changes {
            let chapter = chapters.entry(place(report, by, program, change)).or_default();
            match chapter.last_mut().filter(|last| std::ptr::eq(last.program, program)) {
                Some(excerpt) => excerpt.changes.extend(change),
                None => chapter.push(Excerpt { program, changes: Vec::from_iter(change) }),
            }
        }
    }
    let chapters = chapters.into_iter();
    chapters.map(|(place, programs)| Chapter { title: title(by, place), programs }).collect()
}

/// The chapter that a change belongs to; without a change, the one of the program itself.
fn place<'r>(
    report: &'r DiffReport,
    by: By,
    program: &'r ProgramChange,
    change: Option<&'r Change>,
) -> Place<'r> {
    let named = |id: Option<&'r str>| id.map_or((1, "", ""), |id| (0, report.name(id), id));
    match (by, change) {
        (By::Program, _) | (By::Category, None) => (0, "", ""),
        (By::Category, Some(change)) => {
            let rank = Category::ALL.iter().position(|category| *category == change.category);
            (1 + rank.unwrap_or_default(), change.category.name(), "")
        }
        (By::Owner, Some(change)) => named(program.owner_of(change)),
        (By::Owner, None) => named(program.tpm()),
        (By::Team, Some(change)) => named(program.team_of(change)),
        (By::Team, None) => named(None),
    }
}

fn title(by: By, (rank, name, _): Place<'_>) -> Option<String> {
    match (by, rank) {
        (By::Program, _) => None,
        (By::Category, 0) => Some("Programs that came, went or were renamed".to_owned()),
        (By::Category, _) => Some(format!("Category: {name}")),
        (By::Owner, 0) => Some(format!("Owner: {name}")),
        (By::Owner, _) => Some("Nobody owns it".to_owned()),
        (By::Team, 0) => Some(format!("Team: {name}")),
        (By::Team, _) => Some("Of no team".to_owned()),
    }
}
