//! Gaps: where a file could not be read in full, so that what seems to be missing may stand there.

use super::Workspace;
use crate::finding::Finding;

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

    /// Whether a part of milepost.toml may be hidden by a mistake in it.
    pub fn config_has_gaps(&self) -> bool {
        self.findings.iter().any(|finding| finding.file == self.config.file && hides(finding))
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
