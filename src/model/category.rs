//! What a change of a field is about, derived from the field's declaration.

use super::{Field, Key, Kind};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it, and cli.md defines them")]
pub enum Category {
    Dates,
    Owners,
    Scope,
    Status,
    Dependencies,
    Risks,
    Decisions,
    Other,
}

impl Category {
    /// Every category, in the order in which reports tell them.
    pub const ALL: [Self; 8] = [
        Self::Dates,
        Self::Owners,
        Self::Scope,
        Self::Status,
        Self::Dependencies,
        Self::Risks,
        Self::Decisions,
        Self::Other,
    ];

    /// As users write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dates => "dates",
            Self::Owners => "owners",
            Self::Scope => "scope",
            Self::Status => "status",
            Self::Dependencies => "dependencies",
            Self::Risks => "risks",
            Self::Decisions => "decisions",
            Self::Other => "other",
        }
    }

    /// Reads what [`Category::name`] writes.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.name() == name)
    }

    /// The category of an entity that was added or removed.
    pub fn of_entity(section: Key) -> Self {
        match section {
            Key::Milestones => Self::Dates,
            other => Self::of_section(other),
        }
    }

    /// The category of a field, first match; `field` is `None` where the format does not know it.
    pub fn of_field(section: Key, field: Option<&Field>) -> Self {
        if let Some(field) = field {
            if field.kind.is_when() {
                return Self::Dates;
            }
            match field.key {
                Key::Owner | Key::Team | Key::Provider | Key::By | Key::Who => return Self::Owners,
                Key::OutOfScope | Key::Exit => return Self::Scope,
                Key::Health | Key::PathToGreen | Key::Phase => return Self::Status,
                Key::State | Key::Confidence if section == Key::Milestones => return Self::Status,
                Key::Needs => return Self::Dependencies,
                _ => {}
            }
        }
        Self::of_section(section)
    }

    /// The category of a declared field of the users' own: its type decides where it can.
    pub fn of_custom(section: Key, kind: Option<&Kind>) -> Self {
        match kind {
            Some(kind) if kind.is_when() => Self::Dates,
            Some(Kind::Person | Kind::Team) => Self::Owners,
            _ => Self::of_section(section),
        }
    }

    fn of_section(section: Key) -> Self {
        match section {
            Key::Owners => Self::Owners,
            Key::Scope | Key::Outcomes => Self::Scope,
            Key::Dependencies | Key::Commitments => Self::Dependencies,
            Key::Risks | Key::Assumptions | Key::Issues => Self::Risks,
            Key::Decisions => Self::Decisions,
            _ => Self::Other,
        }
    }
}
