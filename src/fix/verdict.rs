//! Whether edits have mended what they were made for, and made nothing worse.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Level};

/// What is known of a version with some edits, beside the one without them.
pub(super) struct Verdict {
    /// The edits' findings that are still there.
    left: BTreeSet<String>,
    /// The files in which something is worse.
    worse: BTreeSet<String>,
}

impl Verdict {
    /// Compares what was found before and after the edits of `mended`.
    pub(super) fn new(before: &[Finding], after: &[Finding], mended: &[&Finding]) -> Self {
        let mut expected = count(before.iter().map(super::name_of));
        for finding in mended {
            *expected.entry(super::name_of(finding)).or_default() -= 1;
        }
        let found = count(after.iter().map(super::name_of));
        let is_left = |name: &String| found.get(name) > expected.get(name);
        let left = mended.iter().map(|finding| super::name_of(finding)).filter(is_left).collect();

        // Where one answer is meant, what else is said now was true all along: a date without its quotes may prove to
        // have passed. Where an edit was a guess, a new error says that it was a bad one.
        let is_sure = mended.iter().filter_map(|finding| finding.fix.as_ref()).all(|fix| fix.safe);
        let counts =
            |finding: &&Finding| is_syntax(finding.rule) || (finding.level == Level::Error && !is_sure);
        let known = count(before.iter().filter(counts).map(place_of));
        let mut new = count(after.iter().filter(counts).map(place_of));
        new.retain(|place, count| *count > known.get(place).copied().unwrap_or_default());
        let worse = after.iter().filter(counts).filter(|finding| new.contains_key(&place_of(finding)));
        let worse = worse.map(|finding| finding.file.to_string()).collect();
        Self { left, worse }
    }

    pub(super) fn is_good(&self) -> bool {
        self.left.is_empty() && self.worse.is_empty()
    }

    /// Whether the edits of this finding may be why it is not good.
    pub(super) fn suspects(&self, finding: &Finding) -> bool {
        let mut edits = finding.fix.iter().flat_map(|fix| &fix.edits);
        self.left.contains(&super::name_of(finding)) || edits.any(|edit| self.worse.contains(&*edit.file))
    }
}

/// Whether a rule finds what hides the rest of a file.
fn is_syntax(rule: &str) -> bool {
    ["toml-syntax", "merge-conflict-marker", "file-unreadable"].contains(&rule)
}

/// A rule and its place, whatever is said of it. What has no path, such as a line that is no TOML, counts by its file.
fn place_of(finding: &Finding) -> String {
    format!("{}\n{}\n{}", finding.rule, finding.file, finding.path.as_deref().unwrap_or_default())
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, isize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}
