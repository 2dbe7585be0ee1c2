//! The portfolio as a table in a terminal: one line a program, two where there is little room.

use std::fmt::Write as _;

use textwrap::core::display_width;

use super::summary;
use crate::output::Style;
use crate::output::columns::{fill, fit};
use crate::report::{Health, Next, Standing, StatusReport};
use crate::text::{clean, plural};

/// What the columns hold.
const HEADER: [&str; 10] =
    ["Program", "TPM", "Phase", "Says", "Facts", "Next", "Due", "Slip", "Risks", "Touched"];

/// The columns that may be cut, each with the fewest columns of the terminal that are worth having.
const FLEXIBLE: [(usize, usize); 4] = [(0, 14), (1, 7), (2, 6), (5, 8)];

/// The columns of the first of two lines; the others follow in words on the second.
const FIRST: [usize; 5] = [0, 3, 4, 5, 6];

/// The columns whose cells end at the right.
const RIGHT: [usize; 2] = [7, 8];

/// Writes the table, and what it comes to below it.
pub fn status(report: &StatusReport<'_>, style: Style) -> String {
    let mut page = Page { report, style, out: String::new() };
    if !report.standings.is_empty() {
        page.table();
        page.out.push('\n');
    }
    if let [standing] = &report.standings[..]
        && !standing.facts.is_empty()
    {
        for fact in &standing.facts {
            page.wrapped(&format!("  {}", clean(fact)), "    ");
        }
        page.out.push('\n');
    }
    page.wrapped(&format!("{}.", summary(report)), "");
    page.out
}

/// The cells of one program, as plain text.
type Row = [String; 10];

struct Page<'r, 'w> {
    report: &'r StatusReport<'w>,
    style: Style,
    out: String,
}

impl Page<'_, '_> {
    fn line(&mut self, text: &str) {
        writeln!(self.out, "{}", text.trim_end()).expect("a string takes every text");
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        self.line(&self.style.fill(text, indent));
    }

    fn table(&mut self) {
        let report = self.report;
        let rows = |with_author| -> Vec<Row> {
            report.standings.iter().map(|standing| self.row(standing, with_author)).collect()
        };
        let every: Vec<usize> = (0..HEADER.len()).collect();
        let room = |gap: usize| self.style.width.saturating_sub(gap * (HEADER.len() - 1));
        let told = rows(true);
        if let Some(widths) = widths(&told, &every, room(2)).filter(|widths| *widths == natural(&told)) {
            return self.lines(&told, &every, widths, 2);
        }
        let rows = rows(false);
        for gap in [2, 1] {
            let widths = widths(&rows, &every, room(gap));
            // A wider gap is not worth a shorter word.
            if let Some(widths) = widths.filter(|widths| gap == 1 || *widths == natural(&rows)) {
                return self.lines(&rows, &every, widths, gap);
            }
        }
        let room = self.style.width.saturating_sub(FIRST.len() - 1);
        match widths(&rows, &FIRST, room) {
            Some(widths) => self.lines(&rows, &FIRST, widths, 1),
            None => self.words(&rows),
        }
    }

    /// Writes each program in words, where there is no room for columns.
    fn words(&mut self, rows: &[Row]) {
        for (row, standing) in rows.iter().zip(&self.report.standings) {
            let [program, _, _, says, facts, next, due, ..] = row;
            let rest = self.rest(standing);
            self.wrapped(&format!("{program}: says {says}, facts {facts}, next {next} {due}, {rest}"), "  ");
        }
    }

    /// Writes the lines: those columns, and what is left of a program on a second line.
    fn lines(&mut self, rows: &[Row], columns: &[usize], widths: Widths, gap: usize) {
        let standings = &self.report.standings;
        let header = columns.iter().map(|at| {
            let text = fit(HEADER[*at], widths[*at]);
            (*at, self.style.bold(&text), text)
        });
        let header = joined(header, widths, gap);
        self.line(&header);
        for (row, standing) in rows.iter().zip(standings) {
            let cells = columns.iter().map(|at| {
                let text = fit(&row[*at], widths[*at]);
                (*at, self.paint(standing, *at, &text), text)
            });
            let line = joined(cells, widths, gap);
            self.line(&line);
            if columns.len() < HEADER.len() {
                let rest = self.rest(standing);
                self.wrapped(&format!("  {rest}"), "  ");
            }
        }
    }

    fn row(&self, standing: &Standing<'_>, with_author: bool) -> Row {
        let none = || "-".to_owned();
        let color = |health: Option<Health>| health.map(|health| health.name().to_owned());
        let is_unread = standing.evidence.is_none() && !standing.program.is_closed();
        let next = standing.next;
        let author = standing.author().filter(|_| with_author);
        let touched = self.touched(standing).map(|touched| match author {
            Some(commit) => format!("{touched}, {}", clean(&commit.author)),
            None => touched,
        });
        [
            clean(&standing.program.id).into_owned(),
            standing.tpm.map_or_else(none, |tpm| clean(tpm).into_owned()),
            standing.phase.map_or_else(none, |phase| clean(phase).into_owned()),
            color(standing.health).unwrap_or_else(none),
            color(standing.evidence).unwrap_or_else(|| if is_unread { "?".to_owned() } else { none() }),
            next.map_or_else(none, |next| clean(next.id()).into_owned()),
            next.map_or_else(none, due),
            standing.slip.as_ref().map_or_else(none, |slip| slipped(slip.days)),
            standing.risks.to_string(),
            touched.unwrap_or_else(none),
        ]
    }

    /// How long ago its file was touched.
    fn touched(&self, standing: &Standing<'_>) -> Option<String> {
        let day = standing.touched.as_ref()?.day;
        let days = self.report.today.until(day).map_or(0, |span| i64::from(span.get_days()));
        // An earlier day may count as today than the one on which the commits were made.
        Some(if days > 0 { "later".to_owned() } else { away(days) })
    }

    /// What the second line says.
    fn rest(&self, standing: &Standing<'_>) -> String {
        let mut parts = vec![clean(standing.tpm.unwrap_or("no TPM")).into_owned()];
        parts.extend(standing.phase.map(|phase| clean(phase).into_owned()));
        parts.extend(standing.slip.as_ref().map(|slip| format!("slip {}", slipped(slip.days))));
        if standing.risks > 0 {
            parts.push(plural(standing.risks as u64, "high risk"));
        }
        parts.extend(self.touched(standing).map(|touched| format!("touched {touched}")));
        parts.join(", ")
    }

    fn paint(&self, standing: &Standing<'_>, column: usize, text: &str) -> String {
        let style = self.style;
        let health = |health: Option<Health>| match health {
            Some(Health::Red) => style.red(text),
            Some(Health::Yellow) => style.yellow(text),
            Some(Health::Green) => style.green(text),
            None => style.dim(text),
        };
        match column {
            0 => style.bold(text),
            3 => health(standing.health),
            4 => health(standing.evidence),
            6 if standing.next.is_some_and(|next| next.days < 0) => style.red(text),
            7 if standing.slip.as_ref().is_some_and(|slip| slip.days > 0) => style.yellow(text),
            8 if standing.risks > 0 => style.yellow(text),
            _ => text.to_owned(),
        }
    }
}

/// The width of each column.
type Widths = [usize; 10];

fn natural(rows: &[Row]) -> Widths {
    let mut widths = HEADER.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = display_width(cell).max(*width);
        }
    }
    widths
}

/// The widths with which these columns fit into so much room: the widest of those that may be cut give way first. `None`
/// where they do not fit.
fn widths(rows: &[Row], columns: &[usize], room: usize) -> Option<Widths> {
    let mut widths = natural(rows);
    let total = |widths: &Widths| columns.iter().map(|at| widths[*at]).sum::<usize>();
    while total(&widths) > room {
        let may_give = FLEXIBLE.iter().filter(|(at, least)| columns.contains(at) && widths[*at] > *least);
        // How far each is above the least that it needs, so that ids give way last.
        let (widest, _) = may_give.max_by_key(|(at, least)| widths[*at] - least)?;
        widths[*widest] -= 1;
    }
    Some(widths)
}

/// Cells in their columns, each as it is shown and as plain text.
fn joined(cells: impl Iterator<Item = (usize, String, String)>, widths: Widths, gap: usize) -> String {
    let mut line = String::new();
    for (at, shown, plain) in cells {
        if !line.is_empty() {
            line.push_str(&" ".repeat(gap));
        }
        let fill = fill(&plain, widths[at]);
        if RIGHT.contains(&at) {
            line = line + &fill + &shown;
        } else {
            line = line + &shown + &fill;
        }
    }
    line
}

fn due(next: Next<'_>) -> String {
    away(next.days)
}

/// How far a day is from today, in few letters.
fn away(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        ..0 => format!("{}d ago", days.unsigned_abs()),
        _ => format!("in {days}d"),
    }
}

fn slipped(days: i64) -> String {
    if days == 0 { "0".to_owned() } else { format!("{days:+}d") }
}
