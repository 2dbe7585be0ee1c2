//! Which program and which entity of one side is which of the other: by id, by `previously`, by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use toml::Table;

use super::side::{Side, Texts};
use super::{Unread, Which};
use crate::model::{Key, Kind, PROGRAM};
use crate::tree::Listed;

/// A program of one side and what it is on the other.
#[derive(Debug)]
pub(super) struct Pair {
    pub before: Option<Version>,
    pub after: Option<Version>,
}

/// A program of one side that was read.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub id: String,
    pub file: Arc<str>,
    pub table: Arc<Table>,
}

/// The programs that may differ, paired, and the files that could not be read.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub programs: Vec<Pair>,
    pub unreadable: Vec<Unread>,
}

/// Pairs the programs of two sides. Files of one identity are not opened, unless a release moved.
pub(super) fn pairs(before: &Side<'_>, after: &Side<'_>, texts: &mut Texts) -> Pairs {
    let mut pairs = Pairs::default();
    let moved = before.config.calendar.releases != after.config.calendar.releases;
    let mut sides = [Vec::new(), Vec::new()];
    for (id, (one, other)) in union(&before.programs, &after.programs) {
        if let (Some(one), Some(other)) = (one, other) {
            let identity = before.identity(one);
            if !moved && identity.is_some() && identity == after.identity(other) {
                continue;
            }
            let unchanged = identity.is_some() && identity == after.identity(other);
            match (before.table(one, texts), after.table(other, texts)) {
                (Ok(table), Ok(after_table)) => pairs.programs.push(Pair {
                    before: Some(Version { id: id.clone(), file: Arc::clone(&one.path), table }),
                    after: Some(Version {
                        id: id.clone(),
                        file: Arc::clone(&other.path),
                        table: after_table,
                    }),
                }),
                _ if unchanged => {}
                (old, new) => {
                    pairs.note(one, Which::Before, old.err());
                    pairs.note(other, Which::After, new.err());
                }
            }
            continue;
        }
        let (at, side, listed) = match (one, other) {
            (Some(listed), None) => (0, before, listed),
            (None, Some(listed)) => (1, after, listed),
            _ => continue,
        };
        let which = if at == 0 { Which::Before } else { Which::After };
        match side.table(listed, texts) {
            Ok(table) => sides[at].push(Version { id: id.clone(), file: Arc::clone(&listed.path), table }),
            Err(message) => pairs.note(listed, which, Some(message)),
        }
    }
    duplicates(before, after, &mut pairs);
    let [removed, added] = sides;
    pairs.programs.extend(pair_renamed(removed, added));
    pairs
}

impl Pairs {
    fn note(&mut self, listed: &Listed, side: Which, message: Option<String>) {
        if let Some(message) = message {
            self.unreadable.push(Unread { file: Arc::clone(&listed.path), side, message });
        }
    }
}

/// A file whose id is taken says so, unless the other side has the same file and says the same.
fn duplicates(before: &Side<'_>, after: &Side<'_>, pairs: &mut Pairs) {
    for (side, other, which) in [(before, after, Which::Before), (after, before, Which::After)] {
        for (listed, first) in &side.duplicates {
            let same = other.duplicates.iter().any(|(twin, twin_first)| {
                twin.path == listed.path
                    && twin_first == first
                    && other.identity(twin) == side.identity(listed)
            });
            if !same {
                pairs.note(listed, which, Some(format!("{first} has the same id, and counts")));
            }
        }
    }
}

type Sides<'l> = (Option<&'l Listed>, Option<&'l Listed>);

fn union<'l>(
    before: &'l BTreeMap<String, Listed>,
    after: &'l BTreeMap<String, Listed>,
) -> BTreeMap<&'l String, Sides<'l>> {
    let mut union: BTreeMap<&String, Sides<'_>> =
        before.iter().map(|(id, listed)| (id, (Some(listed), None))).collect();
    for (id, listed) in after {
        union.entry(id).or_default().1 = Some(listed);
    }
    union
}

/// Programs that went and programs that came are one where `previously` or a unique name says so.
fn pair_renamed(mut removed: Vec<Version>, added: Vec<Version>) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    for version in added {
        let former = removed.iter().position(|old| {
            program_previously(&version.table).any(|id| id == old.id)
                || program_previously(&old.table).any(|id| id == version.id)
        });
        match former {
            Some(at) => pairs.push(Pair { before: Some(removed.swap_remove(at)), after: Some(version) }),
            None => left.push(version),
        }
    }
    let unique = |versions: &[Version]| {
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for name in versions.iter().filter_map(|version| program_name(&version.table)) {
            *names.entry(name.to_owned()).or_default() += 1;
        }
        names.into_iter().filter(|(_, count)| *count == 1).map(|(name, _)| name).collect::<BTreeSet<_>>()
    };
    let (old_names, new_names) = (unique(&removed), unique(&left));
    for version in left {
        let name = program_name(&version.table)
            .filter(|name| old_names.contains(*name) && new_names.contains(*name));
        let former =
            name.and_then(|name| removed.iter().position(|old| program_name(&old.table) == Some(name)));
        let before = former.map(|at| removed.swap_remove(at));
        pairs.push(Pair { before, after: Some(version) });
    }
    pairs.extend(removed.into_iter().map(|old| Pair { before: Some(old), after: None }));
    pairs
}

/// The program's name.
pub(super) fn program_name(table: &Table) -> Option<&str> {
    table.get("program")?.as_table()?.get("name")?.as_str()
}

fn program_previously(table: &Table) -> impl Iterator<Item = &str> {
    let program = table.get("program").and_then(toml::Value::as_table);
    program.into_iter().flat_map(previously)
}

/// The former ids that a table names.
pub(super) fn previously(table: &Table) -> impl Iterator<Item = &str> {
    let list = table.get("previously").and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str)
}

/// An entity: program, section and id.
type Place = (String, Key, String);

/// What is called otherwise on the later side.
#[derive(Debug, Default)]
pub struct Renames {
    programs: FxHashMap<String, String>,
    entities: FxHashMap<Place, Place>,
    sources: FxHashMap<Place, Place>,
}

/// Finds the entities that were renamed, or moved from one program to another.
pub(super) fn renames(pairs: &[Pair]) -> Renames {
    let mut renames = Renames::default();
    for pair in pairs {
        if let (Some(before), Some(after)) = (&pair.before, &pair.after)
            && before.id != after.id
        {
            renames.programs.insert(before.id.clone(), after.id.clone());
        }
    }
    let by_old_id: FxHashMap<&str, &Pair> =
        pairs.iter().filter_map(|pair| Some((pair.before.as_ref()?.id.as_str(), pair))).collect();
    for pair in pairs {
        let Some(after) = &pair.after else { continue };
        let old_id = pair.before.as_ref().map(|before| before.id.as_str());
        for (section, id, entity) in entities(&after.table) {
            let old_table = pair.before.as_ref().map(|before| &*before.table);
            if old_table.is_some_and(|table| entity_of(table, section, id).is_some()) {
                continue;
            }
            let new: Place = (after.id.clone(), section, id.clone());
            let named = previously(entity).find_map(|former| {
                let (program, old) = match former.split_once('/') {
                    Some((program, old)) => (program, old),
                    None => (old_id?, former),
                };
                let source = by_old_id.get(program)?;
                let before = source.before.as_ref()?;
                entity_of(&before.table, section, old)?;
                let stays = source
                    .after
                    .as_ref()
                    .is_some_and(|after| entity_of(&after.table, section, old).is_some());
                (!stays).then(|| (program.to_owned(), section, old.to_owned()))
            });
            let reverted = || {
                let table = old_table?;
                let old = entities(table).find(|(other, old, entity)| {
                    *other == section
                        && previously(entity).any(|former| former == id)
                        && entity_of(&after.table, section, old).is_none()
                });
                old.map(|(_, old, _)| (old_id.unwrap_or_default().to_owned(), section, old.clone()))
            };
            if let Some(old) = named.or_else(reverted)
                && !renames.entities.contains_key(&old)
            {
                renames.entities.insert(old.clone(), new.clone());
                renames.sources.insert(new, old);
            }
        }
    }
    renames
}

impl Renames {
    /// Whether nothing is called otherwise.
    pub(super) fn is_empty(&self) -> bool {
        self.programs.is_empty() && self.entities.is_empty()
    }

    /// Where an entity of the later side comes from: its former program and id.
    pub(super) fn source(&self, program: &str, section: Key, id: &str) -> Option<(&str, &str)> {
        let place = (program.to_owned(), section, id.to_owned());
        self.sources.get(&place).map(|(program, _, id)| (program.as_str(), id.as_str()))
    }

    /// Whether an entity of the earlier side lives on under another id or in another program.
    pub(super) fn lives_on(&self, program: &str, section: Key, id: &str) -> bool {
        self.entities.contains_key(&(program.to_owned(), section, id.to_owned()))
    }

    /// A reference of the earlier side as the later side would write it, if all that happened are renames.
    pub(super) fn follow(&self, program: &str, sections: &[Key], reference: &str) -> String {
        if self.is_empty() {
            return reference.to_owned();
        }
        let (named, rest) = match reference.split_once('/') {
            Some((named, rest)) => (Some(named), rest),
            None => (None, reference),
        };
        let (prefix, id) = match rest.split_once('.') {
            Some((section, id)) => (Some(section), id),
            None => (None, rest),
        };
        let home = named.unwrap_or(program);
        let moved = sections
            .iter()
            .filter(|section| prefix.is_none_or(|prefix| prefix == section.name()))
            .find_map(|section| self.entities.get(&(home.to_owned(), *section, id.to_owned())));
        let new_home = |id: &str| self.programs.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let (target, id) = match moved {
            Some((target, _, id)) => (target.clone(), id.as_str()),
            None => (new_home(home), id),
        };
        let entity = prefix.map_or_else(|| id.to_owned(), |prefix| format!("{prefix}.{id}"));
        if named.is_none() && (target == new_home(program)) { entity } else { format!("{target}/{entity}") }
    }
}

/// The entities of the keyed sections of a program.
pub(super) fn entities(table: &Table) -> impl Iterator<Item = (Key, &String, &Table)> {
    PROGRAM.fields.iter().filter(|field| matches!(field.kind, Kind::Keyed(_))).flat_map(move |field| {
        let section = table.get(field.key.name()).and_then(toml::Value::as_table);
        section.into_iter().flatten().filter_map(move |(id, value)| Some((field.key, id, value.as_table()?)))
    })
}

fn entity_of<'t>(table: &'t Table, section: Key, id: &str) -> Option<&'t Table> {
    table.get(section.name())?.as_table()?.get(id)?.as_table()
}
