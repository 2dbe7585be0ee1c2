//! What lies ahead, as the page draws it: the time line, people's load, and who waits for whom.

use jiff::ToSpan;
use jiff::civil::Date;

use super::super::graph::svg;
use super::super::phrase::{long_day, shorten, signed, span_of_days};
use super::body::Whole;
use crate::report::{Awaited, DiffReport, Lane, Load, Mark, Outlook, Progress};
use crate::text::{distance, join_and, plural};

/// How many milestones, people and waits are shown at most.
const MOST_MARKS: usize = 100;
const MOST_PEOPLE: usize = 15;
const MOST_WAITS: usize = 40;

/// How far the time line goes at most, in calendar days before and after today.
const BEHIND: i64 = 75;
const AHEAD: i64 = 300;

/// What lies ahead.
pub(super) struct Ahead {
    pub months: Vec<Month>,
    pub today: (Percent, String),
    pub freezes: Vec<Frozen>,
    pub lanes: Whole<Row>,
    pub loads: Whole<Person>,
    pub waits: Whole<Wait>,
    pub picture: Option<Picture>,
}

/// A place on the time line, in hundredths of its width.
type Percent = String;

/// The start of a month.
pub(super) struct Month {
    pub at: Percent,
    pub name: String,
    /// Whether it is the first, third or fifth: where there is little room, the others have no name.
    pub is_first: bool,
}

/// Days in which nothing launches.
pub(super) struct Frozen {
    pub name: String,
    pub days: String,
    /// Where it starts, and how wide it is.
    pub span: (Percent, Percent),
}

/// A program on the time line.
pub(super) struct Row {
    pub program: String,
    pub marks: Vec<Milestone>,
}

/// A milestone on the time line.
pub(super) struct Milestone {
    pub label: String,
    pub words: String,
    pub owner: String,
    /// What its mark is called in the style.
    pub look: &'static str,
    pub is_late: bool,
    pub at: Percent,
    pub former: Option<Percent>,
    /// Whether it lies beyond the right end.
    pub is_beyond: bool,
}

/// Who waits for whom as a picture.
pub(super) struct Picture {
    /// The picture, in which everything is escaped.
    pub drawn: String,
    /// How much waits.
    pub sentence: String,
    pub style: &'static str,
}

/// What a person has to look after soon.
pub(super) struct Person {
    pub name: String,
    pub count: usize,
    pub width: Percent,
    pub what: String,
}

/// What a program waits for.
pub(super) struct Wait {
    pub program: String,
    pub waiting: String,
    pub need: String,
    pub from: String,
    pub needed: String,
    pub comes: String,
    pub standing: String,
    pub state: &'static str,
    pub is_late: bool,
}

/// The days from the left end of the time line to the right one.
#[derive(Clone, Copy)]
struct Scale {
    first: Date,
    last: Date,
}

impl Ahead {
    pub(super) fn new(report: &DiffReport, outlook: &Outlook) -> Self {
        let scale = Scale::new(outlook);
        let freezes =
            outlook.freezes.iter().filter(|freeze| scale.meets(freeze.days.first, freeze.days.last));
        let freezes = freezes.map(|freeze| {
            let (from, to) = (scale.share(freeze.days.first), scale.share(next(freeze.days.last)));
            let span = (percent(from), percent(to - from));
            Frozen {
                name: freeze.name.clone(),
                days: span_of_days(freeze.days.first, freeze.days.last),
                span,
            }
        });
        let waits = outlook.awaited.iter().take(MOST_WAITS).map(|awaited| wait(awaited, outlook.today));
        let drawing = outlook.drawing.as_ref();
        Self {
            picture: drawing.map(|drawing| Picture {
                drawn: svg::inline(drawing),
                sentence: svg::sentence(drawing),
                style: svg::STYLE,
            }),
            months: scale.months(),
            today: (scale.place(outlook.today), long_day(outlook.today)),
            freezes: freezes.collect(),
            lanes: lanes(report, &outlook.lanes, scale),
            loads: loads(report, &outlook.loads),
            waits: Whole {
                items: waits.collect(),
                more: more(outlook.awaited.len(), MOST_WAITS, "dependency"),
            },
        }
    }
}

impl Scale {
    /// From the first to the last of all days, within reason.
    fn new(outlook: &Outlook) -> Self {
        let around = |days: i64| outlook.today.saturating_add(days.days());
        let (mut first, mut last) = (around(-10), around(60));
        for mark in outlook.lanes.iter().flat_map(|lane| &lane.marks) {
            for day in [Some(mark.day), mark.former].into_iter().flatten() {
                first = first.min(day.saturating_sub(5.days()));
                last = last.max(day.saturating_add(5.days()));
            }
        }
        Self { first: first.max(around(-BEHIND)), last: last.min(around(AHEAD)) }
    }

    fn meets(self, first: Date, last: Date) -> bool {
        first <= self.last && self.first <= last
    }

    /// Where a day lies, in thousandths of the width; outside, at the nearer end.
    fn share(self, day: Date) -> i64 {
        let days = |to: Date| self.first.until(to).map_or(0, |span| i64::from(span.get_days()));
        (days(day) * 1000 / days(self.last).max(1)).clamp(0, 1000)
    }

    fn place(self, day: Date) -> Percent {
        percent(self.share(day))
    }

    /// The months that start on it.
    fn months(self) -> Vec<Month> {
        let mut months = Vec::new();
        let mut day = next(self.first.last_of_month());
        // Room for the name of the last one.
        while day.saturating_add(12.days()) <= self.last {
            let name = if day.month() == 1 { day.strftime("%Y") } else { day.strftime("%b") };
            months.push(Month {
                at: self.place(day),
                name: name.to_string(),
                is_first: months.len() % 2 == 0,
            });
            day = next(day.last_of_month());
        }
        months
    }
}

fn next(day: Date) -> Date {
    day.saturating_add(1.day())
}

fn percent(thousandths: i64) -> Percent {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

fn more(all: usize, most: usize, noun: &str) -> Option<String> {
    let left = all.checked_sub(most).filter(|left| *left > 0)?;
    Some(format!("and {} more", plural(left as u64, noun)))
}

fn lanes(report: &DiffReport, lanes: &[Lane], scale: Scale) -> Whole<Row> {
    let all: usize = lanes.iter().map(|lane| lane.marks.len()).sum();
    let mut left = MOST_MARKS;
    let mut rows = Vec::new();
    for lane in lanes {
        let shown = &lane.marks[..lane.marks.len().min(left)];
        left -= shown.len();
        if !shown.is_empty() {
            let marks = shown.iter().map(|mark| milestone(report, mark, scale)).collect();
            rows.push(Row { program: lane.program.clone(), marks });
        }
    }
    Whole { items: rows, more: more(all, MOST_MARKS, "milestone") }
}

fn milestone(report: &DiffReport, mark: &Mark, scale: Scale) -> Milestone {
    let day = long_day(mark.day);
    let mut words = match mark.standing {
        Progress::Open => day,
        Progress::Overdue => format!("{day}, overdue"),
        Progress::Done => format!("done {day}"),
        Progress::Dropped => format!("{day}, dropped"),
    };
    if mark.is_launch {
        words = format!("launch, {words}");
    }
    let days = mark.former.and_then(|former| former.until(mark.day).ok()).map(|span| span.get_days());
    if let Some((former, days)) = mark.former.zip(days) {
        words = format!("{words}, was {} ({})", long_day(former), signed(days.into()));
    }
    Milestone {
        label: mark.label.clone(),
        words,
        owner: mark.owner.as_deref().map_or("nobody", |owner| report.name(owner)).to_owned(),
        look: match mark.standing {
            Progress::Done => "done",
            Progress::Dropped => "dropped",
            Progress::Overdue => "overdue",
            Progress::Open if mark.is_launch => "launch",
            Progress::Open => "open",
        },
        is_late: mark.standing == Progress::Overdue || days.is_some_and(|days| days > 0),
        at: scale.place(mark.day),
        former: mark.former.map(|former| scale.place(former)),
        is_beyond: mark.day > scale.last,
    }
}

fn loads(report: &DiffReport, loads: &[Load]) -> Whole<Person> {
    let most = loads.first().map_or(1, |load| load.due.len().max(1));
    let people = loads.iter().take(MOST_PEOPLE).map(|load| {
        let told = load.due.iter().take(4);
        let mut what: Vec<String> = told
            .map(|(day, program, label)| format!("{program}: {label} ({})", day.strftime("%-d %B")))
            .collect();
        if load.due.len() > what.len() {
            what.push(format!("{} more", load.due.len() - what.len()));
        }
        Person {
            name: report.name(&load.owner).to_owned(),
            count: load.due.len(),
            width: percent(i64::try_from(load.due.len() * 1000 / most).unwrap_or(1000)),
            what: what.join("; "),
        }
    });
    Whole { items: people.collect(), more: more(loads.len(), MOST_PEOPLE, "owner") }
}

fn wait(awaited: &Awaited, today: Date) -> Wait {
    let short = |day: Date| day.strftime("%-d %b %Y").to_string();
    let day = |day: Option<Date>, none: &str| day.map_or_else(|| none.to_owned(), short);
    let overdue = awaited.needed.filter(|needed| *needed < today);
    let (standing, is_late) = match (awaited.spare(), overdue) {
        (Some(spare), _) if spare < 0 => (format!("{} too late", plural(spare.unsigned_abs(), "day")), true),
        (_, Some(needed)) => {
            let days = today.until(needed).map_or(0, |span| i64::from(span.get_days()));
            (format!("was needed {}", distance(days)), true)
        }
        (Some(0), _) => ("just in time".to_owned(), false),
        (Some(spare), _) => (format!("{} to spare", plural(spare.unsigned_abs(), "day")), false),
        (None, _) => ("nobody can tell yet".to_owned(), false),
    };
    Wait {
        program: awaited.program.clone(),
        waiting: join_and(&awaited.waiting),
        need: shorten(&awaited.need, 80),
        from: shorten(&awaited.from, 80),
        needed: day(awaited.needed, "no date"),
        comes: day(awaited.comes, "nobody has said"),
        standing,
        state: awaited.state.unwrap_or("not agreed: nobody wrote it down as a dependency"),
        is_late,
    }
}
