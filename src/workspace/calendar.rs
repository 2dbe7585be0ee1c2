//! The calendar of a workspace: which day it is, and what the names of dates stand for.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::model::{Period, When};

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

    /// The days that a date field stands for; `None` for a release that nobody declared.
    pub fn days(&self, when: When<'_>) -> Option<Period> {
        match when {
            When::Days(days) => Some(days),
            When::Release(name) => self.releases.get(name).copied().map(Period::day),
        }
    }
}
