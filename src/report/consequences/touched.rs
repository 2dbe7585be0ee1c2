//! What the changes touched, as entities of the two versions, and what each thing is called on the other side.

use rustc_hash::FxHashMap;

use crate::changes::{Change, ChangeKind, Comparison, ProgramChange, ProgramKind};
use crate::model::{Entity, Key, PROGRAM};
use crate::report::baseline::Former;
use crate::report::lineage::{Place, entity_end, source};
use crate::workspace::{Program, Waits, Workspace};

/// A change: its program's place in the comparison and its own there; a program that came or went as a whole has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cause {
    program: usize,
    change: Option<usize>,
}

/// One of the two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Before,
    After,
}

/// The changes, by what they touched.
pub(super) struct Touched<'c> {
    comparison: &'c Comparison,
    before: &'c Workspace,
    former: Former,
    /// What programs and entities of the version before are called now, where that is otherwise.
    programs: FxHashMap<&'c str, &'c str>,
    entities: FxHashMap<Place, Place>,
    /// The changes of each entity, by its number in the version before and in the version after.
    nodes: [FxHashMap<usize, Vec<Cause>>; 2],
    /// Programs that came, and those that went.
    added: FxHashMap<&'c str, Cause>,
    removed: FxHashMap<&'c str, Cause>,
    /// Entities that went, by program and path.
    gone: FxHashMap<(&'c str, &'c str), Cause>,
}

impl<'c> Touched<'c> {
    pub(super) fn new(
        comparison: &'c Comparison,
        [before, after]: [&'c Workspace; 2],
        waits: &[Waits<'_>; 2],
    ) -> Self {
        let mut touched = Self {
            comparison,
            before,
            former: Former::of(comparison),
            programs: FxHashMap::default(),
            entities: FxHashMap::default(),
            nodes: <[FxHashMap<usize, Vec<Cause>>; 2]>::default(),
            added: FxHashMap::default(),
            removed: FxHashMap::default(),
            gone: FxHashMap::default(),
        };
        for (at, program) in comparison.programs.iter().enumerate() {
            let whole = Cause { program: at, change: None };
            match program.kind {
                ProgramKind::Added => touched.added.insert(&program.id, whole),
                ProgramKind::Removed => touched.removed.insert(&program.id, whole),
                ProgramKind::Renamed | ProgramKind::Changed => None,
            };
            if let Some(former) = &program.previous_id {
                touched.programs.insert(former, &program.id);
            }
            for (change_at, change) in program.changes.iter().enumerate() {
                let cause = Cause { program: at, change: Some(change_at) };
                let path = entity_path(change);
                if let Some(place) = source(program, change) {
                    touched
                        .entities
                        .insert(place, Place { program: program.id.clone(), path: path.to_owned() });
                }
                if change.kind == ChangeKind::Removed && change.field().is_none() {
                    touched.gone.insert((&program.id, path), cause);
                }
                let now = Place { program: program.id.clone(), path: path.to_owned() };
                let then = touched.former.place(&program.id, path);
                for (side, workspace, place) in [(0, before, then), (1, after, now)] {
                    let node =
                        entity(workspace, &place).and_then(|(home, entity)| waits[side].node(home, entity));
                    if let Some(node) = node {
                        touched.nodes[side].entry(node).or_default().push(cause);
                    }
                }
            }
        }
        touched
    }

    pub(super) fn program(&self, cause: Cause) -> &'c ProgramChange {
        &self.comparison.programs[cause.program]
    }

    pub(super) fn change(&self, cause: Cause) -> Option<&'c Change> {
        Some(&self.comparison.programs[cause.program].changes[cause.change?])
    }

    /// Every change, program by program.
    pub(super) fn changes(&self) -> impl Iterator<Item = (Cause, &'c ProgramChange, &'c Change)> {
        self.comparison.programs.iter().enumerate().flat_map(|(at, program)| {
            let changes = program.changes.iter().enumerate();
            changes.map(move |(change_at, change)| {
                (Cause { program: at, change: Some(change_at) }, program, change)
            })
        })
    }

    /// A change of a program, as a cause.
    pub(super) fn cause(&self, program: &ProgramChange, change: &Change) -> Option<Cause> {
        let at = self.comparison.programs.binary_search_by(|other| other.id.cmp(&program.id)).ok()?;
        let changes = &self.comparison.programs[at].changes;
        let change = changes.iter().position(|other| std::ptr::eq(other, change))?;
        Some(Cause { program: at, change: Some(change) })
    }

    /// The programs that are not as they were.
    pub(super) fn programs(&self) -> impl Iterator<Item = (Cause, &'c ProgramChange)> {
        let programs = self.comparison.programs.iter().enumerate();
        programs.map(|(at, program)| (Cause { program: at, change: None }, program))
    }

    /// Whether the change is of this entity itself: then it is no news.
    pub(super) fn is_at(&self, cause: Cause, program: &Program, entity: Entity<'_>) -> bool {
        let changed = self.program(cause);
        *changed.id == *program.id
            && self.change(cause).is_none_or(|change| entity_path(change) == entity.path())
    }

    pub(super) fn is_touched(&self, which: Which, node: usize) -> bool {
        self.nodes[which as usize].contains_key(&node)
    }

    /// The first change of an entity that `is_wanted`.
    pub(super) fn find(
        &self,
        which: Which,
        node: usize,
        is_wanted: impl Fn(&Change) -> bool,
    ) -> Option<Cause> {
        let causes = self.nodes[which as usize].get(&node)?;
        causes.iter().copied().find(|cause| self.change(*cause).is_some_and(&is_wanted))
    }

    /// The change with which a program came.
    pub(super) fn came(&self, program: &str) -> Option<Cause> {
        self.added.get(program).copied()
    }

    /// The change with which a program went that was not closed before.
    pub(super) fn went(&self, program: &str) -> Option<Cause> {
        let cause = self.removed.get(program).copied()?;
        self.before.program(program).is_some_and(|program| !program.is_closed()).then_some(cause)
    }

    /// The change with which an open entity of a program went, by the program's name now.
    pub(super) fn gone(&self, program: &str, section: Key, id: &str) -> Option<Cause> {
        let place = (!self.gone.is_empty()).then(|| format!("{}.{id}", section.name()))?;
        let cause = self.gone.get(&(program, place.as_str())).copied()?;
        let (home, entity) = entity(self.before, &self.former.place(program, &place))?;
        (entity.is_open() && !home.is_closed()).then_some(cause)
    }

    /// A program as it was before.
    pub(super) fn program_before(&self, program: &str) -> Option<&'c Program> {
        self.before.program(&self.former.place(program, "").program)
    }

    /// What an entity of the version after was before.
    pub(super) fn entity_before(
        &self,
        program: &Program,
        now: Entity<'_>,
    ) -> Option<(&'c Program, Entity<'c>)> {
        entity(self.before, &self.former.place(&program.id, &now.path()))
    }

    /// What an entity of the version before is now.
    pub(super) fn entity_now<'w>(
        &self,
        after: &'w Workspace,
        program: &Program,
        then: Entity<'_>,
    ) -> Option<(&'w Program, Entity<'w>)> {
        let place = Place { program: program.id.to_string(), path: then.path() };
        if let Some(now) = self.entities.get(&place) {
            return entity(after, now);
        }
        let now = self.programs.get(place.program.as_str()).map(|now| (*now).to_owned());
        entity(after, &Place { program: now.unwrap_or(place.program), path: place.path })
    }
}

/// The dotted path of the entity that a change is of; the fields of `[program]` are of the program itself.
fn entity_path(change: &Change) -> &str {
    if change.section() == Key::Program.name() {
        Key::Program.name()
    } else {
        &change.path[..entity_end(&change.path)]
    }
}

fn entity<'w>(workspace: &'w Workspace, place: &Place) -> Option<(&'w Program, Entity<'w>)> {
    let program = workspace.program(&place.program)?;
    let found = match place.path.split_once('.') {
        Some((section, id)) => program.file.facts.entity(PROGRAM.field(section)?.key, id),
        None => program.table().filter(|table| table.path() == place.path),
    };
    Some((program, found?))
}
