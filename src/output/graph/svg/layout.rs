//! Where everything in the picture stands, so that no label lies on another.

use jiff::ToSpan;
use jiff::civil::Date;
use textwrap::core::display_width;

use crate::output::trend::Scale;
use crate::report::{Drawing, DrawnKind, DrawnMark, Trouble};
use crate::text::clean;

pub(super) const WIDTH: f64 = 1064.0;

/// Where the names of rows end, and what the labels of the last marks take.
const LEFT: f64 = 164.0;
const RIGHT: f64 = 232.0;

/// How far the picture goes, in calendar days before and after today.
const BEHIND: i64 = 60;
const AHEAD: i64 = 400;

/// How high a label of two lines is, with what keeps it from the next.
const LABEL: f64 = 38.0;

/// The widest line of a label.
const WIDEST: f64 = 214.0;

/// The room between a mark and its label, and before the next mark.
const SPACE: f64 = 12.0;

/// A mark and what stands beside it.
#[derive(Debug, Clone)]
pub(super) struct Label {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) name: String,
    pub(super) day: String,
    pub(super) wrong: String,
}

/// A row of the picture.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) top: f64,
    pub(super) name: Vec<String>,
}

/// Where everything stands.
pub(super) struct Layout {
    scale: Scale,
    last: Date,
    wide: f64,
    /// Where rows begin and end, and the end of the picture.
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) height: f64,
    pub(super) today: f64,
    /// Where marks without a day stand, where there are any.
    pub(super) undated: Option<f64>,
    pub(super) rows: Vec<Row>,
    /// One for each mark.
    pub(super) labels: Vec<Label>,
}

impl Layout {
    pub(super) fn new(drawing: &Drawing, head: f64) -> Self {
        let around = |days: i64| drawing.today.saturating_add(days.days());
        let days = || drawing.marks.iter().filter_map(|mark| mark.day);
        let first = days().min().unwrap_or(drawing.today).min(around(-3)).max(around(-BEHIND));
        let last = days().max().unwrap_or(drawing.today).max(around(21)).min(around(AHEAD));
        let has_undated = drawing.marks.iter().any(|mark| mark.day.is_none());
        let wide = WIDTH - LEFT - RIGHT * if has_undated { 2.0 } else { 1.0 };
        let first = first.saturating_sub(4.days());
        let mut layout = Self {
            scale: Scale::new((first, last), wide),
            last,
            wide,
            top: head + 44.0,
            bottom: 0.0,
            height: 0.0,
            today: 0.0,
            undated: has_undated.then_some(LEFT + wide + RIGHT),
            rows: Vec::new(),
            labels: Vec::new(),
        };
        layout.today = layout.x(Some(drawing.today));
        layout.labels = drawing.marks.iter().map(|mark| layout.label(drawing, mark)).collect();
        layout.stack(drawing);
        layout
    }

    /// Where a day stands; beyond the ends, at the nearer one.
    fn x(&self, day: Option<Date>) -> f64 {
        match day {
            Some(day) => LEFT + self.scale.at(day).clamp(0.0, self.wide),
            None => self.undated.unwrap_or(LEFT),
        }
    }

    fn label(&self, drawing: &Drawing, mark: &DrawnMark) -> Label {
        let short = |day: Date| {
            let form = if day.year() == drawing.today.year() { "%-d %b" } else { "%-d %b %Y" };
            day.strftime(form).to_string()
        };
        let wrong = match mark.trouble {
            None => String::new(),
            Some(Trouble::Overdue) => "overdue".to_owned(),
            Some(Trouble::NotBefore(day)) => format!("not before {}", short(day)),
            Some(Trouble::TooLate(1)) => "1 day too late".to_owned(),
            Some(Trouble::TooLate(days)) => format!("{days} days too late"),
        };
        let mut day = match (mark.kind, mark.day) {
            (DrawnKind::Done, _) => "done".to_owned(),
            (DrawnKind::Dead, _) => "will not come".to_owned(),
            (DrawnKind::Dependency, Some(day)) if !mark.is_promised => format!("needed {}", short(day)),
            (_, Some(day)) => short(day),
            (_, None) => "no date".to_owned(),
        };
        if let Some(from) = &mark.from {
            let room = WIDEST - width(&day, 12.0) - width(&wrong, 13.0) - 10.0;
            day = format!("{day} · {}", fitting(from, 12.0, room.max(60.0)));
        }
        let x = self.x(mark.day);
        Label { x, y: 0.0, name: fitting(&mark.label, 13.0, WIDEST), day, wrong }
    }

    /// Puts each mark on the first line of its row on which there is room.
    fn stack(&mut self, drawing: &Drawing) {
        let mut top = self.top;
        for (number_of_row, name) in drawing.rows.iter().enumerate() {
            let mut here: Vec<usize> =
                (0..drawing.marks.len()).filter(|at| drawing.marks[*at].row == number_of_row).collect();
            here.sort_by(|one, other| {
                self.labels[*one].x.total_cmp(&self.labels[*other].x).then(one.cmp(other))
            });
            let mut ends: Vec<f64> = Vec::new();
            for at in here {
                let label = &mut self.labels[at];
                let under = width(&label.day, 12.0) + width(&label.wrong, 13.0) + 6.0;
                let end = label.x + SPACE + width(&label.name, 13.0).max(under) + SPACE;
                let line = ends.iter().position(|end| *end + 9.0 <= label.x).unwrap_or(ends.len());
                if line == ends.len() {
                    ends.push(end);
                } else {
                    ends[line] = end;
                }
                label.y = top + LABEL / 2.0 + 4.0 + number(line) * LABEL;
            }
            let name = lines(name);
            let high = (number(ends.len()) * LABEL + 8.0).max(number(name.len()) * 16.0 + 18.0);
            self.rows.push(Row { top, name });
            top += high;
        }
        self.bottom = top;
        self.height = top + 48.0;
    }

    /// From where to where a span of days reaches, where it can be seen.
    pub(super) fn band(&self, first: Date, last: Date) -> Option<(f64, f64)> {
        let is_seen = last >= self.scale.first() && first <= self.last;
        is_seen.then(|| (self.x(Some(first)), self.x(Some(last.saturating_add(1.day())))))
    }

    /// The first days of months, and what they are called.
    pub(super) fn months(&self) -> Vec<(f64, String)> {
        let marks = self.scale.marks(64.0).into_iter();
        marks.filter(|(at, _)| *at <= self.wide).map(|(at, name)| (LEFT + at, name)).collect()
    }

    /// The way of an arrow between two marks, and its tip.
    pub(super) fn way(&self, from: usize, to: usize) -> (String, String) {
        let (from, to) = (&self.labels[from], &self.labels[to]);
        let (across, down) = (to.x - from.x, to.y - from.y);
        if down.abs() < 1.0 {
            // Above the labels between them.
            let (y, top) = (from.y - 9.0, from.y - 22.0);
            let end = to.y - 16.0;
            let way = format!(
                "M{:.1} {y:.1}C{:.1} {top:.1} {:.1} {top:.1} {:.1} {end:.1}",
                from.x, from.x, to.x, to.x
            );
            return (way, format!("M{:.1} {:.1}l-4-8h8z", to.x, to.y - 9.0));
        }
        let side = down.signum();
        let start = from.y + 9.0 * side;
        if across > 34.0 {
            // Out of the mark up or down, beside its label; into the other one from the left.
            let (end, bend) = (to.x - 17.0, (across * 0.45).min(70.0));
            let way = format!(
                "M{:.1} {start:.1}C{:.1} {:.1} {:.1} {:.1} {end:.1} {:.1}",
                from.x,
                from.x,
                start + (to.y - start) * 0.75,
                end - bend,
                to.y,
                to.y
            );
            return (way, format!("M{:.1} {:.1}l-8-4v8z", to.x - 9.0, to.y));
        }
        let end = to.y - 17.0 * side;
        let bend = ((end - start) * 0.5).abs().max(14.0) * side;
        let way = format!(
            "M{:.1} {start:.1}C{:.1} {:.1} {:.1} {:.1} {:.1} {end:.1}",
            from.x,
            from.x,
            start + bend,
            to.x,
            end - bend,
            to.x
        );
        (way, format!("M{:.1} {:.1}l-4 {:.1}h8z", to.x, to.y - 9.0 * side, -8.0 * side))
    }
}

/// The name of a row, in at most three lines.
fn lines(name: &str) -> Vec<String> {
    let name = clean(name);
    let mut lines: Vec<String> =
        textwrap::wrap(&name, 21).into_iter().map(|line| fitting(&line, 12.5, LEFT - 8.0)).collect();
    if lines.len() > 3 {
        lines.truncate(3);
        lines[2].push('…');
    }
    lines
}

/// How wide a text may be in any of the fonts, for letters of this size: rather too much than too little.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let widths = text.chars().map(|letter| match letter {
        'i' | 'j' | 'l' | 'I' | '\'' | '|' | '!' | '.' | ',' | ':' | ';' | ' ' => 0.31,
        't' | 'f' | 'r' | '(' | ')' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 0.96,
        'A'..='Z' | '&' => 0.70,
        ' '..='~' => 0.59,
        other => number(display_width(other.encode_utf8(&mut [0; 4]))).max(0.7),
    });
    widths.sum::<f64>() * size
}

/// As much of a text as fits, cut between words where that loses little.
pub(super) fn fitting(text: &str, size: f64, room: f64) -> String {
    let text = clean(text);
    if width(&text, size) <= room {
        return text.into_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&kept, size) + size > room {
            kept.pop();
            break;
        }
    }
    let end = kept.rfind(' ').filter(|end| *end * 3 > kept.len() * 2).unwrap_or(kept.len());
    format!("{}…", kept[..end].trim_end())
}

pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
