//! A report of what lies between two versions, without a repository.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use milepost::changes::{Comparison, Side, Step, Texts, between};
use milepost::git::{Commit, Repository};
use milepost::report::{
    By, Contacts, DiffReport, Drift, Former, Known, LintReport, Outlook, PeriodReport, SideKind, SideName,
    Summary, Window, attention, consequences, names, upcoming,
};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, DateShift, Event, Past, Way, Workspace, config_of};
use serde_json::Value;

fn day(text: &str) -> Date {
    text.parse().expect("the test's own day")
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("the test's own time")
}

/// A commit that says all that it can say in one text.
pub(crate) fn commit(text: &str) -> Commit {
    Commit {
        oid: Repository::hash(b"commit"),
        tree: Repository::hash(b"tree"),
        parents: Vec::new(),
        time: time("2026-06-10T10:00:00Z"),
        author: text.to_owned(),
        author_email: text.to_owned(),
        subject: text.to_owned(),
        reason: Some(text.to_owned()),
    }
}

/// The past in which every date that is another one moved today, by that commit.
fn moves(comparison: &Comparison, today: Date, commit: &Commit) -> Past {
    let mut past = Past::new(today);
    for program in &comparison.programs {
        for change in &program.changes {
            let Some((before, after)) = change.date.as_ref().and_then(|date| date.before.zip(date.after))
            else {
                continue;
            };
            let shift = DateShift { before, after, way: Way::Later, via: None };
            let commit = Arc::new(commit.clone());
            let event = Event {
                age: 1,
                day: today,
                reason: commit.reason.clone(),
                commit,
                before: None,
                after: None,
                shift: Some(shift),
                with_path: false,
            };
            past.entry(&Arc::from(program.id.as_str())).push(change.path.clone(), event);
        }
    }
    past
}

/// The report of what lies between two versions, each change made by one commit.
pub(crate) fn period(before: &Tree, after: &Tree, commit: Commit, title: Option<&str>) -> PeriodReport {
    let mut comparison = between(&Side::open(before), &Side::open(after), &mut Texts::default());
    let step = |before: Option<&Value>, after: Option<&Value>| Step {
        commit: Some(Arc::new(commit.clone())),
        before: before.cloned(),
        after: after.cloned(),
        release: None,
    };
    for program in &mut comparison.programs {
        program.steps = vec![step(None, None)];
        for change in &mut program.changes {
            change.steps = vec![step(change.before.as_ref(), change.after.as_ref())];
        }
    }
    let today = day("2026-06-15");
    let config = config_of(after);
    let earlier = Workspace::load(before, &mut Cache::default());
    let workspace = Workspace::load(after, &mut Cache::default());
    let findings = rules::run(&workspace, today, &Selection::default()).findings;
    let findings = attention(Known { today: &[], then: &[] }, findings, &Former::of(&comparison));
    let contacts = Contacts::new(&workspace, &findings);
    let findings = findings.into_iter().map(|(finding, _)| finding).collect();
    let past = moves(&comparison, today, &commit);
    let side = SideName { kind: SideKind::Commit, rev: None, oid: Some(commit.oid), time: Some(commit.time) };
    PeriodReport {
        title: title.map(str::to_owned),
        window: Window {
            since: time("2026-06-08T00:00:00Z"),
            until: time("2026-06-15T12:00:00Z"),
            from: Some(commit.clone()),
            from_rev: None,
            to: commit,
            to_rev: None,
            today,
        },
        portfolio: workspace.programs.len(),
        zone: TimeZone::UTC,
        by: By::Program,
        churn: Vec::new(),
        attention: LintReport::with_texts_of(0, findings, after, Summary::default()).findings,
        upcoming: upcoming(&workspace, today),
        contacts,
        outlook: Some(Outlook::new(&workspace, &comparison, today, |_| true)),
        drift: Some(Drift::new(&workspace, &comparison, &past, today, Some(today))),
        diff: DiffReport {
            from: side.clone(),
            to: side,
            consequences: consequences(&comparison, &earlier, &workspace),
            names: names(after, &config),
            web: None,
            comparison,
        },
    }
}
