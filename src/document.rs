//! A TOML file: its bytes, the table that they hold, and the comments that silence rules.

mod silence;
mod syntax;

use std::sync::Arc;

use toml::Spanned;
use toml::de::DeTable;

use crate::finding::Finding;
use crate::text::Span;

pub use silence::{Silence, silences};

/// A file that was parsed as far as it could be.
#[derive(Debug)]
pub struct Document<'a> {
    /// The file's path, relative to the root.
    pub file: Arc<str>,
    /// Its text.
    pub text: &'a str,
    /// What could be saved of it.
    pub table: Spanned<DeTable<'a>>,
    /// Every syntax error, in order.
    pub findings: Vec<Finding>,
    broken: Vec<Span>,
}

impl<'a> Document<'a> {
    /// Parses a file. It never fails: what is wrong becomes findings, what is right can be read.
    pub fn parse(file: &Arc<str>, text: &'a str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut document =
            Self { file: Arc::clone(file), text, table, findings: Vec::new(), broken: Vec::new() };
        if !errors.is_empty() {
            document.broken = errors.iter().map(|error| syntax::span(text, error)).collect();
            document.findings = syntax::findings(file, text, &errors);
        }
        let numbers = syntax::numbers(file, text, document.table.get_ref());
        if !numbers.is_empty() && !document.has_conflict() {
            document.broken.extend(numbers.iter().map(|finding| finding.span));
            document.findings.extend(numbers);
            document.findings.sort_by(Finding::order);
        }
        document
    }

    /// Whether a place was hit by a syntax error, so that nothing else should be said of it.
    pub fn is_broken(&self, span: Span) -> bool {
        self.broken.iter().any(|error| error.start <= span.end && span.start <= error.end)
    }

    /// Whether the file holds conflict markers; then either side may stand in any value.
    pub fn has_conflict(&self) -> bool {
        self.findings.iter().any(|finding| finding.rule == "merge-conflict-marker")
    }
}
