//! Whom commits are credited to, each asked once.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::steps::History;
use crate::error::Result;
use crate::git::{Commit, Oid};

/// Whom commits are credited to, each asked once.
pub(super) struct Credits<'h> {
    history: History<'h>,
    known: FxHashMap<(Oid, String), Arc<Commit>>,
}

impl<'h> Credits<'h> {
    pub(super) fn new(history: History<'h>) -> Self {
        Self { history, known: FxHashMap::default() }
    }

    /// Who wrote what a commit changed in a file; `None` for what is not committed yet.
    pub(super) fn of(&mut self, commit: Option<Oid>, file: &str) -> Result<Option<Arc<Commit>>> {
        commit.map(|commit| self.of_commit(commit, file)).transpose()
    }

    /// Who wrote what a commit changed in a file.
    pub(super) fn of_commit(&mut self, commit: Oid, file: &str) -> Result<Arc<Commit>> {
        let key = (commit, file.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(Arc::clone(known));
        }
        let credited = Arc::new(self.history.repository.credit(commit, &self.history.path(file))?);
        self.known.insert(key, Arc::clone(&credited));
        Ok(credited)
    }

    /// Why a commit changed a file, where somebody said so.
    pub(super) fn reason(&mut self, commit: Oid, file: &str) -> Result<Option<String>> {
        let credited = self.of_commit(commit, file)?;
        // Nobody else wrote what an ordinary commit changed.
        if credited.reason.is_some() || credited.oid == commit {
            return Ok(credited.reason.clone());
        }
        self.history.repository.reason(commit, &self.history.path(file))
    }
}
