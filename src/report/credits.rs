//! Whom commits are credited to, each asked once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::steps::{History, below};
use super::walk::Landing;
use crate::error::Result;
use crate::git::{Blobs, Commit, Oid};

/// Whom commits are credited to, each asked once by all who share this, on any thread.
#[derive(Clone)]
pub(super) struct Credits<'h> {
    blobs: &'h Blobs,
    folder: &'h str,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    /// Ordinary commits, which are credited with what they changed.
    own: FxHashMap<Oid, Arc<Commit>>,
    /// Whoever wrote what a merge brought into a file.
    brought: FxHashMap<(Oid, String), Arc<Commit>>,
}

impl<'h> Credits<'h> {
    pub(super) fn new(history: History<'h>) -> Self {
        Self { blobs: history.blobs, folder: history.folder, known: Arc::default() }
    }

    /// Who wrote what a commit changed in a file; `None` for what is not committed yet.
    pub(super) fn of(&self, landing: Option<Landing>, file: &str) -> Result<Option<Arc<Commit>>> {
        landing.map(|landing| self.of_commit(landing, file)).transpose()
    }

    /// Who wrote what a commit changed in a file.
    pub(super) fn of_commit(&self, landing: Landing, file: &str) -> Result<Arc<Commit>> {
        let Landing { commit, parent, is_merge, .. } = landing;
        if !is_merge {
            if let Some(own) = self.known().own.get(&commit) {
                return Ok(Arc::clone(own));
            }
            let own = Arc::new(self.blobs.ask(|repository| repository.commit_at(commit))?);
            self.known().own.insert(commit, Arc::clone(&own));
            return Ok(own);
        }
        let key = (commit, file.to_owned());
        if let Some(known) = self.known().brought.get(&key) {
            return Ok(Arc::clone(known));
        }
        let path = below(self.folder, file);
        let credited = Arc::new(self.blobs.ask(|repository| repository.credit(commit, parent, &path))?);
        self.known().brought.insert(key, Arc::clone(&credited));
        Ok(credited)
    }

    /// Why a commit changed a file, where somebody said so.
    pub(super) fn reason(&self, landing: Landing, file: &str) -> Result<Option<String>> {
        let credited = self.of_commit(landing, file)?;
        // Nobody else wrote what an ordinary commit changed.
        if credited.reason.is_some() || credited.oid == landing.commit {
            return Ok(credited.reason.clone());
        }
        let path = below(self.folder, file);
        self.blobs.ask(|repository| repository.reason(landing.commit, landing.parent, &path))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
