//! The JSON of `status`, version 1.

use jiff::civil::Date;
use serde::Serialize;

use super::words::{HealthJson, OidJson};
use super::{VERSION, write};
use crate::model::{Entity, Key};
use crate::report::{Health, Standing, StatusReport};

/// How every program stands.
pub fn status(report: &StatusReport<'_>) -> String {
    let count = |health| report.count(Some(health));
    write(&StatusJson {
        version: VERSION,
        as_of: report.today,
        commit: report.commit.map(OidJson::from),
        programs: report.standings.iter().map(standing_json).collect(),
        summary: SummaryJson {
            programs: report.standings.len(),
            red: count(Health::Red),
            yellow: count(Health::Yellow),
            green: count(Health::Green),
            unknown: report.count(None),
            contradicted: report.contradicted(),
        },
    })
}

/// What `milepost status --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(super) struct StatusJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// The day that counts as today.
    as_of: Date,
    /// The commit whose version it is; null for the work tree.
    commit: Option<OidJson>,
    /// How each program stands, in the order that was asked for.
    programs: Vec<StandingJson<'r>>,
    /// The programs, counted.
    summary: SummaryJson,
}

/// How a program stands.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct StandingJson<'r> {
    /// Its id.
    program: &'r str,
    /// What people call it.
    name: &'r str,
    /// Its file, relative to the root, with `/`.
    file: &'r str,
    /// The id of its TPM; null where it names none.
    tpm: Option<&'r str>,
    /// What the TPM is called, else their id; null where it names none.
    tpm_name: Option<&'r str>,
    /// Its phase, a word of its playbook; null where that could not be read.
    phase: Option<&'r str>,
    /// Whether it is closed.
    closed: bool,
    /// The health that it says; null where it says none.
    health: Option<HealthJson>,
    /// The health that the facts say; null where it is closed, or where a part of its file could not be read and nothing else speaks against it.
    evidence: Option<HealthJson>,
    /// Whether it says green and the facts do not.
    contradicted: bool,
    /// What speaks against green, in words.
    facts: &'r [String],
    /// What is due next; null where nothing is.
    next: Option<NextJson<'r>>,
    /// The greatest slip of its open dates since they were first promised; null where the past is not known, and where no date is open.
    slip: Option<SlipJson<'r>>,
    /// Its open risks that are high in likelihood and impact.
    high_risks: usize,
    /// The last change of its file; null where the past is not known.
    touched: Option<TouchedJson<'r>>,
}

/// What is due next.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct NextJson<'r> {
    /// The id of the milestone; null where it is the target of the program.
    milestone: Option<&'r str>,
    /// What people call it.
    name: &'r str,
    /// The id of its owner; null where it has none.
    owner: Option<&'r str>,
    /// Whether customers see it.
    launch: bool,
    /// The last day that its date stands for.
    day: Date,
    /// Calendar days from today to then; below 0 where that has passed.
    days: i64,
    /// How many calendar days later than first promised that is; null where the past is not known.
    slip: Option<i64>,
}

/// How far a date has moved since it was first promised.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct SlipJson<'r> {
    /// The dotted path of the date.
    path: &'r str,
    /// Calendar days; below 0 where it comes earlier.
    days: i64,
}

/// The last change of a file.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct TouchedJson<'r> {
    /// The day.
    day: Date,
    /// Who wrote it, by `.mailmap`; null for what is not committed yet.
    author: Option<&'r str>,
    /// The commit; null for what is not committed yet.
    commit: Option<OidJson>,
}

/// The programs, counted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct SummaryJson {
    /// Programs that are shown.
    programs: usize,
    /// Those that say red.
    red: usize,
    /// Those that say yellow.
    yellow: usize,
    /// Those that say green.
    green: usize,
    /// Those that say no health.
    unknown: usize,
    /// Those that say green while the facts do not.
    contradicted: usize,
}

fn standing_json<'r>(standing: &'r Standing<'_>) -> StandingJson<'r> {
    let program = standing.program;
    StandingJson {
        program: &program.id,
        name: program.name(),
        file: &program.file.path,
        tpm: program.owner("tpm"),
        tpm_name: standing.tpm,
        phase: standing.phase,
        closed: program.is_closed(),
        health: standing.health.map(HealthJson::from),
        evidence: standing.evidence.map(HealthJson::from),
        contradicted: standing.is_contradicted(),
        facts: &standing.facts,
        next: standing.next.map(|next| NextJson {
            milestone: next.milestone.map(Entity::id),
            name: next.title(),
            owner: next.milestone.and_then(|milestone| milestone.word(Key::Owner)),
            launch: next.milestone.is_some_and(|milestone| milestone.flag(Key::Launch)),
            day: next.day,
            days: next.days,
            slip: next.slip,
        }),
        slip: standing.slip.as_ref().map(|slip| SlipJson { path: &slip.path, days: slip.days }),
        high_risks: standing.risks,
        touched: standing.touched.as_ref().map(|touch| TouchedJson {
            day: touch.day,
            author: standing.author().map(|commit| commit.author.as_str()),
            commit: standing.author().map(|commit| commit.oid.into()),
        }),
    }
}
