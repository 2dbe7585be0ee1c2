//! The JSON of `diff`, version 1.

use serde::Serialize;
use serde_json::Value;

use super::change::{ProgramJson, SideJson, UnreadableJson, program, side, unreadable};
use super::consequence::{ConsequenceJson, consequence};
use super::{VERSION, write};
use crate::report::DiffReport;

/// The changes of `diff`.
///
/// `consequences` is what they do elsewhere, each thing once, under the change at its root:
/// `[{"program","path","effects":[{"kind","program","path","label","day","comes","days","days-before","through":{"program","path"},"owner","contact"}],"tell"}]`.
/// `program` and `path` are those of the change, `path` is `program` where a program came or went; `day` is the one
/// that stands at what is affected and `comes` the one on which what it waits for comes, `days` later; `tell` and
/// `contact` are ids.
pub fn diff(report: &DiffReport) -> String {
    let programs = &report.comparison.programs;
    let mut categories = serde_json::Map::new();
    for category in crate::model::Category::ALL {
        let count =
            programs.iter().flat_map(|program| &program.changes).filter(|change| change.category == category);
        categories.insert(category.name().to_owned(), Value::from(count.count()));
    }
    write(&DiffJson {
        version: VERSION,
        from: side(&report.from),
        to: side(&report.to),
        consequences: report.consequences.iter().map(consequence).collect(),
        programs: programs.iter().map(program).collect(),
        summary: DiffSummaryJson {
            programs: programs.len(),
            changes: programs.iter().map(|program| program.changes.len()).sum(),
            categories,
        },
        unreadable: report.comparison.unreadable.iter().map(unreadable).collect(),
    })
}

#[derive(Serialize)]
struct DiffJson<'r> {
    version: u8,
    from: SideJson<'r>,
    to: SideJson<'r>,
    consequences: Vec<ConsequenceJson<'r>>,
    programs: Vec<ProgramJson<'r>>,
    summary: DiffSummaryJson,
    unreadable: Vec<UnreadableJson<'r>>,
}

#[derive(Serialize)]
struct DiffSummaryJson {
    programs: usize,
    changes: usize,
    categories: serde_json::Map<String, Value>,
}
