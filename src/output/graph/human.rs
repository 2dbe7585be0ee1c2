//! Who waits for whom as trees in a terminal, as `cargo tree` draws them.

use std::fmt::Write as _;

use textwrap::core::display_width;

use super::parts::{label, parts};
use super::{Look, float, look, promised};
use crate::model::Key;
use crate::output::Style;
use crate::output::columns::fit;
use crate::report::{Direction, GraphReport, Start};
use crate::text::{clean, join_and, plural};

/// The columns of one step of a tree.
const STEP: usize = 3;

/// How many steps of a critical path are written at most.
const LONGEST_PATH: usize = 20;

/// The fewest columns that are worth starting a name in.
const NAME: usize = 14;

/// Writes trees, and the critical path below them.
pub fn graph(report: &GraphReport<'_>, style: Style) -> String {
    let mut page = Page { report, style, out: String::new(), is_written: Vec::new() };
    if report.nodes.is_empty() {
        return page.out;
    }
    page.headline();
    let goes = |way| report.directions.contains(&way);
    if matches!(report.start, Start::Everything) {
        page.programs();
    } else {
        if goes(Direction::Upstream) || report.directions.is_empty() {
            page.way(Hang::Needs);
        }
        if goes(Direction::Downstream) {
            page.way(Hang::Waits);
        } else if report.directions.is_empty() {
            page.elsewhere();
        }
    }
    page.critical_path();
    page.circles();
    page.out
}

/// What hangs from a node in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hang {
    /// What it waits for.
    Needs,
    /// What waits for it.
    Waits,
    /// What waits for it in other programs, and nothing below that.
    Elsewhere,
}

impl Hang {
    fn way(self) -> Direction {
        match self {
            Self::Needs => Direction::Upstream,
            Self::Waits | Self::Elsewhere => Direction::Downstream,
        }
    }
}

struct Page<'r, 'w> {
    report: &'r GraphReport<'w>,
    style: Style,
    out: String,
    /// The nodes whose trees were written already.
    is_written: Vec<bool>,
}

/// What follows a node in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Nothing,
    /// It was written already.
    Above,
    Below,
}

/// A node that is still to be written, and how.
struct Branch {
    node: usize,
    /// The wait that led to it.
    wait: Option<usize>,
    /// What stands before it, and before what hangs from it.
    before: String,
    below: String,
    depth: usize,
}

impl Page<'_, '_> {
    fn line(&mut self, text: &str) {
        writeln!(self.out, "{}", text.trim_end()).expect("a string takes every text");
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        self.line(&self.style.fill(text, indent));
    }

    fn section(&mut self, title: &str) {
        let title = self.style.bold(title);
        self.line("");
        self.line(&title);
    }

    fn headline(&mut self) {
        let report = self.report;
        let nodes = || report.nodes.iter().map(|node| &report.network.nodes[*node]);
        let open = |is_milestone| {
            nodes().filter(|node| node.is_open && node.is_milestone() == is_milestone).count() as u64
        };
        let waits = || report.waits.iter().map(|wait| &report.network.waits[*wait]);
        let mut parts = Vec::new();
        if open(true) > 0 {
            parts.push(plural(open(true), "open milestone"));
        }
        if open(false) > 0 {
            let noun = if open(false) == 1 { "dependency" } else { "dependencies" };
            parts.push(format!("{} {noun} without a milestone", open(false)));
        }
        let mut text = join_and(&parts);
        let ends = || report.nodes.iter().filter(|node| report.is_end(**node));
        let late_ends = ends().filter(|node| report.network.nodes[**node].is_late());
        let open = waits().filter(|wait| wait.is_open).count() + ends().count();
        let late = waits().filter(|wait| wait.is_late()).count() + late_ends.count();
        if open > 0 {
            let late =
                if late == 0 { "none late".to_owned() } else { self.style.red(&format!("{late} late")) };
            text = format!("{text}; {}, {late}", plural(open as u64, "wait"));
        }
        self.wrapped(&format!("{text}."), "");
    }

    fn programs(&mut self) {
        let roots = self.report.roots(Direction::Upstream);
        self.is_written = vec![false; self.report.network.nodes.len()];
        let nodes = &self.report.network.nodes;
        for roots in roots.chunk_by(|one, other| std::ptr::eq(nodes[*one].program, nodes[*other].program)) {
            let name = clean(nodes[roots[0]].program.name());
            self.section(&name);
            self.trees_below(roots, Hang::Needs);
        }
        if self.report.alone > 0 {
            self.line("");
            let text = match self.report.alone {
                1 => "One more milestone waits for nothing, and nothing waits for it.".to_owned(),
                alone => format!("{alone} more milestones wait for nothing, and nothing waits for them."),
            };
            let text = self.style.dim(&text);
            self.wrapped(&text, "");
        }
    }

    fn way(&mut self, hang: Hang) {
        let roots = self.report.roots(hang.way());
        let is_bare = roots.iter().all(|root| self.hanging(*root, 0, hang).is_empty());
        self.section(match hang {
            Hang::Needs if is_bare => "It waits for nothing",
            Hang::Needs => "What it waits for",
            _ if is_bare => "Nothing waits for it",
            _ => "What waits for it",
        });
        self.trees(&roots, hang);
    }

    /// Who waits in other programs for the milestones of this one.
    fn elsewhere(&mut self) {
        let report = self.report;
        let asked = report.nodes.iter().copied().filter(|node| report.is_asked_for(*node));
        let awaited: Vec<usize> =
            asked.filter(|node| !self.hanging(*node, 0, Hang::Elsewhere).is_empty()).collect();
        if !awaited.is_empty() {
            self.section("Who waits for it elsewhere");
            self.trees(&awaited, Hang::Elsewhere);
        }
    }

    /// The waits that hang from a node.
    fn hanging(&self, node: usize, depth: usize, hang: Hang) -> Vec<usize> {
        let mut waits = self.report.waits_of(node, hang.way());
        if hang == Hang::Elsewhere {
            let waiting = |wait: &usize| self.report.network.waits[*wait].waiting;
            waits.retain(|wait| depth == 0 && !self.report.is_asked_for(waiting(wait)));
        }
        waits
    }

    fn trees(&mut self, roots: &[usize], hang: Hang) {
        self.is_written = vec![false; self.report.network.nodes.len()];
        self.trees_below(roots, hang);
    }

    /// Writes the trees below some roots. What was written once is not written again; nor is what would stand further
    /// right than half of the page.
    fn trees_below(&mut self, roots: &[usize], hang: Hang) {
        let deepest = (self.style.width / 2 / STEP).max(2);
        let mut open: Vec<Branch> = Vec::new();
        for root in roots {
            let (before, below) = (String::new(), String::new());
            open.push(Branch { node: *root, wait: None, before, below, depth: 0 });
            while let Some(branch) = open.pop() {
                if self.is_written[branch.node] {
                    self.node(&branch, More::Above, hang.way());
                    continue;
                }
                let waits = self.hanging(branch.node, branch.depth, hang);
                let more = if waits.is_empty() { More::Nothing } else { More::Below };
                self.node(&branch, more, hang.way());
                self.is_written[branch.node] = more == More::Below;
                if branch.depth >= deepest {
                    self.cut(&branch, waits.len(), hang.way());
                    continue;
                }
                for (at, wait) in waits.iter().enumerate().rev() {
                    let (mark, bar) =
                        if at + 1 == waits.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                    open.push(Branch {
                        node: self.report.other_end(*wait, hang.way()),
                        wait: Some(*wait),
                        before: format!("{}{mark}", branch.below),
                        below: format!("{}{bar}", branch.below),
                        depth: branch.depth + 1,
                    });
                }
            }
        }
    }

    /// Says what goes on further right than the page is wide.
    fn cut(&mut self, branch: &Branch, count: usize, way: Direction) {
        let option = if way == Direction::Upstream { "--upstream" } else { "--downstream" };
        let id = self.report.network.nodes[branch.node].id();
        let text = format!("{}└─ {count} more: milepost graph {} {option}", branch.below, clean(&id));
        let text = self.style.dim(&text);
        self.line(&text);
    }

    /// One node: its id, its date, how it stands, and its name where there is room. Parts that do not fit go on below.
    fn node(&mut self, branch: &Branch, more: More, way: Direction) {
        let report = self.report;
        let node = &report.network.nodes[branch.node];
        let id = label(report, branch.node, branch.wait, way);
        let is_critical = branch.wait.is_some_and(|wait| report.is_critical(wait));
        let shown = match look(node) {
            Look::Over => self.style.dim(&id),
            _ if is_critical => self.style.bold(&id),
            _ => id.clone(),
        };
        let mut column = display_width(&branch.before) + display_width(&id);
        let mut line = format!("{}{shown}", branch.before);
        let hang = format!("{}{}  ", branch.below, if more == More::Below { "│" } else { " " });
        if more == More::Above {
            line += " (*)";
            column += 4;
        }
        for (at, part) in parts(report, branch.node, branch.wait, way).iter().enumerate() {
            let gap = if at == 0 { " " } else { ", " };
            let width = display_width(&part.text);
            let painted = (part.paint)(self.style, &part.text);
            // The comma behind a part needs a column too.
            if column + gap.len() + width + 1 > self.style.width {
                self.line(&format!("{line}{}", gap.trim_end()));
                line = format!("{hang}{painted}");
                column = display_width(&hang) + width;
            } else {
                write!(line, "{gap}{painted}").expect("a string takes every text");
                column += gap.len() + width;
            }
        }
        let room = self.style.width.saturating_sub(column + 2);
        let name = clean(node.entity.title());
        if room >= NAME && *name != id && more != More::Above {
            write!(line, "  {}", self.style.dim(&fit(&name, room))).expect("a string takes every text");
        }
        self.line(&line);
    }

    fn critical_path(&mut self) {
        let report = self.report;
        let nodes = &report.network.nodes;
        let Some(last) = report.critical.last() else { return };
        self.section(&format!("Critical path to {}", clean(&nodes[*last].id())));
        let left_out = report.critical.len().saturating_sub(LONGEST_PATH);
        for (at, place) in report.critical.iter().enumerate() {
            if left_out > 0 && (LONGEST_PATH / 2..LONGEST_PATH / 2 + left_out).contains(&at) {
                if at == LONGEST_PATH / 2 {
                    let text = self.style.dim(&format!("              {left_out} more"));
                    self.line(&text);
                }
                continue;
            }
            let node = &nodes[*place];
            let owner = node.entity.word(Key::Owner).or_else(|| node.program.owner("tpm"));
            let day = node.earliest.map_or_else(String::new, |day| day.to_string());
            let mut text = format!("  {day}  {} ({})", clean(&node.id()), clean(owner.unwrap_or("nobody")));
            let next = report.critical.get(at + 1).and_then(|next| report.network.wait(*next, *place));
            if let Some(wait) = next.map(|wait| &report.network.waits[wait])
                && let Some(float) = float(wait)
            {
                let float = if wait.is_late() { self.style.red(&float) } else { float };
                let promised = promised(wait, node).map(|promised| format!(", {promised}"));
                text = format!("{text}{}, {float}", promised.unwrap_or_default());
            }
            self.wrapped(&text, "              ");
        }
    }

    fn circles(&mut self) {
        let report = self.report;
        let closing =
            report.waits.iter().map(|wait| &report.network.waits[*wait]).filter(|wait| wait.closes_circle);
        for wait in closing {
            let (waiting, needed) =
                (report.network.nodes[wait.waiting].id(), report.network.nodes[wait.needed].id());
            self.line("");
            let text = format!(
                "{waiting} waits for {needed}, which waits for it in turn: this wait counts for no float."
            );
            let text = self.style.red(&clean(&text));
            self.wrapped(&text, "");
        }
    }
}
