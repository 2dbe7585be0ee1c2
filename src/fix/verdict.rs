//! Whether edits have mended what they were made for, and made nothing worse.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Level};
use crate::rules::{Group, rule};

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

        let uncovered: BTreeSet<&str> =
            mended.iter().filter(|finding| hides(finding.rule)).map(|finding| &*finding.file).collect();
        let is_uncovered = |finding: &Finding| match finding.rule {
            rule if is_syntax(rule) => false,
            rule if hides(rule) => uncovered.contains(&*finding.file),
            _ => !uncovered.is_empty(),
        };
        let errors = |findings: &[Finding]| {
            let grave = |finding: &&Finding| finding.level == Level::Error || is_syntax(finding.rule);
            count(findings.iter().filter(grave).map(place_of))
        };
        let (known, mut new) = (errors(before), errors(after));
        new.retain(|place, count| *count > known.get(place).copied().unwrap_or_default());
        let worse =
            after.iter().filter(|finding| new.contains_key(&place_of(finding)) && !is_uncovered(finding));
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

/// Whether what a rule finds fault with cannot be read, or leads nowhere. Once it is mended, everything else is said
/// about it that was true all along: a date without its quotes may prove to have passed.
fn hides(id: &str) -> bool {
    id.ends_with("-unknown") || rule(id).is_some_and(|rule| rule.group == Group::Format)
}

/// Whether a rule finds what hides the rest of a file.
fn is_syntax(rule: &str) -> bool {
    ["toml-syntax", "merge-conflict-marker", "file-unreadable"].contains(&rule)
}

/// A rule and its place, whatever is said of it; of the syntax only the file, since all lines may move.
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
