//! The JSON of `report`, version 1.

use std::io;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::change::{ProgramJson, SideJson, StepJson, UnreadableJson, program, side, step, unreadable};
use super::consequence::{ConsequenceJson, consequence};
use super::finding::{FindingJson, finding};
use super::list::List;
use super::{VERSION, write, write_to};
use crate::changes::{ProgramChange, Step};
use crate::report::{Churn, Headline, PeriodReport, Upcoming};

/// The window of `report`.
pub fn period(report: &PeriodReport) -> String {
    write(&of(report))
}

/// As [`period()`], into what takes it piece by piece.
pub fn write_period(report: &PeriodReport, out: &mut dyn io::Write) -> io::Result<()> {
    write_to(out, &of(report))
}

fn of(report: &PeriodReport) -> PeriodJson<'_> {
    let headline = Headline::new(&report.diff.comparison);
    PeriodJson {
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
        programs: List(&report.diff.comparison.programs, program),
        churn: List(&report.churn, churn),
        attention: report.attention.iter().map(finding).collect(),
        upcoming: report.upcoming.iter().map(upcoming).collect(),
        unreadable: report.diff.comparison.unreadable.iter().map(unreadable).collect(),
    }
}

/// What `milepost report --format json` writes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct PeriodJson<'r> {
    /// The version of this JSON.
    #[cfg_attr(test, schemars(extend("const" = 1)))]
    version: u8,
    /// From when to when.
    window: WindowJson<'r>,
    /// What an executive reads first, counted.
    headline: HeadlineJson,
    /// What the changes do elsewhere: each thing once, under the change at its root.
    consequences: Vec<ConsequenceJson<'r>>,
    /// The programs that are not as they were, by id.
    programs: List<'r, ProgramChange, ProgramJson<'r>>,
    /// What moved and came back: no net change.
    churn: List<'r, Churn, ChurnJson<'r>>,
    /// Findings that are new in the window, and what is overdue, unanswered or silent.
    attention: Vec<FindingJson<'r>>,
    /// What is due within two weeks.
    upcoming: Vec<UpcomingJson<'r>>,
    /// The files that could not be compared.
    unreadable: Vec<UnreadableJson<'r>>,
}

/// A window of time.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WindowJson<'r> {
    /// Its start.
    since: Timestamp,
    /// Its end.
    until: Timestamp,
    /// The state of the branch at its start.
    from: SideJson<'r>,
    /// The state of the branch at its end.
    to: SideJson<'r>,
}

/// What an executive reads first, counted.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
struct HeadlineJson {
    /// Programs that are not as they were.
    programs: usize,
    /// Due dates of milestones, and targets, that moved later.
    slips: usize,
    /// Calendar days by which milestones moved later, in all.
    slipped_days: i64,
    /// Items that entered scope.
    scope_in: usize,
    /// Items that left scope.
    scope_out: usize,
    /// Changes of owners.
    owners: usize,
    /// Changes of declared health.
    health: usize,
    /// Decisions that were taken.
    decisions: usize,
}

/// What moved and came back.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChurnJson<'r> {
    /// The id of the program.
    program: &'r str,
    /// The dotted path.
    path: &'r str,
    /// The commits that moved it, the oldest first.
    steps: List<'r, Step, StepJson<'r>>,
}

/// Something that is due soon.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UpcomingJson<'r> {
    /// The id of the program.
    program: &'r str,
    /// The dotted path of the date.
    path: &'r str,
    /// What people call it.
    label: &'r str,
    /// The day.
    day: Date,
    /// The id of whoever answers for it: its owner, else the TPM; null where nobody does.
    owner: Option<&'r str>,
}

fn churn(churn: &Churn) -> ChurnJson<'_> {
    ChurnJson { program: &churn.program, path: &churn.path, steps: List(&churn.steps, step) }
}

fn upcoming(upcoming: &Upcoming) -> UpcomingJson<'_> {
    UpcomingJson {
        program: &upcoming.program,
        path: &upcoming.path,
        label: &upcoming.label,
        day: upcoming.day,
        owner: upcoming.owner.as_deref(),
    }
}
