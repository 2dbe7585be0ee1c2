//! What a merge tells: what it takes from one of the sides, and what both of them changed.

use std::collections::{HashMap, HashSet};

use super::{Marks, Side, Three, winner};
use crate::document::pieces::{Key, Kind, Step};

/// A part of the result.
#[derive(Debug)]
pub(super) enum Part<'t> {
    Same(&'t str),
    Conflict(Conflict),
}

/// What both sides changed.
#[derive(Debug)]
pub(super) struct Conflict {
    pub(super) path: Vec<Step>,
    /// Whether it is of whole tables, and not of one header or entry.
    pub(super) is_of_tables: bool,
    ours: String,
    theirs: String,
}

impl Part<'_> {
    pub(super) fn conflict(&self) -> Option<&Conflict> {
        match self {
            Self::Same(_) => None,
            Self::Conflict(conflict) => Some(conflict),
        }
    }
}

/// What is to be told of each key, in order; `keys` are those of the common version, of ours and of theirs.
pub(super) fn parts<'t>(
    order: &[&Key],
    keys: &[Vec<&Key>; 3],
    three: &dyn Fn(&Key) -> Three<'t>,
) -> Vec<Part<'t>> {
    let units = Units::new(order, keys, three);
    let mut told: HashSet<&[Step]> = HashSet::new();
    let mut parts = Vec::new();
    for (at, key) in order.iter().enumerate() {
        let texts = three(key);
        if let Some((path, [_, ours, theirs])) = units.of(at, key) {
            if told.insert(path) {
                let (ours, theirs) = (ours.clone(), theirs.clone());
                parts.push(Part::Conflict(Conflict {
                    path: path.to_vec(),
                    is_of_tables: true,
                    ours,
                    theirs,
                }));
            }
        } else if let Some(side) = settle(texts) {
            parts.extend(side.of(texts).map(Part::Same));
        } else {
            let [_, ours, theirs] = texts.map(|text| text.unwrap_or_default().to_owned());
            parts.push(Part::Conflict(Conflict {
                path: key.path.clone(),
                is_of_tables: false,
                ours,
                theirs,
            }));
        }
    }
    parts
}

/// Which side a merge follows for a text. Empty lines about it are no change that another one stands against.
fn settle(texts: Three<'_>) -> Option<Side> {
    winner(texts).or_else(|| winner(texts.map(|text| text.map(str::trim))))
}

/// Pieces that are told together, since both sides changed some of them: the tables of a list, whose places are no names,
/// and a table that one side took out and the other one changed.
struct Units<'k> {
    lists: Texts<'k>,
    tables: Texts<'k>,
    /// The table in which each key of the order stands.
    table_of: Vec<Option<&'k [Step]>>,
}

/// What the three versions say, by the path of a list or of a table.
type Texts<'k> = HashMap<&'k [Step], [String; 3]>;

impl<'k> Units<'k> {
    fn new<'t>(order: &[&'k Key], keys: &[Vec<&'k Key>; 3], three: &dyn Fn(&Key) -> Three<'t>) -> Self {
        let texts = |unit_of: fn(&[&'k Key]) -> Vec<Option<&'k [Step]>>| {
            let mut texts = Texts::new();
            for (side, keys) in keys.iter().enumerate() {
                for (key, unit) in keys.iter().zip(unit_of(keys)) {
                    if let Some(unit) = unit {
                        texts.entry(unit).or_default()[side].push_str(three(key)[side].unwrap_or_default());
                    }
                }
            }
            texts
        };
        let mut lists = texts(|keys| keys.iter().map(|key| list_of(key)).collect());
        lists.retain(|_, texts| settle(texts.each_ref().map(|text| Some(text.as_str()))).is_none());

        let table_of = tables(order);
        let (mut gone, mut left) = (HashMap::new(), HashSet::new());
        // What one side alone added or changed, and which.
        let mut changed = Vec::new();
        for (key, table) in order.iter().zip(&table_of) {
            let texts = three(key);
            match settle(texts).map(|side| (side, side.of(texts))) {
                Some((side, None)) if key.kind == Kind::Head => {
                    gone.insert(key.path.as_slice(), side);
                }
                Some((_, None)) => {}
                Some((side, Some(_))) => {
                    left.extend(*table);
                    let [base, ours, theirs] = texts.map(|text| text.map(str::trim));
                    if side.of([base, ours, theirs]) != base && ours != theirs {
                        changed.push((key, side));
                    }
                }
                None => left.extend(*table),
            }
        }
        // What stands in a table of that table is part of it.
        for (key, side) in changed {
            let above = (1..key.path.len()).map(|length| &key.path[..length]);
            left.extend(above.filter(|path| gone.get(path).is_some_and(|other| *other != side)));
        }
        let mut told = texts(tables);
        told.retain(|table, _| gone.contains_key(table) && left.contains(table));
        Self { lists, tables: told, table_of }
    }

    /// With what a key is told.
    fn of(&self, at: usize, key: &Key) -> Option<(&'k [Step], &[String; 3])> {
        let of_list = list_of(key).and_then(|list| self.lists.get_key_value(list));
        let of_table = || self.table_of[at].and_then(|table| self.tables.get_key_value(table));
        of_list.or_else(of_table).map(|(path, texts)| (*path, texts))
    }
}

/// The path of the list of tables to which a key belongs.
fn list_of(key: &Key) -> Option<&[Step]> {
    let place = key.path.iter().position(|step| matches!(step, Step::Place(_)))?;
    Some(&key.path[..place])
}

/// The table in which each of these keys stands, by its header.
fn tables<'k>(keys: &[&'k Key]) -> Vec<Option<&'k [Step]>> {
    let mut table = None;
    let of = |key: &&'k Key| {
        match key.kind {
            Kind::Head => table = Some(key.path.as_slice()),
            Kind::Entry => {}
            Kind::End => return None,
        }
        table
    };
    keys.iter().map(of).collect()
}

/// The text in which one side wins every conflict.
pub(super) fn choose(parts: &[Part<'_>], side: Side) -> String {
    let text = |part: &Part<'_>| match (part, side) {
        (Part::Same(text), _) => (*text).to_owned(),
        (Part::Conflict(conflict), Side::Ours) => conflict.ours.clone(),
        (Part::Conflict(conflict), Side::Theirs) => conflict.theirs.clone(),
    };
    parts.iter().map(text).collect()
}

/// The text with both sides of each conflict, between marks.
pub(super) fn mark(parts: &[Part<'_>], marks: Marks<'_>) -> String {
    let line = |letter: &str, name: &str| {
        format!("{} {name}", letter.repeat(marks.length)).trim_end().to_owned() + "\n"
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Same(same) => text.push_str(same),
            Part::Conflict(Conflict { ours, theirs, .. }) => {
                let (start, end) = in_common(ours, theirs);
                let rest = |text: &str| text[start..text.len() - end].to_owned();
                text.push_str(&ours[..start]);
                text.push_str(&line("<", marks.ours));
                text.push_str(&rest(ours));
                text.push_str(&line("=", ""));
                text.push_str(&rest(theirs));
                text.push_str(&line(">", marks.theirs));
                text.push_str(&ours[ours.len() - end..]);
            }
        }
    }
    text
}

/// How many bytes of whole lines two texts begin with that are the same, and how many the rest of them ends with.
fn in_common(one: &str, other: &str) -> (usize, usize) {
    let [one, other] = [one, other].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let same = |(one, other): &(&&str, &&str)| one == other;
    let first = one.iter().zip(&other).take_while(same).count();
    let (one, rest, other) = (&one[..first], &one[first..], &other[first..]);
    let last = rest.iter().rev().zip(other.iter().rev()).take_while(same);
    (one.iter().map(|line| line.len()).sum(), last.map(|(line, _)| line.len()).sum())
}
