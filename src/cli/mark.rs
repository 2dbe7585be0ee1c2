//! Where the last report of a series ended: `--since last-report` starts there, `--mark` sets it.

use super::session::Session;
use crate::error::{Error, Result};
use crate::git::{Commit, Oid, Repository};
use crate::model::is_id;
use crate::report::Window;
use crate::text::{clean, join_and};

/// What people write for the end of the last report.
pub(super) const LAST_REPORT: &str = "last-report";

/// The series that is meant where nobody names one.
const DEFAULT: &str = "weekly";

/// A series of reports, and where its last one ended.
pub(super) struct Mark {
    name: String,
    stood: Option<Oid>,
    starts: bool,
    sets: bool,
}

impl Mark {
    /// The series that a report belongs to; `None` where it belongs to none.
    pub(super) fn of(
        repository: &Repository,
        since: Option<&str>,
        mark: Option<&str>,
    ) -> Result<Option<Self>> {
        let starts = since == Some(LAST_REPORT);
        if !starts && mark.is_none() {
            return Ok(None);
        }
        let name = mark.unwrap_or(DEFAULT).to_owned();
        let stood = repository.mark(&name)?;
        if starts && stood.is_none() {
            return Err(missing(&name, &repository.marks()));
        }
        Ok(Some(Self { name, stood, starts, sets: mark.is_some() }))
    }

    /// The revision at which the window starts, where it starts at the mark.
    pub(super) fn revision(&self) -> Option<String> {
        self.starts.then(|| Repository::mark_reference(&self.name))
    }

    /// Refuses a window that the mark cannot follow, before anything is written.
    pub(super) fn check(&self, repository: &Repository, window: &Window) -> Result<()> {
        let from = window.from.as_ref().map(|commit| commit.oid);
        if self.starts && from != self.stood {
            return Err(Error::new(format!("the mark `{}` was set by another report just now", self.name))
                .help("Run it again: it starts where that one ended."));
        }
        let Some(stood) = self.stood.filter(|stood| self.sets && *stood != window.to.oid) else {
            return Ok(());
        };
        if !repository.is_ancestor(window.to.oid, stood)? {
            return Ok(());
        }
        let (name, reference) = (&self.name, Repository::mark_reference(&self.name));
        Err(Error::new(format!(
            "the mark `{name}` stands at {}, later than {}, at which this window ends",
            short(stood),
            short(window.to.oid)
        ))
        .help(format!(
            "Leave out --mark to look back. To begin the series anew, take the mark out with `git update-ref -d {reference}`."
        )))
    }

    /// Sets the mark to the end of a report. `whole` says whether all of it was read.
    pub(super) fn set(
        &self,
        repository: &Repository,
        session: &Session,
        end: &Commit,
        whole: bool,
    ) -> Result<()> {
        if !self.sets {
            return Ok(());
        }
        let name = &self.name;
        if !whole {
            return Err(Error::new(format!(
                "the report was not read to its end, so the mark `{name}` stays where it was"
            ))
            .help("Write the report to a file, and read that."));
        }
        repository.set_mark(name, self.stood, end.oid)?;
        if self.stood.is_none() {
            session.hint(&format!(
                "Marked `{name}` at {}. From now on: milepost report --since {LAST_REPORT} --mark {name}",
                short(end.oid)
            ));
        }
        Ok(())
    }
}

/// The first digits of an id.
fn short(oid: Oid) -> String {
    oid.to_string()[..9].to_owned()
}

fn missing(name: &str, marks: &[String]) -> Error {
    let known = match marks {
        [] => String::new(),
        marks => format!(
            " Marked so far: {}.",
            join_and(&marks.iter().map(|mark| format!("`{}`", clean(mark))).collect::<Vec<_>>())
        ),
    };
    Error::new(format!("no report was marked `{name}` yet")).help(format!(
        "Say where the first one starts: milepost report --since \"1 week ago\" --mark {name}.{known} \
         In a fresh clone, fetch the marks first: git fetch origin '+refs/milepost/*:refs/milepost/*'"
    ))
}

/// Reads the name of a series.
pub(super) fn name(text: &str) -> std::result::Result<String, String> {
    if is_id(text) {
        Ok(text.to_owned())
    } else {
        Err("write a name in small letters, digits and hyphens, such as weekly or exec-monthly".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_name_is_an_id() {
        for good in ["weekly", "exec-monthly", "q3"] {
            assert_eq!(name(good).as_deref(), Ok(good));
        }
        for bad in ["", "Weekly", "a/b", "../x", "a--b", "-a", "a.lock", "a b", &"x".repeat(65)] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }
}
