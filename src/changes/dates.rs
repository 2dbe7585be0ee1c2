//! What a change of a date means: later, earlier, more exact, or moved with its release.

use jiff::civil::Date;

use super::{DateChange, Shift};
use crate::model::{Period, When, parse_period};
use crate::workspace::Calendar;

/// A date field's value, by the calendar of its side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dated<'v> {
    days: Option<Period>,
    release: Option<&'v str>,
    /// Whether the period counts from its first day, as in `start`.
    first: bool,
}

impl<'v> Dated<'v> {
    /// Reads a value; what is no date has no days.
    pub(super) fn read(value: &'v toml::Value, calendar: &Calendar, first: bool) -> Self {
        let when = match value {
            toml::Value::Datetime(date) => date.date.and_then(|date| {
                let year = i16::try_from(date.year).ok()?;
                let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
                Date::new(year, month, day).ok().map(Period::day).map(When::Days)
            }),
            toml::Value::String(text) => match (text.parse::<Date>(), parse_period(text)) {
                (Ok(day), _) => Some(When::Days(Period::day(day))),
                (_, Some(period)) => period.ok().map(When::Days),
                (_, None) => Some(When::Release(text)),
            },
            _ => None,
        };
        let release = match when {
            Some(When::Release(name)) => Some(name),
            _ => None,
        };
        Self { days: when.and_then(|when| calendar.days(when)), release, first }
    }

    pub(super) fn day(self) -> Option<Date> {
        self.days.map(|days| if self.first { days.first } else { days.last })
    }

    /// The release that moved, where both sides point at the same one and it stands for another day now.
    pub(super) fn moved_release(self, after: Self) -> Option<&'v str> {
        let same_name = self.release.is_some() && self.release == after.release;
        let moved = matches!((self.day(), after.day()), (Some(before), Some(after)) if before != after);
        if same_name && moved { self.release } else { None }
    }
}

/// The day that a date field's value stands for, by a calendar. `first` says whether a period counts from its first day.
pub fn day_of(value: &toml::Value, calendar: &Calendar, first: bool) -> Option<Date> {
    Dated::read(value, calendar, first).day()
}

/// What happened from one date to the other; either may be missing.
pub(super) fn change(before: Option<Dated<'_>>, after: Option<Dated<'_>>) -> DateChange {
    let (before_day, after_day) = (before.and_then(Dated::day), after.and_then(Dated::day));
    let days = before_day
        .zip(after_day)
        .and_then(|(before, after)| before.until(after).ok())
        .map(|span| i64::from(span.get_days()));
    let shift = match (before.and_then(|dated| dated.days), after.and_then(|dated| dated.days), days) {
        (Some(one), Some(other), Some(days)) => Some(shift(one, other, days)),
        _ => None,
    };
    let via = before.zip(after).and_then(|(before, after)| before.moved_release(after)).map(str::to_owned);
    DateChange { before: before_day, after: after_day, days, shift, via }
}

fn shift(before: Period, after: Period, days: i64) -> Shift {
    if before == after {
        Shift::None
    } else if before.is_within(after) || after.is_within(before) {
        Shift::Precision
    } else {
        match days {
            0 => Shift::None,
            1.. => Shift::Later,
            _ => Shift::Earlier,
        }
    }
}
