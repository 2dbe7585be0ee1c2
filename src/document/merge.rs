//! A three-way merge of what a file says: two people who add a line at one place, or change two fields of one table, do
//! not stand in each other's way.

mod order;
mod parts;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use toml::Value;

use super::pieces::{Key, Step, pieces};
use super::values;
use parts::Conflict;

/// What became of two versions that go back to a common one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text. Where both versions changed one thing, it has both of them, between lines that mark the conflict.
    pub text: String,
    /// What both changed, by its path.
    pub conflicts: Vec<String>,
    /// Whether one of them is of whole tables, and not of a field or its comments.
    pub is_of_tables: bool,
}

/// The lines that mark a conflict, as git writes them.
#[derive(Debug, Clone, Copy)]
pub struct Marks<'n> {
    /// How many characters of one kind they begin with; git's own have 7.
    pub length: usize,
    /// What our side is called.
    pub ours: &'n str,
    /// What the other side is called.
    pub theirs: &'n str,
}

/// One of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Ours,
    Theirs,
}

impl Side {
    /// What this side has, of what the three versions have.
    fn of<T: Copy>(self, [_, ours, theirs]: [T; 3]) -> T {
        match self {
            Self::Ours => ours,
            Self::Theirs => theirs,
        }
    }
}

/// What the three versions have for one key: the common one, ours, theirs.
type Three<'t> = [Option<&'t str>; 3];

/// Merges two versions of a file, piece by piece: headers and entries, with their comments.
///
/// `None` where that is not safe: a version is no TOML, it ends its lines in two ways, or says something in such a way that
/// the result would not hold what each side changed, and all of that. Git then merges lines.
pub fn merge(versions: [&str; 3], marks: Marks<'_>) -> Option<Merged> {
    let texts = [plain(versions[0])?, plain(versions[1])?, plain(versions[2])?];
    let is_crlf = ends_in_crlf(versions[1])?;
    let texts = texts.each_ref().map(|text| text.strip_prefix('\u{feff}').unwrap_or(text));
    let tables = [values(texts[0]).ok()?, values(texts[1]).ok()?, values(texts[2]).ok()?];

    let keyed = texts.map(pieces);
    let found: [HashMap<&Key, &str>; 3] = std::array::from_fn(|at| {
        keyed[at].iter().map(|(key, place)| (key, &texts[at][place.clone()])).collect()
    });
    let keys = keyed.each_ref().map(|pieces| pieces.iter().map(|(key, _)| key).collect::<Vec<_>>());
    let order = order::order(&keys);
    let three = |key: &Key| -> Three<'_> { std::array::from_fn(|at| found[at].get(key).copied()) };
    let parts = parts::parts(&order, &keys, &three);

    let held = tables.each_ref().map(leaves);
    let conflicts: Vec<&Conflict> = parts.iter().filter_map(parts::Part::conflict).collect();
    let clashes = conflicts.iter().map(|at| at.path.iter().filter_map(Step::name).collect()).collect();
    for side in [Side::Ours, Side::Theirs] {
        let chosen = values(&parts::choose(&parts, side)).ok()?;
        if !is_safe(&held, &leaves(&chosen), &clashes) {
            return None;
        }
    }
    let mut text = parts::mark(&parts, marks);
    if is_crlf {
        text = text.replace('\n', "\r\n");
    }
    if versions[1].starts_with('\u{feff}') {
        text.insert(0, '\u{feff}');
    }
    Some(Merged {
        text,
        is_of_tables: conflicts.iter().any(|conflict| conflict.is_of_tables),
        conflicts: conflicts.iter().map(|conflict| name(&conflict.path)).collect(),
    })
}

/// Whether a text holds what each of two versions changed, and nothing else: no field that both changed may differ.
pub fn holds_both(versions: [&str; 3], text: &str) -> bool {
    let read = |text: &str| values(text.strip_prefix('\u{feff}').unwrap_or(text)).ok();
    let tables = versions.map(read);
    let [Some(base), Some(ours), Some(theirs)] = &tables else { return false };
    read(text)
        .is_some_and(|merged| is_safe(&[base, ours, theirs].map(leaves), &leaves(&merged), &BTreeSet::new()))
}

/// A text with one way to end a line, the last one too; `None` where it has a way that TOML does not know.
fn plain(text: &str) -> Option<String> {
    let mut plain = text.replace("\r\n", "\n");
    if plain.contains('\r') {
        return None;
    }
    if !plain.is_empty() && !plain.ends_with('\n') {
        plain.push('\n');
    }
    Some(plain)
}

/// Whether the lines of a text end in CRLF; `None` where some do and others do not.
fn ends_in_crlf(text: &str) -> Option<bool> {
    let (all, crlf) = (text.matches('\n').count(), text.matches("\r\n").count());
    (crlf == 0 || crlf == all).then_some(crlf > 0)
}

/// Which side a merge follows where at most one of them changed something.
fn winner<T: PartialEq>([base, ours, theirs]: [T; 3]) -> Option<Side> {
    if ours == theirs || theirs == base { Some(Side::Ours) } else { (ours == base).then_some(Side::Theirs) }
}

/// Whether a result holds what each side changed, and nothing else; of what both changed, what one of them has.
fn is_safe<'v>(held: &[Leaves<'v>; 3], result: &Leaves<'v>, clashes: &BTreeSet<Vec<&str>>) -> bool {
    let paths: BTreeSet<&Vec<&str>> = held.iter().chain([result]).flat_map(BTreeMap::keys).collect();
    paths.into_iter().all(|path| {
        let three = held.each_ref().map(|leaves| leaves.get(path));
        let [_, ours, theirs] = three;
        let result = result.get(path);
        if (1..=path.len()).any(|length| clashes.contains(&path[..length])) {
            return result == ours || result == theirs;
        }
        winner(three).is_some_and(|side| result == side.of(three))
    })
}

/// The values of a file that are no tables, by their paths.
type Leaves<'v> = BTreeMap<Vec<&'v str>, &'v Value>;

fn leaves(table: &toml::Table) -> Leaves<'_> {
    let mut leaves = Leaves::new();
    let mut left = vec![(Vec::new(), table)];
    while let Some((above, table)) = left.pop() {
        for (name, value) in table {
            let mut path = above.clone();
            path.push(name.as_str());
            match value {
                Value::Table(inner) => left.push((path, inner)),
                _ => {
                    leaves.insert(path, value);
                }
            }
        }
    }
    leaves
}

/// What a conflict is called.
fn name(path: &[Step]) -> String {
    if path.is_empty() {
        return "the comments at its end".to_owned();
    }
    let steps = path.iter().map(|step| match step {
        Step::Name(name) => name.clone(),
        Step::Place(place) => place.to_string(),
    });
    steps.collect::<Vec<_>>().join(".")
}
