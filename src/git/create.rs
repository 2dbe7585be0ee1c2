//! The one door through which git is written to: a new repository, its commits, and its work tree.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Repository, explain};
use crate::disk::Aside;
use crate::error::{Error, Result};

/// The branch of a new repository.
const BRANCH: &str = "refs/heads/main";

/// A commit to be written. Whoever wrote it committed it, too.
#[derive(Debug, Clone)]
pub struct NewCommit {
    /// The author's name.
    pub name: String,
    /// The author's address.
    pub email: String,
    /// When it was written.
    pub time: Timestamp,
    /// How far the author's clock is ahead of UTC.
    pub offset_minutes: i32,
    /// The whole message.
    pub message: String,
    /// All files that it holds, by path.
    pub files: BTreeMap<String, Arc<str>>,
}

impl Repository {
    /// Makes a repository with a work tree at `dir`, its branch `main` without a commit.
    ///
    /// The template of the user's git is copied, and its hooks with it.
    pub fn create(dir: &Path) -> Result<()> {
        make(dir, true).map(drop)
    }

    /// Makes a repository, writes commits onto its `main`, oldest first, and checks out the last.
    ///
    /// Neither templates, hooks nor filters count, and no configuration: the same commits have the same ids everywhere.
    pub fn create_with(dir: &Path, commits: &[NewCommit]) -> Result<()> {
        let repository = make(dir, false)?;
        let begun = write(&repository, commits)
            .and_then(|last| last.map_or(Ok(()), |last| check_out(&repository, &last)));
        begun.map_err(|error| {
            Error::new(format!("cannot write to the new repository: {}", error.message()))
                .help("Check that there is room on the disk, and that you may write there.")
        })
    }
}

/// A new repository, which stands there whole or not at all. `ambient` says whether the template of the user's git is
/// copied.
fn make(dir: &Path, ambient: bool) -> Result<git2::Repository> {
    let cannot = |reason: &dyn std::fmt::Display| {
        let place = if dir == Path::new(".") { "this folder".into() } else { dir.to_string_lossy() };
        Error::new(format!("cannot make a git repository in {place}: {reason}"))
            .help("Check that there is room on the disk, and that you may write there.")
    };
    let place = dir.join(".git");
    let aside = Aside::beside(&place).map_err(|error| cannot(&error.kind()))?;
    begin(aside.path(), ambient).map_err(|error| match error.class() {
        git2::ErrorClass::Config => explain::opening(dir, &error),
        // What the system said comes last, after what libgit2 tried.
        _ => cannot(&error.message().rsplit(": ").next().unwrap_or_default()),
    })?;
    aside.take_place().map_err(|error| cannot(&error.kind()))?;
    git2::Repository::open(dir).map_err(|error| explain::opening(dir, &error))
}

/// Fills a folder with what will be the `.git` of a work tree.
fn begin(folder: &Path, ambient: bool) -> std::result::Result<(), git2::Error> {
    let mut options = git2::RepositoryInitOptions::new();
    options.bare(true).no_dotgit_dir(true).external_template(ambient).initial_head(BRANCH);
    let repository = git2::Repository::init_opts(folder, &options)?;
    let mut config = repository.config()?.open_level(git2::ConfigLevel::Local)?;
    config.set_bool("core.bare", false)?;
    config.set_bool("core.logallrefupdates", true)
}

fn write<'r>(
    repository: &'r git2::Repository,
    commits: &[NewCommit],
) -> std::result::Result<Option<git2::Commit<'r>>, git2::Error> {
    let mut last: Option<git2::Commit<'r>> = None;
    for commit in commits {
        let tree = repository.find_tree(write_tree(repository, &commit.files)?)?;
        let time = git2::Time::new(commit.time.as_second(), commit.offset_minutes);
        let author = git2::Signature::new(&commit.name, &commit.email, &time)?;
        let parents: Vec<&git2::Commit<'r>> = last.iter().collect();
        let id = repository.commit(None, &author, &author, &commit.message, &tree, &parents)?;
        last = Some(repository.find_commit(id)?);
    }
    Ok(last)
}

fn write_tree(
    repository: &git2::Repository,
    files: &BTreeMap<String, Arc<str>>,
) -> std::result::Result<git2::Oid, git2::Error> {
    let mut index = git2::Index::new()?;
    for (path, text) in files {
        let id = repository.blob(text.as_bytes())?;
        index.add(&git2::IndexEntry {
            ctime: git2::IndexTime::new(0, 0),
            mtime: git2::IndexTime::new(0, 0),
            dev: 0,
            ino: 0,
            mode: 0o100_644,
            uid: 0,
            gid: 0,
            file_size: 0,
            id,
            flags: 0,
            flags_extended: 0,
            path: path.clone().into_bytes(),
        })?;
    }
    index.write_tree_to(repository)
}

fn check_out(
    repository: &git2::Repository,
    commit: &git2::Commit<'_>,
) -> std::result::Result<(), git2::Error> {
    // The files lie there as they were committed, and stay so, whatever the user's git does with line ends.
    repository.config()?.open_level(git2::ConfigLevel::Local)?.set_bool("core.autocrlf", false)?;
    let mut options = git2::build::CheckoutBuilder::new();
    options.force().disable_filters(true);
    repository.checkout_tree(commit.as_object(), Some(&mut options))?;
    repository.reference(BRANCH, commit.id(), false, "begin")?;
    Ok(())
}
