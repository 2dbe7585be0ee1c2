//! The commits behind each change: the same comparison, commit by commit, along the first parents.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::churn::Churn;
use super::credits::Credits;
use super::lineage::{Event, Lineage, Place, entity_end, source};
use super::transition::{Tables, Transition};
use super::walk::Walk;
use crate::changes::{Change, ChangeKind, Comparison, ProgramChange, ProgramKind, Side, Step, Texts};
use crate::disk::MARK;
use crate::error::Result;
use crate::git::{Blobs, Oid, Repository};
use crate::tree::Tree;

/// A repository and where in it the root of the programs is.
#[derive(Debug, Clone, Copy)]
pub struct History<'r> {
    /// The repository.
    pub repository: &'r Repository,
    /// For reading what commits hold.
    pub blobs: &'r Blobs,
    /// The root of the programs, from the root of the repository; empty where they are the same.
    pub folder: &'r str,
}

impl<'r> History<'r> {
    /// What a commit holds.
    pub fn tree(&self, commit: Oid) -> Tree {
        Tree::git(self.repository.snapshot(self.blobs, commit, self.folder))
    }

    /// A path below the root of the programs, from the root of the repository.
    pub(super) fn path(&self, path: &str) -> String {
        below(self.folder, path)
    }

    /// The dates of a commit that point at a release which moved more than once, and so may have come back.
    fn pointing(&self, commit: Oid, transitions: &[Transition]) -> Vec<(Place, Value)> {
        let mut moves: FxHashMap<&str, usize> = FxHashMap::default();
        for release in transitions.iter().flat_map(|transition| transition.releases.keys()) {
            *moves.entry(release).or_default() += 1;
        }
        moves.retain(|_, count| *count > 1);
        if moves.is_empty() {
            return Vec::new();
        }
        let tree = self.tree(commit);
        let side = Side::open(&tree);
        let mut texts = Texts::default();
        let mut pointing = Vec::new();
        for (program, listed) in &side.programs {
            let Ok(table) = side.table(listed, &mut texts) else { continue };
            for (path, name) in side.named_dates(&table).filter(|(_, name)| moves.contains_key(name)) {
                pointing.push((Place { program: program.clone(), path }, Value::from(name)));
            }
        }
        pointing
    }

    /// Fills in the steps behind every change between `from` and `to`, and returns what moved and came back.
    ///
    /// `uncommitted` is what changed after `to`: in the index or the work tree. `texts` are those that were compared.
    pub fn explain(
        &self,
        comparison: &mut Comparison,
        from: Option<Oid>,
        to: Oid,
        uncommitted: Option<Comparison>,
        texts: &Texts,
    ) -> Result<Vec<Churn>> {
        let mut transitions: Vec<Transition> = uncommitted.into_iter().map(Transition::uncommitted).collect();
        let mut walk = Walk::new(*self, to)?;
        let turns = walk.turns(from, None)?;
        transitions.extend(walk.stretch(turns, texts)?.transitions);
        self.sources(to, &transitions, Credits::new(*self)).explain(comparison, &transitions)
    }

    /// What is asked beside the transitions up to `to`, to explain changes by them.
    pub(super) fn sources(self, to: Oid, transitions: &[Transition], credits: Credits<'r>) -> Sources<'r> {
        Sources { tables: Tables::new(self, to), pointing: self.pointing(to, transitions), credits }
    }
}

/// What changes are explained by beside the transitions, on any thread.
pub(super) struct Sources<'h> {
    tables: Tables,
    credits: Credits<'h>,
    /// The dates that may have moved with a release, and come back.
    pointing: Vec<(Place, Value)>,
}

impl Sources<'_> {
    /// Fills in the steps behind every change by the commits between its two ends, the newest first, and returns what moved
    /// and came back.
    pub(super) fn explain(
        self,
        comparison: &mut Comparison,
        transitions: &[Transition],
    ) -> Result<Vec<Churn>> {
        let story = Story {
            lineage: Lineage::new(transitions, &self.tables),
            moves: (0..transitions.len()).filter(|at| !transitions[*at].releases.is_empty()).collect(),
            transitions,
            credits: &self.credits,
        };
        let explained: Vec<Result<()>> =
            comparison.programs.par_iter_mut().map(|program| story.explain(program)).collect();
        explained.into_iter().collect::<Result<()>>()?;
        let churn = story.churn(comparison, self.pointing)?;
        self.tables.check()?;
        Ok(churn)
    }
}

/// A path below a folder; the empty folder is the root.
pub(super) fn below(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// What the commits of a window tell.
pub(super) struct Story<'h> {
    pub transitions: &'h [Transition],
    /// Those in which a release moved.
    moves: Vec<usize>,
    pub lineage: Lineage<'h>,
    credits: &'h Credits<'h>,
}

impl<'h> Story<'h> {
    fn explain(&self, program: &mut ProgramChange) -> Result<()> {
        if program.is_whole() {
            program.steps = self.program_steps(program)?;
        }
        // The first change at a path: where it is an entity that was renamed or moved, it says from where.
        let mut first: FxHashMap<&str, &Change> = FxHashMap::default();
        for change in &program.changes {
            first.entry(&change.path).or_insert(change);
        }
        let mut steps = Vec::with_capacity(program.changes.len());
        for change in &program.changes {
            let entity = first.get(&change.path[..entity_end(&change.path)]).copied();
            steps.push(self.change_steps(program, entity, change)?);
        }
        for (change, steps) in program.changes.iter_mut().zip(steps) {
            change.steps = steps;
        }
        Ok(())
    }

    /// The commits that touched a program that came or went, the oldest first.
    fn program_steps(&self, program: &ProgramChange) -> Result<Vec<Step>> {
        let place = Place { program: program.id.clone(), path: String::new() };
        let id = match program.kind {
            ProgramKind::Removed => self.lineage.latest(place).program,
            _ => place.program,
        };
        let mut touched = self.lineage.of_program(&id);
        if touched.is_empty() {
            touched = self.lineage.touching(&program.id);
        }
        let mut steps = Vec::new();
        for (transition, file) in touched.into_iter().rev() {
            let commit = self.credits.of(self.transitions[transition].landing, file)?;
            steps.push(Step { commit, before: None, after: None, release: None });
        }
        Ok(steps)
    }

    /// The commits that changed an entity or a field, the oldest first. `entity` is the change of the entity as a
    /// whole, where there is one.
    ///
    /// Where the commits between followed things under other names than the two ends of the window connect, as with ids
    /// that were swapped by way of a third, what stood under the name is told.
    fn change_steps(
        &self,
        program: &ProgramChange,
        entity: Option<&Change>,
        change: &Change,
    ) -> Result<Vec<Step>> {
        let end = entity_end(&change.path);
        let origin = entity.and_then(|entity| source(program, entity)).unwrap_or_else(|| Place {
            program: program.previous_id.clone().unwrap_or_else(|| program.id.clone()),
            path: change.path[..end].to_owned(),
        });
        let origin = Place { path: origin.path + &change.path[end..], ..origin };
        let names = matches!(change.kind, ChangeKind::Renamed | ChangeKind::Moved);
        let place = Place { program: program.id.clone(), path: change.path.clone() };
        let events = if change.kind == ChangeKind::Removed {
            self.lineage.of(self.lineage.latest(origin.clone()), None, names)
        } else {
            self.lineage.of(place.clone(), Some(origin.clone()), names)
        };
        let followed = self.steps_of(change, events)?;
        if leads(&followed, change) {
            return Ok(followed);
        }
        let events = self.by_name(change, &origin, &place);
        let told = self.steps_of(change, events)?;
        Ok(if leads(&told, change) || followed.is_empty() { told } else { followed })
    }

    /// What happened under the names that a changed place has at the two ends of the window, the newest first.
    fn by_name(&self, change: &Change, origin: &Place, place: &Place) -> Vec<Event<'h>> {
        let mut gone = self.lineage.by_name(origin);
        // Under a name of the start until it went, under one of the end since it came.
        let end = gone.iter().rposition(|event| event.after.is_none());
        if change.kind == ChangeKind::Removed {
            return gone.split_off(end.unwrap_or_default());
        }
        if origin == place && change.kind != ChangeKind::Added {
            return gone;
        }
        let mut came = self.lineage.by_name(place);
        let start = came.iter().position(|event| event.before.is_none());
        came.truncate(start.map_or(came.len(), |start| start + 1));
        if change.kind != ChangeKind::Added {
            if let Some(first) = came.last_mut() {
                first.before = None;
            }
            let since = came.last().map_or(0, |event| event.transition + 1);
            let mut gone = gone.split_off(end.unwrap_or_default());
            gone.retain(|event| event.transition >= since);
            came.extend(gone);
        }
        came
    }

    /// The steps of a change out of what happened to it.
    fn steps_of(&self, change: &Change, events: Vec<Event<'_>>) -> Result<Vec<Step>> {
        let events = match &change.date {
            Some(_) => self.with_releases(events, change.before.as_ref()),
            None => events,
        };
        let mut steps = self.steps(events, change.before.as_ref())?;
        // Under a name that the two ends of the window do not connect, it came or went as a whole.
        match change.kind {
            ChangeKind::Added => steps.iter_mut().take(1).for_each(|step| step.before = None),
            ChangeKind::Removed => steps.iter_mut().rev().take(1).for_each(|step| step.after = None),
            _ => {}
        }
        Ok(steps)
    }

    /// Events as steps: the oldest first, each from where the last one ended, and one a commit.
    pub(super) fn steps(&self, events: Vec<Event<'_>>, first: Option<&Value>) -> Result<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        for event in events.into_iter().rev() {
            let commit = self.credits.of(self.transitions[event.transition].landing, event.file)?;
            let last = steps.last().map_or(first, |step| step.after.as_ref());
            let before = event.before.or_else(|| last.cloned());
            match steps.last_mut() {
                Some(step) if step.commit == commit => {
                    step.after = event.after;
                    step.release = step.release.zip(event.release).map(|(first, last)| (first.0, last.1));
                }
                _ => steps.push(Step { commit, before, after: event.after, release: event.release }),
            }
            let stayed = |step: &Step| match step.release {
                Some((before, after)) => before == after,
                None => step.before == step.after,
            };
            if steps.last().is_some_and(stayed) {
                steps.pop();
            }
        }
        // A change of many years has one for each commit, and most changes have one.
        steps.shrink_to_fit();
        Ok(steps)
    }

    /// What happened to a date, with the moves of the releases that it pointed at when they moved, the newest first.
    /// `idle` is what stands there where no commit touched it.
    pub(super) fn with_releases<'e>(&self, events: Vec<Event<'e>>, idle: Option<&Value>) -> Vec<Event<'e>> {
        if self.moves.is_empty() {
            return events;
        }
        let mut value = events.last().map_or(idle, |event| event.before.as_ref()).cloned();
        let mut merged = Vec::new();
        let mut moves = self.moves.iter().rev().peekable();
        let mut events = events.into_iter().rev().peekable();
        loop {
            let event = events.peek().map(|event| event.transition);
            match (moves.next_if(|at| event.is_none_or(|event| **at > event)), events.peek()) {
                (Some(at), _) => {
                    let name = value.as_ref().and_then(Value::as_str);
                    if let Some(days) = name.and_then(|name| self.transitions[*at].releases.get(name)) {
                        merged.push(Event {
                            transition: *at,
                            file: MARK,
                            before: value.clone(),
                            after: value.clone(),
                            release: Some(*days),
                        });
                    }
                }
                (None, Some(event)) => {
                    // Where one commit moves the release and touches the field, the field tells it.
                    moves.next_if(|at| **at == event.transition);
                    value.clone_from(&event.after);
                    merged.extend(events.next());
                }
                (None, None) => break,
            }
        }
        merged.reverse();
        merged
    }
}

/// Whether steps lead from the one end of a change to the other without a gap.
fn leads(steps: &[Step], change: &Change) -> bool {
    if matches!(change.kind, ChangeKind::Renamed | ChangeKind::Moved) {
        return !steps.is_empty();
    }
    let mut value = change.before.as_ref();
    for step in steps {
        if !is_same(value, step.before.as_ref()) {
            return false;
        }
        value = step.after.as_ref();
    }
    !steps.is_empty() && is_same(value, change.after.as_ref())
}

/// Whether two values are the same; of a list, the order does not count.
pub(super) fn is_same(one: Option<&Value>, other: Option<&Value>) -> bool {
    let sorted = |value: Option<&Value>| {
        let mut members = value?.as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
        members.sort_unstable();
        Some(members.join("\n"))
    };
    one == other || sorted(one).is_some_and(|one| Some(one) == sorted(other))
}
