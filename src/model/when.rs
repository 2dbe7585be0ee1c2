//! Dates of every precision, and the days that they stand for.

use jiff::civil::{Date, ISOWeekDate, Weekday};

/// What a date field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When<'a> {
    /// A span of days: one day where it is exact.
    Days(Period),
    /// The name of a release in milepost.toml.
    Release(&'a str),
}

/// A day or a period: its first and its last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day; it counts in `start` and in a freeze's `from`.
    pub first: Date,
    /// The last day; it counts wherever dates are compared.
    pub last: Date,
}

impl Period {
    /// One day.
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// Whether it is one day.
    pub fn is_day(self) -> bool {
        self.first == self.last
    }

    /// Whether every day of this period is a day of `other`.
    pub fn is_within(self, other: Self) -> bool {
        other.first <= self.first && self.last <= other.last
    }
}

/// Reads a period: `2026`, `2026-06`, `2026-W27` (ISO 8601 week), `2026-Q3`, `2026-H2`.
///
/// `None`: the text does not read as a period at all, so it may be the name of a release.
/// `Some(Err)`: it reads as one and there is no such period, with what is wrong about it.
pub fn parse_period(text: &str) -> Option<Result<Period, String>> {
    let (year, rest) = text.split_at_checked(4)?;
    if !year.bytes().all(|byte| byte.is_ascii_digit()) || !(rest.is_empty() || rest.starts_with('-')) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    Some(period(year, rest.strip_prefix('-')))
}

fn period(year: i16, rest: Option<&str>) -> Result<Period, String> {
    let Some(rest) = rest else { return months(year, 1, 12) };
    let number = |digits: &str, width: usize| {
        (digits.len() == width && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| digits.parse::<i8>().ok())
            .flatten()
    };
    match rest.as_bytes().first() {
        Some(b'Q') => match number(&rest[1..], 1) {
            Some(quarter @ 1..=4) => months(year, quarter * 3 - 2, quarter * 3),
            _ => Err("a year has the quarters Q1 to Q4".to_owned()),
        },
        Some(b'H') => match number(&rest[1..], 1) {
            Some(half @ 1..=2) => months(year, half * 6 - 5, half * 6),
            _ => Err("a year has the halves H1 and H2".to_owned()),
        },
        Some(b'W') => match number(&rest[1..], 2) {
            Some(week) => iso_week(year, week),
            None => Err("a week has two digits, as in W07".to_owned()),
        },
        _ => match number(rest, 2) {
            Some(month @ 1..=12) => months(year, month, month),
            Some(_) => Err("a year has the months 01 to 12".to_owned()),
            None => Err(format!(
                "it starts as a date and goes on as none; write {year:04}-06-30, \"{year:04}-06\", \"{year:04}-W27\", \"{year:04}-Q3\" or \"{year:04}-H2\""
            )),
        },
    }
}

fn iso_week(year: i16, week: i8) -> Result<Period, String> {
    let first = ISOWeekDate::new(year, week, Weekday::Monday);
    if let (Ok(first), Ok(last)) = (first, ISOWeekDate::new(year, week, Weekday::Sunday)) {
        Ok(Period { first: first.date(), last: last.date() })
    } else {
        let weeks = ISOWeekDate::new(year, 53, Weekday::Monday).map_or(52, |_| 53);
        Err(format!("{year} has the weeks W01 to W{weeks}"))
    }
}

fn months(year: i16, first: i8, last: i8) -> Result<Period, String> {
    let day = |month| Date::new(year, month, 1).map_err(|_| "there is no such year".to_owned());
    Ok(Period { first: day(first)?, last: day(last)?.last_of_month() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_stands_for_its_first_and_last_day() {
        for (text, first, last) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-02", "2026-02-01", "2026-02-28"),
            ("2028-02", "2028-02-01", "2028-02-29"),
            ("2026-W01", "2025-12-29", "2026-01-04"),
            ("2026-W27", "2026-06-29", "2026-07-05"),
            ("2026-W53", "2026-12-28", "2027-01-03"),
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
            ("2026-H1", "2026-01-01", "2026-06-30"),
            ("2026-H2", "2026-07-01", "2026-12-31"),
        ] {
            let period = parse_period(text).expect("reads as a period").expect("exists");
            assert_eq!(
                (period.first.to_string().as_str(), period.last.to_string().as_str()),
                (first, last),
                "{text}"
            );
        }
    }

    #[test]
    fn what_does_not_exist_says_what_does() {
        for (text, wanted) in [
            ("2025-W53", "W01 to W52"),
            ("2026-W00", "W01 to W53"),
            ("2026-W7", "two digits"),
            ("2026-Q5", "Q1 to Q4"),
            ("2026-H3", "H1 and H2"),
            ("2026-13", "01 to 12"),
            ("2026-q3", "\"2026-Q3\""),
            ("2026-", "\"2026-Q3\""),
            ("0000-00", "01 to 12"),
            ("2026-Qé", "Q1 to Q4"),
        ] {
            let message = parse_period(text).expect("reads as a period").expect_err("does not exist");
            assert!(message.contains(wanted), "{text}: {message}");
        }
    }

    #[test]
    fn a_release_name_is_no_period() {
        for text in ["v1.36", "Sapphire", "", "202", "2026.1", "20266", "日本語日本語"] {
            assert_eq!(parse_period(text), None, "{text}");
        }
    }
}
