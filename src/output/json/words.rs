//! The closed sets of words in JSON, and what other values have a form of their own.

use serde::Serialize;

use crate::changes::{ChangeKind, ProgramKind, Shift, Which};
use crate::finding::Level;
use crate::git::Oid;
use crate::model::Category;
#[cfg(test)]
use crate::model::{Key, Kind, PROGRAM, Shape};
use crate::report::{EffectKind, Health, SideKind};
use crate::rules::Group;

/// Publishes the words of an enum as they are written here: a variant that the enum has besides does not compile.
macro_rules! words {
    ($($name:ident of $of:ident: $($word:ident)+;)+) => { $(
        #[derive(Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline))]
        #[serde(rename_all = "kebab-case")]
        pub(super) enum $name { $($word),+ }

        impl From<$of> for $name {
            fn from(of: $of) -> Self {
                match of { $($of::$word => Self::$word),+ }
            }
        }
    )+ };
}

words! {
    LevelJson of Level: Info Warn Error;
    GroupJson of Group:
        Format Outcomes Scope Dates Owners Dependencies Risks Decisions Status Rhythm History Hygiene;
    CategoryJson of Category: Dates Owners Scope Status Dependencies Risks Decisions Other;
    ChangeKindJson of ChangeKind: Added Removed Changed Renamed Moved;
    ProgramKindJson of ProgramKind: Added Removed Renamed Changed;
    ShiftJson of Shift: Later Earlier Precision None;
    WhichJson of Which: Before After;
    SideKindJson of SideKind: Commit Index Worktree;
    HealthJson of Health: Green Yellow Red;
    EffectKindJson of EffectKind:
        DependencyLost MilestoneBlocked DependencyLate MilestoneUnholdable TargetUnholdable ComesTooLate
        DependencyUncommitted DependencyDoubted MilestoneDoubted CommitmentUnneeded OutcomeUnserved
        OutcomeLosesScope MilestoneLosesScope OwnerChanged DependencyInTime MilestoneHoldable TargetHoldable;
}

/// The id of a commit.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(inline, extend("pattern" = "^[0-9a-f]{40}$")))]
pub(super) struct OidJson(String);

impl From<Oid> for OidJson {
    fn from(oid: Oid) -> Self {
        Self(oid.to_string())
    }
}

/// The words of declared fields, or null.
#[cfg(test)]
fn declared(fields: &[(Key, Key)]) -> schemars::Schema {
    let kind =
        |shape: &Shape, key| shape.fields.iter().find(|field| field.key == key).map(|field| field.kind);
    let words = |section, key| match kind(&PROGRAM, section) {
        Some(Kind::Keyed(shape)) => match kind(shape, key) {
            Some(Kind::OneOf(words)) => words,
            _ => panic!("{key:?} is declared with its words"),
        },
        _ => panic!("{section:?} is a section of entities"),
    };
    let words = fields.iter().flat_map(|(section, key)| words(*section, *key).iter().copied().map(Some));
    let words: Vec<Option<&str>> = words.chain([None]).collect();
    schemars::json_schema!({ "type": ["string", "null"], "enum": words })
}

/// The states of milestones and dependencies.
#[cfg(test)]
pub(super) fn states(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    declared(&[(Key::Milestones, Key::State), (Key::Dependencies, Key::State)])
}

/// How confident a team is in a milestone.
#[cfg(test)]
pub(super) fn confidences(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    declared(&[(Key::Milestones, Key::Confidence)])
}
