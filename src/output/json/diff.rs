//! The JSON of `diff`, version 1.

use serde::Serialize;

use super::change::{ProgramJson, SideJson, UnreadableJson, program, side, unreadable};
use super::consequence::{ConsequenceJson, consequence};
use super::{VERSION, write};
use crate::model::Category;
use crate::report::DiffReport;

/// The changes of `diff`.
pub fn diff(report: &DiffReport) -> String {
    let programs = &report.comparison.programs;
    let count = |category| {
        let changes = programs.iter().flat_map(|program| &program.changes);
        changes.filter(|change| change.category == category).count()
    };
    write(&DiffJson {
        version: VERSION,
        from: side(&report.from),
        to: side(&report.to),
        consequences: report.consequences.iter().map(consequence).collect(),
        programs: programs.iter().map(program).collect(),
        summary: SummaryJson {
            programs: programs.len(),
            changes: programs.iter().map(|program| program.changes.len()).sum(),
            categories: CategoriesJson {
                dates: count(Category::Dates),
                owners: count(Category::Owners),
                scope: count(Category::Scope),
                status: count(Category::Status),
                dependencies: count(Category::Dependencies),
                risks: count(Category::Risks),
                decisions: count(Category::Decisions),
                other: count(Category::Other),
            },
        },
        unreadable: report.comparison.unreadable.iter().map(unreadable).collect(),
    })
}

/// What `milepost diff --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct DiffJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// The earlier side.
    from: SideJson<'r>,
    /// The later side.
    to: SideJson<'r>,
    /// What the changes do elsewhere: each thing once, under the change at its root.
    consequences: Vec<ConsequenceJson<'r>>,
    /// The programs that are not as they were, by id.
    programs: Vec<ProgramJson<'r>>,
    /// How much changed.
    summary: SummaryJson,
    /// The files that could not be compared.
    unreadable: Vec<UnreadableJson<'r>>,
}

/// How much changed.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SummaryJson {
    /// Programs that are not as they were.
    programs: usize,
    /// Changes in them.
    changes: usize,
    /// Changes by category.
    categories: CategoriesJson,
}

/// Changes by category.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CategoriesJson {
    /// Dates, of any precision.
    dates: usize,
    /// Who answers for what.
    owners: usize,
    /// What is delivered, and why.
    scope: usize,
    /// Health, phase, and the state and confidence of milestones.
    status: usize,
    /// What programs need from each other.
    dependencies: usize,
    /// Risks, assumptions and issues.
    risks: usize,
    /// Decisions.
    decisions: usize,
    /// All else.
    other: usize,
}
