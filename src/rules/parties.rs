//! Where people and teams are named: what the rules on them share.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Context;
use super::levels::PROGRAMS_A_TASK;
use crate::finding::Finding;
use crate::model::{Entity, Key, Party, PartyRole, is_id};
use crate::text::{Guesses, Span};
use crate::workspace::{File, Program, Workspace};

/// What was meant by an id that nobody has.
#[derive(Debug, Clone)]
pub(super) struct Answer<'w> {
    help: String,
    /// The right id, where one is near, and whether it is meant beyond doubt.
    id: Option<(&'w str, bool)>,
}

impl<'w> Answer<'w> {
    /// Words alone.
    pub(super) fn say(help: impl Into<String>) -> Self {
        Self { help: help.into(), id: None }
    }

    /// A former id, or the nearest one of these.
    pub(super) fn among(
        workspace: &'w Workspace,
        guesses: &Guesses,
        section: Key,
        id: &str,
        known: &[&'w str],
    ) -> Option<Self> {
        if let Some(now) = workspace.party_formerly(section, id).map(Entity::id) {
            return Some(Self { help: format!("It is called `{now}` now."), id: Some((now, true)) });
        }
        let (meant, certain) = guesses.nearest(id, known.iter().copied())?;
        Some(Self { help: format!("Did you mean `{meant}`?"), id: Some((meant, certain)) })
    }

    /// The finding with this answer, and the edit that writes it where the id stands.
    pub(super) fn give(&self, finding: Finding, span: Span) -> Finding {
        let finding = finding.help(self.help.clone());
        match self.id {
            Some((id, certain)) => finding.write(span, id, certain),
            None => finding,
        }
    }
}

/// Those that may be offered: an id that is at fault itself is no answer.
pub(super) fn candidates(ids: Vec<&str>) -> Vec<&str> {
    ids.into_iter().filter(|id| is_id(id)).collect()
}

/// The team that stands where one person answers, with the file that declares it.
pub(super) fn team_for_person<'w>(
    workspace: &'w Workspace,
    party: Party<'_>,
) -> Option<(&'w File, Entity<'w>)> {
    let takes_person = party.role == PartyRole::Person && workspace.person(party.id).is_none();
    workspace.team(party.id).filter(|_| takes_person)
}

/// A place that names a party: its file, its program where it is one, and the party.
pub(super) type Place<'w> = (&'w File, Option<&'w Program>, Party<'w>);

/// The places of the whole workspace that name a party as `wanted`, in order.
pub(super) fn places<'w>(
    cx: &Context<'w>,
    wanted: impl Fn(Option<&'w Program>, Party<'w>) -> bool + Sync,
) -> Vec<Place<'w>> {
    let programs = cx.workspace.programs.par_iter().with_min_len(PROGRAMS_A_TASK).map(|program| {
        let parties = program.file.facts.parties().map(|party| (&*program.file, Some(program), party));
        parties.filter(|(_, program, party)| wanted(*program, *party)).collect::<Vec<_>>()
    });
    let programs: Vec<_> = programs.collect();
    of_org(cx).filter(|(_, _, party)| wanted(None, *party)).chain(programs.into_iter().flatten()).collect()
}

/// As [`places`], of those that name a party who may not stand there.
pub(super) fn strangers<'w>(
    cx: &Context<'w>,
    wanted: impl Fn(Option<&'w Program>, Party<'w>) -> bool,
) -> Vec<Place<'w>> {
    let programs = cx.workspace.programs.iter().flat_map(|program| {
        program.strangers(cx.workspace).map(move |party| (&*program.file, Some(program), party))
    });
    of_org(cx).chain(programs).filter(|(_, program, party)| wanted(*program, *party)).collect()
}

fn of_org<'w>(cx: &Context<'w>) -> impl Iterator<Item = Place<'w>> {
    cx.workspace.org.iter().flat_map(|file| file.facts.parties().map(|party| (&**file, None, party)))
}

/// A finding at every place of the workspace that names a party which is unknown.
pub(super) fn find<'w>(
    cx: &Context<'w>,
    findings: &mut Vec<Finding>,
    is_unknown: impl Fn(Option<&'w Program>, Party<'w>) -> bool,
    message: impl Fn(Party<'w>) -> String,
    answer: impl Fn(Party<'w>) -> Answer<'w>,
) {
    let unknown = strangers(cx, is_unknown);
    // What a broken org file declares is not known; to call it unknown would be a second finding for one fault.
    if unknown.is_empty() || cx.workspace.org_has_gaps() {
        return;
    }
    let mut answers: FxHashMap<(&str, Key), Answer<'w>> = FxHashMap::default();
    for (file, program, party) in unknown {
        let answer = answers.entry((party.id, party.key)).or_insert_with(|| answer(party));
        findings.push(answer.give(finding((file, program, party), cx, message(party)), party.span));
    }
}

/// A finding at a place that names a party.
pub(super) fn finding((file, program, party): Place<'_>, cx: &Context<'_>, message: String) -> Finding {
    let mut finding = Finding::new(cx.rule.id, cx.rule.level, &file.path, party.span, message);
    finding.program = program.map(|program| program.id.clone());
    finding.path = Some(party.entity.path_of(party.key));
    finding
}
