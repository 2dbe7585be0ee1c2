//! Whom git asks to merge a file: a command in its configuration, and the attribute that names it.

use std::path::PathBuf;

use git2::{MergeFileInput, MergeFileResult};

use super::door::Door;
use super::{Repository, Store};
use crate::error::{Error, Result};

/// The section of git's configuration, and the attribute's value, that name milepost's driver.
pub const MERGE_DRIVER: &str = "milepost";

impl Repository {
    /// The file for attributes of this clone alone.
    pub fn own_attributes(&self) -> PathBuf {
        self.store.common().join("info").join("attributes")
    }

    /// The command that merges, as this clone's configuration has it.
    pub fn merge_driver(&self) -> Result<Option<String>> {
        self.with_git(|door| door.ask(&["config", "--local", "--get", &setting()]))
    }

    /// Has git run a command of a shell where it merges, in this clone; `None` takes it out.
    pub fn set_merge_driver(&self, command: Option<&str>) -> Result<()> {
        let section = format!("merge.{MERGE_DRIVER}");
        let told = self.with_git(|door| match command {
            Some(command) => door.tell(&["config", "--local", &setting(), command]),
            None => door.tell(&["config", "--local", "--remove-section", &section]),
        })?;
        told.map_err(|reason| {
            let lock = self.store.common().join("config.lock");
            Error::new(format!("git's configuration cannot be written: {reason}")).help(if lock.exists() {
                "Run this again. If no other git runs, a lock was left behind: delete config.lock in the git folder."
            } else {
                "Check that you may write to the git folder, and that there is room on the disk."
            })
        })
    }

    /// Asks git itself: who merges has it, and it takes out a section without a trace.
    fn with_git<T>(&self, ask: impl FnOnce(&Door) -> T) -> Result<T> {
        match &self.store {
            Store::Git(door) => Ok(ask(door)),
            Store::Library(inner) => {
                let folder = inner.workdir().unwrap_or_else(|| inner.path());
                let door = Door::open(folder, self.ambient);
                let missing =
                    || Error::new("git was not found").help("Install git, and put it on your PATH.");
                Ok(ask(&door.ok_or_else(missing)?))
            }
        }
    }
}

/// What git makes of a common version, ours and theirs, line by line; `None` where it sees a conflict.
pub fn merge_lines(versions: [&str; 3]) -> Option<String> {
    let [base, ours, theirs] = versions.map(|text| {
        let mut input = MergeFileInput::new();
        input.content(text.as_bytes());
        input
    });
    let merged =
        git2::merge_file(&base, &ours, &theirs, None).ok().filter(MergeFileResult::is_automergeable)?;
    String::from_utf8(merged.content().to_vec()).ok()
}

fn setting() -> String {
    format!("merge.{MERGE_DRIVER}.driver")
}
