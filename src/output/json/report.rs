//! The JSON of `report`, version 1.

use jiff::Timestamp;
use serde::Serialize;

use super::change::{ProgramJson, SideJson, StepJson, UnreadableJson, program, side, step, unreadable};
use super::consequence::{ConsequenceJson, consequence};
use super::finding::{FindingJson, finding};
use super::{VERSION, write};
use crate::report::{Churn, Headline, PeriodReport, Upcoming};

/// The window of `report`, with `consequences` as [`super::diff`] has them.
pub fn period(report: &PeriodReport) -> String {
    let headline = Headline::new(&report.diff.comparison);
    write(&PeriodJson {
        version: VERSION,
        window: WindowJson {
            since: report.window.since,
            until: report.window.until,
            from: side(&report.diff.from),
            to: side(&report.diff.to),
        },
        headline: HeadlineJson {
            programs: headline.programs,
            slips: headline.slips.len(),
            slipped_days: headline.slipped_days,
            scope_in: headline.scope_in.len(),
            scope_out: headline.scope_out.len(),
            owners: headline.owners.len(),
            health: headline.health.len(),
            decisions: headline.decisions.len(),
        },
        consequences: report.diff.consequences.iter().map(consequence).collect(),
        programs: report.diff.comparison.programs.iter().map(program).collect(),
        churn: report.churn.iter().map(churn).collect(),
        attention: report.attention.iter().map(finding).collect(),
        upcoming: report.upcoming.iter().map(upcoming).collect(),
        unreadable: report.diff.comparison.unreadable.iter().map(unreadable).collect(),
    })
}

#[derive(Serialize)]
struct PeriodJson<'r> {
    version: u8,
    window: WindowJson<'r>,
    headline: HeadlineJson,
    consequences: Vec<ConsequenceJson<'r>>,
    programs: Vec<ProgramJson<'r>>,
    churn: Vec<ChurnJson<'r>>,
    attention: Vec<FindingJson<'r>>,
    upcoming: Vec<UpcomingJson<'r>>,
    unreadable: Vec<UnreadableJson<'r>>,
}

#[derive(Serialize)]
struct WindowJson<'r> {
    since: Timestamp,
    until: Timestamp,
    from: SideJson<'r>,
    to: SideJson<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct HeadlineJson {
    programs: usize,
    slips: usize,
    slipped_days: i64,
    scope_in: usize,
    scope_out: usize,
    owners: usize,
    health: usize,
    decisions: usize,
}

#[derive(Serialize)]
struct ChurnJson<'r> {
    program: &'r str,
    path: &'r str,
    steps: Vec<StepJson<'r>>,
}

#[derive(Serialize)]
struct UpcomingJson<'r> {
    program: &'r str,
    path: &'r str,
    label: &'r str,
    day: String,
    owner: Option<&'r str>,
}

fn churn(churn: &Churn) -> ChurnJson<'_> {
    ChurnJson { program: &churn.program, path: &churn.path, steps: churn.steps.iter().map(step).collect() }
}

fn upcoming(upcoming: &Upcoming) -> UpcomingJson<'_> {
    UpcomingJson {
        program: &upcoming.program,
        path: &upcoming.path,
        label: &upcoming.label,
        day: upcoming.day.to_string(),
        owner: upcoming.owner.as_deref(),
    }
}
