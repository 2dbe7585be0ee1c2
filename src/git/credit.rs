//! Whom a change is credited to: with a merge, whoever wrote it, not whoever pressed the button.

use std::sync::Arc;

use super::{Commit, Oid, Repository, Step};
use crate::error::Result;

/// Merges of which it is kept what they brought in.
const MOST_MERGES: usize = 1_000;

impl Repository {
    /// The commit that wrote what `commit` changed in the file at `path` (from the root of the repository).
    ///
    /// For a merge it is the last commit without a second parent that the merge brought in and that touched the
    /// file. For any other commit, and for a file that only the merge itself touched, it is `commit`.
    ///
    /// `parent` is the one that a merge is compared with: what it brought in is what that one did not have.
    pub fn credit(&self, commit: Oid, parent: Option<Oid>, path: &str) -> Result<Commit> {
        match self.wrote(commit, parent, path, |_| true)? {
            Some(wrote) => Ok(wrote),
            None => self.commit_at(commit),
        }
    }

    /// Why `commit` changed the file at `path`, where somebody said so: of a merge, whoever last gave a reason among
    /// those whose commits it brought in and who touched the file.
    pub fn reason(&self, commit: Oid, parent: Option<Oid>, path: &str) -> Result<Option<String>> {
        let wrote = match self.wrote(commit, parent, path, |commit| commit.reason.is_some())? {
            Some(wrote) => wrote,
            None => self.credit(commit, parent, path)?,
        };
        Ok(wrote.reason)
    }

    /// The last ordinary commit that a merge brought in, that touched a file and that is `wanted`.
    fn wrote(
        &self,
        commit: Oid,
        parent: Option<Oid>,
        path: &str,
        wanted: impl Fn(&Commit) -> bool,
    ) -> Result<Option<Commit>> {
        let merge = self.step(commit)?;
        if let Some(parent) = parent.filter(|_| merge.parents.len() > 1) {
            for step in self.brought(&merge, parent)?.iter() {
                let before = match step.parents.first() {
                    Some(parent) => Some(self.step(*parent)?.tree),
                    None => None,
                };
                if self.file_differs(before, step.tree, path)? {
                    let wrote = self.commit_at(step.oid)?;
                    if wanted(&wrote) {
                        return Ok(Some(wrote));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The ordinary commits that a merge brought in beside one parent, the last first. Where a shallow clone ends, what a commit
    /// changed cannot be known, so that it is not among them.
    fn brought(&self, merge: &Step, parent: Oid) -> Result<Arc<[Arc<Step>]>> {
        let key = (merge.oid, parent);
        if let Some(brought) = self.memo.borrow().brought.get(&key) {
            return Ok(Arc::clone(brought));
        }
        let others: Vec<Oid> = merge.parents.iter().copied().filter(|other| *other != parent).collect();
        let mut brought = self.reachable(&others, &[parent])?;
        brought.retain(|step| step.parents.len() < 2 && !step.cut);
        let brought: Arc<[Arc<Step>]> = brought.into();
        let known = &mut self.memo.borrow_mut().brought;
        if known.len() >= MOST_MERGES {
            known.clear();
        }
        known.insert(key, Arc::clone(&brought));
        Ok(brought)
    }
}
