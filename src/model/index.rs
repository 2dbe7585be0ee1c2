//! The kind of every field of programs and org files, found at once by its section and key.

use std::sync::LazyLock;

use super::{Key, Kind, ORG, PROGRAM};

static KINDS: LazyLock<Vec<Option<&'static Kind>>> = LazyLock::new(|| {
    let mut kinds = vec![None; Key::COUNT * Key::COUNT];
    for section in PROGRAM.fields.iter().chain(ORG.fields) {
        let mut set = |key, kind| kinds[place(section.key, key)] = Some(kind);
        match &section.kind {
            Kind::Table(shape) | Kind::Keyed(shape) | Kind::Tables(shape) => {
                shape.fields.iter().for_each(|field| set(field.key, &field.kind));
            }
            Kind::Map(_, kind) => set(Key::Value, kind),
            _ => {}
        }
    }
    kinds
});

/// What a field of an entity of this section holds; `None` where there is no such field.
pub(super) fn kind_of(section: Key, field: Key) -> Option<&'static Kind> {
    KINDS[place(section, field)]
}

fn place(section: Key, field: Key) -> usize {
    section as usize * Key::COUNT + field as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_field_is_found() {
        assert!(matches!(kind_of(Key::Milestones, Key::Due), Some(Kind::When)));
        assert!(matches!(kind_of(Key::Owners, Key::Value), Some(Kind::Person)));
        assert!(matches!(kind_of(Key::Escalation, Key::To), Some(Kind::Party)));
        assert!(matches!(kind_of(Key::Teams, Key::Parent), Some(Kind::Team)));
        assert!(kind_of(Key::Milestones, Key::Parent).is_none());
        assert!(kind_of(Key::Due, Key::Due).is_none());
    }
}
