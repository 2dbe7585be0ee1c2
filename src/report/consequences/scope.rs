//! What loses an item of scope: the outcomes that it served, and the milestone that it was part of.

use super::touched::Cause;
use super::{EffectKind, Found};
use crate::changes::ProgramKind;
use crate::model::{Entity, Key};
use crate::report::headline::is_inside;
use crate::report::states::state_changes;
use crate::workspace::{Program, Target, Workspace};

pub(super) fn find(found: &mut Found<'_>, before: &Workspace) {
    let touched = found.touched;
    for (whole, changed) in touched.programs() {
        if changed.kind == ProgramKind::Removed {
            let Some(program) = before.program(&changed.id) else { continue };
            for item in program.section(Key::Scope).filter(|item| is_inside(item.state())) {
                lost(found, before, whole, program, item);
            }
            continue;
        }
        for state in state_changes(changed, Key::Scope.name()) {
            if !is_inside(state.before.as_deref()) || is_inside(state.after.as_deref()) {
                continue;
            }
            let id = state.moved.change.path.split('.').nth(1).unwrap_or_default();
            let now = found.after.program(&changed.id);
            let now = now.and_then(|program| program.file.facts.entity(Key::Scope, id));
            // A state that cannot be read is a typo.
            if now.is_some_and(|item| item.state().is_none()) {
                continue;
            }
            let Some(program) = touched.program_before(&changed.id) else { continue };
            let former = now.and_then(|item| touched.entity_before(found.after.program(&changed.id)?, item));
            let item = former.map(|(_, item)| item).or_else(|| program.file.facts.entity(Key::Scope, id));
            if let (Some(item), Some(cause)) = (item, touched.cause(changed, state.moved.change)) {
                lost(found, before, cause, program, item);
            }
        }
    }
}

/// Tells what lost an item of the version before.
fn lost(found: &mut Found<'_>, before: &Workspace, cause: Cause, program: &Program, item: Entity<'_>) {
    let (after, touched) = (found.after, found.touched);
    let home = &touched.program(cause).id;
    for named in item.list(Key::Outcomes) {
        let Some(Target::Found(there, outcome)) = before.resolve(program, named.text, &[Key::Outcomes])
        else {
            continue;
        };
        let Some((there, outcome)) = touched.entity_now(after, there, outcome) else { continue };
        if there.is_closed() {
            continue;
        }
        let services = after.services(there);
        let is_served = services.is_doubtful
            || services.of(outcome).iter().any(|service| service.item.state() != Some("cut"));
        if !is_served {
            found.add(cause, there, outcome, EffectKind::OutcomeUnserved);
        } else if *there.id != **home {
            found.add(cause, there, outcome, EffectKind::OutcomeLosesScope);
        }
    }
    let milestone = item.word(Key::Milestone).and_then(|milestone| before.milestone(program, milestone));
    let milestone = milestone.and_then(|(there, milestone)| touched.entity_now(after, there, milestone));
    // Its own program knows what is left in it.
    if let Some((there, milestone)) = milestone
        && milestone.is_open()
        && !there.is_closed()
        && *there.id != **home
    {
        found.add(cause, there, milestone, EffectKind::MilestoneLosesScope);
    }
}
