//! What promised dates came to: the moves of each, counted, and the lines of a milestone trend chart.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use toml::Table;

use super::chronicle::{Clock, Entry, Told};
use super::lineage::entity_end;
use super::states::state_of;
use crate::changes::{self, ChangeKind, Shift, value_at};

/// A date that was promised, and the day on which that was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// The day that was promised; of a period the last one.
    pub due: Date,
    /// The day on which the promise came to the branch.
    pub on: Date,
}

/// What the moves of a date come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoFar {
    /// How often it moved later.
    pub later: usize,
    /// By how many days in all.
    pub later_days: i64,
    /// How often it moved earlier.
    pub earlier: usize,
    /// By how many days in all.
    pub earlier_days: i64,
    /// From the first promise to the one of now, in days; positive is later.
    pub days: i64,
}

/// What was promised, what is promised now, what happened between, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    /// The path of the date.
    pub path: String,
    /// The first promise. Of a period, the day that was named before it first moved, else its last one.
    pub first: Promise,
    /// The last one.
    pub last: Promise,
    /// Whether the last one still stands there.
    pub stands: bool,
    /// The moves between.
    pub standing: SoFar,
    /// The day on which it was met or decided.
    pub actual: Option<Date>,
}

/// The due dates of the milestones of a program, as they were promised over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// The id of the program.
    pub program: String,
    /// What people call it.
    pub name: String,
    /// The first and the last day of reporting.
    pub reported: (Date, Date),
    /// The first and the last day that was due or reported on.
    pub due: (Date, Date),
    /// The day that counts as today.
    pub today: Date,
    /// One line a milestone, the last one to come first.
    pub lines: Vec<Line>,
}

/// The due date of one milestone, as it was promised over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The path of the milestone.
    pub path: String,
    /// What people call it.
    pub name: String,
    /// The promises: each holds until the next one.
    pub points: Vec<Promise>,
    /// How the line ends.
    pub end: End,
    /// What the moves come to.
    pub ledger: Ledger,
}

/// How the line of a milestone ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It goes on.
    Open,
    /// It was met, on this day.
    Met(Date),
    /// It was dropped, on this day.
    Dropped(Date),
    /// It was taken out of the plan, on this day.
    Gone(Date),
}

/// The promises of a program's dates.
#[derive(Debug, Default)]
pub(super) struct Ledgers {
    dates: BTreeMap<String, Kept>,
    /// When the state of an entity became what it is.
    states: BTreeMap<String, Date>,
    /// When an entity went, and what it was called.
    gone: BTreeMap<String, (Date, String)>,
}

/// The promises of one date.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub promises: Vec<Promise>,
    /// The day that the first promise was found to mean, where it was a period.
    exact: Option<Date>,
    standing: SoFar,
    stands: bool,
}

impl Ledgers {
    /// Keeps the ledgers of what commits tell, the oldest first, and writes into each change of a promise what it comes to.
    pub(super) fn keep(entries: &mut [Entry], clock: &Clock) -> Self {
        let mut ledgers = Self::default();
        for entry in entries {
            let day = entry.day(clock);
            for told in &mut entry.changes {
                ledgers.tell(told, day);
            }
        }
        ledgers
    }

    fn tell(&mut self, told: &mut Told, on: Date) {
        let change = &told.change;
        if let Some(date) = &change.date {
            let moved = matches!(date.shift, Some(Shift::Later | Shift::Earlier));
            let kept = self.dates.entry(told.path.clone()).or_default();
            let is_back = date.before.is_none();
            kept.tell(date.after, on, moved || is_back);
            let is_promise = told.path == "program.target"
                || (told.path.starts_with("milestones.") && told.path.ends_with(".due"));
            if is_promise && (moved || is_back && kept.promises.len() > 1) {
                told.so_far = Some(kept.standing);
            }
            return;
        }
        if told.path.ends_with(".state") {
            self.states.insert(told.path[..entity_end(&told.path)].to_owned(), on);
        }
        let came = match change.kind {
            ChangeKind::Added => true,
            ChangeKind::Removed => false,
            _ => return,
        };
        if change.field().is_some() {
            return;
        }
        for (field, day) in &told.days {
            let kept = self.dates.entry(format!("{}.{field}", told.path)).or_default();
            kept.tell(came.then_some(*day), on, true);
        }
        if came {
            self.gone.remove(&told.path);
            self.states.insert(told.path.clone(), on);
        } else {
            self.gone.insert(told.path.clone(), (on, change.label.clone()));
        }
    }

    /// What a date comes to, where it was ever promised.
    pub(super) fn of(&self, path: &str, table: Option<&Table>) -> Option<Ledger> {
        let kept = self.dates.get(path)?;
        let entity = &path[..entity_end(path)];
        let met = ["done", "decided"].into_iter().find_map(|key| {
            let value = value_at(table?, &format!("{entity}.{key}"))?;
            value.as_datetime().and_then(|day| day.to_string().parse::<Date>().ok())
        });
        let is_met = ["due", "needed-by"].iter().any(|field| path.ends_with(field));
        kept.ledger(path, met.filter(|_| is_met))
    }

    /// The lines of the milestones.
    pub(super) fn lines(&self, table: Option<&Table>) -> Vec<Line> {
        let milestones = self.dates.range("milestones.".to_owned()..);
        let milestones = milestones.take_while(|(path, _)| path.starts_with("milestones."));
        let mut lines: Vec<Line> = milestones
            .filter_map(|(path, kept)| {
                let entity = path.strip_suffix(".due").filter(|entity| entity_end(entity) == entity.len())?;
                let ledger = self.of(path, table)?;
                let value = table.and_then(|table| value_at(table, entity));
                let state = state_of("milestones", value.map(changes::json).as_ref());
                let since = self.states.get(entity).copied().unwrap_or(ledger.last.on);
                let end = match (self.gone.get(entity), state.as_deref()) {
                    (Some((day, _)), _) => End::Gone(*day),
                    (None, Some("done")) => End::Met(ledger.actual.unwrap_or(since)),
                    (None, Some("dropped")) => End::Dropped(since),
                    _ => End::Open,
                };
                let label = self.gone.get(entity).map(|(_, label)| label.clone());
                let name = super::chronicle::title_at(table, entity).or(label);
                let name = name.unwrap_or_else(|| entity.to_owned());
                Some(Line { path: entity.to_owned(), name, points: kept.promises.clone(), end, ledger })
            })
            .collect();
        lines.sort_by(|one, other| {
            let key =
                |line: &Line| (Reverse(line.level()), Reverse(line.ledger.first.due), line.path.clone());
            key(one).cmp(&key(other))
        });
        lines
    }
}

impl Kept {
    /// The first promise, by the day that it was found to mean.
    fn first(&self) -> Option<Promise> {
        let first = *self.promises.first()?;
        Some(Promise { due: self.exact.unwrap_or(first.due), ..first })
    }

    /// What they come to, where there is one.
    pub(super) fn ledger(&self, path: &str, actual: Option<Date>) -> Option<Ledger> {
        let (first, last) = (self.first()?, *self.promises.last()?);
        let (stands, standing) = (self.stands, self.standing);
        Some(Ledger { path: path.to_owned(), first, last, stands, standing, actual })
    }

    /// Takes note of a promise, or that none stands any more. `counts` says whether the day was moved.
    pub(super) fn tell(&mut self, due: Option<Date>, on: Date, counts: bool) {
        self.stands = due.is_some();
        let Some(due) = due else { return };
        if let (Some(first), Some(last)) = (self.first(), self.promises.last()) {
            let days = |from: Date| from.until(due).map_or(0, |span| i64::from(span.get_days()));
            let moved = days(last.due);
            let standing = &mut self.standing;
            standing.days = days(first.due);
            if counts && moved > 0 {
                standing.later += 1;
                standing.later_days += moved;
            } else if counts && moved < 0 {
                standing.earlier += 1;
                standing.earlier_days -= moved;
            }
            if moved == 0 {
                return;
            }
            if !counts && standing.later + standing.earlier == 0 {
                // What was only roughly promised is promised now.
                *standing = SoFar::default();
                self.exact = Some(due);
            }
        }
        self.promises.push(Promise { due, on });
    }
}

impl Line {
    /// Where it ends on the axis of due dates.
    pub fn level(&self) -> Date {
        match self.end {
            End::Met(day) => day,
            _ => self.ledger.last.due,
        }
    }

    /// The day on which it ends, where it does.
    pub fn ended(&self) -> Option<Date> {
        match self.end {
            End::Open => None,
            End::Met(day) | End::Dropped(day) | End::Gone(day) => Some(day),
        }
    }

    /// How many days later than first promised it is, or was met.
    pub fn days(&self) -> i64 {
        self.ledger.first.due.until(self.level()).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl Trend {
    /// The chart of some milestones.
    pub(super) fn new(program: &str, name: &str, today: Date, lines: Vec<Line>) -> Self {
        let points = || lines.iter().flat_map(|line| &line.points);
        let ends = || lines.iter().filter_map(Line::ended);
        let is_open = lines.iter().any(|line| line.end == End::Open);
        let first = points().map(|point| point.on).chain(ends()).min().unwrap_or(today);
        let last = points().map(|point| point.on).chain(ends()).chain(is_open.then_some(today)).max();
        let last = last.unwrap_or(today);
        let levels = || points().map(|point| point.due).chain(ends());
        let due =
            (levels().chain([last]).min().unwrap_or(first), levels().chain([last]).max().unwrap_or(last));
        Self {
            program: program.to_owned(),
            name: name.to_owned(),
            reported: (first, last),
            due,
            today,
            lines,
        }
    }
}
