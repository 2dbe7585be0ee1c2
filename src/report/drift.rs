//! How the milestones of a program came to their dates, where a window moved one of them: charts of what has slipped most.

use std::cmp::Reverse;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::trend::{End, Kept, Line, Trend};
use crate::changes::{Change, Comparison, ProgramChange, Shift};
use crate::model::{Entity, Key};
use crate::workspace::{Event, Past, Program, ProgramPast, Way, Workspace};

/// How many programs have a chart at most, and how many milestones it shows.
const MOST_CHARTS: usize = 6;
const MOST_LINES: usize = 8;

/// The charts of the programs of which a window moved open milestones.
#[derive(Debug)]
pub struct Drift {
    /// Those that moved furthest in the window come first.
    pub charts: Vec<Chart>,
    /// How many programs have no chart, since there are too many.
    pub left_out: usize,
    /// The day from which on moves are known, where that is not all along.
    pub since: Option<Date>,
}

/// The chart of a program.
#[derive(Debug)]
pub struct Chart {
    /// Its milestones: what moved in the window, then what ever moved, then what held.
    pub trend: Trend,
    /// How many of its open milestones are left out, since there are too many.
    pub left_out: usize,
}

impl Drift {
    /// Charts what a comparison moved. `since` is the day on which the past begins, where a shallow clone has only a part.
    pub fn new(
        workspace: &Workspace,
        comparison: &Comparison,
        past: &Past,
        today: Date,
        since: Option<Date>,
    ) -> Self {
        let mut charts: Vec<(i64, Chart)> = Vec::new();
        for change in &comparison.programs {
            let moved: FxHashSet<&str> = moved(change).map(|change| entity(&change.path)).collect();
            let Some(program) = workspace.program(&change.id).filter(|_| !moved.is_empty()) else { continue };
            if let Some(chart) = chart(workspace, program, past, &moved, (since, today)) {
                let days = self::moved(change).filter_map(|change| change.date.as_ref()?.days).map(i64::abs);
                charts.push((days.sum(), chart));
            }
        }
        charts.sort_by_key(|(days, _)| Reverse(*days));
        let left_out = charts.len().saturating_sub(MOST_CHARTS);
        let charts = charts.into_iter().take(MOST_CHARTS).map(|(_, chart)| chart).collect();
        Self { charts, left_out, since }
    }
}

/// The due dates of milestones that moved.
fn moved(program: &ProgramChange) -> impl Iterator<Item = &Change> {
    program.changes.iter().filter(|change| {
        let shift = change.date.as_ref().and_then(|date| date.shift);
        change.section() == Key::Milestones.name()
            && change.field() == Some(Key::Due.name())
            && matches!(shift, Some(Shift::Later | Shift::Earlier))
    })
}

/// The entity that a field is of.
fn entity(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(entity, _)| entity)
}

/// The chart of a program; `None` where what moved is done with.
fn chart(
    workspace: &Workspace,
    program: &Program,
    past: &Past,
    moved: &FxHashSet<&str>,
    (since, today): (Option<Date>, Date),
) -> Option<Chart> {
    let open = program.section(Key::Milestones).filter(|milestone| milestone.is_open());
    let mut lines: Vec<Line> = open
        .filter_map(|milestone| {
            let due = workspace.day(milestone, Key::Due)?;
            Some(line(milestone, due, past.of(program), (since.unwrap_or(today), today)))
        })
        .collect();
    let is_moved = |line: &Line| moved.contains(line.path.as_str());
    if program.is_closed() || !lines.iter().any(is_moved) {
        return None;
    }
    lines.sort_by_key(|line| {
        let ever = line.ledger.standing.later + line.ledger.standing.earlier > 0;
        (Reverse(is_moved(line)), Reverse(ever), Reverse(line.days().abs()), line.path.clone())
    });
    let left_out = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    lines.sort_by_key(|line| (Reverse(line.level()), line.path.clone()));
    Some(Chart { trend: Trend::new(&program.id, program.name(), today, lines), left_out })
}

/// What was promised of a milestone since it came; where nobody knows when it did, since the day `known`.
fn line(milestone: Entity<'_>, due: Date, past: &ProgramPast, (known, today): (Date, Date)) -> Line {
    let (path, field) = (milestone.path(), milestone.path_of(Key::Due));
    let came = past.came(&path);
    let is_since = |event: &&Event| came.is_none_or(|came| event.age < came.age);
    let events: Vec<&Event> = past.events(&field).iter().filter(is_since).collect();
    let mut kept = Kept::default();
    let mut moves =
        events.into_iter().rev().filter_map(|event| Some((event, event.shift.as_ref()?))).peekable();
    let first = moves.peek().map_or(due, |(_, shift)| shift.before);
    let on = came.map(|came| came.day).or_else(|| moves.peek().map(|(event, _)| event.day.min(known)));
    kept.tell(Some(first), on.unwrap_or(known), false);
    for (event, shift) in moves {
        kept.tell(Some(shift.after), event.day, shift.way != Way::Precision);
    }
    // Whatever else moved the day, this is the one that stands.
    kept.tell(Some(due), today, true);
    Line {
        name: milestone.title().to_owned(),
        points: kept.promises.clone(),
        end: End::Open,
        ledger: kept.ledger(&field, None).expect("a promise was told"),
        path,
    }
}
