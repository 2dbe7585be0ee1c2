//! Random histories: whatever happened, a report tells the difference of two states, and its steps lead from the one to the
//! other without a gap, by commits of the window.

#[path = "support/repository.rs"]
mod repository;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use milepost::changes::{Change, ChangeKind, Comparison, Side, Step, Texts, between, json, value_at};
use milepost::git::{Oid, Repository};
use milepost::report::{Churn, History};
use milepost::tree::Tree;
use repository::{Draft, Fixture, alone};
use serde_json::Value;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }
}

const PROGRAMS: [&str; 4] = ["a", "b", "c", "d"];
const MILESTONES: [&str; 4] = ["w", "x", "y", "z"];
const DAYS: [&str; 5] = ["2026-08-01", "2026-08-10", "2026-08-20", "\"2026-08\"", "\"v1\""];

/// A milestone: its day, and the former ids that it names.
type Milestone = (&'static str, Vec<String>);

/// A program as it is edited.
#[derive(Clone, Default)]
struct Program {
    name: &'static str,
    previously: Vec<&'static str>,
    milestones: BTreeMap<&'static str, Milestone>,
    folder: &'static str,
    is_broken: bool,
}

/// The state of a commit: the programs by id, and the day of the one release.
#[derive(Clone, Default)]
struct State {
    programs: BTreeMap<&'static str, Program>,
    release: usize,
}

impl State {
    /// Does something that people do, or that they should not.
    fn edit(&mut self, numbers: &mut Numbers) {
        let (id, other) = (numbers.pick(&PROGRAMS), numbers.pick(&PROGRAMS));
        let (one, two) = (numbers.pick(&MILESTONES), numbers.pick(&MILESTONES));
        match numbers.below(16) {
            0 => {
                self.programs.remove(id);
            }
            1 => {
                if let Some(program) = self.programs.remove(id) {
                    self.programs.insert(other, program);
                }
            }
            2 => {
                if let Some(mut program) = self.programs.remove(id) {
                    program.previously.push(id);
                    self.programs.insert(other, program);
                }
            }
            3 => {
                if let (Some(mine), Some(theirs)) = (self.programs.remove(id), self.programs.remove(other)) {
                    self.programs.insert(id, theirs);
                    self.programs.insert(other, mine);
                }
            }
            4 => self.release = numbers.below(3),
            5 => self.program(id).is_broken ^= true,
            6 => self.program(id).name = numbers.pick(&["Checkout", "Ledger"]),
            7 => {
                self.program(id).milestones.remove(one);
            }
            8 => {
                let milestones = &mut self.program(id).milestones;
                if let Some(milestone) = milestones.remove(one) {
                    milestones.insert(two, milestone);
                }
            }
            9 => {
                let milestones = &mut self.program(id).milestones;
                if let Some(mut milestone) = milestones.remove(one) {
                    milestone.1.push(one.to_owned());
                    milestones.insert(two, milestone);
                }
            }
            // Of what moves into a program that is new, the program alone is told.
            10 if self.programs.contains_key(other) => {
                if let Some(mut milestone) = self.program(id).milestones.remove(one) {
                    milestone.1.push(format!("{id}/{one}"));
                    self.program(other).milestones.insert(two, milestone);
                }
            }
            11 => self.program(id).folder = numbers.pick(&["", "x/"]),
            _ => {
                let day = numbers.pick(&DAYS);
                self.program(id).milestones.entry(one).or_default().0 = day;
            }
        }
    }

    fn program(&mut self, id: &'static str) -> &mut Program {
        self.programs.entry(id).or_default()
    }

    fn files(&self) -> Vec<(String, String)> {
        let releases = ["2026-08-05", "2026-09-05", "2026-10-05"];
        let calendar = format!("[calendar.releases]\nv1 = {}\n", releases[self.release]);
        let mut files = vec![("milepost.toml".to_owned(), calendar)];
        for (id, program) in &self.programs {
            let mut text =
                format!("[program]\nname = {:?}\npreviously = {:?}\n", program.name, program.previously);
            for (id, (day, former)) in &program.milestones {
                writeln!(text, "[milestones.{id}]\ndue = {day}\npreviously = {former:?}").expect("a string");
            }
            if program.is_broken {
                text.push_str("due = \n");
            }
            files.push((format!("programs/{}{id}.toml", program.folder), text));
        }
        files
    }
}

/// A repository of random commits, and what stands on what.
struct Random {
    repository: Repository,
    oids: Vec<Oid>,
    parents: Vec<Vec<usize>>,
}

impl Random {
    fn new(path: &std::path::Path, numbers: &mut Numbers, commits: usize) -> Self {
        let fixture = Fixture::new(path, true);
        let (mut ids, mut parents): (Vec<String>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
        let mut states: Vec<State> = Vec::new();
        for commit in 0..commits {
            let mut mine: Vec<usize> = Vec::new();
            // Now and then a history begins anew, and is merged later.
            if commit > 0 && numbers.below(25) > 0 {
                mine.push(commit - 1 - numbers.below(commit.min(2)));
                while numbers.below(4) == 0 {
                    let other = commit - 1 - numbers.below(commit.min(6));
                    if !mine.contains(&other) {
                        mine.push(other);
                    }
                }
            }
            let mut state = mine.first().map_or_else(State::default, |first| states[*first].clone());
            for other in mine.iter().skip(1) {
                // A merge takes over some of what the branch says.
                for id in PROGRAMS {
                    if numbers.below(2) == 0 {
                        match states[*other].programs.get(id) {
                            Some(program) => state.programs.insert(id, program.clone()),
                            None => state.programs.remove(id),
                        };
                    }
                }
            }
            while mine.len() < 2 && numbers.below(3) > 0 {
                state.edit(numbers);
            }
            let files = state.files();
            let files: Vec<(&[u8], u32, &[u8])> =
                files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_bytes())).collect();
            let named: Vec<&str> = mine.iter().map(|parent| ids[*parent].as_str()).collect();
            let time = 1_790_000_000 + 60 * i64::try_from(commit).expect("small");
            let message = format!("Commit {commit}\n");
            ids.push(fixture.commit(&Draft {
                parents: &named,
                time,
                message: message.as_bytes(),
                files: &files,
                ..Draft::default()
            }));
            parents.push(mine);
            states.push(state);
        }
        let repository = Repository::discover(path, false).expect("it was just made");
        let oids = ids.iter().map(|id| repository.commit(id).expect("a commit").oid).collect();
        Self { repository, oids, parents }
    }

    /// The commits that can be reached from one, itself included.
    fn reachable(&self, from: usize) -> BTreeSet<Oid> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(commit) = open.pop() {
            if seen.insert(self.oids[commit]) {
                open.extend(&self.parents[commit]);
            }
        }
        seen
    }

    /// What changed from one commit to another, with its steps, and what came back.
    fn tell(&self, from: usize, to: usize) -> (Comparison, Vec<Churn>, [Tree; 2]) {
        let blobs = self.repository.blobs().expect("it opens once more");
        let history = History { repository: &self.repository, blobs: &blobs, folder: "" };
        let trees = [from, to].map(|commit| history.tree(self.oids[commit]));
        let sides = [Side::open(&trees[0]), Side::open(&trees[1])];
        let mut comparison = between(&sides[0], &sides[1], &mut Texts::default());
        let mut texts = Texts::brief();
        let brief = between(&sides[0], &sides[1], &mut texts);
        for (program, brief) in comparison.programs.iter().zip(&brief.programs) {
            assert_eq!((&program.id, &program.changes), (&brief.id, &brief.changes), "what differs tells it");
        }
        assert_eq!(comparison.programs.len(), brief.programs.len());
        let (from, to) = (self.oids[from], self.oids[to]);
        let churn =
            history.explain(&mut comparison, Some(from), to, None, &texts).expect("the history is whole");
        (comparison, churn, trees)
    }
}

/// A value by what it means: in lists of ids, the order says nothing.
fn meant(value: Option<&Value>) -> Option<Value> {
    let mut value = value?.clone();
    if let Value::Array(members) = &mut value {
        members.sort_by_key(ToString::to_string);
    }
    Some(value)
}

/// Says where steps do not lead from one value to the other.
fn gap(steps: &[Step], before: Option<&Value>, after: Option<&Value>) -> Option<String> {
    let mut now = meant(before);
    for step in steps {
        if meant(step.before.as_ref()) != now {
            return Some(format!("a step begins with {:?}, not with {now:?}", step.before));
        }
        now = meant(step.after.as_ref());
    }
    (now != meant(after)).then(|| format!("the steps end with {now:?}, not with {after:?}"))
}

/// Says what is wrong with the steps of a change.
fn fault(change: &Change) -> Option<String> {
    let is_moved_release = change.date.as_ref().is_some_and(|date| date.via.is_some());
    match change.kind {
        // A new name is told by the commits that gave it, and the rest of the entity field by field.
        ChangeKind::Renamed | ChangeKind::Moved => {
            change.steps.is_empty().then(|| "nobody renamed it".to_owned())
        }
        _ if is_moved_release => change.steps.is_empty().then(|| "nobody moved the release".to_owned()),
        _ => gap(&change.steps, change.before.as_ref(), change.after.as_ref()),
    }
}

#[test]
fn steps_lead_from_the_one_state_to_the_other() {
    alone(&[], |dir| {
        let mut numbers = Numbers(11);
        let (mut changes, mut churned, mut wrong) = (0, 0, Vec::new());
        for round in 0..60_usize {
            let random = Random::new(&dir.join(round.to_string()), &mut numbers, 30);
            for _ in 0..20 {
                let (from, to) = (numbers.below(30), numbers.below(30));
                let new = &random.reachable(to) - &random.reachable(from);
                // From a later state back to an earlier one nothing happened.
                if !random.reachable(to).contains(&random.oids[from]) {
                    continue;
                }
                let (comparison, churn, trees) = random.tell(from, to);
                let place = format!("round {round}, from {from} to {to}");
                let mut check = |steps: &[Step], what: &str, fault: Option<String>| {
                    let alien = steps.iter().filter_map(|step| step.commit.as_ref());
                    let alien =
                        alien.filter(|commit| !new.contains(&commit.oid)).map(|commit| &commit.subject);
                    let alien: Vec<&String> = alien.collect();
                    if fault.is_some() || !alien.is_empty() {
                        wrong.push(format!("{place}, {what}: {fault:?}, not of the window: {alien:?}"));
                    }
                };
                for program in &comparison.programs {
                    let is_silent = program.is_whole() && program.steps.is_empty();
                    check(&program.steps, &program.id, is_silent.then(|| "nobody did it".to_owned()));
                    for change in &program.changes {
                        changes += 1;
                        check(&change.steps, &format!("{}/{}", program.id, change.path), fault(change));
                    }
                }
                let values = |tree: &Tree, churn: &Churn| {
                    let side = Side::open(tree);
                    let table = side.table(side.programs.get(&churn.program)?, &mut Texts::default()).ok()?;
                    meant(Some(&json(value_at(&table, &churn.path)?)))
                };
                for churn in &churn {
                    churned += 1;
                    let now = values(&trees[1], churn);
                    let after = churn.steps.last().and_then(|step| meant(step.after.as_ref()));
                    let lost = (now != after).then(|| format!("ends with {after:?}, is {now:?}"));
                    let first = churn.steps.first().and_then(|step| step.before.as_ref());
                    let lost = lost.or_else(|| gap(&churn.steps, first, first));
                    check(&churn.steps, &format!("churn {}/{}", churn.program, churn.path), lost);
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {changes}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(changes > 400 && churned > 100, "{changes} changes, {churned} came back");
    });
}
