//! One whole version: every program, the people, the calendar, and the look-ups between them.

mod calendar;
mod config;
mod custom;
mod dependency;
mod documents;
mod evidence;
mod float;
mod former;
mod gaps;
mod gates;
mod graph;
mod links;
mod load;
mod network;
mod org;
mod past;
mod playbook;
mod reach;
mod release;
mod risk;
mod service;
mod table;
mod working_days;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::Silence;
use crate::finding::{Edit, Finding};
use crate::model::{Entity, Facts, Key, Period, When};
use crate::text::Span;

pub use calendar::{Calendar, Freeze};
pub use config::{Config, OptionValue, Override, SetLevel, Setting, Settings};
pub use custom::CustomField;
pub use dependency::{Arrival, Dead, Source, dead, is_awaited};
pub use documents::Lost;
pub use evidence::Fact;
pub use gaps::Gaps;
pub use gates::{Asked, Requirement};
pub use graph::{Cycle, Edge, cycles, edges};
pub use links::edges_of;
pub(crate) use load::stem;
pub use load::{Cache, config_of};
pub use network::{Network, Node, Wait};
pub use past::{Came, DateShift, Event, Past, ProgramPast, Slip, Touch, Vanished, Way};
pub use playbook::{Playbook, Stage};
pub use reach::{Late, Reach, Waits};
pub(crate) use release::unknown_release;
pub use risk::{Unanswered, is_grave, unanswered};
pub use service::{Service, Services};
pub use working_days::WorkingDays;

/// A file as it was read: what it says, what is wrong with it, and which rules it silences.
#[derive(Debug)]
pub struct File {
    /// Its path, relative to the root.
    pub path: Arc<str>,
    /// What it says.
    pub facts: Facts,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// The comments that silence rules.
    pub silences: Vec<Silence>,
    /// Where it ends, and whether that is behind a line break.
    pub end: (usize, bool),
    /// What its findings hide.
    pub gaps: Gaps,
}

/// A program of a workspace.
#[derive(Debug)]
pub struct Program {
    /// Its id: the file's stem.
    pub id: Arc<str>,
    /// Its file.
    pub file: Arc<File>,
    /// Where it stands, as the standard playbook would say; `None` where its phase could not be read.
    pub stage: Option<Stage>,
    links: links::Links,
}

/// One whole version of a repository of programs.
#[derive(Debug)]
pub struct Workspace {
    /// What milepost.toml says.
    pub config: Config,
    /// The playbooks, by id.
    pub playbooks: BTreeMap<String, Playbook>,
    /// The programs, by file.
    pub programs: Vec<Program>,
    /// The files under `org/`.
    pub org: Vec<Arc<File>>,
    /// What is wrong with milepost.toml and the playbooks, and with files that could not be read.
    pub findings: Vec<Finding>,
    /// The comments that silence rules in milepost.toml and the playbooks, by file.
    pub silences: Vec<(Arc<str>, Vec<Silence>)>,
    /// How many files were looked at.
    pub files: usize,
    ids: FxHashMap<Arc<str>, usize>,
    people: FxHashMap<String, (usize, usize)>,
    teams: FxHashMap<String, (usize, usize)>,
    /// The items of scope that serve another program's outcomes: that program, the item's own, and its place there.
    services: Vec<(usize, usize, usize)>,
    /// The paths of documents at which there is nothing.
    absent: FxHashSet<String>,
    former: former::Former,
    hidden: gaps::Shared,
    circles: graph::Circles,
}

/// What a reference leads to.
#[derive(Debug, Clone, Copy)]
pub enum Target<'w> {
    /// The entity, and the program that holds it.
    Found(&'w Program, Entity<'w>),
    /// There is no such program.
    NoProgram(&'w str),
    /// The program is there, the entity is not.
    NoEntity(&'w Program, &'w str),
    /// Several sections have an entity of this id.
    Ambiguous(Entity<'w>, Entity<'w>),
}

impl File {
    /// The edit that adds lines at its end, with an empty line before them.
    pub fn append(&self, lines: &str) -> Edit {
        let (end, after_break) = self.end;
        let gap = if after_break { "\n" } else { "\n\n" };
        Edit { file: Arc::clone(&self.path), span: Span::new(end..end), replacement: format!("{gap}{lines}") }
    }
}

impl Program {
    /// A program that nothing leads to yet, and that leads nowhere.
    pub fn new(id: Arc<str>, file: Arc<File>, stage: Option<Stage>) -> Self {
        Self { id, file, stage, links: links::Links::default() }
    }

    /// The `[program]` table, where the file has one.
    pub fn table(&self) -> Option<Entity<'_>> {
        self.file.facts.section(Key::Program).next()
    }

    /// What people call it, else its id.
    pub fn name(&self) -> &str {
        self.table().and_then(|table| table.word(Key::Name)).unwrap_or(&self.id)
    }

    /// Its entities of one section.
    pub fn section(&self, section: Key) -> impl Iterator<Item = Entity<'_>> {
        self.file.facts.section(section)
    }

    /// The person in a role of `[owners]`.
    pub fn owner(&self, role: &str) -> Option<&str> {
        self.file.facts.entity(Key::Owners, role)?.word(Key::Value)
    }

    /// Whether it is still to reach operation. A program whose phase could not be read is taken for active.
    pub fn is_active(&self) -> bool {
        self.stage.is_none_or(|stage| stage < Stage::Operate)
    }

    /// Whether it is over.
    pub fn is_closed(&self) -> bool {
        self.stage == Some(Stage::Closed)
    }
}

impl Workspace {
    /// The program of this id.
    pub fn program(&self, id: &str) -> Option<&Program> {
        self.ids.get(id).map(|at| &self.programs[*at])
    }

    /// The place of the program of this id among the programs.
    pub fn program_at(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// Every program id.
    pub fn program_ids(&self) -> impl Iterator<Item = &str> {
        self.programs.iter().map(|program| &*program.id)
    }

    /// The person of this id, with the file that declares it.
    pub fn person(&self, id: &str) -> Option<(&File, Entity<'_>)> {
        self.org_entity(self.people.get(id))
    }

    /// The team of this id, with the file that declares it.
    pub fn team(&self, id: &str) -> Option<(&File, Entity<'_>)> {
        self.org_entity(self.teams.get(id))
    }

    fn org_entity(&self, place: Option<&(usize, usize)>) -> Option<(&File, Entity<'_>)> {
        let (file, row) = *place?;
        Some((&self.org[file], self.org[file].facts.entity_at(row)))
    }

    /// The ids of all declared people, sorted. None declared: every well-formed id is accepted.
    pub fn people(&self) -> Vec<&str> {
        sorted_keys(&self.people)
    }

    /// The ids of all declared teams, sorted.
    pub fn teams(&self) -> Vec<&str> {
        sorted_keys(&self.teams)
    }

    /// The playbook of a program: the one that it names, else the workspace's; `None` where that does not exist.
    pub fn playbook(&self, program: &Program) -> Option<&Playbook> {
        self.playbook_of(program.table())
    }

    fn playbook_of(&self, table: Option<Entity<'_>>) -> Option<&Playbook> {
        let named = table.and_then(|table| table.word(Key::Playbook)).unwrap_or(&self.config.playbook);
        self.playbooks.get(named)
    }

    /// The days that a date field stands for.
    pub fn days(&self, when: Option<When<'_>>) -> Option<Period> {
        self.config.calendar.days(when?)
    }

    /// The last day that a date field stands for: the one that counts when dates are compared.
    pub fn day(&self, entity: Entity<'_>, key: Key) -> Option<Date> {
        self.days(entity.when(key)).map(|days| days.last)
    }

    /// The start and the target of a program whose target comes before its start.
    pub fn reversed(&self, program: &Program) -> Option<(Date, Date)> {
        let table = program.table()?;
        let start = self.days(table.when(Key::Start))?.first;
        self.day(table, Key::Target).filter(|target| *target < start).map(|target| (start, target))
    }

    /// Follows a reference from a program into one of `sections`. `None` where its form is wrong.
    pub fn resolve<'w>(
        &'w self,
        from: &'w Program,
        reference: &'w str,
        sections: &[Key],
    ) -> Option<Target<'w>> {
        let (program, entity) = match halves(reference, b'/') {
            Some((id, entity)) => match self.program(id) {
                Some(program) => (program, entity),
                None => return Some(Target::NoProgram(id)),
            },
            None => (from, reference),
        };
        let (named, id) = match halves(entity, b'.') {
            Some((section, id)) => (Some(section), id),
            None => (None, entity),
        };
        let wanted = |section: &&Key| named.is_none_or(|named| section.name() == named);
        let mut found =
            sections.iter().filter(wanted).filter_map(|section| program.file.facts.entity(*section, id));
        match (found.next(), found.next()) {
            (Some(one), Some(other)) => Some(Target::Ambiguous(one, other)),
            (Some(entity), None) => Some(Target::Found(program, entity)),
            (None, _) => Some(Target::NoEntity(program, id)),
        }
    }

    /// The milestone that a reference leads to, where it leads to one.
    pub fn milestone<'w>(
        &'w self,
        from: &'w Program,
        reference: &'w str,
    ) -> Option<(&'w Program, Entity<'w>)> {
        match self.resolve(from, reference, &[Key::Milestones])? {
            Target::Found(program, milestone) => Some((program, milestone)),
            _ => None,
        }
    }

    /// Every silencing comment, by file.
    pub fn silences(&self) -> impl Iterator<Item = (&Arc<str>, &[Silence])> {
        let own = self.silences.iter().map(|(file, silences)| (file, silences.as_slice()));
        let files = self.org.iter().chain(self.programs.iter().map(|program| &program.file));
        own.chain(files.map(|file| (&file.path, file.silences.as_slice())))
    }
}

/// What stands before and after a mark. References are so short, and so many, that it is found fastest byte by byte.
fn halves(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((&text[..at], &text[at + 1..]))
}

fn sorted_keys(map: &FxHashMap<String, (usize, usize)>) -> Vec<&str> {
    let mut keys: Vec<&str> = map.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// The place of a file in which nothing particular is meant.
pub const WHOLE_FILE: Span = Span { start: 0, end: 0 };
