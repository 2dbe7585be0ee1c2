//! Which program and which entity of one side is which of the other: by id, by `previously`, by name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use toml::Table;

use super::side::{Opened, Side, Text, Texts, parse, parse_both};
use super::{Unread, Which};
use crate::document::is_readable;
use crate::git::Oid;
use crate::tree::Listed;
use crate::workspace::{Cache, File};

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
    let mut both = Vec::new();
    let mut sides = [Vec::new(), Vec::new()];
    for (id, (one, other)) in union(&before.programs, &after.programs) {
        if let (Some(one), Some(other)) = (one, other) {
            let (old, new) = (before.opened(one), after.opened(other));
            let unchanged = old.listed.identity.is_some() && old.listed.identity == new.listed.identity;
            if unchanged && !moved {
                continue;
            }
            both.push((Both { id, files: [one, other], unchanged }, [old, new]));
            continue;
        }
        let (at, side, listed) = match (one, other) {
            (Some(listed), None) => (0, before, listed),
            (None, Some(listed)) => (1, after, listed),
            _ => continue,
        };
        let which = if at == 0 { Which::Before } else { Which::After };
        match side.table_of(side.opened(listed), texts) {
            Ok(table) => sides[at].push(Version { id: id.clone(), file: Arc::clone(&listed.path), table }),
            Err(message) => pairs.note(listed, which, Some(message)),
        }
    }
    // Where a release moved, what is the same may say something else.
    let read = if texts.are_brief && !moved {
        let cache = texts.cache.as_ref();
        let read = both.into_par_iter().map(|(program, opened)| {
            let (tables, whole) = excerpts([before, after], opened, cache);
            (program, tables, whole)
        });
        read.collect()
    } else {
        let mut whole = |[old, new]: [Opened; 2]| [before.table_of(old, texts), after.table_of(new, texts)];
        both.into_iter().map(|(program, opened)| (program, whole(opened), None)).collect::<Vec<_>>()
    };
    for (Both { id, files: [one, other], unchanged }, tables, whole) in read {
        if let (Some(cache), Some((identity, file))) = (&mut texts.cache, whole) {
            cache.keep(identity, file);
        }
        match tables {
            [Ok(table), Ok(after_table)] => {
                texts.know([one, other].into_iter().filter_map(|listed| listed.identity));
                pairs.programs.push(Pair {
                    before: Some(Version { id: id.clone(), file: Arc::clone(&one.path), table }),
                    after: Some(Version {
                        id: id.clone(),
                        file: Arc::clone(&other.path),
                        table: after_table,
                    }),
                });
            }
            _ if unchanged => {}
            [old, new] => {
                pairs.note(one, Which::Before, old.err());
                pairs.note(other, Which::After, new.err());
            }
        }
    }
    duplicates(before, after, &mut pairs);
    let [removed, added] = sides;
    pairs.programs.extend(pair_renamed(removed, added));
    pairs
}

/// A program that both sides have.
struct Both<'l> {
    id: &'l String,
    files: [&'l Listed; 2],
    unchanged: bool,
}

/// A file that was read whole, and the identity of its content.
type Whole = (Oid, Arc<File>);

/// What is different in a program that both sides have; and the later file, where a cache takes what had to be read whole.
fn excerpts(
    [before, after]: [&Side<'_>; 2],
    [old, new]: [Opened; 2],
    cache: Option<&Cache>,
) -> ([Text; 2], Option<Whole>) {
    let files = [&old, &new].map(|opened| Arc::clone(&opened.listed.path));
    let cache = cache.zip(new.listed.identity);
    let (one, other) = match (before.text_of(old), after.text_of(new)) {
        (Ok(one), Ok(other)) => (one, other),
        (one, other) => {
            let [before, after] = &files;
            let tables =
                [one.and_then(|text| parse(before, &text)), other.and_then(|text| parse(after, &text))];
            return (tables, None);
        }
    };
    let mut whole = None;
    let tables = parse_both([(&files[0], &one), (&files[1], &other)], |text| {
        whole =
            cache.and_then(|(cache, identity)| Some((identity, cache.sound(after.tree, &files[1], &other)?)));
        whole.is_some() || is_readable(text)
    });
    (tables, whole)
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
pub(super) struct Link<N: Ord, P> {
    rank: usize,
    names: [N; 2],
    old: P,
    new: P,
}

impl<N: Ord + Clone, P> Link<N, P> {
    pub(super) fn new(rank: usize, old: (&N, P), new: (&N, P)) -> Self {
        let mut names = [old.0.clone(), new.0.clone()];
        names.sort();
        Self { rank, names, old: old.1, new: new.1 }
    }
}

/// The best links of which no two share an end.
pub(super) fn one_to_one<N: Ord, P: Ord + Clone>(mut links: Vec<Link<N, P>>) -> Vec<(P, P)> {
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

pub(super) fn program_previously(table: &Table) -> impl Iterator<Item = &str> {
    let program = table.get("program").and_then(toml::Value::as_table);
    program.into_iter().flat_map(previously)
}

/// The former ids that a table names.
pub(super) fn previously(table: &Table) -> impl Iterator<Item = &str> {
    let list = table.get("previously").and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str)
}
