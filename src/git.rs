//! What a git repository holds: its commits, their files, its index, and who changed what when.
//!
//! This module is alone in naming git2, and `door` in running git. It reads; only `create` writes what is new, and
//! `mark` a reference of our own.

mod commit;
mod create;
mod credit;
mod door;
mod driver;
mod explain;
mod history;
mod hooks;
mod identity;
mod index;
mod listing;
mod loose;
mod mark;
mod objects;
mod oid;
mod revision;
mod snapshot;
mod trailer;
mod tree;
mod web;

use std::cell::RefCell;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::error::{Error, Result};

use door::Door;
use loose::Loose;

pub use commit::Commit;
pub use create::NewCommit;
pub use driver::{MERGE_DRIVER, merge_lines};
pub use history::{StateAt, Step};
pub use hooks::{Hooks, Reach};
pub use identity::Identity;
pub use oid::Oid;
pub use snapshot::{Blobs, Snapshot};
pub use tree::{FileChange, FileEntry, FileKind, Files};
pub use web::Web;

/// Who reads a repository.
enum Store {
    Library(git2::Repository),
    /// libgit2 cannot.
    Git(Door),
}

impl Store {
    /// The git folder; of a linked work tree its own.
    fn path(&self) -> &Path {
        match self {
            Self::Library(inner) => inner.path(),
            Self::Git(door) => door.path(),
        }
    }

    /// The git folder that all work trees share.
    fn common(&self) -> &Path {
        match self {
            Self::Library(inner) => inner.commondir(),
            Self::Git(door) => door.common(),
        }
    }
}

/// A git repository.
///
/// It may be handed to another thread, but not shared between threads: open one for each.
pub struct Repository {
    store: Store,
    loose: Loose,
    /// The commits whose parents a shallow clone left out.
    shallow: FxHashSet<Oid>,
    /// Whether `GIT_INDEX_FILE` and its like are obeyed.
    ambient: bool,
    memo: RefCell<objects::Memo>,
}

impl Repository {
    /// Opens the repository that `dir` is in, found upwards as git finds it.
    ///
    /// `ambient` says whether git's environment variables are obeyed. A hook needs that: git runs it with
    /// `GIT_INDEX_FILE` set to the index of the commit in the making, and in a linked worktree with `GIT_DIR`.
    pub fn discover(dir: &Path, ambient: bool) -> Result<Self> {
        Self::try_discover(dir, ambient)?.ok_or_else(|| {
            Error::new(format!("{} is not in a git repository", dir.display()))
                .help("run it inside a git repository, or name one with `-C DIR`; `git init` makes one")
        })
    }

    /// As [`Repository::discover`], and `None` where there is no repository.
    pub fn try_discover(dir: &Path, ambient: bool) -> Result<Option<Self>> {
        let variable = |name: &str| if ambient { std::env::var_os(name) } else { None };
        let opened = if variable("GIT_DIR").is_some() {
            git2::Repository::open_from_env()
        } else {
            let flags = if ambient {
                git2::RepositoryOpenFlags::FROM_ENV
            } else {
                git2::RepositoryOpenFlags::empty()
            };
            let ceilings = variable("GIT_CEILING_DIRECTORIES").unwrap_or_else(OsString::new);
            git2::Repository::open_ext(dir, flags, std::env::split_paths(&ceilings))
        };
        match opened {
            Ok(inner) => Self::new(Store::Library(inner), ambient).map(Some),
            Err(error) if explain::no_repository(&error) && variable("GIT_DIR").is_none() => {
                // The folder itself may be what is missing; that is another mistake.
                match dir.metadata() {
                    Ok(_) => Ok(None),
                    Err(error) => Err(Error::new(format!("could not open {}: {error}", dir.display()))
                        .help("check the path; `-C DIR` takes a folder that exists")),
                }
            }
            Err(error) => {
                match explain::is_beyond_libgit2(&error).then(|| Door::open(dir, ambient)).flatten() {
                    Some(door) => Self::new(Store::Git(door), ambient).map(Some),
                    None => Err(explain::opening(dir, &error)),
                }
            }
        }
    }

    fn new(store: Store, ambient: bool) -> Result<Self> {
        let boundary = store.common().join("shallow");
        let shallow = match std::fs::read_to_string(&boundary) {
            Ok(text) => text.lines().filter_map(|line| door::id(line.trim().as_bytes())).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => FxHashSet::default(),
            Err(error) => {
                return Err(Error::new(format!("could not read {}: {error}", boundary.display()))
                    .help("let the user who runs milepost read the repository's git folder"));
            }
        };
        let loose = Loose::new(store.common());
        Ok(Self { store, loose, shallow, ambient, memo: RefCell::default() })
    }

    /// Another handle on the same repository.
    fn reopen(&self) -> Result<Self> {
        let store = match &self.store {
            Store::Library(inner) => Store::Library(self.open_again(inner.path())?),
            Store::Git(door) => Store::Git(door.again()),
        };
        Ok(Self {
            store,
            loose: self.loose.clone(),
            shallow: self.shallow.clone(),
            ambient: self.ambient,
            memo: RefCell::default(),
        })
    }

    fn open_again(&self, path: &Path) -> Result<git2::Repository> {
        let flags = if self.ambient {
            git2::RepositoryOpenFlags::FROM_ENV | git2::RepositoryOpenFlags::NO_SEARCH
        } else {
            git2::RepositoryOpenFlags::NO_SEARCH
        };
        git2::Repository::open_ext(path, flags, std::iter::empty::<&Path>())
            .map_err(|error| explain::opening(path, &error))
    }

    /// The root of the work tree; `None` in a bare repository.
    pub fn workdir(&self) -> Option<&Path> {
        match &self.store {
            Store::Library(inner) => inner.workdir(),
            Store::Git(door) => door.workdir(),
        }
    }

    /// Whether git itself reads it, because libgit2 cannot.
    pub fn is_read_by_git(&self) -> bool {
        matches!(self.store, Store::Git(_))
    }

    /// Whether the clone left out the older part of the history.
    pub fn is_shallow(&self) -> bool {
        !self.shallow.is_empty()
    }

    /// The path of `dir` below the root of the work tree, with `/`; empty at the root, and in a bare repository.
    pub fn prefix_of(&self, dir: &Path) -> Result<String> {
        let Some(workdir) = self.workdir() else { return Ok(String::new()) };
        let (root, dir) = (canonical(workdir)?, canonical(dir)?);
        let inside = dir.strip_prefix(&root).map_err(|_| {
            let error = Error::new(format!("{} is outside the work tree {}", dir.display(), root.display()));
            if self.ambient && std::env::var_os("GIT_DIR").is_some() {
                error.help(
                    "GIT_DIR is set and names another repository: unset it, or run milepost in that one",
                )
            } else {
                error.help("run it inside the work tree of the repository")
            }
        })?;
        let mut parts = Vec::new();
        for part in inside.components() {
            parts.push(part.as_os_str().to_str().ok_or_else(|| {
                Error::new(format!("the path {} is not UTF-8", dir.display()))
                    .help("rename the folder so that its name is UTF-8")
            })?);
        }
        Ok(parts.join("/"))
    }

    /// The id that `bytes` have as a blob, so that a file on disk can be compared with one in a commit.
    ///
    /// Filters such as `core.autocrlf` are not run: where they apply, the ids differ though the text agrees.
    pub fn hash(bytes: &[u8]) -> Oid {
        let oid = git2::Oid::hash_object(git2::ObjectType::Blob, bytes)
            .expect("hashing bytes in memory as a blob has no way to fail");
        Oid::from_git2(oid)
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Repository").field(&self.store.path()).finish()
    }
}

fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().map_err(|error| {
        Error::new(format!("could not open {}: {error}", path.display())).help("check that the folder exists")
    })
}

/// Trades libgit2's second thoughts for speed: objects are not hashed again when they are read, and not kept
/// by libgit2, since this module keeps what it needs itself.
///
/// The switches hold for the whole process, so that only the binary calls this, before it opens a repository;
/// a user of the library may use git2 for other things too.
pub fn tune_process() {
    git2::opts::strict_hash_verification(false);
    git2::opts::enable_caching(false);
}
