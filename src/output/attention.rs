//! What needs attention, as every format for people tells it: of findings that are alike the first few.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::phrase::shorten;
use crate::report::{Located, PeriodReport, Topic, Upcoming};

/// How many findings of one rule are told; two more lines are better than one that says so.
const MOST_ALIKE: usize = 5;

/// The longest name of a thing, in characters.
const LONGEST: usize = 60;

/// How many dates that are due soon are told.
const MOST_DUE: usize = 20;

/// The findings of a topic, errors first, and of each what is new.
pub(super) fn in_order(report: &PeriodReport, topic: Topic) -> Vec<&Located> {
    let mut findings = report.on(topic);
    findings
        .sort_by_key(|located| (Reverse(located.finding.level), !report.contacts.is_new(&located.finding)));
    findings
}

/// The findings of a topic that are told, and how many more there are of which rule.
pub(super) fn told(report: &PeriodReport, topic: Topic) -> (Vec<&Located>, Vec<String>) {
    let mut findings = in_order(report, topic);
    let mut all: FxHashMap<&str, usize> = FxHashMap::default();
    for located in &findings {
        *all.entry(located.finding.rule).or_default() += 1;
    }
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    let mut more = Vec::new();
    findings.retain(|located| {
        let rule = located.finding.rule;
        let seen = seen.entry(rule).or_default();
        *seen += 1;
        let left = all[rule].checked_sub(MOST_ALIKE).filter(|left| *left > 2);
        if let Some(left) = left.filter(|_| *seen == MOST_ALIKE + 1) {
            more.push(format!("and {left} more of {rule}; --format json has them all"));
        }
        left.is_none() || *seen <= MOST_ALIKE
    });
    (findings, more)
}

/// What is due soon, as far as it is told, and how much more there is.
pub(super) fn soon(report: &PeriodReport) -> (&[Upcoming], Option<String>) {
    let all = report.upcoming.as_slice();
    if all.len() <= MOST_DUE + 2 {
        return (all, None);
    }
    (&all[..MOST_DUE], Some(format!("and {} more; --format json has them all", all.len() - MOST_DUE)))
}

/// What a finding is about, as people call it: `Sherlock`, `Sherlock · Closed beta`.
pub(super) fn whose(report: &PeriodReport, located: &Located) -> Option<String> {
    let finding = &located.finding;
    let program = report.contacts.program(finding.program.as_deref()?);
    let title = report.contacts.title(finding).map(|title| shorten(title, LONGEST));
    Some(title.map_or_else(|| program.to_owned(), |title| format!("{program} · {title}")))
}

/// What stands behind a finding: that it is new, where others of the topic are not; and whom to ask.
pub(super) fn besides(report: &PeriodReport, located: &Located) -> Vec<String> {
    let finding = &located.finding;
    let is_news = Topic::of(finding) != Topic::New && report.contacts.is_new(finding);
    let owner = report.contacts.owner(finding).map(|owner| format!("ask {}", report.diff.name(owner)));
    is_news.then(|| "new".to_owned()).into_iter().chain(owner).collect()
}
