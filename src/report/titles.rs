//! What people call the things that moved and came back.

use std::sync::Arc;

use toml::Table;

use super::churn::Churn;
use super::lineage::entity_end;
use crate::changes::{Comparison, Side, Texts, value_at};

/// What people call an entity, the first of these that it has.
pub const TITLES: [&str; 4] = ["name", "title", "statement", "need"];

/// Says what things are called that moved and came back in programs that changed otherwise. `churn` is in the order of
/// programs, so that each of them is read once.
pub fn entitle(churn: &mut [Churn], comparison: &Comparison, after: &Side<'_>) {
    let mut latest: Option<(String, Option<Arc<Table>>)> = None;
    for churn in churn {
        if latest.as_ref().is_none_or(|(program, _)| *program != churn.program) {
            let changed = comparison.programs.iter().any(|program| program.id == churn.program);
            let listed = after.programs.get(&churn.program).filter(|_| changed);
            let table = listed.and_then(|listed| after.table(listed, &mut Texts::default()).ok());
            latest = Some((churn.program.clone(), table));
        }
        let table = latest.as_ref().and_then(|(_, table)| table.as_ref());
        churn.title = table.and_then(|table| title(table, &churn.path));
    }
}

/// What people call the entity at a path, or around it.
fn title(table: &Table, path: &str) -> Option<String> {
    let path = path.strip_prefix("program.").unwrap_or(path);
    let entity = &path[..entity_end(path)];
    let title = |key: &&str| value_at(table, &format!("{entity}.{key}"))?.as_str();
    TITLES.iter().find_map(title).map(str::to_owned)
}
