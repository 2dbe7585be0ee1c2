//! Compares one program with its other side, section by section and field by field.

use std::collections::BTreeSet;

use toml::Table;

use super::dates::{self, Dated};
use super::matching::{Pair, Version, program_name};
use super::renames::{Renames, entity_of};
use super::value::{json, json_table, same};
use super::{Change, ChangeKind, Members, ProgramChange, ProgramKind};
use crate::model::{Category, Field, Key, Kind, PROGRAM, Shape};
use crate::workspace::{Calendar, Config};

/// What happened to a program; `None` where nothing did.
pub(super) fn program(
    pair: &Pair,
    [before, after]: [&Config; 2],
    renames: &Renames,
) -> Option<ProgramChange> {
    let named = pair.after.as_ref().or(pair.before.as_ref())?;
    let mut changes = Vec::new();
    let kind = match (&pair.before, &pair.after) {
        (Some(old), Some(new)) => {
            let plain = before.calendar.releases == after.calendar.releases;
            changes = Comparing { old, new, before, after, renames, plain, changes }.run();
            // There are as many of these as versions of programs, and most of them are short.
            changes.shrink_to_fit();
            if old.id == new.id { ProgramKind::Changed } else { ProgramKind::Renamed }
        }
        (None, _) => ProgramKind::Added,
        (_, None) => ProgramKind::Removed,
    };
    if kind == ProgramKind::Changed && changes.is_empty() {
        return None;
    }
    let previous = pair.before.as_ref().filter(|old| kind == ProgramKind::Renamed && old.id != named.id);
    Some(ProgramChange {
        id: named.id.clone(),
        name: program_name(&named.table).unwrap_or(&named.id).to_owned(),
        file: named.file.clone(),
        kind,
        previous_id: previous.map(|old| old.id.clone()),
        changes,
        steps: Vec::new(),
        before: pair.before.as_ref().map(|version| version.table.clone()),
        after: pair.after.as_ref().map(|version| version.table.clone()),
    })
}

struct Comparing<'c> {
    old: &'c Version,
    new: &'c Version,
    before: &'c Config,
    after: &'c Config,
    renames: &'c Renames,
    /// Whether equal values say the same: no release moved.
    plain: bool,
    changes: Vec<Change>,
}

/// A field at a place: what messages and categories need to know of it.
#[derive(Clone, Copy)]
struct Place<'c> {
    field: Option<&'static Field>,
    category: Category,
    label: &'c str,
}

impl Comparing<'_> {
    fn run(mut self) -> Vec<Change> {
        let (old, new) = (self.old, self.new);
        for field in PROGRAM.fields {
            let name = field.key.name();
            self.section(field, old.table.get(name), new.table.get(name));
        }
        let known = |key: &&String| PROGRAM.field(key).is_some();
        let excess: BTreeSet<&String> =
            old.table.keys().chain(new.table.keys()).filter(|key| !known(key)).collect();
        for key in excess {
            self.excess(key, old.table.get(key), new.table.get(key));
        }
        self.changes
    }

    fn section(&mut self, field: &'static Field, before: Option<&toml::Value>, after: Option<&toml::Value>) {
        if self.plain && before == after {
            return;
        }
        let section = field.key;
        let whole =
            Place { field: Some(field), category: Category::of_entity(section), label: section.name() };
        let empty = Table::new();
        let (Some(old), Some(new)) = (table(before, &empty), table(after, &empty)) else {
            self.value(section.name(), whole, before, after);
            return;
        };
        match &field.kind {
            Kind::Table(shape) => self.fields(section, section.name(), None, shape, old, new),
            Kind::Keyed(shape) => self.entities(section, shape, old, new),
            Kind::Tables(_) => self.value(section.name(), whole, before, after),
            Kind::Free => self.custom(Key::Program, section.name(), None, old, new),
            _ => {
                for key in keys(old, new) {
                    let place = Place { field: None, label: key, ..whole };
                    self.value(&format!("{}.{key}", section.name()), place, old.get(key), new.get(key));
                }
            }
        }
    }

    /// A top-level key that the format does not know.
    fn excess(&mut self, key: &str, before: Option<&toml::Value>, after: Option<&toml::Value>) {
        let place = Place { field: None, category: Category::Other, label: key };
        let empty = Table::new();
        let (Some(old), Some(new)) = (table(before, &empty), table(after, &empty)) else {
            self.value(key, place, before, after);
            return;
        };
        for inner in keys(old, new) {
            let place = Place { label: inner, ..place };
            self.value(&format!("{key}.{inner}"), place, old.get(inner), new.get(inner));
        }
    }

    fn entities(&mut self, section: Key, shape: &'static Shape, old: &Table, new: &Table) {
        for (id, after) in new {
            if self.plain && old.get(id) == Some(after) {
                continue;
            }
            let path = format!("{}.{id}", section.name());
            let Some(table) = after.as_table() else {
                self.malformed(section, &path, id, old.get(id), Some(after));
                continue;
            };
            match old.get(id) {
                Some(toml::Value::Table(before)) => {
                    self.fields(section, &path, Some(title(shape, table, id)), shape, before, table);
                }
                Some(before) => self.malformed(section, &path, id, Some(before), Some(after)),
                None => self.arrived(section, &path, shape, id, table),
            }
        }
        for (id, before) in old.iter().filter(|(id, _)| !new.contains_key(*id)) {
            let path = format!("{}.{id}", section.name());
            match before.as_table() {
                Some(_) if self.renames.lives_on(&self.old.id, section, id) => {}
                Some(table) => {
                    let label = title(shape, table, id).to_owned();
                    self.entity(section, path, label, ChangeKind::Removed, None, Some(table), None);
                }
                None => self.malformed(section, &path, id, Some(before), None),
            }
        }
    }

    /// An entity that was not there under this id: added, renamed, or moved from another program.
    fn arrived(&mut self, section: Key, path: &str, shape: &'static Shape, id: &str, table: &Table) {
        let label = title(shape, table, id);
        let Some((source, former)) = self.renames.source(&self.new.id, section, id) else {
            self.entity(
                section,
                path.to_owned(),
                label.to_owned(),
                ChangeKind::Added,
                None,
                None,
                Some(table),
            );
            return;
        };
        let (kind, previous) = if source.id == self.old.id {
            (ChangeKind::Renamed, former.to_owned())
        } else {
            (ChangeKind::Moved, format!("{}/{former}", source.id))
        };
        let before = entity_of(&source.table, section, former);
        self.entity(section, path.to_owned(), label.to_owned(), kind, Some(previous), before, Some(table));
        if let Some(before) = before {
            let mut inner = Comparing { old: source, changes: Vec::new(), ..*self };
            inner.fields(section, path, Some(label), shape, before, table);
            self.changes.append(&mut inner.changes);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one change, named where it is called")]
    fn entity(
        &mut self,
        section: Key,
        path: String,
        label: String,
        kind: ChangeKind,
        previous_id: Option<String>,
        before: Option<&Table>,
        after: Option<&Table>,
    ) {
        self.changes.push(Change {
            path,
            label,
            category: Category::of_entity(section),
            kind,
            previous_id,
            before: before.map(json_table),
            after: after.map(json_table),
            date: None,
            members: None,
            steps: Vec::new(),
        });
    }

    fn malformed(
        &mut self,
        section: Key,
        path: &str,
        id: &str,
        before: Option<&toml::Value>,
        after: Option<&toml::Value>,
    ) {
        let place = Place { field: None, category: Category::of_entity(section), label: id };
        self.value(path, place, before, after);
    }

    /// The fields of two tables of one shape. `label` is what the entity is called; fields of the program are called by their key.
    fn fields(
        &mut self,
        section: Key,
        path: &str,
        label: Option<&str>,
        shape: &'static Shape,
        old: &Table,
        new: &Table,
    ) {
        let empty = Table::new();
        for key in keys(old, new) {
            let field = shape.field(key);
            let label = label.unwrap_or(key);
            let place = Place { field, category: Category::of_field(section, field), label };
            let (before, after) = (old.get(key), new.get(key));
            let known = field.map(|field| field.key);
            if known == Some(Key::Previously) && self.is_renamed(section, path) {
                continue;
            }
            let path = format!("{path}.{key}");
            match (known, table(before, &empty), table(after, &empty)) {
                (Some(Key::Custom), Some(old), Some(new)) => {
                    self.custom(section, &path, Some(label), old, new);
                }
                _ => self.value(&path, place, before, after),
            }
        }
    }

    fn custom(&mut self, section: Key, path: &str, label: Option<&str>, old: &Table, new: &Table) {
        for key in keys(old, new) {
            let declared =
                |config: &Config| config.fields.get(&(section, key.clone())).map(|field| field.holds.kind());
            let kind = declared(self.after).or_else(|| declared(self.before));
            let category = Category::of_custom(section, kind.as_ref());
            let label = label.unwrap_or(key);
            let place = Place { field: None, category, label };
            let (before, after) = (old.get(key), new.get(key));
            let path = format!("{path}.{key}");
            let lists = [before, after].iter().flatten().all(|value| is_text_list(value));
            if kind.is_some_and(|kind| kind.is_when()) {
                self.date(&path, place, before, after, false);
            } else if lists {
                self.set(&path, place, &Kind::Text, before, after);
            } else {
                self.value(&path, place, before, after);
            }
        }
    }

    /// Whether the program or the entity at a path has another name or home now, which its former ids only tell again.
    fn is_renamed(&self, section: Key, path: &str) -> bool {
        match path.split_once('.') {
            Some((_, id)) => self.renames.source(&self.new.id, section, id).is_some(),
            None => self.old.id != self.new.id,
        }
    }

    /// One value. `None` is a key that is not there.
    fn value(
        &mut self,
        path: &str,
        place: Place<'_>,
        before: Option<&toml::Value>,
        after: Option<&toml::Value>,
    ) {
        let kind = place.field.map(|field| &field.kind);
        match kind {
            Some(kind) if kind.is_when() => {
                let first = place.field.is_some_and(|field| field.key == Key::Start);
                self.date(path, place, before, after, first);
            }
            Some(Kind::List(inner)) if [before, after].iter().flatten().all(|value| is_text_list(value)) => {
                self.set(path, place, inner, before, after);
            }
            _ => {
                let is_same = match (before, after) {
                    (Some(before), Some(after)) => {
                        let texts = before.as_str().zip(after.as_str());
                        let points = texts
                            .zip(kind)
                            .is_some_and(|((one, other), kind)| self.is_same(kind, one, other));
                        points || same(before, after)
                    }
                    (before, after) => before.is_none() && after.is_none(),
                };
                if !is_same {
                    self.push(path, place, before, after);
                }
            }
        }
    }

    fn date(
        &mut self,
        path: &str,
        place: Place<'_>,
        before: Option<&toml::Value>,
        after: Option<&toml::Value>,
        first: bool,
    ) {
        let read = |value, calendar: &Calendar| Dated::read(value, calendar, first);
        let old = before.map(|value| read(value, &self.before.calendar));
        let new = after.map(|value| read(value, &self.after.calendar));
        let moved = old.zip(new).and_then(|(old, new)| old.moved_release(new)).is_some();
        let is_same = match (before, after) {
            (Some(before), Some(after)) => same(before, after),
            (before, after) => before.is_none() && after.is_none(),
        };
        if !is_same || moved {
            let date = dates::change(old, new);
            self.push(path, place, before, after);
            self.changes.last_mut().expect("a change was just pushed").date = Some(date);
        }
    }

    /// A list in which order and repetition mean nothing.
    fn set(
        &mut self,
        path: &str,
        place: Place<'_>,
        kind: &Kind,
        before: Option<&toml::Value>,
        after: Option<&toml::Value>,
    ) {
        let texts = |value: Option<&toml::Value>| -> Vec<String> {
            let items = value.and_then(toml::Value::as_array).into_iter().flatten();
            items.filter_map(toml::Value::as_str).map(str::to_owned).collect()
        };
        let (old, new) = (texts(before), texts(after));
        let has = |texts: &[String], is_it: &dyn Fn(&str) -> bool| texts.iter().any(|text| is_it(text));
        let came = new.iter().filter(|text| !has(&old, &|former| self.is_same(kind, former, text)));
        let went = old.iter().filter(|text| !has(&new, &|latest| self.is_same(kind, text, latest)));
        let (added, removed) = (unique(came), unique(went));
        if added.is_empty() && removed.is_empty() && before.is_some() == after.is_some() {
            return;
        }
        self.push(path, place, before, after);
        self.changes.last_mut().expect("a change was just pushed").members = Some(Members { added, removed });
    }

    /// Whether two texts say the same: word for word, or as references where only names changed.
    fn is_same(&self, kind: &Kind, before: &str, after: &str) -> bool {
        let sections: &[Key] = match kind {
            Kind::List(kind) => return self.is_same(kind, before, after),
            Kind::Reference(sections) => sections,
            Kind::Provider => {
                let is_place = |text: &str| text.contains('/') && !text.starts_with("external:");
                if is_place(before) && is_place(after) { &[Key::Milestones] } else { return before == after }
            }
            _ => return before == after,
        };
        self.renames.is_same(sections, (&self.old.id, before), (&self.new.id, after))
    }

    fn push(
        &mut self,
        path: &str,
        place: Place<'_>,
        before: Option<&toml::Value>,
        after: Option<&toml::Value>,
    ) {
        let kind = match (before, after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        self.changes.push(Change {
            path: path.to_owned(),
            label: place.label.to_owned(),
            category: place.category,
            kind,
            previous_id: None,
            before: before.map(json),
            after: after.map(json),
            date: None,
            members: None,
            steps: Vec::new(),
        });
    }
}

/// The table that a value is; the empty one where there is no value.
fn table<'t>(value: Option<&'t toml::Value>, empty: &'t Table) -> Option<&'t Table> {
    value.map_or(Some(empty), toml::Value::as_table)
}

fn keys<'t>(old: &'t Table, new: &'t Table) -> BTreeSet<&'t String> {
    old.keys().chain(new.keys()).collect()
}

fn is_text_list(value: &toml::Value) -> bool {
    value.as_array().is_some_and(|items| items.iter().all(toml::Value::is_str))
}

fn unique<'t>(texts: impl Iterator<Item = &'t String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::new();
    for text in texts {
        if !unique.contains(text) {
            unique.push(text.clone());
        }
    }
    unique
}

/// What people call an entity: its required text, else its id.
pub fn title<'t>(shape: &Shape, table: &'t Table, id: &'t str) -> &'t str {
    let field = shape.fields.iter().find(|field| field.required && matches!(field.kind, Kind::Title));
    field.and_then(|field| table.get(field.key.name())).and_then(toml::Value::as_str).unwrap_or(id)
}
