//! What is called otherwise on the later side: programs, and the entities that were renamed or moved.

use rustc_hash::FxHashMap;
use toml::Table;

use super::Which;
use super::matching::{Link, Pair, Version, one_to_one, previously, program_previously};
use crate::model::{Key, Kind, PROGRAM};

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
    /// Its ids, in an order that is the same whichever side is called the earlier one.
    fn ids(&self) -> [Option<&str>; 2] {
        let mut ids = [&self.before, &self.after].map(|version| Some(version.as_ref()?.id.as_str()));
        ids.sort_unstable();
        ids
    }

    fn side(&self, which: Which) -> (Option<&Version>, Option<&Version>) {
        match which {
            Which::Before => (self.before.as_ref(), self.after.as_ref()),
            Which::After => (self.after.as_ref(), self.before.as_ref()),
        }
    }

    /// The entities of one side that the other side does not have under the same id.
    pub(super) fn free(&self, which: Which) -> impl Iterator<Item = (Key, &String, &Table)> {
        let (own, other) = self.side(which);
        let known = move |section, id: &str| other.is_some_and(|other| holds(&other.table, section, id));
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
        let stays = other.is_some_and(|other| holds(&other.table, section, id));
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
        let mut former: FxHashMap<&str, &Pair> = FxHashMap::default();
        for pair in pairs {
            for version in pair.before.iter().chain(&pair.after) {
                for id in program_previously(&version.table) {
                    let known = former.entry(id).or_insert(pair);
                    if pair.ids() < known.ids() {
                        *known = pair;
                    }
                }
            }
        }
        Self { old: by(|pair| &pair.before), new: by(|pair| &pair.after), former }
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

/// Whether something stands under an id of a section, well formed or not.
fn holds(table: &Table, section: Key, id: &str) -> bool {
    let section = table.get(section.name()).and_then(toml::Value::as_table);
    section.is_some_and(|section| section.contains_key(id))
}

/// The entity of a section.
pub(super) fn entity_of<'t>(table: &'t Table, section: Key, id: &str) -> Option<&'t Table> {
    table.get(section.name())?.as_table()?.get(id)?.as_table()
}
