//! What one commit changed in a program, read from the tables that differ alone: a version is long, and a change short.
//!
//! The version before one that can be read can be read too where the lines that differ are whole tables, of the same names
//! in both, that can be read for themselves. What is not as plain as that is left to whoever reads whole files.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::skipped::around;
use super::walk::{Content, Touched, listed};
use crate::changes::{Comparison, Side, Texts, between};
use crate::git::Oid;
use crate::model::{Kind, PROGRAM};
use crate::tree::Tree;
use crate::workspace::Config;

/// The versions that a walk has come to.
#[derive(Default)]
pub(super) struct Fragments {
    /// Those that can be read, by program.
    readable: FxHashMap<String, Oid>,
    /// The texts that the version before is compared with, by content.
    texts: FxHashMap<Oid, String>,
}

impl Fragments {
    /// Takes note of a version that can be read.
    pub(super) fn know(&mut self, id: &str, blob: Oid) {
        self.readable.insert(id.to_owned(), blob);
    }

    /// What is different in these files; `None` where the tables that differ do not tell it.
    pub(super) fn compare(
        &mut self,
        tree: &Tree,
        files: &[Touched],
        config: &Arc<Config>,
    ) -> Option<Comparison> {
        if files.is_empty() {
            return None;
        }
        let (mut old, mut new, mut texts) = (Vec::new(), Vec::new(), Vec::new());
        for file in files {
            let (before, after) = (file.before.as_ref()?, file.after.as_ref()?);
            if self.readable.get(&file.id) != Some(&after.1) {
                return None;
            }
            let (then, now) = (self.text(tree, before)?, self.text(tree, after)?);
            let [one, other] = tables(&then, &now)?;
            old.push((before.0.as_str(), one.to_owned()));
            new.push((after.0.as_str(), other.to_owned()));
            texts.push((&file.id, before.1, then));
        }
        let [old, new] = [old, new].map(|files| {
            let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
            (Tree::memory(files), paths)
        });
        let side = |(tree, paths): &'_ (Tree, Vec<&str>)| {
            paths.iter().map(|path| tree.file(path)).collect::<Vec<_>>()
        };
        let before = Side::of(&old.0, Arc::clone(config), side(&old));
        let after = Side::of(&new.0, Arc::clone(config), side(&new));
        let comparison = between(&before, &after, &mut Texts::default());
        // What comes or goes may be another thing elsewhere.
        let is_keyed =
            |section| PROGRAM.field(section).is_some_and(|field| matches!(field.kind, Kind::Keyed(_)));
        let mut changes = comparison.programs.iter().flat_map(|program| &program.changes);
        let is_whole = changes.any(|change| change.field().is_none() && is_keyed(change.section()));
        if is_whole || !comparison.unreadable.is_empty() {
            return None;
        }
        for (id, blob, text) in texts {
            self.know(id, blob);
            self.texts.insert(blob, text);
        }
        Some(comparison)
    }

    fn text(&mut self, tree: &Tree, content: &Content) -> Option<String> {
        self.texts.remove(&content.1).or_else(|| tree.read(&listed(content)).ok())
    }
}

/// The tables in which two texts differ; `None` where that is not plain to see.
fn tables<'t>(one: &'t str, other: &'t str) -> Option<[&'t str; 2]> {
    // In such texts a line may look like the head of a table and be none.
    if [one, other].iter().any(|text| text.contains("\"\"\"") || text.contains("'''")) {
        return None;
    }
    let (start, end) = around(one, other);
    let start = if one[..start].contains("\n[") || !one.starts_with('[') {
        one[..start].rfind("\n[")? + 1
    } else {
        0
    };
    let tail = &one[one.len() - end..];
    let more = if tail.starts_with('[') { 0 } else { tail.find("\n[").map_or(tail.len(), |at| at + 1) };
    let tables = [one, other].map(|text| &text[start..text.len() - end + more]);
    let heads = |text: &'t str| text.lines().filter(|line| line.starts_with('['));
    if !heads(tables[0]).eq(heads(tables[1])) || !heads(tables[0]).all(|head| name(head).is_some()) {
        return None;
    }
    // What a table holds may be said again in a table of its own, and then neither can be read.
    let others = [&one[..start], &one[start + tables[0].len()..]].into_iter().flat_map(heads);
    let others: Vec<&str> = others.map(|head| head.trim_start_matches(['[', ' '])).collect();
    let is_apart = |name: &str| {
        others.iter().all(|other| other.strip_prefix(name).is_none_or(|rest| !rest.starts_with('.')))
    };
    heads(tables[0]).filter_map(name).all(is_apart).then_some(tables)
}

/// The name in the head of a table, where it is a plain one.
fn name(head: &str) -> Option<&str> {
    let name = head.strip_prefix('[')?.strip_suffix(']')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    name.bytes().all(is_plain).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::tables;

    #[test]
    fn the_tables_that_differ_are_whole() {
        let text = |due: &str, more: &str| {
            format!(
                "[program]\nname = \"X\"\n\n[milestones.a]\nname = \"A\"\ndue = {due}\n{more}\n[docs]\na = \"b\"\n"
            )
        };
        let one = text("2026-06-30", "");
        let told = tables(&one, &text("2026-07-30", "")).map(|tables| tables.map(str::to_owned));
        let table = |due: &str| format!("[milestones.a]\nname = \"A\"\ndue = {due}\n\n");
        assert_eq!(told, Some([table("2026-06-30"), table("2026-07-30")]));
        assert_eq!(
            tables("[a]\nx = 1\n", "[a]\nx = 2"),
            Some(["[a]\nx = 1\n", "[a]\nx = 2"]),
            "the first table and the last one"
        );
        for more in ["[milestones.b]\n", "[[escalation]]\n", "why = '''\n[x]\n'''\n", "[a.\"b\"]\n"] {
            assert_eq!(tables(&one, &text("2026-07-30", more)), None, "{more}");
        }
        assert_eq!(tables("x = 1\n[a]\n", "x = 2\n[a]\n"), None, "what stands above all tables");
        assert_eq!(tables("[a]\nx = 1\n[a.b]\n", "[a]\nb = {}\n[a.b]\n"), None, "said twice");
    }
}
