//! One version of a repository of programs: which files it has and what they hold, wherever that is kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::disk::{self, LARGEST_FILE, Unreadable};
use crate::git::Oid;

/// One version. Paths are relative to the root, with `/`.
#[derive(Debug)]
pub struct Tree {
    store: Store,
    overlay: BTreeMap<String, Vec<u8>>,
}

#[derive(Debug)]
enum Store {
    Disk(PathBuf),
    Memory,
}

/// A file of a version.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its path.
    pub path: Arc<str>,
    /// The identity of its content, where the store knows it without reading.
    pub identity: Option<Oid>,
    /// What keeps it from being read, where that is known already.
    pub problem: Option<Unreadable>,
}

impl Tree {
    /// What the disk holds below a root.
    pub fn disk(root: &Path) -> Self {
        Self { store: Store::Disk(root.to_path_buf()), overlay: BTreeMap::new() }
    }

    /// A version out of texts, by path.
    pub fn memory<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let overlay = files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        Self { store: Store::Memory, overlay }
    }

    /// The same version with other content for one file, such as what an editor holds.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: Vec<u8>) -> Self {
        self.overlay.insert(path.to_owned(), bytes);
        self
    }

    /// The `.toml` files below a folder, sorted by path.
    pub fn list(&self, folder: &str) -> Vec<Listed> {
        let stored = match &self.store {
            Store::Disk(root) => disk::list(root, folder),
            Store::Memory => Vec::new(),
        };
        let mut files: BTreeMap<String, Option<Unreadable>> = stored.into_iter().collect();
        let inside = |path: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) && path.ends_with(".toml")
        };
        files.extend(self.overlay.keys().filter(|path| inside(path)).map(|path| (path.clone(), None)));
        files
            .into_iter()
            .map(|(path, problem)| Listed { path: path.into(), identity: None, problem })
            .collect()
    }

    /// The text of a file.
    pub fn read(&self, listed: &Listed) -> Result<String, Unreadable> {
        let path = &*listed.path;
        let bytes = match (self.overlay.get(path), &self.store) {
            (Some(bytes), _) if bytes.len() as u64 > LARGEST_FILE => {
                return Err(Unreadable::too_large(bytes.len() as u64));
            }
            (Some(bytes), _) => bytes.clone(),
            (None, Store::Disk(root)) => disk::read(root, path)?,
            (None, Store::Memory) => return Err(Unreadable::link()),
        };
        String::from_utf8(bytes).map_err(|error| Unreadable::not_utf8(error.utf8_error().valid_up_to()))
    }

    /// Whether a file or folder is there.
    pub fn exists(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.overlay.keys().any(|file| file == path || file.starts_with(&below))
            || match &self.store {
                Store::Disk(root) => disk::exists(root, path),
                Store::Memory => false,
            }
    }
}
