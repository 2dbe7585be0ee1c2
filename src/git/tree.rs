//! The files of a commit, and which of them differ between two commits.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::listing::{Entry, Listing, differences};
use super::{Oid, Repository};
use crate::error::Result;

/// A file of a commit or of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// The path below the folder that was asked for, with `/`.
    pub path: String,
    /// The id of its content; of a submodule, the commit that it is at.
    pub oid: Oid,
    /// What it is.
    pub kind: FileKind,
}

/// What an entry of a commit or of the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file, executable or not.
    File,
    /// A symbolic link, whose content is the path that it points to. It is never followed.
    Symlink,
    /// Another repository, of which only a commit is named.
    Submodule,
    /// A path of the index in the middle of a merge; the id is that of our side where there is one.
    Conflict,
}

/// The files of a commit or of the index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Sorted by path, by bytes.
    pub entries: Vec<FileEntry>,
    /// The paths that are not UTF-8 and so are not among the entries, with `�` for what is not.
    pub unreadable: Vec<String>,
}

impl Files {
    pub(super) fn sort(&mut self) {
        self.entries.sort_by(|one, other| one.path.cmp(&other.path));
        self.unreadable.sort();
    }
}

/// A file that differs between two commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The path below the folder that was asked for, with `/`.
    pub path: String,
    /// Its content before; `None` where there was no regular file.
    pub before: Option<Oid>,
    /// Its content after; `None` where there is no regular file.
    pub after: Option<Oid>,
}

impl Repository {
    /// Every file below `folder` (from the root of the repository; `""` is the root) as `commit` has it.
    pub fn files(&self, commit: Oid, folder: &str) -> Result<Files> {
        let mut files = Files::default();
        let root = self.folder(self.step(commit)?.tree, folder)?;
        let mut open: Vec<(Vec<u8>, Oid)> = root.map(|oid| (Vec::new(), oid)).into_iter().collect();
        while let Some((prefix, oid)) = open.pop() {
            for entry in self.tree(oid)?.entries() {
                let path = [&prefix, entry.name].concat();
                let Some(kind) = entry.kind() else {
                    open.push(([&path, b"/".as_slice()].concat(), entry.oid));
                    continue;
                };
                match String::from_utf8(path) {
                    Ok(path) => files.entries.push(FileEntry { path, oid: entry.oid, kind }),
                    Err(error) => {
                        files.unreadable.push(String::from_utf8_lossy(error.as_bytes()).into_owned());
                    }
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// The file at `path` (from the root of the repository) as `commit` has it.
    pub fn file(&self, commit: Oid, path: &str) -> Result<Option<(Oid, FileKind)>> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(folder) = self.folder(self.step(commit)?.tree, folder)? else { return Ok(None) };
        let tree = self.tree(folder)?;
        let entry = tree.find(name.as_bytes());
        Ok(entry.and_then(|entry| Some((entry.oid, entry.kind()?))))
    }

    /// Those of these paths (below `folder`, with `/`) at which `commit` has neither a file nor a folder.
    ///
    /// What lies behind a link or in a submodule is not looked at, and counts as there.
    pub fn absent<'p>(&self, commit: Oid, folder: &str, paths: &[&'p str]) -> Result<Vec<&'p str>> {
        let Some(root) = self.folder(self.step(commit)?.tree, folder)? else { return Ok(paths.to_vec()) };
        let mut absent = Vec::new();
        let mut open = vec![(root, paths.iter().map(|path| (*path, *path)).collect::<Vec<_>>())];
        // Each folder is opened once, for all that is looked for below it.
        while let Some((oid, wanted)) = open.pop() {
            let tree = self.tree(oid)?;
            let entries: FxHashMap<&[u8], Entry<'_>> =
                tree.entries().map(|entry| (entry.name, entry)).collect();
            let mut below: FxHashMap<Oid, Vec<(&str, &'p str)>> = FxHashMap::default();
            for (rest, path) in wanted {
                let (name, inner) =
                    rest.split_once('/').map_or((rest, None), |(name, rest)| (name, Some(rest)));
                match (entries.get(name.as_bytes()), inner) {
                    (None, _) => absent.push(path),
                    (Some(_), None) => {}
                    (Some(entry), Some(inner)) => match (entry.folder(), entry.kind()) {
                        (Some(folder), _) => {
                            below.entry(folder).or_default().push((inner, path));
                        }
                        (None, Some(FileKind::File)) => absent.push(path),
                        (None, _) => {}
                    },
                }
            }
            open.extend(below);
        }
        Ok(absent)
    }

    /// Which files below `folder` differ between two commits, sorted by path; `None` is the empty commit
    /// before the first.
    ///
    /// Folders are compared by their id first, so that what is the same on both sides is never opened.
    /// Symbolic links and submodules count as absent, and so do paths that are not UTF-8.
    pub fn changed_files(&self, parent: Option<Oid>, child: Oid, folder: &str) -> Result<Vec<FileChange>> {
        let before = match parent {
            Some(parent) => self.folder(self.step(parent)?.tree, folder)?,
            None => None,
        };
        let after = self.folder(self.step(child)?.tree, folder)?;
        let mut changes = Vec::new();
        let mut open = vec![(String::new(), before, after)];
        while let Some((prefix, before, after)) = open.pop() {
            if before == after {
                continue;
            }
            let (before, after) = (self.optional_tree(before)?, self.optional_tree(after)?);
            differences(&before, &after, |before, after| {
                let entry = before.or(after).expect("a pair has at least one side");
                let Ok(name) = std::str::from_utf8(entry.name) else { return };
                if entry.is_folder() {
                    let folder = |side: Option<Entry<'_>>| side.and_then(|entry| entry.folder());
                    open.push((format!("{prefix}{name}/"), folder(before), folder(after)));
                } else {
                    let file = |side: Option<Entry<'_>>| side.and_then(|entry| entry.file());
                    let (before, after) = (file(before), file(after));
                    if before != after {
                        changes.push(FileChange { path: format!("{prefix}{name}"), before, after });
                    }
                }
            });
        }
        changes.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(changes)
    }

    /// Whether the regular file at `path` differs between two root folders; `None` is an empty one.
    pub fn file_differs(&self, before: Option<Oid>, after: Oid, path: &str) -> Result<bool> {
        let (mut before, mut after) = (before, Some(after));
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            if before == after {
                return Ok(false);
            }
            let (old, new) = (self.optional_tree(before)?, self.optional_tree(after)?);
            let last = parts.peek().is_none();
            let find = |tree: &Listing| {
                let entry = tree.find(part.as_bytes())?;
                if last { entry.file() } else { entry.folder() }
            };
            (before, after) = (find(&old), find(&new));
        }
        Ok(before != after)
    }

    /// The tree of a folder below a root tree, where there is one.
    fn folder(&self, root: Oid, folder: &str) -> Result<Option<Oid>> {
        let mut oid = root;
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            match self.tree(oid)?.find(part.as_bytes()).and_then(|entry| entry.folder()) {
                Some(inner) => oid = inner,
                None => return Ok(None),
            }
        }
        Ok(Some(oid))
    }

    fn optional_tree(&self, oid: Option<Oid>) -> Result<Arc<Listing>> {
        oid.map_or_else(|| Ok(Arc::default()), |oid| self.tree(oid))
    }
}
