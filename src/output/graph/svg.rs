//! Who waits for whom as a picture: time from left to right, a row for each program, an arrow to what waits.
//!
//! One SVG without scripts or fonts of its own, in light and in dark; alone in a file, or in the page of a report.

mod layout;

use std::fmt::Write as _;

use crate::output::phrase::{long_day, span_of_days};
use crate::output::xml::text;
use crate::report::{Arrow, Drawing, DrawnKind};
use crate::text::plural;
use layout::{Label, Layout, WIDTH};

/// How many arrows are told in words, for who cannot see the picture.
const MOST_TOLD: usize = 60;

/// What the colors are where no page says otherwise.
const COLORS: &str = "\
.milepost-waits{--ground:#fff;--words:#1f2328;--quiet:#59636e;--rule:#e1e4e8;--due:#0b62c4;--late:#c62836;--live:#6f3fb5;\
--over:#1a7f37;--stop:#dbe9f7;--way:#6e7781}
@media (prefers-color-scheme:dark){.milepost-waits{--ground:#0d1117;--words:#e6edf3;--quiet:#9198a1;--rule:#262c34;--due:#58a6ff;\
--late:#ff7b72;--live:#c8a6ff;--over:#3fb950;--stop:#1a2f45;--way:#8b949e}}
";

/// What it looks like, in colors that a page gives it.
pub(in crate::output) const STYLE: &str = "\
.milepost-waits{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
.milepost-waits text{fill:var(--words);stroke:var(--ground);stroke-width:3.5;stroke-linejoin:round;paint-order:stroke}
.milepost-waits .ground{fill:var(--ground)}.milepost-waits .head{font-size:18px;font-weight:600}
.milepost-waits .row,.milepost-waits .name{font-weight:600}.milepost-waits .row{font-size:13px}
.milepost-waits .quiet{fill:var(--quiet)}.milepost-waits .wrong{fill:var(--late);font-weight:600}
.milepost-waits .rule{stroke:var(--rule);fill:none}.milepost-waits .stop{fill:var(--stop)}
.milepost-waits .today{stroke:var(--late);stroke-width:1.5;fill:none}
.milepost-waits .mark{--c:var(--due)}.milepost-waits .launch{--c:var(--live)}.milepost-waits .done{--c:var(--over)}
.milepost-waits .dead{--c:var(--quiet)}.milepost-waits .trouble{--c:var(--late)}
.milepost-waits .shape{fill:var(--c);stroke:var(--ground);stroke-width:1.5}
.milepost-waits .dependency .shape,.milepost-waits .dead .shape{fill:var(--ground);stroke:var(--c);stroke-width:2}
.milepost-waits .tick{fill:none;stroke:var(--ground);stroke-width:2}
.milepost-waits .way{fill:none;stroke:var(--c);stroke-width:1.4}.milepost-waits .tip{fill:var(--c)}
.milepost-waits .wait{--c:var(--way)}.milepost-waits .past{opacity:.55}
.milepost-waits .critical .way{stroke-width:3.5}.milepost-waits .critical{--c:var(--words)}
.milepost-waits .late,.milepost-waits .broken{--c:var(--late)}.milepost-waits .late .way{stroke-dasharray:7 4;stroke-width:2}
.milepost-waits .late.critical .way{stroke-width:3.5}.milepost-waits .broken .way{stroke-dasharray:2 4;stroke-width:2}
";

/// Draws it for a file of its own.
pub fn graph(drawing: &Drawing) -> String {
    draw(drawing, true)
}

/// Draws it for a page, which has a heading and colors.
pub(in crate::output) fn inline(drawing: &Drawing) -> String {
    draw(drawing, false)
}

fn draw(drawing: &Drawing, is_alone: bool) -> String {
    let layout = Layout::new(drawing, if is_alone { 64.0 } else { 0.0 });
    let mut picture = Picture { drawing, layout, out: String::new() };
    let height = picture.layout.height;
    picture.put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"milepost-waits\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"waits-name waits-told\">"
    ));
    let title = drawing
        .about
        .as_ref()
        .map_or_else(|| "Who waits for whom".to_owned(), |about| format!("Who waits for whom: {about}"));
    picture.put(&format!("<title id=\"waits-name\">{}</title>", text(&title)));
    picture.put(&format!("<desc id=\"waits-told\">{}</desc>", text(&told(drawing))));
    if is_alone {
        picture.put(&format!("<style>{COLORS}{STYLE}</style>"));
    }
    picture.put(&format!("<rect class=\"ground\" width=\"{WIDTH}\" height=\"{height}\"/>"));
    if is_alone {
        let title = layout::fitting(&title, 18.0, WIDTH - 48.0);
        picture.put(&format!("<text class=\"head\" x=\"16\" y=\"30\">{}</text>", text(&title)));
        let line = format!("As of {}. {}", long_day(drawing.today), sentence(drawing));
        picture.put(&format!("<text class=\"quiet\" x=\"16\" y=\"50\">{}</text>", text(&line)));
    }
    picture.ground();
    for arrow in &drawing.arrows {
        picture.arrow(arrow);
    }
    for at in 0..drawing.marks.len() {
        picture.mark(at);
    }
    picture.legend();
    picture.put("</svg>");
    picture.out
}

/// How much waits, and what is left out.
pub(in crate::output) fn sentence(drawing: &Drawing) -> String {
    let waits = plural(drawing.arrows.len() as u64, "wait");
    let mut sentence = match drawing.late() {
        0 => format!("{waits}, none late."),
        late => format!("{waits}, {late} late."),
    };
    if drawing.left_out > 0 {
        let left = plural(drawing.left_out as u64, "wait");
        write!(sentence, " {left} more, less pressing, are left out to keep it legible.")
            .expect("a string takes every text");
    }
    if drawing.alone_left_out > 0 {
        let marks = plural(drawing.alone_left_out as u64, "mark");
        write!(sentence, " {marks} of what has no arrow here are left out.")
            .expect("a string takes every text");
    }
    sentence
}

struct Picture<'d> {
    drawing: &'d Drawing,
    layout: Layout,
    out: String,
}

impl Picture<'_> {
    fn put(&mut self, text: &str) {
        writeln!(self.out, "{text}").expect("a string takes every text");
    }

    /// Freezes, months, rows and today.
    fn ground(&mut self) {
        let (top, bottom) = (self.layout.top, self.layout.bottom);
        for freeze in &self.drawing.freezes {
            let Some((from, to)) = self.layout.band(freeze.days.first, freeze.days.last) else { continue };
            let days = span_of_days(freeze.days.first, freeze.days.last);
            let title = text(&format!("{}: {days}", freeze.name));
            let (wide, high) = (to - from, bottom - top);
            self.put(&format!(
                "<rect class=\"stop\" x=\"{from:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\"><title>{title}</title></rect>"
            ));
        }
        for (x, name) in self.layout.months() {
            self.put(&format!("<path class=\"rule\" d=\"M{x:.1} {top:.1}V{bottom:.1}\"/>"));
            self.put(&format!("<text class=\"quiet\" x=\"{x:.1}\" y=\"{:.1}\">{name}</text>", top - 8.0));
        }
        if let Some(x) = self.layout.undated {
            self.put(&format!("<text class=\"quiet\" x=\"{x:.1}\" y=\"{:.1}\">no date</text>", top - 8.0));
        }
        for row in self.layout.rows.clone() {
            self.put(&format!("<path class=\"rule\" d=\"M0 {:.1}H{WIDTH}\"/>", row.top));
            for (at, line) in row.name.iter().enumerate() {
                let y = row.top + 22.0 + layout::number(at) * 16.0;
                self.put(&format!("<text class=\"row\" x=\"4\" y=\"{y:.1}\">{}</text>", text(line)));
            }
        }
        let x = self.layout.today;
        self.put(&format!("<path class=\"today\" d=\"M{x:.1} {:.1}V{bottom:.1}\"/>", top - 22.0));
        self.put(&format!("<text class=\"wrong\" x=\"{:.1}\" y=\"{:.1}\">today</text>", x + 5.0, top - 24.0));
    }

    fn arrow(&mut self, arrow: &Arrow) {
        let mut class = String::from("wait");
        for (is_so, word) in [
            (arrow.is_late, " late"),
            (arrow.is_broken && !arrow.is_late, " broken"),
            (arrow.is_critical, " critical"),
            (!arrow.is_open && !arrow.is_broken, " past"),
        ] {
            class.push_str(if is_so { word } else { "" });
        }
        let (way, tip) = self.layout.way(arrow.from, arrow.to);
        self.put(&format!(
            "<g class=\"{class}\"><title>{}</title><path class=\"way\" d=\"{way}\"/><path class=\"tip\" d=\"{tip}\"/></g>",
            text(&words(self.drawing, arrow))
        ));
    }

    fn mark(&mut self, at: usize) {
        let mark = &self.drawing.marks[at];
        let Label { x, y, name, day, wrong } = self.layout.labels[at].clone();
        let mut class = kind(mark.kind).to_owned();
        if mark.trouble.is_some() {
            class.push_str(" trouble");
        }
        let row = &self.drawing.rows[mark.row];
        let title = [row, &mark.label, &day, &wrong].into_iter().filter(|part| !part.is_empty());
        let title = title.map(String::as_str).collect::<Vec<_>>().join(", ");
        let wrong = match (wrong.as_str(), day.as_str()) {
            ("", _) => String::new(),
            (wrong, "") => format!("<tspan class=\"wrong\">{}</tspan>", text(wrong)),
            (wrong, _) => format!(" <tspan class=\"wrong\">{}</tspan>", text(wrong)),
        };
        let (left, upper, lower) = (x + 12.0, y - 2.0, y + 12.0);
        self.put(&format!(
            "<g class=\"mark {class}\"><title>{}</title><g transform=\"translate({x:.1} {y:.1})\">{}</g>\
             <text class=\"name\" x=\"{left:.1}\" y=\"{upper:.1}\">{}</text>\
             <text class=\"quiet\" x=\"{left:.1}\" y=\"{lower:.1}\">{}{wrong}</text></g>",
            text(&title),
            shape(mark.kind),
            text(&name),
            text(&day)
        ));
    }

    fn legend(&mut self) {
        let y = self.layout.bottom + 26.0;
        let has = |wanted| self.drawing.marks.iter().any(|mark| mark.kind == wanted);
        let mut x = 12.0;
        let kinds = [
            (DrawnKind::Milestone, "milestone"),
            (DrawnKind::Launch, "launch"),
            (DrawnKind::Dependency, "promise without a milestone"),
            (DrawnKind::Done, "done"),
            (DrawnKind::Dead, "dropped or refused"),
        ];
        for (one, name) in kinds.into_iter().filter(|(one, _)| has(*one)) {
            let (class, left) = (kind(one), x + 12.0);
            self.put(&format!(
                "<g class=\"key mark {class}\" transform=\"translate({x:.1} {y:.1})\">{}</g>\
                 <text class=\"quiet\" x=\"{left:.1}\" y=\"{:.1}\">{name}</text>",
                shape(one),
                y + 4.0
            ));
            x = left + layout::width(name, 12.0) + 24.0;
        }
        let arrows = &self.drawing.arrows;
        if self
            .drawing
            .freezes
            .iter()
            .any(|freeze| self.layout.band(freeze.days.first, freeze.days.last).is_some())
        {
            let (top, left) = (y - 7.0, x + 14.0);
            self.put(&format!(
                "<rect class=\"stop\" x=\"{:.1}\" y=\"{top:.1}\" width=\"14\" height=\"14\"/>\
                 <text class=\"quiet\" x=\"{left:.1}\" y=\"{:.1}\">freeze</text>",
                x - 6.0,
                y + 4.0
            ));
            x = left + layout::width("freeze", 12.0) + 24.0;
        }
        let ways = [
            ("wait", "comes before what waits", true),
            ("wait critical", "critical path", arrows.iter().any(|arrow| arrow.is_critical)),
            ("wait late", "comes too late", arrows.iter().any(|arrow| arrow.is_late)),
            ("wait broken", "refused, or goes in a circle", arrows.iter().any(|arrow| arrow.is_broken)),
        ];
        for (class, name, _) in ways.into_iter().filter(|(.., is_there)| *is_there) {
            let (end, left) = (x + 30.0, x + 36.0);
            self.put(&format!(
                "<g class=\"key {class}\"><path class=\"way\" d=\"M{x:.1} {y:.1}H{:.1}\"/>\
                 <path class=\"tip\" d=\"M{end:.1} {y:.1}l-8-4v8z\"/></g>\
                 <text class=\"quiet\" x=\"{left:.1}\" y=\"{:.1}\">{name}</text>",
                end - 7.0,
                y + 4.0
            ));
            x = left + layout::width(name, 12.0) + 24.0;
        }
    }
}

fn kind(kind: DrawnKind) -> &'static str {
    match kind {
        DrawnKind::Milestone => "due",
        DrawnKind::Launch => "launch",
        DrawnKind::Dependency => "dependency",
        DrawnKind::Done => "done",
        DrawnKind::Dead => "dead",
    }
}

fn shape(kind: DrawnKind) -> &'static str {
    match kind {
        DrawnKind::Milestone => "<path class=\"shape\" d=\"M0-8 8 0 0 8-8 0z\"/>",
        DrawnKind::Launch => "<path class=\"shape\" d=\"M0-9 9 7H-9z\"/>",
        DrawnKind::Dependency => {
            "<rect class=\"shape\" x=\"-6\" y=\"-6\" width=\"12\" height=\"12\" rx=\"2\"/>"
        }
        DrawnKind::Done => {
            "<circle class=\"shape\" r=\"7.5\"/><path class=\"tick\" d=\"M-3.5 0-1 3 3.5-3\"/>"
        }
        DrawnKind::Dead => {
            "<circle class=\"shape\" r=\"6.5\"/><path class=\"shape\" d=\"M-4.5 4.5 4.5-4.5\"/>"
        }
    }
}

/// A wait in words: `A, of B, waits for C, of D: 3 working days to spare`.
fn words(drawing: &Drawing, arrow: &Arrow) -> String {
    let end = |at: usize| {
        let mark = &drawing.marks[at];
        format!("{} ({})", mark.label, drawing.rows[mark.row])
    };
    let left = |float: i64| plural(float.unsigned_abs(), "working day");
    let standing = match arrow.float {
        _ if arrow.is_broken => ", which is refused or goes in a circle".to_owned(),
        _ if !arrow.is_open => ", which is over".to_owned(),
        Some(0) if arrow.is_late => ", which comes too late, by days off".to_owned(),
        Some(float) if arrow.is_late => format!(", which comes {} too late", left(float)),
        Some(0) => ", which comes just in time".to_owned(),
        Some(float) => format!(", {} to spare", left(float)),
        None => String::new(),
    };
    format!("{} waits for {}{standing}", end(arrow.to), end(arrow.from))
}

/// The picture in words, for who cannot see it.
fn told(drawing: &Drawing) -> String {
    let mut lines: Vec<String> =
        drawing.arrows.iter().take(MOST_TOLD).map(|arrow| words(drawing, arrow)).collect();
    lines.insert(0, sentence(drawing));
    let mut told = lines.join(" ");
    if lines.len() > 1 {
        told = format!("{} {}.", lines[0], lines[1..].join(". "));
    }
    told
}
