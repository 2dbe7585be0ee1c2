//! The trend chart as a picture: one SVG without scripts or fonts of its own, in light and in dark.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::scale::Scale;
use super::{Look, look, standing, turns};
use crate::output::phrase::long_day;
use crate::output::xml::text;
use crate::report::{End, Line, Trend};
use crate::text::{clean, cut, plural};

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 376.0;
const TOP: f64 = 84.0;
const BOTTOM: f64 = 56.0;

/// How high the label of a line is.
const LABEL: f64 = 36.0;

/// The longest name in a label, in characters.
const LONGEST: usize = 42;

const STYLE: &str = "\
.milepost-trend{--bg:#fff;--ink:#1f2328;--muted:#59636e;--grid:#e6e9ed;--axis:#b6bec7;--held:#0b62c4;--slipped:#c62836;\
--early:#0f766e;--met:#1a7f37;--lost:#848d97;--over:#fbeaea;--over-ink:#a33a42;font:13px system-ui,-apple-system,\
'Segoe UI',Roboto,Helvetica,Arial,sans-serif}
@media (prefers-color-scheme:dark){.milepost-trend{--bg:#0d1117;--ink:#e6edf3;--muted:#9198a1;--grid:#21262d;--axis:#484f58;\
--held:#58a6ff;--slipped:#ff7b72;--early:#39c5bb;--met:#3fb950;--lost:#7d8590;--over:#2b1618;--over-ink:#e5908f}}
.milepost-trend .bg{fill:var(--bg)}.milepost-trend text{fill:var(--ink)}.milepost-trend .head{font-size:18px;font-weight:600}
.milepost-trend .muted{fill:var(--muted);font-size:12px}.milepost-trend .name{font-weight:600}
.milepost-trend .grid{stroke:var(--grid);fill:none}.milepost-trend .axis{stroke:var(--axis);fill:none}
.milepost-trend .over{fill:var(--over)}.milepost-trend .over-ink{fill:var(--over-ink);stroke:var(--over);stroke-width:5;paint-order:stroke;font-size:12px}
.milepost-trend .day{stroke:var(--muted);stroke-dasharray:2 4;stroke-linecap:round;fill:none}
.milepost-trend .way{stroke:var(--c);stroke-width:2.25;fill:none;stroke-linejoin:round;stroke-linecap:round}
.milepost-trend .lead{stroke:var(--c);stroke-width:1;opacity:.45;fill:none}
.milepost-trend .dot{fill:var(--c);stroke:var(--bg);stroke-width:1.5}.milepost-trend .cross{stroke:var(--c);stroke-width:2.25;fill:none}
.milepost-trend .held{--c:var(--held)}.milepost-trend .slipped{--c:var(--slipped)}.milepost-trend .early{--c:var(--early)}
.milepost-trend .met{--c:var(--met)}.milepost-trend .lost{--c:var(--lost)}.milepost-trend .lost .way{stroke-dasharray:5 4}
.milepost-trend .how{fill:var(--c);font-size:12px}
";

/// Draws the chart.
pub fn svg(trend: &Trend) -> String {
    let rows = f64::from(u32::try_from(trend.lines.len()).unwrap_or(u32::MAX));
    let high = (rows * LABEL).max(340.0);
    let wide = WIDTH - LEFT - RIGHT;
    let mut picture = Picture {
        across: Scale::new(trend.reported, wide),
        up: Scale::wider(trend.due, high),
        wide,
        high,
        out: String::new(),
    };
    let height = TOP + high + BOTTOM;
    let id = &trend.program;
    let id: String =
        id.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let title = format!("{}: how its milestones moved", trend.name);
    picture.put(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"milepost-trend\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"trend-{id} trend-{id}-told\">"
    ));
    picture.put(&format!("<title id=\"trend-{id}\">{}</title>", text(&title)));
    picture.put(&format!("<desc id=\"trend-{id}-told\">{}</desc>", text(&told(trend))));
    picture.put(&format!("<style>{STYLE}</style>"));
    picture.put(&format!("<rect class=\"bg\" width=\"{WIDTH}\" height=\"{height}\" rx=\"6\"/>"));
    picture.put(&format!(
        "<text class=\"head\" x=\"24\" y=\"34\">{}</text>",
        text(&cut(&clean(&trend.name), 80))
    ));
    picture.put(
        "<text class=\"muted\" x=\"24\" y=\"54\">How its milestones moved: flat holds, rising slips, falling catches \
         up; a dot on the dotted line is met.</text>",
    );
    picture.axes(trend);
    let labels = picture.labels(trend);
    for (line, label) in trend.lines.iter().zip(labels) {
        picture.line(trend, line, label);
    }
    picture.overdue(trend);
    picture.put("</svg>");
    picture.out
}

struct Picture {
    across: Scale,
    up: Scale,
    wide: f64,
    high: f64,
    out: String,
}

impl Picture {
    fn put(&mut self, text: &str) {
        writeln!(self.out, "{text}").expect("a string takes every text");
    }

    fn x(&self, day: Date) -> f64 {
        LEFT + self.across.at(day)
    }

    fn y(&self, day: Date) -> f64 {
        TOP + self.high - self.up.at(day)
    }

    fn axes(&mut self, trend: &Trend) {
        let (right, bottom) = (LEFT + self.wide, TOP + self.high);
        let from = trend.reported.0.max(self.up.first());
        let to = trend.reported.1.min(trend.due.1);
        let diagonal = (from < to).then(|| [self.x(from), self.y(from), self.x(to), self.y(to)]);
        if let Some([x, y, to_x, to_y]) = diagonal {
            self.put(&format!(
                "<path class=\"over\" d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}V{bottom:.1}H{x:.1}Z\"/>"
            ));
        }
        for (at, name) in self.up.marks(26.0) {
            let y = bottom - at;
            self.put(&format!("<path class=\"grid\" d=\"M{LEFT} {y:.1}H{right:.1}\"/>"));
            self.put(&format!(
                "<text class=\"muted\" text-anchor=\"end\" x=\"{:.1}\" y=\"{:.1}\">{name}</text>",
                LEFT - 10.0,
                y + 4.0
            ));
        }
        for (at, name) in self.across.marks(70.0) {
            let x = LEFT + at;
            self.put(&format!("<path class=\"grid\" d=\"M{x:.1} {TOP}V{bottom:.1}\"/>"));
            let anchor = if at > self.wide - 24.0 { "end" } else { "middle" };
            self.put(&format!(
                "<text class=\"muted\" text-anchor=\"{anchor}\" x=\"{x:.1}\" y=\"{:.1}\">{name}</text>",
                bottom + 20.0
            ));
        }
        self.put(&format!("<path class=\"axis\" d=\"M{LEFT} {TOP}V{bottom:.1}H{right:.1}\"/>"));
        self.put(&format!(
            "<text class=\"muted\" text-anchor=\"end\" x=\"{:.1}\" y=\"{:.1}\">due ↑</text>",
            LEFT - 10.0,
            TOP - 12.0
        ));
        self.put(&format!(
            "<text class=\"muted\" text-anchor=\"end\" x=\"{right:.1}\" y=\"{:.1}\">reported until {} →</text>",
            bottom + 40.0,
            long_day(trend.reported.1)
        ));
        if let Some([x, y, to_x, to_y]) = diagonal {
            self.put(&format!("<path class=\"day\" d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\"/>"));
        }
    }

    /// What it means to be below the diagonal, where there is room to say so.
    fn overdue(&mut self, trend: &Trend) {
        let from = trend.reported.0.max(self.up.first());
        let to = trend.reported.1;
        let (x, y, bottom) = (self.x(to), self.y(to), TOP + self.high);
        if x - self.x(from) > 90.0 && bottom - y > 36.0 {
            self.put(&format!(
                "<text class=\"over-ink\" text-anchor=\"end\" x=\"{:.1}\" y=\"{:.1}\">overdue</text>",
                x - 8.0,
                bottom - 9.0
            ));
        }
    }

    /// How high the label of each line stands: as near to its end as the others let it.
    fn labels(&self, trend: &Trend) -> Vec<f64> {
        let mut labels: Vec<f64> = Vec::with_capacity(trend.lines.len());
        // Lines come with the last one to come first, so from top to bottom.
        for line in &trend.lines {
            let wanted = self.y(line.level());
            let least = labels.last().map_or(TOP + 10.0, |above| above + LABEL);
            labels.push(wanted.max(least));
        }
        let mut most = TOP + self.high - 8.0;
        for label in labels.iter_mut().rev() {
            *label = label.min(most);
            most = *label - LABEL;
        }
        labels
    }

    fn line(&mut self, trend: &Trend, line: &Line, label: f64) {
        let class = match look(line) {
            Look::Held => "held",
            Look::Slipped => "slipped",
            Look::Early => "early",
            Look::Met => "met",
            Look::Lost => "lost",
        };
        let turns = turns(line, trend.reported.1);
        let name = clean(&line.name);
        self.put(&format!("<g class=\"{class}\">"));
        self.put(&format!("<title>{}</title>", text(&format!("{name}: {}", standing(line)))));
        let mut way = String::new();
        for (at, (on, due)) in turns.iter().enumerate() {
            let start = if at == 0 { "M" } else { "L" };
            write!(way, "{start}{:.1} {:.1}", self.x(*on), self.y(*due)).expect("a string takes every text");
        }
        let (end_x, end_y) = turns.last().map_or((LEFT, TOP), |(on, due)| (self.x(*on), self.y(*due)));
        let right = LEFT + self.wide;
        let lead = format!("M{end_x:.1} {end_y:.1}H{:.1}L{:.1} {label:.1}h6", right + 6.0, right + 26.0);
        self.put(&format!("<path class=\"lead\" d=\"{lead}\"/>"));
        self.put(&format!("<path class=\"way\" d=\"{way}\"/>"));
        for point in line.points.iter().filter(|point| turns.contains(&(point.on, point.due))) {
            let (x, y) = (self.x(point.on), self.y(point.due));
            let promise = format!("{}, written {}", long_day(point.due), long_day(point.on));
            self.put(&format!(
                "<circle class=\"dot\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{promise}</title></circle>"
            ));
        }
        match line.end {
            End::Open => {}
            End::Met(_) => {
                self.put(&format!("<circle class=\"dot\" cx=\"{end_x:.1}\" cy=\"{end_y:.1}\" r=\"6.5\"/>"));
            }
            End::Dropped(_) | End::Gone(_) => self.put(&format!(
                "<path class=\"cross\" d=\"M{:.1} {:.1}l10 10m0 -10l-10 10\"/>",
                end_x - 5.0,
                end_y - 5.0
            )),
        }
        let x = right + 38.0;
        self.put(&format!(
            "<text class=\"name\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            label - 2.0,
            text(&cut(&name, LONGEST))
        ));
        self.put(&format!(
            "<text class=\"how\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
            label + 13.0,
            text(&standing(line))
        ));
        self.put("</g>");
    }
}

/// The chart in words, for who cannot see it.
fn told(trend: &Trend) -> String {
    let (first, last) = trend.reported;
    let count = plural(trend.lines.len() as u64, "milestone");
    let lines: Vec<String> =
        trend.lines.iter().map(|line| format!("{}: {}", clean(&line.name), standing(line))).collect();
    format!("{count}, reported from {} to {}. {}.", long_day(first), long_day(last), lines.join(". "))
}
