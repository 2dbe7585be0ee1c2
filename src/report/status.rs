//! The portfolio: how every program stands, by what it says and by what the facts say.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use jiff::civil::Date;

use crate::git::{Commit, Oid};
use crate::model::{Entity, Key};
use crate::text::distance;
use crate::workspace::{Past, Program, Touch, Workspace, is_grave};

/// From so many facts on, they say red.
const RED_FROM: usize = 3;

/// How the programs of a portfolio stand.
#[derive(Debug)]
pub struct StatusReport<'w> {
    /// The day that counts as today.
    pub today: Date,
    /// The commit whose version it is, where it is one's.
    pub commit: Option<Oid>,
    /// The programs, in their order.
    pub standings: Vec<Standing<'w>>,
}

/// A color of health; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Health {
    Green,
    Yellow,
    Red,
}

/// How one program stands.
#[derive(Debug)]
pub struct Standing<'w> {
    /// The program.
    pub program: &'w Program,
    /// What the TPM is called, else their id.
    pub tpm: Option<&'w str>,
    /// Its phase: as written, else the first of its playbook; `None` where it could not be read.
    pub phase: Option<&'w str>,
    /// The health that it says.
    pub health: Option<Health>,
    /// The health that the facts say; `None` where the program is closed, or where none speaks against it and a part of
    /// its file could not be read.
    pub evidence: Option<Health>,
    /// What speaks against green.
    pub facts: Vec<String>,
    /// The open milestone that is due first, else the target of a program that is still to reach operation.
    pub next: Option<Next<'w>>,
    /// The greatest slip of its open dates since they were first promised; `None` where the past is not known, and where
    /// no date is open.
    pub slip: Option<Slip>,
    /// How many of its open risks are high in likelihood and impact.
    pub risks: usize,
    /// The last change of its file.
    pub touched: Option<Touch>,
}

/// What is due next.
#[derive(Debug, Clone, Copy)]
pub struct Next<'w> {
    /// The milestone; `None` where it is the program's target.
    pub milestone: Option<Entity<'w>>,
    /// The last day that its date stands for.
    pub day: Date,
    /// Calendar days from today to then; below zero where that has passed.
    pub days: i64,
    /// How much later than first promised that is, in calendar days.
    pub slip: Option<i64>,
}

/// How far a date has moved since it was first promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The dotted path of the date.
    pub path: String,
    /// Calendar days; below zero where it comes earlier.
    pub days: i64,
}

/// What programs are sorted by; of equal ones the first by id comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKey {
    /// Red by the facts first, then red by its own word, then yellow alike; then by grave risks, then by slip.
    Worst,
    /// By id.
    Program,
    /// By the TPM's name; without one last.
    Tpm,
    /// From discovery to closed.
    Phase,
    /// Red by its own word first; without one last.
    Health,
    /// Red by the facts first.
    Evidence,
    /// What is due first; without a milestone last.
    Next,
    /// The greatest slip first.
    Slip,
    /// The most grave risks first.
    Risks,
    /// What has lain the longest first.
    Touched,
}

impl Health {
    /// The color of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Green, Self::Yellow, Self::Red].into_iter().find(|health| health.name() == name)
    }

    /// As users write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

impl<'w> Next<'w> {
    /// The milestone's id, or `target`.
    pub fn id(&self) -> &'w str {
        self.milestone.map_or("target", Entity::id)
    }

    /// What people call it.
    pub fn title(&self) -> &'w str {
        self.milestone.map_or("Target", Entity::title)
    }
}

impl<'w> Standing<'w> {
    /// How a program stands on the day `today`.
    pub fn new(workspace: &'w Workspace, program: &'w Program, today: Date, past: Option<&Past>) -> Self {
        let table = program.table();
        let first = || workspace.playbook(program)?.phases.first().map(String::as_str);
        let phase = match table.filter(|table| table.has(Key::Phase)) {
            Some(table) => table.word(Key::Phase),
            None => first().filter(|_| program.stage.is_some()),
        };
        let tpm = program.owner("tpm");
        let next = next(workspace, program, today, past).filter(|_| !program.is_closed());
        let (evidence, facts) = evidence(workspace, program, today);
        let is_grave = |risk: &Entity<'_>| risk.is_open() && is_grave(*risk);
        Self {
            program,
            tpm: tpm.map(|id| workspace.person(id).map_or(id, |(_, person)| person.title())),
            phase,
            health: table.and_then(|table| table.choice(Key::Health)).and_then(Health::parse),
            evidence,
            facts,
            next,
            slip: past.and_then(|past| slip(workspace, program, past)),
            risks: program.section(Key::Risks).filter(is_grave).count(),
            touched: past.and_then(|past| past.of(program).touched.clone()),
        }
    }

    /// Whether it says green, and the facts do not.
    pub fn is_contradicted(&self) -> bool {
        self.health == Some(Health::Green) && self.evidence > Some(Health::Green)
    }

    /// Who last touched its file; `None` for what is not committed yet too.
    pub fn author(&self) -> Option<&Arc<Commit>> {
        self.touched.as_ref()?.commit.as_ref()
    }

    /// Which of two comes first.
    fn compare(&self, other: &Self, key: SortKey) -> Ordering {
        let late = |standing: &Self| {
            let slip = standing.slip.as_ref().map(|slip| slip.days);
            let next = standing.next.map(|next| next.day);
            (Reverse(slip), next.is_none(), next)
        };
        let order = match key {
            SortKey::Worst => {
                let worst = |standing: &Self| {
                    let is = |health| (standing.evidence != Some(health), standing.health != Some(health));
                    let (closed, risks) = (standing.program.is_closed(), Reverse(standing.risks));
                    (closed, is(Health::Red), is(Health::Yellow), risks)
                };
                worst(self).cmp(&worst(other)).then_with(|| late(self).cmp(&late(other)))
            }
            SortKey::Program => Ordering::Equal,
            SortKey::Tpm => (self.tpm.is_none(), self.tpm).cmp(&(other.tpm.is_none(), other.tpm)),
            SortKey::Phase => {
                let stage = |standing: &Self| (standing.program.stage.is_none(), standing.program.stage);
                stage(self).cmp(&stage(other)).then_with(|| self.phase.cmp(&other.phase))
            }
            SortKey::Health => other.health.cmp(&self.health),
            SortKey::Evidence => other.evidence.cmp(&self.evidence),
            SortKey::Next => {
                let next = |standing: &Self| (standing.next.is_none(), standing.next.map(|next| next.day));
                next(self).cmp(&next(other))
            }
            SortKey::Slip => late(self).cmp(&late(other)),
            SortKey::Risks => other.risks.cmp(&self.risks),
            SortKey::Touched => {
                let day = |standing: &Self| standing.touched.as_ref().map(|touch| touch.day);
                (day(self).is_none(), day(self)).cmp(&(day(other).is_none(), day(other)))
            }
        };
        order.then_with(|| self.program.id.cmp(&other.program.id))
    }
}

impl StatusReport<'_> {
    /// Sorts the programs.
    pub fn sort(&mut self, key: SortKey) {
        self.standings.sort_by(|one, other| one.compare(other, key));
    }

    /// How many programs are of this health by the facts.
    pub fn count(&self, evidence: Option<Health>) -> usize {
        self.standings.iter().filter(|standing| standing.evidence == evidence).count()
    }

    /// How many say green, and are not.
    pub fn contradicted(&self) -> usize {
        self.standings.iter().filter(|standing| standing.is_contradicted()).count()
    }
}

/// What the facts say: red where a launch is overdue, where the target has passed, or where there are three facts or
/// more; yellow where there is any; green where there is none.
fn evidence(workspace: &Workspace, program: &Program, today: Date) -> (Option<Health>, Vec<String>) {
    if program.is_closed() {
        return (None, Vec::new());
    }
    let found = workspace.evidence(program, today);
    let target = target(program).and_then(|(table, key)| workspace.day(table, key));
    let target = target.filter(|day| *day < today);
    let is_launch_late = found.iter().any(|fact| fact.is_launch);
    let mut facts: Vec<String> = found.into_iter().map(|fact| fact.message).collect();
    if let Some(day) = target {
        facts.insert(0, format!("the target was {day}, {}", distance(days_between(today, day))));
    }
    let health = match facts.len() {
        0 if !program.file.is_whole() => None,
        0 => Some(Health::Green),
        count if is_launch_late || target.is_some() || count >= RED_FROM => Some(Health::Red),
        _ => Some(Health::Yellow),
    };
    (health, facts)
}

/// The open milestone that is due first, of several on one day the first by id; else the target.
fn next<'w>(
    workspace: &'w Workspace,
    program: &'w Program,
    today: Date,
    past: Option<&Past>,
) -> Option<Next<'w>> {
    let dated = |(entity, key): (Entity<'w>, Key)| Some((workspace.day(entity, key)?, entity, key));
    let first = open_milestones(program).filter_map(dated).min_by_key(|(day, entity, _)| (*day, entity.id()));
    let (day, entity, key) = first.or_else(|| target(program).and_then(dated))?;
    let slip = past.map(|past| past.of(program).slip(&entity.path_of(key), day));
    let milestone = Some(entity).filter(|_| key == Key::Due);
    Some(Next { milestone, day, days: days_between(today, day), slip })
}

/// The greatest slip of the open milestones and of the target, the first of several.
fn slip(workspace: &Workspace, program: &Program, past: &Past) -> Option<Slip> {
    if program.is_closed() {
        return None;
    }
    let past = past.of(program);
    let mut greatest: Option<Slip> = None;
    for (entity, key) in open_milestones(program).chain(target(program)) {
        let Some(day) = workspace.day(entity, key) else { continue };
        let path = entity.path_of(key);
        let days = past.slip(&path, day);
        if greatest.as_ref().is_none_or(|greatest| days > greatest.days) {
            greatest = Some(Slip { path, days });
        }
    }
    greatest
}

fn open_milestones(program: &Program) -> impl Iterator<Item = (Entity<'_>, Key)> {
    let open = program.section(Key::Milestones).filter(|milestone| milestone.is_open());
    open.map(|milestone| (milestone, Key::Due))
}

/// The target of a program that is still to reach operation; once it operates, that is history.
fn target(program: &Program) -> Option<(Entity<'_>, Key)> {
    let is_on_its_way = program.stage.is_some() && program.is_active();
    program.table().filter(|_| is_on_its_way).map(|table| (table, Key::Target))
}

/// Calendar days from one day to another; below zero where the second comes first.
fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::tree::Tree;
    use crate::workspace::Cache;

    const LATE: &str = "[milestones.beta]\nname = \"Beta\"\ndue = 2026-06-14\n";

    /// How one program stands on 2026-06-15: what the facts say, and how many there are.
    fn stands(text: &str) -> (Option<Health>, usize) {
        let red =
            "[program]\nname = \"Red\"\nhealth = \"red\"\n[milestones.ga]\nname = \"GA\"\ndue = 2026-07-01\n";
        let files = [("programs/x.toml", text), ("programs/red.toml", red)];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let workspace = Workspace::load(&Tree::memory(files), &mut Cache::default());
        let program = workspace.program("x").expect("it was just written");
        let standing = Standing::new(&workspace, program, date(2026, 6, 15), None);
        (standing.evidence, standing.facts.len())
    }

    #[test]
    fn the_facts_say_a_color() {
        let (green, yellow, red) = (Some(Health::Green), Some(Health::Yellow), Some(Health::Red));
        assert_eq!(stands(""), (green, 0));
        assert_eq!(stands(&LATE.replace("06-14", "06-15")), (green, 0));
        assert_eq!(stands(LATE), (yellow, 1));
        assert_eq!(stands(&format!("{LATE}launch = true\n")), (red, 1));
        assert_eq!(stands(&format!("{LATE}state = \"done\"\nlaunch = true\n")), (green, 0));
        assert_eq!(stands(&format!("{LATE}needs = [\"red/ga\"]\n")), (yellow, 2));
        let more = |id: &str| LATE.replace("beta", id);
        assert_eq!(stands(&format!("{LATE}{}{}", more("b"), more("c"))), (red, 3));
        assert_eq!(stands(&format!("{LATE}{}{}", more("b"), more("c").replace("14", "15"))), (yellow, 2));
    }

    #[test]
    fn a_target_that_has_passed_says_red_on_the_way_there() {
        let at = |phase: &str, target: &str| {
            stands(&format!("[program]\nname = \"X\"\nphase = \"{phase}\"\ntarget = {target}\n"))
        };
        assert_eq!(at("build", "2026-06-14"), (Some(Health::Red), 1));
        assert_eq!(at("build", "2026-06-15"), (Some(Health::Green), 0));
        assert_eq!(at("build", "\"2026-Q2\""), (Some(Health::Green), 0));
        assert_eq!(at("operate", "2026-06-14"), (Some(Health::Green), 0));
        assert_eq!(at("closed", "2026-06-14"), (None, 0));
        assert_eq!(at("bild", "2026-06-14"), (Some(Health::Green), 0));
    }

    #[test]
    fn what_cannot_be_read_is_not_called_green() {
        assert_eq!(stands("[program]\nname = \"X\"\n[milestones\n"), (None, 0));
        assert_eq!(stands(&format!("{LATE}[risks\n")), (Some(Health::Yellow), 1));
    }
}
