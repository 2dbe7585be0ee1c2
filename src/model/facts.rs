//! What a file says, in a few kilobytes: every value that a rule may ask for, with its span.
//!
//! A parsed table costs ten times its text. The facts are copied out of it once, so that ten thousand
//! programs fit in memory at the same time; texts that no rule reads stay in the file.

use super::custom::{Custom, Stored};
use super::index::kind_of;
use super::next_line::{NextLine, next_line};
use super::packed::{Fact, Small, Stretch, Value, Word};
use super::state::State;
use super::when::{Period, When};
use super::{Key, Kind, PROGRAM};
use crate::text::Span;

/// Every fact of one file.
#[derive(Debug, Default)]
pub struct Facts {
    words: String,
    sections: Vec<Section>,
    rows: Vec<Row>,
    values: Vec<Fact>,
    items: Vec<StoredItem>,
    /// Where a line can be added, by row.
    next_lines: Vec<(u32, NextLine)>,
    /// The values of the users' own, by what holds them.
    customs: Vec<Stored>,
}

/// The rows of one section, which stand next to each other.
#[derive(Debug, Clone, Copy)]
struct Section {
    key: Key,
    first: u32,
    len: u32,
    /// Whether their ids are in order, as a parsed table gives them.
    sorted: bool,
}

/// An entity: `[milestones.beta]`, `[program]`, one entry of `[owners]` or of `[[escalation]]`.
#[derive(Debug, Clone, Copy)]
struct Row {
    section: Key,
    id: Stretch,
    id_span: Stretch,
    /// Its facts, in [`Facts::values`].
    facts: Stretch,
    state: State,
}

#[derive(Debug, Clone, Copy)]
struct StoredItem {
    word: Stretch,
    span: Stretch,
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
    /// Room for what a text of this many bytes says, as a rule; it is given back in the end.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self {
            words: String::with_capacity(bytes / 2),
            sections: Vec::with_capacity(PROGRAM.fields.len()),
            rows: Vec::with_capacity(bytes / 100),
            values: Vec::with_capacity(bytes / 25),
            items: Vec::with_capacity(bytes / 100),
            next_lines: Vec::new(),
            customs: Vec::new(),
        }
    }

    pub(super) fn word(&mut self, text: &str) -> Word {
        let word = Word { start: offset(self.words.len()), len: offset(text.len()) };
        self.words.push_str(text);
        word
    }

    pub(super) fn list(&mut self, items: &[(Word, Span)]) -> Value {
        let first = offset(self.items.len());
        let stored = items
            .iter()
            .map(|&(word, span)| StoredItem { word: Stretch::of_word(word), span: Stretch::of_span(span) });
        self.items.extend(stored);
        Value::List { first, len: offset(items.len()) }
    }

    pub(super) fn open_row(&mut self, section: Key, id: &str, id_span: Span) {
        let first = offset(self.rows.len());
        let follows = self.rows.last().is_none_or(|last| self.text(last.id.word()) < id);
        match self.sections.last_mut().filter(|last| last.key == section) {
            Some(last) => {
                last.len += 1;
                last.sorted &= follows;
            }
            None => self.sections.push(Section { key: section, first, len: 1, sorted: true }),
        }
        let id = self.word(id);
        self.rows.push(Row {
            section,
            id: Stretch::of_word(id),
            id_span: Stretch::of_span(id_span),
            facts: Stretch::new(offset(self.values.len()), 0),
            state: State::of_new(section),
        });
    }

    pub(super) fn push(&mut self, key: Key, value: Value, span: Span) {
        let row = self.rows.last_mut().expect("a row is opened before its facts");
        row.facts.len = Small::new(row.facts.len.get() + 1);
        row.state = row.state.and(row.section, key, value);
        self.values.push(Fact::new(key, value, span));
    }

    /// Keeps the place for one more line of the entity that was read last.
    pub(super) fn keep_next_line(&mut self, text: &str) {
        let Some(at) = self.rows.len().checked_sub(1) else { return };
        let found = next_line(text, Entity { facts: self, at });
        self.next_lines.extend(found.map(|next| (offset(at), next)));
    }

    /// The place of the row that is open.
    pub(super) fn open_place(&self) -> u32 {
        offset(self.rows.len().saturating_sub(1))
    }

    pub(super) fn push_custom(&mut self, custom: Stored) {
        self.customs.push(custom);
    }

    /// The values of the users' own that an entity holds, or the program itself.
    pub(super) fn customs_of(&self, holder: u32) -> impl Iterator<Item = Custom<'_>> {
        let first = self.customs.partition_point(|custom| custom.holder < holder);
        let held = self.customs[first..].iter().take_while(move |custom| custom.holder == holder);
        held.map(|custom| Custom {
            name: self.text(custom.name.word()),
            name_span: custom.name_span.span(),
            span: custom.span.span(),
            value: custom.tag.value(self.text(custom.text.word())),
        })
    }

    pub(super) fn shrink(&mut self) {
        self.customs.sort_by_key(|custom| custom.holder);
        self.customs.shrink_to_fit();
        self.words.shrink_to_fit();
        self.sections.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.values.shrink_to_fit();
        self.items.shrink_to_fit();
        self.next_lines.shrink_to_fit();
    }

    fn of(&self, row: &Row) -> &[Fact] {
        &self.values[row.facts.range()]
    }

    fn text(&self, word: Word) -> &str {
        &self.words[word.start as usize..(word.start + word.len) as usize]
    }

    fn items_of(&self, list: Option<(u32, u32)>) -> impl Iterator<Item = Item<'_>> {
        let (first, len) = list.unwrap_or_default();
        let items = &self.items[first as usize..][..len as usize];
        items.iter().map(|item| Item { text: self.text(item.word.word()), span: item.span.span() })
    }

    /// Every entity of the file, section by section.
    pub fn entities(&self) -> impl Iterator<Item = Entity<'_>> {
        (0..self.rows.len()).map(|at| Entity { facts: self, at })
    }

    /// The entity at a place, as [`Entity::place`] tells it.
    pub fn entity_at(&self, place: usize) -> Entity<'_> {
        Entity { facts: self, at: place }
    }

    /// The entities of one section, by id.
    pub fn section(&self, section: Key) -> impl Iterator<Item = Entity<'_>> {
        let held = self.sections.iter().filter(move |held| held.key == section);
        held.flat_map(|held| {
            (held.first..held.first + held.len).map(|at| Entity { facts: self, at: at as usize })
        })
    }

    /// The entity of this id in a section.
    pub fn entity(&self, section: Key, id: &str) -> Option<Entity<'_>> {
        self.sections.iter().filter(|held| held.key == section).find_map(|held| {
            let first = held.first as usize;
            let rows = &self.rows[first..first + held.len as usize];
            let at = if held.sorted && rows.len() > FEW {
                rows.binary_search_by(|row| self.text(row.id.word()).cmp(id)).ok()
            } else {
                // Most of them differ in length, which is less to look at.
                rows.iter().position(|row| row.id.len() == id.len() && self.text(row.id.word()) == id)
            };
            at.map(|at| Entity { facts: self, at: first + at })
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

    fn row(self) -> &'a Row {
        &self.facts.rows[self.at]
    }

    /// Its place among the entities of its file.
    pub fn place(self) -> usize {
        self.at
    }

    /// The section that it stands in.
    pub fn section(self) -> Key {
        self.row().section
    }

    /// Its id: the table's name, the role in `[owners]`, the place in `[[escalation]]`, `program` for the program itself.
    pub fn id(self) -> &'a str {
        self.facts.text(self.row().id.word())
    }

    /// Where its id stands.
    pub fn id_span(self) -> Span {
        self.row().id_span.span()
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

    fn fact(self, key: Key) -> Option<&'a Fact> {
        let facts = self.facts.of(self.row());
        facts.iter().find(|fact| fact.key == key)
    }

    /// Whether the field is there, readable or not.
    pub fn has(self, key: Key) -> bool {
        self.fact(key).is_some()
    }

    /// Whether the field is there and could not be read.
    pub(super) fn is_unreadable(self, key: Key) -> bool {
        self.fact(key).is_some_and(|fact| matches!(fact.value(), Value::Unreadable))
    }

    /// Whether the field is there and is no empty list; what could not be read counts as filled.
    pub fn is_filled(self, key: Key) -> bool {
        self.fact(key).is_some_and(|fact| !matches!(fact.value(), Value::List { len: 0, .. }))
    }

    /// Where the field's value stands; the entity's id where the field is not there.
    pub fn span(self, key: Key) -> Span {
        self.fact(key).map_or_else(|| self.id_span(), |fact| fact.span.span())
    }

    /// The keys that are there, with their spans.
    pub fn keys(self) -> impl Iterator<Item = (Key, Span)> {
        let facts = self.facts.of(self.row());
        facts.iter().map(|fact| (fact.key, fact.span.span()))
    }

    /// What a field holds, as it is declared.
    pub fn kind(self, key: Key) -> Option<&'static Kind> {
        kind_of(self.section(), key)
    }

    /// The date of a field.
    pub fn when(self, key: Key) -> Option<When<'a>> {
        match self.fact(key)?.value() {
            Value::Day(day) => Some(When::Days(Period::day(day))),
            Value::Period(first, last) => Some(When::Days(Period { first, last })),
            Value::Release(word) => Some(When::Release(self.facts.text(word))),
            _ => None,
        }
    }

    /// The id, reference or short text of a field.
    pub fn word(self, key: Key) -> Option<&'a str> {
        match self.fact(key)?.value() {
            Value::Word(word) => Some(self.facts.text(word)),
            _ => None,
        }
    }

    /// The text of a field, or the members of its list.
    pub fn texts(self, key: Key) -> impl Iterator<Item = Item<'a>> {
        let fact = self.fact(key);
        let (word, items) = match fact.map(Fact::value) {
            Some(Value::Word(word)) => (Some(self.facts.text(word)), None),
            Some(Value::List { first, len }) => (None, Some((first, len))),
            _ => (None, None),
        };
        let word = word.zip(fact).map(|(text, fact)| Item { text, span: fact.span.span() });
        word.into_iter().chain(self.facts.items_of(items))
    }

    /// Whether a text field is filled with a text that only holds a place.
    pub fn is_placeholder(self, key: Key) -> bool {
        match self.fact(key).map(Fact::value) {
            Some(Value::Text { placeholder }) => placeholder,
            Some(Value::Word(word)) => super::is_placeholder(self.facts.text(word)),
            _ => false,
        }
    }

    /// The members of a list; none where it is not there.
    pub fn list(self, key: Key) -> impl Iterator<Item = Item<'a>> {
        let items = match self.fact(key).map(Fact::value) {
            Some(Value::List { first, len }) => Some((first, len)),
            _ => None,
        };
        self.facts.items_of(items)
    }

    /// Whether a switch is on.
    pub fn flag(self, key: Key) -> bool {
        matches!(self.fact(key).map(Fact::value), Some(Value::Boolean(true)))
    }

    /// The word that was chosen of those allowed.
    pub fn choice(self, key: Key) -> Option<&'static str> {
        let Value::Choice(at) = self.fact(key)?.value() else { return None };
        allowed(self.section(), key).get(at as usize).copied()
    }

    /// Its state. Left out, it is `done` or `decided` when that day stands there, else the first of
    /// the allowed ones. `None` where there is no such field, or where it could not be read.
    pub fn state(self) -> Option<&'static str> {
        self.row().state.word(self.section())
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
        self.row().state.is_open(self.section())
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

fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("a file is at most 1 MiB, and so is what it says")
}
