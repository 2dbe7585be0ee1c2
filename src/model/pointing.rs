//! Every entity that a file points at, and where.

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
    /// Everything that it points at.
    pub fn references(self) -> impl Iterator<Item = Reference<'a>> {
        let fields = self.keys().filter_map(move |(key, _)| Some((key, pointed_at(self.kind(key)?)?)));
        fields.flat_map(move |(key, (sections, is_provider))| {
            self.texts(key).map(move |item| Reference { entity: self, key, item, sections, is_provider })
        })
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
