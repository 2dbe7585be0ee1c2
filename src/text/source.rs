//! A file's text with an index of its lines, and the spans that point into it.

use std::ops::Range;

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
        self.start <= other.start && other.start < self.end.max(self.start + 1)
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
    line_starts: Vec<usize>,
    /// How many characters begin before each block of [`BLOCK`] bytes, so that a column deep in a long line is not
    /// counted from its start.
    characters: Vec<usize>,
}

/// So many bytes are counted at most on each side of a column.
const BLOCK: usize = 1024;

impl Source {
    /// Indexes the lines of `text`; `\n` ends a line.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        let mut before = 0;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            let first = before;
            before += characters(block);
            first
        });
        let mut characters: Vec<usize> = blocks.collect();
        characters.push(before);
        Self { text, line_starts, characters }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The line (from 0) that holds a byte offset.
    pub fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset) - 1
    }

    /// The bytes of a line (from 0), its line break left out.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_starts[line];
        let end = self.line_starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches('\n').trim_end_matches('\r');
        start..start + text.len()
    }

    /// Where a byte offset is. An offset past the end, or inside a character, is moved back to the
    /// nearest place that exists: a file may have changed since it was read.
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let line = self.line_at(offset);
        let column = self.characters_before(offset) - self.characters_before(self.line_starts[line]) + 1;
        Position { offset, line: line + 1, column }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        self.characters[block] + characters(&self.text.as_bytes()[block * BLOCK..offset])
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

/// How many characters begin among these bytes of a text.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
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
    fn columns_deep_in_a_line_count_from_its_start() {
        for letter in ["x", "é", "語"] {
            let source = Source::new(format!("first\n{}", letter.repeat(3 * BLOCK)));
            for column in [0, 1, BLOCK - 6, BLOCK - 1, BLOCK, 2 * BLOCK + 7, 3 * BLOCK] {
                let position = source.position(6 + column * letter.len());
                assert_eq!((position.line, position.column), (2, column + 1), "{letter}");
            }
        }
        let full = Source::new("x".repeat(BLOCK));
        assert_eq!(full.position(BLOCK).column, BLOCK + 1);
    }

    #[test]
    fn a_line_leaves_out_its_break() {
        let source = Source::new("a\r\nb\n");
        assert_eq!(source.line_range(0), 0..1);
        assert_eq!(source.line_range(1), 3..4);
        assert_eq!(source.line_range(2), 5..5);
    }
}
