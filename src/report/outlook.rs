//! What lies ahead: milestones on a time line, what people have to look after soon, and who waits for whom.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::drawing::Drawing;
use super::graph::{GraphReport, Start};
use crate::changes::{Comparison, ProgramChange, Shift};
use crate::model::{Entity, From, Key};
use crate::workspace::{Freeze, Network, Program, Workspace, dead, edges_of, is_awaited};

/// How far ahead the milestones of programs that did not change are shown, in calendar days.
const AHEAD: i64 = 90;

/// For how long what was met is shown in a program that changed, in calendar days.
const BEHIND: i64 = 30;

/// Within how many calendar days a milestone counts as a person's load.
const SOON: i64 = 30;

/// What lies ahead at the end of a window.
#[derive(Debug)]
pub struct Outlook {
    /// The day that counts as today.
    pub today: Date,
    /// Milestones of the programs that changed, and what is due within three months in the others.
    pub lanes: Vec<Lane>,
    /// The spans of days in which nothing launches.
    pub freezes: Vec<Freeze>,
    /// The open milestones of each owner that are due within 30 days, over all programs; who has most comes first.
    pub loads: Vec<Load>,
    /// What programs wait for, what comes too late first.
    pub awaited: Vec<Awaited>,
    /// What the programs that changed wait for, and what waits for them, where that is anything.
    pub drawing: Option<Drawing>,
}

/// A program on the time line.
#[derive(Debug)]
pub struct Lane {
    /// What people call it.
    pub program: String,
    /// Its milestones, by day.
    pub marks: Vec<Mark>,
}

/// A milestone on the time line.
#[derive(Debug)]
pub struct Mark {
    /// What people call it.
    pub label: String,
    /// The day on which it is due; where it was met, that day.
    pub day: Date,
    /// The day on which it was due before, where that moved.
    pub former: Option<Date>,
    /// How it stands.
    pub standing: Progress,
    /// Whether customers see it.
    pub is_launch: bool,
    /// Who answers for it, by id: its owner, else the TPM.
    pub owner: Option<String>,
}

/// How a milestone stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Progress {
    Open,
    Overdue,
    Done,
    Dropped,
}

/// What one person has to look after soon.
#[derive(Debug)]
pub struct Load {
    /// The person, by id.
    pub owner: String,
    /// The day, the program and the name of each milestone, by day.
    pub due: Vec<(Date, String, String)>,
}

/// What a program waits for.
#[derive(Debug)]
pub struct Awaited {
    /// The program that waits.
    pub program: String,
    /// Its milestones that wait.
    pub waiting: Vec<String>,
    /// What it needs.
    pub need: String,
    /// Who provides it.
    pub from: String,
    /// The day by which it is needed.
    pub needed: Option<Date>,
    /// The day on which it comes.
    pub comes: Option<Date>,
    /// What was agreed: the state of the dependency; `None` where nobody wrote down that there is one.
    pub state: Option<&'static str>,
}

impl Awaited {
    /// The calendar days between its coming and its need; negative where it comes too late.
    pub fn spare(&self) -> Option<i64> {
        self.comes.zip(self.needed).map(|(comes, needed)| days_between(comes, needed))
    }
}

impl Outlook {
    /// Looks ahead from `today`, in the programs that are shown.
    pub fn new(
        workspace: &Workspace,
        comparison: &Comparison,
        today: Date,
        is_shown: impl Fn(&str) -> bool,
    ) -> Self {
        let changed: FxHashMap<&str, &ProgramChange> =
            comparison.programs.iter().map(|program| (program.id.as_str(), program)).collect();
        let programs: Vec<&Program> =
            workspace.programs.iter().filter(|program| is_shown(&program.id)).collect();
        let mut by_id = programs.clone();
        by_id.sort_by_key(|program| &program.id);
        let lanes = by_id.iter().filter_map(|program| {
            let marks = marks(workspace, program, changed.get(&*program.id).copied(), today);
            (!marks.is_empty()).then(|| Lane { program: program.name().to_owned(), marks })
        });
        let open = programs.iter().filter(|program| !program.is_closed());
        let mut awaited: Vec<Awaited> = open.flat_map(|program| awaited(workspace, program)).collect();
        awaited.sort_by_key(|one| {
            (one.spare().is_none_or(|spare| spare >= 0), one.needed.is_none(), one.needed)
        });
        Self {
            today,
            lanes: lanes.collect(),
            freezes: workspace.config.calendar.freezes.clone(),
            loads: loads(workspace, today, is_shown),
            awaited,
            drawing: drawing(workspace, &changed, today),
        }
    }
}

/// The part of the network that the window touched.
fn drawing(workspace: &Workspace, changed: &FxHashMap<&str, &ProgramChange>, today: Date) -> Option<Drawing> {
    if changed.is_empty() {
        return None;
    }
    let network = Network::new(workspace, today);
    let report = GraphReport::new(network, today, Start::Everything, Vec::new(), false);
    Drawing::around(&report, workspace, |id| changed.contains_key(id))
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The milestones of a program that are on the time line, by day.
fn marks(
    workspace: &Workspace,
    program: &Program,
    changed: Option<&ProgramChange>,
    today: Date,
) -> Vec<Mark> {
    let fields = changed.map(|program| program.changes.as_slice()).unwrap_or_default();
    // What happened to each milestone: that something did, and the day on which it was due before.
    let mut touched: FxHashMap<&str, Option<Date>> = FxHashMap::default();
    for change in fields.iter().filter(|change| change.section() == Key::Milestones.name()) {
        let Some(id) = change.path.split('.').nth(1) else { continue };
        let date = change.date.as_ref().filter(|_| change.field() == Some(Key::Due.name()));
        let moved = date.filter(|date| matches!(date.shift, Some(Shift::Later | Shift::Earlier)));
        let former = touched.entry(id).or_default();
        *former = former.or(moved.and_then(|date| date.before));
    }
    let mut marks = Vec::new();
    for milestone in program.section(Key::Milestones) {
        let standing = |due: Date| match milestone.state() {
            Some("done") => Progress::Done,
            Some("dropped") => Progress::Dropped,
            _ if due < today => Progress::Overdue,
            _ => Progress::Open,
        };
        let due = workspace.day(milestone, Key::Due);
        let met = workspace.day(milestone, Key::Done).filter(|_| milestone.is("done"));
        let Some(day) = met.or(due) else { continue };
        let (ahead, is_open) = (days_between(today, day), milestone.is_open() && !program.is_closed());
        let former = touched.get(milestone.id());
        let is_shown = former.is_some()
            || (is_open && (changed.is_some() || ahead <= AHEAD))
            || (changed.is_some() && milestone.is("done") && (-BEHIND..=0).contains(&ahead));
        if is_shown {
            let owner = milestone.word(Key::Owner).or_else(|| program.owner("tpm"));
            marks.push(Mark {
                label: milestone.title().to_owned(),
                day,
                former: former.copied().flatten().filter(|_| met.is_none()),
                standing: standing(day),
                is_launch: milestone.flag(Key::Launch),
                owner: owner.map(str::to_owned),
            });
        }
    }
    marks.sort_by_key(|mark| mark.day);
    marks
}

/// The load of everybody who owns something in the programs that are shown, over all programs.
fn loads(workspace: &Workspace, today: Date, is_shown: impl Fn(&str) -> bool) -> Vec<Load> {
    let mut people: BTreeMap<&str, (bool, Load)> = BTreeMap::new();
    for program in workspace.programs.iter().filter(|program| !program.is_closed()) {
        for milestone in program.section(Key::Milestones).filter(|milestone| milestone.is_open()) {
            let day = workspace.day(milestone, Key::Due);
            let day = day.filter(|day| (0..=SOON).contains(&days_between(today, *day)));
            let (Some(day), Some(owner)) = (day, milestone.word(Key::Owner)) else { continue };
            let (shown, load) = people
                .entry(owner)
                .or_insert_with(|| (false, Load { owner: owner.to_owned(), due: Vec::new() }));
            *shown |= is_shown(&program.id);
            load.due.push((day, program.name().to_owned(), milestone.title().to_owned()));
        }
    }
    let shown = people.into_values().filter(|(shown, _)| *shown);
    let mut loads: Vec<Load> = shown.map(|(_, load)| load).collect();
    for load in &mut loads {
        load.due.sort();
    }
    loads.sort_by_key(|load| std::cmp::Reverse(load.due.len()));
    loads
}

/// What one program waits for: its dependencies, and the milestones elsewhere that it needs without saying so in one.
fn awaited(workspace: &Workspace, program: &Program) -> Vec<Awaited> {
    let name = program.name().to_owned();
    let mut declared: FxHashSet<(&str, &str)> = FxHashSet::default();
    let mut awaited = Vec::new();
    for dependency in program.section(Key::Dependencies) {
        let deliveries = workspace.deliveries(program, dependency);
        declared.extend(deliveries.map(|(there, milestone)| (&*there.id, milestone.id())));
        if !is_awaited(dependency) {
            continue;
        }
        let waiting = dependency.list(Key::For).filter_map(|item| workspace.milestone(program, item.text));
        awaited.push(Awaited {
            program: name.clone(),
            waiting: waiting.map(|(_, milestone)| milestone.title().to_owned()).collect(),
            need: dependency.title().to_owned(),
            from: provider(workspace, program, dependency),
            needed: workspace.day(dependency, Key::NeededBy),
            comes: workspace.arrival(program, dependency).map(|arrival| arrival.day),
            state: dependency.state(),
        });
    }
    for edge in edges_of(workspace, program) {
        let (there, needed) = (edge.needed_program, edge.needed);
        let is_elsewhere = !std::ptr::eq(there, program) && declared.insert((&there.id, needed.id()));
        if is_elsewhere && edge.milestone.is_open() && needed.is_open() && dead(there, needed).is_none() {
            awaited.push(Awaited {
                program: name.clone(),
                waiting: vec![edge.milestone.title().to_owned()],
                need: needed.title().to_owned(),
                from: there.name().to_owned(),
                needed: workspace.day(edge.milestone, Key::Due),
                comes: workspace.day(needed, Key::Due),
                state: None,
            });
        }
    }
    awaited
}

/// Who provides a dependency, in words.
pub(super) fn provider(workspace: &Workspace, program: &Program, dependency: Entity<'_>) -> String {
    let Some(written) = dependency.word(Key::From) else { return "nobody yet".to_owned() };
    let milestone = workspace.providing_milestone(program, dependency);
    if let Some((there, milestone)) = milestone {
        return format!("{} · {}", there.name(), milestone.title());
    }
    match From::parse(written) {
        Some(From::Milestone(program, _) | From::Program(program)) => {
            workspace.program(program).map_or(program, Program::name).to_owned()
        }
        Some(From::Team(team)) => workspace.team(team).map_or(team, |(_, team)| team.title()).to_owned(),
        Some(From::External(who)) => who.trim().to_owned(),
        None => written.to_owned(),
    }
}
