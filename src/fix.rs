//! Fixes: applies the edits that findings offer, looks again, and keeps those that mend.

mod edits;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::disk::Replacement;
use crate::finding::{Finding, Fix};
use crate::rules::{self, Selection};
use crate::tree::Tree;
use crate::workspace::{Cache, Workspace};

/// How often everything is looked at anew for fixes, once those that were found have been applied.
const MOST_ROUNDS: usize = 20;

/// How many versions are tried in all. A trial reads the whole workspace.
const MOST_TRIALS: usize = 200;

/// Which findings are to be mended, and how they are found.
#[derive(Clone, Copy)]
pub struct Request<'r> {
    /// The day that counts as today.
    pub today: Date,
    /// The rules that run.
    pub selection: &'r Selection,
    /// Whether a finding is to be mended, as far as its place is concerned.
    pub wants: &'r dyn Fn(&Finding) -> bool,
    /// Whether edits are applied that need a look afterwards.
    pub with_unsafe: bool,
}

/// What fixing came to.
#[derive(Debug)]
pub struct Mended {
    /// The version as it would be.
    pub tree: Tree,
    /// How many findings are mended.
    pub findings: usize,
    /// The files that differ, by path.
    pub files: Vec<Rewritten>,
    /// Whether some edits were not tried any more: another run may mend more.
    pub is_unfinished: bool,
}

/// A file before and after it was mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Its path, relative to the root.
    pub path: Arc<str>,
    /// What it holds.
    pub before: String,
    /// What it would hold.
    pub after: String,
}

impl Rewritten {
    /// The same as a file to be replaced.
    pub fn replacement(&self) -> Replacement<'_> {
        Replacement { path: &self.path, before: self.before.as_bytes(), after: self.after.as_bytes() }
    }
}

impl Request<'_> {
    fn findings(&self, tree: &Tree) -> Vec<Finding> {
        let workspace = Workspace::load(tree, &mut Cache::default());
        rules::run(&workspace, self.today, self.selection).findings
    }

    /// The edits that are to be made at once: wanted, not refused before, and none in the way of another. What is safe
    /// comes first, for it may answer what the others only guess.
    fn choose<'f>(&self, found: &'f [Finding], refused: &BTreeSet<String>) -> Vec<&'f Finding> {
        let of_kind = |safe: bool| {
            let mut taken = edits::Taken::default();
            let offered = found.iter().filter(|finding| {
                let is_kind = finding.fix.as_ref().is_some_and(|fix| fix.safe == safe);
                is_kind && (self.wants)(finding) && !refused.contains(&name_of(finding))
            });
            offered.filter(|finding| taken.take(finding)).collect::<Vec<_>>()
        };
        let safe = of_kind(true);
        if safe.is_empty() && self.with_unsafe { of_kind(false) } else { safe }
    }
}

/// The text of a file as one fix would leave it; `None` where it does not fit the text.
pub fn with_fix(file: &str, text: &str, fix: &Fix) -> Option<String> {
    edits::apply(text, fix.edits.iter().filter(|edit| *edit.file == *file).collect())
}

/// Mends what can be mended, in this version alone: nothing is written.
///
/// An edit stays where its finding is gone afterwards, the file reads as well as before, and, unless it is safe, no
/// error is new. Else it is taken back, and its finding stays.
pub fn apply(mut tree: Tree, request: Request<'_>) -> Mended {
    tree = tree.keeping();
    let mut originals: BTreeMap<Arc<str>, String> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    let mut mended = 0;
    let mut trials = MOST_TRIALS;
    let mut found = request.findings(&tree);
    for _ in 0..MOST_ROUNDS {
        let chosen = request.choose(&found, &refused);
        if chosen.is_empty() {
            break;
        }
        let texts = edits::texts(&tree, &chosen);
        let mut round =
            Round { request, tree, texts, found: &found, kept: Vec::new(), after: None, refused, trials };
        round.keep(&chosen);
        round.settle();
        let (kept, after) = (round.kept.len(), round.after);
        Round { tree, refused, trials, .. } = round;
        mended += kept;
        for (file, text) in round.texts {
            originals.entry(file).or_insert(text);
        }
        // What was refused may mend after all, beside what stays.
        if let Some(after) = after {
            found = after;
            refused.clear();
        }
    }
    let files = originals.into_iter().filter_map(|(path, before)| {
        let after = tree.read(&tree.file(&path)).ok().filter(|after| *after != before)?;
        Some(Rewritten { path, before, after })
    });
    let files = files.collect();
    Mended { tree, findings: mended, files, is_unfinished: trials == 0 }
}

/// One set of edits that do not overlap, and what is known of them.
struct Round<'r, 'f> {
    request: Request<'r>,
    tree: Tree,
    /// The files that edits change, as they were before this round.
    texts: BTreeMap<Arc<str>, String>,
    found: &'f [Finding],
    /// The findings whose edits stay.
    kept: Vec<&'f Finding>,
    /// What is found once they are applied.
    after: Option<Vec<Finding>>,
    refused: BTreeSet<String>,
    trials: usize,
}

impl<'f> Round<'_, 'f> {
    /// Keeps as many of these edits as mend. Mostly that is all of them, and one trial tells.
    fn keep(&mut self, candidates: &[&'f Finding]) {
        if candidates.is_empty() {
            return;
        }
        if self.trials == 0 {
            self.refused.extend(candidates.iter().map(|finding| name_of(finding)));
            return;
        }
        self.trials -= 1;
        let all: Vec<&Finding> = self.kept.iter().chain(candidates).copied().collect();
        let applied = self.apply(&all);
        let after = self.request.findings(&self.tree);
        let verdict = verdict::Verdict::new(self.found, &after, &all);
        if applied && verdict.is_good() {
            (self.kept, self.after) = (all, Some(after));
            return;
        }
        if let [alone] = candidates {
            self.refused.insert(name_of(alone));
            return;
        }
        let (suspects, others): (Vec<&Finding>, Vec<&Finding>) =
            candidates.iter().partition(|finding| verdict.suspects(finding));
        if suspects.is_empty() || others.is_empty() {
            let (one, other) = candidates.split_at(candidates.len() / 2);
            self.keep(one);
            self.keep(other);
        } else {
            self.keep(&others);
            self.keep(&suspects);
        }
    }

    /// Leaves the tree with the edits that stay, whatever was tried last.
    fn settle(&mut self) {
        let kept = std::mem::take(&mut self.kept);
        self.apply(&kept);
        self.kept = kept;
    }

    /// Puts the texts of this round with some edits into the tree; whether every edit fits its text.
    fn apply(&mut self, findings: &[&Finding]) -> bool {
        let mut edits = edits::by_file(findings);
        let mut fit = true;
        for (file, text) in &self.texts {
            let edited = edits::apply(text, edits.remove(&**file).unwrap_or_default());
            fit &= edited.is_some();
            self.tree.put(file, edited.unwrap_or_else(|| text.clone()).into_bytes());
        }
        fit && edits.is_empty()
    }
}

/// What tells a finding from others, wherever its line has moved to.
fn name_of(finding: &Finding) -> String {
    let path = finding.path.as_deref().unwrap_or_default();
    format!("{}\n{}\n{path}\n{}", finding.rule, finding.file, finding.message)
}
