//! Some programs that a walk follows back to where they came from.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::walk::Touched;

/// Some programs, under all the names that they may have had.
pub(super) struct Followed {
    ids: FxHashSet<Arc<str>>,
    /// Those that were there in the version that the walk has come to.
    living: FxHashSet<Arc<str>>,
}

impl Followed {
    pub(super) fn new<'p>(programs: impl IntoIterator<Item = &'p Arc<str>>) -> Self {
        let ids: FxHashSet<Arc<str>> = programs.into_iter().map(Arc::clone).collect();
        Self { living: ids.clone(), ids }
    }

    /// Leaves out the files that need not be read.
    pub(super) fn pick(&mut self, files: &mut Vec<Touched>) {
        self.go_back(files);
        files.retain(|file| self.follow(file));
    }

    /// Goes back before a commit that touched these files. Where a program appears, those that went may be what it was.
    pub(super) fn go_back(&mut self, files: &[Touched]) {
        let appears = |file: &Touched| self.ids.contains(&file.id) && !file.was();
        let came: Vec<&Arc<str>> = files.iter().filter(|file| appears(file)).map(|file| &file.id).collect();
        if !came.is_empty() {
            let gone = files.iter().filter(|file| !file.stays()).map(|file| Arc::clone(&file.id));
            self.living.retain(|id| !came.contains(&id));
            self.living.extend(gone.clone());
            self.ids.extend(gone);
        }
    }

    /// Whether a file may be one of them.
    pub(super) fn follow(&self, file: &Touched) -> bool {
        self.ids.contains(&file.id)
    }

    /// Whether none of them was there before.
    pub(super) fn have_come(&self) -> bool {
        self.living.is_empty()
    }
}
