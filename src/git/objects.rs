//! Raw objects, each read once: blobs for the caller, trees and commits kept for the walks.

use std::sync::Arc;

use git2::{ErrorClass, ErrorCode, ObjectType};
use rustc_hash::FxHashMap;

use super::door::Answer;
use super::listing::Listing;
use super::loose::Part;
use super::{Oid, Repository, Step, Store};
use crate::error::{Error, Result};

/// Trees that are kept before those that were not asked for again are dropped: a walk goes from tree to tree, and what it
/// holds in memory must not grow on the way.
const MOST_TREES: usize = 256;

/// Commits that are kept, of some hundred bytes each.
const MOST_COMMITS: usize = 100_000;

/// How many bytes of blobs are kept at the most, where they are.
const MOST_BYTES: usize = 16 << 20;

/// What was read and may be asked for again.
#[derive(Default)]
pub(super) struct Memo {
    trees: Trees,
    /// The first blobs that were read, where they are kept.
    blobs: Option<Kept>,
    commits: FxHashMap<Oid, Arc<Step>>,
    /// For an author's name and address as committed, what `.mailmap` makes of them.
    pub(super) authors: FxHashMap<(String, String), (String, String)>,
    /// For a merge and one of its parents, the ordinary commits that it brought in beside that one, the latest first.
    pub(super) brought: FxHashMap<(Oid, Oid), Arc<[Arc<Step>]>>,
}

/// The trees that were asked for lately.
#[derive(Default)]
struct Trees {
    recent: FxHashMap<Oid, Arc<Listing>>,
    /// Those from before, of which what is asked for again becomes recent.
    former: FxHashMap<Oid, Arc<Listing>>,
}

impl Trees {
    fn get(&mut self, oid: Oid) -> Option<Arc<Listing>> {
        if let Some(tree) = self.recent.get(&oid) {
            return Some(Arc::clone(tree));
        }
        let tree = self.former.remove(&oid)?;
        self.keep(oid, Arc::clone(&tree));
        Some(tree)
    }

    fn keep(&mut self, oid: Oid, tree: Arc<Listing>) {
        if self.recent.len() >= MOST_TREES {
            self.former = std::mem::take(&mut self.recent);
        }
        self.recent.insert(oid, tree);
    }
}

/// Blobs that were read, and how many bytes they have.
#[derive(Default)]
struct Kept {
    blobs: FxHashMap<Oid, Box<[u8]>>,
    bytes: usize,
}

impl Repository {
    /// From here on keeps the blobs that it reads, as far as there is room.
    pub(super) fn keep_blobs(&self) {
        self.memo.borrow_mut().blobs.get_or_insert_default();
    }

    /// The content of a blob.
    pub fn read(&self, blob: Oid) -> Result<Vec<u8>> {
        if let Some(known) = self.kept(blob, <[u8]>::to_vec) {
            return Ok(known);
        }
        let bytes = self.raw("file", blob, ObjectType::Blob, <[u8]>::to_vec)?;
        if let Some(kept) = &mut self.memo.borrow_mut().blobs
            && kept.bytes + bytes.len() <= MOST_BYTES
        {
            kept.bytes += bytes.len();
            kept.blobs.insert(blob, bytes.as_slice().into());
        }
        Ok(bytes)
    }

    /// What is asked of a blob that is kept.
    fn kept<T>(&self, blob: Oid, take: impl FnOnce(&[u8]) -> T) -> Option<T> {
        self.memo.borrow().blobs.as_ref()?.blobs.get(&blob).map(|bytes| take(bytes))
    }

    /// How many bytes a blob has, found without reading it.
    pub fn blob_size(&self, blob: Oid) -> Result<usize> {
        if let Some(size) = self.kept(blob, <[u8]>::len) {
            return Ok(size);
        }
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => {
                return match self.answered("file", blob, door.size(blob))? {
                    (ObjectType::Blob, size) => Ok(size),
                    _ => Err(not_a("file", blob)),
                };
            }
        };
        self.is_whole("file", blob, Part::Header)?;
        let header = inner.odb().and_then(|odb| odb.read_header(blob.to_git2()));
        match header {
            Ok((size, ObjectType::Blob)) => Ok(size),
            Ok(_) => Err(not_a("file", blob)),
            Err(error) => Err(self.unreadable("file", blob, &error)),
        }
    }

    /// Reads an object of the given kind; `what` is its kind in the words of an error.
    pub(super) fn raw<T>(
        &self,
        what: &str,
        oid: Oid,
        kind: ObjectType,
        take: impl FnOnce(&[u8]) -> T,
    ) -> Result<T> {
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => {
                let (found, bytes) = self.answered(what, oid, door.read(oid))?;
                return if found == kind { Ok(take(&bytes)) } else { Err(not_a(what, oid)) };
            }
        };
        self.is_whole(what, oid, Part::Whole)?;
        let odb = inner.odb().map_err(|error| self.unreadable(what, oid, &error))?;
        let object = odb.read(oid.to_git2()).map_err(|error| self.unreadable(what, oid, &error))?;
        if object.kind() == kind { Ok(take(object.data())) } else { Err(not_a(what, oid)) }
    }

    /// An error where an object was cut off, which libgit2 must not be asked for.
    pub(super) fn is_whole(&self, what: &str, oid: Oid, part: Part) -> Result<()> {
        if self.loose.is_cut_off(oid, part) { Err(damaged(what, oid)) } else { Ok(()) }
    }

    /// What git said of an object, where it could say something.
    fn answered<T>(&self, what: &str, oid: Oid, answer: Answer<T>) -> Result<(ObjectType, T)> {
        let error = match answer {
            Answer::Found(kind, value) => return Ok((kind, value)),
            Answer::Missing => git2::Error::new(ErrorCode::NotFound, ErrorClass::Odb, ""),
            Answer::Failed(reason) => git2::Error::new(ErrorCode::GenericError, ErrorClass::Odb, reason),
        };
        Err(self.unreadable(what, oid, &error))
    }

    /// What a folder holds.
    pub(super) fn tree(&self, oid: Oid) -> Result<Arc<Listing>> {
        if let Some(tree) = self.memo.borrow_mut().trees.get(oid) {
            return Ok(tree);
        }
        let tree = self.raw("folder", oid, ObjectType::Tree, Listing::parse)?;
        let tree = Arc::new(tree.ok_or_else(|| damaged("folder", oid))?);
        self.memo.borrow_mut().trees.keep(oid, Arc::clone(&tree));
        Ok(tree)
    }

    /// Reads a commit, as the walks need it and byte by byte.
    pub(super) fn commit_of<T>(&self, oid: Oid, take: impl FnOnce(Step, &[u8]) -> T) -> Result<T> {
        let taken = self.raw("commit", oid, ObjectType::Commit, |bytes| {
            let mut step = Step::parse(oid, bytes)?;
            if self.shallow.contains(&oid) {
                step.parents.clear();
                step.cut = true;
            }
            Some(take(step, bytes))
        })?;
        taken.ok_or_else(|| damaged("commit", oid))
    }

    /// A commit as the walks need it. The parents that a shallow clone left out are left out here too.
    pub fn step(&self, oid: Oid) -> Result<Arc<Step>> {
        if let Some(step) = self.memo.borrow().commits.get(&oid) {
            return Ok(Arc::clone(step));
        }
        let step = Arc::new(self.commit_of(oid, |step, _| step)?);
        let commits = &mut self.memo.borrow_mut().commits;
        if commits.len() >= MOST_COMMITS {
            commits.clear();
        }
        commits.insert(oid, Arc::clone(&step));
        Ok(step)
    }
}

fn not_a(what: &str, oid: Oid) -> Error {
    Error::new(format!("{oid} is no {what}"))
        .help("`git cat-file -t` says what it is, and `git fsck` whether it is damaged")
}

fn damaged(what: &str, oid: Oid) -> Error {
    Error::new(format!("the {what} {oid} is damaged"))
        .help("`git fsck` shows what is damaged; a fresh clone mends it")
}
