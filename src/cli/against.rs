//! `lint --against REV`: what REV has already is not told again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::session::{Place, Session, check_format};
use crate::changes::{Side, Texts, between};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::git::{Commit, Oid, Repository};
use crate::report::{Causes, Former, are_new};
use crate::tree::Tree;
use crate::workspace::{Cache, Workspace};

/// The version that findings are compared with.
pub(super) struct Baseline {
    /// As the user named it.
    rev: String,
    commit: Oid,
    tree: Tree,
}

/// The findings that the baseline does not have, and how many it has.
pub(super) struct Left {
    pub new: Vec<Finding>,
    pub known: usize,
}

impl Baseline {
    /// Where `rev` and what is checked have their last commit in common. `checked` is the commit that is checked, HEAD
    /// for the index and the work tree.
    pub(super) fn open(place: &Place, rev: &str, checked: Option<&str>) -> Result<Self> {
        let repository = place.git()?;
        let there = repository.commit(rev)?;
        let here = match checked {
            Some(checked) => repository.commit(checked)?,
            None => repository.head()?.ok_or_else(|| {
                Error::new("there is no commit yet to compare with")
                    .help("Run `milepost lint` without --against, or commit your programs first.")
            })?,
        };
        let base = base(repository, rev, &there, &here)?;
        let tree = Tree::git(repository.snapshot(&repository.blobs()?, base.oid, &place.folder));
        Ok(Self { rev: rev.to_owned(), commit: base.oid, tree })
    }

    /// Takes out of `findings` what the baseline has too, and says which change brought the others about.
    ///
    /// `cache` holds what was read of the version that is checked. `find` runs the rules over a version and its commit;
    /// both are judged on one day.
    pub(super) fn compare(
        &self,
        session: &Session,
        tree: &Tree,
        (workspace, findings): (&Workspace, Vec<Finding>),
        cache: &mut Cache,
        find: impl Fn(&Workspace, Oid) -> Result<Vec<Finding>>,
    ) -> Result<Left> {
        let before = Workspace::load(&self.tree, cache);
        self.tree.check()?;
        check_format(&before.config)?;
        let old = find(&before, self.commit)?;
        let mut new = are_new(&old, &findings, &Former::default());
        session.say(&format!("{} findings in {}", old.len(), self.rev));
        let mut texts = Texts::default();
        if !new.contains(&true) {
            return Ok(Left { known: findings.len(), new: Vec::new() });
        }
        let comparison = between(&Side::open(&self.tree), &Side::open(tree), &mut texts);
        let former = Former::of(&comparison);
        if !former.is_empty() {
            new = are_new(&old, &findings, &former);
        }
        let files = differing(&self.tree, &before, tree, workspace);
        let causes = Causes::new(&comparison, files, workspace, &self.rev);
        let count = findings.len();
        let mut left: Vec<Finding> =
            findings.into_iter().zip(new).filter(|(_, new)| *new).map(|(finding, _)| finding).collect();
        for finding in &mut left {
            causes.explain(finding);
        }
        Ok(Left { known: count - left.len(), new: left })
    }

    /// As the user named it.
    pub(super) fn rev(&self) -> &str {
        &self.rev
    }
}

fn base(repository: &Repository, rev: &str, there: &Commit, here: &Commit) -> Result<Commit> {
    match repository.merge_base(there.oid, here.oid)? {
        Some(base) => repository.commit_at(base),
        None if repository.is_shallow() => Err(Error::new(format!(
            "this clone is shallow, and does not hold the commit that `{rev}` and this version have in common"
        ))
        .help("Fetch the rest with `git fetch --unshallow`; in GitHub Actions, set `fetch-depth: 0` on actions/checkout.")),
        None => Err(Error::new(format!("`{rev}` and this version have no commit in common"))
            .help("Name the branch that this one came from, such as origin/main.")),
    }
}

/// The files that are no programs, and that differ: milepost.toml, people, teams and playbooks.
fn differing(before_tree: &Tree, before: &Workspace, after_tree: &Tree, after: &Workspace) -> Vec<Arc<str>> {
    let own = |workspace: &Workspace| {
        let org = workspace.org.iter().map(|file| Arc::clone(&file.path));
        workspace.silences.iter().map(|(file, _)| Arc::clone(file)).chain(org).collect::<Vec<_>>()
    };
    let mut files = own(after);
    files.extend(own(before));
    let identity = |tree: &Tree, path: &str| tree.identity(&tree.file(path));
    let mut seen = BTreeSet::new();
    files.retain(|file| {
        seen.insert(Arc::clone(file)) && identity(before_tree, file) != identity(after_tree, file)
    });
    files
}
