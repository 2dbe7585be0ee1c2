//! Former names: what the programs and entities of an earlier version are called at the end of a walk.

use rustc_hash::FxHashMap;

use super::lineage::{Place, entity_end, source};
use crate::changes::{ChangeKind, Comparison};

/// What the programs and entities of the version that a walk has come to are called in the version where it began.
/// What is not listed has the name that it always had; under a name without a successor something else was meant.
#[derive(Debug, Default)]
pub(super) struct Former {
    programs: FxHashMap<String, Option<String>>,
    /// By the later name of the program, and the path of the entity then.
    entities: FxHashMap<(String, String), Option<Place>>,
}

impl Former {
    /// What a program is called later.
    pub(super) fn program<'f>(&'f self, id: &'f str) -> Option<&'f str> {
        match self.programs.get(id) {
            Some(later) => later.as_deref(),
            None => Some(id),
        }
    }

    /// What a place, of an entity or in one, is called later.
    pub(super) fn place(&self, program: &str, path: &str) -> Option<Place> {
        let program = self.program(program)?;
        let end = entity_end(path);
        if self.entities.is_empty() {
            return Some(Place { program: program.to_owned(), path: path.to_owned() });
        }
        match self.entities.get(&(program.to_owned(), path[..end].to_owned())) {
            None => Some(Place { program: program.to_owned(), path: path.to_owned() }),
            Some(later) => {
                let Place { program, path: entity } = later.clone()?;
                Some(Place { program, path: entity + &path[end..] })
            }
        }
    }

    /// Goes back to the version before a change.
    pub(super) fn step_back(&mut self, comparison: &Comparison) {
        let mut programs = Vec::new();
        let mut entities = Vec::new();
        let mut left = Vec::new();
        for program in &comparison.programs {
            if let Some(previous) = &program.previous_id {
                programs.push((
                    program.id.clone(),
                    previous.clone(),
                    self.program(&program.id).map(str::to_owned),
                ));
            }
            for change in &program.changes {
                if !matches!(change.kind, ChangeKind::Renamed | ChangeKind::Moved) {
                    continue;
                }
                let Some(home) = source(program, change) else { continue };
                entities.push((home, self.place(&program.id, &change.path)));
                left.extend(self.program(&program.id).map(|later| (later.to_owned(), change.path.clone())));
            }
        }
        for (id, ..) in &programs {
            self.programs.insert(id.clone(), None);
        }
        for (_, previous, later) in programs {
            self.programs.insert(previous, later);
        }
        for place in left {
            self.entities.insert(place, None);
        }
        for (Place { program, path }, later) in entities {
            if let Some(home) = self.program(&program).map(str::to_owned) {
                self.entities.insert((home, path), later);
            }
        }
    }
}
