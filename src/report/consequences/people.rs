//! Who answers now for what others wait for, and who does not believe in it any more.

use rustc_hash::FxHashSet;

use super::touched::Cause;
use super::{EffectKind, Found};
use crate::changes::Change;
use crate::model::{Entity, Key};
use crate::workspace::{Program, Waits, is_awaited};

pub(super) fn find<'f>(found: &mut Found<'f>, waits: &'f Waits<'f>) {
    for (cause, changed, change) in found.touched.changes() {
        if change.path == "owners.tpm" && changed.after.is_some() {
            if let Some(program) = found.after.program(&changed.id) {
                new_tpm(found, cause, program, change);
            }
            continue;
        }
        let is_provided = ["milestones", "commitments"].contains(&change.section());
        let is_handed_over = change.field() == Some("owner");
        let is_doubted = change.field() == Some("confidence") && is("low", change.after.as_ref());
        if !is_provided || !(is_handed_over || is_doubted) {
            continue;
        }
        let Some((program, id)) = found.after.program(&changed.id).zip(change.path.split('.').nth(1)) else {
            continue;
        };
        let section = if change.section() == "milestones" { Key::Milestones } else { Key::Commitments };
        let Some(entity) = program.file.facts.entity(section, id).filter(|_| !program.is_closed()) else {
            continue;
        };
        let Some(node) =
            waits.node(program, entity).filter(|_| section != Key::Milestones || entity.is_open())
        else {
            continue;
        };
        let contact = entity.word(Key::Owner).or_else(|| program.owner("tpm"));
        let waiting = || waits.waiting(node).iter().map(|waiter| waits.at(*waiter));
        let is_dependency = |waiter: Entity<'_>| waiter.section() == Key::Dependencies;
        let depending = waiting().filter(|(_, waiter)| is_dependency(*waiter));
        let depending: FxHashSet<&str> = depending.map(|(there, _)| &*there.id).collect();
        for (there, waiter) in waiting() {
            // What a program depends on it says best in its dependency.
            let is_told = !is_dependency(waiter) && depending.contains(&*there.id);
            if there.id == program.id || waiter.section() == Key::Program || is_told {
                continue;
            }
            if is_doubted {
                doubt(found, cause, there, waiter);
            } else {
                hand_over(found, cause, (there, waiter), change, contact);
            }
        }
    }
}

fn doubt<'f>(found: &mut Found<'f>, cause: Cause, program: &'f Program, waiter: Entity<'f>) {
    match waiter.section() {
        // What is at risk there is no news.
        Key::Dependencies if waiter.is("at-risk") => {}
        Key::Dependencies => {
            found.add(cause, program, waiter, EffectKind::DependencyDoubted);
        }
        _ => {
            found.add(cause, program, waiter, EffectKind::MilestoneDoubted);
        }
    }
}

fn hand_over<'f>(
    found: &mut Found<'f>,
    cause: Cause,
    (program, waiter): (&'f Program, Entity<'f>),
    change: &Change,
    contact: Option<&str>,
) {
    // Where the dependency names whom it asks, only the one who handed over is news.
    let named = if waiter.section() == Key::Dependencies { waiter.word(Key::Provider) } else { None };
    if named.is_some_and(|named| !is(named, change.before.as_ref())) {
        return;
    }
    if let Some(contact) = contact
        && let Some(told) = found.add(cause, program, waiter, EffectKind::OwnerChanged)
    {
        told.effect.contact = Some(contact.to_owned());
    }
}

/// The dependencies of others on a program for which nobody but its TPM answers.
fn new_tpm<'f>(found: &mut Found<'f>, cause: Cause, provider: &'f Program, change: &Change) {
    let after = found.after;
    for program in after.programs.iter().filter(|program| !program.is_closed() && program.id != provider.id) {
        for dependency in program.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency)) {
            if after.provider(program, dependency).is_none_or(|there| there.id != provider.id) {
                continue;
            }
            let is_owned = after
                .providing_milestone(program, dependency)
                .is_some_and(|(_, milestone)| milestone.has(Key::Owner));
            if dependency.has(Key::Provider) || !is_owned {
                hand_over(found, cause, (program, dependency), change, provider.owner("tpm"));
            }
        }
    }
}

fn is(text: &str, value: Option<&serde_json::Value>) -> bool {
    value.and_then(serde_json::Value::as_str) == Some(text)
}
