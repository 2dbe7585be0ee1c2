//! What one folder of a commit holds: the entries of a tree object.
//!
//! The format is that of git's own documentation: for each entry its mode in octal, a space, its name, a zero, its id.

use std::cmp::Ordering;

use memchr::memchr;

use super::{FileKind, Oid};

/// How many bytes of two listings are compared in one turn.
const BLOCK: usize = 32;

/// The bytes of an id.
const ID: usize = 20;

/// The entries of a folder, in the order that git gives them.
#[derive(Debug, Default)]
pub(super) struct Listing {
    bytes: Box<[u8]>,
    /// Where each entry ends.
    ends: Vec<usize>,
}

/// A file or a folder in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    mode: u32,
    pub(super) name: &'a [u8],
    pub(super) oid: Oid,
}

impl<'a> Entry<'a> {
    /// Reads the entry that bytes begin with, and says how long it is; `None` where they are damaged.
    fn parse(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let (mut mode, mut start) = (0_u32, 0);
        loop {
            let byte = *bytes.get(start)?;
            start += 1;
            match byte {
                b'0'..=b'7' => mode = mode << 3 | u32::from(byte - b'0'),
                b' ' => break,
                _ => return None,
            }
        }
        let rest = &bytes[start..];
        let length = memchr(0, rest)?;
        let oid = Oid::from_bytes(rest.get(length + 1..=length + ID)?)?;
        Some((Self { mode, name: &rest[..length], oid }, start + length + 1 + ID))
    }

    /// What it is; `None` is a folder.
    pub(super) fn kind(&self) -> Option<FileKind> {
        kind_of(self.mode)
    }

    pub(super) fn is_folder(&self) -> bool {
        self.kind().is_none()
    }

    /// The id of a regular file.
    pub(super) fn file(&self) -> Option<Oid> {
        (self.kind() == Some(FileKind::File)).then_some(self.oid)
    }

    /// The id of a folder.
    pub(super) fn folder(&self) -> Option<Oid> {
        self.is_folder().then_some(self.oid)
    }

    /// The order of entries in a folder: by name, a folder's as if it ended in `/`.
    fn compare(&self, other: &Self) -> Ordering {
        let common = self.name.len().min(other.name.len());
        let end = |entry: &Self| {
            entry.name.get(common).copied().unwrap_or(if entry.is_folder() { b'/' } else { 0 })
        };
        self.name[..common]
            .cmp(&other.name[..common])
            .then_with(|| end(self).cmp(&end(other)))
            .then_with(|| self.name.len().cmp(&other.name.len()))
    }
}

impl Listing {
    /// Reads the bytes of a tree object; `None` where they are damaged.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut ends = Vec::with_capacity(bytes.len() / BLOCK);
        let mut end = 0;
        while end < bytes.len() {
            end += Entry::parse(&bytes[end..])?.1;
            ends.push(end);
        }
        Some(Self { bytes: bytes.into(), ends })
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.ends.len()).filter_map(|at| self.entry(at))
    }

    pub(super) fn find(&self, name: &[u8]) -> Option<Entry<'_>> {
        self.entries().find(|entry| entry.name == name)
    }

    fn entry(&self, at: usize) -> Option<Entry<'_>> {
        Entry::parse(self.rest(at)).map(|(entry, _)| entry)
    }

    /// The bytes from an entry on.
    fn rest(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |last| self.ends[last]);
        &self.bytes[start..]
    }

    /// How many of the entries from one on lie within so many bytes.
    fn within(&self, at: usize, bytes: usize) -> usize {
        let start = self.bytes.len() - self.rest(at).len();
        self.ends[at..].partition_point(|end| *end <= start + bytes)
    }
}

/// What a mode of git stands for; `None` is a folder.
pub(super) fn kind_of(mode: u32) -> Option<FileKind> {
    match mode & 0o170_000 {
        0o040_000 => None,
        0o120_000 => Some(FileKind::Symlink),
        0o160_000 => Some(FileKind::Submodule),
        _ => Some(FileKind::File),
    }
}

/// Goes through two folders side by side and shows the entries that differ.
///
/// Two versions of a folder say nearly all the same, and what they say the same is not read entry by entry.
pub(super) fn differences<'a>(
    before: &'a Listing,
    after: &'a Listing,
    mut show: impl FnMut(Option<Entry<'a>>, Option<Entry<'a>>),
) {
    let (mut old, mut new) = (0, 0);
    loop {
        let same = before.within(old, common(before.rest(old), after.rest(new)));
        (old, new) = (old + same, new + same);
        let pair = (before.entry(old), after.entry(new));
        let order = match &pair {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(old), Some(new)) => old.compare(new),
        };
        match order {
            Ordering::Less => show(pair.0, None),
            Ordering::Greater => show(None, pair.1),
            Ordering::Equal if pair.0 != pair.1 => show(pair.0, pair.1),
            Ordering::Equal => {}
        }
        old += usize::from(order != Ordering::Greater);
        new += usize::from(order != Ordering::Less);
    }
}

/// How many bytes two runs of bytes have in common at least, to the last block.
fn common(one: &[u8], other: &[u8]) -> usize {
    let (one, other) = (one.as_chunks::<BLOCK>().0, other.as_chunks::<BLOCK>().0);
    one.iter().zip(other).take_while(|(one, other)| one == other).count() * BLOCK
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "100644";
    const FOLDER: &str = "40000";

    /// A tree object, with ids that are the same byte twenty times.
    fn tree(entries: &[(&str, &str, u8)]) -> Vec<u8> {
        let bytes = entries
            .iter()
            .flat_map(|(mode, name, id)| [format!("{mode} {name}\0").into_bytes(), vec![*id; ID]].concat());
        bytes.collect()
    }

    fn shown(before: &[(&str, &str, u8)], after: &[(&str, &str, u8)]) -> Vec<String> {
        let [before, after] = [before, after].map(|entries| Listing::parse(&tree(entries)).expect("sound"));
        let mut shown = Vec::new();
        differences(&before, &after, |old, new| {
            let name = |entry: Entry<'_>| String::from_utf8_lossy(entry.name).into_owned();
            shown.push(match (old, new) {
                (Some(old), Some(_)) => format!("~{}", name(old)),
                (Some(old), None) => format!("-{}", name(old)),
                (None, Some(new)) => format!("+{}", name(new)),
                (None, None) => "nothing".to_owned(),
            });
        });
        shown
    }

    #[test]
    fn what_differs_is_found_wherever_it_stands() {
        let names: Vec<String> = (10..40).map(|number| format!("a program of team {number}.toml")).collect();
        let all: Vec<(&str, &str, u8)> = names.iter().map(|name| (FILE, name.as_str(), b' ')).collect();
        assert_eq!(shown(&all, &all), [""; 0]);
        for at in 0..all.len() {
            let mut changed = all.clone();
            changed[at].2 = 0;
            assert_eq!(shown(&all, &changed), [format!("~{}", names[at])]);
            let mut without = all.clone();
            without.remove(at);
            assert_eq!(shown(&all, &without), [format!("-{}", names[at])]);
            assert_eq!(shown(&without, &all), [format!("+{}", names[at])]);
        }
        assert_eq!(shown(&[], &all[..2]), [format!("+{}", names[0]), format!("+{}", names[1])]);
    }

    #[test]
    fn a_folder_stands_where_its_name_with_a_slash_would() {
        let before = [(FILE, "a", 1), (FILE, "a.toml", 2), (FILE, "b", 3)];
        let after = [(FILE, "a.toml", 2), (FOLDER, "a", 1), (FILE, "b", 4)];
        assert_eq!(shown(&before, &after), ["-a", "+a", "~b"]);
    }

    #[test]
    fn damaged_bytes_are_no_listing() {
        let sound = tree(&[(FILE, "one.toml", 1), (FOLDER, "two", 2)]);
        let borders = [0, sound.len() - FOLDER.len() - " two\0".len() - ID, sound.len()];
        for end in 0..=sound.len() {
            assert_eq!(Listing::parse(&sound[..end]).is_some(), borders.contains(&end), "{end} bytes");
        }
        assert!(Listing::parse(&tree(&[("100x44", "one.toml", 1)])).is_none());
    }
}
