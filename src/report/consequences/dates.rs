//! What comes too late now, and what comes in time again.

use rustc_hash::FxHashMap;

use super::touched::{Cause, Touched, Which};
use super::{EffectKind, Found, Link};
use crate::changes::{Change, ChangeKind};
use crate::model::Key;
use crate::workspace::{Late, Program, Reach, Waits};

/// One version: who waits for whom, from where the days come, and which changes are behind that.
struct Side<'s> {
    which: Which,
    waits: &'s Waits<'s>,
    reach: Reach,
    /// The change at the root of each entity's day, where there is one.
    causes: FxHashMap<usize, Cause>,
}

pub(super) fn find<'f>(found: &mut Found<'f>, waits: &'f [Waits<'f>; 2]) {
    let touched = found.touched;
    let side = |which: Which| Side::new(which, &waits[which as usize], touched);
    let (before, after) = rayon::join(|| side(Which::Before), || side(Which::After));
    for node in &after.reach.order {
        if let Some(late) = after.late(*node) {
            late_now(found, &before, &after, *node, late);
        }
    }
    for node in &before.reach.order {
        if before.late(*node).is_some() {
            in_time(found, &before, &after, *node);
        }
    }
}

impl<'s> Side<'s> {
    fn new(which: Which, waits: &'s Waits<'s>, touched: &Touched<'_>) -> Self {
        let reach = waits.reach(|node| touched.is_touched(which, node));
        let mut side = Self { which, waits, reach, causes: FxHashMap::default() };
        for node in &side.reach.order {
            let cause = match side.reach.via(*node) {
                None => side.source_cause(touched, *node),
                Some(via) => side.causes.get(&via).copied().or_else(|| side.link_cause(touched, *node, via)),
            };
            if let Some(cause) = cause {
                side.causes.insert(*node, cause);
            }
        }
        side
    }

    fn late(&self, node: usize) -> Option<Late> {
        self.waits.late(&self.reach, node)
    }

    /// The change that set the day of an entity: later in the version after, earlier in the one before.
    fn source_cause(&self, touched: &Touched<'_>, node: usize) -> Option<Cause> {
        let (program, entity) = self.waits.at(node);
        let key = if entity.section() == Key::Milestones { Key::Due } else { Key::Promised };
        let is_later = self.which == Which::After;
        let cause = touched.find(self.which, node, |change| {
            change.field() == Some(key.name()) && moved(change, is_later) || self.is_opening(change)
        });
        cause.or_else(|| self.came(touched, program))
    }

    /// The change that made one entity wait for another; in the version before, the one that ended it.
    fn link_cause(&self, touched: &Touched<'_>, node: usize, via: usize) -> Option<Cause> {
        let at = |node, fields: &[&str]| {
            touched.find(self.which, node, |change| {
                change.field().is_some_and(|field| fields.contains(&field)) || self.is_opening(change)
            })
        };
        let cause = at(node, &["needs", "from"]).or_else(|| at(via, &["for", "to", "milestone"]));
        cause.or_else(|| self.came(touched, self.waits.at(node).0))
    }

    /// The change that gave an entity an earlier day of its own.
    fn limit_cause(&self, touched: &Touched<'_>, node: usize) -> Option<Cause> {
        let (program, entity) = self.waits.at(node);
        let key = match entity.section() {
            Key::Milestones => Key::Due,
            Key::Dependencies => Key::NeededBy,
            _ => Key::Target,
        };
        let cause = touched.find(self.which, node, |change| {
            change.field().or(change.path.strip_prefix("program.")) == Some(key.name())
                && moved(change, false)
                || self.is_opening(change)
        });
        cause.or_else(|| self.came(touched, program))
    }

    /// Whether a change makes an entity one that counts; in the version before, whether it says that it is done.
    ///
    /// What is dropped or taken out is no relief: those who wait for it have to say how they go on.
    fn is_opening(&self, change: &Change) -> bool {
        let state = |value: &Option<serde_json::Value>, states: &[&str]| {
            value.as_ref().and_then(|state| state.as_str()).is_some_and(|state| states.contains(&state))
        };
        match (self.which, change.field()) {
            (Which::After, None) => {
                change.kind == ChangeKind::Added && change.section() != Key::Program.name()
            }
            (Which::After, Some("done")) => change.kind == ChangeKind::Removed,
            (Which::After, Some("state")) => {
                state(&change.before, &["done", "dropped", "delivered", "refused"])
            }
            (Which::Before, Some("done")) => change.kind == ChangeKind::Added,
            (Which::Before, Some("state")) => state(&change.after, &["done", "delivered"]),
            _ => false,
        }
    }

    /// The change with which a whole program came.
    fn came(&self, touched: &Touched<'_>, program: &Program) -> Option<Cause> {
        if self.which == Which::After { touched.came(&program.id) } else { None }
    }

    fn link(&self, node: usize) -> Link {
        let (program, entity) = self.waits.at(node);
        Link { program: program.id.clone(), path: entity.path(), label: entity.title().to_owned() }
    }
}

/// Whether a date went that way. Where none stood before, or none that could be read, any day is new.
fn moved(change: &Change, is_later: bool) -> bool {
    let Some(date) = &change.date else { return false };
    match date.days {
        Some(days) => days != 0 && (days > 0) == is_later,
        None => date.before.is_none() && date.after.is_some(),
    }
}

fn late_now<'f>(found: &mut Found<'f>, before: &Side<'f>, after: &Side<'f>, node: usize, late: Late) {
    let touched = found.touched;
    let (program, entity) = after.waits.at(node);
    let was = touched
        .entity_before(program, entity)
        .and_then(|(program, entity)| before.waits.node(program, entity));
    let was = was.and_then(|node| before.late(node)).map(Late::days);
    let days = late.days();
    if was.is_some_and(|was| was >= days) {
        return;
    }
    let cause = after.causes.get(&node).copied().or_else(|| after.limit_cause(touched, node));
    let (Some(cause), Some(source)) = (cause, after.reach.source(node)) else { return };
    if touched.is_at(cause, program, entity) {
        // The day of the thing itself changed, or what it waits for: who does not meet it stands at the other end.
        let (there, other) = after.waits.at(source);
        if let Some(told) = found.add(cause, there, other, EffectKind::ComesTooLate) {
            let effect = &mut told.effect;
            effect.day = Some(late.comes);
            (effect.comes, effect.days, effect.days_before) = (Some(late.limit), Some(days), was);
        }
        return;
    }
    let kind = match entity.section() {
        Key::Dependencies => EffectKind::DependencyLate,
        Key::Milestones => EffectKind::MilestoneUnholdable,
        _ => EffectKind::TargetUnholdable,
    };
    let through = after.reach.via(node).filter(|via| {
        let (program, entity) = after.waits.at(*via);
        !touched.is_at(cause, program, entity)
    });
    if let Some(told) = found.add(cause, program, entity, kind) {
        let effect = &mut told.effect;
        (effect.comes, effect.days, effect.days_before) = (Some(late.comes), Some(days), was);
        effect.through = through.map(|via| after.link(via));
    }
}

fn in_time<'f>(found: &mut Found<'f>, before: &Side<'f>, after: &Side<'f>, node: usize) {
    let touched = found.touched;
    let (program, entity) = before.waits.at(node);
    let Some(cause) = before.causes.get(&node).copied() else { return };
    let Some((program, entity)) = touched.entity_now(found.after, program, entity) else { return };
    let Some(now) = after.waits.node(program, entity) else { return };
    if after.late(now).is_some() || after.waits.limit(now).is_none() {
        return;
    }
    let kind = match entity.section() {
        Key::Dependencies => EffectKind::DependencyInTime,
        Key::Milestones => EffectKind::MilestoneHoldable,
        _ => EffectKind::TargetHoldable,
    };
    let source = after.reach.source(now).filter(|source| *source != now);
    let comes = source.and_then(|source| after.waits.day(source));
    let was = before.late(node).map(Late::days);
    if let Some(told) = found.add(cause, program, entity, kind) {
        (told.effect.comes, told.effect.days_before) = (comes, was);
    }
}
