//! Whom commits are credited to, each asked once.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::steps::History;
use super::walk::Landing;
use crate::error::Result;
use crate::git::{Commit, Oid};

/// Whom commits are credited to, each asked once by all who share this.
#[derive(Clone)]
pub(super) struct Credits<'h> {
    history: History<'h>,
    known: Rc<RefCell<Known>>,
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
        Self { history, known: Rc::default() }
    }

    /// Who wrote what a commit changed in a file; `None` for what is not committed yet.
    pub(super) fn of(&self, landing: Option<Landing>, file: &str) -> Result<Option<Arc<Commit>>> {
        landing.map(|landing| self.of_commit(landing, file)).transpose()
    }

    /// Who wrote what a commit changed in a file.
    pub(super) fn of_commit(&self, landing: Landing, file: &str) -> Result<Arc<Commit>> {
        let Landing { commit, parent, .. } = landing;
        let repository = self.history.repository;
        let mut known = self.known.borrow_mut();
        if let Some(own) = known.own.get(&commit) {
            return Ok(Arc::clone(own));
        }
        if repository.step(commit)?.parents.len() < 2 {
            let own = Arc::new(repository.commit_at(commit)?);
            known.own.insert(commit, Arc::clone(&own));
            return Ok(own);
        }
        let key = (commit, file.to_owned());
        if let Some(known) = known.brought.get(&key) {
            return Ok(Arc::clone(known));
        }
        let credited = Arc::new(repository.credit(commit, parent, &self.history.path(file))?);
        known.brought.insert(key, Arc::clone(&credited));
        Ok(credited)
    }

    /// Why a commit changed a file, where somebody said so.
    pub(super) fn reason(&self, landing: Landing, file: &str) -> Result<Option<String>> {
        let credited = self.of_commit(landing, file)?;
        // Nobody else wrote what an ordinary commit changed.
        if credited.reason.is_some() || credited.oid == landing.commit {
            return Ok(credited.reason.clone());
        }
        self.history.repository.reason(landing.commit, landing.parent, &self.history.path(file))
    }
}
