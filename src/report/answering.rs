//! Who answers for what changed.

use crate::changes::{Change, ProgramChange, ProgramKind, value_at};

impl ProgramChange {
    /// Whether it came or went as a whole.
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, ProgramKind::Added | ProgramKind::Removed)
    }

    /// Its TPM, by id; here as below, on the later side where it has one.
    pub fn tpm(&self) -> Option<&str> {
        self.text("owners.tpm")
    }

    /// Who answers for a change, by id: the entity's owner, else the TPM.
    pub fn owner_of(&self, change: &Change) -> Option<&str> {
        let own = ["owner", "by"].into_iter().find_map(|key| self.text_beside(change, key));
        own.or_else(|| self.tpm())
    }

    /// The team of what changed, by id.
    pub fn team_of(&self, change: &Change) -> Option<&str> {
        self.text_beside(change, "team")
    }

    /// What the entity of a change says at a key.
    fn text_beside(&self, change: &Change, key: &str) -> Option<&str> {
        let entity = change.path.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        self.text(&format!("{entity}.{key}"))
    }

    fn text(&self, path: &str) -> Option<&str> {
        let table = self.after.as_deref().or(self.before.as_deref())?;
        value_at(table, path).and_then(toml::Value::as_str)
    }
}
