//! Gaps: where a file could not be read in full, so that what seems to be missing may stand there.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::{File, Playbook, Workspace};
use crate::finding::Finding;
use crate::model::{Entity, Key};

/// What the findings of a file hide. Made when it is first asked for: most files have none, and of one that has
/// thousands each rule asks for each entity.
#[derive(Debug, Default)]
pub struct Gaps(OnceLock<Box<Hidden>>);

#[derive(Debug, Default)]
struct Hidden {
    /// Whether a table of any section may be hidden.
    anywhere: bool,
    /// Sections of which a table is hidden.
    sections: FxHashSet<String>,
    /// The keys that misspelt ones are meant for, by the path of the entity and their name.
    meant: FxHashSet<(String, String)>,
}

/// What faults outside the programs may hide from all of them.
#[derive(Debug, Default)]
pub(super) struct Shared {
    people: bool,
    calendar: bool,
}

impl Shared {
    pub(super) fn of(workspace: &Workspace) -> Self {
        let of_calendar = |finding: &Finding| {
            let path = finding.path.as_deref().unwrap_or_default();
            let meant = finding.fix.iter().flat_map(|fix| &fix.edits);
            finding.rule != "unknown-key"
                || path.starts_with("calendar")
                || meant.into_iter().any(|edit| edit.replacement == Key::Calendar.name())
        };
        let mut own = workspace.findings.iter().filter(|finding| finding.file == workspace.config.file);
        Self {
            people: workspace.org.iter().flat_map(|file| &file.findings).any(hides),
            calendar: own.any(|finding| hides(finding) && of_calendar(finding)),
        }
    }
}

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
        self.hidden.people
    }

    /// Whether the calendar may be hidden by a mistake in milepost.toml: what is wrong elsewhere in it hides no date.
    pub fn calendar_has_gaps(&self) -> bool {
        self.hidden.calendar
    }

    /// Whether phases of a playbook may be hidden by a mistake in its file, or in one that it extends.
    pub fn playbook_has_gaps(&self, playbook: &Playbook) -> bool {
        let is_of_it = |finding: &Finding| playbook.chain.iter().any(|(_, file)| *file == finding.file);
        self.findings.iter().any(|finding| {
            (hides(finding) || finding.path.as_deref() == Some("extends")) && is_of_it(finding)
        })
    }
}

impl Hidden {
    fn by(findings: &[Finding]) -> Self {
        let mut hidden = Self::default();
        for finding in findings {
            let path = finding.path.as_deref();
            match (finding.rule, path) {
                ("toml-syntax" | "merge-conflict-marker" | "file-unreadable", _)
                | ("unknown-key" | "wrong-type", None) => hidden.anywhere = true,
                ("unknown-key", Some(path)) => match path.rsplit_once('.') {
                    // A section of another name, which may be meant for any.
                    None => hidden.anywhere = true,
                    Some((parent, _)) => {
                        let meant = finding.fix.iter().flat_map(|fix| &fix.edits);
                        let meant = meant.map(|edit| (parent.to_owned(), edit.replacement.clone()));
                        hidden.meant.extend(meant);
                    }
                },
                // A section or an entity that is no table.
                ("wrong-type", Some(path)) => {
                    let mut parts = path.split('.');
                    let section = parts.next().unwrap_or_default();
                    if !path.starts_with("program.") && parts.count() <= 1 {
                        hidden.sections.insert(section.to_owned());
                    }
                }
                _ => {}
            }
        }
        hidden
    }
}

impl File {
    fn hidden(&self) -> &Hidden {
        self.gaps.0.get_or_init(|| Box::new(Hidden::by(&self.findings)))
    }

    /// Whether every table of the file was understood, so that a table that is not there is missing.
    pub fn is_whole(&self) -> bool {
        !self.hidden().anywhere && self.hidden().sections.is_empty()
    }

    /// Whether every table of one section was understood, whatever is wrong elsewhere in the file.
    pub fn has_whole(&self, section: Key) -> bool {
        !self.hidden().anywhere && !self.hidden().sections.contains(section.name())
    }

    /// Whether a field of an entity is missing: not there or an empty list, and no misspelt key of the entity is meant
    /// for it.
    pub fn lacks(&self, entity: Entity<'_>, key: Key) -> bool {
        if entity.is_filled(key) {
            return false;
        }
        let meant = &self.hidden().meant;
        meant.is_empty() || !meant.contains(&(entity.path(), key.name().to_owned()))
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
