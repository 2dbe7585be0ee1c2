//! A file's text with an index of its lines, and the spans that point into it.

use std::ops::Range;
use std::sync::Arc;

use super::lines::Lines;

/// A half-open range of bytes in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte, counted from 0.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span of a byte range. Files are at most 1 MiB, so that a `u32` always holds it.
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(range.start), end: clamp(range.end) }
    }

    /// As a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` begins inside this span.
    pub fn holds(self, other: Self) -> bool {
        self.start <= other.start && other.start <= self.last_held()
    }

    /// The last place at which something may begin that this span holds.
    pub fn last_held(self) -> u32 {
        self.end.saturating_sub(1).max(self.start)
    }
}

/// A place in a text, as people and editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Bytes from the start of the file, from 0.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in Unicode scalar values, from 1.
    pub column: usize,
}

/// A text and where its lines begin.
#[derive(Debug, Clone)]
pub struct Source {
    text: String,
    lines: Arc<Lines>,
}

impl Source {
    /// Indexes the lines of `text`; `\n` ends a line.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let lines = Arc::new(Lines::of(&text));
        Self { text, lines }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where its lines begin.
    pub fn lines(&self) -> &Arc<Lines> {
        &self.lines
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.lines.count()
    }

    /// The line (from 0) that holds a byte offset.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.at(offset)
    }

    /// The bytes of a line (from 0), its line break left out.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let Range { start, end } = self.lines.range(line);
        let text = self.text[start..end].trim_end_matches('\n').trim_end_matches('\r');
        start..start + text.len()
    }

    /// Where a byte offset is. An offset past the end, or inside a character, is moved back to the
    /// nearest place that exists: a file may have changed since it was read.
    pub fn position(&self, offset: usize) -> Position {
        self.lines.position(offset)
    }

    /// The nearest character boundary at or before `offset`.
    pub fn floor(&self, offset: usize) -> usize {
        self.text.floor_char_boundary(offset.min(self.text.len()))
    }

    /// The text of a span, clamped to what exists.
    pub fn slice(&self, span: Span) -> &str {
        let start = self.floor(span.start as usize);
        let end = self.floor(span.end as usize).max(start);
        &self.text[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        let source = Source::new("name = \"é\"\ndue\n");
        let at = |offset| {
            let position = source.position(offset);
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(8), (1, 9));
        assert_eq!(at(9), (1, 9), "inside a character: moved back to its start");
        assert_eq!(at(10), (1, 10));
        assert_eq!(at(12), (2, 1));
        assert_eq!(at(999), (3, 1), "past the end");
    }

    #[test]
    fn a_line_leaves_out_its_break() {
        let source = Source::new("a\r\nb\n");
        assert_eq!(source.line_range(0), 0..1);
        assert_eq!(source.line_range(1), 3..4);
        assert_eq!(source.line_range(2), 5..5);
    }
}
