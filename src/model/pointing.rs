//! The fields that point at something, and every entity that they point at.

use super::facts::{Entity, Item};
use super::{From, Key, Kind};

/// A field that points at an entity, or one of several that stand there.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The entity that points.
    pub entity: Entity<'a>,
    /// The field.
    pub key: Key,
    /// What is written there.
    pub item: Item<'a>,
    /// The sections that it may point at.
    pub sections: &'static [Key],
    /// Whether it names who provides, which may be no entity.
    is_provider: bool,
}

impl<'a> Reference<'a> {
    /// Who is named, where it is a provider.
    pub fn provider(self) -> Option<From<'a>> {
        if self.is_provider { From::parse(self.item.text) } else { None }
    }
}

impl<'a> Entity<'a> {
    /// The fields that name people, teams or other entities, and what they hold.
    pub fn pointing(self) -> impl Iterator<Item = (Key, &'static Kind)> {
        let fields = self.keys().filter_map(move |(key, _)| Some((key, self.kind(key)?)));
        fields.filter(|(_, kind)| points(kind))
    }

    /// Everything that it points at.
    pub fn references(self) -> impl Iterator<Item = Reference<'a>> {
        self.pointing().flat_map(move |(key, kind)| self.references_in(key, kind))
    }

    /// Everything that one of its fields points at, which holds values of this kind.
    pub fn references_in(self, key: Key, kind: &'static Kind) -> impl Iterator<Item = Reference<'a>> {
        pointed_at(kind).into_iter().flat_map(move |(sections, is_provider)| {
            self.texts(key).map(move |item| Reference { entity: self, key, item, sections, is_provider })
        })
    }
}

fn points(kind: &Kind) -> bool {
    match kind {
        Kind::Person | Kind::Team | Kind::Party | Kind::Provider | Kind::Reference(_) => true,
        Kind::List(kind) => points(kind),
        _ => false,
    }
}

/// The sections that a field of this kind may point at, and whether it may name another provider instead.
fn pointed_at(kind: &'static Kind) -> Option<(&'static [Key], bool)> {
    match kind {
        Kind::Reference(sections) => Some((sections, false)),
        Kind::Provider => Some((&[Key::Milestones], true)),
        Kind::List(kind) => pointed_at(kind),
        _ => None,
    }
}
