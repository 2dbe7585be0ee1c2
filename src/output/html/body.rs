//! The changes of the page, with their commits, and what they do elsewhere.

use jiff::tz::TimeZone;
use rustc_hash::FxHashSet;

use super::super::effects;
use super::super::phrase::{groups, moves, phrase, who};
use crate::changes::{ProgramChange, ProgramKind};
use crate::git;
use crate::report::{By, DiffReport, EffectKind, Excerpt, chapters};

/// The first of many, and how many are left out.
pub(super) struct Whole<T> {
    pub items: Vec<T>,
    pub more: Option<String>,
}

/// A change, and what it does elsewhere.
pub(super) struct Cause {
    pub place: String,
    pub how: String,
    pub effects: Whole<Effect>,
    pub tell: Option<String>,
}

/// What a change does to something else.
pub(super) struct Effect {
    pub place: String,
    pub how: String,
    pub is_harm: bool,
}

/// Changes that somebody reads together.
pub(super) struct Chapter {
    pub title: Option<String>,
    pub programs: Vec<Program>,
}

/// A program, and changes of it.
pub(super) struct Program {
    pub name: String,
    /// Its place on the page, where it stands there for the first time.
    pub at: Option<usize>,
    /// `new`, `removed`, `was a-b`.
    pub note: Option<String>,
    pub file: String,
    /// The commit that brought it or took it out.
    pub whole: Option<Commit>,
    pub groups: Vec<Group>,
}

/// Changes that the same commits made.
pub(super) struct Group {
    pub changes: Vec<Change>,
    pub commits: Vec<Commit>,
}

/// A change in words.
pub(super) struct Change {
    pub what: String,
    pub how: String,
    pub moves: Option<String>,
    pub is_slip: bool,
}

/// Who, when and why.
pub(super) struct Commit {
    pub short: String,
    pub link: Option<String>,
    pub who: String,
    pub subject: String,
    pub reason: Option<String>,
}

/// What the changes do elsewhere.
pub(super) fn causes(report: &DiffReport) -> Whole<Cause> {
    let all = &report.consequences;
    let items = all.iter().take(effects::MOST_CHANGES).filter_map(|consequence| {
        let cause = effects::cause(report, consequence)?;
        let told = consequence.effects.iter().take(effects::MOST).map(|effect| {
            let said = effects::effect(report, effect);
            let is_harm = !effect.kind.is_relief() && effect.kind != EffectKind::OwnerChanged;
            Effect { place: said.place, how: said.how, is_harm }
        });
        let more = effects::more(consequence.effects.len(), effects::MOST, "effect");
        Some(Cause {
            place: cause.place,
            how: cause.how,
            effects: Whole { items: told.collect(), more },
            tell: effects::tell(report, consequence),
        })
    });
    Whole { items: items.collect(), more: effects::more(all.len(), effects::MOST_CHANGES, "change") }
}

/// The programs that changed, in the order that was asked for.
pub(super) fn chapters_of(report: &DiffReport, zone: &TimeZone, by: By) -> Vec<Chapter> {
    let mut told = FxHashSet::default();
    let chapters = chapters(report, by).into_iter();
    let chapters = chapters.map(|chapter| {
        let programs = chapter.programs.iter().map(|excerpt| {
            let mut program = program(report, zone, excerpt);
            program.at = program.at.filter(|at| told.insert(*at));
            program
        });
        Chapter { title: chapter.title, programs: programs.collect() }
    });
    chapters.collect()
}

fn program(report: &DiffReport, zone: &TimeZone, excerpt: &Excerpt<'_>) -> Program {
    let program = excerpt.program;
    let note = match (&program.kind, &program.previous_id) {
        (ProgramKind::Added, _) => Some("new".to_owned()),
        (ProgramKind::Removed, _) => Some("removed".to_owned()),
        (_, Some(previous)) => Some(format!("was {previous}")),
        _ => None,
    };
    let step = if program.kind == ProgramKind::Added { program.steps.first() } else { program.steps.last() };
    let step = step.filter(|_| program.is_whole());
    let groups = groups(excerpt.changes.iter().copied()).into_iter().map(|group| {
        let changes = group.changes.iter().map(|change| {
            let phrase = phrase(report, change);
            Change { what: phrase.what, how: phrase.how, moves: moves(change), is_slip: change.is_slip() }
        });
        let commits = group.commits.iter().map(|one| commit(report, zone, one));
        Group { changes: changes.collect(), commits: commits.collect() }
    });
    Program {
        name: program.name.clone(),
        at: place_of(report, program),
        note,
        file: program.file.to_string(),
        whole: step.and_then(|step| step.commit.as_deref()).map(|one| commit(report, zone, one)),
        groups: groups.collect(),
    }
}

/// The place of a program among those that changed.
pub(super) fn place_of(report: &DiffReport, program: &ProgramChange) -> Option<usize> {
    report.comparison.programs.binary_search_by(|one| one.id.cmp(&program.id)).ok()
}

fn commit(report: &DiffReport, zone: &TimeZone, commit: &git::Commit) -> Commit {
    Commit {
        short: commit.oid.to_string()[..9].to_owned(),
        link: report.web.as_ref().map(|web| web.commit(commit.oid)),
        who: who(commit, zone),
        subject: commit.subject.clone(),
        reason: commit.reason.clone(),
    }
}
