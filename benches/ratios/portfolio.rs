//! Generates portfolios: programs of some 4 KB that depend on each other, mostly clean, with the faults of real ones.

use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::random::Random;

/// The day on which the portfolio is linted. What is due before is done, but for the faults.
pub(crate) const TODAY: Date = date(2026, 6, 15);

/// How many programs share a folder, its people and its teams.
const AREA: usize = 40;
const PEOPLE: usize = 14;
const TEAMS: usize = 3;

const WORDS: [&str; 24] = [
    "checkout", "identity", "ledger", "search", "voice", "labeling", "billing", "catalog", "device", "fleet",
    "gateway", "insight", "journey", "kernel", "lake", "market", "notice", "orders", "partner", "quota",
    "region", "signal", "tenant", "vault",
];
const ACTIONS: [&str; 12] = [
    "Move", "Migrate", "Replace", "Unify", "Harden", "Retire", "Open", "Scale", "Rebuild", "Split",
    "Automate", "Localize",
];
const FIRST: [&str; 16] = [
    "maya", "lee", "ana", "tom", "rosa", "omar", "priya", "elif", "amara", "jonas", "keiko", "nils", "sara",
    "ivan", "lucia", "chidi",
];
const LAST: [&str; 16] = [
    "chen", "park", "souza", "ito", "diaz", "farouk", "raman", "yilmaz", "diallo", "weber", "tanaka", "berg",
    "haddad", "petrov", "romero", "okafor",
];

/// A whole portfolio; its text is [`Portfolio::files`].
pub(crate) struct Portfolio {
    pub(crate) programs: Vec<Program>,
    random: Random,
}

#[allow(clippy::struct_excessive_bools, reason = "each of them is a fault that is there or not")]
pub(crate) struct Program {
    pub(crate) id: String,
    area: usize,
    name: String,
    summary: String,
    playbook: bool,
    health: usize,
    path_to_green: Option<String>,
    start: Date,
    target: Date,
    sponsor: String,
    tpm: String,
    scope: Vec<Scope>,
    milestones: Vec<Milestone>,
    dependencies: Vec<Dependency>,
    commitments: Vec<Commitment>,
    risks: Vec<Risk>,
    measured: bool,
    typo: bool,
    decision_late: bool,
}

struct Scope {
    title: String,
    state: usize,
    owner: Option<String>,
    silenced: bool,
}

struct Milestone {
    due: Date,
    planned: Date,
    done: bool,
    owner: Option<String>,
    confidence: usize,
    needs: Vec<String>,
}

struct Dependency {
    id: String,
    from: String,
    needed_by: Option<Date>,
    promised: Date,
    owner: String,
    state: usize,
    milestone: usize,
}

struct Commitment {
    id: String,
    to: String,
    milestone: usize,
    promised: Date,
    owner: String,
}

struct Risk {
    title: String,
    plan: Option<String>,
    owner: String,
    review_by: Date,
    state: usize,
    milestone: usize,
}

const STEPS: [&str; 4] = ["design-frozen", "pilot", "beta", "ga"];
const STEP_NAMES: [&str; 4] = ["Design frozen", "Internal pilot", "Closed beta", "General availability"];
const HEALTH: [&str; 3] = ["green", "yellow", "red"];
const LEVELS: [&str; 3] = ["low", "medium", "high"];
const SCOPE_STATES: [&str; 4] = ["committed", "in-progress", "done", "cut"];
const DEPENDENCY_STATES: [&str; 3] = ["agreed", "at-risk", "delivered"];
const RISK_STATES: [&str; 3] = ["open", "happened", "closed"];

impl Portfolio {
    /// A portfolio of `count` programs, the same on every machine.
    pub(crate) fn new(count: usize) -> Self {
        let mut portfolio = Self { programs: Vec::with_capacity(count), random: Random::new(0x6d69_6c65) };
        for at in 0..count {
            let program = program(&mut portfolio.random, at);
            portfolio.programs.push(program);
            portfolio.depend(at);
            portfolio.fault(at);
        }
        portfolio
    }

    /// Lets a program need milestones of earlier ones; both halves of each agreement are written down.
    fn depend(&mut self, at: usize) {
        for number in 0..2 {
            let waits = 1 + self.random.below(3);
            let needed_by = self.programs[at].milestones[waits].due;
            let id = format!("{}-{number}", self.random.pick(&WORDS));
            let owner = self.programs[at].tpm.clone();
            let provider = (at > 0).then(|| self.random.below(at));
            let found = provider.and_then(|provider| {
                let milestones = &self.programs[provider].milestones;
                let step = (0..4).rev().find(|step| milestones[*step].due < needed_by)?;
                Some((provider, step))
            });
            let (from, promised, delivered) = match found {
                Some((provider, step)) => {
                    let to = format!("{}/{id}", self.programs[at].id);
                    let other = &mut self.programs[provider];
                    let (promised, delivered) = (other.milestones[step].due, other.milestones[step].done);
                    let (id, owner) =
                        (format!("{}-{at}-{number}", WORDS[at % WORDS.len()]), other.tpm.clone());
                    other.commitments.push(Commitment { id, to, milestone: step, promised, owner });
                    (format!("{}/{}", other.id, STEPS[step]), promised, delivered)
                }
                None => (team(self.programs[at].area, 0), needed_by, needed_by < TODAY),
            };
            if from.contains('/') {
                self.programs[at].milestones[waits].needs.push(from.clone());
            }
            let state = if delivered { 2 } else { 0 };
            let needed_by = Some(needed_by);
            self.programs[at].dependencies.push(Dependency {
                id,
                from,
                needed_by,
                promised,
                owner,
                state,
                milestone: waits,
            });
        }
    }

    /// Gives a program no fault, one, or a few.
    fn fault(&mut self, at: usize) {
        let random = &mut self.random;
        let program = &mut self.programs[at];
        while random.chance(40) {
            match random.below(10) {
                0 => program.scope[0].owner = None,
                1 => {
                    program.scope[1].owner = None;
                    program.scope[1].silenced = true;
                }
                2 => program.measured = false,
                3 => program.risks[0].plan = None,
                4 => program.decision_late = true,
                5 => program.typo = true,
                6 => program.milestones[3].owner = Some("nobody-known".to_owned()),
                7 => program.dependencies[0].needed_by = None,
                8 => {
                    program.health = 1;
                    program.path_to_green = None;
                }
                _ => program.risks[1].plan = Some("TBD with the vendor".to_owned()),
            }
        }
    }

    /// Every file: path and text.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![("milepost.toml".to_owned(), CONFIG.to_owned())];
        for area in 0..self.programs.len().div_ceil(AREA) {
            files.push((format!("org/{}.toml", folder(area)), org(area)));
        }
        files.extend((0..self.programs.len()).map(|at| self.file(at)));
        files
    }

    /// One program's file.
    pub(crate) fn file(&self, at: usize) -> (String, String) {
        let program = &self.programs[at];
        (format!("programs/{}/{}.toml", folder(program.area), program.id), program.text())
    }

    /// Edits a program as people do: a date, a state, an owner or a text. Says what was done.
    pub(crate) fn edit(&mut self, at: usize) -> String {
        let random = &mut self.random;
        let program = &mut self.programs[at];
        let area = program.area;
        match random.below(12) {
            0..=3 => {
                let step = random.below(4);
                let milestone = &mut program.milestones[step];
                milestone.due = add(milestone.planned, random.range(-7..36));
                format!("Move {} of {}", STEPS[step], program.name)
            }
            4 => {
                program.target = add(program.target, random.range(-14..29));
                format!("Move the target of {}", program.name)
            }
            5 => {
                program.health = random.below(3);
                program.path_to_green = Some(path_to_green(random));
                format!("{} is {}", program.name, HEALTH[program.health])
            }
            6 => {
                let item = random.below(3);
                program.scope[item].state = random.below(4);
                format!("{}: {}", program.scope[item].title, SCOPE_STATES[program.scope[item].state])
            }
            7 => {
                let step = random.below(4);
                program.milestones[step].owner = Some(member(random, area, step));
                program.milestones[step].confidence = random.below(3);
                format!("Hand over {} of {}", STEPS[step], program.name)
            }
            8 => {
                let dependency = &mut program.dependencies[0];
                dependency.promised = add(dependency.promised, random.range(-7..15));
                dependency.state = random.below(3);
                format!("Agree on {} for {}", dependency.id, program.name)
            }
            9 => {
                let risk = program.risks.len();
                if risk < 6 {
                    let risk = new_risk(random, area);
                    program.risks.push(risk);
                    format!("Add a risk to {}", program.name)
                } else {
                    program.risks.truncate(2);
                    format!("Close the old risks of {}", program.name)
                }
            }
            10 => {
                let risk = random.below(program.risks.len());
                program.risks[risk].plan = Some(plan(random));
                program.risks[risk].state = random.below(3);
                format!("Answer a risk of {}", program.name)
            }
            _ => {
                program.summary = sentence(random);
                format!("Say more clearly what {} is", program.name)
            }
        }
    }
}

fn program(random: &mut Random, at: usize) -> Program {
    let area = at / AREA;
    let (one, other) = (*random.pick(&WORDS), *random.pick(&WORDS));
    let start = add(TODAY, random.range(-330..-20));
    let mut due = start;
    let milestones: Vec<Milestone> = (0..4)
        .map(|step| {
            due = add(due, random.range(40..100));
            let mut needs = Vec::new();
            if step > 0 {
                needs.push(STEPS[step - 1].to_owned());
            }
            let owner = Some(member(random, area, step));
            Milestone { due, planned: due, done: due < TODAY, owner, confidence: 1 + random.below(2), needs }
        })
        .collect();
    let scope = (0..3).map(|number| Scope {
        title: format!("{} the {} {}", random.pick(&ACTIONS), random.pick(&WORDS), random.pick(&WORDS)),
        state: random.below(2),
        owner: Some(member(random, area, number)),
        silenced: false,
    });
    let scope = scope.collect();
    let health = usize::from(random.chance(25));
    Program {
        id: format!("{one}-{other}-{at}"),
        area,
        name: format!("{} {one} {other} {at}", random.pick(&ACTIONS)),
        summary: sentence(random),
        playbook: random.chance(70),
        health,
        path_to_green: (health > 0).then(|| path_to_green(random)),
        start,
        target: add(due, 30),
        sponsor: person(area, random.below(4)),
        tpm: person(area, 4 + random.below(4)),
        scope,
        milestones,
        dependencies: Vec::new(),
        commitments: Vec::new(),
        risks: (0..2).map(|_| new_risk(random, area)).collect(),
        measured: true,
        typo: false,
        decision_late: false,
    }
}

fn new_risk(random: &mut Random, area: usize) -> Risk {
    Risk {
        title: format!("The {} team cannot staff the {} work", random.pick(&WORDS), random.pick(&WORDS)),
        plan: Some(plan(random)),
        owner: person(area, random.below(PEOPLE)),
        review_by: add(TODAY, random.range(5..60)),
        state: 0,
        milestone: random.below(4),
    }
}

impl Program {
    /// As it stands in its file.
    fn text(&self) -> String {
        let mut text = String::with_capacity(6_000);
        self.write(&mut text).expect("a string takes every text");
        text
    }

    fn is_over(&self) -> bool {
        self.milestones.iter().all(|milestone| milestone.done)
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "#:schema https://milepost.example/schema/program.schema.json\n\n[program]")?;
        writeln!(out, "name = \"{}\"\nsummary = \"{}\"", self.name, self.summary)?;
        if self.playbook {
            writeln!(out, "playbook = \"standard\"")?;
        }
        let phase = match self.milestones.iter().filter(|milestone| milestone.done).count() {
            0 => "planning",
            4 => "operate",
            _ => "build",
        };
        writeln!(out, "phase = \"{phase}\"\nhealth = \"{}\"", HEALTH[self.health])?;
        if let Some(path) = &self.path_to_green {
            writeln!(out, "path-to-green = \"{path}\"")?;
        }
        writeln!(out, "start = {}\ntarget = \"{}\"", self.start, self.target.strftime("%Y-%m"))?;
        let tags = (WORDS[self.area % WORDS.len()], WORDS[(self.area + 7) % WORDS.len()]);
        writeln!(
            out,
            "tags = [\"{}\", \"{}\"]\nout-of-scope = [\"Refunds\", \"Gift cards\"]",
            tags.0, tags.1
        )?;
        let engineering = person(self.area, 9);
        writeln!(out, "\n[owners]\ntpm = \"{}\"\nsponsor = \"{}\"", self.tpm, self.sponsor)?;
        writeln!(out, "product = \"{}\"\nengineering = \"{engineering}\"", person(self.area, 8))?;
        self.write_outcomes(out)?;
        self.write_scope(out)?;
        self.write_milestones(out)?;
        self.write_agreements(out)?;
        self.write_risks(out)?;
        self.write_rest(out)
    }

    fn write_outcomes(&self, out: &mut String) -> std::fmt::Result {
        let owner = person(self.area, 8);
        writeln!(out, "\n[outcomes.adoption]\nstatement = \"More teams finish in one try\"")?;
        if self.measured {
            writeln!(out, "metric = \"first-try completion, %\"\nbaseline = 62.5\ntarget = 80\nactual = 66")?;
        }
        writeln!(out, "due = \"2027-Q1\"\nowner = \"{owner}\"")?;
        writeln!(out, "\n[outcomes.cost]\nstatement = \"A request costs half of what it did\"")?;
        writeln!(
            out,
            "metric = \"cost per 1,000 requests, USD\"\nbaseline = 0.42\ntarget = 0.21\nactual = 0.4"
        )?;
        writeln!(out, "due = \"train-27.1\"\nowner = \"{owner}\"")
    }

    fn write_scope(&self, out: &mut String) -> std::fmt::Result {
        for (number, item) in self.scope.iter().enumerate() {
            if item.silenced {
                writeln!(out, "\n# milepost: ignore[scope-unowned] the team is named in the planning round")?;
            } else {
                writeln!(out)?;
            }
            let state = if self.is_over() { "done" } else { SCOPE_STATES[item.state] };
            writeln!(out, "[scope.item-{number}]\ntitle = \"{}\"\nstate = \"{state}\"", item.title)?;
            writeln!(out, "priority = \"must\"")?;
            if let Some(owner) = &item.owner {
                writeln!(out, "team = \"{}\"\nowner = \"{owner}\"", team(self.area, number))?;
            }
            let outcome = ["adoption", "cost"][number % 2];
            writeln!(out, "outcomes = [\"{outcome}\"]\nmilestone = \"{}\"", STEPS[number + 1])?;
            writeln!(out, "link = \"https://tracker.example/browse/{}-{number}\"", self.id)?;
        }
        Ok(())
    }

    fn write_milestones(&self, out: &mut String) -> std::fmt::Result {
        for (step, milestone) in self.milestones.iter().enumerate() {
            writeln!(out, "\n[milestones.{}]\nname = \"{}\"", STEPS[step], STEP_NAMES[step])?;
            writeln!(out, "due = {}", milestone.due)?;
            if milestone.done {
                writeln!(out, "state = \"done\"\ndone = {}", milestone.planned)?;
            } else {
                writeln!(out, "state = \"{}\"", ["in-progress", "planned"][step / 2])?;
                writeln!(out, "confidence = \"{}\"", LEVELS[milestone.confidence])?;
            }
            if let Some(owner) = &milestone.owner {
                writeln!(out, "owner = \"{owner}\"")?;
            }
            writeln!(out, "team = \"{}\"", team(self.area, step))?;
            if !milestone.needs.is_empty() {
                writeln!(out, "needs = [\"{}\"]", milestone.needs.join("\", \""))?;
            }
            writeln!(out, "exit = [\"Two vendors live for 14 days\", \"p99 below {} ms\"]", 100 + step * 50)?;
            if step == 3 {
                writeln!(out, "launch = true\ncustom = {{ region = \"emea\" }}")?;
            }
        }
        Ok(())
    }

    fn write_agreements(&self, out: &mut String) -> std::fmt::Result {
        for dependency in &self.dependencies {
            writeln!(
                out,
                "\n[dependencies.{}]\nneed = \"{} tokens in production\"",
                dependency.id, dependency.id
            )?;
            writeln!(out, "from = \"{}\"", dependency.from)?;
            if let Some(day) = dependency.needed_by {
                writeln!(out, "needed-by = {day}")?;
            }
            let state = DEPENDENCY_STATES[dependency.state];
            writeln!(out, "promised = {}\nstate = \"{state}\"", dependency.promised)?;
            writeln!(out, "owner = \"{}\"\nfor = [\"{}\"]", dependency.owner, STEPS[dependency.milestone])?;
        }
        for commitment in &self.commitments {
            writeln!(out, "\n[commitments.{}]\nto = \"{}\"", commitment.id, commitment.to)?;
            writeln!(
                out,
                "milestone = \"{}\"\npromised = {}",
                STEPS[commitment.milestone], commitment.promised
            )?;
            writeln!(out, "confidence = \"high\"\nowner = \"{}\"", commitment.owner)?;
        }
        Ok(())
    }

    fn write_risks(&self, out: &mut String) -> std::fmt::Result {
        for (number, risk) in self.risks.iter().enumerate() {
            writeln!(out, "\n[risks.risk-{number}]\ntitle = \"{}\"", risk.title)?;
            writeln!(out, "likelihood = \"{}\"\nimpact = \"high\"", LEVELS[number % 2])?;
            if let Some(plan) = &risk.plan {
                writeln!(out, "response = \"mitigate\"\nplan = \"{plan}\"")?;
            }
            writeln!(out, "owner = \"{}\"\nreview-by = {}", risk.owner, risk.review_by)?;
            writeln!(
                out,
                "state = \"{}\"\nthreatens = [\"{}\"]",
                RISK_STATES[risk.state], STEPS[risk.milestone]
            )?;
        }
        Ok(())
    }

    fn write_rest(&self, out: &mut String) -> std::fmt::Result {
        let engineering = person(self.area, 9);
        writeln!(out, "\n[decisions.format]\ntitle = \"Token format: signed or opaque\"")?;
        if self.decision_late {
            writeln!(out, "state = \"open\"\nneeded-by = {}\nby = \"{engineering}\"", add(TODAY, -9))?;
        } else {
            writeln!(out, "state = \"decided\"\ndecided = {}\nby = \"{engineering}\"", self.start)?;
            writeln!(out, "why = \"Opaque tokens can be revoked, and nobody parses them\"")?;
            let key = if self.typo { "lnk" } else { "link" };
            writeln!(out, "{key} = \"https://wiki.example/adr/{}\"", self.id)?;
        }
        writeln!(out, "\n[forums.weekly]\nname = \"Weekly sync\"\npurpose = \"Unblock the next milestone\"")?;
        writeln!(out, "cadence = \"weekly\"\nowner = \"{}\"", self.tpm)?;
        writeln!(out, "attendees = [\"{engineering}\", \"{}\"]", team(self.area, 1))?;
        writeln!(out, "\n[stakeholders.legal]\nwho = \"{}\"\nrole = \"approver\"", person(self.area, 12))?;
        writeln!(out, "\n[[escalation]]\nto = \"{}\"\nwithin = \"2d\"", self.sponsor)?;
        writeln!(out, "when = \"A launch milestone slips by more than two weeks\"")?;
        writeln!(out, "\n[docs]\ndesign = \"https://wiki.example/{}/design\"", self.id)?;
        writeln!(out, "launch-plan = \"https://wiki.example/{}/launch\"", self.id)?;
        writeln!(out, "\n[custom]\ncost-center = \"{}\"", 4_000 + self.area)
    }
}

fn org(area: usize) -> String {
    let mut text = String::new();
    for number in 0..PEOPLE {
        let id = person(area, number);
        let name: Vec<String> = id.split('-').map(capital).collect();
        write!(
            text,
            "[people.{id}]\nname = \"{}\"\nemail = \"{id}@corp.example\"\ngithub = \"{id}\"\nteam = \"{}\"\n\n",
            name.join(" "),
            team(area, number)
        )
        .expect("a string takes every text");
    }
    for number in 0..TEAMS {
        let id = team(area, number);
        let lead = person(area, 9 + number);
        write!(
            text,
            "[teams.{id}]\nname = \"{}\"\nlead = \"{lead}\"\norg = \"commerce\"\nchannel = \"#{id}\"\n\n",
            capital(&id)
        )
        .expect("a string takes every text");
    }
    text
}

fn folder(area: usize) -> String {
    format!("{}-{area}", WORDS[area % WORDS.len()])
}

fn team(area: usize, number: usize) -> String {
    format!("{}-{area}-{}", WORDS[area % WORDS.len()], ["core", "web", "data"][number % TEAMS])
}

/// Somebody of a team.
fn member(random: &mut Random, area: usize, team: usize) -> String {
    person(area, team % TEAMS + TEAMS * random.below(PEOPLE / TEAMS))
}

/// Somebody of an area.
pub(crate) fn person(area: usize, number: usize) -> String {
    let (first, last) = (FIRST[number % FIRST.len()], LAST[(number + area) % LAST.len()]);
    format!("{first}-{last}-{area}")
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

fn add(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).expect("the days of a portfolio are days of this century")
}

fn sentence(random: &mut Random) -> String {
    let (one, other) = (random.pick(&WORDS), random.pick(&WORDS));
    format!("One {one} path for web and mobile, so that {other} stops being a project of its own.")
}

fn path_to_green(random: &mut Random) -> String {
    let day = add(TODAY, random.range(10..60));
    format!("Second {} vendor signed by {day}; then beta holds.", random.pick(&WORDS))
}

fn plan(random: &mut Random) -> String {
    format!("Sign a second vendor, and borrow two people from {}", random.pick(&WORDS))
}

const CONFIG: &str = r#"format = 1
playbook = "plain"

[rules]
preset = "default"
dependency-undated = "error"

[[overrides]]
programs = ["vault-*", "*-lake-*"]
rules = { scope-unowned = "info" }

[calendar]
timezone = "America/Los_Angeles"
holidays = [2026-07-03, 2026-09-07, 2026-11-26, 2026-12-25]

[calendar.releases]
"train-26.3" = 2026-09-16
"train-27.1" = "2027-01"

[[calendar.freezes]]
name = "Holiday freeze"
from = 2026-12-18
to = 2027-01-04

[fields.program.cost-center]
type = "text"
description = "Who pays"
required = true
from-phase = "build"

[fields.milestones.region]
type = "one-of"
one-of = ["amer", "emea", "apac"]
"#;
