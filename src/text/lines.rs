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

/// Places in a text, in order. Most texts are short, and ten thousand of them are looked into at once.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Offsets {
    /// How far each is from the one before it; [`FURTHER`] is no place, but part of the way to the next.
    Near(Box<[u8]>),
    Far(Box<[usize]>),
}

const FURTHER: u8 = u8::MAX;

/// The longest text, in bytes, of which distances are kept: what stands before a place is summed each time.
const LONGEST_NEAR: usize = 16 << 10;

impl Offsets {
    fn new(places: impl Iterator<Item = usize>, len: usize) -> Self {
        if len > LONGEST_NEAR {
            return Self::Far(places.collect());
        }
        let mut before = 0;
        let mut near = Vec::new();
        for place in places {
            let mut way = place - before;
            while way >= usize::from(FURTHER) {
                near.push(FURTHER);
                way -= usize::from(FURTHER);
            }
            near.push(u8::try_from(way).expect("less than what a byte holds is left"));
            before = place;
        }
        Self::Near(near.into())
    }

    fn len(&self) -> usize {
        match self {
            Self::Near(ways) => ways.iter().filter(|way| **way != FURTHER).count(),
            Self::Far(places) => places.len(),
        }
    }

    fn get(&self, at: usize) -> Option<usize> {
        match self {
            Self::Near(ways) => places(ways).nth(at),
            Self::Far(places) => places.get(at).copied(),
        }
    }

    /// How many of them are at or before `offset`.
    fn until(&self, offset: usize) -> usize {
        match self {
            Self::Near(ways) => places(ways).take_while(|place| *place <= offset).count(),
            Self::Far(places) => places.partition_point(|place| *place <= offset),
        }
    }
}

/// The places that distances lead to.
fn places(ways: &[u8]) -> impl Iterator<Item = usize> {
    let mut place = 0;
    ways.iter().filter_map(move |way| {
        place += usize::from(*way);
        (*way != FURTHER).then_some(place)
    })
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
            for long in [10, 84, 126, 254, 255, 509, 510, 3000, 100_000] {
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
