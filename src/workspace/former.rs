//! What things were called before, so that a reference to an old name leads to the new one.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{Program, Workspace};
use crate::model::{Entity, Key};

/// The entities that came from other programs, by what they were there: `program/id`. Made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Moved(OnceLock<FxHashMap<String, Vec<(usize, usize)>>>);

impl Workspace {
    /// The entities whose `previously` names `program/id`, in order.
    pub fn moved_from<'w>(
        &'w self,
        former: &str,
    ) -> impl Iterator<Item = (&'w Program, Entity<'w>)> + use<'w> {
        let moved = self.moved.0.get_or_init(|| {
            let mut moved: FxHashMap<String, Vec<(usize, usize)>> = FxHashMap::default();
            for (at, program) in self.programs.iter().enumerate() {
                for entity in program.file.facts.entities() {
                    for item in entity.list(Key::Previously).filter(|item| item.text.contains('/')) {
                        moved.entry(item.text.to_owned()).or_default().push((at, entity.place()));
                    }
                }
            }
            moved
        });
        moved.get(former).into_iter().flatten().map(|(at, place)| {
            let program = &self.programs[*at];
            (program, program.file.facts.entity_at(*place))
        })
    }
}
