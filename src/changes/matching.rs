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
fn pair_renamed(removed: Vec<Version>, added: Vec<Version>) -> Vec<Pair> {
    let mut links = Vec::new();
    for (new, version) in added.iter().enumerate() {
        for (rank, former) in program_previously(&version.table).enumerate() {
            let old = removed.iter().position(|old| old.id == former);
            links.extend(old.map(|old| Link::new(rank, (&removed[old].id, old), (&version.id, new))));
        }
    }
    for (old, version) in removed.iter().enumerate() {
        for (rank, former) in program_previously(&version.table).enumerate() {
            let new = added.iter().position(|new| new.id == former);
            links.extend(new.map(|new| Link::new(rank, (&version.id, old), (&added[new].id, new))));
        }
    }
    let mut matched = one_to_one(links);
    let left = |versions: &[Version], taken: BTreeSet<usize>| {
        let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, version) in versions.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            if let Some(name) = program_name(&version.table) {
                names.entry(name.to_owned()).or_default().push(at);
            }
        }
        names
    };
    let old_names = left(&removed, matched.iter().map(|(old, _)| *old).collect());
    let new_names = left(&added, matched.iter().map(|(_, new)| *new).collect());
    for (name, new) in &new_names {
        if let ([new], Some([old])) = (&new[..], old_names.get(name).map(|old| &old[..])) {
            matched.push((*old, *new));
        }
    }
    let mut removed: Vec<Option<Version>> = removed.into_iter().map(Some).collect();
    let mut pairs: Vec<Pair> =
        added.into_iter().map(|version| Pair { before: None, after: Some(version) }).collect();
    for (old, new) in matched {
        pairs[new].before = removed[old].take();
    }
    pairs.extend(removed.into_iter().flatten().map(|old| Pair { before: Some(old), after: None }));
    pairs
}

/// What one side was called may be what the other side is: the place of the id in `previously` counts first.
/// The order of links is the same whichever side is called the earlier one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Link<N: Ord, P> {
    rank: usize,
    names: [N; 2],
    old: P,
    new: P,
}

impl<N: Ord + Clone, P> Link<N, P> {
    fn new(rank: usize, old: (&N, P), new: (&N, P)) -> Self {
        let mut names = [old.0.clone(), new.0.clone()];
        names.sort();
        Self { rank, names, old: old.1, new: new.1 }
    }
}

/// The best links of which no two share an end.
fn one_to_one<N: Ord, P: Ord + Clone>(mut links: Vec<Link<N, P>>) -> Vec<(P, P)> {
    links.sort();
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    let mut matched = Vec::new();
    for link in links {
        if !old.contains(&link.old) && !new.contains(&link.new) {
            old.insert(link.old.clone());
            new.insert(link.new.clone());
            matched.push((link.old, link.new));
        }
    }
    matched
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
fn previously(table: &Table) -> impl Iterator<Item = &str> {
    let list = table.get("previously").and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str)
}

/// An entity: program, section and id.
type Place = (String, Key, String);

/// What is called otherwise on the later side.
#[derive(Debug, Default)]
pub struct Renames {
    programs: BothWays<String>,
    entities: BothWays<Place>,
    /// The programs of the earlier side that entities came from.
    sources: FxHashMap<String, Version>,
}

/// Names by each other, from the earlier side to the later one and back.
#[derive(Debug)]
struct BothWays<N> {
    forth: FxHashMap<N, N>,
    back: FxHashMap<N, N>,
}

impl<N> Default for BothWays<N> {
    fn default() -> Self {
        Self { forth: FxHashMap::default(), back: FxHashMap::default() }
    }
}

impl<N: Clone + Eq + std::hash::Hash> BothWays<N> {
    fn insert(&mut self, old: N, new: N) {
        self.forth.insert(old.clone(), new.clone());
        self.back.insert(new, old);
    }
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
    let names = ProgramNames::new(pairs);
    let mut links = Vec::new();
    for pair in pairs {
        for (section, id, entity) in pair.free(Which::After) {
            for (rank, former) in previously(entity).enumerate() {
                let (home, old) = names.home(pair, former, Which::Before);
                let old = home.and_then(|home| home.free_place(Which::Before, section, old));
                let new = pair.place(Which::After, section, id);
                links.extend(
                    old.zip(new).map(|(old, new)| Link::new(rank, (&old.clone(), old), (&new.clone(), new))),
                );
            }
        }
        for (section, id, entity) in pair.free(Which::Before) {
            for (rank, former) in previously(entity).enumerate() {
                let (home, new) = names.home(pair, former, Which::After);
                let new = home.and_then(|home| home.free_place(Which::After, section, new));
                let old = pair.place(Which::Before, section, id);
                links.extend(
                    old.zip(new).map(|(old, new)| Link::new(rank, (&old.clone(), old), (&new.clone(), new))),
                );
            }
        }
    }
    for (old, new) in one_to_one(links) {
        if let Some(source) = names.old.get(old.0.as_str()).and_then(|pair| pair.before.as_ref()) {
            renames.sources.entry(old.0.clone()).or_insert_with(|| source.clone());
        }
        renames.entities.insert(old, new);
    }
    renames
}

impl Pair {
    fn side(&self, which: Which) -> (Option<&Version>, Option<&Version>) {
        match which {
            Which::Before => (self.before.as_ref(), self.after.as_ref()),
            Which::After => (self.after.as_ref(), self.before.as_ref()),
        }
    }

    /// The entities of one side that the other side does not have under the same id.
    fn free(&self, which: Which) -> impl Iterator<Item = (Key, &String, &Table)> {
        let (own, other) = self.side(which);
        let known = move |section, id: &str| {
            other.is_some_and(|other| entity_of(&other.table, section, id).is_some())
        };
        own.into_iter()
            .flat_map(|version| entities(&version.table))
            .filter(move |(section, id, _)| !known(*section, id))
    }

    fn place(&self, which: Which, section: Key, id: &str) -> Option<Place> {
        Some((self.side(which).0?.id.clone(), section, id.to_owned()))
    }

    /// The place of an entity of one side, where it is there and the other side does not have it under the same id.
    fn free_place(&self, which: Which, section: Key, id: &str) -> Option<Place> {
        let (own, other) = self.side(which);
        entity_of(&own?.table, section, id)?;
        let stays = other.is_some_and(|other| entity_of(&other.table, section, id).is_some());
        if stays { None } else { self.place(which, section, id) }
    }
}

/// The programs that may differ, by each name that they have or had.
struct ProgramNames<'p> {
    old: FxHashMap<&'p str, &'p Pair>,
    new: FxHashMap<&'p str, &'p Pair>,
    former: FxHashMap<&'p str, &'p Pair>,
}

impl<'p> ProgramNames<'p> {
    fn new(pairs: &'p [Pair]) -> Self {
        let by = |version: fn(&Pair) -> &Option<Version>| {
            pairs.iter().filter_map(move |pair| Some((version(pair).as_ref()?.id.as_str(), pair))).collect()
        };
        let former = pairs.iter().flat_map(|pair| {
            let versions = pair.before.iter().chain(&pair.after);
            versions.flat_map(|version| program_previously(&version.table)).map(move |id| (id, pair))
        });
        Self { old: by(|pair| &pair.before), new: by(|pair| &pair.after), former: former.collect() }
    }

    /// The program that a former id of an entity of `pair` names, and the id in it.
    fn home(&self, pair: &'p Pair, former: &'p str, which: Which) -> (Option<&'p Pair>, &'p str) {
        let Some((program, id)) = former.split_once('/') else { return (Some(pair), former) };
        let (own, other) = match which {
            Which::Before => (&self.old, &self.new),
            Which::After => (&self.new, &self.old),
        };
        let home = [own, other, &self.former].into_iter().find_map(|names| names.get(program));
        (home.copied(), id)
    }
}

impl Renames {
    /// Where an entity of the later side comes from: its former program, and its id there.
    pub(super) fn source(&self, program: &str, section: Key, id: &str) -> Option<(&Version, &str)> {
        let place = (program.to_owned(), section, id.to_owned());
        let (program, _, id) = self.entities.back.get(&place)?;
        Some((self.sources.get(program)?, id))
    }

    /// Whether an entity of the earlier side lives on under another id or in another program.
    pub(super) fn lives_on(&self, program: &str, section: Key, id: &str) -> bool {
        self.entities.forth.contains_key(&(program.to_owned(), section, id.to_owned()))
    }

    /// Whether two references, each by the program that it stands in, point at the same thing, if all that happened
    /// are renames. The same words in one program always do.
    pub(super) fn is_same(&self, sections: &[Key], before: (&str, &str), after: (&str, &str)) -> bool {
        before.1 == after.1
            || named(before.0, before.1, sections, &self.programs.forth, &self.entities.forth)
                == named(after.0, after.1, &[], &FxHashMap::default(), &FxHashMap::default())
            || named(after.0, after.1, sections, &self.programs.back, &self.entities.back)
                == named(before.0, before.1, &[], &FxHashMap::default(), &FxHashMap::default())
    }
}

/// A reference in full, with the program and the id that it has on the other side.
fn named(
    program: &str,
    reference: &str,
    sections: &[Key],
    programs: &FxHashMap<String, String>,
    entities: &FxHashMap<Place, Place>,
) -> String {
    let (home, rest) = reference.split_once('/').unwrap_or((program, reference));
    let (prefix, id) = match rest.split_once('.') {
        Some((section, id)) => (Some(section), id),
        None => (None, rest),
    };
    let there = sections
        .iter()
        .filter(|section| prefix.is_none_or(|prefix| prefix == section.name()))
        .find_map(|section| entities.get(&(home.to_owned(), *section, id.to_owned())));
    let (home, id) = match there {
        Some((home, _, id)) => (home.as_str(), id.as_str()),
        None => (programs.get(home).map_or(home, String::as_str), id),
    };
    match prefix {
        Some(prefix) => format!("{home}/{prefix}.{id}"),
        None => format!("{home}/{id}"),
    }
}

/// The entities of the keyed sections of a program.
pub(super) fn entities(table: &Table) -> impl Iterator<Item = (Key, &String, &Table)> {
    PROGRAM.fields.iter().filter(|field| matches!(field.kind, Kind::Keyed(_))).flat_map(move |field| {
        let section = table.get(field.key.name()).and_then(toml::Value::as_table);
        section.into_iter().flatten().filter_map(move |(id, value)| Some((field.key, id, value.as_table()?)))
    })
}

/// The entity of a section.
pub(super) fn entity_of<'t>(table: &'t Table, section: Key, id: &str) -> Option<&'t Table> {
    table.get(section.name())?.as_table()?.get(id)?.as_table()
}
