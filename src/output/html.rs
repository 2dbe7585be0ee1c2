//! A report as one page for a browser, which needs nothing but itself: no script, no font, no request.
//!
//! The templates stand in the folder of this name. What they show is escaped by `Shown` without their asking.

mod ahead;
mod body;
mod end;
mod opening;
mod trend;

use std::fmt;

use askama::Template;
use askama::filters::{Escaper, Html};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::opening::sentence;
use super::phrase::{long_day, side, span_of_days};
use crate::report::{By, DiffReport, Headline, PeriodReport, SideName};
use crate::text::clean;
use ahead::Ahead;
use body::{Cause, Chapter, Whole};
use end::{Attention, Came};
use opening::{List, Tile};
use trend::Trends;

/// Text that a browser shows and does not obey, nor hide.
#[derive(Debug, Clone, Copy)]
struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(dest, &clean(text))
    }
}

/// Everything on a page, in the order in which it stands there.
#[derive(Template)]
#[template(path = "page.html", config = "src/output/html/askama.toml")]
struct Page {
    title: String,
    /// Between what, and as of when.
    window: String,
    sentence: String,
    is_all_new: bool,
    tiles: Vec<Tile>,
    lists: Vec<List>,
    causes: Whole<Cause>,
    chapters: Vec<Chapter>,
    churn: Vec<Came>,
    attention: Attention,
    trends: Option<Trends>,
    ahead: Option<Ahead>,
    unread: Vec<Unread>,
}

/// A file that could not be compared.
struct Unread {
    file: String,
    side: &'static str,
    message: String,
}

/// Writes the changes between two sides.
pub fn diff(report: &DiffReport, zone: &TimeZone) -> String {
    let name = |side: &SideName| match (&side.rev, side.oid) {
        (Some(rev), _) => rev.clone(),
        (None, Some(oid)) => oid.to_string()[..9].to_owned(),
        (None, None) => side.kind.name().to_owned(),
    };
    let mut page = Page::new(report, zone, By::Program, None);
    "What changed".clone_into(&mut page.title);
    page.window = format!("{} → {}", name(&report.from), name(&report.to));
    let comparison = &report.comparison;
    if comparison.programs.is_empty() && comparison.unreadable.is_empty() {
        "No program changed.".clone_into(&mut page.sentence);
    }
    page.written()
}

/// Writes a report.
pub fn period(report: &PeriodReport) -> String {
    let day = |time: Timestamp| time.to_zoned(report.zone.clone()).date();
    let days = span_of_days(day(report.window.since), day(report.window.until));
    let mut page = Page::new(&report.diff, &report.zone, report.by, Some(report.portfolio));
    let today = format!("as of {}", long_day(report.window.today));
    (page.title, page.window) = match &report.title {
        Some(title) if !title.trim().is_empty() => (title.clone(), format!("{days}, {today}")),
        _ => (format!("What changed, {days}"), today),
    };
    page.is_all_new = report.window.from.is_none();
    page.churn = end::churn(report);
    page.attention = Attention::new(report);
    page.ahead = report.outlook.as_ref().map(|outlook| Ahead::new(&report.diff, outlook));
    page.trends = report.drift.as_ref().and_then(Trends::new);
    page.written()
}

impl Page {
    fn new(report: &DiffReport, zone: &TimeZone, by: By, portfolio: Option<usize>) -> Self {
        let headline = Headline::new(&report.comparison);
        let unread = report.comparison.unreadable.iter().map(|unread| Unread {
            file: unread.file.to_string(),
            side: side(unread.side),
            message: unread.message.clone(),
        });
        Self {
            title: String::new(),
            window: String::new(),
            sentence: sentence(&report.comparison, &headline, portfolio),
            is_all_new: false,
            tiles: opening::tiles(&headline, portfolio),
            lists: opening::lists_of(report, &headline),
            causes: body::causes(report),
            chapters: body::chapters_of(report, zone, by),
            churn: Vec::new(),
            attention: Attention::default(),
            trends: None,
            ahead: None,
            unread: unread.collect(),
        }
    }

    fn written(&self) -> String {
        let mut text = self.render().expect("memory takes every text, and nothing here fails otherwise");
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}
