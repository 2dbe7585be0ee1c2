//! Where the lines of a text begin, and its characters: enough to tell positions once the text itself is gone.

use std::ops::Range;

use memchr::memchr_iter;

use super::Position;

/// Where the lines of a text begin; `\n` ends a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    starts: Offsets,
    /// The bytes at which no character begins: none, where the text is ASCII.
    inside: Offsets,
    /// How many bytes the text has.
    len: usize,
}

/// Places in a text, in order. Most files are small, and ten thousand of them are looked into at once.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Offsets {
    Small(Box<[u16]>),
    Large(Box<[usize]>),
}

impl Offsets {
    fn new(places: impl Iterator<Item = usize>, len: usize) -> Self {
        if len > usize::from(u16::MAX) {
            return Self::Large(places.collect());
        }
        Self::Small(places.map(|at| u16::try_from(at).expect("no place is past the end")).collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Small(places) => places.len(),
            Self::Large(places) => places.len(),
        }
    }

    fn get(&self, at: usize) -> Option<usize> {
        match self {
            Self::Small(places) => places.get(at).map(|place| usize::from(*place)),
            Self::Large(places) => places.get(at).copied(),
        }
    }

    /// How many of them are at or before `offset`.
    fn until(&self, offset: usize) -> usize {
        match self {
            Self::Small(places) => places.partition_point(|place| usize::from(*place) <= offset),
            Self::Large(places) => places.partition_point(|place| *place <= offset),
        }
    }
}

impl Lines {
    /// Looks through a text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let starts = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|at| at + 1));
        let inside =
            (0..if text.is_ascii() { 0 } else { bytes.len() }).filter(|at| matches!(bytes[*at], 0x80..=0xbf));
        let len = bytes.len();
        Self { starts: Offsets::new(starts, len), inside: Offsets::new(inside, len), len }
    }

    /// Whether this is small beside the text, so that it may be kept for longer.
    pub fn are_small(&self) -> bool {
        (self.starts.len() + self.inside.len()) * 4 <= self.len
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line (from 0) that holds a byte offset.
    pub fn at(&self, offset: usize) -> usize {
        self.starts.until(offset) - 1
    }

    /// The bytes of a line (from 0), with its line break.
    pub fn range(&self, line: usize) -> Range<usize> {
        let end = self.starts.get(line + 1).unwrap_or(self.len);
        self.starts.get(line).unwrap_or(end)..end
    }

    /// Where a byte offset is. An offset past the end, or inside a character, is moved back to the nearest place that
    /// exists: a file may have changed since it was read.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.len);
        let mut inside = self.inside.until(offset);
        while let Some(before) =
            inside.checked_sub(1).filter(|before| self.inside.get(*before) == Some(offset))
        {
            (offset, inside) = (offset - 1, before);
        }
        let line = self.at(offset);
        let start = self.starts.get(line).unwrap_or_default();
        let column = offset - start - (inside - self.inside.until(start)) + 1;
        Position { offset, line: line + 1, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_in_files_of_every_size() {
        for letter in ["x", "é", "語", "🙂"] {
            for long in [10, 100_000] {
                let lines = Lines::of(&format!("é\n{}", letter.repeat(long)));
                for column in [0, 1, long / 2, long] {
                    let position = lines.position(3 + column * letter.len());
                    assert_eq!((position.line, position.column), (2, column + 1), "{letter}");
                }
                for inside in 1..letter.len() {
                    let position = lines.position(3 + letter.len() + inside);
                    assert_eq!((position.offset, position.column), (3 + letter.len(), 2), "{letter}");
                }
                assert_eq!(lines.position(usize::MAX).column, long + 1);
            }
        }
    }

    #[test]
    fn what_is_kept_for_long_is_small() {
        assert!(Lines::of("[milestones.beta]\nname = \"Geschlossene Beta für Händler\"\n").are_small());
        assert!(!Lines::of("\n\n\n").are_small() && !Lines::of("漢字漢字").are_small());
    }
}
