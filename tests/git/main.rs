//! The git module against real repositories. Each test names the fact of git or libgit2 that it stands for.

#[path = "../support/repository.rs"]
mod repository;

mod credit;
mod door;
mod files;
mod history;
mod kinds;
mod marks;
mod opening;
mod revisions;

use std::path::Path;

use milepost::error::{Error, Result};
use milepost::git::{Oid, Repository};

/// Opens a repository that must open.
fn open(dir: &Path) -> Repository {
    Repository::discover(dir, false).expect("the repository opens")
}

/// A repository made by git itself in `dir/programs`, with one commit.
fn made_by_git(dir: &Path, options: &[&str]) -> bool {
    let (made, _) = repository::try_git(dir, &[&["init", "-q", "programs"], options].concat());
    if made {
        repository::git(&dir.join("programs"), &["commit", "-q", "--allow-empty", "-m", "Start"]);
    }
    // An old git does not know the option; then there is no such repository to fear either.
    made
}

/// The id of a commit.
fn at(repository: &Repository, rev: &str) -> Oid {
    repository.commit(rev).expect("the revision exists").oid
}

/// The error of a step that must fail, in full, with its help.
fn failure<T>(result: Result<T>) -> (String, String) {
    let error: Error = result.err().expect("this cannot be done");
    let help = error.help_text().expect("every error of the outside world says what mends it").to_owned();
    (error.to_string(), help)
}

/// The commands that a help text names.
fn commands(help: &str) -> Vec<Vec<&str>> {
    let quoted = help.split('`').skip(1).step_by(2);
    quoted.filter_map(|text| Some(text.strip_prefix("git ")?.split(' ').collect())).collect()
}
