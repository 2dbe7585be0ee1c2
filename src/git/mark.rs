//! Marks: a reference of milepost's own for each series of reports, at the commit up to which it was told.

use git2::{ErrorCode, Transaction};

use super::loose::Part;
use super::{Oid, Repository, Store};
use crate::error::{Error, Result};

/// The folder of the references.
const MARKS: &str = "refs/milepost/report/";

impl Repository {
    /// The reference behind a mark, as revisions name it.
    pub fn mark_reference(name: &str) -> String {
        format!("{MARKS}{name}")
    }

    /// The commit that a mark stands at; `None` where nobody set it.
    pub fn mark(&self, name: &str) -> Result<Option<Oid>> {
        let path = Self::mark_reference(name);
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => {
                let verify = |rev: &str| door.id(&["rev-parse", "--verify", "--quiet", rev]);
                return match verify(&format!("{path}^{{commit}}")) {
                    None if verify(&path).is_some() => Err(nowhere(name, "it names no commit")),
                    found => Ok(found),
                };
            }
        };
        let commit = match inner.find_reference(&path) {
            Ok(reference) => {
                if let Some(oid) = reference.target() {
                    self.is_whole("commit", Oid::from_git2(oid), Part::Whole)?;
                }
                reference.peel_to_commit()
            }
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => Err(error),
        };
        commit.map(|commit| Some(Oid::from_git2(commit.id()))).map_err(|error| nowhere(name, error.message()))
    }

    /// The names of all marks, sorted.
    pub fn marks(&self) -> Vec<String> {
        let all: Vec<String> = match &self.store {
            Store::Library(inner) => {
                let Ok(mut references) = inner.references_glob(&format!("{MARKS}*")) else {
                    return Vec::new();
                };
                references.names().filter_map(|name| Some(name.ok()?.to_owned())).collect()
            }
            Store::Git(door) => door.names_of(MARKS),
        };
        let mut names: Vec<String> =
            all.iter().filter_map(|name| Some(name.strip_prefix(MARKS)?.to_owned())).collect();
        names.sort();
        names
    }

    /// Moves a mark from where it stood to `to`; `stood` is `None` where it was not there.
    ///
    /// It is read once more under git's own lock. Of two reports that were written at one time, one sets the mark, and
    /// the other is told that it came too late.
    pub fn set_mark(&self, name: &str, stood: Option<Oid>, to: Oid) -> Result<()> {
        let reference = Self::mark_reference(name);
        let too_late = || {
            Error::new(format!("the mark `{name}` was set by another report while this one was written"))
                .help("drop this report and run it again, or some changes are told twice")
        };
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => {
                // To git, nothing in place of the old value means that there must be none.
                let before = stood.map_or_else(String::new, |oid| oid.to_string());
                let message =
                    ["-c", "core.hooksPath=/dev/null", "update-ref", "-m", "milepost report --mark"];
                let moved = door.tell(&[&message[..], &[&reference, &to.to_string(), &before]].concat());
                return moved.map_err(|reason| match self.mark(name) {
                    Ok(now) if now == stood => unwritable(name, &reason),
                    _ => too_late(),
                });
            }
        };
        let failed = |error: &git2::Error| {
            if error.code() == ErrorCode::Locked {
                return Error::new(format!("the mark `{name}` is being set by somebody else"))
                    .help(format!("run the report again; if nothing else runs, a lock was left behind: delete {reference}.lock in the git folder"));
            }
            unwritable(name, error.message())
        };
        let lock = || -> std::result::Result<Transaction<'_>, git2::Error> {
            let mut transaction = inner.transaction()?;
            transaction.lock_ref(&reference)?;
            Ok(transaction)
        };
        let mut transaction = lock().map_err(|error| failed(&error))?;
        if self.mark(name)? != stood {
            return Err(too_late());
        }
        let write = |transaction: &mut Transaction<'_>| {
            transaction.set_target(&reference, to.to_git2(), None, "milepost report --mark")
        };
        write(&mut transaction).and_then(|()| transaction.commit()).map_err(|error| failed(&error))
    }
}

fn nowhere(name: &str, reason: &str) -> Error {
    let path = Repository::mark_reference(name);
    Error::new(format!("the mark `{name}` is at no commit of this clone: {reason}")).help(format!(
        "fetch it once more with `git fetch origin +{path}:{path}`, or take it out with `git update-ref -d {path}`"
    ))
}

fn unwritable(name: &str, reason: &str) -> Error {
    Error::new(format!("cannot set the mark `{name}`: {reason}"))
        .help("check that you may write to the git folder, and that there is room on the disk")
}
