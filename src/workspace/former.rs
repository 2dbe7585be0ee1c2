//! What things were called before, so that a reference to an old name leads to the new one.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::{Program, Workspace};
use crate::model::{Entity, Key};

/// Who had which name before. Made when it is first asked for: only of a reference that leads nowhere does anybody ask,
/// and then of thousands.
#[derive(Debug, Default)]
pub(super) struct Former(OnceLock<Index>);

#[derive(Debug, Default)]
struct Index {
    /// The entities that came from other programs, by what they were there: `program/id`.
    moved: FxHashMap<String, Vec<(usize, usize)>>,
    programs: FxHashMap<String, usize>,
    /// The entities of each program by their former ids, by the program's file.
    entities: FxHashMap<Arc<str>, FxHashMap<String, Vec<usize>>>,
    /// People and teams.
    parties: FxHashMap<(Key, String), (usize, usize)>,
}

impl Index {
    fn new(workspace: &Workspace) -> Self {
        let mut index = Self::default();
        for (at, program) in workspace.programs.iter().enumerate() {
            for entity in program.file.facts.entities() {
                for item in entity.list(Key::Previously) {
                    let (name, place) = (item.text.to_owned(), entity.place());
                    if name.contains('/') {
                        index.moved.entry(name.clone()).or_default().push((at, place));
                    }
                    if entity.section() == Key::Program {
                        index.programs.entry(name).or_insert(at);
                    } else {
                        let own = index.entities.entry(Arc::clone(&program.file.path)).or_default();
                        own.entry(name).or_default().push(place);
                    }
                }
            }
        }
        for (at, file) in workspace.org.iter().enumerate() {
            for entity in file.facts.entities() {
                for item in entity.list(Key::Previously) {
                    let key = (entity.section(), item.text.to_owned());
                    index.parties.entry(key).or_insert((at, entity.place()));
                }
            }
        }
        index
    }
}

impl Workspace {
    fn former(&self) -> &Index {
        self.former.0.get_or_init(|| Index::new(self))
    }

    /// The entities whose `previously` names `program/id`, in order.
    pub fn moved_from<'w>(
        &'w self,
        former: &str,
    ) -> impl Iterator<Item = (&'w Program, Entity<'w>)> + use<'w> {
        self.former().moved.get(former).into_iter().flatten().map(|(at, place)| {
            let program = &self.programs[*at];
            (program, program.file.facts.entity_at(*place))
        })
    }

    /// The first program that had this id before.
    pub fn program_formerly(&self, id: &str) -> Option<&Program> {
        self.former().programs.get(id).map(|at| &self.programs[*at])
    }

    /// The entities of a program that had this id before, in order.
    pub fn formerly<'w>(
        &'w self,
        program: &'w Program,
        id: &str,
    ) -> impl Iterator<Item = Entity<'w>> + Clone + use<'w> {
        let places = self.former().entities.get(&program.file.path).and_then(|own| own.get(id));
        places.into_iter().flatten().map(|place| program.file.facts.entity_at(*place))
    }

    /// The first person or team that had this id before.
    pub fn party_formerly(&self, section: Key, id: &str) -> Option<Entity<'_>> {
        let (file, place) = self.former().parties.get(&(section, id.to_owned()))?;
        Some(self.org[*file].facts.entity_at(*place))
    }
}
