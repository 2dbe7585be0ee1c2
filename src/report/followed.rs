//! Some programs that a walk follows back to where they came from.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::walk::Touched;

/// Some programs, under all the names that they may have had.
pub(super) struct Followed {
    ids: FxHashSet<String>,
    /// Those that were there in the version that the walk has come to.
    living: FxHashSet<String>,
}

impl Followed {
    pub(super) fn new(programs: &FxHashSet<Arc<str>>) -> Self {
        let ids: FxHashSet<String> = programs.iter().map(ToString::to_string).collect();
        Self { living: ids.clone(), ids }
    }

    /// Leaves out the files that need not be read. Where a program appears, those that went may be what it was.
    pub(super) fn pick(&mut self, files: &mut Vec<Touched>) {
        let appears = |file: &Touched| self.ids.contains(&file.id) && !file.was();
        let came: Vec<String> =
            files.iter().filter(|file| appears(file)).map(|file| file.id.clone()).collect();
        if !came.is_empty() {
            let gone = files.iter().filter(|file| !file.stays()).map(|file| file.id.clone());
            self.living.retain(|id| !came.contains(id));
            self.living.extend(gone.clone());
            self.ids.extend(gone);
        }
        files.retain(|file| self.ids.contains(&file.id));
    }

    /// Whether none of them was there before.
    pub(super) fn have_come(&self) -> bool {
        self.living.is_empty()
    }
}
