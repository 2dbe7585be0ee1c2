//! What one commit of a walk changed; the versions between which it did are read again where they are asked for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use toml::Table;

use super::steps::History;
use super::walk::{Landing, Touched, listed};
use crate::changes::{Comparison, Difference, ProgramChange, Texts, Which};
use crate::git::Oid;
use crate::model::Key;
use crate::tree::Tree;

/// What one commit changed, or what is not committed yet.
pub(super) struct Transition {
    /// The commit; `None` for the index and the work tree.
    pub landing: Option<Landing>,
    /// What it changed.
    pub comparison: Comparison,
    /// The releases that moved in its milepost.toml.
    pub releases: Releases,
    /// The files that were compared.
    pub files: Vec<Touched>,
}

/// Releases that moved: from which day to which.
pub(super) type Releases = BTreeMap<String, (Date, Date)>;

impl Transition {
    /// What is not committed yet.
    pub(super) fn uncommitted(comparison: Comparison) -> Self {
        let changes = comparison.programs.iter().flat_map(|program| &program.changes);
        let dates = changes.filter_map(|change| change.date.as_ref());
        let releases =
            dates.filter_map(|date| Some((date.via.clone()?, (date.before?, date.after?)))).collect();
        Self { landing: None, comparison, releases, files: Vec::new() }
    }

    /// What a commit changed that changed nothing but files, out of what it changed in each of them.
    pub(super) fn of_files(
        landing: Landing,
        differences: Vec<Option<Difference>>,
        mut files: Vec<Touched>,
    ) -> Option<Self> {
        let mut programs = Vec::new();
        for (file, difference) in files.iter_mut().zip(differences) {
            let Some(Difference { change, excerpts }) = difference else { continue };
            file.excerpts = excerpts.map(|texts| texts.map(String::into_boxed_str));
            programs.push(change);
        }
        let comparison = Comparison { programs, unreadable: Vec::new() };
        let is_change = !comparison.programs.is_empty();
        is_change.then(|| Self { landing: Some(landing), comparison, releases: Releases::new(), files })
    }

    /// Lets go of the tables that [`Transition::table`] can read again.
    pub(super) fn let_go(&mut self) {
        self.comparison.programs.iter_mut().for_each(let_go);
    }

    /// The table of a program on one side, for looking up a path; where an entity is looked up, it may hold no more than what
    /// the transition changed.
    pub(super) fn table(
        &self,
        program: &ProgramChange,
        which: Which,
        path: &str,
        tables: &Tables,
    ) -> Option<Arc<Table>> {
        let (kept, id) = match which {
            Which::Before => (&program.before, program.previous_id.as_ref().unwrap_or(&program.id)),
            Which::After => (&program.after, &program.id),
        };
        let file = self.files.iter().find(|file| file.id == *id);
        let Some(file) = file.filter(|_| !program.is_whole()) else { return kept.clone() };
        let (content, excerpt) = match which {
            Which::Before => (&file.before, 0),
            Which::After => (&file.after, 1),
        };
        // What stands beside an entity in its section is not in what differs.
        let is_in_section = path.contains('.');
        match (kept, &file.excerpts) {
            (Some(kept), _) if is_in_section => Some(Arc::clone(kept)),
            (_, Some(excerpts)) if is_in_section => toml::from_str(&excerpts[excerpt]).ok().map(Arc::new),
            _ => tables.of(content.as_ref()?),
        }
    }
}

/// Lets go of the tables of a program that can be read again. Programs that came and went keep theirs, for they have no
/// changes, and so do those whose decisions changed, which the rules look at as a whole.
pub(super) fn let_go(program: &mut ProgramChange) {
    let decisions = Key::Decisions.name();
    let is_kept = || program.changes.iter().any(|change| change.section() == decisions);
    if !program.is_whole() && !is_kept() {
        (program.before, program.after) = (None, None);
    }
}

/// Tables kept at a time: a program's versions are asked for one behind the other, and then those of the next program.
const MOST_TABLES: usize = 256;

/// The tables of contents, some of which are kept.
pub(super) struct Tables {
    tree: Tree,
    known: RefCell<FxHashMap<Oid, Option<Arc<Table>>>>,
}

impl Tables {
    pub(super) fn new(history: History<'_>, commit: Oid) -> Self {
        Self { tree: history.tree(commit), known: RefCell::default() }
    }

    /// The table of a content; `None` where it cannot be read.
    fn of(&self, content: &(String, Oid)) -> Option<Arc<Table>> {
        let mut known = self.known.borrow_mut();
        if let Some(table) = known.get(&content.1) {
            return table.clone();
        }
        let table = Texts::default().read(&self.tree, &listed(content)).ok();
        if known.len() >= MOST_TABLES {
            known.clear();
        }
        known.insert(content.1, table.clone());
        table
    }

    /// What git could not give.
    pub(super) fn check(&self) -> crate::error::Result<()> {
        self.tree.check()
    }
}
