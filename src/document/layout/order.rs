//! The order of tables and keys. Entities stay in the order in which they were written.

use rustc_hash::FxHashMap;

use super::Place;
use super::sheet::{Block, Note, Sheet, name};
use super::split;

/// Puts tables and keys into their places.
pub(super) fn arrange(sheet: &mut Sheet<'_>, place: &Place<'_>) {
    for block in &mut sheet.blocks {
        let path = path(block);
        block.entries.sort_by_cached_key(|entry| entry.keys.first().map(|key| place(&path, name(key))));
    }
    let mut sections: FxHashMap<&str, Section<'_>> = FxHashMap::default();
    for block in &sheet.blocks {
        let path = path(block);
        let Some(first) = path.first() else { continue };
        let section = sections.entry(first).or_default();
        section.has_arrays |= block.header.as_ref().is_some_and(|header| header.is_array);
        if let Some(member) = path.get(1) {
            let next = section.members.len() + 1;
            section.members.entry(member).or_insert(next);
        }
    }
    sheet.blocks.sort_by_cached_key(|block| rank(&path(block), &sections, place));
    settle_top(sheet);
}

/// What came to the top with its table may speak of the file: who reads the file again takes it so.
fn settle_top(sheet: &mut Sheet<'_>) {
    let Some(first) = sheet.blocks.first_mut() else { return };
    let above = match first.entries.first_mut() {
        Some(entry) if first.header.is_none() => &mut entry.above,
        _ => &mut first.above,
    };
    let mut notes = std::mem::take(&mut sheet.top);
    if !notes.is_empty() {
        notes.push(Note::Blank);
    }
    notes.append(above);
    (sheet.top, *above) = split::at_top(&notes);
}

/// The tables of a section.
#[derive(Default)]
struct Section<'t> {
    /// What stands in it, counted from 1 in the order in which it was written.
    members: FxHashMap<&'t str, usize>,
    /// Whether a header in it has two brackets.
    has_arrays: bool,
}

fn path<'t>(block: &Block<'t>) -> Vec<&'t str> {
    let keys = block.header.iter().flat_map(|header| &header.keys);
    keys.map(|key| name(key)).collect()
}

/// Where a table stands: by its section, then with its entity. Tables of an array belong to the one before them, so
/// that a section with arrays keeps its order.
fn rank(path: &[&str], sections: &FxHashMap<&str, Section<'_>>, place: &Place<'_>) -> Option<(usize, usize)> {
    let first = path.first()?;
    let section = sections.get(first)?;
    let place = place(&[], first);
    if section.has_arrays || place == usize::MAX {
        return Some((place, 0));
    }
    Some((place, path.get(1).and_then(|member| section.members.get(member)).copied().unwrap_or_default()))
}
