//! The one door through which git is written to: a new repository, its commits, and its work tree.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Oid, Repository, explain};
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
    /// `ambient` says whether the template of the user's git is copied, and its hooks with it.
    pub fn create(dir: &Path, ambient: bool) -> Result<Self> {
        let mut options = git2::RepositoryInitOptions::new();
        options.no_reinit(true).external_template(ambient).initial_head(BRANCH);
        match git2::Repository::init_opts(dir, &options) {
            Ok(inner) => Self::new(inner, ambient),
            Err(error) if error.class() == git2::ErrorClass::Config => Err(explain::opening(dir, &error)),
            Err(error) => {
                let place = if dir == Path::new(".") { "this folder".into() } else { dir.to_string_lossy() };
                // What the system said comes last, after what libgit2 tried.
                let reason = error.message().rsplit(": ").next().unwrap_or_default();
                Err(Error::new(format!("cannot make a git repository in {place}: {reason}"))
                    .help("`git init` there shows whether git itself can."))
            }
        }
    }

    /// Writes commits onto `main`, oldest first, and checks out the last. The repository must be new.
    ///
    /// Neither hooks nor filters run, and no configuration counts: the same commits have the same ids everywhere.
    pub fn begin_with(&self, commits: &[NewCommit]) -> Result<Option<Oid>> {
        let begun = self.write(commits).and_then(|last| {
            let Some(last) = &last else { return Ok(None) };
            self.check_out(last)?;
            Ok(Some(Oid::from_git2(last.id())))
        });
        begun.map_err(|error| {
            Error::new(format!("cannot write to the new repository: {}", error.message()))
                .help("Check that there is room on the disk, and that you may write there.")
        })
    }

    fn write(&self, commits: &[NewCommit]) -> std::result::Result<Option<git2::Commit<'_>>, git2::Error> {
        let mut last: Option<git2::Commit<'_>> = None;
        for commit in commits {
            let tree = self.inner.find_tree(self.write_tree(&commit.files)?)?;
            let time = git2::Time::new(commit.time.as_second(), commit.offset_minutes);
            let author = git2::Signature::new(&commit.name, &commit.email, &time)?;
            let parents: Vec<&git2::Commit<'_>> = last.iter().collect();
            let id = self.inner.commit(None, &author, &author, &commit.message, &tree, &parents)?;
            last = Some(self.inner.find_commit(id)?);
        }
        Ok(last)
    }

    fn write_tree(&self, files: &BTreeMap<String, Arc<str>>) -> std::result::Result<git2::Oid, git2::Error> {
        let mut index = git2::Index::new()?;
        for (path, text) in files {
            let id = self.inner.blob(text.as_bytes())?;
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
        index.write_tree_to(&self.inner)
    }

    fn check_out(&self, commit: &git2::Commit<'_>) -> std::result::Result<(), git2::Error> {
        // The files lie there as they were committed, and stay so, whatever the user's git does with line ends.
        self.inner.config()?.open_level(git2::ConfigLevel::Local)?.set_bool("core.autocrlf", false)?;
        let mut options = git2::build::CheckoutBuilder::new();
        options.force().disable_filters(true);
        self.inner.checkout_tree(commit.as_object(), Some(&mut options))?;
        self.inner.reference(BRANCH, commit.id(), false, "begin")?;
        Ok(())
    }
}
