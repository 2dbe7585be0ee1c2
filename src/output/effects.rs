//! What changes do elsewhere, in words, the same in every format that people read.

use super::phrase::{phrase, shorten};
use crate::changes::ProgramKind;
use crate::model::Key;
use crate::report::{Consequence, DiffReport, Effect, EffectKind};
use crate::text::plural;

/// What the section is called.
pub(super) const TITLE: &str = "What this does elsewhere";

/// How many effects of one change are told at most; JSON has them all.
pub(super) const MOST: usize = 8;

/// How many changes with effects are told at most.
pub(super) const MOST_CHANGES: usize = 30;

/// How many people are named at most.
const MOST_NAMES: usize = 12;

/// The longest name of a thing, in characters.
const LONGEST: usize = 60;

/// A thing, and what is said of it.
pub(super) struct Said {
    pub place: String,
    pub how: String,
}

/// What changed: `Identity · Generally available`, and `2026-07-10 → 2026-07-31, 21 days later`.
pub(super) fn cause(report: &DiffReport, consequence: &Consequence) -> Option<Said> {
    let (program, change) = consequence.change(&report.comparison)?;
    let Some(change) = change else {
        let how = if program.kind == ProgramKind::Added { "new" } else { "removed" };
        return Some(Said { place: program.name.clone(), how: how.to_owned() });
    };
    let phrase = phrase(report, change);
    let what = phrase.what.strip_suffix(" · due").unwrap_or(&phrase.what);
    Some(Said { place: format!("{} · {what}", program.name), how: phrase.how })
}

/// What that does to something else: `Checkout rebuild · Closed beta, due 2026-07-28`, and
/// `cannot be met before 2026-07-31, 3 days late`.
pub(super) fn effect(report: &DiffReport, effect: &Effect) -> Said {
    let section = effect.path.split('.').next().unwrap_or_default();
    let label = shorten(&effect.label, LONGEST);
    let mut place = format!("{} · {label}", effect.program_name);
    if section == Key::Commitments.name() || section == Key::Outcomes.name() {
        let noun = if section == Key::Outcomes.name() { "outcome" } else { "commitment" };
        place = format!("{} · {noun} {label}", effect.program_name);
    }
    if let Some(day) = effect.day {
        let what = match section {
            "milestones" => ", due ",
            "dependencies" if effect.kind == EffectKind::ComesTooLate => ", comes ",
            "dependencies" => ", needed by ",
            "commitments" => ", promised for ",
            _ => " ",
        };
        place = format!("{place}{what}{day}");
    }
    Said { place, how: how(report, effect) }
}

fn how(report: &DiffReport, effect: &Effect) -> String {
    let comes = effect.comes.map_or_else(|| "later".to_owned(), |day| day.to_string());
    let late = late(effect);
    let through = effect
        .through
        .as_ref()
        .map_or_else(String::new, |link| format!(", through {}", shorten(&link.label, LONGEST)));
    match effect.kind {
        EffectKind::DependencyLost => "nobody delivers it any more".to_owned(),
        EffectKind::MilestoneBlocked => "waits for what will not come".to_owned(),
        EffectKind::DependencyLate => format!("comes {comes}, {late}{through}"),
        EffectKind::MilestoneUnholdable | EffectKind::TargetUnholdable => {
            format!("cannot be met before {comes}, {late}{through}")
        }
        EffectKind::ComesTooLate => format!("{} too late for it", days(effect)),
        EffectKind::DependencyUncommitted => "no commitment answers it any more".to_owned(),
        EffectKind::DependencyDoubted | EffectKind::MilestoneDoubted => "waits for it".to_owned(),
        EffectKind::CommitmentUnneeded => "nobody waits for it any more".to_owned(),
        EffectKind::OutcomeUnserved => "nothing in scope serves it any more".to_owned(),
        EffectKind::OutcomeLosesScope => "loses an item that served it".to_owned(),
        EffectKind::MilestoneLosesScope => "loses an item that was part of it".to_owned(),
        EffectKind::OwnerChanged => {
            let contact = effect.contact.as_deref().map_or("nobody", |contact| report.name(contact));
            format!("waits for it; ask {contact} from now on")
        }
        EffectKind::DependencyInTime => "comes in time again".to_owned(),
        EffectKind::MilestoneHoldable | EffectKind::TargetHoldable => "can hold again".to_owned(),
    }
}

/// `16 days late`, `24 days late instead of 3`.
fn late(effect: &Effect) -> String {
    match effect.days_before {
        Some(before) => format!("{} late instead of {before}", days(effect)),
        None => format!("{} late", days(effect)),
    }
}

fn days(effect: &Effect) -> String {
    plural(effect.days.unwrap_or_default().unsigned_abs(), "day")
}

/// Who should know, by name: `Ana Souza, Tom Ito`; `None` where it is nobody else's affair.
pub(super) fn tell(report: &DiffReport, consequence: &Consequence) -> Option<String> {
    let names: Vec<&str> = consequence.tell.iter().take(MOST_NAMES).map(|id| report.name(id)).collect();
    let more = consequence.tell.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| names.join(", ") + &more)
}

/// What is left out, and where it is told: `and 12 more`.
pub(super) fn more(all: usize, most: usize, noun: &str) -> Option<String> {
    let left = all.checked_sub(most).filter(|left| *left > 0)?;
    Some(format!("and {} more; --format json has them all", plural(left as u64, noun)))
}
