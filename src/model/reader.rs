//! The reader: a parsed table against the declarations, every problem in one pass.

mod faults;
mod known;
mod text;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use self::known::KnownNames;
use super::custom::{PROGRAM_ITSELF, Stored, Tag};
use super::facts::Facts;
use super::kind::{Field, Kind, Shape};
use super::value::Value;
use super::{Key, PROGRAM};
use crate::document::{Content, Document, Name};
use crate::finding::Finding;
use crate::text::Span;

/// What a file says, and what is wrong with it.
#[derive(Debug)]
pub struct Reading {
    /// The values that could be read.
    pub facts: Facts,
    /// Syntax errors and what does not fit the format, in order.
    pub findings: Vec<Finding>,
}

/// Checks a file against the format. Its syntax errors come first among the findings.
pub fn read(document: &Document<'_>, shape: &'static Shape) -> Vec<Finding> {
    Reader::new(document, false).run(shape).findings
}

/// Checks a program or an org file, and keeps what it says.
pub fn read_into_facts(document: &Document<'_>, shape: &'static Shape) -> Reading {
    Reader::new(document, true).run(shape)
}

struct Reader<'d> {
    document: &'d Document<'d>,
    findings: Vec<Finding>,
    facts: Facts,
    names: KnownNames,
    keep: bool,
    path: Vec<&'d str>,
    /// What the keys of the table that was asked about last mean, of those that it does not take.
    meant: Option<(Table<'d>, FxHashMap<Key, usize>)>,
}

type Node<'d> = &'d crate::document::Node<'d>;
type Table<'d> = &'d crate::document::Table<'d>;

impl<'d> Reader<'d> {
    fn new(document: &'d Document<'d>, keep: bool) -> Self {
        Self {
            document,
            findings: document.findings.clone(),
            facts: if keep { Facts::with_room(document.text.len()) } else { Facts::default() },
            names: KnownNames::default(),
            keep,
            path: Vec::new(),
            meant: None,
        }
    }

    fn run(mut self, shape: &'static Shape) -> Reading {
        let table = &self.document.table;
        for (key, node) in table {
            self.entry(shape, table, key, node, Self::section);
        }
        self.missing(shape, table, Span::default());
        // Of what is no value of its field it is no matter how it is spelled.
        let newer = self.document.newer_syntax().into_iter().filter(|newer| {
            !self
                .findings
                .iter()
                .any(|finding| finding.rule == "wrong-type" && finding.span.holds(newer.span))
        });
        self.findings.extend(newer.collect::<Vec<_>>());
        self.findings.sort_by(Finding::order);
        Reading { facts: self.facts.done(), findings: self.findings }
    }

    /// One `key = value` of a table with a fixed set of keys. Of a key that is not known it returns the one
    /// that was meant, where the table does not have that too.
    fn entry(
        &mut self,
        shape: &'static Shape,
        table: Table<'d>,
        key: &'d Name<'d>,
        node: Node<'d>,
        known: impl FnOnce(&mut Self, &'static Field, Node<'d>),
    ) -> Option<Key> {
        self.path.push(&key.text);
        let meant = match shape.field(&key.text) {
            Some(field) => {
                known(self, field, node);
                None
            }
            None => self.unknown_key(shape, table, &key.text, key.span),
        };
        self.path.pop();
        meant
    }

    fn open_row(&mut self, section: Key, id: &str, id_span: Span) {
        let id = self.names.word(&mut self.facts, id);
        self.facts.open_row(section, id, id_span);
    }

    /// A top-level field: its tables become rows of facts.
    fn section(&mut self, field: &'static Field, node: Node<'d>) {
        let span = node.span;
        match (&field.kind, &node.content) {
            (Kind::Table(shape), Content::Table(table)) if self.keep => {
                self.open_row(field.key, field.key.name(), span);
                self.fields(shape, table, span);
            }
            (Kind::Keyed(shape), Content::Table(table)) => {
                for (id, node) in table {
                    self.path.push(&id.text);
                    let id_span = id.span;
                    self.id(&id.text, id_span);
                    match &node.content {
                        // Of a name that stands there twice it is not known which of the two is meant.
                        Content::Table(table) if self.document.is_broken(id_span) => {
                            self.table(shape, table, id_span);
                        }
                        Content::Table(table) => {
                            self.open_row(field.key, &id.text, id_span);
                            self.fields(shape, table, id_span);
                            let is_whole = self.document.findings.is_empty();
                            if field.key == Key::Decisions && is_whole && !table.has("state") {
                                self.facts.keep_next_line(self.document.text);
                            }
                        }
                        _ => self.not_an_entity(field, shape, &id.text, node),
                    }
                    self.path.pop();
                }
            }
            (Kind::Tables(shape), Content::List(array)) if self.keep => {
                for (at, node) in array.iter().enumerate() {
                    let span = node.span;
                    match &node.content {
                        Content::Table(table) => {
                            self.open_row(field.key, &at.to_string(), span);
                            self.fields(shape, table, span);
                        }
                        _ => self.wrong_type(field, &field.kind, node),
                    }
                }
            }
            (Kind::Map(names, kind), Content::Table(table)) if self.keep => {
                for (name, node) in table {
                    self.path.push(&name.text);
                    self.name(*names, &name.text, name.span);
                    self.open_row(field.key, &name.text, name.span);
                    let value = self.value(field, kind, node);
                    self.facts.push(Key::Value, value, node.span);
                    self.path.pop();
                }
                self.required_names(*names, table, span);
            }
            (Kind::Free, Content::Table(table)) if self.keep => self.customs(PROGRAM_ITSELF, table),
            (kind, _) => {
                self.value(field, kind, node);
            }
        }
    }

    /// The values of a table of the user's own, which `holder` has.
    fn customs(&mut self, holder: u32, table: Table<'d>) {
        for (name, node) in table {
            let span = node.span;
            let is_whole = matches!(&node.content, Content::Table(_) | Content::List(_));
            let tag = if self.document.is_broken(span) && !is_whole {
                Tag::Unreadable
            } else {
                Tag::of(&node.content)
            };
            let text = self.facts.word(node.content.as_text().unwrap_or_default());
            let key = self.facts.word(&name.text);
            self.facts.push_custom(Stored { holder, name: key, name_span: name.span, span, text, tag });
        }
    }

    /// The fields of an entity, as facts of the open row.
    fn fields(&mut self, shape: &'static Shape, table: Table<'d>, span: Span) {
        for (key, node) in table {
            let meant = self.entry(shape, table, key, node, |reader, field, node| {
                let value = reader.value(field, &field.kind, node);
                reader.facts.push(field.key, value, node.span);
                if let (Kind::Free, Content::Table(table), true) = (&field.kind, &node.content, reader.keep) {
                    reader.customs(reader.facts.open_place(), table);
                }
            });
            // Under a misspelled key a value stands all the same: it is not missing.
            if let Some(meant) = meant {
                self.facts.push(meant, Value::Unreadable, node.span);
            }
        }
        let document = self.document;
        for (key, span) in document.lost_below(span) {
            if let Some(field) = shape.field(key).filter(|_| !table.has(key)) {
                self.facts.push(field.key, Value::Unreadable, span);
            }
        }
        self.missing(shape, table, span);
    }

    /// A table that is not kept as facts.
    fn table(&mut self, shape: &'static Shape, table: Table<'d>, span: Span) {
        for (key, node) in table {
            self.entry(shape, table, key, node, |reader, field, node| {
                reader.value(field, &field.kind, node);
            });
        }
        self.missing(shape, table, span);
    }

    /// One value against its kind. `field` is what messages name.
    fn value(&mut self, field: &'static Field, kind: &'static Kind, node: Node<'d>) -> Value {
        let span = node.span;
        if self.document.is_broken(span) && !matches!(&node.content, Content::Table(_) | Content::List(_)) {
            return Value::Unreadable;
        }
        match (kind, &node.content) {
            (Kind::Free, Content::Table(_))
            | (Kind::Measure, Content::Integer(_) | Content::Float(_) | Content::Boolean(_)) => {
                Value::Present
            }
            (Kind::Boolean, Content::Boolean(on)) => Value::Boolean(*on),
            (Kind::Count, Content::Integer(number)) => {
                if number.count().is_some_and(|number| number > 0) {
                    Value::Present
                } else {
                    self.invalid_value(
                        field,
                        span,
                        format!("`{number}` is no whole number of at least 1"),
                        "",
                    );
                    Value::Unreadable
                }
            }
            (Kind::When | Kind::Period | Kind::Day, Content::Datetime(written)) => {
                match (written.date, written.time) {
                    (Some(date), None) => Date::new(
                        i16::try_from(date.year).unwrap_or_default(),
                        i8::try_from(date.month).unwrap_or_default(),
                        i8::try_from(date.day).unwrap_or_default(),
                    )
                    .map_or(Value::Unreadable, Value::Day),
                    _ => self.not_a_date(field, written.date.map(|date| date.to_string()), span),
                }
            }
            (_, Content::Text(text)) if kind.is_when() => self.date_text(field, kind, text, span),
            (_, Content::Text(text)) => self.text(field, kind, text, node),
            (Kind::List(kind), Content::List(array)) => {
                let mut items = Vec::with_capacity(array.len());
                for node in array {
                    let value = self.value(field, kind, node);
                    if let (Value::Word(word), true) = (value, self.keep) {
                        items.push((word, node.span));
                    }
                }
                // Of a list none of whose members could be read it is not known what it holds.
                if self.keep && items.is_empty() && !array.is_empty() {
                    return Value::Unreadable;
                }
                self.facts.list(&items)
            }
            (Kind::Table(shape), Content::Table(table)) => {
                self.table(shape, table, span);
                Value::Present
            }
            (Kind::Tables(shape), Content::List(array)) => {
                for node in array {
                    match &node.content {
                        Content::Table(table) => self.table(shape, table, node.span),
                        _ => self.wrong_type(field, kind, node),
                    }
                }
                Value::Present
            }
            (Kind::Map(names, kind), Content::Table(table)) => {
                for (name, node) in table {
                    self.path.push(&name.text);
                    self.name(*names, &name.text, name.span);
                    self.value(field, kind, node);
                    self.path.pop();
                }
                self.required_names(*names, table, span);
                Value::Present
            }
            (Kind::Rules, Content::Table(table)) => {
                for (rule, node) in table {
                    self.path.push(&rule.text);
                    self.rule_setting(field, &rule.text, node);
                    self.path.pop();
                }
                Value::Present
            }
            _ => {
                self.wrong_type(field, kind, node);
                Value::Unreadable
            }
        }
    }
}

/// The sections whose entities may hold fields of their own.
pub fn custom_sections() -> impl Iterator<Item = &'static str> {
    let keyed = PROGRAM.fields.iter().filter(|field| matches!(field.kind, Kind::Keyed(_)));
    std::iter::once("program").chain(keyed.map(|field| field.key.name()))
}
