//! Reads single values out of a table whose structure has been checked already.

use jiff::civil::Date;

use crate::document::{Content, Node, Table};
use crate::model::{Period, When, parse_period};
use crate::text::Span;

pub(super) fn text<'t>(table: &'t Table<'_>, key: &str) -> Option<(&'t str, Span)> {
    as_text(table.get(key)?)
}

pub(super) fn as_text<'t>(node: &'t Node<'_>) -> Option<(&'t str, Span)> {
    node.content.as_text().map(|text| (text, node.span))
}

pub(super) fn texts<'t>(table: &'t Table<'_>, key: &str) -> Option<Vec<(&'t str, Span)>> {
    Some(list(table, key)?.filter_map(as_text).collect())
}

pub(super) fn table<'t, 'i>(table: &'t Table<'i>, key: &str) -> Option<&'t Table<'i>> {
    as_table(table.get(key)?)
}

pub(super) fn as_table<'t, 'i>(node: &'t Node<'i>) -> Option<&'t Table<'i>> {
    match &node.content {
        Content::Table(table) => Some(table),
        _ => None,
    }
}

pub(super) fn list<'t, 'i>(table: &'t Table<'i>, key: &str) -> Option<impl Iterator<Item = &'t Node<'i>>> {
    match &table.get(key)?.content {
        Content::List(array) => Some(array.iter()),
        _ => None,
    }
}

pub(super) fn boolean(table: &Table<'_>, key: &str) -> Option<bool> {
    match &table.get(key)?.content {
        Content::Boolean(on) => Some(*on),
        _ => None,
    }
}

pub(super) fn count(node: &Node<'_>) -> Option<u32> {
    match &node.content {
        Content::Integer(number) => number.count(),
        _ => None,
    }
}

pub(super) fn date<'t>(node: &'t Node<'_>) -> Option<When<'t>> {
    match &node.content {
        Content::Datetime(written) => {
            let date = written.date.filter(|_| written.time.is_none())?;
            let year = i16::try_from(date.year).ok()?;
            let day = Date::new(year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()?;
            Some(When::Days(Period::day(day)))
        }
        Content::Text(text) => match parse_period(text) {
            Some(period) => period.ok().map(When::Days),
            None => Some(When::Release(text)),
        },
        _ => None,
    }
}
