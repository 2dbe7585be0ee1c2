//! Follows a program back through the commits, under every name that it had, and opens nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use toml::Table;

use super::whole::{days, days_at, values};
use super::{Clock, Entry, Followed, Place, Told, find};
use crate::changes::{
    Change, ChangeKind, Comparison, DateChange, ProgramChange, ProgramKind, Shift, Side, Texts, Unread,
    Which, between,
};
use crate::disk::MARK;
use crate::error::Result;
use crate::git::Oid;
use crate::model::{Category, Kind, PROGRAM};
use crate::report::credits::Credits;
use crate::report::former::Former;
use crate::report::lineage::{entity_end, source};
use crate::report::steps::History;
use crate::report::transition::Transition;
use crate::report::trend::Ledgers;
use crate::report::walk::{Landing, Touched, Walk};
use crate::tree::Tree;
use crate::workspace::{Config, stem};

impl History<'_> {
    /// Follows the program of this id back from the commit `tip`, or from a later version that is not committed yet:
    /// `later` is the work tree.
    pub fn follow(&self, tip: Oid, later: Option<&Tree>, id: &str, clock: Clock) -> Result<Followed> {
        let head = self.tree(tip);
        let before = Side::open(&head);
        let after = later.map(Side::open);
        let newest = after.as_ref().unwrap_or(&before);
        let mut texts = Texts::default();
        let (mut target, mut uncommitted) = (id.to_owned(), None);
        if let (Some(tree), Some(after)) = (later, &after) {
            let comparison = not_committed((&head, &before), (tree, after), id, &mut texts);
            let renamed =
                comparison.programs.iter().find(|program| program.previous_id.as_deref() == Some(id));
            target = renamed.map_or(target, |program| program.id.clone());
            uncommitted = Some((comparison, Arc::clone(&after.config)));
        }
        if !newest.programs.contains_key(&target) && !before.programs.contains_key(&target) {
            target = self.last_id(tip, newest, id)?;
        }
        let table = match newest.programs.get(&target) {
            Some(listed) => newest.table(listed, &mut texts).ok(),
            None => None,
        };
        let is_gone = !newest.programs.contains_key(&target);
        let was_renamed = target != id;
        head.check()?;
        let mut follower = Follower::new(*self, target, table);
        if let Some((comparison, config)) = uncommitted {
            let transition = Transition::uncommitted(comparison);
            follower.record(&transition, [&before.config, &config])?;
        }
        let mut walk = Walk::new(*self, tip)?;
        loop {
            walk.seek(follower.homes.keys())?;
            let after = Arc::clone(walk.config());
            let widens = |comparison: &Comparison| follower.widens(comparison);
            let step = walk.step_wide(&mut texts, |_, files| follower.pick(files), &widens)?;
            let before = Arc::clone(walk.config());
            if walk.cut.is_some() {
                return Err(self.shallow(tip));
            }
            let Some(transitions) = step else { break };
            for transition in &transitions {
                follower.record(transition, [&before, &after])?;
            }
        }
        Ok(follower.finish(clock, is_gone, was_renamed))
    }
}

/// What is not committed yet of one program; of the others too where something in it came or went.
fn not_committed(
    (head, before): (&Tree, &Side<'_>),
    (later, after): (&Tree, &Side<'_>),
    id: &str,
    texts: &mut Texts,
) -> Comparison {
    match (before.programs.get(id), after.programs.get(id)) {
        (Some(one), Some(other)) => {
            let old = Side::of(head, Arc::clone(&before.config), vec![one.clone()]);
            let new = Side::of(later, Arc::clone(&after.config), vec![other.clone()]);
            let comparison = between(&old, &new, texts);
            if !comparison.programs.iter().any(asks_for_others) {
                return comparison;
            }
        }
        (None, None) => return Comparison::default(),
        _ => {}
    }
    between(before, after, texts)
}

/// Whether an entity came that may be from another program, or went where it may have gone to another one, or a
/// reference to another program changed, which may have done no more than follow a rename.
fn asks_for_others(program: &ProgramChange) -> bool {
    let is_from_elsewhere = |entity: &Value| texts(entity.get("previously")).any(|id| id.contains('/'));
    program.changes.iter().any(|change| match change.kind {
        ChangeKind::Added if change.field().is_none() => change.after.as_ref().is_some_and(is_from_elsewhere),
        ChangeKind::Removed if change.field().is_none() => {
            change.before.as_ref().is_some_and(Value::is_object)
        }
        ChangeKind::Changed => {
            let is_reference = |text: &str| text.contains('/') && !text.contains([' ', ':']);
            let mut left = texts(change.before.as_ref());
            left.any(|text| is_reference(text) && texts(change.after.as_ref()).all(|kept| kept != text))
        }
        _ => false,
    })
}

/// A text, or the texts of a list.
fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.chain(value).filter_map(Value::as_str)
}

/// Where the walk along the commits has come to.
struct Follower<'h> {
    target: String,
    former: Former,
    credits: Credits<'h>,
    /// The programs that hold what is told of, as they are called in the version that the walk has come to, and what
    /// they say there, where they are there.
    homes: BTreeMap<String, Option<Arc<Table>>>,
    /// The newest first.
    entries: Vec<Entry>,
    name: Option<String>,
    /// The last version that could be read.
    readable: Option<Arc<Table>>,
    aliases: BTreeMap<String, Place>,
    seen: BTreeSet<String>,
    unreadable: Vec<Unread>,
}

impl<'h> Follower<'h> {
    fn new(history: History<'h>, target: String, table: Option<Arc<Table>>) -> Self {
        Self {
            name: table.as_deref().and_then(name_of),
            readable: table.clone(),
            homes: BTreeMap::from([(target.clone(), table)]),
            target,
            former: Former::default(),
            credits: Credits::new(history),
            entries: Vec::new(),
            aliases: BTreeMap::new(),
            seen: BTreeSet::new(),
            unreadable: Vec::new(),
        }
    }

    /// Leaves out the files that need not be read. Where the program appears, those that went may be what it was.
    fn pick(&self, files: &mut Vec<Touched>) {
        let opens = |file: &Touched| self.homes.contains_key(&*file.id);
        let appears = files.iter().any(|file| opens(file) && !file.was());
        files.retain(|file| opens(file) || (appears && !file.stays()));
    }

    fn widens(&self, comparison: &Comparison) -> bool {
        let own = comparison.programs.iter().filter(|program| self.homes.contains_key(&program.id));
        own.into_iter().any(asks_for_others)
    }

    /// Writes down what a commit did, and goes back to the version before it.
    fn record(&mut self, transition: &Transition, configs: [&Arc<Config>; 2]) -> Result<()> {
        let unread = transition.comparison.unreadable.iter();
        let unread = unread
            .filter(|unread| unread.side == Which::After && self.homes.contains_key(stem(&unread.file)));
        self.unreadable.extend(unread.cloned());
        let mut entry: Option<Entry> = None;
        for program in &transition.comparison.programs {
            let told = if self.homes.contains_key(&program.id) {
                self.told(program, configs)
            } else {
                self.gone_elsewhere(&transition.comparison, program, configs[0])
            };
            let is_own = self.is_own(&program.id);
            if told.is_empty() && !(is_own && program.kind != ProgramKind::Changed) {
                continue;
            }
            match &mut entry {
                Some(entry) => entry.changes.extend(told),
                None => entry = Some(self.entry(transition.landing, &program.file, told)?),
            }
            if let Some(entry) = entry.as_mut().filter(|_| is_own) {
                entry.file = Arc::clone(&program.file);
                entry.kind = program.kind;
                entry.previous_id.clone_from(&program.previous_id);
            }
        }
        let moved = transition.landing.map_or_else(Vec::new, |_| self.moved_releases(transition, configs[1]));
        if !moved.is_empty() {
            match &mut entry {
                Some(entry) => entry.changes.extend(moved),
                None => entry = Some(self.entry(transition.landing, &Arc::from(MARK), moved)?),
            }
        }
        for told in entry.iter().flat_map(|entry| &entry.changes) {
            self.seen.insert(told.path.clone());
        }
        self.entries.extend(entry);
        self.step_back(transition);
        Ok(())
    }

    fn is_own(&self, id: &str) -> bool {
        self.homes.contains_key(id) && self.former.program(id) == Some(&self.target)
    }

    fn entry(&mut self, landing: Option<Landing>, file: &Arc<str>, changes: Vec<Told>) -> Result<Entry> {
        let commit = self.credits.of(landing, file)?;
        let reason = match landing {
            Some(landing) => self.credits.reason(landing, file)?,
            None => None,
        };
        Ok(Entry {
            commit,
            reason,
            landed: landing.map(|landing| landing.time),
            file: Arc::clone(file),
            kind: ProgramKind::Changed,
            previous_id: None,
            changes,
        })
    }

    /// The changes of a program that are about the one that is followed, or about what it holds in the end.
    fn told(&self, program: &ProgramChange, [before, after]: [&Arc<Config>; 2]) -> Vec<Told> {
        let is_own = self.is_own(&program.id);
        let place = |path: &str| {
            let later = self.former.place(&program.id, path);
            match later {
                Some(place) if place.program == self.target => Some(place.path),
                // What went to another program since was here then.
                _ => is_own.then(|| path.to_owned()),
            }
        };
        let whole = |table: &Option<Arc<Table>>, kind, config: &Config| {
            let values = table.as_deref().map(|table| values(table, kind, &config.calendar));
            let values = values.into_iter().flatten();
            values
                .filter_map(|(change, days)| {
                    Some(Told { path: place(&change.path)?, change, to: None, so_far: None, days })
                })
                .collect()
        };
        match program.kind {
            ProgramKind::Added => whole(&program.after, ChangeKind::Added, after),
            ProgramKind::Removed => whole(&program.before, ChangeKind::Removed, before),
            ProgramKind::Changed | ProgramKind::Renamed => {
                let changes = program.changes.iter();
                changes
                    .filter_map(|change| {
                        let days = match (change.field(), change.kind) {
                            (None, ChangeKind::Added) => {
                                days_at(program.after.as_deref(), &change.path, &after.calendar)
                            }
                            (None, ChangeKind::Removed) => {
                                days_at(program.before.as_deref(), &change.path, &before.calendar)
                            }
                            _ => Vec::new(),
                        };
                        let path = place(&change.path)?;
                        Some(Told { path, change: change.clone(), to: None, so_far: None, days })
                    })
                    .collect()
            }
        }
    }

    /// What went to another program: there it came, here it goes.
    fn gone_elsewhere(&self, comparison: &Comparison, program: &ProgramChange, before: &Config) -> Vec<Told> {
        let moved = program.changes.iter().filter(|change| change.kind == ChangeKind::Moved);
        moved
            .filter_map(|change| {
                let Place { program: home, path } = source(program, change)?;
                if !self.is_own(id_after(comparison, &home)) {
                    return None;
                }
                let field = PROGRAM.field(change.section())?;
                let table = Table::try_from(change.before.as_ref()?).ok()?;
                let days = match &field.kind {
                    Kind::Keyed(shape) => days(shape, &table, &before.calendar),
                    _ => Vec::new(),
                };
                let to = Some(format!("{}/{}", program.id, change.path));
                let change = Change {
                    path: path.clone(),
                    kind: ChangeKind::Removed,
                    previous_id: None,
                    after: None,
                    ..change.clone()
                };
                Some(Told { change, path, to, so_far: None, days })
            })
            .collect()
    }

    /// The dates of the program that moved with their release, in a commit that did not touch its file.
    fn moved_releases(&self, transition: &Transition, config: &Arc<Config>) -> Vec<Told> {
        let mut moved = Vec::new();
        if transition.releases.is_empty() {
            return moved;
        }
        let nothing = Tree::memory(Vec::<(String, String)>::new());
        let side = Side::of(&nothing, Arc::clone(config), Vec::new());
        let is_told = |id: &str| transition.comparison.programs.iter().any(|program| program.id == id);
        for (id, table) in self.homes.iter().filter(|(id, _)| !is_told(id) && self.is_own(id)) {
            let Some(table) = table else { continue };
            for (path, name) in side.named_dates(table) {
                let Some((before, after)) = transition.releases.get(name).copied() else { continue };
                let Some(place) = self.former.place(id, &path) else { continue };
                let days = before.until(after).map_or(0, |span| i64::from(span.get_days()));
                let shift = if days > 0 { Shift::Later } else { Shift::Earlier };
                let field = path.rsplit('.').next().unwrap_or_default();
                let label = find::title_at(Some(table), &path[..entity_end(&path)]);
                let value = Some(Value::from(name));
                let change = Change {
                    label: label.unwrap_or_else(|| field.to_owned()),
                    path,
                    category: Category::Dates,
                    kind: ChangeKind::Changed,
                    previous_id: None,
                    before: value.clone(),
                    after: value,
                    date: Some(DateChange {
                        before: Some(before),
                        after: Some(after),
                        days: Some(days),
                        shift: Some(shift),
                        via: Some(name.to_owned()),
                    }),
                    members: None,
                    steps: Vec::new(),
                };
                moved.push(Told { change, path: place.path, to: None, so_far: None, days: Vec::new() });
            }
        }
        moved
    }

    fn step_back(&mut self, transition: &Transition) {
        let programs = &transition.comparison.programs;
        for program in programs {
            for change in &program.changes {
                let Some(home) = source(program, change) else { continue };
                let Some(later) = self.former.place(&program.id, &change.path) else { continue };
                let left = id_after(&transition.comparison, &home.program);
                if self.former.program(left).is_some_and(|id| id == self.target)
                    || later.program == self.target
                {
                    self.aliases.entry(home.path.clone()).or_insert_with(|| later.clone());
                }
                if later.program == self.target {
                    self.homes.entry(home.program).or_insert(None);
                }
            }
        }
        let mut homes = Vec::new();
        for program in programs.iter().filter(|program| self.homes.contains_key(&program.id)) {
            if self.readable.is_none() && self.is_own(&program.id) {
                self.readable.clone_from(&program.after);
            }
            if self.name.is_none() && self.is_own(&program.id) {
                self.name = program.before.as_deref().or(program.after.as_deref()).and_then(name_of);
            }
            let former = program.previous_id.as_ref().unwrap_or(&program.id);
            homes.push((program.id.clone(), former.clone(), program.before.clone()));
        }
        for (id, former, _) in &homes {
            if id != former {
                self.homes.remove(id);
            }
        }
        for (_, former, table) in homes {
            self.homes.insert(former, table);
        }
        self.former.step_back(&transition.comparison);
    }

    fn finish(mut self, clock: Clock, is_gone: bool, was_renamed: bool) -> Followed {
        self.entries.reverse();
        let ledgers = Ledgers::keep(&mut self.entries, &clock);
        Followed {
            name: self.name.unwrap_or_else(|| self.target.clone()),
            program: self.target,
            was_renamed,
            clock,
            table: self.readable.filter(|_| !is_gone),
            is_gone,
            entries: self.entries,
            aliases: self.aliases,
            seen: self.seen,
            unreadable: self.unreadable,
            ledgers,
        }
    }
}

/// What a program of the earlier side is called on the later one.
fn id_after<'c>(comparison: &'c Comparison, id: &'c str) -> &'c str {
    let renamed = comparison.programs.iter().find(|program| program.previous_id.as_deref() == Some(id));
    renamed.map_or(id, |program| &program.id)
}

fn name_of(table: &Table) -> Option<String> {
    Some(table.get("program")?.as_table()?.get("name")?.as_str()?.to_owned())
}
