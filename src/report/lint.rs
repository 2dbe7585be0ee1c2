//! Findings as they are shown: with lines and columns, counted, and with the texts that they point into.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::fingerprint::fingerprints;
use super::occurrences::{Occurrences, occurrences};
use crate::finding::{Finding, Level};
use crate::text::{Position, Source, Span, shorten};
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
    /// The findings, those that say the same together.
    pub occurrences: Vec<Occurrences>,
    /// The files that the shown findings point into.
    pub sources: BTreeMap<Arc<str>, Source>,
    /// The files that were asked about, those without a finding too; whoever read them fills it in.
    pub files: Vec<Arc<str>>,
}

/// How many files one task locates findings in at least.
const FILES_A_TASK: usize = 16;

/// A file that findings point into: where, in the order of the findings.
#[derive(Default)]
struct Wanted {
    spans: Vec<Span>,
    is_shown: bool,
}

impl LintReport {
    /// Locates findings in the files of a tree. Each file is read again once; it was let go of after it was checked.
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
        for finding in &mut findings {
            shorten_texts(finding);
        }
        let mut files: BTreeMap<Arc<str>, Wanted> = BTreeMap::new();
        let mut is_shown = vec![false; findings.len()];
        for occurrences in occurrences(findings.iter()).iter().take(shown) {
            is_shown[occurrences.first] = true;
        }
        for (finding, is_shown) in findings.iter().zip(is_shown) {
            for (file, span) in places(finding) {
                let wanted = files.entry(Arc::clone(file)).or_default();
                wanted.spans.push(span);
                wanted.is_shown |= is_shown;
            }
            match finding.level {
                Level::Error => summary.errors += 1,
                Level::Warn => summary.warnings += 1,
                Level::Info => summary.infos += 1,
            }
        }
        let files: Vec<(Arc<str>, Wanted)> = files.into_iter().collect();
        let located: Vec<(Vec<Place>, Option<Source>)> = files
            .par_iter()
            .with_min_len(FILES_A_TASK)
            .map(|(file, wanted)| {
                let source = Source::new(tree.read(&tree.file(file)).unwrap_or_default());
                (
                    wanted.spans.iter().map(|span| place(&source, *span)).collect(),
                    Some(source).filter(|_| wanted.is_shown),
                )
            })
            .collect();
        let mut sources = BTreeMap::new();
        let mut found = FxHashMap::default();
        for ((file, _), (places, source)) in files.into_iter().zip(located) {
            found.insert(Arc::clone(&file), places.into_iter());
            sources.extend(source.map(|source| (file, source)));
        }
        let mut next = |file: &Arc<str>| {
            found.get_mut(file).and_then(Iterator::next).expect("every place of a finding was located")
        };
        let fingerprints = fingerprints(findings.iter());
        let mut located: Vec<Located> = findings
            .into_iter()
            .zip(fingerprints)
            .map(|(finding, fingerprint)| {
                let mut places = places(&finding).map(|(file, _)| next(file));
                let place = places.next().expect("a finding has a place");
                let related = places.by_ref().take(finding.related.len()).collect();
                let edits = places.collect();
                Located { finding, place, related, edits, fingerprint }
            })
            .collect();
        // Only now it is known which of them stand on one line; there the rules are in order.
        located.sort_by(|one, other| {
            let key = |located: &Located| (located.place.start.line, located.finding.rule);
            one.finding.file.cmp(&other.finding.file).then_with(|| key(one).cmp(&key(other)))
        });
        let occurrences = occurrences(located.iter().map(|located| &located.finding));
        Self { findings: located, summary, occurrences, sources, files: Vec::new() }
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
    let texts = [&mut finding.message, &mut finding.help].into_iter();
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

fn place(source: &Source, span: Span) -> Place {
    Place {
        start: source.position(span.start as usize),
        end: source.position(span.end.max(span.start) as usize),
    }
}
