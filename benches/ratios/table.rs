//! The table of what was measured, each row beside its goal.

use std::fmt::Write as _;
use std::time::Duration;

use crate::measure::Times;
use crate::rows::{self, Goal};

/// What is printed in the end.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
    notes: Vec<String>,
}

/// A piece of work, and the least that must be done for it.
pub(crate) struct Row {
    what: String,
    against: String,
    floor: Times,
    ours: Times,
    peak: Option<f64>,
}

const TITLES: [&str; 8] =
    ["what", "against", "floor, ms", "milepost, ms", "ratio", "CPU", "peak, MB", "goal"];

/// What the rows begin with that have a table of their own.
const GROWTH: &str = "growth, ";

impl Table {
    pub(crate) fn row(&mut self, what: &str, against: &str, floor: &Times, ours: &Times) -> &mut Row {
        let row = Row {
            what: what.to_owned(),
            against: against.to_owned(),
            floor: floor.clone(),
            ours: ours.clone(),
            peak: None,
        };
        let fastest = [floor, ours].map(|times| milliseconds(times.min())).join(" and ");
        println!("{} | fastest {fastest}", row.cells()[..6].join(" | "));
        if rows::find(what).is_none() {
            self.note(&format!("\"{what}\" is missing in benches/ratios/rows.rs"));
        }
        self.rows.push(row);
        self.rows.last_mut().expect("just pushed")
    }

    pub(crate) fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    /// As Markdown: the rows, those of growth by themselves, and the notes.
    pub(crate) fn finish(&self, rounds: usize) -> String {
        let (growth, rest): (Vec<&Row>, Vec<&Row>) =
            self.rows.iter().partition(|row| row.what.starts_with(GROWTH));
        let mut tables = Vec::new();
        if !rest.is_empty() {
            tables.push(aligned(&TITLES, rest.iter().map(|row| row.cells().to_vec()).collect()));
        }
        if !growth.is_empty() {
            let titles = ["what there is more of", "than", "less, ms", "more, ms", "ratio"];
            tables.push(aligned(&titles, growth.iter().map(|row| row.cells()[..5].to_vec()).collect()));
        }
        let mut text = tables.join("\n");
        let goals: Vec<bool> = rest.iter().flat_map(|row| row.goals()).filter_map(|(_, held)| held).collect();
        let held = goals.iter().filter(|held| **held).count();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let day = jiff::Zoned::now().date();
        let (system, machine) = (std::env::consts::OS, std::env::consts::ARCH);
        let all = goals.len();
        writeln!(text, "\n{day}, {threads} threads, {system} on {machine}; medians of {rounds} rounds.")
            .expect("a string takes every text");
        writeln!(text, "{held} of {all} goals are held.").expect("a string takes every text");
        if !self.notes.is_empty() {
            writeln!(text, "\n- {}", self.notes.join("\n- ")).expect("a string takes every text");
        }
        text
    }
}

impl Row {
    /// The most memory that the command had, in bytes, where the system tells.
    pub(crate) fn peak(&mut self, bytes: Option<u64>) {
        self.peak = bytes.map(|bytes| f64::from(u32::try_from(bytes / 1_000).unwrap_or(u32::MAX)) / 1_000.0);
    }

    fn ratio(&self) -> f64 {
        self.ours.median().as_secs_f64() / self.floor.median().as_secs_f64()
    }

    fn cpu(&self) -> Option<f64> {
        let (floor, ours) = (self.floor.cpu()?.as_secs_f64(), self.ours.cpu()?.as_secs_f64());
        // Less than the steps in which it is told says nothing.
        (floor > 0.000_5).then_some(ours / floor)
    }

    /// Each goal, and whether it is held, where that was measured.
    fn goals(&self) -> impl Iterator<Item = (Goal, Option<bool>)> {
        let goals = rows::find(&self.what).map_or(&[][..], |at| rows::ROWS[at].1);
        goals.iter().map(|goal| {
            let (is, most) = match *goal {
                Goal::Ratio(most) => (Some(self.ratio()), most),
                Goal::Cpu(most) => (self.cpu(), most),
                Goal::Milliseconds(most) => (Some(self.ours.median().as_secs_f64() * 1_000.0), most),
                Goal::Megabytes(most) => (self.peak, most),
            };
            (*goal, is.map(|is| is <= most))
        })
    }

    fn cells(&self) -> [String; 8] {
        let goal = |(goal, held): (Goal, Option<bool>)| {
            if held == Some(false) { format!("{goal} (missed)") } else { goal.to_string() }
        };
        [
            self.what.clone(),
            self.against.clone(),
            milliseconds(self.floor.median()),
            milliseconds(self.ours.median()),
            format!("{:.2}x", self.ratio()),
            self.cpu().map(|ratio| format!("{ratio:.2}x")).unwrap_or_default(),
            self.peak.map(|peak| format!("{peak:.0}")).unwrap_or_default(),
            self.goals().map(goal).collect::<Vec<_>>().join(", "),
        ]
    }
}

/// A table whose columns stand under each other; the first two hold words, and the others, up to the goal, numbers.
fn aligned(titles: &[&str], mut rows: Vec<Vec<String>>) -> String {
    rows.insert(0, titles.iter().map(|title| (*title).to_owned()).collect());
    let widths: Vec<usize> =
        (0..titles.len()).map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or(0)).collect();
    let is_number = |column: usize| (2..7).contains(&column);
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let width = widths[column];
            let padded =
                if is_number(column) { format!("{cell:>width$}") } else { format!("{cell:<width$}") };
            write!(text, "| {padded} ").expect("a string takes every text");
        }
        text.push_str("|\n");
        if at == 0 {
            for (column, width) in widths.iter().enumerate() {
                let line = "-".repeat(*width);
                let line = if is_number(column) { format!("| {line}:") } else { format!("| {line} ") };
                text.push_str(&line);
            }
            text.push_str("|\n");
        }
    }
    text
}

/// Short times with one more digit.
fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1_000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.2}") } else { format!("{milliseconds:.1}") }
}
