//! Findings as they are shown: with lines and columns, counted, and with the texts that they point into.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Finding, Level};
use crate::text::{Position, Source, Span};
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
}

/// What a run of the linter shows.
#[derive(Debug, Default)]
pub struct LintReport {
    /// The findings, in order.
    pub findings: Vec<Located>,
    /// The counts.
    pub summary: Summary,
    /// The files that findings point into.
    pub sources: BTreeMap<Arc<str>, Source>,
}

impl LintReport {
    /// Locates findings in the files of a tree. Each file is read again once; it was let go of after it was checked.
    pub fn new(findings: Vec<Finding>, tree: &Tree, mut summary: Summary) -> Self {
        let mut sources = BTreeMap::new();
        for finding in &findings {
            let edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|edit| &edit.file));
            let related = finding.related.iter().map(|related| &related.file);
            for file in std::iter::once(&finding.file).chain(related).chain(edits) {
                sources
                    .entry(Arc::clone(file))
                    .or_insert_with(|| Source::new(tree.read(&tree.file(file)).unwrap_or_default()));
            }
            match finding.level {
                Level::Error => summary.errors += 1,
                Level::Warn => summary.warnings += 1,
                Level::Info => summary.infos += 1,
            }
        }
        let place = |file: &Arc<str>, span: Span| {
            let source = &sources[file];
            Place {
                start: source.position(span.start as usize),
                end: source.position(span.end.max(span.start) as usize),
            }
        };
        let located = findings
            .into_iter()
            .map(|finding| Located {
                place: place(&finding.file, finding.span),
                related: finding.related.iter().map(|related| place(&related.file, related.span)).collect(),
                edits: finding
                    .fix
                    .iter()
                    .flat_map(|fix| fix.edits.iter().map(|edit| place(&edit.file, edit.span)))
                    .collect(),
                finding,
            })
            .collect();
        Self { findings: located, summary, sources }
    }

    /// How many findings there are at `level` or above.
    pub fn at_least(&self, level: Level) -> usize {
        self.findings.iter().filter(|located| located.finding.level >= level).count()
    }
}
