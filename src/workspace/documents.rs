//! The documents that programs point at: which of them are files, and which of those are not there.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::Workspace;
use super::load::FILES_A_TASK;
use crate::disk::below_root;
use crate::model::{Entity, Key};
use crate::tree::Tree;

/// Why a document cannot be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// There is nothing at its path.
    Absent,
    /// Its path goes up with `..`, out of the root or not.
    Upwards,
    /// Its path begins at the root of a disk.
    Absolute,
    /// Its path is written with `\\`.
    Backslashes,
}

impl Workspace {
    /// Why a document of a program cannot be found. `None` where it is there, or has an address.
    pub fn lost(&self, document: Entity<'_>) -> Option<Lost> {
        let written = document.word(Key::Value)?;
        match path_of(written)? {
            Err(lost) => Some(lost),
            Ok(path) => candidates(&path).all(|path| self.absent.contains(path)).then_some(Lost::Absent),
        }
    }

    /// Asks once for every document that has a path whether it is there.
    pub(super) fn find_documents(&mut self, tree: &Tree) {
        let programs = self.programs.par_iter().with_min_len(FILES_A_TASK);
        let mut paths: Vec<String> = programs
            .flat_map_iter(|program| {
                program.section(Key::Docs).filter_map(|document| document.word(Key::Value))
            })
            .filter_map(|written| path_of(written)?.ok())
            .collect();
        paths.sort_unstable();
        paths.dedup();
        let candidates: Vec<&str> = paths.iter().flat_map(|path| candidates(path)).collect();
        self.absent = tree.absent(&candidates).into_iter().map(str::to_owned).collect::<FxHashSet<String>>();
    }
}

/// The path of a document from the root. `None` where it has an address: a scheme of more than one letter.
fn path_of(written: &str) -> Option<Result<String, Lost>> {
    let written = written.trim();
    let letters = |byte: &u8| byte.is_ascii_alphanumeric() || b"+.-".contains(byte);
    let scheme = written.bytes().take_while(letters).count();
    let has_scheme = written.as_bytes().get(scheme) == Some(&b':');
    if has_scheme && scheme > 1 {
        return None;
    }
    Some(if written.split(['/', '\\']).any(|part| part == "..") {
        Err(Lost::Upwards)
    } else if has_scheme || written.starts_with(['/', '\\']) {
        Err(Lost::Absolute)
    } else if written.contains('\\') {
        Err(Lost::Backslashes)
    } else {
        // What is left is the root itself, which is there.
        return below_root(written).map(Ok);
    })
}

/// A path, and the same without the place in the document that it may end with.
fn candidates(path: &str) -> impl Iterator<Item = &str> {
    let file = path.split_once('#').map(|(file, _)| file).filter(|file| !file.is_empty());
    std::iter::once(path).chain(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_an_address_or_a_path() {
        for address in
            ["https://wiki.example/prfaq", "mailto:maya@example.com", "git+ssh://host/x", ".", "./"]
        {
            assert_eq!(path_of(address), None, "{address}");
        }
        for (written, path) in [
            ("docs/design.md", "docs/design.md"),
            ("./docs//design.md", "docs/design.md"),
            ("docs/checkout/", "docs/checkout"),
            (" docs/a b.md ", "docs/a b.md"),
            ("docs/a:b.md", "docs/a:b.md"),
        ] {
            assert_eq!(path_of(written), Some(Ok(path.to_owned())), "{written}");
        }
        for (written, lost) in [
            ("../design.md", Lost::Upwards),
            ("docs/../design.md", Lost::Upwards),
            ("..\\design.md", Lost::Upwards),
            ("/srv/design.md", Lost::Absolute),
            ("C:/design.md", Lost::Absolute),
            ("c:\\design.md", Lost::Absolute),
            ("\\\\server\\design.md", Lost::Absolute),
            ("docs\\design.md", Lost::Backslashes),
        ] {
            assert_eq!(path_of(written), Some(Err(lost)), "{written}");
        }
    }
}
