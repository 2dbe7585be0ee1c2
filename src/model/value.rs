//! What is kept of a value: what it is, and two numbers.

use jiff::civil::Date;

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
    /// The first and the last day of at most a year.
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

/// Which [`Value`] two numbers are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tag {
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

impl Value {
    pub(super) fn pack(self) -> (Tag, [u32; 2]) {
        match self {
            Self::Unreadable => (Tag::Unreadable, [0, 0]),
            Self::Present => (Tag::Present, [0, 0]),
            Self::Text { placeholder } => (Tag::Text, [u32::from(placeholder), 0]),
            Self::Word(word) => (Tag::Word, [word.start, word.len]),
            Self::Boolean(on) => (Tag::Boolean, [u32::from(on), 0]),
            Self::Choice(at) => (Tag::Choice, [at, 0]),
            Self::Day(day) => (Tag::Day, pack_days(day, day)),
            Self::Period(first, last) => (Tag::Period, pack_days(first, last)),
            Self::Release(word) => (Tag::Release, [word.start, word.len]),
            Self::List { first, len } => (Tag::List, [first, len]),
        }
    }

    pub(super) fn unpack(tag: Tag, numbers: [u32; 2]) -> Self {
        let [one, other] = numbers;
        match tag {
            Tag::Unreadable => Self::Unreadable,
            Tag::Present => Self::Present,
            Tag::Text => Self::Text { placeholder: one != 0 },
            Tag::Word => Self::Word(Word { start: one, len: other }),
            Tag::Boolean => Self::Boolean(one != 0),
            Tag::Choice => Self::Choice(one),
            Tag::Day => Self::Day(unpack_days(numbers).0),
            Tag::Period => {
                let (first, last) = unpack_days(numbers);
                Self::Period(first, last)
            }
            Tag::Release => Self::Release(Word { start: one, len: other }),
            Tag::List => Self::List { first: one, len: other },
        }
    }
}

/// The days of a year, as if each month had 31.
const DAYS: u32 = 12 * MONTH;
const MONTH: u32 = 31;

/// The year of a first day, the place of that day in it, and that of a last day less than a year later: in two halves of
/// one number, which is small enough for every year that there is.
fn pack_days(first: Date, last: Date) -> [u32; 2] {
    let year = u32::from(first.year().abs_diff(Date::MIN.year()));
    let packed = (year * DAYS + place(first)) * DAYS + place(last);
    [packed >> 16, packed & 0xffff]
}

fn unpack_days([high, low]: [u32; 2]) -> (Date, Date) {
    let packed = high << 16 | low;
    let (year, first, last) = (packed / DAYS / DAYS, packed / DAYS % DAYS, packed % DAYS);
    (day(year, first), day(year + u32::from(last < first), last))
}

/// The place of a day in its year.
fn place(day: Date) -> u32 {
    let (month, day) = (u32::from(day.month().unsigned_abs()), u32::from(day.day().unsigned_abs()));
    (month - 1) * MONTH + (day - 1)
}

fn day(year: u32, place: u32) -> Date {
    let small = |number: u32| i8::try_from(number + 1).ok();
    let year = i16::try_from(year).ok().and_then(|year| year.checked_add(Date::MIN.year()));
    let parts = (year, small(place / MONTH), small(place % MONTH));
    let (Some(year), Some(month), Some(day)) = parts else { unreachable!("it was a day when it was packed") };
    Date::new(year, month, day).expect("it was a day when it was packed")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_come_out_as_they_were() {
        let week = (date(2026, 12, 28), date(2027, 1, 3));
        let year = |year| (date(year, 1, 1), date(year, 12, 31));
        let days = [Date::MIN, Date::MAX, date(0, 1, 1), date(-44, 3, 15), date(2024, 2, 29)];
        let periods = [week, year(-9999), year(2026), year(9999)];
        for (first, last) in days.into_iter().map(|day| (day, day)).chain(periods) {
            let packed = pack_days(first, last);
            assert_eq!(unpack_days(packed), (first, last));
            assert!(packed.iter().all(|half| *half <= 0xffff), "it fits where small numbers stand");
        }
    }
}
