//! The history of a program in words that every format shares.

pub mod csv;
pub mod human;
pub mod markdown;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::phrase::{Phrase, long_day, noun, phrase};
use crate::changes::{ChangeKind, ProgramKind};
use crate::report::{Chronicle, Entry, Ledger, SoFar, Told};
use crate::text::plural;

/// What is told of: `Sherlock: Closed beta · due`.
fn title(chronicle: &Chronicle) -> String {
    let Some(path) = &chronicle.path else { return chronicle.name.clone() };
    let mut parts = path.splitn(3, '.');
    let (section, second, field) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let thing = match (&chronicle.label, second) {
        (_, None) => section.to_owned(),
        (Some(label), Some(_)) if field.is_some() || noun(section) != section => label.clone(),
        (_, Some(second)) if section == "program" => second.to_owned(),
        (_, Some(second)) => format!("{} {second}", noun(section)),
    };
    match field {
        Some(field) => format!("{}: {thing} · {field}", chronicle.name),
        None => format!("{}: {thing}", chronicle.name),
    }
}

/// What a date came to: what was promised, what is promised now, and the moves between.
fn ledger(ledger: &Ledger, day: impl Fn(Date) -> String) -> String {
    let SoFar { later, later_days, earlier, earlier_days, days } = ledger.standing;
    let (first, last) = (day(ledger.first.due), day(ledger.last.due));
    let mut parts = Vec::new();
    let word = if ledger.stands { "now" } else { "last" };
    if later + earlier == 0 {
        parts.push(format!("promised {first}, never moved"));
    } else {
        let distance = match days {
            0 => "the same day".to_owned(),
            _ => way(days),
        };
        let moves = |count: usize, days: i64, way: &str| {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            (count > 0).then(|| format!("{times} {way} ({})", plural(days.unsigned_abs(), "day")))
        };
        let moves = [moves(later, later_days, "later"), moves(earlier, earlier_days, "earlier")]
            .into_iter()
            .flatten();
        let moves: Vec<String> = moves.collect();
        parts.push(format!("first promised {first}, {word} {last}, {distance}"));
        parts.push(format!("moved {}", moves.join(" and ")));
    }
    if let Some(actual) = ledger.actual {
        let late = ledger.first.due.until(actual).map_or(0, |span| i64::from(span.get_days()));
        let verb = if ledger.path.ends_with("needed-by") { "decided" } else { "met" };
        let against = match late {
            0 => "as first promised".to_owned(),
            _ => format!("{} than first promised", way(late)),
        };
        parts.push(format!("{verb} {}, {against}", day(actual)));
    } else if !ledger.stands {
        parts.push("no date stands there now".to_owned());
    }
    parts.join("; ")
}

/// `21 days later`.
fn way(days: i64) -> String {
    let word = if days < 0 { "earlier" } else { "later" };
    format!("{} {word}", plural(days.unsigned_abs(), "day"))
}

/// What the moves of a date come to up to here.
fn so_far(standing: SoFar) -> String {
    let moves = plural((standing.later + standing.earlier) as u64, "move");
    match standing.days {
        0 => format!("{moves} so far, back at the first promise"),
        days => format!("{moves} so far, {} than first promised", way(days)),
    }
}

/// A change in words. Where one entity is asked for, its name is not said again.
fn words(chronicle: &Chronicle, told: &Told) -> Phrase {
    let mut phrase = phrase(chronicle, &told.change);
    if let Some(to) = &told.to {
        phrase.how = format!("moved to {to}");
    }
    let is_one = chronicle.path.as_ref().is_some_and(|path| path.contains('.'));
    if let (true, Some(field)) = (is_one, told.change.field()) {
        field.strip_prefix("custom.").unwrap_or(field).clone_into(&mut phrase.what);
    }
    phrase
}

/// What a program that came or went held: `5 milestones, 3 risks`.
fn held(entry: &Entry) -> String {
    let mut counts: BTreeMap<usize, (&str, u64)> = BTreeMap::new();
    let sections = ["milestones", "scope", "outcomes", "dependencies", "risks", "decisions"];
    for told in &entry.changes {
        let section = told.change.section();
        if let Some(at) = sections.iter().position(|known| *known == section) {
            counts.entry(at).or_insert((section, 0)).1 += 1;
        }
    }
    let counted = counts.into_values().map(|(section, count)| match (section, count) {
        ("scope", 1) => "1 item of scope".to_owned(),
        ("scope", count) => format!("{count} items of scope"),
        ("dependencies", 2..) => format!("{count} dependencies"),
        (section, count) => plural(count, noun(section)),
    });
    counted.collect::<Vec<_>>().join(", ")
}

/// What happened to the program itself in a commit; `None` where it was there before and stays under its id.
fn whole(entry: &Entry) -> Option<String> {
    let held = held(entry);
    let with = if held.is_empty() { String::new() } else { format!(", with {held}") };
    match (entry.kind, &entry.previous_id) {
        (ProgramKind::Added, _) => Some(format!("program added{with}")),
        (ProgramKind::Removed, _) => Some(format!("program removed{with}")),
        (ProgramKind::Renamed, Some(previous)) => Some(format!("program renamed from {previous}")),
        _ => None,
    }
}

/// The changes of a commit that are told one by one: of a program that came or went as a whole none.
fn told<'e>(chronicle: &Chronicle, entry: &'e Entry) -> &'e [Told] {
    if chronicle.path.is_none() && entry.is_whole() { &[] } else { &entry.changes }
}

/// When something came to the branch: the day of its author, as other reports have it.
fn day(chronicle: &Chronicle, entry: &Entry) -> Option<String> {
    let commit = entry.commit.as_ref()?;
    Some(long_day(commit.time.to_zoned(chronicle.clock.zone.clone()).date()))
}

/// How a change is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Slip,
    Added,
    Removed,
    Changed,
}

fn mark(told: &Told) -> Mark {
    match told.change.kind {
        _ if told.change.is_slip() => Mark::Slip,
        ChangeKind::Added => Mark::Added,
        ChangeKind::Removed => Mark::Removed,
        _ => Mark::Changed,
    }
}

/// How many commits are told of, and of how many.
fn count(chronicle: &Chronicle) -> String {
    plural(chronicle.entries.len() as u64, "commit")
}
