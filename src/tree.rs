//! One version of a repository of programs: which files it has and what they hold, wherever that is kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::disk::{self, LARGEST_FILE, Unreadable};
use crate::error::Error;
use crate::git::{FileKind, Oid, Repository, Snapshot};
use crate::text::Lines;

/// One version. Paths are relative to the root, with `/`.
#[derive(Debug)]
pub struct Tree {
    store: Store,
    overlay: BTreeMap<String, Vec<u8>>,
    /// What was read of the disk, where it is kept: a file is then the same each time it is read.
    kept: Option<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// Where the lines begin of what was read.
    lines: Mutex<FxHashMap<Arc<str>, Arc<Lines>>>,
}

#[derive(Debug)]
enum Store {
    Disk(PathBuf),
    Git(Snapshot),
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
    fn of(store: Store, overlay: BTreeMap<String, Vec<u8>>) -> Self {
        Self { store, overlay, kept: None, lines: Mutex::default() }
    }

    /// What the disk holds below a root.
    pub fn disk(root: &Path) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        Self::of(Store::Disk(root), BTreeMap::new())
    }

    /// The same version, which keeps what it reads of the disk: whoever edits a file by places that were found in it must
    /// meet the very same bytes again, whoever else may write to it meanwhile.
    #[must_use]
    pub fn keeping(mut self) -> Self {
        self.kept = Some(Mutex::default());
        self
    }

    /// What a commit or the index holds.
    pub fn git(snapshot: Snapshot) -> Self {
        Self::of(Store::Git(snapshot), BTreeMap::new())
    }

    /// A version out of texts, by path.
    pub fn memory<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let overlay = files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        Self::of(Store::Memory, overlay)
    }

    /// The same version with other content for one file, such as what an editor holds.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: Vec<u8>) -> Self {
        self.put(path, bytes);
        self
    }

    /// Gives one file other content, in this value alone.
    pub fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.lines.get_mut().unwrap_or_else(PoisonError::into_inner).remove(path);
        self.overlay.insert(path.to_owned(), bytes);
    }

    /// Whether git gave everything that was asked of it so far. Reading goes on without what is missing, so whoever
    /// says something of a version asks this first: an object that is gone is no program that is gone.
    pub fn check(&self) -> Result<(), Error> {
        match &self.store {
            Store::Git(snapshot) => snapshot.failure().map_or(Ok(()), Err),
            Store::Disk(_) | Store::Memory => Ok(()),
        }
    }

    /// The `.toml` files below a folder, sorted by path.
    pub fn list(&self, folder: &str) -> Vec<Listed> {
        let mut files: BTreeMap<String, Listed> = match &self.store {
            Store::Disk(root) => disk::list(root, folder)
                .into_iter()
                .map(|(path, problem)| (path.clone(), Listed { path: path.into(), identity: None, problem }))
                .collect(),
            Store::Git(snapshot) => list_of(snapshot, folder),
            Store::Memory => BTreeMap::new(),
        };
        let inside = |path: &str| is_below(path, folder);
        for path in self.overlay.keys().filter(|path| inside(path)) {
            files.insert(path.clone(), Listed { path: path.as_str().into(), identity: None, problem: None });
        }
        files.into_values().collect()
    }

    /// One file by its path; what keeps it from being read is found when it is read.
    pub fn file(&self, path: &str) -> Listed {
        let mut listed = Listed { path: path.into(), identity: None, problem: None };
        if let (Store::Git(snapshot), false) = (&self.store, self.overlay.contains_key(path)) {
            match snapshot.file(path) {
                Ok(Some((oid, kind))) => listed = listed_of(snapshot, path, oid, kind),
                Ok(None) => listed.problem = Some(Unreadable::missing()),
                Err(error) => listed.problem = Some(Unreadable::object(&error)),
            }
        }
        listed
    }

    /// The text of a file.
    pub fn read(&self, listed: &Listed) -> Result<String, Unreadable> {
        if let Some(problem) = &listed.problem {
            return Err(problem.clone());
        }
        let path = &*listed.path;
        let bytes = match (self.overlay.get(path), &self.store, listed.identity) {
            (Some(bytes), ..) if bytes.len() as u64 > LARGEST_FILE => {
                return Err(Unreadable::too_large(bytes.len() as u64));
            }
            (Some(bytes), ..) => bytes.clone(),
            (None, Store::Disk(root), _) => self.read_disk(root, path)?,
            (None, Store::Git(snapshot), Some(blob)) => match snapshot.read(blob, LARGEST_FILE) {
                Ok(Ok(bytes)) => bytes,
                Ok(Err(size)) => return Err(Unreadable::too_large(size)),
                Err(error) => return Err(Unreadable::object(&error)),
            },
            (None, Store::Git(_) | Store::Memory, _) => return Err(Unreadable::missing()),
        };
        String::from_utf8(bytes).map_err(|error| Unreadable::not_utf8(error.utf8_error().valid_up_to()))
    }

    /// As [`Tree::read`], of a file in which places will be asked for: [`Tree::lines`] then need not read it again.
    pub fn read_for_places(&self, listed: &Listed) -> Result<String, Unreadable> {
        let text = self.read(listed)?;
        self.keep_lines(&listed.path, &text);
        Ok(text)
    }

    /// Keeps where the lines of a file begin whose text was read, where that is not much.
    pub fn keep_lines(&self, path: &Arc<str>, text: &str) {
        let lines = Lines::of(text);
        if lines.are_small() {
            let mut known = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(Arc::clone(path), Arc::new(lines));
        }
    }

    /// Where the lines of a file begin, as it was when it was read for its places; of one that cannot be read none do.
    pub fn lines(&self, path: &str) -> Arc<Lines> {
        let known = self.lines.lock().unwrap_or_else(PoisonError::into_inner).get(path).map(Arc::clone);
        known.unwrap_or_else(|| Arc::new(Lines::of(&self.read(&self.file(path)).unwrap_or_default())))
    }

    fn read_disk(&self, root: &Path, path: &str) -> Result<Vec<u8>, Unreadable> {
        let Some(kept) = &self.kept else { return disk::read(root, path) };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = kept.get(path) {
            return Ok(bytes.clone());
        }
        let bytes = disk::read(root, path)?;
        kept.insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// The identity of a file's content, by reading it; `None` where it cannot be read.
    pub fn identity(&self, listed: &Listed) -> Option<Oid> {
        listed.identity.or_else(|| self.read(listed).ok().map(|text| Repository::hash(text.as_bytes())))
    }

    /// Those of these paths at which there is neither a file nor a folder. Where git cannot say it, all count as there.
    pub fn absent<'p>(&self, paths: &[&'p str]) -> Vec<&'p str> {
        let is_laid_over = |path: &str| {
            let below = format!("{path}/");
            let mut files = self.overlay.range(below.clone()..);
            self.overlay.contains_key(path) || files.next().is_some_and(|(file, _)| file.starts_with(&below))
        };
        let open: Vec<&'p str> = paths.iter().copied().filter(|path| !is_laid_over(path)).collect();
        match &self.store {
            Store::Disk(root) => open.into_par_iter().filter(|path| !disk::exists(root, path)).collect(),
            Store::Git(snapshot) => snapshot.absent(&open).unwrap_or_default(),
            Store::Memory => open,
        }
    }

    /// Whether a file or folder is there.
    pub fn exists(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.overlay.keys().any(|file| file == path || file.starts_with(&below))
            || match &self.store {
                Store::Disk(root) => disk::exists(root, path),
                Store::Git(snapshot) => {
                    snapshot.file(path).is_ok_and(|file| file.is_some())
                        || snapshot.files(path).is_ok_and(|files| !files.entries.is_empty())
                }
                Store::Memory => false,
            }
    }
}

/// Whether a path is that of a file below `folder` that is read.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).is_some_and(disk::is_read)
}

fn list_of(snapshot: &Snapshot, folder: &str) -> BTreeMap<String, Listed> {
    let files = match snapshot.files(folder) {
        Ok(files) => files,
        Err(error) => {
            let problem = Some(Unreadable::object(&error));
            return BTreeMap::from([(
                folder.to_owned(),
                Listed { path: folder.into(), identity: None, problem },
            )]);
        }
    };
    let nameless = files.unreadable.into_iter().filter(|path| is_below(path, folder));
    let nameless = nameless.map(|path| {
        let problem = Some(Unreadable::name());
        (path.clone(), Listed { path: path.into(), identity: None, problem })
    });
    let toml = files.entries.into_iter().filter(|entry| is_below(&entry.path, folder));
    let toml = toml.filter(|entry| entry.kind != FileKind::Submodule);
    let toml = toml.map(|entry| {
        let listed = listed_of(snapshot, &entry.path, entry.oid, entry.kind);
        (entry.path, listed)
    });
    nameless.chain(toml).collect()
}

/// A file of a commit or of the index. A link counts as what it leads to, where that is a file below the root.
fn listed_of(snapshot: &Snapshot, path: &str, oid: Oid, kind: FileKind) -> Listed {
    let (identity, problem) = match kind {
        FileKind::File => (Some(oid), None),
        // Which content it will have is not decided.
        FileKind::Conflict => (None, Some(Unreadable::conflict())),
        FileKind::Submodule => (Some(oid), Some(Unreadable::link())),
        FileKind::Symlink => match target_of(snapshot, path, oid) {
            Some(target) => (Some(target), None),
            None => (Some(oid), Some(Unreadable::link())),
        },
    };
    Listed { path: path.into(), identity, problem }
}

/// How many links are followed one after the other, as on Linux.
const LINKS: usize = 40;

/// The file that a link leads to, without leaving the root.
fn target_of(snapshot: &Snapshot, path: &str, link: Oid) -> Option<Oid> {
    let mut folder: Vec<String> = path.split('/').map(str::to_owned).collect();
    let mut ahead: Vec<String> = Vec::new();
    let mut next = Some(link);
    for _ in 0..LINKS {
        // The name of the link itself is no part of the way.
        folder.pop();
        let target = String::from_utf8(snapshot.read(next.take()?, LARGEST_FILE).ok()?.ok()?).ok()?;
        if target.starts_with('/') {
            return None;
        }
        ahead.extend(target.split('/').rev().map(str::to_owned));
        while let Some(part) = ahead.pop() {
            match &*part {
                "" | "." => {}
                ".." => drop(folder.pop()?),
                _ => {
                    folder.push(part);
                    match snapshot.file(&folder.join("/")).ok()? {
                        Some((oid, FileKind::File)) => return ahead.is_empty().then_some(oid),
                        Some((oid, FileKind::Symlink)) => {
                            next = Some(oid);
                            break;
                        }
                        Some(_) => return None,
                        // A folder, or nothing.
                        None => {}
                    }
                }
            }
        }
    }
    None
}
