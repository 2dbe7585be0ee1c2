//! A change in words, the same in every format that people read.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::changes::{Change, ChangeKind, Comparison, DateChange, ProgramKind, Shift, Step, Which};
use crate::git::{Commit, Oid};
use crate::report::{Chronicle, Churn, DiffReport, Headline, PeriodReport, TITLES};
use crate::text::plural;

/// The longest pair of values that is shown as from and to, and the longest member of a list, in characters.
const SHORT: usize = 90;

/// The longest value that is shown whole, in characters.
const LONGEST: usize = 300;

/// What changed, and how: `Closed beta · due`, and `2026-08-28 → 2026-09-18, 21 days later`.
pub(super) struct Phrase {
    pub what: String,
    pub how: String,
}

/// Who knows what people and teams are called.
pub(super) trait Names {
    /// What people call a person or team; the id where nobody said.
    fn name<'r>(&'r self, id: &'r str) -> &'r str;
}

impl Names for DiffReport {
    fn name<'r>(&'r self, id: &'r str) -> &'r str {
        self.name(id)
    }
}

impl Names for Chronicle {
    fn name<'r>(&'r self, id: &'r str) -> &'r str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

/// What slipped: `4 dates slipped, milestones by 44 days in all`; `None` where nothing did.
pub(super) fn slipped(headline: &Headline<'_>) -> Option<String> {
    let count = headline.slips.len() as u64;
    let dates = format!("{} slipped", plural(count, "date"));
    match (count, headline.slipped_days.unsigned_abs()) {
        (0, _) => None,
        (_, 0) => Some(dates),
        (_, days) => Some(format!("{dates}, milestones by {} in all", plural(days, "day"))),
    }
}

/// What came, where nothing but new programs did: `9 programs are new`.
pub(super) fn all_new(comparison: &Comparison) -> Option<String> {
    let programs = &comparison.programs;
    let is_all = !programs.is_empty() && programs.iter().all(|program| program.kind == ProgramKind::Added);
    let verb = if programs.len() == 1 { "is" } else { "are" };
    is_all.then(|| format!("{} {verb} new", plural(programs.len() as u64, "program")))
}

/// How much is not told: `1 file could not be compared`; `None` where everything is.
pub(super) fn untold(comparison: &Comparison) -> Option<String> {
    let files: BTreeSet<&str> = comparison.unreadable.iter().map(|unread| &*unread.file).collect();
    (!files.is_empty()).then(|| format!("{} could not be compared", plural(files.len() as u64, "file")))
}

/// Which side could not be read.
pub(super) fn side(which: Which) -> &'static str {
    match which {
        Which::Before => "before",
        Which::After => "now",
    }
}

/// A change in words. `report` knows what people are called.
pub(super) fn phrase(report: &impl Names, change: &Change) -> Phrase {
    let how = match change.kind {
        _ if change.date.is_some() => dates(change, change.date.as_ref().expect("just seen")),
        ChangeKind::Renamed => format!("renamed from {}", change.previous_id.as_deref().unwrap_or("?")),
        ChangeKind::Moved => format!("moved here from {}", change.previous_id.as_deref().unwrap_or("?")),
        _ if change.members.is_some() => members(report, change),
        ChangeKind::Added => match change.after.as_ref() {
            Some(Value::Object(entity)) if change.field().is_none() => entity_words("added", entity, report),
            after => value(report, change, after),
        },
        ChangeKind::Removed => match change.before.as_ref() {
            Some(Value::Object(entity)) if change.field().is_none() => {
                entity_words("removed", entity, report)
            }
            before => format!("taken out; it was {}", value(report, change, before)),
        },
        ChangeKind::Changed => {
            let (before, after) =
                (value(report, change, change.before.as_ref()), value(report, change, change.after.as_ref()));
            if before.chars().count() + after.chars().count() > SHORT {
                after
            } else {
                format!("{before} → {after}")
            }
        }
    };
    Phrase { what: what(change), how }
}

/// The thing that changed: `milestone Closed beta`, `Closed beta · due`, `health`, `tpm owner`.
fn what(change: &Change) -> String {
    let noun = noun(change.section());
    match change.field() {
        Some(field) => {
            let field = field.strip_prefix("custom.").unwrap_or(field);
            let is_id = change.path.split('.').nth(1) == Some(&change.label);
            let label = if is_id { format!("{noun} {}", change.label) } else { change.label.clone() };
            format!("{label} · {field}")
        }
        None if change.section() == "program" => change.label.clone(),
        None if noun == change.label => change.label.clone(),
        None if noun == "owner" => format!("{} owner", change.label),
        None => format!("{noun} {}", change.label),
    }
}

/// One of a section.
pub(super) fn noun(section: &str) -> &str {
    match section {
        "outcomes" => "outcome",
        "scope" => "scope",
        "milestones" => "milestone",
        "dependencies" => "dependency",
        "commitments" => "commitment",
        "risks" => "risk",
        "assumptions" => "assumption",
        "issues" => "issue",
        "decisions" => "decision",
        "forums" => "forum",
        "stakeholders" => "stakeholder",
        "owners" => "owner",
        "docs" => "document",
        other => other,
    }
}

fn dates(change: &Change, date: &DateChange) -> String {
    let text = |value: Option<&Value>| value.map_or_else(String::new, plain);
    let (before, after) = (text(change.before.as_ref()), text(change.after.as_ref()));
    match change.kind {
        ChangeKind::Added => return after,
        ChangeKind::Removed => return format!("taken out; it was {before}"),
        _ => {}
    }
    if let (Some(release), Some(from), Some(to)) = (&date.via, date.before, date.after) {
        return format!("{from} → {to}, {}, with release {release}", shifted(date));
    }
    match (date.shift, date.days) {
        (Some(Shift::Precision), Some(days)) => {
            let exact = if after.len() > before.len() { "more exact" } else { "less exact" };
            let days = if days == 0 { String::new() } else { format!(" ({})", signed(days)) };
            format!("{before} → {after}, {exact}{days}")
        }
        (Some(Shift::None), _) => format!("{before} → {after}, the same day"),
        (Some(_), _) => format!("{before} → {after}, {}", shifted(date)),
        (None, _) => format!("{before} → {after}"),
    }
}

/// `21 days later`.
fn shifted(date: &DateChange) -> String {
    let days = date.days.unwrap_or_default();
    let way = if days < 0 { "earlier" } else { "later" };
    format!("{} {way}", plural(days.unsigned_abs(), "day"))
}

/// `+21 days`, `-3 days`.
pub(super) fn signed(days: i64) -> String {
    let sign = if days < 0 { '-' } else { '+' };
    format!("{sign}{}", plural(days.unsigned_abs(), "day"))
}

fn members(report: &impl Names, change: &Change) -> String {
    let members = change.members.as_ref().expect("asked for where there are some");
    let list = |texts: &[String]| {
        let texts: Vec<String> = texts.iter().map(|text| shorten(report.name(text), SHORT)).collect();
        texts.join(", ")
    };
    let mut parts = Vec::new();
    if !members.added.is_empty() {
        parts.push(format!("added {}", list(&members.added)));
    }
    if !members.removed.is_empty() {
        parts.push(format!("took out {}", list(&members.removed)));
    }
    if parts.is_empty() { "an empty list came or went".to_owned() } else { parts.join("; ") }
}

/// What matters of an entity that came or went: its state, date and owner.
fn entity_words(verb: &str, entity: &serde_json::Map<String, Value>, report: &impl Names) -> String {
    let mut words = vec![verb.to_owned()];
    let text = |key: &str| entity.get(key).map(plain);
    words.extend(text("state"));
    words.extend(text("due").or_else(|| text("needed-by")).map(|day| format!("due {day}")));
    words.extend(text("from").map(|from| format!("from {from}")));
    let owner =
        ["owner", "by", "who", "team"].into_iter().find_map(|key| entity.get(key).and_then(Value::as_str));
    words.extend(owner.map(|owner| report.name(owner).to_owned()));
    words.join(", ")
}

/// A value for people: a person's name, the key of a set, text as it is.
fn value(report: &impl Names, change: &Change, value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    match value.as_str() {
        Some(text) if change.category == crate::model::Category::Owners => report.name(text).to_owned(),
        _ => shorten(&plain(value), LONGEST),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// The start of a text, cut between words where it is longer than that.
pub(super) fn shorten(text: &str, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text.to_owned() };
    // The last character makes room for the ellipsis.
    let room = text[..end].char_indices().last().map_or(0, |(at, _)| at);
    let cut = text[..end].rfind(' ').filter(|at| *at >= room / 2).unwrap_or(room);
    format!("{}…", text[..cut].trim_end())
}

/// Changes that the same commits made, told together: the changes, and the commits once.
pub(super) struct Group<'r> {
    pub changes: Vec<&'r Change>,
    pub commits: Vec<Arc<Commit>>,
}

/// Changes of a program in the order in which a reader wants them: slips first, then by category, those that the same
/// commits made together.
pub(super) fn groups<'r>(changes: impl IntoIterator<Item = &'r Change>) -> Vec<Group<'r>> {
    let mut changes: Vec<&Change> = changes.into_iter().collect();
    changes.sort_by_cached_key(|change| {
        let days = change.date.as_ref().and_then(|date| date.days).unwrap_or_default();
        let slip = if change.is_slip() { -days.max(1) } else { 0 };
        (slip, change.category, change.path.clone())
    });
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: FxHashMap<Vec<Oid>, usize> = FxHashMap::default();
    for change in changes {
        let commits: Vec<Arc<Commit>> = change.steps.iter().filter_map(|step| step.commit.clone()).collect();
        let group = *known.entry(commits.iter().map(|commit| commit.oid).collect()).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.changes.push(change),
            None => groups.push(Group { changes: vec![change], commits }),
        }
    }
    groups
}

/// Who and when: `Maya Chen, 10 June 2026`.
pub(super) fn who(commit: &Commit, zone: &TimeZone) -> String {
    format!("{}, {}", commit.author, day(commit, zone))
}

fn day(commit: &Commit, zone: &TimeZone) -> String {
    long_day(commit.time.to_zoned(zone.clone()).date())
}

/// `10 June 2026`.
pub(super) fn long_day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `8 to 15 June 2026`, `28 May to 3 June 2026`.
pub(super) fn span_of_days(from: Date, to: Date) -> String {
    if from == to {
        return long_day(to);
    }
    let from = match (from.year() == to.year(), from.month() == to.month()) {
        (true, true) => from.strftime("%-d"),
        (true, false) => from.strftime("%-d %B"),
        _ => from.strftime("%-d %B %Y"),
    };
    format!("{from} to {}", long_day(to))
}

/// The way of a value through its steps: `2026-06-17 → 2026-06-24 → 2026-06-26`; of a release, with its days.
pub(super) fn way(steps: &[Step]) -> String {
    values(steps).into_iter().map(shown).collect::<Vec<_>>().join(" → ")
}

/// The moves of a date between its first day and its last, where it moved more than once:
/// `in 2 moves: 2026-06-17 → 2026-06-24 → 2026-06-26`.
pub(super) fn moves(change: &Change) -> Option<String> {
    change.date.as_ref().filter(|date| date.via.is_none())?;
    let all = values(&change.steps);
    let first = all.iter().position(Option::is_some)?;
    let last = all.iter().rposition(Option::is_some)?;
    let days = &all[first..=last];
    let moves = days.windows(2).filter(|pair| pair.iter().all(Option::is_some)).count();
    let way: Vec<String> = days.iter().copied().map(shown).collect();
    (moves > 1).then(|| format!("in {moves} moves: {}", way.join(" → ")))
}

/// Where something moved and came back, in words: `Hearth Voice: PVT exit · due`.
pub(super) fn place(report: &PeriodReport, churn: &Churn) -> String {
    let changed = report.diff.comparison.programs.iter().find(|program| program.id == churn.program);
    let name = changed.map_or_else(|| report.contacts.program(&churn.program), |program| &program.name);
    let path = churn.path.strip_prefix("program.").unwrap_or(&churn.path);
    let mut parts = path.splitn(3, '.');
    let place = match (parts.next(), parts.next(), parts.next()) {
        (Some("owners"), Some(role), None) => format!("{role} owner"),
        (Some(section), Some(id), field) => {
            let label = churn.title.clone().unwrap_or_else(|| format!("{} {id}", noun(section)));
            field.map_or_else(|| label.clone(), |field| format!("{label} · {field}"))
        }
        _ => path.to_owned(),
    };
    format!("{name}: {place}")
}

/// A value of a step, and the day that its release stood for.
type Told<'s> = Option<(&'s Value, Option<Date>)>;

/// The values of the steps, each where it differs from the one before.
fn values(steps: &[Step]) -> Vec<Told<'_>> {
    let before = |step: &'_ Step| step.release.map(|days| days.0);
    let first = steps.first().map(|step| step.before.as_ref().map(|value| (value, before(step))));
    let rest = steps.iter().map(|step| {
        let day = step.release.map(|days| days.1);
        step.after.as_ref().map(|value| (value, day))
    });
    let mut found: Vec<Told<'_>> = first.into_iter().chain(rest).collect();
    found.dedup();
    found
}

fn shown(told: Told<'_>) -> String {
    match told {
        Some((Value::Object(entity), None)) => {
            let title = TITLES.iter().find_map(|key| entity.get(*key)?.as_str());
            title.map_or_else(|| "there".to_owned(), |title| shorten(title, SHORT))
        }
        Some((value, Some(day))) => format!("{} ({day})", shorten(&plain(value), SHORT)),
        Some((value, None)) => shorten(&plain(value), SHORT),
        None => "nothing".to_owned(),
    }
}

/// Why: the last reason that a commit behind a change gave. Where a slip or a health came about in several steps, the
/// reason of each, with what that step did.
pub(super) fn reasons(change: &Change) -> Vec<String> {
    let is_told = change.is_slip() || change.path == "program.health";
    let real: Vec<&Step> =
        change.steps.iter().filter(|step| step.before != step.after || step.release.is_some()).collect();
    let reason_of = |step: &Step| step.commit.as_ref()?.reason.clone();
    if !is_told || real.len() < 2 {
        return change.steps.iter().rev().find_map(reason_of).into_iter().collect();
    }
    let told = |step: &&Step| Some(format!("{}: {}", step_words(step), reason_of(step)?));
    real.iter().filter_map(told).collect()
}

/// What one step did: `+7 days`, `green → red`.
fn step_words(step: &Step) -> String {
    let day = |value: &Option<Value>| value.as_ref()?.as_str()?.parse::<Date>().ok();
    let days = step.release.or_else(|| day(&step.before).zip(day(&step.after)));
    if let Some((before, after)) = days {
        signed(before.until(after).map_or(0, |span| i64::from(span.get_days())))
    } else {
        let told = |value: &'_ Option<Value>| shown(value.as_ref().map(|value| (value, None)));
        format!("{} → {}", told(&step.before), told(&step.after))
    }
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn long_text_is_cut_between_words() {
        assert_eq!(shorten("by 2026-07-10", 13), "by 2026-07-10");
        assert_eq!(shorten("patch by 2026-07-10", 14), "patch by…");
        assert_eq!(shorten("é-ü-漢字-🚀-without-a-space", 6), "é-ü-漢…");
    }
}
