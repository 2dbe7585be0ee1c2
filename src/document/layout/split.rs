//! To which of its neighbours a comment belongs.
//!
//! A comment right above an entry or a header goes with it. One right below an entry, with an empty line behind it,
//! goes with what is above it. All others go with what comes next.

use super::sheet::Note;

/// Splits what stands between two things: what belongs to the one before, and to the one after it.
pub(super) fn between<'t>(notes: &[Note<'t>], is_last: bool) -> (Vec<Note<'t>>, Vec<Note<'t>>) {
    let blank = notes.iter().position(|note| *note == Note::Blank);
    let end = match blank {
        Some(at) => at,
        None if is_last => notes.len(),
        None => 0,
    };
    let end = if notes[..end].iter().any(Note::silences_next) { 0 } else { end };
    (notes[..end].to_vec(), notes[end..].to_vec())
}

/// Splits what stands above the first thing of a file: what belongs to the file, and to that thing.
pub(super) fn at_top<'t>(notes: &[Note<'t>]) -> (Vec<Note<'t>>, Vec<Note<'t>>) {
    let silencing = notes.iter().position(Note::silences_next).unwrap_or(notes.len());
    let blank = notes[..silencing].iter().rposition(|note| *note == Note::Blank);
    let from = blank.map_or(0, |at| at + 1);
    let own = notes[from..].iter().take_while(|note| note.is_of_file()).count();
    (notes[..from + own].to_vec(), notes[from + own..].to_vec())
}
