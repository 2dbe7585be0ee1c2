//! Fields of the users' own: what a file holds in its `custom` tables, whatever milepost.toml declares of them.
//!
//! They are kept as they are written, so that a file that was read once stays read when the declarations change.

use super::facts::{Entity, Facts};
use super::value::Word;
use super::{Key, Kind};
use crate::document::Content;
use crate::text::Span;

/// What a declared field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the type of its name in milepost.toml")]
pub enum CustomKind {
    Text,
    Integer,
    Number,
    Boolean,
    Date,
    Url,
    Person,
    Team,
    OneOf,
}

impl CustomKind {
    /// Reads a `type` of milepost.toml.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "text" => Self::Text,
            "integer" => Self::Integer,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "date" => Self::Date,
            "url" => Self::Url,
            "person" => Self::Person,
            "team" => Self::Team,
            "one-of" => Self::OneOf,
            _ => return None,
        })
    }

    /// The kind of the format that it is like.
    pub fn kind(self) -> Kind {
        match self {
            Self::Text | Self::OneOf => Kind::Text,
            Self::Integer => Kind::Count,
            Self::Number => Kind::Measure,
            Self::Boolean => Kind::Boolean,
            Self::Date => Kind::When,
            Self::Url => Kind::Url,
            Self::Person => Kind::Person,
            Self::Team => Kind::Team,
        }
    }

    /// What a value of it is, to a reader of a message.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Number => "a number",
            other => other.kind().noun(),
        }
    }
}

/// A value of the users' own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Custom<'a> {
    /// Its key.
    pub name: &'a str,
    /// Where the key stands.
    pub name_span: Span,
    /// Where the value stands.
    pub span: Span,
    /// What it is.
    pub value: CustomValue<'a>,
}

/// What a value of the users' own is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomValue<'a> {
    /// It could not be read; a finding says so already.
    Unreadable,
    /// Text.
    Text(&'a str),
    /// A number without a fraction.
    Integer,
    /// A number with one.
    Float,
    /// `true` or `false`.
    Boolean,
    /// A day.
    Day,
    /// A time, or a day with one.
    Time,
    /// A list.
    List,
    /// A table.
    Table,
}

impl CustomValue<'_> {
    /// What it is, to a reader of a message.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Text(_) => "text",
            Self::Integer => "a number",
            Self::Float => "a number with a fraction",
            Self::Boolean => "true or false",
            Self::Day => "a date",
            Self::Time => "a time of day",
            Self::List => "a list",
            Self::Table => "a table",
        }
    }
}

/// A value of the users' own, as the facts of a file hold it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored {
    /// The entity that holds it by its place; the program itself comes behind all others.
    pub(super) holder: u32,
    pub(super) name: Word,
    pub(super) name_span: Span,
    pub(super) span: Span,
    pub(super) text: Word,
    pub(super) tag: Tag,
}

/// Which [`CustomValue`] it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Tag {
    Unreadable,
    Text,
    Integer,
    Float,
    Boolean,
    Day,
    Time,
    List,
    Table,
}

impl Tag {
    /// What a parsed value is.
    pub(super) fn of(value: &Content<'_>) -> Self {
        match value {
            Content::Text(_) => Self::Text,
            Content::Integer(_) => Self::Integer,
            Content::Float(_) => Self::Float,
            Content::Boolean(_) => Self::Boolean,
            Content::Datetime(when) if when.time.is_none() && when.date.is_some() => Self::Day,
            Content::Datetime(_) => Self::Time,
            Content::List(_) => Self::List,
            Content::Table(_) => Self::Table,
        }
    }

    /// The value, with its text where it is one.
    pub(super) fn value(self, text: &str) -> CustomValue<'_> {
        match self {
            Self::Unreadable => CustomValue::Unreadable,
            Self::Text => CustomValue::Text(text),
            Self::Integer => CustomValue::Integer,
            Self::Float => CustomValue::Float,
            Self::Boolean => CustomValue::Boolean,
            Self::Day => CustomValue::Day,
            Self::Time => CustomValue::Time,
            Self::List => CustomValue::List,
            Self::Table => CustomValue::Table,
        }
    }
}

/// The holder of the values in `[custom]`: the program itself.
pub(super) const PROGRAM_ITSELF: u32 = u32::MAX;

impl Facts {
    /// The values in `[custom]`.
    pub fn customs(&self) -> impl Iterator<Item = Custom<'_>> {
        self.customs_of(PROGRAM_ITSELF)
    }
}

impl<'a> Entity<'a> {
    /// The values of its own `custom` table.
    pub fn customs(self) -> impl Iterator<Item = Custom<'a>> {
        let holder = u32::try_from(self.place()).unwrap_or(PROGRAM_ITSELF - 1);
        self.facts().customs_of(holder)
    }

    /// Whether its `custom` is there and is no table, so that nobody knows what it holds.
    pub fn has_broken_customs(self) -> bool {
        self.is_unreadable(Key::Custom)
    }
}
