//! A TOML file: its bytes, the table that they hold, and the comments that silence rules.

mod broken;
mod excerpt;
mod headers;
pub mod layout;
mod mend;
mod merge;
mod newer;
mod pieces;
mod recover;
mod silence;
mod syntax;
mod table;

use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::de::IgnoredAny;
use toml::de::DeTable;

use crate::finding::Finding;
use crate::text::Span;
use broken::Broken;
use recover::{Lost, Recovered, recover};

pub use excerpt::{Heads, excerpts, without};
pub use merge::{Marks, Merged, holds_both, merge};
pub use silence::{SILENCING_WORDS, Silence, silences};
pub use table::{Content, Integer, Name, Node, Table};

/// A file that was parsed as far as it could be.
#[derive(Debug)]
pub struct Document<'a> {
    /// The file's path, relative to the root.
    pub file: Arc<str>,
    /// Its text.
    pub text: &'a str,
    /// What could be saved of it.
    pub table: Table<'a>,
    /// Every syntax error, in order.
    pub findings: Vec<Finding>,
    broken: Broken,
    lost: Vec<Lost>,
    /// Made when it is first asked for.
    headers: OnceCell<FxHashMap<String, Vec<Span>>>,
    /// The text that was parsed: that of the file, or what could be saved of it, byte for byte in its place.
    parsed: &'a str,
}

/// The values of a text that is TOML all through, without their places.
pub fn values(text: &str) -> Result<toml::Table, toml::de::Error> {
    Table::build(text).and_then(Table::into_values).map_or_else(|| toml::from_str(text), Ok)
}

/// Whether a text is TOML all through.
pub fn is_readable(text: &str) -> bool {
    Table::build(text).is_some() || toml::from_str::<IgnoredAny>(text).is_ok()
}

impl<'a> Document<'a> {
    /// Parses a file; `working` takes a copy of a broken file's text, without the lines that hide what follows.
    /// It never fails: what is wrong becomes findings, what is right can be read.
    pub fn parse(file: &Arc<str>, text: &'a str, working: &'a mut String) -> Self {
        let mut found = Recovered::default();
        let (table, parsed) = if let Some(table) = Table::build(text) {
            (table, text)
        } else {
            let (table, parsed) = if let Ok(table) = DeTable::parse(text) {
                (table, text)
            } else {
                found = recover(file, text, working);
                (DeTable::parse_recoverable(working).0, working.as_str())
            };
            let numbers = syntax::numbers(file, text, table.get_ref());
            found.broken.extend(numbers.iter().map(|finding| finding.span));
            found.findings.extend(numbers);
            found.findings.sort_by(Finding::order);
            (table.into_inner().into(), parsed)
        };
        let Recovered { findings, broken, lost } = found;
        let (file, broken) = (Arc::clone(file), Broken::new(broken));
        Self { file, text, table, findings, broken, lost, headers: OnceCell::new(), parsed }
    }

    /// Syntax that is read here and refused by other tools. It is no syntax error: nothing is lost by it.
    pub fn newer_syntax(&self) -> Vec<Finding> {
        let mut findings = newer::newer(&self.file, self.parsed);
        findings.retain(|finding| !self.is_broken(finding.span));
        // What was left out to read the rest is no room to write in.
        let is_as_parsed = |span: Span| self.text[span.range()] == self.parsed[span.range()];
        for finding in &mut findings {
            finding.fix.take_if(|fix| !fix.edits.iter().all(|edit| is_as_parsed(edit.span)));
        }
        findings
    }

    /// Whether a line that could not be read begins with this key, so that the key is not missing.
    pub fn lost(&self, key: &str) -> bool {
        self.broken.begins_a_line(key, self.text)
    }

    /// The keys of lines that could not be read, below the header that holds a place: they are not missing there.
    pub fn lost_below(&self, place: Span) -> impl Iterator<Item = (&str, Span)> {
        let lost = self.lost.iter().filter(move |lost| lost.is_below(place));
        lost.map(|lost| (&*lost.key, lost.span))
    }

    /// The places of a top-level name in headers.
    pub fn headers(&self, name: &str) -> &[Span] {
        let headers = self.headers.get_or_init(|| headers::headers(self.text));
        headers.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a place was hit by a syntax error, so that nothing else should be said of it.
    pub fn is_broken(&self, span: Span) -> bool {
        self.broken.hits(span)
    }
}
