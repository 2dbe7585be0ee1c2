//! Compares one program with its other side, section by section and field by field.

use std::collections::BTreeSet;

use toml::Table;

use super::dates::{self, Dated};
use super::matching::{Pair, Renames, Version, previously, program_name};
use super::side::Side;
use super::value::{json, json_table, same};
use super::{Change, ChangeKind, Members, ProgramChange, ProgramKind};
use crate::model::{Category, Field, Key, Kind, PROGRAM, Shape};
use crate::workspace::{Calendar, Config};

/// What happened to a program; `None` where nothing did.
pub(super) fn program(
    pair: &Pair,
    before: &Side<'_>,
    after: &Side<'_>,
    renames: &Renames,
) -> Option<ProgramChange> {
    let named = pair.after.as_ref().or(pair.before.as_ref())?;
    let mut changes = Vec::new();
    let kind = match (&pair.before, &pair.after) {
        (Some(old), Some(new)) => {
            let (before, after) = (&before.config, &after.config);
            let plain = renames.is_empty() && before.calendar.releases == after.calendar.releases;
            changes = Comparing { old, new, before, after, renames, plain, changes }.run();
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
    /// Whether equal values say the same: nothing is called otherwise, and no release moved.
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
                None => self.arrived(section, &path, shape, id, table, old),
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
    fn arrived(
        &mut self,
        section: Key,
        path: &str,
        shape: &'static Shape,
        id: &str,
        table: &Table,
        old: &Table,
    ) {
        let label = title(shape, table, id);
        let source = self.renames.source(&self.new.id, section, id);
        match source {
            Some((program, former)) if program == self.old.id => {
                let before = old.get(former).and_then(toml::Value::as_table);
                let previous = Some(former.to_owned());
                self.entity(
                    section,
                    path.to_owned(),
                    label.to_owned(),
                    ChangeKind::Renamed,
                    previous,
                    before,
                    Some(table),
                );
                if let Some(before) = before {
                    self.fields(section, path, Some(label), shape, before, table);
                }
            }
            Some((program, former)) => {
                let previous = Some(format!("{program}/{former}"));
                self.entity(
                    section,
                    path.to_owned(),
                    label.to_owned(),
                    ChangeKind::Moved,
                    previous,
                    None,
                    Some(table),
                );
            }
            None => self.entity(
                section,
                path.to_owned(),
                label.to_owned(),
                ChangeKind::Added,
                None,
                None,
                Some(table),
            ),
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
            let path = format!("{path}.{key}");
            match (field.map(|field| field.key), table(before, &empty), table(after, &empty)) {
                (Some(Key::Custom), Some(old), Some(new)) => {
                    self.custom(section, &path, Some(label), old, new);
                }
                (Some(Key::Previously), ..) => self.previously(section, &path, place, old, new),
                _ => self.value(&path, place, before, after),
            }
        }
    }

    fn custom(&mut self, section: Key, path: &str, label: Option<&str>, old: &Table, new: &Table) {
        for key in keys(old, new) {
            let declared =
                |config: &Config| config.fields.get(&(section, key.clone())).map(|field| field.kind);
            let kind = declared(self.after).or_else(|| declared(self.before));
            let category = Category::of_custom(section, kind.as_ref());
            let label = label.unwrap_or(key);
            let place = Place { field: None, category, label };
            let (before, after) = (old.get(key), new.get(key));
            let path = format!("{path}.{key}");
            if kind.is_some_and(|kind| kind.is_when()) {
                self.date(&path, place, before, after, false);
            } else {
                self.value(&path, place, before, after);
            }
        }
    }

    /// Former ids: those that only tell the rename itself are no change of their own.
    fn previously(&mut self, section: Key, path: &str, place: Place<'_>, old: &Table, new: &Table) {
        let renamed = |id: &str| {
            if section == Key::Program {
                id == self.old.id || id == self.new.id
            } else {
                let inner = path.split('.').nth(1).unwrap_or_default();
                let source = self.renames.source(&self.new.id, section, inner);
                source.is_some_and(|(program, former)| {
                    id == former || id == inner || id.split_once('/') == Some((program, former))
                })
            }
        };
        let is_renamed = if section == Key::Program {
            self.old.id != self.new.id
        } else {
            let inner = path.split('.').nth(1).unwrap_or_default();
            self.renames.source(&self.new.id, section, inner).is_some()
        };
        let rest = |table: &Table| -> BTreeSet<String> {
            previously(table).filter(|id| !(is_renamed && renamed(id))).map(str::to_owned).collect()
        };
        if rest(old) != rest(new) {
            self.value(path, place, old.get("previously"), new.get("previously"));
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
                let followed =
                    kind.filter(|kind| kind.is_reference()).zip(before.and_then(toml::Value::as_str));
                let followed = followed.map(|(kind, text)| toml::Value::String(self.follow(kind, text)));
                let is_same = match (followed.as_ref().or(before), after) {
                    (Some(before), Some(after)) => same(before, after),
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
        let followed: Vec<String> = old.iter().map(|text| self.follow(kind, text)).collect();
        let added: Vec<String> = unique(new.iter().filter(|text| !followed.contains(text)));
        let gone = old.iter().zip(&followed).filter(|(_, followed)| !new.contains(followed));
        let removed: Vec<String> = unique(gone.map(|(text, _)| text));
        if added.is_empty() && removed.is_empty() && before.is_some() == after.is_some() {
            return;
        }
        self.push(path, place, before, after);
        self.changes.last_mut().expect("a change was just pushed").members = Some(Members { added, removed });
    }

    /// A reference of the earlier side as the later side writes it where only names changed.
    fn follow(&self, kind: &Kind, text: &str) -> String {
        match kind {
            Kind::Reference(sections) => self.renames.follow(&self.old.id, sections, text),
            Kind::Provider if text.contains('/') && !text.starts_with("external:") => {
                self.renames.follow(&self.old.id, &[Key::Milestones], text)
            }
            Kind::List(kind) => self.follow(kind, text),
            _ => text.to_owned(),
        }
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
fn title<'t>(shape: &Shape, table: &'t Table, id: &'t str) -> &'t str {
    let field = shape.fields.iter().find(|field| field.required && matches!(field.kind, Kind::Title));
    field.and_then(|field| table.get(field.key.name())).and_then(toml::Value::as_str).unwrap_or(id)
}
