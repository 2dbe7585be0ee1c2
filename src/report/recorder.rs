//! Fills the past of a workspace from what each commit changed, the newest first.

mod moves;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde_json::Value;

use self::moves::{Made, was_decided};
use super::credits::Credits;
use super::former::Former;
use super::lineage::{Place, entity_end};
use super::past::Present;
use super::states::state_of;
use super::transition::Transition;
use super::walk::{FileTouches, Landing, Touched};
use crate::changes::{self, Change, ChangeKind, ProgramChange, ProgramKind};
use crate::error::Result;
use crate::model::{Entity, Key, Kind, PROGRAM, When};
use crate::workspace::{Came, Past, Program, Touch, Vanished, Workspace};

/// Fills the past of a workspace from what each commit changed, the newest first.
pub(super) struct Recorder<'h, 'w> {
    workspace: &'w Workspace,
    /// How many commits back its version is.
    begins: usize,
    past: Past,
    former: Former,
    credits: Credits<'h>,
    /// The programs whose past is asked for; all of them where this says nothing.
    wanted: Option<FxHashSet<Arc<str>>>,
    /// The dates that point at a release in the version that the walk has come to, by their later names.
    pointing: BTreeMap<Place, String>,
    /// The former ids of scope items, each with its program: `checkout/wallet-api`.
    heirs: FxHashSet<String>,
    /// How many active programs the walk has not seen touched yet.
    unmet: usize,
    /// The wanted programs that were there in the version that the walk has come to.
    living: FxHashSet<Arc<str>>,
}

impl<'h, 'w> Recorder<'h, 'w> {
    pub(super) fn new(
        credits: Credits<'h>,
        Present { workspace, day }: Present<'w>,
        wanted: Option<FxHashSet<Arc<str>>>,
        begins: usize,
    ) -> Self {
        let mut recorder = Self {
            workspace,
            begins,
            past: Past::new(day),
            former: Former::default(),
            credits,
            wanted,
            pointing: BTreeMap::new(),
            heirs: FxHashSet::default(),
            unmet: workspace.programs.iter().filter(|program| is_active(program)).count(),
            living: FxHashSet::default(),
        };
        for program in &workspace.programs {
            for former in program.section(Key::Scope).flat_map(|item| item.list(Key::Previously)) {
                let is_here = !former.text.contains('/');
                let home = if is_here { format!("{}/", program.id) } else { String::new() };
                recorder.heirs.insert(home + former.text);
            }
            if recorder.wants(&program.id) {
                recorder.living.insert(Arc::clone(&program.id));
                for (entity, key) in dates_of(program) {
                    if let Some(When::Release(name)) = entity.when(key) {
                        let place = Place { program: program.id.to_string(), path: entity.path_of(key) };
                        recorder.pointing.insert(place, name.to_owned());
                    }
                }
            }
        }
        recorder
    }

    /// Leaves what was before this day untold. What stood there already was looked at before all that is known.
    pub(super) fn stop(&mut self, day: Date) {
        self.past.since = Some(day);
        for program in self.workspace.programs.iter().filter(|program| self.living.contains(&program.id)) {
            let past = self.past.entry(&program.id);
            for dependency in program.section(Key::Dependencies) {
                past.look_at(dependency.path(), usize::MAX);
            }
        }
    }

    pub(super) fn finish(self) -> Past {
        self.past
    }

    /// Whether nothing that a commit further back did can matter.
    pub(super) fn is_done(&self) -> bool {
        self.wanted.is_some() && self.unmet == 0 && self.living.is_empty()
    }

    fn wants(&self, id: &str) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| wanted.contains(id))
    }

    fn day(&self, time: Timestamp) -> Date {
        time.to_zoned(self.workspace.config.calendar.timezone.clone()).date()
    }

    /// The same programs as they are called in the version that the walk has come to.
    pub(super) fn wanted_before(&self, workspace: &Workspace) -> Option<FxHashSet<Arc<str>>> {
        self.wanted.as_ref()?;
        let ids = workspace.programs.iter().map(|program| &program.id);
        Some(ids.filter(|id| self.opens(id)).map(Arc::clone).collect())
    }

    /// The programs whose past is asked for; `None` is all of them.
    pub(super) fn wanted(&self) -> Option<&FxHashSet<Arc<str>>> {
        self.wanted.as_ref()
    }

    /// Whether what happened to the program of this id is asked for.
    pub(super) fn opens(&self, id: &str) -> bool {
        self.former.program(id).is_some_and(|later| self.wants(later))
    }

    /// Leaves out the files that need not be read. Where a wanted program appears, those that went may be what it was.
    pub(super) fn pick(&self, files: &[Touched]) -> Vec<bool> {
        let opens: Vec<bool> = files.iter().map(|file| self.opens(&file.id)).collect();
        let appears = files.iter().zip(&opens).any(|(file, opens)| *opens && !file.was());
        files.iter().zip(opens).map(|(file, opens)| opens || (appears && !file.stays())).collect()
    }

    /// Writes down which files a commit touched and what it changed in them, and goes back to the version before it.
    pub(super) fn take(&mut self, touched: &FileTouches, transitions: &[Transition]) -> Result<()> {
        for (program, file) in &touched.files {
            self.touch(touched.landing, program, file)?;
        }
        self.take_changes(transitions)
    }

    /// Writes down what is changed, as [`Recorder::take`] does.
    pub(super) fn take_changes(&mut self, transitions: &[Transition]) -> Result<()> {
        transitions.iter().try_for_each(|transition| self.record(transition))
    }

    /// Takes note of a file that a commit touched.
    fn touch(&mut self, landing: Landing, program: &str, file: &str) -> Result<()> {
        let Some(program) = self.untouched(program) else { return Ok(()) };
        let commit = self.credits.of_commit(landing, file)?;
        let day = self.day(landing.time);
        self.meet(program, Touch { day, commit: Some(commit) });
        Ok(())
    }

    /// Takes note of a file that is another one in the work tree or the index.
    pub(super) fn touch_now(&mut self, id: &str) {
        if let Some(program) = self.untouched(id) {
            self.meet(program, Touch { day: self.past.until, commit: None });
        }
    }

    fn meet(&mut self, program: &Program, touch: Touch) {
        self.past.entry(&program.id).touched = Some(touch);
        self.unmet -= usize::from(is_active(program));
    }

    /// The program that has this id in the version that the walk has come to, where it was not touched later.
    fn untouched(&self, id: &str) -> Option<&'w Program> {
        let program = self.workspace.program(self.former.program(id)?)?;
        self.past.of(program).touched.is_none().then_some(program)
    }
}

impl Recorder<'_, '_> {
    /// Writes down what a commit did, and goes back to the version before it.
    fn record(&mut self, transition: &Transition) -> Result<()> {
        let mut moved = BTreeSet::new();
        for program in &transition.comparison.programs {
            // Who mended a file that could not be read may have done it after this past ends.
            let is_later = transition.landing.is_some_and(|landing| landing.age < self.begins);
            if is_later || !self.opens(&program.id) {
                continue;
            }
            match program.kind {
                ProgramKind::Removed => {}
                ProgramKind::Added => self.arrived(transition.landing, program)?,
                ProgramKind::Changed | ProgramKind::Renamed => {
                    for change in &program.changes {
                        self.change(transition.landing, program, change, &mut moved)?;
                    }
                }
            }
        }
        if let Some(landing) = transition.landing.filter(|_| !transition.releases.is_empty()) {
            self.releases(landing, transition, &moved)?;
        }
        self.former.step_back(&transition.comparison);
        Ok(())
    }

    /// A program that a commit added: everything in it came with it.
    fn arrived(&mut self, landing: Option<Landing>, program: &ProgramChange) -> Result<()> {
        if let Some(later) = self.former.program(&program.id) {
            self.living.remove(later);
        }
        let Some(table) = program.after.as_deref() else { return Ok(()) };
        let sections = table.iter().filter_map(|(name, section)| Some((name, section.as_table()?)));
        for (section, entities) in sections {
            for (id, entity) in entities.iter().filter(|(_, entity)| entity.is_table()) {
                let path = format!("{section}.{id}");
                // Of others than assumptions it is enough that they came.
                let is_read = section == Key::Assumptions.name();
                let told = if is_read { changes::json(entity) } else { Value::Null };
                self.entity(landing, program, &path, None, Some(&told))?;
            }
        }
        if let Some(place) = self.former.place(&program.id, "program.target") {
            self.pointing.remove(&place);
        }
        Ok(())
    }

    /// An entity that came or went as a whole.
    fn entity(
        &mut self,
        landing: Option<Landing>,
        program: &ProgramChange,
        path: &str,
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> Result<()> {
        self.look_at(landing, program, path, after.is_none());
        let Some(place) = self.former.place(&program.id, path) else { return Ok(()) };
        let Some(holder) = self.workspace.program(&place.program) else { return Ok(()) };
        match path.split('.').next() {
            Some(section @ ("milestones" | "commitments")) if before.is_none() => {
                if let Some(landing) = landing.filter(|_| section == "milestones") {
                    let came = Came { age: landing.age, day: self.day(landing.time) };
                    self.past.entry(&holder.id).come(place.path.clone(), came);
                }
                let field = if section == "milestones" { "due" } else { "promised" };
                self.pointing.remove(&Place { path: format!("{}.{field}", place.path), ..place });
            }
            Some("scope") if after.is_none() => self.vanished(landing, program, holder, &place, before)?,
            Some("assumptions") if state_of("assumptions", after).as_deref() == Some("broken") => {
                self.broke(landing, program, holder, place.path)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn vanished(
        &mut self,
        landing: Option<Landing>,
        program: &ProgramChange,
        holder: &Program,
        place: &Place,
        before: Option<&Value>,
    ) -> Result<()> {
        let state =
            state_of("scope", before).filter(|state| matches!(state.as_str(), "committed" | "in-progress"));
        let id = place.path.split('.').nth(1).unwrap_or_default();
        let is_back = holder.file.facts.entity(Key::Scope, id).is_some()
            || self.heirs.contains(&format!("{}/{id}", holder.id));
        let (Some(landing), Some(state), false) = (landing, state, is_back || holder.is_closed()) else {
            return Ok(());
        };
        let title = before.and_then(|item| item.get("title")).and_then(Value::as_str).unwrap_or(id);
        let vanished = Vanished {
            id: id.to_owned(),
            title: title.to_owned(),
            state,
            age: landing.age,
            day: self.day(landing.time),
            commit: self.credits.of_commit(landing, &program.file)?,
        };
        let known = &mut self.past.entry(&holder.id).vanished;
        if known.iter().all(|known| known.id != vanished.id) {
            known.push(vanished);
        }
        Ok(())
    }

    /// Takes note of a commit that touched an entity: a dependency was looked at, a surprise was answered.
    fn look_at(&mut self, landing: Option<Landing>, program: &ProgramChange, path: &str, is_gone: bool) {
        let age = landing.map_or(0, |landing| landing.age);
        let entity = &path[..entity_end(path)];
        match path.split('.').next() {
            Some("dependencies") => {
                let Some(place) = self.former.place(&program.id, entity) else { return };
                if let Some(holder) = self.workspace.program(&place.program) {
                    self.past.entry(&holder.id).look_at(place.path, age);
                }
            }
            Some("risks" | "issues" | "decisions") if !(is_gone && entity == path) => {
                let later = self.former.program(&program.id).and_then(|id| self.workspace.program(id));
                if let Some(holder) = later {
                    self.past.entry(&holder.id).answered.get_or_insert(age);
                }
            }
            _ => {}
        }
    }
}

impl Recorder<'_, '_> {
    fn change(
        &mut self,
        landing: Option<Landing>,
        program: &ProgramChange,
        change: &Change,
        moved: &mut BTreeSet<Place>,
    ) -> Result<()> {
        let section = PROGRAM.field(change.section());
        if change.field().is_none() && section.is_some_and(|section| matches!(section.kind, Kind::Keyed(_))) {
            return match change.kind {
                ChangeKind::Added => self.entity(landing, program, &change.path, None, change.after.as_ref()),
                ChangeKind::Removed => {
                    self.entity(landing, program, &change.path, change.before.as_ref(), None)
                }
                ChangeKind::Changed | ChangeKind::Renamed | ChangeKind::Moved => {
                    self.look_at(landing, program, &change.path, false);
                    Ok(())
                }
            };
        }
        self.look_at(landing, program, &change.path, false);
        let Some(Place { program: id, path }) = self.former.place(&program.id, &change.path) else {
            return Ok(());
        };
        let Some(holder) = self.workspace.program(&id).filter(|holder| !holder.is_closed()) else {
            return Ok(());
        };
        let field = change.field();
        match (change.section(), field) {
            ("milestones", Some("due")) | ("commitments", Some("promised"))
                if open(holder, &path).is_some() =>
            {
                moved.insert(Place { program: id, path: path.clone() });
                self.date(landing, program, holder, path, change)
            }
            ("program", None) if change.path == "program.target" && is_active(holder) => {
                moved.insert(Place { program: id, path: path.clone() });
                self.date(landing, program, holder, path, change)
            }
            ("program", None) if change.path == "program.health" && is_red(holder) => {
                self.push(landing, program, holder, path, Made::of(change))
            }
            ("owners", None) => self.push(landing, program, holder, path, Made::of(change)),
            ("decisions", Some("title" | "why")) if was_decided(program, change) => {
                self.push(landing, program, holder, path, Made::of(change))
            }
            ("assumptions", Some("state"))
                if change.after.as_ref().and_then(Value::as_str) == Some("broken") =>
            {
                let assumption = path[..entity_end(&path)].to_owned();
                self.broke(landing, program, holder, assumption)
            }
            (_, Some("owner")) if open(holder, &path).is_some() => {
                self.push(landing, program, holder, path, Made::of(change))
            }
            _ => Ok(()),
        }
    }
}

/// Whether it is known to be on its way to operation.
fn is_active(program: &Program) -> bool {
    program.stage.is_some() && program.is_active()
}

fn is_red(program: &Program) -> bool {
    program.table().is_some_and(|table| table.choice(Key::Health) == Some("red"))
}

/// The entity at a path or around it, where there is still something to be done about it.
fn open<'p>(program: &'p Program, path: &str) -> Option<Entity<'p>> {
    let mut parts = path.split('.');
    let section = PROGRAM.field(parts.next()?)?.key;
    program.file.facts.entity(section, parts.next()?).filter(|entity| entity.is_open())
}

/// The dates of a program that are watched, and that are there.
fn dates_of(program: &Program) -> impl Iterator<Item = (Entity<'_>, Key)> {
    let open = |section, key| {
        program.section(section).filter(|entity| entity.is_open()).map(move |entity| (entity, key))
    };
    let target = program.table().filter(|_| is_active(program)).map(|table| (table, Key::Target));
    let dates = open(Key::Milestones, Key::Due).chain(open(Key::Commitments, Key::Promised)).chain(target);
    dates.filter(|_| !program.is_closed())
}
