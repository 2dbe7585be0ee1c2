//! The states of entities, as they count before and after a change, written out or left out.

use std::collections::BTreeMap;

use serde_json::Value;

use super::headline::Moved;
use super::lineage::entity_end;
use crate::changes::{self, Change, ProgramChange, value_at};
use crate::model::{Kind, PROGRAM};

/// What became of the state of an entity.
pub(super) struct StateChange<'r> {
    /// The change that tells it best.
    pub moved: Moved<'r>,
    /// The state before; `None` where the entity was not there, or its state could not be read.
    pub before: Option<String>,
    /// The state after.
    pub after: Option<String>,
}

/// The entities of a section whose state is another one, each once.
pub(super) fn state_changes<'r>(program: &'r ProgramChange, section: &str) -> Vec<StateChange<'r>> {
    let mut entities: BTreeMap<&str, (Option<&Change>, &Change)> = BTreeMap::new();
    for change in program.changes.iter().filter(|change| change.section() == section) {
        let field = change.field();
        if !matches!(field, None | Some("state" | "done" | "decided")) {
            continue;
        }
        let whole = if field.is_none() { Some(change) } else { None };
        let entity = &change.path[..entity_end(&change.path)];
        let (_, told) = entities.entry(entity).or_insert((whole, change));
        if rank(change) < rank(told) {
            *told = change;
        }
    }
    let mut states = Vec::new();
    for (entity, (whole, told)) in entities {
        let at = |table: Option<&toml::Table>| value_at(table?, entity).map(changes::json);
        let (before, after) = match whole {
            Some(whole) => (whole.before.clone(), whole.after.clone()),
            None => (at(program.before.as_deref()), at(program.after.as_deref())),
        };
        let (before, after) = (state_of(section, before.as_ref()), state_of(section, after.as_ref()));
        if before != after {
            states.push(StateChange { moved: Moved { program, change: told }, before, after });
        }
    }
    states
}

/// Which of the changes of an entity tells its state best: the new state, the day of it, the entity, a state taken out.
fn rank(change: &Change) -> u8 {
    match change.field() {
        Some("state") if change.after.is_some() => 0,
        Some("done" | "decided") => 1,
        None => 2,
        _ => 3,
    }
}

/// The state of an entity: as written; left out, `done` or `decided` where that day stands there, else the first of
/// the section's values.
pub(super) fn state_of(section: &str, entity: Option<&Value>) -> Option<String> {
    let entity = entity?.as_object()?;
    if let Some(written) = entity.get("state") {
        return written.as_str().map(str::to_owned);
    }
    let Kind::Keyed(shape) = PROGRAM.field(section)?.kind else { return None };
    let Kind::OneOf(values) = shape.field("state")?.kind else { return None };
    let day =
        ["done", "decided"].into_iter().find(|day| shape.field(day).is_some() && entity.contains_key(*day));
    day.or_else(|| values.first().copied()).map(str::to_owned)
}
