//! What a TOML file holds: tables, names and values, each with its place.

mod build;

use std::borrow::Cow;
use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use crate::text::Span;

/// Names and what stands behind them, in the order of the names' bytes.
#[derive(Debug, Default, PartialEq)]
pub struct Table<'a> {
    entries: Vec<(Name<'a>, Node<'a>)>,
}

/// A name in a table.
#[derive(Debug, PartialEq)]
pub struct Name<'a> {
    /// The name, without quotes and escapes.
    pub text: Cow<'a, str>,
    /// Where it stands, quotes and all.
    pub span: Span,
}

/// A value in its place.
#[derive(Debug, PartialEq)]
pub struct Node<'a> {
    /// What it is.
    pub content: Content<'a>,
    /// Where it stands: of a table that has a header the header, or the name in the header of what it holds.
    pub span: Span,
}

/// What a value is.
#[derive(Debug, PartialEq)]
pub enum Content<'a> {
    /// A text, without quotes and escapes.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(Integer<'a>),
    /// Another number as it was written, without `_`.
    Float(Cow<'a, str>),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time, or both.
    Datetime(Datetime),
    /// A list, or tables with the header `[[name]]`.
    List(Vec<Node<'a>>),
    /// A table.
    Table(Table<'a>),
}

/// A whole number as it was written, without `_` and `+`.
#[derive(Debug, PartialEq)]
pub struct Integer<'a> {
    digits: Cow<'a, str>,
    radix: u32,
}

impl<'a> Table<'a> {
    /// The table of a text that is TOML all through; `None` where anything is wrong with it, or so rare that it is left
    /// to [`DeTable::parse`], which finds the same much slower.
    pub(super) fn build(text: &'a str) -> Option<Self> {
        build::build(text)
    }

    /// What it holds, without places; `None` where a number is too large for that.
    pub(super) fn into_values(self) -> Option<toml::Table> {
        let values = self.entries.into_iter();
        values.map(|(name, node)| Some((name.text.into_owned(), node.into_value()?))).collect()
    }

    /// What stands behind a name.
    pub fn get(&self, name: &str) -> Option<&Node<'a>> {
        let at = self.entries.binary_search_by(|(known, _)| (*known.text).cmp(name)).ok()?;
        Some(&self.entries[at].1)
    }

    /// Whether it has this name.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The names and what stands behind each.
    pub fn iter(&self) -> std::slice::Iter<'_, (Name<'a>, Node<'a>)> {
        self.entries.iter()
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &Name<'a>> {
        self.entries.iter().map(|(name, _)| name)
    }
}

impl<'t, 'a> IntoIterator for &'t Table<'a> {
    type Item = &'t (Name<'a>, Node<'a>);
    type IntoIter = std::slice::Iter<'t, (Name<'a>, Node<'a>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Node<'_> {
    fn into_value(self) -> Option<toml::Value> {
        Some(match self.content {
            Content::Text(text) => toml::Value::String(text.into_owned()),
            Content::Integer(number) => {
                toml::Value::Integer(i64::from_str_radix(&number.digits, number.radix).ok()?)
            }
            Content::Float(number) => toml::Value::Float(number.parse().ok()?),
            Content::Boolean(on) => toml::Value::Boolean(on),
            Content::Datetime(when) => toml::Value::Datetime(when),
            Content::List(items) => {
                toml::Value::Array(items.into_iter().map(Self::into_value).collect::<Option<_>>()?)
            }
            Content::Table(table) => toml::Value::Table(table.into_values()?),
        })
    }
}

impl Content<'_> {
    /// The text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Integer<'_> {
    /// The number, where it counts something.
    pub fn count(&self) -> Option<u32> {
        u32::from_str_radix(&self.digits, self.radix).ok()
    }
}

impl fmt::Display for Integer<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = match self.radix {
            2 => "0b",
            8 => "0o",
            16 => "0x",
            _ => "",
        };
        write!(formatter, "{base}{}", self.digits)
    }
}

impl<'a> From<DeTable<'a>> for Table<'a> {
    fn from(table: DeTable<'a>) -> Self {
        let entries = table.into_iter().map(|(name, node)| {
            let span = Span::new(name.span());
            (Name { text: name.into_inner(), span }, Node::from(node))
        });
        Self { entries: entries.collect() }
    }
}

impl<'a> From<Spanned<DeValue<'a>>> for Node<'a> {
    fn from(node: Spanned<DeValue<'a>>) -> Self {
        let span = Span::new(node.span());
        let content = match node.into_inner() {
            DeValue::String(text) => Content::Text(text),
            DeValue::Integer(number) => Content::Integer(Integer {
                digits: Cow::Owned(number.as_str().to_owned()),
                radix: number.radix(),
            }),
            DeValue::Float(number) => Content::Float(Cow::Owned(number.as_str().to_owned())),
            DeValue::Boolean(on) => Content::Boolean(on),
            DeValue::Datetime(when) => Content::Datetime(when),
            DeValue::Array(items) => Content::List(items.into_iter().map(Self::from).collect()),
            DeValue::Table(table) => Content::Table(table.into()),
        };
        Self { content, span }
    }
}
