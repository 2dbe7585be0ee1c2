//! The floors: what must be done at least, by the shortest code that does it.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use toml::de::DeTable;

/// Reads files and parses them, on all threads, and keeps nothing; the number of keys is told so that nothing is
/// optimized away.
pub(crate) fn read_and_parse(files: &[PathBuf]) -> usize {
    let parse = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("the file was just written");
        DeTable::parse(&text).map_or(0, |table| table.get_ref().len())
    };
    files.par_iter().with_min_len(16).map(parse).sum()
}

/// Walks the first parents from HEAD, and compares the id of one folder in each commit with that in its parent.
/// Tells how many commits there are and how many changed the folder.
pub(crate) fn walk(repository: &Path, folder: &str) -> (usize, usize) {
    let repository = git2::Repository::open(repository).expect("the repository was just written");
    let odb = repository.odb().expect("a repository has objects");
    let head = repository.head().expect("it has a branch").target().expect("a branch is at a commit");
    let (mut commits, mut changed) = (0, 0);
    let (mut next, mut last) = (Some(head), None);
    while let Some(oid) = next {
        let object = odb.read(oid).expect("a commit is there");
        let text = std::str::from_utf8(object.data()).expect("the commits are UTF-8");
        let mut lines = text.lines();
        let tree = id(lines.next().and_then(|line| line.strip_prefix("tree ")).expect("a commit has a tree"));
        next = lines.next().and_then(|line| line.strip_prefix("parent ")).map(id);
        let tree = odb.read(tree).expect("a tree is there");
        let subtree = entry(tree.data(), folder.as_bytes());
        changed += usize::from(last.is_some_and(|last| last != subtree));
        last = Some(subtree);
        commits += 1;
    }
    (commits, changed)
}

fn id(digits: &str) -> git2::Oid {
    digits.parse().expect("forty digits")
}

/// The id of an entry in the bytes of a tree.
fn entry(tree: &[u8], wanted: &[u8]) -> Option<git2::Oid> {
    let mut rest = tree;
    loop {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let end = space + rest[space..].iter().position(|byte| *byte == 0)?;
        let oid = rest.get(end + 1..end + 21)?;
        if &rest[space + 1..end] == wanted {
            return git2::Oid::from_bytes(oid).ok();
        }
        rest = &rest[end + 21..];
    }
}
