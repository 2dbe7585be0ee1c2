//! Where git looks for hooks.

use std::path::{Component, Path, PathBuf};

use super::{Repository, Store};
use crate::error::{Error, Result};

/// The folder that git runs hooks from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hooks {
    /// The folder. It need not be there yet.
    pub folder: PathBuf,
    /// Whose hooks they are.
    pub reach: Reach,
}

/// Where the hooks of a folder run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In this clone and its work trees: the folder lies in the git folder.
    Clone,
    /// With everybody who points git at them: they are files of the work tree.
    WorkTree,
    /// In other repositories too.
    Elsewhere,
}

impl Repository {
    /// The folder that git runs hooks from: `core.hooksPath`, else `hooks` in the git folder that all work trees share.
    pub fn hooks(&self) -> Result<Hooks> {
        let workdir = self.workdir().ok_or_else(|| {
            Error::new("nobody commits in a bare repository, so a hook there would never run")
                .help("Run this in a clone that has a work tree.")
        })?;
        let named = match &self.store {
            Store::Library(inner) => configured(inner)?,
            Store::Git(door) => {
                door.ask(&["config", "--type=path", "--get", "core.hooksPath"]).map(PathBuf::from)
            }
        };
        let common = self.store.common();
        let folder = named.map_or_else(|| common.join("hooks"), |path| workdir.join(path));
        let folder = resolve(&folder).unwrap_or(folder);
        let is_below = |place: &Path| resolve(place).is_some_and(|place| folder.starts_with(place));
        let reach = if is_below(common) || is_below(self.store.path()) {
            Reach::Clone
        } else if is_below(workdir) {
            Reach::WorkTree
        } else {
            Reach::Elsewhere
        };
        Ok(Hooks { folder, reach })
    }

    /// The folder for hooks of this repository alone, wherever its configuration points git at.
    pub fn own_hooks(&self) -> PathBuf {
        self.store.common().join("hooks")
    }
}

/// What `core.hooksPath` says.
fn configured(inner: &git2::Repository) -> Result<Option<PathBuf>> {
    match inner.config().and_then(|config| config.get_path("core.hooksPath")) {
        Ok(path) => Ok(Some(path)),
        Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
        Err(error) => Err(Error::new(format!("git's configuration cannot be read: {}", error.message()))
            .help("`git config --list --show-origin` shows where it is broken.")),
    }
}

/// A path without links, as far as it is there. `None` where nobody can tell yet where it leads.
fn resolve(path: &Path) -> Option<PathBuf> {
    let there = path.ancestors().find(|folder| folder.symlink_metadata().is_ok())?;
    let rest = path.strip_prefix(there).ok()?;
    let is_plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
    let there = there.canonicalize().ok().filter(|_| is_plain)?;
    Some(if rest.as_os_str().is_empty() { there } else { there.join(rest) })
}
