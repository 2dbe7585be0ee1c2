//! What a file says, in a few kilobytes: every value that a rule may ask for, with its span.
//!
//! A parsed table costs ten times its text. The facts are copied out of it once, so that ten thousand
//! programs fit in memory at the same time; texts that no rule reads stay in the file.

mod fill;

use std::cmp::Ordering;
use std::ops::Range;

use super::custom::{Custom, Stored};
use super::index::kind_of;
use super::next_line::NextLine;
use super::packed::Packed;
use super::state::State;
use super::value::{Tag, Value, Word};
use super::when::{Period, When};
use super::{Key, Kind};
use crate::text::Span;

/// Every fact of one file.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    words: String,
    /// The sections, whose rows stand next to each other: the key, whether their ids are in order, as a parsed table gives
    /// them, and the first row.
    sections: Packed<(Key, bool), 1>,
    /// The entities, each `[milestones.beta]`, `[program]`, one entry of `[owners]` or of `[[escalation]]`: its section and
    /// state, its id, where that stands, and its first field.
    rows: Packed<(Key, State), 5>,
    /// The fields: the key and what its value is, where that stands, and the value.
    values: Packed<(Key, Tag), 4>,
    /// The members of lists: the text, and where it stands.
    items: Packed<(), 4>,
    /// Where a line can be added, by row.
    next_lines: Vec<(u32, NextLine)>,
    /// The values of the users' own, by what holds them.
    customs: Vec<Stored>,
}

/// So many ids are looked through from the first to the last.
const FEW: usize = 16;

/// A member of a list, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// The text.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

impl Facts {
    /// The values of the users' own that an entity holds, or the program itself.
    pub(super) fn customs_of(&self, holder: u32) -> impl Iterator<Item = Custom<'_>> {
        let first = self.customs.partition_point(|custom| custom.holder < holder);
        let held = self.customs[first..].iter().take_while(move |custom| custom.holder == holder);
        held.map(|custom| Custom {
            name: self.text(custom.name),
            name_span: custom.name_span,
            span: custom.span,
            value: custom.tag.value(self.text(custom.text)),
        })
    }

    /// The fields of a row, among all of them.
    fn fields_of(&self, row: usize) -> Range<usize> {
        let first_of = |row| self.rows.number(row, 4) as usize;
        let next = row + 1;
        first_of(row)..if next < self.rows.len() { first_of(next) } else { self.values.len() }
    }

    fn id_word(&self, row: usize) -> Word {
        Word { start: self.rows.number(row, 0), len: self.rows.number(row, 1) }
    }

    /// The id of a row.
    fn id(&self, row: usize) -> &str {
        self.text(self.id_word(row))
    }

    fn value(&self, field: usize) -> Value {
        let (_, tag) = self.values.mark(field);
        Value::unpack(tag, [self.values.number(field, 2), self.values.number(field, 3)])
    }

    fn span(&self, field: usize) -> Span {
        span(self.values.number(field, 0), self.values.number(field, 1))
    }

    pub(super) fn text(&self, word: Word) -> &str {
        &self.words[word.start as usize..(word.start + word.len) as usize]
    }

    fn items_of(&self, list: Option<(u32, u32)>) -> impl Iterator<Item = Item<'_>> {
        let (first, len) = list.unwrap_or_default();
        (first..first + len).map(|at| {
            let number = |which| self.items.number(at as usize, which);
            let text = self.text(Word { start: number(0), len: number(1) });
            Item { text, span: span(number(2), number(3)) }
        })
    }

    /// Every entity of the file, section by section.
    pub fn entities(&self) -> impl Iterator<Item = Entity<'_>> {
        (0..self.rows.len()).map(|at| Entity { facts: self, at })
    }

    /// The entity at a place, as [`Entity::place`] tells it.
    pub fn entity_at(&self, place: usize) -> Entity<'_> {
        Entity { facts: self, at: place }
    }

    /// The places in [`Facts::sections`] at which a section stands.
    fn places_of(&self, section: Key) -> impl Iterator<Item = usize> {
        (0..self.sections.len()).filter(move |at| self.sections.mark(*at).0 == section)
    }

    /// The rows of the section at a place.
    fn rows_of(&self, section: usize) -> Range<usize> {
        let first_of = |section| self.sections.number(section, 0) as usize;
        let next = section + 1;
        first_of(section)..if next < self.sections.len() { first_of(next) } else { self.rows.len() }
    }

    /// The entities of one section, by id.
    pub fn section(&self, section: Key) -> impl Iterator<Item = Entity<'_>> {
        let rows = self.places_of(section).flat_map(|held| self.rows_of(held));
        rows.map(|at| Entity { facts: self, at })
    }

    /// The entity of this id in a section.
    pub fn entity(&self, section: Key, id: &str) -> Option<Entity<'_>> {
        self.places_of(section).find_map(|held| {
            let (rows, (_, is_sorted)) = (self.rows_of(held), self.sections.mark(held));
            let at = if is_sorted && rows.len() > FEW {
                binary_search(rows, |row| self.id(row).cmp(id))
            } else {
                // Most of them differ in length, which is less to look at.
                let is_as_long = |row: &usize| self.id_word(*row).len as usize == id.len();
                rows.into_iter().find(|row| is_as_long(row) && self.id(*row) == id)
            };
            at.map(|at| Entity { facts: self, at })
        })
    }
}

/// A view of one entity and its fields.
#[derive(Debug, Clone, Copy)]
pub struct Entity<'a> {
    facts: &'a Facts,
    at: usize,
}

impl<'a> Entity<'a> {
    /// The facts that it is a view of.
    pub fn facts(self) -> &'a Facts {
        self.facts
    }

    /// Its place among the entities of its file.
    pub fn place(self) -> usize {
        self.at
    }

    /// The section that it stands in.
    pub fn section(self) -> Key {
        self.facts.rows.mark(self.at).0
    }

    /// Its id: the table's name, the role in `[owners]`, the place in `[[escalation]]`, `program` for the program itself.
    pub fn id(self) -> &'a str {
        self.facts.id(self.at)
    }

    /// Where its id stands.
    pub fn id_span(self) -> Span {
        span(self.facts.rows.number(self.at, 2), self.facts.rows.number(self.at, 3))
    }

    /// Where a line can be added to it. It is known of decisions that do not write down their state: such a line
    /// is all that one of them lacks when another supersedes it.
    pub fn next_line(self) -> Option<&'a NextLine> {
        let kept = &self.facts.next_lines;
        kept.binary_search_by_key(&offset(self.at), |(row, _)| *row).ok().map(|at| &kept[at].1)
    }

    /// Its dotted path: `milestones.beta`, `program`, `escalation`.
    pub fn path(self) -> String {
        match self.section() {
            Key::Program | Key::Escalation => self.section().name().to_owned(),
            section => format!("{}.{}", section.name(), self.id()),
        }
    }

    /// The dotted path of one of its fields. A role of `[owners]` and a document are fields themselves.
    pub fn path_of(self, key: Key) -> String {
        if key == Key::Value || self.section() == Key::Escalation {
            self.path()
        } else {
            format!("{}.{}", self.path(), key.name())
        }
    }

    /// The place of a field among all of the file.
    fn find(self, key: Key) -> Option<usize> {
        self.facts.values.find(self.facts.fields_of(self.at), |(held, _)| held == key)
    }

    fn value(self, key: Key) -> Option<Value> {
        self.find(key).map(|field| self.facts.value(field))
    }

    /// Whether the field is there, readable or not.
    pub fn has(self, key: Key) -> bool {
        self.find(key).is_some()
    }

    /// Whether the field is there and could not be read.
    pub(super) fn is_unreadable(self, key: Key) -> bool {
        matches!(self.value(key), Some(Value::Unreadable))
    }

    /// Whether the field is there and is no empty list; what could not be read counts as filled.
    pub fn is_filled(self, key: Key) -> bool {
        self.value(key).is_some_and(|value| !matches!(value, Value::List { len: 0, .. }))
    }

    /// Where the field's value stands; the entity's id where the field is not there.
    pub fn span(self, key: Key) -> Span {
        self.find(key).map_or_else(|| self.id_span(), |field| self.facts.span(field))
    }

    /// The keys that are there, with their spans.
    pub fn keys(self) -> impl Iterator<Item = (Key, Span)> {
        let Self { facts, at } = self;
        facts.fields_of(at).map(|field| (facts.values.mark(field).0, facts.span(field)))
    }

    /// What a field holds, as it is declared.
    pub fn kind(self, key: Key) -> Option<&'static Kind> {
        kind_of(self.section(), key)
    }

    /// The date of a field.
    pub fn when(self, key: Key) -> Option<When<'a>> {
        match self.value(key)? {
            Value::Day(day) => Some(When::Days(Period::day(day))),
            Value::Period(first, last) => Some(When::Days(Period { first, last })),
            Value::Release(word) => Some(When::Release(self.facts.text(word))),
            _ => None,
        }
    }

    /// The id, reference or short text of a field.
    pub fn word(self, key: Key) -> Option<&'a str> {
        match self.value(key)? {
            Value::Word(word) => Some(self.facts.text(word)),
            _ => None,
        }
    }

    /// The text of a field, or the members of its list.
    pub fn texts(self, key: Key) -> impl Iterator<Item = Item<'a>> {
        let field = self.find(key);
        let (word, items) = match field.map(|field| self.facts.value(field)) {
            Some(Value::Word(word)) => (Some(self.facts.text(word)), None),
            Some(Value::List { first, len }) => (None, Some((first, len))),
            _ => (None, None),
        };
        let word = word.zip(field).map(|(text, field)| Item { text, span: self.facts.span(field) });
        word.into_iter().chain(self.facts.items_of(items))
    }

    /// Whether a text field is filled with a text that only holds a place.
    pub fn is_placeholder(self, key: Key) -> bool {
        match self.value(key) {
            Some(Value::Text { placeholder }) => placeholder,
            Some(Value::Word(word)) => super::is_placeholder(self.facts.text(word)),
            _ => false,
        }
    }

    /// The members of a list; none where it is not there.
    pub fn list(self, key: Key) -> impl Iterator<Item = Item<'a>> {
        let items = match self.value(key) {
            Some(Value::List { first, len }) => Some((first, len)),
            _ => None,
        };
        self.facts.items_of(items)
    }

    /// Whether a switch is on.
    pub fn flag(self, key: Key) -> bool {
        matches!(self.value(key), Some(Value::Boolean(true)))
    }

    /// The word that was chosen of those allowed.
    pub fn choice(self, key: Key) -> Option<&'static str> {
        let Value::Choice(at) = self.value(key)? else { return None };
        allowed(self.section(), key).get(at as usize).copied()
    }

    /// Its state. Left out, it is `done` or `decided` when that day stands there, else the first of
    /// the allowed ones. `None` where there is no such field, or where it could not be read.
    pub fn state(self) -> Option<&'static str> {
        let (section, state) = self.facts.rows.mark(self.at);
        state.word(section)
    }

    /// Whether its state is `state`.
    pub fn is(self, state: &str) -> bool {
        debug_assert!(
            allowed(self.section(), Key::State).contains(&state),
            "{state} is no state of {}",
            self.path()
        );
        self.state() == Some(state)
    }

    /// Whether something is still to be done about it. What has no state is open; what has one that
    /// could not be read is not, so that a typo does not cause a chain of findings.
    pub fn is_open(self) -> bool {
        let (section, state) = self.facts.rows.mark(self.at);
        state.is_open(section)
    }

    /// What people call it: its name, title, statement or need, else its id.
    pub fn title(self) -> &'a str {
        [Key::Name, Key::Title, Key::Statement, Key::Need]
            .into_iter()
            .find_map(|key| self.word(key))
            .unwrap_or_else(|| self.id())
    }
}

fn allowed(entity: Key, field: Key) -> &'static [&'static str] {
    match kind_of(entity, field) {
        Some(Kind::OneOf(words)) => words,
        _ => &[],
    }
}

/// The place in a sorted range at which something is found.
fn binary_search(mut range: Range<usize>, compare: impl Fn(usize) -> Ordering) -> Option<usize> {
    while !range.is_empty() {
        let middle = range.start + range.len() / 2;
        match compare(middle) {
            Ordering::Less => range.start = middle + 1,
            Ordering::Equal => return Some(middle),
            Ordering::Greater => range.end = middle,
        }
    }
    None
}

fn span(start: u32, len: u32) -> Span {
    Span { start, end: start + len }
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("a file is at most 1 MiB, and so is what it says")
}
