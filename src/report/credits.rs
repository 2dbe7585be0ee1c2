//! Whom commits are credited to, each asked once.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::steps::History;
use super::walk::Landing;
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
    pub(super) fn of(&mut self, landing: Option<Landing>, file: &str) -> Result<Option<Arc<Commit>>> {
        landing.map(|landing| self.of_commit(landing, file)).transpose()
    }

    /// Who wrote what a commit changed in a file.
    pub(super) fn of_commit(&mut self, landing: Landing, file: &str) -> Result<Arc<Commit>> {
        let Landing { commit, parent, .. } = landing;
        let key = (commit, file.to_owned());
        if let Some(known) = self.known.get(&key) {
            return Ok(Arc::clone(known));
        }
        let credited = Arc::new(self.history.repository.credit(commit, parent, &self.history.path(file))?);
        self.known.insert(key, Arc::clone(&credited));
        Ok(credited)
    }

    /// Why a commit changed a file, where somebody said so.
    pub(super) fn reason(&mut self, landing: Landing, file: &str) -> Result<Option<String>> {
        let credited = self.of_commit(landing, file)?;
        // Nobody else wrote what an ordinary commit changed.
        if credited.reason.is_some() || credited.oid == landing.commit {
            return Ok(credited.reason.clone());
        }
        self.history.repository.reason(landing.commit, landing.parent, &self.history.path(file))
    }
}
