//! One program, entity or field through the commits of a window, under every name that it had.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use memchr::memchr_iter;
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::transition::{Tables, Transition};
use crate::changes::{self, Change, ChangeKind, ProgramChange, Which, value_at};

/// A program, and the dotted path of an entity or a field in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub program: String,
    pub path: String,
}

/// What one transition did to a place.
pub(super) struct Event<'t> {
    /// Which transition.
    pub transition: usize,
    /// The file that it touched.
    pub file: &'t str,
    /// The value before.
    pub before: Option<Value>,
    /// The value after.
    pub after: Option<Value>,
    /// The days between which the release moved that the value points at, where that is what happened.
    pub release: Option<(Date, Date)>,
}

type Entries<'t, T> = Vec<(usize, T)>;

/// The transitions with which something left a place, with the program and the change.
type Departures<'t> = Entries<'t, (&'t ProgramChange, &'t Change)>;

/// The changes of one program in one transition, in the order of their entities, which stand beside them: many places are
/// looked up in one program.
struct Touched<'t>(Box<[(&'t str, &'t Change)]>);

/// The transitions of a window, the newest first, by what they touched.
pub(super) struct Lineage<'t> {
    transitions: &'t [Transition],
    tables: &'t Tables,
    /// By the id of the program on the later side.
    programs: FxHashMap<&'t str, Entries<'t, (&'t ProgramChange, usize)>>,
    /// What was touched in each of these programs, by the number that stands beside it.
    touched: Vec<Touched<'t>>,
    /// By the id that a renamed program had.
    former: FxHashMap<&'t str, Entries<'t, &'t ProgramChange>>,
    /// By the program, and then the path, that a renamed or moved entity had.
    left: FxHashMap<String, FxHashMap<String, Departures<'t>>>,
}

impl<'t> Lineage<'t> {
    pub(super) fn new(transitions: &'t [Transition], tables: &'t Tables) -> Self {
        let mut lineage = Self {
            transitions,
            tables,
            programs: FxHashMap::default(),
            touched: Vec::new(),
            former: FxHashMap::default(),
            left: FxHashMap::default(),
        };
        for (at, transition) in transitions.iter().enumerate() {
            for program in &transition.comparison.programs {
                let number = lineage.touched.len();
                lineage.touched.push(Touched::new(program));
                lineage.programs.entry(&program.id).or_default().push((at, (program, number)));
                if let Some(former) = &program.previous_id {
                    lineage.former.entry(former).or_default().push((at, program));
                }
                for change in &program.changes {
                    if let Some(Place { program: home, path }) = source(program, change) {
                        let left = lineage.left.entry(home).or_default().entry(path).or_default();
                        left.push((at, (program, change)));
                    }
                }
            }
        }
        lineage
    }

    /// What a place of the window's start is called at its end.
    pub(super) fn latest(&self, place: Place) -> Place {
        self.forward(place, self.transitions.len())
    }

    /// What a place as one transition left it is called at the window's end.
    pub(super) fn forward(&self, mut place: Place, mut at: usize) -> Place {
        loop {
            let left = self.departures(&place).and_then(|entries| before(entries, at));
            let former = self.former.get(place.program.as_str()).and_then(|entries| before(entries, at));
            match (left, former) {
                (Some((when, (program, change))), former)
                    if former.is_none_or(|(other, _)| when >= other) =>
                {
                    let rest = place.path[entity_end(&place.path)..].to_owned();
                    place = Place { program: program.id.clone(), path: change.path.clone() + &rest };
                    at = when;
                }
                (_, Some((when, program))) => {
                    place.program.clone_from(&program.id);
                    at = when;
                }
                _ => return place,
            }
        }
    }

    /// The transitions that touched a program, the newest first.
    pub(super) fn of_program(&self, id: &str) -> Vec<(usize, &'t Arc<str>)> {
        let (mut id, mut from) = (id, 0);
        let mut touched = Vec::new();
        while let Some((at, (program, _))) = self.programs.get(id).and_then(|entries| since(entries, from)) {
            touched.push((at, &program.file));
            id = program.previous_id.as_deref().unwrap_or(id);
            from = at + 1;
        }
        touched
    }

    /// What happened to a place of the window's end, the newest first.
    ///
    /// `origin` is what the two ends of the window take it to have been: where the commits between them removed the
    /// one and added the other, the way goes on there. `names` asks for its names alone, not for what is in it.
    pub(super) fn of(&self, place: Place, origin: Option<Place>, names: bool) -> Vec<Event<'t>> {
        let mut events = Vec::new();
        let mut origin = origin.filter(|origin| *origin != place);
        let (mut place, mut from) = (place, 0);
        loop {
            let own = self.programs.get(place.program.as_str()).and_then(|entries| since(entries, from));
            let gone = self.departures(&place).and_then(|entries| since(entries, from));
            let former = self.former.get(place.program.as_str()).and_then(|entries| since(entries, from));
            let own_at = own.map_or(usize::MAX, |(at, _)| at);
            let gone_at = gone.map_or(usize::MAX, |(at, _)| at);
            if let Some((at, (program, change))) = gone.filter(|(at, _)| *at <= own_at) {
                let before = within(change.before.as_ref(), &place.path).cloned();
                events.push(Event {
                    transition: at,
                    file: &program.file,
                    before,
                    after: None,
                    release: None,
                });
                from = at + 1;
            } else if let Some((at, program)) = former.filter(|(at, _)| *at < own_at && *at < gone_at) {
                let before = self.value(at, program, Which::Before, &place.path);
                events.push(Event {
                    transition: at,
                    file: &program.file,
                    before,
                    after: None,
                    release: None,
                });
                from = at + 1;
            } else if let Some((at, (program, number))) = own {
                from = at + 1;
                if !program.is_whole()
                    && program.previous_id.is_none()
                    && !self.touched[number].meets(&place.path)
                {
                    continue;
                }
                let (event, earlier) = self.step_back(at, program, &self.touched[number], &place, names);
                let came = event.as_ref().is_some_and(|(before, after)| before.is_none() && after.is_some());
                if let Some((before, after)) = event.filter(|(before, after)| before != after) {
                    events.push(Event { transition: at, file: &program.file, before, after, release: None });
                }
                place = if came { origin.take().unwrap_or(earlier) } else { earlier };
            } else {
                return events;
            }
        }
    }

    /// The transitions that touched whatever had this id, the newest first, with the file.
    pub(super) fn touching(&self, id: &str) -> Vec<(usize, &'t Arc<str>)> {
        let entries = self.under(id).into_iter();
        entries.filter_map(|(at, [then, now])| Some((at, &now.or(then)?.file))).collect()
    }

    /// What happened to a place by its name alone, whatever was meant by it, the newest first.
    pub(super) fn by_name(&self, place: &Place) -> Vec<Event<'t>> {
        let mut events = Vec::new();
        for (transition, [then, now]) in self.under(&place.program) {
            let Some(program) = now.or(then) else { continue };
            let at = |program, which| self.value(transition, program, which, &place.path);
            let before = then.and_then(|program| at(program, Which::Before));
            let after = now.and_then(|program| at(program, Which::After));
            if before != after {
                events.push(Event { transition, file: &program.file, before, after, release: None });
            }
        }
        events
    }

    /// For each transition that touched something of this id, the newest first: what had it before, and what had it after.
    fn under(&self, id: &str) -> BTreeMap<usize, [Option<&'t ProgramChange>; 2]> {
        let mut sides: BTreeMap<usize, [Option<&ProgramChange>; 2]> = BTreeMap::new();
        for (at, (program, _)) in self.programs.get(id).into_iter().flatten() {
            let then = Some(*program).filter(|program| program.previous_id.is_none());
            sides.insert(*at, [then, Some(*program)]);
        }
        for (at, program) in self.former.get(id).into_iter().flatten() {
            sides.entry(*at).or_default()[0] = Some(*program);
        }
        sides
    }

    /// What a transition did to a place that it may have touched, and what the place was before.
    fn step_back(
        &self,
        at: usize,
        program: &ProgramChange,
        touched: &Touched<'_>,
        place: &Place,
        names: bool,
    ) -> StepBack {
        let former = program.previous_id.as_ref().unwrap_or(&place.program);
        let mut earlier = Place { program: former.clone(), path: place.path.clone() };
        let both = || [Which::Before, Which::After].map(|which| self.value(at, program, which, &place.path));
        if program.is_whole() {
            return (Some(both().into()), earlier);
        }
        let end = entity_end(&place.path);
        let entity = &place.path[..end];
        let mut changes = touched.of_entity(entity);
        let is_named = |change: &Change| change.path == entity && change.kind != ChangeKind::Changed;
        let is_touched = changes.clone().any(is_named) || (!names && touched.holds(&place.path));
        let arrival = changes.clone().filter(|change| change.path == entity);
        let mut came = None;
        for (change, source) in arrival.filter_map(|change| Some((change, source(program, change)?))) {
            came = Some(within(change.before.as_ref(), &place.path).cloned());
            earlier = Place { program: source.program, path: source.path + &place.path[end..] };
        }
        if !is_touched {
            return (None, earlier);
        }
        // What the change says of the very place need not be read again.
        let told = changes.find(|change| change.path == place.path);
        let (before, after) = match told {
            Some(change) => (change.before.clone(), change.after.clone()),
            None => both().into(),
        };
        (Some((came.unwrap_or(before), after)), earlier)
    }

    /// What stood at a path of a program on one side of a transition.
    fn value(&self, at: usize, program: &ProgramChange, which: Which, path: &str) -> Option<Value> {
        let table = self.transitions[at].table(program, which, path, self.tables)?;
        value_at(&table, path).map(changes::json)
    }

    fn departures(&self, place: &Place) -> Option<&Departures<'t>> {
        let end = entity_end(&place.path);
        self.left.get(&place.program)?.get(&place.path[..end])
    }
}

impl<'t> Touched<'t> {
    fn new(program: &'t ProgramChange) -> Self {
        let mut changes: Box<[_]> =
            program.changes.iter().map(|change| (entity(&change.path), change)).collect();
        changes.sort_by_key(|(entity, _)| *entity);
        Self(changes)
    }

    /// The changes of an entity, in the order in which they are told.
    fn of_entity(&self, entity: &str) -> impl Iterator<Item = &'t Change> + Clone {
        let start = self.0.partition_point(|(other, _)| *other < entity);
        let length = self.0[start..].partition_point(|(other, _)| *other == entity);
        self.0[start..start + length].iter().map(|(_, change)| *change)
    }

    /// Whether there is a change of an entity.
    fn has_entity(&self, entity: &str) -> bool {
        self.0.binary_search_by_key(&entity, |(other, _)| other).is_ok()
    }

    /// Whether there is a change in a section.
    fn has_section(&self, section: &str) -> bool {
        // Other sections may stand between it and its entities: a hyphen comes before a dot.
        let inside = format!("{section}.");
        let at = self.0.partition_point(|(entity, _)| *entity < inside.as_str());
        self.has_entity(section) || self.0.get(at).is_some_and(|(entity, _)| entity.starts_with(&inside))
    }

    /// Whether any change is of the entity at a place, or as near to it as that.
    fn meets(&self, path: &str) -> bool {
        self.has_entity(entity(path)) || self.holds(path)
    }

    /// Whether a change is of a place, of what holds it or of what is in it.
    fn holds(&self, path: &str) -> bool {
        let Some((section, _)) = path.split_once('.') else { return self.has_section(path) };
        let near = |change: &Change| covers(&change.path, path) || covers(path, &change.path);
        self.has_entity(section) || self.of_entity(entity(path)).any(near)
    }
}

/// The values of a place before and after a transition that touched it, and what the place was before.
type StepBack = (Option<(Option<Value>, Option<Value>)>, Place);

/// Where a renamed or moved entity was before.
pub(super) fn source(program: &ProgramChange, change: &Change) -> Option<Place> {
    let previous = change.previous_id.as_ref()?;
    let home = program.previous_id.as_ref().unwrap_or(&program.id);
    let (home, id) = match change.kind {
        ChangeKind::Renamed => (home.as_str(), previous.as_str()),
        ChangeKind::Moved => previous.split_once('/')?,
        _ => return None,
    };
    Some(Place { program: home.to_owned(), path: format!("{}.{id}", change.section()) })
}

/// Whether `outer` is `inner` or an entity or table that holds it.
pub(super) fn covers(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The entity in a path: its section and id.
fn entity(path: &str) -> &str {
    &path[..entity_end(path)]
}

/// Where the entity ends in a path: after its section and id.
pub(super) fn entity_end(path: &str) -> usize {
    memchr_iter(b'.', path.as_bytes()).nth(1).unwrap_or(path.len())
}

/// The part of an entity's value that a path into the entity names.
pub(super) fn within<'v>(entity: Option<&'v Value>, path: &str) -> Option<&'v Value> {
    match path[entity_end(path)..].strip_prefix('.') {
        None => entity,
        Some(field) => {
            let entity = entity?;
            let custom = || entity.get("custom")?.get(field.strip_prefix("custom.")?);
            entity.get(field).or_else(custom)
        }
    }
}

/// The first entry at a transition or after it in the list: as late as that, or earlier in time.
fn since<T: Copy>(entries: &[(usize, T)], from: usize) -> Option<(usize, T)> {
    entries.get(entries.partition_point(|(at, _)| *at < from)).copied()
}

/// The last entry before a transition in the list: the next one in time.
fn before<T: Copy>(entries: &[(usize, T)], until: usize) -> Option<(usize, T)> {
    entries.get(entries.partition_point(|(at, _)| *at < until).checked_sub(1)?).copied()
}
