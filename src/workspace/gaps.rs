//! Gaps: where a file could not be read in full, so that what seems to be missing may stand there.

use super::{File, Playbook, Workspace};
use crate::finding::Finding;
use crate::model::{Entity, Key};

impl Workspace {
    /// Whether any person is declared; while none is, every well-formed id is a person's.
    pub fn has_people(&self) -> bool {
        !self.people.is_empty()
    }

    /// Whether any team is declared.
    pub fn has_teams(&self) -> bool {
        !self.teams.is_empty()
    }

    /// Whether people or teams may be hidden by a mistake in an org file.
    pub fn org_has_gaps(&self) -> bool {
        self.org.iter().flat_map(|file| &file.findings).any(hides)
    }

    /// Whether the calendar may be hidden by a mistake in milepost.toml: what is wrong elsewhere in it hides no date.
    pub fn calendar_has_gaps(&self) -> bool {
        let of_calendar = |finding: &Finding| {
            let path = finding.path.as_deref().unwrap_or_default();
            let meant = finding.fix.iter().flat_map(|fix| &fix.edits);
            finding.rule != "unknown-key"
                || path.starts_with("calendar")
                || meant.into_iter().any(|edit| edit.replacement == Key::Calendar.name())
        };
        let own = self.findings.iter().filter(|finding| finding.file == self.config.file);
        own.filter(|finding| hides(finding)).any(of_calendar)
    }

    /// Whether phases of a playbook may be hidden by a mistake in its file, or in one that it extends.
    pub fn playbook_has_gaps(&self, playbook: &Playbook) -> bool {
        let is_of_it = |finding: &Finding| playbook.chain.iter().any(|(_, file)| *file == finding.file);
        self.findings.iter().any(|finding| {
            (hides(finding) || finding.path.as_deref() == Some("extends")) && is_of_it(finding)
        })
    }
}

impl File {
    /// Whether every table of the file was understood, so that a table that is not there is missing.
    pub fn is_whole(&self) -> bool {
        !self.findings.iter().any(|finding| hides_tables(finding, None))
    }

    /// Whether every table of one section was understood, whatever is wrong elsewhere in the file.
    pub fn has_whole(&self, section: Key) -> bool {
        !self.findings.iter().any(|finding| hides_tables(finding, Some(section)))
    }

    /// Whether a field of an entity is missing: not there or an empty list, and no misspelt key of the entity is meant
    /// for it.
    pub fn lacks(&self, entity: Entity<'_>, key: Key) -> bool {
        if entity.is_filled(key) {
            return false;
        }
        let mut misspelt = self.findings.iter().filter(|finding| finding.rule == "unknown-key").peekable();
        if misspelt.peek().is_none() {
            return true;
        }
        let own = entity.path();
        !misspelt.any(|finding| {
            let meant =
                finding.fix.iter().flat_map(|fix| &fix.edits).any(|edit| edit.replacement == key.name());
            let parent = finding.path.as_ref().and_then(|path| Some(path.rsplit_once('.')?.0));
            meant && parent == Some(own.as_str())
        })
    }
}

/// Whether a finding says that a table could not be understood: any of the file, or one of a section.
fn hides_tables(finding: &Finding, section: Option<Key>) -> bool {
    let path = finding.path.as_deref();
    match finding.rule {
        "toml-syntax" | "merge-conflict-marker" | "file-unreadable" => true,
        // A section of another name, which may be meant for any.
        "unknown-key" => path.is_none_or(|path| !path.contains('.')),
        // A section or an entity that is no table.
        "wrong-type" => path.is_none_or(|path| {
            let is_table = !path.starts_with("program.") && path.matches('.').count() <= 1;
            is_table && section.is_none_or(|section| path.split('.').next() == Some(section.name()))
        }),
        _ => false,
    }
}

/// Whether a finding says that something as large as an entity could not be read.
fn hides(finding: &Finding) -> bool {
    match finding.rule {
        "file-unreadable" | "toml-syntax" | "merge-conflict-marker" => true,
        "unknown-key" | "wrong-type" | "invalid-id" => {
            finding.path.as_deref().is_some_and(|path| path.split('.').count() <= 2)
        }
        _ => false,
    }
}
