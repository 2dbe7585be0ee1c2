//! The calendar of a workspace: which day it is, and what the names of dates stand for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::model::{Period, When};
use crate::text::Span;

/// `[calendar]` of milepost.toml.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Decides which day it is.
    pub timezone: TimeZone,
    /// The day on which a week starts.
    pub week_start: Weekday,
    /// The days on which people work.
    pub working_days: Vec<Weekday>,
    /// Days on which nobody works.
    pub holidays: Vec<Date>,
    /// Named dates; each is a day.
    pub releases: BTreeMap<String, Date>,
    /// The releases that are declared with a period, and so stand for a day that nobody has chosen yet.
    pub rough: BTreeSet<String>,
    /// Names that are declared with a date that could not be read.
    pub unreadable: Vec<String>,
    /// Spans of days in which nothing launches.
    pub freezes: Vec<Freeze>,
}

/// A span of days in which nothing launches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freeze {
    /// What it is called.
    pub name: String,
    /// Its first and last day.
    pub days: Period,
    /// Its place in milepost.toml: its name, else the whole table.
    pub span: Span,
}

impl Default for Calendar {
    fn default() -> Self {
        use Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        Self {
            timezone: TimeZone::UTC,
            week_start: Monday,
            working_days: vec![Monday, Tuesday, Wednesday, Thursday, Friday],
            holidays: Vec::new(),
            releases: BTreeMap::new(),
            rough: BTreeSet::new(),
            unreadable: Vec::new(),
            freezes: Vec::new(),
        }
    }
}

impl Calendar {
    /// Whether a release of this name is declared, be its date readable or not.
    pub fn declares(&self, release: &str) -> bool {
        self.releases.contains_key(release) || self.unreadable.iter().any(|name| name == release)
    }

    /// Whether people work on a day. Where no weekday could be read, none is off.
    pub fn is_working_day(&self, day: Date) -> bool {
        let is_weekday = self.working_days.is_empty() || self.working_days.contains(&day.weekday());
        is_weekday && !self.holidays.contains(&day)
    }

    /// The day that a date field names: no period, and no release that is declared with one.
    pub fn named_day(&self, when: When<'_>) -> Option<Date> {
        let days = self.days(when)?;
        let is_rough = matches!(when, When::Release(name) if self.rough.contains(name));
        (days.is_day() && !is_rough).then_some(days.last)
    }

    /// The days that a date field stands for; `None` for a release that nobody declared.
    pub fn days(&self, when: When<'_>) -> Option<Period> {
        match when {
            When::Days(days) => Some(days),
            When::Release(name) => self.releases.get(name).copied().map(Period::day),
        }
    }
}
