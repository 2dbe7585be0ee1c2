//! Every person and every team that a file names, and where.

use super::facts::{Entity, Facts, Item};
use super::{From, Key, Kind};
use crate::text::Span;

/// A person or a team that a field names.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// The entity that names it.
    pub entity: Entity<'a>,
    /// The field.
    pub key: Key,
    /// The id that is written there.
    pub id: &'a str,
    /// Where it stands.
    pub span: Span,
    /// What may stand there.
    pub role: PartyRole,
}

/// What may stand in a field that names people or teams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyRole {
    /// A person.
    Person,
    /// A team.
    Team,
    /// A person or a team.
    Either,
}

impl Facts {
    /// Every person and every team that the file names, as the declarations of its fields say.
    pub fn parties(&self) -> impl Iterator<Item = Party<'_>> {
        self.entities().flat_map(Entity::parties)
    }
}

impl<'a> Entity<'a> {
    /// Every person and every team that it names.
    pub fn parties(self) -> impl Iterator<Item = Party<'a>> {
        self.pointing().flat_map(move |(key, kind)| self.parties_in(key, kind))
    }

    /// Every person and every team that one of its fields names, which holds values of this kind.
    pub fn parties_in(self, key: Key, kind: &Kind) -> impl Iterator<Item = Party<'a>> {
        role(kind).into_iter().flat_map(move |(role, provides)| {
            self.texts(key).filter_map(move |Item { text, span }| {
                let id = match provides.then(|| From::parse(text)) {
                    None => text,
                    Some(Some(From::Team(team))) => team,
                    Some(_) => return None,
                };
                Some(Party { entity: self, key, id, span, role })
            })
        })
    }
}

/// Who may stand in a field of this kind, and whether other things than a party may stand there too.
fn role(kind: &Kind) -> Option<(PartyRole, bool)> {
    match kind {
        Kind::Person => Some((PartyRole::Person, false)),
        Kind::Team => Some((PartyRole::Team, false)),
        Kind::Party => Some((PartyRole::Either, false)),
        Kind::Provider => Some((PartyRole::Team, true)),
        Kind::List(kind) => role(kind),
        _ => None,
    }
}
