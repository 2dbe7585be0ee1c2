//! People and teams that are named and that nobody declared: what `person-unknown` and `team-unknown` share.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;

use super::Context;
use crate::finding::Finding;
use crate::model::{Entity, Key, Party, is_id};
use crate::text::nearest;
use crate::workspace::Workspace;

/// What was meant by an id that nobody has.
#[derive(Debug, Clone)]
pub(super) struct Answer<'w> {
    help: String,
    /// The one right id, where there is one.
    id: Option<&'w str>,
}

impl<'w> Answer<'w> {
    /// Words alone.
    pub(super) fn say(help: impl Into<String>) -> Self {
        Self { help: help.into(), id: None }
    }

    /// A former id, or the nearest one of these.
    pub(super) fn among(workspace: &'w Workspace, section: Key, id: &str, known: &[&'w str]) -> Option<Self> {
        if let Some(now) = formerly(workspace, section, id) {
            return Some(Self { help: format!("It is called `{now}` now."), id: Some(now) });
        }
        let (meant, alone) = nearest(id, known.iter().copied())?;
        Some(Self { help: format!("Did you mean `{meant}`?"), id: alone.then_some(meant) })
    }
}

/// Who had this id before.
fn formerly<'w>(workspace: &'w Workspace, section: Key, id: &str) -> Option<&'w str> {
    let mut all = workspace.org.iter().flat_map(|file| file.facts.section(section));
    all.find(|entity: &Entity<'_>| entity.list(Key::Previously).any(|item| item.text == id)).map(Entity::id)
}

/// Those that may be offered: an id that is at fault itself is no answer.
pub(super) fn candidates(ids: Vec<&str>) -> Vec<&str> {
    ids.into_iter().filter(|id| is_id(id)).collect()
}

/// A finding at every place of the workspace that names a party which is unknown.
pub(super) fn find<'w>(
    cx: &Context<'w>,
    findings: &mut Vec<Finding>,
    is_unknown: impl Fn(Party<'w>) -> bool,
    message: impl Fn(Party<'w>) -> String,
    answer: impl Fn(Party<'w>) -> Answer<'w>,
) {
    let org = cx.workspace.org.iter().map(|file| (file, None));
    let programs = cx.workspace.programs.iter().map(|program| (&program.file, Some(&program.id)));
    let mut answers: FxHashMap<(&str, Key), Answer<'w>> = FxHashMap::default();
    // What a broken org file declares is not known; to call it unknown would be a second finding for one fault.
    let has_gaps = LazyCell::new(|| cx.workspace.org_has_gaps());
    for (file, program) in org.chain(programs) {
        for party in file.facts.parties().filter(|party| is_unknown(*party)) {
            if *has_gaps {
                return;
            }
            let answer = answers.entry((party.id, party.key)).or_insert_with(|| answer(party));
            let mut finding = Finding::new(cx.rule.id, cx.rule.level, &file.path, party.span, message(party))
                .help(answer.help.clone());
            if let Some(id) = answer.id {
                finding = finding.replace(format!("write \"{id}\""), party.span, format!("\"{id}\""));
            }
            finding.program = program.cloned();
            finding.path = Some(party.entity.path_of(party.key));
            findings.push(finding);
        }
    }
}
