//! How dates moved since they were first promised, as the page draws it: one chart a program, one line a milestone.

use super::super::phrase::long_day;
use super::super::trend::{Look, Scale, look, standing, turns};
use crate::report::{Chart, Drift, Line, Trend};
use crate::text::plural;

/// The chart is as wide and as high as the page wants it: places in it are thousandths.
const WHOLE: f64 = 1000.0;

/// Letters of lines stand at least so far from each other.
const APART: f64 = 75.0;

/// How near to each other the names of months stand, on a phone.
const MONTHS: f64 = 250.0;
const LEVELS: f64 = 110.0;

/// The charts of the page.
pub(super) struct Trends {
    pub charts: Vec<Picture>,
    /// From which day on moves are known, where that is not all along.
    pub since: Option<String>,
    pub more: Option<String>,
}

/// The chart of a program.
pub(super) struct Picture {
    pub program: String,
    /// The chart in one sentence, for who cannot see it; the milestones stand beside it in words.
    pub told: String,
    /// The days on which was reported, and those that were due: where they stand, and what they are called.
    pub across: Vec<(Place, String)>,
    pub up: Vec<(Place, String)>,
    /// Where the day of the report is the day that was due.
    pub now: String,
    pub lines: Vec<Drawn>,
    pub more: Option<String>,
}

/// A place in hundredths of the chart.
type Place = String;

/// A line, and what it says.
pub(super) struct Drawn {
    pub letter: char,
    pub name: String,
    pub how: String,
    /// What its color is called in the style.
    pub look: &'static str,
    pub way: String,
    pub points: Vec<(Place, Place)>,
    /// How high its letter stands.
    pub level: Place,
}

impl Trends {
    /// The charts; `None` where there is none.
    pub(super) fn new(drift: &Drift) -> Option<Self> {
        let more = (drift.left_out > 0).then(|| {
            let programs = plural(drift.left_out as u64, "program");
            format!("Milestones of {programs} more moved, by fewer days.")
        });
        (!drift.charts.is_empty()).then(|| Self {
            charts: drift.charts.iter().map(picture).collect(),
            since: drift.since.map(long_day),
            more,
        })
    }
}

fn picture(chart: &Chart) -> Picture {
    let trend = &chart.trend;
    let (across, up) = (Scale::new(trend.reported, WHOLE), Scale::wider(trend.due, WHOLE));
    let from = trend.reported.0.max(up.first());
    let ends = [from, trend.reported.1].map(|day| format!("{:.0} {:.0}", across.at(day), WHOLE - up.at(day)));
    let levels = apart(trend.lines.iter().map(|line| WHOLE - up.at(line.level())).collect());
    let lines = trend.lines.iter().zip('A'..).zip(levels);
    let lines = lines.map(|((line, letter), level)| drawn(trend, line, letter, (&across, &up), level));
    let marks = |scale: &Scale, least| {
        let marks = scale.marks(least).into_iter();
        marks.filter(|(at, _)| *at <= WHOLE)
    };
    Picture {
        program: trend.name.clone(),
        told: format!(
            "{}, reported from {} to {}",
            plural(trend.lines.len() as u64, "milestone"),
            long_day(trend.reported.0),
            long_day(trend.reported.1)
        ),
        across: marks(&across, MONTHS).map(|(at, name)| (percent(at), name)).collect(),
        up: marks(&up, LEVELS).map(|(at, name)| (percent(WHOLE - at), name)).collect(),
        now: ends.join("L"),
        lines: lines.collect(),
        more: (chart.left_out > 0)
            .then(|| format!("and {} more", plural(chart.left_out as u64, "open milestone"))),
    }
}

/// How high letters stand, from top to bottom: as near to their places as the others let them.
fn apart(mut levels: Vec<f64>) -> Vec<f64> {
    let mut least = 0.0;
    for level in &mut levels {
        *level = level.max(least);
        least = *level + APART;
    }
    let mut most = WHOLE;
    for level in levels.iter_mut().rev() {
        *level = level.min(most);
        most = *level - APART;
    }
    levels
}

fn drawn(trend: &Trend, line: &Line, letter: char, (across, up): (&Scale, &Scale), level: f64) -> Drawn {
    let turns = turns(line, trend.reported.1);
    let way: Vec<String> =
        turns.iter().map(|(on, due)| format!("{:.0} {:.0}", across.at(*on), WHOLE - up.at(*due))).collect();
    let points =
        line.points.iter().map(|point| (percent(across.at(point.on)), percent(WHOLE - up.at(point.due))));
    Drawn {
        letter,
        name: line.name.clone(),
        how: standing(line),
        look: match look(line) {
            Look::Slipped => "slipped",
            Look::Early | Look::Met => "early",
            Look::Held | Look::Lost => "held",
        },
        way: way.join("L"),
        points: points.collect(),
        level: percent(level),
    }
}

fn percent(thousandths: f64) -> Place {
    format!("{:.1}%", thousandths / 10.0)
}
