//! The files of the index: what the next commit would hold.

use std::path::Path;

use super::door::{Door, Staged};
use super::listing::kind_of;
use super::{FileEntry, FileKind, Files, Oid, Repository, Store, explain};
use crate::error::{Error, Result};

/// The bits of an index entry's flags that hold its stage; 0 is no conflict.
const STAGE: u16 = 0x3000;

/// How far they stand to the left.
const STAGE_SHIFT: u16 = 12;

/// The stage of our side of a conflict.
const OURS: u8 = 2;

/// The extended flag of an entry made by `git add --intent-to-add`: a path without content.
const INTENT_TO_ADD: u16 = 1 << 13;

impl Repository {
    /// Every file below `folder` (from the root of the repository; `""` is the root) as the index has it.
    ///
    /// A path in conflict is one entry of kind [`FileKind::Conflict`]. A path that is only intended to be
    /// added has no content yet, and is absent.
    pub fn index_files(&self, folder: &str) -> Result<Files> {
        let named = if self.ambient { std::env::var_os("GIT_INDEX_FILE") } else { None };
        match named {
            // To libgit2 an index that does not exist is an empty one: every file would seem deleted.
            Some(path) if !path.is_empty() && !Path::new(&path).exists() => {
                return Err(Error::new(format!(
                    "GIT_INDEX_FILE names {}, which does not exist",
                    Path::new(&path).display()
                ))
                .help("run milepost from the folder that git ran the hook in, or unset GIT_INDEX_FILE"));
            }
            None if self.workdir().is_none() => {
                return Err(Error::new("a bare repository has no index")
                    .help("name a commit instead, with `--rev`, or run it in a work tree"));
            }
            _ => {}
        }
        let staged = self.staged_entries()?;
        let below = match folder.trim_matches('/') {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let mut files = Files::default();
        for entry in &staged {
            let Some(path) = entry.path.strip_prefix(below.as_bytes()) else { continue };
            let Ok(path) = std::str::from_utf8(path) else {
                files.unreadable.push(String::from_utf8_lossy(path).into_owned());
                continue;
            };
            let oid = entry.oid;
            if entry.stage == 0 {
                // A folder stands in the index only when it is sparse, and then it does not open.
                let kind = kind_of(entry.mode).unwrap_or(FileKind::File);
                files.entries.push(FileEntry { path: path.to_owned(), oid, kind });
                continue;
            }
            // The index is sorted by path and then by stage: base, ours, theirs.
            match files.entries.last_mut() {
                Some(last) if last.path == path => {
                    if entry.stage == OURS {
                        last.oid = oid;
                    }
                }
                _ => {
                    let kind = FileKind::Conflict;
                    files.entries.push(FileEntry { path: path.to_owned(), oid, kind });
                }
            }
        }
        files.sort();
        files.unreadable.dedup();
        Ok(files)
    }

    /// The entries of the index, by path and stage, without those that are only intended to be added.
    fn staged_entries(&self) -> Result<Vec<Staged>> {
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => return door.index().ok_or_else(explain::damaged_index),
        };
        let read = || -> std::result::Result<git2::Index, git2::Error> {
            let mut index = inner.index()?;
            index.read(false)?;
            Ok(index)
        };
        match read() {
            Ok(index) => Ok(index
                .iter()
                .filter(|entry| entry.flags_extended & INTENT_TO_ADD == 0)
                .map(|entry| Staged {
                    oid: Oid::from_git2(entry.id),
                    mode: entry.mode,
                    stage: u8::try_from((entry.flags & STAGE) >> STAGE_SHIFT).expect("two bits"),
                    path: entry.path,
                })
                .collect()),
            Err(error) => {
                let dir = inner.workdir().unwrap_or(inner.path());
                let door = explain::is_unusual_index(&error).then(|| Door::open(dir, self.ambient));
                door.flatten().and_then(|door| door.index()).ok_or_else(|| explain::index(&error))
            }
        }
    }
}
