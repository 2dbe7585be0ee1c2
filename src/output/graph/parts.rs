//! What a tree says of one node, part by part.

use std::fmt::Write as _;

use super::{Look, date, float, left, look, promised, provider, state, trouble};
use crate::model::Key;
use crate::output::Style;
use crate::report::{Direction, GraphReport, Start};
use crate::text::{clean, cut};

/// The longest provider, in characters.
const LONGEST_PROVIDER: usize = 40;

type Paint = fn(Style, &str) -> String;

/// Some words on a node, and how they are set off.
pub(super) struct Part {
    pub(super) text: String,
    pub(super) paint: Paint,
}

/// The id of a node, with its program where that is another than above it.
pub(super) fn label(report: &GraphReport<'_>, node: usize, wait: Option<usize>, way: Direction) -> String {
    let nodes = &report.network.nodes;
    let node = &nodes[node];
    let is_home = match wait.map(|wait| &report.network.waits[wait]) {
        Some(wait) => {
            let above = if way == Direction::Upstream { wait.waiting } else { wait.needed };
            std::ptr::eq(nodes[above].program, node.program)
        }
        None => !matches!(report.start, Start::Node(_)),
    };
    let id = node.entity.id();
    let mut label = if is_home { id.to_owned() } else { format!("{}/{id}", node.program.id) };
    if let Some(from) = provider(node).filter(|from| *from != id) {
        write!(label, " ({})", cut(from, LONGEST_PROVIDER)).expect("a string takes every text");
    }
    clean(&label).into_owned()
}

/// How a node stands, and what is left until what is above or below it needs it.
pub(super) fn parts(report: &GraphReport<'_>, at: usize, wait: Option<usize>, way: Direction) -> Vec<Part> {
    let node = &report.network.nodes[at];
    let plain: Paint = |_, text| text.to_owned();
    let mut parts = Vec::new();
    let mut add = |text: &str, paint: Paint| parts.push(Part { text: text.to_owned(), paint });
    match look(node) {
        Look::Over => add(state(node), Style::green),
        Look::Dead => add(state(node), Style::red),
        Look::Open | Look::Late => {
            add(&date(node), if node.day.is_some() { plain } else { Style::yellow });
            add(state(node), plain);
            if node.entity.flag(Key::Launch) {
                add("launch", Style::blue);
            }
            if node.entity.choice(Key::Confidence) == Some("low") {
                add("low confidence", Style::yellow);
            }
        }
    }
    if let Some(trouble) = trouble(node, report.today) {
        add(&trouble, Style::red);
    }
    // For a dependency that no milestone waits for its program waits.
    if report.is_end(at)
        && let Some(float) = node.float
    {
        add(&left(float, node.is_late()), if node.is_late() { Style::red } else { plain });
    }
    if let Some(wait) = wait.map(|wait| &report.network.waits[wait]) {
        if wait.is_refused() && node.is_open {
            add("refused", Style::red);
        }
        match (way, promised(wait, &report.network.nodes[wait.needed])) {
            (Direction::Upstream, Some(promised)) => add(&promised, plain),
            (Direction::Downstream, _) if wait.is_late() => {
                let latest = wait.latest.map_or_else(String::new, |day| day.to_string());
                add(&format!("needs it by {latest}"), plain);
            }
            _ => {}
        }
        if let Some(float) = float(wait) {
            add(&float, if wait.is_late() || wait.closes_circle { Style::red } else { plain });
        }
    }
    parts
}
