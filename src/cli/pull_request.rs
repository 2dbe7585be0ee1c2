//! The checkout of a pull request, as CI makes it: HEAD is detached, and nothing says what it is to be compared with.

use crate::error::{Error, Result};
use crate::git::{Commit, Repository};

/// A checkout of a pull request.
pub(super) struct Checkout {
    /// What is checked out.
    pub head: Commit,
    known_by: KnownBy,
}

/// How a checkout is known to be one of a pull request.
enum KnownBy {
    /// HEAD is the merge that the host made of the branch and its base: the first parent is the base.
    Merge,
    /// GitLab names the commit.
    Commit(String),
    /// GitHub names the branch that the pull request goes to.
    Branch(String),
}

/// What a pull request is compared with.
pub(super) struct Base {
    pub commit: Commit,
    /// As a user would write it.
    pub rev: String,
}

impl Base {
    /// What is said of it.
    pub(super) fn words(&self) -> String {
        let short = &self.commit.oid.to_string()[..9];
        format!("This is the checkout of a pull request: compared with its base, {short} ({}).", self.rev)
    }
}

impl Checkout {
    /// Whether HEAD is that of a pull request. On a branch of one's own it never is, unless CI says so.
    pub(super) fn find(repository: &Repository) -> Result<Option<Self>> {
        let Some(head) = repository.head()? else { return Ok(None) };
        let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        let branch = repository.branch();
        // The merge of a merge request and its target, where GitLab makes one; else where the two parted.
        let named = ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"];
        let known_by = if branch.is_none() && (is_made_by_host(&head) || repository.is_pull_request(head.oid))
        {
            Some(KnownBy::Merge)
        } else if let (None, Some(commit)) = (&branch, named.into_iter().find_map(set)) {
            Some(KnownBy::Commit(commit))
        } else {
            let base = set("GITHUB_BASE_REF").filter(|base| branch.as_ref() != Some(base));
            base.map(KnownBy::Branch)
        };
        Ok(known_by.map(|known_by| Self { head, known_by }))
    }

    /// What it is to be compared with; `None` where this clone belongs to something else.
    pub(super) fn base(&self, repository: &Repository) -> Result<Option<Base>> {
        match &self.known_by {
            KnownBy::Merge => {
                let base = self.head.parents.first().ok_or_else(shallow)?;
                let commit = repository.commit_at(*base).map_err(|error| or_shallow(repository, error))?;
                Ok(Some(Base { commit, rev: "HEAD^1".to_owned() }))
            }
            KnownBy::Commit(named) => {
                let commit = repository.commit(named).map_err(|error| or_shallow(repository, error))?;
                Ok(Some(Base { commit, rev: named.clone() }))
            }
            KnownBy::Branch(branch) => {
                let remote = format!("origin/{branch}");
                let Ok(there) = repository.commit(&remote) else {
                    return if repository.is_shallow() { Err(shallow()) } else { Ok(None) };
                };
                let base = repository.merge_base(there.oid, self.head.oid);
                let Some(base) = base.map_err(|_| shallow())? else { return Ok(None) };
                Ok(Some(Base { commit: repository.commit_at(base)?, rev: format!("{remote}...HEAD") }))
            }
        }
    }
}

/// Whether a commit says what a host says of the merges that it makes for a pull request.
fn is_made_by_host(head: &Commit) -> bool {
    match &head.parents[..] {
        [base, branch] => head.subject == format!("Merge {branch} into {base}"),
        _ => false,
    }
}

fn or_shallow(repository: &Repository, error: Error) -> Error {
    if repository.is_shallow() { shallow() } else { error }
}

fn shallow() -> Error {
    Error::new("this clone of a pull request is shallow, and does not hold what it is to be compared with").help(
        "Fetch the rest with `git fetch --unshallow`. In GitHub Actions, set `fetch-depth: 0` on actions/checkout; in GitLab CI, `GIT_DEPTH: 0`.",
    )
}
