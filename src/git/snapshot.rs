//! The files of one commit, or of the index, below a folder: opened once, read from several threads.

use std::sync::{Arc, Mutex, PoisonError};

use super::{FileEntry, FileKind, Files, Oid, Repository};
use crate::error::{Error, Result};

/// A second handle on a repository that threads take turns with.
#[derive(Debug, Clone)]
pub struct Blobs(Arc<Mutex<Repository>>);

/// The files of one version below a folder of the repository.
#[derive(Debug, Clone)]
pub struct Snapshot {
    failure: Arc<Mutex<Option<Error>>>,
    blobs: Blobs,
    version: Version,
    folder: String,
}

#[derive(Debug, Clone)]
enum Version {
    Commit(Oid),
    Index(Arc<Files>),
}

impl Blobs {
    /// Asks the repository something, when it is this thread's turn.
    pub fn ask<T>(&self, question: impl FnOnce(&Repository) -> T) -> T {
        question(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The same handle, which keeps what it reads, as far as there is room: for whoever looks at each blob several times.
    #[must_use]
    pub fn keeping(self) -> Self {
        self.ask(Repository::keep_blobs);
        self
    }
}

impl Repository {
    /// A handle for reading blobs.
    pub fn blobs(&self) -> Result<Blobs> {
        Ok(Blobs(Arc::new(Mutex::new(self.reopen()?))))
    }

    /// What a commit holds below `folder` (from the root of the repository).
    pub fn snapshot(&self, blobs: &Blobs, commit: Oid, folder: &str) -> Snapshot {
        Snapshot::new(blobs, Version::Commit(commit), folder)
    }

    /// What the index holds below `folder`.
    pub fn staged(&self, blobs: &Blobs, folder: &str) -> Result<Snapshot> {
        let version = Version::Index(Arc::new(self.index_files(folder)?));
        Ok(Snapshot::new(blobs, version, folder))
    }
}

impl Snapshot {
    fn new(blobs: &Blobs, version: Version, folder: &str) -> Self {
        Self { failure: Arc::default(), blobs: blobs.clone(), version, folder: folder.to_owned() }
    }

    /// The first thing that git could not give: whoever read on regardless asks for it in the end.
    pub fn failure(&self) -> Option<Error> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The files below a folder of it, sorted; their paths count from the snapshot's own folder.
    pub fn files(&self, folder: &str) -> Result<Files> {
        let prefix = format!("{folder}/");
        match &self.version {
            Version::Index(files) => {
                let entries = files.entries.iter().filter(|entry| entry.path.starts_with(&prefix));
                let unreadable = files.unreadable.iter().filter(|path| path.starts_with(&prefix));
                Ok(Files { entries: entries.cloned().collect(), unreadable: unreadable.cloned().collect() })
            }
            Version::Commit(commit) => {
                let mut files =
                    self.lock(|repository| repository.files(*commit, &join(&self.folder, folder)))?;
                let paths = files.entries.iter_mut().map(|entry| &mut entry.path);
                paths.chain(&mut files.unreadable).for_each(|path| path.insert_str(0, &prefix));
                Ok(files)
            }
        }
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Result<Option<(Oid, FileKind)>> {
        match &self.version {
            Version::Index(files) => {
                Ok(files.entries.iter().find(|entry| entry.path == path).map(|entry| (entry.oid, entry.kind)))
            }
            Version::Commit(commit) => {
                self.lock(|repository| repository.file(*commit, &join(&self.folder, path)))
            }
        }
    }

    /// Those of these paths at which it has neither a file nor a folder. What lies behind a link or in a submodule
    /// counts as there.
    pub fn absent<'p>(&self, paths: &[&'p str]) -> Result<Vec<&'p str>> {
        match &self.version {
            Version::Index(files) => {
                let is_absent = |path: &&&str| !holds(&files.entries, path);
                Ok(paths.iter().filter(is_absent).copied().collect())
            }
            Version::Commit(commit) => {
                self.lock(|repository| repository.absent(*commit, &self.folder, paths))
            }
        }
    }

    /// The content of a blob, or its size where it is larger than `limit` bytes.
    pub fn read(&self, blob: Oid, limit: u64) -> Result<std::result::Result<Vec<u8>, u64>> {
        self.lock(|repository| {
            let size = repository.blob_size(blob)? as u64;
            if size > limit { Ok(Err(size)) } else { repository.read(blob).map(Ok) }
        })
    }

    fn lock<T>(&self, read: impl FnOnce(&Repository) -> Result<T>) -> Result<T> {
        let result = self.blobs.ask(read);
        if let Err(error) = &result {
            self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| error.clone());
        }
        result
    }
}

/// Whether entries that are sorted by path have something at a path.
fn holds(entries: &[FileEntry], path: &str) -> bool {
    let find = |path: &str| entries.binary_search_by(|entry| entry.path.as_str().cmp(path));
    let below = format!("{path}/");
    let first = entries.partition_point(|entry| *entry.path < *below);
    let is_folder = entries.get(first).is_some_and(|entry| entry.path.starts_with(&below));
    let mut parents = path.match_indices('/').filter_map(|(at, _)| find(&path[..at]).ok());
    is_folder
        || find(path).is_ok()
        || parents.any(|at| matches!(entries[at].kind, FileKind::Symlink | FileKind::Submodule))
}

/// A path below a folder; the empty folder is the root.
pub(super) fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}
