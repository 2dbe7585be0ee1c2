//! The milestone trend chart: report dates from left to right, due dates from bottom to top, one line a milestone.
//!
//! A flat line holds, a rising one slips, a falling one catches up. What is met ends on the diagonal, where the day of
//! the report is the day that was due.

mod scale;
mod svg;
mod terminal;

use jiff::civil::Date;

use crate::report::{End, Line};
use crate::text::plural;

pub(super) use scale::Scale;
pub use svg::svg;
pub use terminal::terminal;

/// How a line is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// It is due when it was first promised.
    Held,
    /// It is due later than first promised.
    Slipped,
    /// It is due earlier than first promised.
    Early,
    /// It was met, however late.
    Met,
    /// It was dropped, or taken out of the plan.
    Lost,
}

pub(super) fn look(line: &Line) -> Look {
    match (line.end, line.days()) {
        (End::Met(_), _) => Look::Met,
        (End::Dropped(_) | End::Gone(_), _) => Look::Lost,
        (End::Open, 1..) => Look::Slipped,
        (End::Open, 0) => Look::Held,
        (End::Open, _) => Look::Early,
    }
}

/// How a milestone stands: `due 24 Jul 2026, 42 days later in 3 moves`.
pub(super) fn standing(line: &Line) -> String {
    let moves = line.ledger.standing.later + line.ledger.standing.earlier;
    let moves = (moves > 0).then(|| plural(moves as u64, "move"));
    let way = |days: i64| {
        let word = if days < 0 { "earlier" } else { "later" };
        format!("{} {word}", plural(days.unsigned_abs(), "day"))
    };
    match (line.end, line.days(), moves) {
        (End::Open, 0, None) => format!("due {}, never moved", short(line.ledger.last.due)),
        (End::Open, 0, Some(moves)) => format!("due {}, back after {moves}", short(line.ledger.last.due)),
        (End::Open, days, moves) => {
            let moves = moves.map_or_else(String::new, |moves| format!(" in {moves}"));
            format!("due {}, {}{moves}", short(line.ledger.last.due), way(days))
        }
        (End::Met(day), 0, _) => format!("met {}, as promised", short(day)),
        (End::Met(day), days, _) => format!("met {}, {}", short(day), way(days)),
        (End::Dropped(day), ..) => format!("dropped {}", short(day)),
        (End::Gone(day), ..) => format!("taken out {}", short(day)),
    }
}

/// `24 Jul 2026`.
fn short(day: Date) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// The places where a line turns: report date and due date. A promise holds until the next one is written down.
pub(super) fn turns(line: &Line, last: Date) -> Vec<(Date, Date)> {
    let ended = line.ended().unwrap_or(last);
    let mut turns: Vec<(Date, Date)> = Vec::new();
    for point in line.points.iter().take_while(|point| turns_before(point.on, ended, line)) {
        if let Some((_, due)) = turns.last().copied() {
            turns.push((point.on, due));
        }
        turns.push((point.on, point.due));
    }
    let level = turns.last().map_or(line.level(), |(_, due)| *due);
    turns.push((ended, level));
    if let End::Met(day) = line.end {
        turns.push((day, day));
    }
    turns.dedup();
    turns
}

/// Whether a promise was made before the line ended. The first always counts, also where it was written down later.
fn turns_before(on: Date, ended: Date, line: &Line) -> bool {
    on < ended || line.points.first().is_some_and(|first| first.on == on && on <= ended)
}
