//! The error of the outside world: what milepost could not do, and the command or step that mends it.

use std::fmt;

/// Something outside the user's programs went wrong: usage, a file system, a repository.
///
/// It ends the run with exit status 2. What is wrong *in* a user's file is never an `Error` but a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Option<String>,
}

/// The result of a step that depends on the outside world.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error that says in one sentence what could not be done.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// Adds what the user can do about it: a command to run or a thing to write.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What the user can do about it.
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
