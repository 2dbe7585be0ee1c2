//! Fills in what a file says, entity by entity, as it is read.

use super::{Entity, Facts, offset};
use crate::model::custom::Stored;
use crate::model::next_line::next_line;
use crate::model::packed::Packed;
use crate::model::state::State;
use crate::model::value::{Value, Word};
use crate::model::{Key, PROGRAM};
use crate::text::Span;

impl Facts {
    /// Room for what a text of this many bytes says, as a rule; it is given back in the end.
    pub(in crate::model) fn with_room(bytes: usize) -> Self {
        Self {
            words: String::with_capacity(bytes / 2),
            sections: Packed::with_capacity(PROGRAM.fields.len()),
            rows: Packed::with_capacity(bytes / 100),
            values: Packed::with_capacity(bytes / 25),
            items: Packed::with_capacity(bytes / 100),
            next_lines: Vec::new(),
            customs: Vec::new(),
        }
    }

    pub(in crate::model) fn word(&mut self, text: &str) -> Word {
        let word = Word { start: offset(self.words.len()), len: offset(text.len()) };
        self.words.push_str(text);
        word
    }

    pub(in crate::model) fn list(&mut self, items: &[(Word, Span)]) -> Value {
        let first = offset(self.items.len());
        for (word, span) in items {
            self.items.push((), [word.start, word.len, span.start, length(*span)]);
        }
        Value::List { first, len: offset(items.len()) }
    }

    pub(in crate::model) fn open_row(&mut self, section: Key, id: Word, id_span: Span) {
        let follows = self.rows.len().checked_sub(1).is_none_or(|last| self.id(last) < self.text(id));
        match self.sections.last_mark_mut() {
            Some((key, is_sorted)) if *key == section => *is_sorted &= follows,
            _ => self.sections.push((section, true), [offset(self.rows.len())]),
        }
        let numbers = [id.start, id.len, id_span.start, length(id_span), offset(self.values.len())];
        self.rows.push((section, State::of_new(section)), numbers);
    }

    pub(in crate::model) fn push(&mut self, key: Key, value: Value, span: Span) {
        let (section, state) = self.rows.last_mark_mut().expect("a row is opened before its facts");
        *state = state.and(*section, key, value);
        let (tag, [one, other]) = value.pack();
        self.values.push((key, tag), [span.start, length(span), one, other]);
    }

    /// Keeps the place for one more line of the entity that was read last.
    pub(in crate::model) fn keep_next_line(&mut self, text: &str) {
        let Some(at) = self.rows.len().checked_sub(1) else { return };
        let found = next_line(text, Entity { facts: self, at });
        self.next_lines.extend(found.map(|next| (offset(at), next)));
    }

    /// The place of the row that is open.
    pub(in crate::model) fn open_place(&self) -> u32 {
        offset(self.rows.len().saturating_sub(1))
    }

    pub(in crate::model) fn push_custom(&mut self, custom: Stored) {
        self.customs.push(custom);
    }

    /// What is there, without the room that is left over, and side by side with what the next file says.
    pub(in crate::model) fn done(mut self) -> Self {
        self.customs.sort_by_key(|custom| custom.holder);
        self.clone()
    }
}

fn length(span: Span) -> u32 {
    span.end.saturating_sub(span.start)
}
