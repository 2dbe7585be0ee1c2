//! The trend chart in a terminal: one screen of plain characters.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::scale::Scale;
use super::{Look, look, short, standing, turns};
use crate::output::Style;
use crate::report::{End, Trend};
use crate::text::{clean, cut};

/// How many rows the chart has.
const ROWS: usize = 21;

/// How wide the names of months are on the left.
const LEFT: usize = 10;

/// What milestones are marked with.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const NORTH: u8 = 1;
const EAST: u8 = 2;
const SOUTH: u8 = 4;
const WEST: u8 = 8;

/// Writes the chart and who is who in it.
pub fn terminal(trend: &Trend, style: Style) -> String {
    let mut out = String::new();
    let mut line = |text: &str| writeln!(out, "{}", text.trim_end()).expect("a string takes every text");
    line(&style.bold(&cut(&clean(&format!("{}: how its milestones moved", trend.name)), style.width)));
    for text in
        ["Flat holds, rising slips, falling catches up.", "● met  × dropped  · due on the day of the report"]
    {
        line(&style.dim(&cut(text, style.width)));
    }
    line("");
    line(" due");
    let mut chart = Chart::new(trend, style.width);
    chart.diagonal(trend);
    for milestone in trend.lines.iter().rev() {
        chart.line(&turns(milestone, trend.reported.1), look(milestone));
    }
    for (at, milestone) in trend.lines.iter().enumerate() {
        chart.marks(milestone, at, trend.reported.1);
    }
    let marks = chart.vertical.marks(2.0);
    for row in 0..ROWS {
        let name = marks.iter().find(|(at, _)| Chart::row_at(*at) == row).map_or("", |(_, name)| name);
        let tick = if name.is_empty() { "│" } else { "┤" };
        line(&format!("{name:>width$} {}{}", style.dim(tick), chart.text(row, style), width = LEFT - 2));
    }
    let (axis, names) = chart.bottom();
    line(&format!("{:width$}{}", "", style.dim(&axis), width = LEFT - 1));
    line(&format!("{:width$}{names}", "", width = LEFT));
    let until = format!("reported until {}", short(trend.reported.1));
    line(&format!("{:>width$}", until, width = LEFT + chart.columns));
    let told: Vec<String> = trend.lines.iter().map(standing).collect();
    let widest = told.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    let room = style.width.saturating_sub(3 + 2 + widest);
    for (at, (milestone, told)) in trend.lines.iter().zip(&told).enumerate() {
        let letter = paint(style, look(milestone), &letter(at).to_string());
        let name = clean(&milestone.name);
        if room < 24 {
            // On a narrow screen each takes two lines.
            line(&format!(" {letter} {}", cut(&name, style.width.saturating_sub(3).max(8))));
            line(&format!("   {told}"));
            continue;
        }
        let names = trend.lines.iter().map(|line| line.name.chars().count()).max().unwrap_or_default();
        line(&format!(" {letter} {:width$}  {told}", cut(&name, room), width = names.min(room)));
    }
    out
}

/// A cell of the chart: which ways lines leave it, or a character of its own.
#[derive(Clone, Copy, Default)]
struct Cell {
    ways: u8,
    mark: Option<char>,
    look: Option<Look>,
}

struct Chart {
    columns: usize,
    horizontal: Scale,
    vertical: Scale,
    cells: Vec<Vec<Cell>>,
    /// The letters behind each row: what goes on.
    open: Vec<Vec<(char, Look)>>,
}

impl Chart {
    fn new(trend: &Trend, width: usize) -> Self {
        let columns = width.saturating_sub(LEFT + 8).clamp(10, 90);
        let last = |count: usize| f64::from(u32::try_from(count - 1).unwrap_or(u32::MAX));
        Self {
            columns,
            horizontal: Scale::new(trend.reported, last(columns)),
            vertical: Scale::new(trend.due, last(ROWS)),
            cells: vec![vec![Cell::default(); columns]; ROWS],
            open: vec![Vec::new(); ROWS],
        }
    }

    fn column(&self, day: Date) -> usize {
        nearest(self.horizontal.at(day)).min(self.columns - 1)
    }

    /// The row at a distance from the bottom.
    fn row_at(at: f64) -> usize {
        ROWS - 1 - nearest(at).min(ROWS - 1)
    }

    fn row(&self, day: Date) -> usize {
        Self::row_at(self.vertical.at(day))
    }

    /// Where the day of the report is the day that was due.
    fn diagonal(&mut self, trend: &Trend) {
        let from = trend.reported.0.max(trend.due.0);
        let to = trend.reported.1.min(trend.due.1);
        let (first, last) = (self.column(from), self.column(to));
        let (low, high) = (self.vertical.at(from), self.vertical.at(to));
        let part = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        for column in first..=last {
            let way = part(column - first) / part((last - first).max(1));
            let row = Self::row_at(low + (high - low) * way);
            self.cells[row][column].mark = Some('·');
        }
    }

    /// Draws a line through the places where it turns.
    fn line(&mut self, turns: &[(Date, Date)], look: Look) {
        let cells: Vec<(usize, usize)> =
            turns.iter().map(|(on, due)| (self.row(*due), self.column(*on))).collect();
        for pair in cells.windows(2) {
            let ((mut row, mut column), (to_row, to_column)) = (pair[0], pair[1]);
            while (row, column) != (to_row, to_column) {
                let (out, back, next) = if column < to_column {
                    (EAST, WEST, (row, column + 1))
                } else if column > to_column {
                    (WEST, EAST, (row, column - 1))
                } else if row < to_row {
                    (SOUTH, NORTH, (row + 1, column))
                } else {
                    (NORTH, SOUTH, (row - 1, column))
                };
                self.draw((row, column), out, look);
                (row, column) = next;
                self.draw((row, column), back, look);
            }
        }
    }

    fn draw(&mut self, (row, column): (usize, usize), way: u8, look: Look) {
        let cell = &mut self.cells[row][column];
        *cell = Cell { ways: cell.ways | way, mark: None, look: Some(look) };
    }

    /// Marks where a milestone was promised, and how its line ends.
    fn marks(&mut self, milestone: &crate::report::Line, at: usize, last: Date) {
        let (letter, look) = (letter(at), look(milestone));
        let turns = turns(milestone, last);
        let ended = milestone.ended();
        let points = milestone.points.iter().filter(|point| {
            turns.contains(&(point.on, point.due)) && ended.is_none_or(|end| point.on <= end)
        });
        let places: Vec<(usize, usize)> =
            points.map(|point| (self.row(point.due), self.column(point.on))).collect();
        for (row, column) in places {
            self.mark(row, column, letter, look);
        }
        let Some((on, due)) = turns.last().copied() else { return };
        let (row, column) = (self.row(due), self.column(on));
        match milestone.end {
            End::Open => self.open[row].push((letter, look)),
            End::Met(_) => self.mark(row, column, '●', look),
            End::Dropped(_) | End::Gone(_) => self.mark(row, column, '×', look),
        }
    }

    /// Sets a mark, beside one that is there already where there is room.
    fn mark(&mut self, row: usize, column: usize, mark: char, look: Look) {
        let is_taken = |cell: &Cell| cell.mark.is_some_and(|mark| mark != '·');
        let free = (column..self.columns).take(6).find(|column| !is_taken(&self.cells[row][*column]));
        let cell = &mut self.cells[row][free.unwrap_or(column)];
        (cell.mark, cell.look) = (Some(mark), Some(look));
    }

    fn text(&self, row: usize, style: Style) -> String {
        let mut text = String::new();
        for cell in &self.cells[row] {
            let shown = match cell.mark {
                Some(mark) => mark,
                None => corner(cell.ways),
            };
            match cell.look {
                Some(look) => text.push_str(&paint(style, look, &shown.to_string())),
                None if shown == '·' => text.push_str(&style.dim("·")),
                None => text.push(shown),
            }
        }
        for (letter, look) in self.open[row].iter().take(6) {
            text.push_str(&paint(style, *look, &letter.to_string()));
        }
        text
    }

    /// The axis of report dates, and the names below it.
    fn bottom(&self) -> (String, String) {
        let mut axis: Vec<char> =
            std::iter::once('└').chain(std::iter::repeat_n('─', self.columns)).collect();
        let mut names = String::new();
        for (at, name) in self.horizontal.marks(10.0) {
            let column = nearest(at);
            if let Some(place) = axis.get_mut(column + 1) {
                *place = '┬';
            }
            if column + name.len() <= self.columns + 8 && column >= names.len() {
                names.push_str(&" ".repeat(column - names.len()));
                names.push_str(&name);
            }
        }
        (axis.into_iter().collect(), names)
    }
}

/// What a line looks like in a cell that it leaves these ways.
fn corner(ways: u8) -> char {
    const UP_RIGHT: u8 = NORTH | EAST;
    const UP_LEFT: u8 = NORTH | WEST;
    const DOWN_RIGHT: u8 = SOUTH | EAST;
    const DOWN_LEFT: u8 = SOUTH | WEST;
    match ways {
        0 => ' ',
        EAST | WEST | 10 => '─',
        NORTH | SOUTH | 5 => '│',
        UP_RIGHT => '╰',
        UP_LEFT => '╯',
        DOWN_RIGHT => '╭',
        DOWN_LEFT => '╮',
        7 => '├',
        13 => '┤',
        14 => '┬',
        11 => '┴',
        _ => '┼',
    }
}

fn letter(at: usize) -> char {
    LETTERS.get(at).map_or('+', |letter| char::from(*letter))
}

fn paint(style: Style, look: Look, text: &str) -> String {
    match look {
        Look::Held => style.blue(text),
        Look::Slipped => style.red(text),
        Look::Early | Look::Met => style.green(text),
        Look::Lost => style.dim(text),
    }
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place on an axis is small, and what is not on it is cut to its ends"
)]
fn nearest(at: f64) -> usize {
    at.round().max(0.0) as usize
}
