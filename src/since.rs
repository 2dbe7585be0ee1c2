//! What people write for a point in time, read by a small strict grammar.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// What [`parse`] accepts, in one sentence for messages and help.
pub const FORMS: &str = "a date (2026-06-30), a week (2026-W46), a month (2026-06), a time (2026-06-30T09:00:00Z), \
    `now`, `today`, `yesterday`, `monday`, `last monday`, `last week`, `last month`, `3 days ago`, `2 weeks ago`, `7d` or `2w`";

/// A point in time as it was written, which may be a span of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// This very moment.
    Instant(Timestamp),
    /// A day: from its start, or to its end.
    Day(Date),
    /// A week or a month: from the start of the first day, or to the end of the last.
    Period {
        /// The first day.
        first: Date,
        /// The last day.
        last: Date,
    },
    /// The present.
    Now,
}

/// Reads `text`; words count from `today`.
///
/// `None` is what is not in the grammar: the caller may try it as a revision, and else say what would do
/// ([`FORMS`]). Nothing is guessed: `7 days` is neither past nor future here.
pub fn parse(text: &str, today: Date) -> Option<When> {
    let text = text.trim();
    if let Some(when) = written_date(text) {
        return Some(when);
    }
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_ascii_whitespace().collect();
    match words[..] {
        ["now"] => Some(When::Now),
        ["today"] => Some(When::Day(today)),
        ["yesterday"] => today.yesterday().ok().map(When::Day),
        ["last", "week"] => {
            let monday = today.checked_sub(7.days()).ok()?.iso_week_date().first_of_week().ok()?.date();
            Some(When::Period { first: monday, last: monday.checked_add(6.days()).ok()? })
        }
        ["last", "month"] => {
            let first = today.first_of_month().checked_sub(1.month()).ok()?;
            Some(When::Period { first, last: first.last_of_month() })
        }
        [day] | ["last", day] if weekday(day).is_some() => {
            weekday(day).and_then(|day| today.nth_weekday(-1, day).ok()).map(When::Day)
        }
        [count, unit, "ago"] => {
            let days = match unit {
                "day" | "days" => 1,
                "week" | "weeks" => 7,
                _ => return None,
            };
            days_ago(count, days, today)
        }
        [short] if short.is_ascii() => {
            let (count, unit) = short.split_at(short.len().checked_sub(1)?);
            match unit {
                "d" => days_ago(count, 1, today),
                "w" => days_ago(count, 7, today),
                _ => None,
            }
        }
        _ => None,
    }
}

impl When {
    /// The moment at which it starts.
    pub fn start(&self, zone: &TimeZone, now: Timestamp) -> Timestamp {
        match *self {
            Self::Instant(time) => time,
            Self::Now => now,
            Self::Day(date) | Self::Period { first: date, .. } => start_of(date, zone),
        }
    }

    /// The moment at which it ends; of a day, the last one before the next day starts.
    pub fn end(&self, zone: &TimeZone, now: Timestamp) -> Timestamp {
        match *self {
            Self::Instant(time) => time,
            Self::Now => now,
            Self::Day(date) | Self::Period { last: date, .. } => match date.tomorrow() {
                Ok(next) => start_of(next, zone).checked_sub(1.nanosecond()).unwrap_or(Timestamp::MIN),
                Err(_) => Timestamp::MAX,
            },
        }
    }
}

/// The first moment of a day in a zone; at the rims of the calendar, the nearest one that there is.
fn start_of(date: Date, zone: &TimeZone) -> Timestamp {
    let limit = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    date.to_zoned(zone.clone()).map_or(limit, |day| day.timestamp())
}

/// The forms that begin with a year in four digits.
fn written_date(text: &str) -> Option<When> {
    if !text.is_ascii() || text.len() < 7 || !text.bytes().take(4).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year: i16 = text[..4].parse().ok()?;
    let rest = text[4..].strip_prefix('-')?;
    if let Some(week) = rest.strip_prefix(['W', 'w']) {
        let week = i8::try_from(two_digits(week)?).ok()?;
        let day = |weekday| ISOWeekDate::new(year, week, weekday).ok().map(ISOWeekDate::date);
        return Some(When::Period { first: day(Weekday::Monday)?, last: day(Weekday::Sunday)? });
    }
    let month = i8::try_from(two_digits(&rest[..2])?).ok()?;
    let Some(rest) = rest[2..].strip_prefix('-') else {
        let first = Date::new(year, month, 1).ok().filter(|_| rest.len() == 2)?;
        return Some(When::Period { first, last: first.last_of_month() });
    };
    let (day, time) = rest.split_at_checked(2)?;
    let date = Date::new(year, month, i8::try_from(two_digits(day)?).ok()?).ok()?;
    if time.is_empty() {
        return Some(When::Day(date));
    }
    rfc_3339_time(time).then(|| text.parse().ok().map(When::Instant)).flatten()
}

/// Whether this is the part of an RFC 3339 time that follows the date: jiff reads more than that.
fn rfc_3339_time(text: &str) -> bool {
    let Some(clock) = text.strip_prefix(['T', 't', ' ']) else { return false };
    let Some((clock, rest)) = clock.split_at_checked(8) else { return false };
    let shape = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b'+' => matches!(byte, b'+' | b'-'),
                _ => byte == wanted,
            })
    };
    let zone = rest.strip_prefix('.').map_or(Some(rest), |fraction| {
        let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
        (1..=9).contains(&(fraction.len() - zone.len())).then_some(zone)
    });
    shape(clock, "00:00:00") && zone.is_some_and(|zone| matches!(zone, "Z" | "z") || shape(zone, "+00:00"))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn days_ago(count: &str, days: i64, today: Date) -> Option<When> {
    if count.is_empty() || count.len() > 6 || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = count.parse().ok()?;
    let span = jiff::Span::new().try_days(count * days).ok()?;
    today.checked_sub(span).ok().map(When::Day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A Monday, so that "monday" and "last week" show what they mean on their own day.
    const TODAY: Date = date(2026, 11, 16);

    fn day(year: i16, month: i8, day: i8) -> When {
        When::Day(date(year, month, day))
    }

    fn period(first: Date, last: Date) -> When {
        When::Period { first, last }
    }

    fn instant(text: &str) -> When {
        When::Instant(text.parse().expect("the test's own time"))
    }

    #[test]
    fn each_form_means_one_thing() {
        let forms = [
            ("now", When::Now),
            ("  Today ", day(2026, 11, 16)),
            ("YESTERDAY", day(2026, 11, 15)),
            ("2026-06-30", day(2026, 6, 30)),
            ("2028-02-29", day(2028, 2, 29)),
            ("9999-12-31", day(9999, 12, 31)),
            ("2026-06", period(date(2026, 6, 1), date(2026, 6, 30))),
            ("2028-02", period(date(2028, 2, 1), date(2028, 2, 29))),
            ("2026-W46", period(date(2026, 11, 9), date(2026, 11, 15))),
            ("2026-w01", period(date(2025, 12, 29), date(2026, 1, 4))),
            ("2026-W53", period(date(2026, 12, 28), date(2027, 1, 3))),
            ("monday", day(2026, 11, 9)),
            ("last monday", day(2026, 11, 9)),
            ("Sunday", day(2026, 11, 15)),
            ("last  tuesday", day(2026, 11, 10)),
            ("last week", period(date(2026, 11, 9), date(2026, 11, 15))),
            ("last month", period(date(2026, 10, 1), date(2026, 10, 31))),
            ("1 day ago", day(2026, 11, 15)),
            ("3 days ago", day(2026, 11, 13)),
            ("2 weeks ago", day(2026, 11, 2)),
            ("0 days ago", day(2026, 11, 16)),
            ("7d", day(2026, 11, 9)),
            ("2W", day(2026, 11, 2)),
            ("2026-06-30T09:00:00Z", instant("2026-06-30T09:00:00Z")),
            ("2026-06-30t09:00:00z", instant("2026-06-30T09:00:00Z")),
            ("2026-06-30 09:00:00+02:00", instant("2026-06-30T07:00:00Z")),
            ("2026-06-30T09:00:00.25-08:00", instant("2026-06-30T17:00:00.25Z")),
        ];
        for (text, expected) in forms {
            assert_eq!(parse(text, TODAY), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn fact_18_nothing_else_is_guessed_at() {
        let garbage = [
            "",
            " ",
            "7 days",
            "7",
            "d",
            "w",
            "-1d",
            "+1d",
            "1.5d",
            "tomorrow",
            "tomorrow-ish",
            "next monday",
            "mon",
            "last",
            "last day",
            "ago",
            "days ago",
            "-3 days ago",
            "two weeks ago",
            "3 days",
            "3 months ago",
            "3m",
            "2026",
            "2026-6-3",
            "2026-13",
            "2026-13-01",
            "2026-00-10",
            "2026-02-30",
            "2026-06-31",
            "20260630",
            "2026-06-",
            "2026-06-3",
            "2026-06-300",
            "2026/06/30",
            "30.06.2026",
            "2026-W00",
            "2025-W53",
            "2026-W54",
            "2026-W4",
            "2026-W46-1",
            "2026-Q2",
            "2026-06-30T",
            "2026-06-30T09:00",
            "2026-06-30T09:00Z",
            "2026-06-30T09:00:00",
            "2026-06-30T25:00:00Z",
            "2026-06-30T09:00:00+0200",
            "2026-06-30T09:00:00.Z",
            "2026-06-30T09:00:00Z[UTC]",
            "-2026-06-30",
            "+2026-06-30",
            "12026-06-30",
            "2026-06é",
            "２０２６-06-30",
            "é",
            "7é",
            "HEAD~7",
            "main",
            "v1.0",
            "1000000d",
            "999999w",
            "99999999999999999999d",
            "99999999999999999999 weeks ago",
            "\u{0}",
            "\u{feff}today",
        ];
        for text in garbage {
            assert_eq!(parse(text, TODAY), None, "{text:?}");
        }
    }

    #[test]
    fn no_day_of_the_calendar_makes_it_panic() {
        for today in [Date::MIN, Date::MAX, date(0, 1, 1), date(9999, 12, 27)] {
            for text in [
                "today",
                "yesterday",
                "monday",
                "sunday",
                "last week",
                "last month",
                "999999d",
                "52w",
                "0000-01-01",
            ] {
                let Some(when) = parse(text, today) else { continue };
                for zone in [
                    TimeZone::UTC,
                    TimeZone::fixed(jiff::tz::offset(14)),
                    TimeZone::fixed(jiff::tz::offset(-12)),
                ] {
                    let now = Timestamp::UNIX_EPOCH;
                    assert!(when.start(&zone, now) <= when.end(&zone, now), "{text:?} on {today}");
                }
            }
        }
    }

    #[test]
    fn a_day_is_as_long_as_it_is_in_its_zone() {
        let zone = |name| TimeZone::get(name).expect("the zones are built in");
        let bounds = |text, zone: &TimeZone| {
            let when = parse(text, TODAY).expect("a date");
            (
                when.start(zone, Timestamp::UNIX_EPOCH).to_string(),
                when.end(zone, Timestamp::UNIX_EPOCH).to_string(),
            )
        };
        let pair = |start: &str, end: &str| (start.to_owned(), end.to_owned());
        let berlin = zone("Europe/Berlin");
        assert_eq!(
            bounds("2026-03-29", &berlin),
            pair("2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999999999Z")
        );
        assert_eq!(
            bounds("2026-10-25", &berlin),
            pair("2026-10-24T22:00:00Z", "2026-10-25T22:59:59.999999999Z")
        );
        assert_eq!(
            bounds("2026-W13", &berlin),
            pair("2026-03-22T23:00:00Z", "2026-03-29T21:59:59.999999999Z")
        );
        // In Brazil the clocks once went from midnight to one: the day started at one.
        let sao_paulo = zone("America/Sao_Paulo");
        assert_eq!(
            bounds("2018-11-04", &sao_paulo),
            pair("2018-11-04T03:00:00Z", "2018-11-05T01:59:59.999999999Z")
        );
    }

    #[test]
    fn now_and_a_time_are_themselves() {
        let now: Timestamp = "2026-11-16T12:00:00Z".parse().expect("a time");
        assert_eq!(When::Now.start(&TimeZone::UTC, now), now);
        assert_eq!(When::Now.end(&TimeZone::UTC, now), now);
        let time = parse("2026-06-30T09:00:00Z", TODAY).expect("a time");
        assert_eq!(time.start(&TimeZone::UTC, now), time.end(&TimeZone::UTC, now));
    }
}
