//! Who git takes its user to be.

use super::{Repository, Store};

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
        let said = |text: &String| !text.trim().is_empty();
        let config = match repository.map(|repository| &repository.store) {
            Some(Store::Library(inner)) => inner.config(),
            Some(Store::Git(door)) => {
                let text = |name| door.setting(name).filter(said);
                return Self { name: text("user.name"), email: text("user.email") };
            }
            None => git2::Config::open_default(),
        };
        let Ok(config) = config else { return Self::default() };
        let text = |name| config.get_string(name).ok().filter(said);
        Self { name: text("user.name"), email: text("user.email") }
    }
}
