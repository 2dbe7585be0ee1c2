//! The dates of a program that are still to come, and what its past says of them: for the rules about how dates move.

use super::Context;
use crate::finding::Finding;
use crate::model::{Entity, Key};
use crate::workspace::{DateShift, Event, Past, Slip};

/// A date that is still to come: a milestone's, or the program's target.
pub(super) struct Dated<'w> {
    /// What holds it.
    pub entity: Entity<'w>,
    /// The field.
    pub key: Key,
    /// Its dotted path.
    pub path: String,
}

/// The dates of a program that are still to come. Once it operates, its target is history.
pub(super) fn dates<'w>(cx: &Context<'w>, past: &Past) -> impl Iterator<Item = Dated<'w>> + use<'w> {
    let is_told = !cx.program.is_closed() && !past.of(cx.program).is_uneventful();
    let is_on_its_way = cx.program.stage.is_some() && cx.program.is_active();
    let target = cx.program.table().filter(|_| is_on_its_way).map(|table| (table, Key::Target));
    let milestones = cx.program.section(Key::Milestones).filter(|milestone| milestone.is_open());
    let milestones = milestones.map(|milestone| (milestone, Key::Due));
    let dates = milestones.chain(target).filter(|(entity, key)| entity.has(*key));
    dates.filter(move |_| is_told).map(|(entity, key)| Dated { entity, key, path: entity.path_of(key) })
}

impl Dated<'_> {
    /// What a message calls it.
    pub(super) fn name(&self, cx: &Context<'_>) -> String {
        match self.key {
            Key::Target => format!("the target of `{}`", cx.program.id),
            _ => format!("`{}`", self.entity.id()),
        }
    }

    /// The slip that made the date what it is; `None` where it is another one in the work tree.
    pub(super) fn last_slip<'p>(&self, cx: &Context<'_>, past: &'p Past) -> Option<Slip<'p>> {
        let past = past.of(cx.program);
        if past.is_unsettled(&self.path) { None } else { past.slips(&self.path).pop() }
    }

    /// Who can say why it moves.
    pub(super) fn whom_to_ask<'w>(&'w self, cx: &Context<'w>) -> Option<&'w str> {
        self.entity.word(Key::Owner).or_else(|| cx.program.owner("tpm"))
    }

    /// A finding at the date, with the slips behind it.
    pub(super) fn finding(&self, cx: &Context<'_>, slips: &[Slip<'_>], message: String) -> Finding {
        let finding = cx.finding(self.entity, self.key, message);
        slips.iter().fold(finding, |finding, slip| self.relate(cx, finding, slip))
    }

    /// Tells of a slip at the date.
    pub(super) fn relate(&self, cx: &Context<'_>, finding: Finding, slip: &Slip<'_>) -> Finding {
        finding.relate(&cx.program.file.path, self.entity.span(self.key), story(slip.event))
    }
}

/// How the date moved in the commit of a slip.
pub(super) fn shift_of(slip: Slip<'_>) -> Option<&DateShift> {
    slip.event.shift.as_ref()
}

/// Whether the date had passed when it moved, and nobody said why.
pub(super) fn is_rewritten(slip: Slip<'_>) -> bool {
    let passed = shift_of(slip).is_some_and(|shift| shift.before < slip.event.day);
    passed && slip.event.reason.is_none()
}

/// How a date moved in one commit: when, who, from where to where, and why.
pub(super) fn story(event: &Event) -> String {
    let moved = match &event.shift {
        Some(shift) => {
            let what = match &shift.via {
                Some(release) => format!("moved `{release}`, and this with it,"),
                None => "moved it".to_owned(),
            };
            format!("{what} from {} to {}", shift.before, shift.after)
        }
        None => "changed it".to_owned(),
    };
    told(event, &moved)
}

/// One commit in a line: `2026-03-02 Ana Souza moved it … (abc123def): the reason`.
pub(super) fn told(event: &Event, what: &str) -> String {
    let reason = event.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{} {} {what} ({}){reason}", event.day, event.commit.author, short(event))
}

/// The first digits of a commit's id.
fn short(event: &Event) -> String {
    let mut digits = event.commit.oid.to_string();
    digits.truncate(9);
    digits
}
