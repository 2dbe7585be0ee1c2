//! Findings as they are shown: with lines and columns, counted, and with the texts that they point into.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fingerprint::fingerprints;
use super::occurrences::{Occurrences, occurrences};
use crate::finding::{Finding, Level};
use crate::text::{Lines, Position, Source, Span, shorten};
use crate::tree::Tree;

/// The first and the last place of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The first character.
    pub start: Position,
    /// The place after the last one.
    pub end: Position,
}

/// A finding and where it and what belongs to it are.
#[derive(Debug, Clone)]
pub struct Located {
    /// The finding.
    pub finding: Finding,
    /// Its place.
    pub place: Place,
    /// The places of what is related to it, in the same order.
    pub related: Vec<Place>,
    /// The places of its fix's edits, in the same order.
    pub edits: Vec<Place>,
    /// By what it is known again in the next run; no other finding of this run has it.
    pub fingerprint: String,
}

/// How much was looked at and found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were read.
    pub files: usize,
    /// Programs that were read.
    pub programs: usize,
    /// Findings at error level.
    pub errors: usize,
    /// Findings at warn level.
    pub warnings: usize,
    /// Findings at info level.
    pub infos: usize,
    /// Findings that comments silenced.
    pub suppressed: usize,
    /// Findings that are left out because a baseline has them too.
    pub known: usize,
}

/// What a run of the linter shows.
#[derive(Debug, Default)]
pub struct LintReport {
    /// The findings, in order.
    pub findings: Vec<Located>,
    /// The counts.
    pub summary: Summary,
    /// The files that the shown findings point into.
    pub sources: BTreeMap<Arc<str>, Source>,
    /// The files that were asked about, those without a finding too; whoever read them fills it in.
    pub files: Vec<Arc<str>>,
}

/// How many files one task looks into, and how many findings it locates, at least.
const FILES_A_TASK: usize = 16;
const FINDINGS_A_TASK: usize = 256;

impl LintReport {
    /// Locates findings in the files of a tree. What was let go of after it was checked is read again only for its texts,
    /// or where the tree did not keep where its lines begin.
    pub fn new(findings: Vec<Finding>, tree: &Tree, summary: Summary) -> Self {
        Self::with_texts_of(usize::MAX, findings, tree, summary)
    }

    /// As [`LintReport::new`], but keeps only the texts that the first `shown` occurrences point into.
    pub fn with_texts_of(
        shown: usize,
        mut findings: Vec<Finding>,
        tree: &Tree,
        mut summary: Summary,
    ) -> Self {
        findings.par_iter_mut().with_min_len(FINDINGS_A_TASK).for_each(shorten_texts);
        let mut is_shown = vec![shown == usize::MAX; findings.len()];
        if (1..usize::MAX).contains(&shown) {
            for occurrences in occurrences(findings.iter()).iter().take(shown) {
                is_shown[occurrences.first] = true;
            }
        }
        let mut files: FxHashMap<Arc<str>, bool> = FxHashMap::default();
        for (finding, is_shown) in findings.iter().zip(is_shown) {
            for (file, _) in places(finding) {
                match files.get_mut(file) {
                    Some(known) => *known |= is_shown,
                    None => drop(files.insert(Arc::clone(file), is_shown)),
                }
            }
            match finding.level {
                Level::Error => summary.errors += 1,
                Level::Warn => summary.warnings += 1,
                Level::Info => summary.infos += 1,
            }
        }
        let files: Vec<(Arc<str>, bool)> = files.into_iter().collect();
        let read = files.into_par_iter().with_min_len(FILES_A_TASK).map(|(file, is_shown)| {
            let text = || Source::new(tree.read(&tree.file(&file)).unwrap_or_default());
            let source = is_shown.then(text);
            let lines =
                source.as_ref().map_or_else(|| tree.lines(&file), |source| Arc::clone(source.lines()));
            (file, lines, source)
        });
        let mut sources = BTreeMap::new();
        let mut lines: FxHashMap<Arc<str>, Arc<Lines>> = FxHashMap::default();
        for (file, of_file, source) in read.collect::<Vec<_>>() {
            sources.extend(source.map(|source| (Arc::clone(&file), source)));
            lines.insert(file, of_file);
        }
        let fingerprints = fingerprints(&findings);
        let mut located: Vec<Located> = findings
            .into_par_iter()
            .zip(fingerprints)
            .with_min_len(FINDINGS_A_TASK)
            .map(|(finding, fingerprint)| {
                let mut places = places(&finding).map(|(file, span)| place(&lines[file], span));
                let place = places.next().expect("a finding has a place");
                let related = places.by_ref().take(finding.related.len()).collect();
                let edits = places.collect();
                Located { finding, place, related, edits, fingerprint }
            })
            .collect();
        // Only now it is known which of them stand on one line; there the rules are in order.
        located.sort_by(|one, other| {
            let key = |located: &Located| (located.place.start.line, located.finding.rule);
            one.finding.order_of_files(&other.finding).then_with(|| key(one).cmp(&key(other)))
        });
        Self { findings: located, summary, sources, files: Vec::new() }
    }

    /// The findings, those that say the same together.
    pub fn occurrences(&self) -> Vec<Occurrences> {
        occurrences(self.findings.iter().map(|located| &located.finding))
    }

    /// A line of a file that a shown finding points into, counted from 1.
    pub fn line(&self, file: &str, line: usize) -> Option<&str> {
        let source = self.sources.get(file)?;
        (line <= source.line_count()).then(|| &source.text()[source.line_range(line - 1)])
    }

    /// The byte at which a line of such a file begins, the line counted from 1.
    pub fn line_start(&self, file: &str, line: usize) -> Option<usize> {
        let source = self.sources.get(file)?;
        (line <= source.line_count()).then(|| source.line_range(line - 1).start)
    }

    /// How many findings there are at `level` or above.
    pub fn at_least(&self, level: Level) -> usize {
        self.findings.iter().filter(|located| located.finding.level >= level).count()
    }
}

/// Cuts the values that a finding quotes, which may be as long as a file.
fn shorten_texts(finding: &mut Finding) {
    if let Cow::Owned(short) = shorten(&finding.help) {
        finding.help = Cow::Owned(short);
    }
    let texts = std::iter::once(&mut finding.message);
    let texts = texts.chain(finding.related.iter_mut().map(|related| &mut related.message));
    for text in texts.chain(finding.fix.iter_mut().map(|fix| &mut fix.title)) {
        if let Cow::Owned(short) = shorten(text) {
            *text = short;
        }
    }
}

/// The places of a finding: its own, those of what is related, and those of its edits.
fn places(finding: &Finding) -> impl Iterator<Item = (&Arc<str>, Span)> {
    let related = finding.related.iter().map(|related| (&related.file, related.span));
    let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| (&edit.file, edit.span)));
    std::iter::once((&finding.file, finding.span)).chain(related).chain(edits)
}

fn place(lines: &Lines, span: Span) -> Place {
    Place {
        start: lines.position(span.start as usize),
        end: lines.position(span.end.max(span.start) as usize),
    }
}
