//! Who git takes its user to be.

use super::Repository;

/// What git's configuration says of the user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// `user.name`.
    pub name: Option<String>,
    /// `user.email`.
    pub email: Option<String>,
}

impl Identity {
    /// As a repository has it, or, outside of one, as the user has it for all.
    ///
    /// A configuration that cannot be read says nothing.
    pub fn of(repository: Option<&Repository>) -> Self {
        let config = match repository {
            Some(repository) => repository.inner.config(),
            None => git2::Config::open_default(),
        };
        let Ok(config) = config else { return Self::default() };
        let text = |name| config.get_string(name).ok().filter(|text| !text.trim().is_empty());
        Self { name: text("user.name"), email: text("user.email") }
    }
}
