//! The JSON of `status`, version 1.

use serde::Serialize;

use super::{VERSION, write};
use crate::model::{Entity, Key};
use crate::report::{Health, Standing, StatusReport};

/// How every program stands.
pub fn status(report: &StatusReport<'_>) -> String {
    let count = |health| report.count(Some(health));
    write(&StatusJson {
        version: VERSION,
        as_of: report.today.to_string(),
        commit: report.commit.map(|oid| oid.to_string()),
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

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct StatusJson<'r> {
    version: u8,
    as_of: String,
    commit: Option<String>,
    programs: Vec<StandingJson<'r>>,
    summary: SummaryJson,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct StandingJson<'r> {
    program: &'r str,
    name: &'r str,
    file: &'r str,
    tpm: Option<&'r str>,
    tpm_name: Option<&'r str>,
    phase: Option<&'r str>,
    closed: bool,
    health: Option<&'static str>,
    evidence: Option<&'static str>,
    contradicted: bool,
    facts: &'r [String],
    next: Option<NextJson<'r>>,
    slip: Option<SlipJson<'r>>,
    high_risks: usize,
    touched: Option<TouchedJson<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct NextJson<'r> {
    milestone: Option<&'r str>,
    name: &'r str,
    owner: Option<&'r str>,
    launch: bool,
    day: String,
    days: i64,
    slip: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct SlipJson<'r> {
    path: &'r str,
    days: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct TouchedJson<'r> {
    day: String,
    author: Option<&'r str>,
    commit: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct SummaryJson {
    programs: usize,
    red: usize,
    yellow: usize,
    green: usize,
    unknown: usize,
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
        health: standing.health.map(Health::name),
        evidence: standing.evidence.map(Health::name),
        contradicted: standing.is_contradicted(),
        facts: &standing.facts,
        next: standing.next.map(|next| NextJson {
            milestone: next.milestone.map(Entity::id),
            name: next.title(),
            owner: next.milestone.and_then(|milestone| milestone.word(Key::Owner)),
            launch: next.milestone.is_some_and(|milestone| milestone.flag(Key::Launch)),
            day: next.day.to_string(),
            days: next.days,
            slip: next.slip,
        }),
        slip: standing.slip.as_ref().map(|slip| SlipJson { path: &slip.path, days: slip.days }),
        high_risks: standing.risks,
        touched: standing.touched.as_ref().map(|touch| TouchedJson {
            day: touch.day.to_string(),
            author: standing.author().map(|commit| commit.author.as_str()),
            commit: standing.author().map(|commit| commit.oid.to_string()),
        }),
    }
}
