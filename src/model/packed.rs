//! What a file says, packed: a large portfolio has millions of fields, and most of their memory would be zeros.

use std::ops::Range;

use jiff::civil::Date;

use super::Key;
use crate::text::Span;

/// What is kept of a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    /// Something stands there and could not be read; a finding says so already.
    Unreadable,
    /// A value of which only its presence matters.
    Present,
    /// Text, and whether it only holds a place.
    Text {
        placeholder: bool,
    },
    /// Short text, an id or a reference.
    Word(Word),
    Boolean(bool),
    /// The place of the word among the allowed ones.
    Choice(u32),
    Day(Date),
    Period(Date, Date),
    Release(Word),
    List {
        first: u32,
        len: u32,
    },
}

/// A text among the words of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) start: u32,
    pub(super) len: u32,
}

/// A field, in 14 bytes: a large portfolio has millions of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact {
    pub(super) key: Key,
    tag: Tag,
    pub(super) span: Stretch,
    data: [Small; 2],
}

/// So many bytes or entries from a place on, in six bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    start: Small,
    pub(super) len: Small,
}

/// A number in three bytes. A file is at most 1 MiB, and so is what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Small([u8; 3]);

/// Which [`Value`] a fact holds.
#[derive(Debug, Clone, Copy)]
enum Tag {
    Unreadable,
    Present,
    Text,
    Word,
    Boolean,
    Choice,
    Day,
    Period,
    Release,
    List,
}

impl Small {
    pub(super) fn new(number: u32) -> Self {
        let [low, middle, high, rest] = number.to_le_bytes();
        assert!(rest == 0, "a file is at most 1 MiB, and so is what it says");
        Self([low, middle, high])
    }

    pub(super) fn get(self) -> u32 {
        let [low, middle, high] = self.0;
        u32::from_le_bytes([low, middle, high, 0])
    }
}

impl Stretch {
    pub(super) fn new(start: u32, len: u32) -> Self {
        Self { start: Small::new(start), len: Small::new(len) }
    }

    pub(super) fn of_span(span: Span) -> Self {
        Self::new(span.start, span.end.saturating_sub(span.start))
    }

    pub(super) fn of_word(word: Word) -> Self {
        Self::new(word.start, word.len)
    }

    pub(super) fn span(self) -> Span {
        Span { start: self.start.get(), end: self.start.get() + self.len.get() }
    }

    pub(super) fn word(self) -> Word {
        Word { start: self.start.get(), len: self.len.get() }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.span().range()
    }

    pub(super) fn len(self) -> usize {
        self.len.get() as usize
    }
}

impl Fact {
    pub(super) fn new(key: Key, value: Value, span: Span) -> Self {
        let (tag, data) = match value {
            Value::Unreadable => (Tag::Unreadable, [0, 0]),
            Value::Present => (Tag::Present, [0, 0]),
            Value::Text { placeholder } => (Tag::Text, [u32::from(placeholder), 0]),
            Value::Word(word) => (Tag::Word, [word.start, word.len]),
            Value::Boolean(on) => (Tag::Boolean, [u32::from(on), 0]),
            Value::Choice(at) => (Tag::Choice, [at, 0]),
            Value::Day(day) => (Tag::Day, [pack(day), 0]),
            Value::Period(first, last) => (Tag::Period, [pack(first), pack(last)]),
            Value::Release(word) => (Tag::Release, [word.start, word.len]),
            Value::List { first, len } => (Tag::List, [first, len]),
        };
        Self { key, tag, span: Stretch::of_span(span), data: data.map(Small::new) }
    }

    pub(super) fn value(&self) -> Value {
        let [one, other] = self.data.map(Small::get);
        match self.tag {
            Tag::Unreadable => Value::Unreadable,
            Tag::Present => Value::Present,
            Tag::Text => Value::Text { placeholder: one != 0 },
            Tag::Word => Value::Word(Word { start: one, len: other }),
            Tag::Boolean => Value::Boolean(one != 0),
            Tag::Choice => Value::Choice(one),
            Tag::Day => Value::Day(unpack(one)),
            Tag::Period => Value::Period(unpack(one), unpack(other)),
            Tag::Release => Value::Release(Word { start: one, len: other }),
            Tag::List => Value::List { first: one, len: other },
        }
    }
}

/// The years, months and days that a packed day is made of: how many there are, as if each month had 31 days.
const YEAR: u32 = 12 * MONTH;
const MONTH: u32 = 31;

/// A day as a number that fits into a [`Small`], for every year that there is.
fn pack(day: Date) -> u32 {
    let year = u32::from(day.year().abs_diff(Date::MIN.year()));
    let (month, day) = (u32::from(day.month().unsigned_abs()), u32::from(day.day().unsigned_abs()));
    year * YEAR + (month - 1) * MONTH + (day - 1)
}

fn unpack(packed: u32) -> Date {
    let small = |number: u32| i8::try_from(number + 1).ok();
    let year = i16::try_from(packed / YEAR).ok().and_then(|year| year.checked_add(Date::MIN.year()));
    let parts = (year, small(packed % YEAR / MONTH), small(packed % MONTH));
    let (Some(year), Some(month), Some(day)) = parts else { unreachable!("it was a day when it was packed") };
    Date::new(year, month, day).expect("it was a day when it was packed")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_is_kept_small_comes_out_as_it_was() {
        for day in [Date::MIN, Date::MAX, date(0, 1, 1), date(-44, 3, 15), date(2026, 12, 31)] {
            assert_eq!(unpack(Small::new(pack(day)).get()), day);
        }
        let span = Span { start: 0x0010_0000, end: 0x00ff_ffff };
        assert_eq!(Stretch::of_span(span).span(), span);
        assert_eq!((size_of::<Fact>(), size_of::<Stretch>()), (14, 6));
    }
}
