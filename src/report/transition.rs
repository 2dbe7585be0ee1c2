//! What one commit of a walk changed; the versions between which it did are read again where they are asked for.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use toml::Table;

use super::steps::History;
use super::walk::{Content, Landing, Touched, listed};
use crate::changes::{Comparison, ProgramChange, Texts, Which, tables_of};
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
    /// Whether each of them was compared alone: nothing came from one into another.
    pub are_alone: bool,
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
        Self { landing: None, comparison, releases, files: Vec::new(), are_alone: false }
    }

    /// What a commit changed that changed nothing but files, out of what it changed in each of them.
    pub(super) fn of_files(
        landing: Landing,
        changes: Vec<Option<ProgramChange>>,
        files: Vec<Touched>,
    ) -> Option<Self> {
        let mut programs: Vec<ProgramChange> = changes.into_iter().flatten().collect();
        programs.shrink_to_fit();
        let comparison = Comparison { programs, unreadable: Vec::new() };
        let is_change = !comparison.programs.is_empty();
        is_change.then(|| Self {
            landing: Some(landing),
            comparison,
            releases: Releases::new(),
            files,
            are_alone: true,
        })
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
        let file = self.files.iter().find(|file| *file.id == **id);
        let Some(file) = file.filter(|_| !program.is_whole()) else { return kept.clone() };
        // What stands beside an entity in its section is not in what differs.
        let is_in_section = path.contains('.');
        match (kept, &file.before, &file.after) {
            (Some(kept), ..) if is_in_section => Some(Arc::clone(kept)),
            (_, Some(before), Some(after)) if is_in_section && self.are_alone => {
                tables.differing(before, after, which)
            }
            (_, before, after) => tables.of(if which == Which::Before { before } else { after }.as_ref()?),
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

/// The tables of two contents.
type Both = [Option<Arc<Table>>; 2];

/// The tables of contents, some of which are kept.
pub(super) struct Tables {
    tree: Tree,
    known: Mutex<FxHashMap<Oid, Option<Arc<Table>>>>,
    /// For two contents, the tables in which they differ.
    differing: Mutex<FxHashMap<[Oid; 2], Both>>,
}

impl Tables {
    pub(super) fn new(history: History<'_>, commit: Oid) -> Self {
        Self { tree: history.tree(commit), known: Mutex::default(), differing: Mutex::default() }
    }

    /// The table of a content; `None` where it cannot be read.
    fn of(&self, content: &Content) -> Option<Arc<Table>> {
        if let Some(table) = lock(&self.known).get(&content.1) {
            return table.clone();
        }
        let table = Texts::default().read(&self.tree, &listed(content)).ok();
        keep(&self.known, content.1, table.clone());
        table
    }

    /// The table of one of two contents, as far as they differ.
    fn differing(&self, before: &Content, after: &Content, which: Which) -> Option<Arc<Table>> {
        let side = usize::from(which == Which::After);
        let contents = [before.1, after.1];
        if let Some(tables) = lock(&self.differing).get(&contents) {
            return tables[side].clone();
        }
        let tables = tables_of(&self.tree, &listed(before), &listed(after));
        let table = tables[side].clone();
        keep(&self.differing, contents, tables);
        table
    }

    /// What git could not give.
    pub(super) fn check(&self) -> crate::error::Result<()> {
        self.tree.check()
    }
}

fn lock<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keep<K: Eq + Hash, V>(known: &Mutex<FxHashMap<K, V>>, key: K, value: V) {
    let mut known = lock(known);
    if known.len() >= MOST_TABLES {
        known.clear();
    }
    known.insert(key, value);
}
