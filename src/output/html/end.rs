//! What the page ends with: what came back, what needs attention, and what is due soon.

use super::super::attention::{besides, soon, told, whose};
use super::super::opening::{due, topic};
use super::super::phrase::{long_day, place, way};
use crate::finding::Level;
use crate::report::{PeriodReport, Topic};
use crate::text::distance;

/// What moved and came back.
pub(super) struct Came {
    pub place: String,
    pub way: String,
}

/// What needs attention, and what is due soon.
#[derive(Default)]
pub(super) struct Attention {
    pub topics: Vec<Findings>,
    pub due: Vec<Due>,
    pub more_due: Option<String>,
}

/// The findings of a topic.
pub(super) struct Findings {
    pub title: &'static str,
    pub told: Vec<Finding>,
    /// How many more there are of which rule.
    pub more: Vec<String>,
}

/// A finding.
pub(super) struct Finding {
    pub level: &'static str,
    pub is_error: bool,
    pub program: Option<String>,
    pub message: Prose,
    /// That it is new, and whom to ask.
    pub besides: String,
    pub place: String,
}

/// Something that is due soon.
pub(super) struct Due {
    pub day: String,
    pub distance: String,
    pub what: String,
    pub program: String,
    pub owner: String,
}

/// A message of ours, in parts: whether each is code, and what it says.
pub(super) type Prose = Vec<(bool, String)>;

/// What moved and came back.
pub(super) fn churn(report: &PeriodReport) -> Vec<Came> {
    let came = report.churn.iter().map(|churn| Came { place: place(report, churn), way: way(&churn.steps) });
    came.collect()
}

impl Attention {
    pub(super) fn new(report: &PeriodReport) -> Self {
        let topics = Topic::ALL.into_iter().map(|kind| {
            let (findings, more) = told(report, kind);
            let findings = findings.into_iter().map(|located| {
                let finding = &located.finding;
                Finding {
                    level: finding.level.name(),
                    is_error: finding.level == Level::Error,
                    program: whose(report, located),
                    message: prose(&finding.message),
                    besides: besides(report, located).join(", "),
                    place: format!("{}:{}", finding.file, located.place.start.line),
                }
            });
            Findings { title: topic(kind), told: findings.collect(), more }
        });
        let (soon, more_due) = soon(report);
        let due = soon.iter().map(|item| {
            let days = report.window.today.until(item.day).map_or(0, |span| i64::from(span.get_days()));
            Due {
                day: long_day(item.day),
                distance: distance(days),
                what: due(item),
                program: report.contacts.program(&item.program).to_owned(),
                owner: item.owner.as_deref().map_or("nobody", |owner| report.diff.name(owner)).to_owned(),
            }
        });
        Self { topics: topics.filter(|topic| !topic.told.is_empty()).collect(), due: due.collect(), more_due }
    }
}

/// What a message sets in backticks is code.
fn prose(message: &str) -> Prose {
    let parts = message.split('`').enumerate().map(|(at, part)| (at % 2 == 1, part.to_owned()));
    parts.filter(|(_, part)| !part.is_empty()).collect()
}
