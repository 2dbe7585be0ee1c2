//! What a field may hold, and how a table is made of fields.

use super::Key;

/// One field of a table: everything that is said about it is said here.
#[derive(Debug)]
pub struct Field {
    /// Its key.
    pub key: Key,
    /// What it holds.
    pub kind: Kind,
    /// Whether the table is invalid without it.
    pub required: bool,
    /// One sentence for editors and for the reference page.
    pub doc: &'static str,
    /// A value as it would stand in a file; empty for tables.
    pub example: &'static str,
}

/// A table and what it may hold.
#[derive(Debug)]
pub struct Shape {
    /// What one such table is called, with its article.
    pub title: &'static str,
    /// Its fields, in the order in which people write them.
    pub fields: &'static [Field],
}

impl Shape {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key.name() == name)
    }

    /// What one such table is called, without its article.
    pub fn noun(&self) -> &'static str {
        self.title.split_once(' ').map_or(self.title, |(_, noun)| noun)
    }

    /// The field of this key.
    pub fn get(&self, key: Key) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }
}

/// What a rule may be set to.
pub const LEVELS: &[&str] = &["off", "info", "warn", "error"];

/// How strict the rules are as a whole.
pub const PRESETS: &[&str] = &["default", "strict", "pedantic"];

/// What the keys of an open table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Ids: `[a-z0-9]+(-[a-z0-9]+)*`, at most 64 characters.
    Ids,
    /// Roles, which are ids; `tpm` is required.
    Roles,
    /// Names of releases: any text that does not read as a period.
    Releases,
    /// The sections whose entities may hold fields of their own.
    Sections,
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// Short text that is kept: what names an entity to people, an e-mail address.
    Title,
    /// A web address.
    Url,
    /// A URL, or a path from the root.
    Document,
    /// `true` or `false`.
    Boolean,
    /// A whole number of at least 1.
    Count,
    /// A number, text or boolean: what a metric reads.
    Measure,
    /// A day, a period, or the name of a release.
    When,
    /// A day or a period, not a release.
    Period,
    /// A day only.
    Day,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An id.
    Id,
    /// A phase of the program's playbook.
    Phase,
    /// A playbook's id.
    Playbook,
    /// A person's id.
    Person,
    /// A team's id.
    Team,
    /// The id of a person or a team.
    Party,
    /// Who provides: `program/milestone`, `program/`, a team, or `external:` and any text.
    Provider,
    /// A reference to an entity in one of these sections.
    Reference(&'static [Key]),
    /// A former id, or `program/id`.
    Former,
    /// A number of hours, days or weeks: `2d`.
    Span,
    /// A path as gates name it: `docs.design`, `milestones.*.exit`.
    Requirement,
    /// An array of such values.
    List(&'static Kind),
    /// One table.
    Table(&'static Shape),
    /// An array of tables; their order matters.
    Tables(&'static Shape),
    /// Tables by id: entities.
    Keyed(&'static Shape),
    /// Values by name.
    Map(Names, &'static Kind),
    /// Rule levels and options by rule id.
    Rules,
    /// Anything: a table of the user's own.
    Free,
}

impl Field {
    /// A field that may be left out.
    pub(super) const fn new(key: Key, kind: Kind, doc: &'static str, example: &'static str) -> Self {
        Self { key, kind, required: false, doc, example }
    }

    /// The same field, required.
    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

impl Kind {
    /// Whether the field holds a date of any precision.
    pub fn is_when(&self) -> bool {
        matches!(self, Self::When | Self::Period | Self::Day)
    }

    /// Whether values of this kind point at an entity, so that they follow when it is renamed.
    pub fn is_reference(&self) -> bool {
        match self {
            Self::Reference(_) | Self::Provider => true,
            Self::List(kind) => kind.is_reference(),
            _ => false,
        }
    }

    /// What a value of this kind is, to a reader of a message.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Text | Self::Title => "text in quotes",
            Self::Url => "a web address in quotes",
            Self::Document => "a web address or a path, in quotes",
            Self::Boolean => "true or false",
            Self::Count => "a whole number",
            Self::Measure => "a number, text or true/false",
            Self::When | Self::Period => "a date",
            Self::Day => "a day",
            Self::OneOf(_) => "a word in quotes",
            Self::Id => "an id in quotes",
            Self::Phase => "the name of a phase, in quotes",
            Self::Playbook => "the name of a playbook, in quotes",
            Self::Person => "a person's id in quotes",
            Self::Team => "a team's id in quotes",
            Self::Party => "the id of a person or a team, in quotes",
            Self::Provider => "who provides it, in quotes",
            Self::Reference(_) => "a reference in quotes",
            Self::Former => "a former id in quotes",
            Self::Span => "a span of time in quotes",
            Self::Requirement => "a path in quotes",
            Self::List(_) => "a list in square brackets",
            Self::Tables(_) => "a list of tables, each under a double-bracket header",
            Self::Table(_) | Self::Keyed(_) | Self::Map(..) | Self::Rules | Self::Free => "a table",
        }
    }
}
