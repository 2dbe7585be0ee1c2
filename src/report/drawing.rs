//! Who waits for whom as a drawing has it: a row for each program, marks at their days, and arrows between them.

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{GraphReport, Start};
use super::outlook::provider;
use crate::model::{From, Key};
use crate::workspace::{Freeze, Node, Program, Workspace};

/// How many marks are legible on one page, and in a file of its own.
const MOST_ON_A_PAGE: usize = 50;
const MOST_IN_A_FILE: usize = 250;

/// How many arrows a mark may have, on average, before nobody can follow them.
const ARROWS_A_MARK: usize = 2;

/// How often rows are put where their arrows are shortest.
const ROUNDS: usize = 8;

/// How many rows are so many that one round must do.
const MANY_ROWS: usize = 60;

/// Who waits for whom, as far as it is drawn.
#[derive(Debug)]
pub struct Drawing {
    /// The program or the milestone that was asked for.
    pub about: Option<String>,
    /// The day that counts as today.
    pub today: Date,
    /// The spans of days in which nothing launches.
    pub freezes: Vec<Freeze>,
    /// The rows, from top to bottom: what comes first mostly above what waits for it.
    pub rows: Vec<String>,
    /// What waits or is waited for.
    pub marks: Vec<DrawnMark>,
    /// From what comes first to what waits.
    pub arrows: Vec<Arrow>,
    /// How many arrows are left out, since there are too many.
    pub left_out: usize,
    /// How many marks are left out, none of whose arrows is drawn.
    pub alone_left_out: usize,
}

/// A milestone, or a dependency without one.
#[derive(Debug)]
pub struct DrawnMark {
    /// The row on which it stands.
    pub row: usize,
    /// What people call it.
    pub label: String,
    /// Who provides it, where the row does not say so.
    pub from: Option<String>,
    /// When it is due; of a dependency, when it is promised, else needed.
    pub day: Option<Date>,
    /// Whether a dependency has a promised day and not just one on which it is needed.
    pub is_promised: bool,
    /// What it is, and how it stands.
    pub kind: DrawnKind,
    /// What is wrong with it.
    pub trouble: Option<Trouble>,
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum DrawnKind {
    Milestone,
    Launch,
    Dependency,
    Done,
    /// It will not come.
    Dead,
}

/// What is wrong with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Its day has passed.
    Overdue,
    /// What it waits for comes later.
    NotBefore(Date),
    /// It comes so many working days too late for what waits for it.
    TooLate(u64),
}

/// From what comes first to what waits.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools, reason = "each is seen by itself")]
pub struct Arrow {
    /// The mark that comes first.
    pub from: usize,
    /// The mark that waits.
    pub to: usize,
    /// Whether what comes first comes too late.
    pub is_late: bool,
    /// Whether it is refused, or closes a circle: it then cannot hold at all.
    pub is_broken: bool,
    /// Whether it is a step of the critical path.
    pub is_critical: bool,
    /// Whether it still holds.
    pub is_open: bool,
    /// The working days that are left.
    pub float: Option<i64>,
}

impl Drawing {
    /// All that a graph was asked for, as far as one can see it.
    pub fn whole(report: &GraphReport<'_>, workspace: &Workspace) -> Self {
        Self::new(report, workspace, report.waits.clone(), report.nodes.clone(), MOST_IN_A_FILE)
    }

    /// What programs still wait for, and what waits for them; `None` where that is nothing.
    pub fn around(
        report: &GraphReport<'_>,
        workspace: &Workspace,
        is_meant: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        let network = &report.network;
        let is_of = |node: usize| is_meant(&network.nodes[node].program.id);
        let waits = report.waits.iter().copied().filter(|at| {
            let wait = &network.waits[*at];
            (wait.is_open || wait.is_refused() && network.nodes[wait.waiting].is_open)
                && (is_of(wait.waiting) || is_of(wait.needed))
        });
        let waits: Vec<usize> = waits.collect();
        (!waits.is_empty()).then(|| Self::new(report, workspace, waits, Vec::new(), MOST_ON_A_PAGE))
    }

    fn new(
        report: &GraphReport<'_>,
        workspace: &Workspace,
        waits: Vec<usize>,
        nodes: Vec<usize>,
        most: usize,
    ) -> Self {
        let network = &report.network;
        let (all_waits, all_nodes) = (waits.len(), nodes.len());
        let (nodes, waits) = choose(report, waits, nodes, most);
        let mut rows = Rows { workspace, kinds: Vec::new() };
        let mut marks: Vec<DrawnMark> =
            nodes.iter().map(|node| rows.mark(report, *node, &network.nodes[*node])).collect();
        let places: FxHashMap<usize, usize> =
            nodes.iter().enumerate().map(|(at, node)| (*node, at)).collect();
        let arrows: Vec<Arrow> = waits
            .iter()
            .map(|at| {
                let wait = &network.waits[*at];
                Arrow {
                    from: places[&wait.needed],
                    to: places[&wait.waiting],
                    is_late: wait.is_late(),
                    is_broken: wait.is_refused() || wait.closes_circle,
                    is_critical: report.is_critical(*at),
                    is_open: wait.is_open,
                    float: wait.float,
                }
            })
            .collect();
        let order = arrange(&rows.kinds, &marks, &arrows);
        let mut row_at = vec![0; order.len()];
        for (at, row) in order.iter().enumerate() {
            row_at[*row] = at;
        }
        for mark in &mut marks {
            mark.row = row_at[mark.row];
        }
        Self {
            about: match report.start {
                Start::Everything => None,
                Start::Program(program) => Some(program.name().to_owned()),
                Start::Node(node) => Some(network.nodes[node].entity.title().to_owned()),
            },
            today: report.today,
            freezes: workspace.config.calendar.freezes.clone(),
            rows: order.iter().map(|row| rows.kinds[*row].name()).collect(),
            left_out: all_waits - arrows.len(),
            alone_left_out: all_nodes.saturating_sub(marks.len()),
            marks,
            arrows,
        }
    }

    /// How many arrows say that something comes too late.
    pub fn late(&self) -> usize {
        self.arrows.iter().filter(|arrow| arrow.is_late).count()
    }
}

/// Of waits those that are worst, with both their ends; then the other nodes, as far as there is room.
fn choose(
    report: &GraphReport<'_>,
    mut waits: Vec<usize>,
    nodes: Vec<usize>,
    most: usize,
) -> (Vec<usize>, Vec<usize>) {
    let network = &report.network;
    waits.sort_by_key(|at| {
        let wait = &network.waits[*at];
        let is_broken = wait.is_refused() || wait.closes_circle;
        (
            !wait.is_late(),
            !is_broken,
            !report.is_critical(*at),
            !wait.is_open,
            wait.float.is_none(),
            wait.float,
        )
    });
    let mut shown: FxHashSet<usize> = FxHashSet::default();
    waits.retain({
        let mut left = most * ARROWS_A_MARK;
        let shown = &mut shown;
        move |at| {
            let ends = [network.waits[*at].needed, network.waits[*at].waiting];
            let more = ends.iter().filter(|end| !shown.contains(end)).count();
            let is_room = left > 0 && shown.len() + more <= most;
            if is_room {
                left -= 1;
                shown.extend(ends);
            }
            is_room
        }
    });
    waits.sort_unstable();
    for node in nodes {
        if shown.len() < most {
            shown.insert(node);
        }
    }
    let mut shown: Vec<usize> = shown.into_iter().collect();
    shown.sort_by_key(|node| (&*network.nodes[*node].program.file.path, *node));
    (shown, waits)
}

/// Whose row it is.
#[derive(Clone, Copy)]
enum Row<'w> {
    Outside,
    Teams,
    Program(&'w Program),
}

impl Row<'_> {
    fn name(&self) -> String {
        match self {
            Self::Outside => "Outside parties".to_owned(),
            Self::Teams => "Teams without a program".to_owned(),
            Self::Program(program) => program.name().to_owned(),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Outside, Self::Outside) | (Self::Teams, Self::Teams) => true,
            (Self::Program(one), Self::Program(other)) => std::ptr::eq(*one, *other),
            _ => false,
        }
    }
}

struct Rows<'w> {
    workspace: &'w Workspace,
    kinds: Vec<Row<'w>>,
}

impl<'w> Rows<'w> {
    fn at(&mut self, row: Row<'w>) -> usize {
        let found = self.kinds.iter().position(|one| one.is(&row));
        found.unwrap_or_else(|| {
            self.kinds.push(row);
            self.kinds.len() - 1
        })
    }

    fn mark(&mut self, report: &GraphReport<'_>, at: usize, node: &Node<'w>) -> DrawnMark {
        let is_provided = !node.is_milestone() && report.network.needs_of(at).is_empty();
        let written = node.entity.word(Key::From).and_then(From::parse);
        // What somebody provides stands on their row, what a program waits for as a whole on its own.
        let row = match written.filter(|_| is_provided) {
            Some(From::External(_)) => Row::Outside,
            Some(From::Team(_)) => Row::Teams,
            Some(From::Program(id) | From::Milestone(id, _)) => {
                self.workspace.program(id).map_or(Row::Program(node.program), Row::Program)
            }
            None => Row::Program(node.program),
        };
        let from = matches!(row, Row::Outside | Row::Teams)
            .then(|| provider(self.workspace, node.program, node.entity));
        let from = match from {
            Some(from) if report.is_end(at) => Some(format!("{from}, for {}", node.program.name())),
            None if is_provided && report.is_end(at) => Some(format!("for {}", node.program.name())),
            from => from,
        };
        DrawnMark {
            row: self.at(row),
            label: node.entity.title().to_owned(),
            from,
            day: node.day.or(node.deadline),
            is_promised: node.day.is_some(),
            kind: match node.entity.state() {
                Some("done" | "delivered") => DrawnKind::Done,
                _ if !node.is_open => DrawnKind::Dead,
                _ if !node.is_milestone() => DrawnKind::Dependency,
                _ if node.entity.flag(Key::Launch) => DrawnKind::Launch,
                _ => DrawnKind::Milestone,
            },
            trouble: trouble(node, report.today),
        }
    }
}

fn trouble(node: &Node<'_>, today: Date) -> Option<Trouble> {
    if let Some(earliest) = node.earliest.filter(|_| node.is_late()) {
        let is_overdue = earliest == today && node.deadline.is_some_and(|day| day < today);
        return Some(match node.float {
            _ if is_overdue => Trouble::Overdue,
            Some(float) if float < 0 && !node.is_milestone() => Trouble::TooLate(float.unsigned_abs()),
            _ => Trouble::NotBefore(earliest),
        });
    }
    let float = node.float.filter(|float| node.is_open && *float < 0)?;
    Some(Trouble::TooLate(float.unsigned_abs()))
}

/// The rows from top to bottom: outside parties first, then by how much comes before a program; then each where its
/// arrows are shortest, since short arrows cross few others.
fn arrange(kinds: &[Row<'_>], marks: &[DrawnMark], arrows: &[Arrow]) -> Vec<usize> {
    let mut pairs: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    for arrow in arrows {
        let (from, to) = (marks[arrow.from].row, marks[arrow.to].row);
        if from != to {
            *pairs.entry((from, to)).or_default() += 1;
        }
    }
    // As deep as the longest way to it; where programs wait for each other both ways, the rounds end it.
    let mut depth = vec![0_usize; kinds.len()];
    for _ in 0..kinds.len().min(ROUNDS) {
        let before = depth.clone();
        for (from, to) in pairs.keys() {
            depth[*to] = depth[*to].max(before[*from] + 1);
        }
    }
    let id = |row: usize| match kinds[row] {
        Row::Outside => (0, ""),
        Row::Teams => (1, ""),
        Row::Program(program) => (2, &*program.id),
    };
    let mut order: Vec<usize> = (0..kinds.len()).collect();
    // Those outside stand above all programs, where a reader looks for them.
    order.sort_by_key(|row| (id(*row).0, depth[*row], id(*row)));
    let fixed = kinds.iter().filter(|row| !matches!(row, Row::Program(_))).count();
    let cost = |order: &[usize]| -> usize {
        let mut at = vec![0; order.len()];
        for (place, row) in order.iter().enumerate() {
            at[*row] = place;
        }
        // An arrow that leads up is harder to read than one that leads down.
        let length = |from: usize, to: usize| if from > to { 2 * (from - to) } else { to - from };
        pairs.iter().map(|((from, to), count)| count * length(at[*from], at[*to])).sum()
    };
    let mut best = cost(&order);
    for _ in 0..if kinds.len() > MANY_ROWS { 1 } else { ROUNDS } {
        let before = best;
        for row in (0..kinds.len()).filter(|row| matches!(kinds[*row], Row::Program(_))) {
            for place in fixed..kinds.len() {
                let mut tried = order.clone();
                tried.retain(|one| *one != row);
                tried.insert(place, row);
                let cost = cost(&tried);
                if cost < best {
                    (best, order) = (cost, tried);
                }
            }
        }
        if best == before {
            break;
        }
    }
    order
}
