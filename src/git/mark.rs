//! Marks: a reference of milepost's own for each series of reports, at the commit up to which it was told.

use git2::{ErrorCode, Transaction};

use super::{Oid, Repository};
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
        let commit = match self.inner.find_reference(&path) {
            Ok(reference) => reference.peel_to_commit(),
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => Err(error),
        };
        commit.map(|commit| Some(Oid::from_git2(commit.id()))).map_err(|error| {
            Error::new(format!("the mark `{name}` is at no commit of this clone: {}", error.message())).help(
                format!(
                    "fetch it once more with `git fetch origin +{path}:{path}`, or take it out with \
                     `git update-ref -d {path}`"
                ),
            )
        })
    }

    /// The names of all marks, sorted.
    pub fn marks(&self) -> Vec<String> {
        let Ok(mut references) = self.inner.references_glob(&format!("{MARKS}*")) else { return Vec::new() };
        let names = references.names().filter_map(|name| Some(name.ok()?.strip_prefix(MARKS)?.to_owned()));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Moves a mark from where it stood to `to`; `stood` is `None` where it was not there.
    ///
    /// It is read once more under git's own lock. Of two reports that were written at one time, one sets the mark, and
    /// the other is told that it came too late.
    pub fn set_mark(&self, name: &str, stood: Option<Oid>, to: Oid) -> Result<()> {
        let reference = Self::mark_reference(name);
        let failed = |error: &git2::Error| {
            if error.code() == ErrorCode::Locked {
                return Error::new(format!("the mark `{name}` is being set by somebody else"))
                    .help(format!("run the report again; if nothing else runs, a lock was left behind: delete {reference}.lock in the git folder"));
            }
            Error::new(format!("cannot set the mark `{name}`: {}", error.message()))
                .help("check that you may write to the git folder, and that there is room on the disk")
        };
        let lock = || -> std::result::Result<Transaction<'_>, git2::Error> {
            let mut transaction = self.inner.transaction()?;
            transaction.lock_ref(&reference)?;
            Ok(transaction)
        };
        let mut transaction = lock().map_err(|error| failed(&error))?;
        if self.mark(name)? != stood {
            return Err(Error::new(format!(
                "the mark `{name}` was set by another report while this one was written"
            ))
            .help("drop this report and run it again, or some changes are told twice"));
        }
        let write = |transaction: &mut Transaction<'_>| {
            transaction.set_target(&reference, to.to_git2(), None, "milepost report --mark")
        };
        write(&mut transaction).and_then(|()| transaction.commit()).map_err(|error| failed(&error))
    }
}
