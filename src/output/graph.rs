//! Who waits for whom, in words that every format shares.

pub mod dot;
pub mod human;
pub mod mermaid;
mod parts;
pub mod svg;

use jiff::civil::Date;

use crate::model::Key;
use crate::text::{cut, plural};
use crate::workspace::{Node, Wait};

/// The longest name in a diagram, in characters.
const LONGEST_NAME: usize = 48;

/// How one node or wait is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Nothing more is to be done about it.
    Over,
    /// It will not come.
    Dead,
    /// It cannot come by its own day.
    Late,
    Open,
}

fn look(node: &Node<'_>) -> Look {
    match node.entity.state() {
        _ if node.is_late() => Look::Late,
        _ if node.is_open => Look::Open,
        Some("done" | "delivered") => Look::Over,
        _ => Look::Dead,
    }
}

/// When a node is set for, in words: `2026-06-30`, `by 2026-09-30` for a period.
fn date(node: &Node<'_>) -> String {
    let is_rough = match node.entity.when(Key::Due) {
        Some(crate::model::When::Days(days)) => !days.is_day(),
        _ => false,
    };
    match node.day {
        Some(day) if is_rough => format!("by {day}"),
        Some(day) => day.to_string(),
        None if node.is_milestone() => "no date".to_owned(),
        None => match node.deadline {
            Some(day) => format!("needed {day}, no date promised"),
            None => "no date promised".to_owned(),
        },
    }
}

/// What is wrong with a node's own day: it has passed, or what it waits for comes later.
fn trouble(node: &Node<'_>, today: Date) -> Option<String> {
    let earliest = node.earliest.filter(|_| node.is_late())?;
    if !node.is_milestone() && node.day.is_some() {
        return node.deadline.map(|needed| format!("needed {needed}"));
    }
    if earliest == today && node.day.is_none_or(|day| day < today) {
        return Some("overdue".to_owned());
    }
    Some(format!("not before {earliest}"))
}

/// How a node stands: its state, and where the whole program is over, that.
fn state(node: &Node<'_>) -> &'static str {
    match node.entity.state() {
        Some(_) if node.entity.is_open() && node.program.is_closed() => "program closed",
        Some(state) => state,
        None => "state unreadable",
    }
}

/// What a wait leaves, in words: `float 12`, `5 working days late`.
fn float(wait: &Wait<'_>) -> Option<String> {
    if wait.closes_circle {
        return Some("closes a circle".to_owned());
    }
    wait.float.map(|float| left(float, wait.is_late()))
}

fn left(float: i64, is_late: bool) -> String {
    match float {
        _ if !is_late => format!("float {float}"),
        0 => "late by days off".to_owned(),
        _ => format!("{} late", plural(float.unsigned_abs(), "working day")),
    }
}

/// The day on which what is needed was promised, where that is not when its milestone comes.
fn promised(wait: &Wait<'_>, needed: &Node<'_>) -> Option<String> {
    let comes = wait.comes.filter(|_| wait.comes != needed.earliest)?;
    Some(format!("promised {comes}"))
}

/// What people call a node, short enough for a diagram.
fn name(node: &Node<'_>) -> String {
    cut(node.entity.title(), LONGEST_NAME).into_owned()
}

/// From whom a dependency comes, as it is written.
fn provider<'n>(node: &Node<'n>) -> Option<&'n str> {
    node.entity.word(Key::From).filter(|_| !node.is_milestone())
}

/// The lines of a node in a diagram: its name, and how it stands.
fn lines(node: &Node<'_>, today: Date) -> Vec<String> {
    let mut lines = vec![name(node)];
    lines.extend(provider(node).map(|from| format!("from {}", cut(from, LONGEST_NAME))));
    let (date, state) = (date(node), state(node));
    lines.push(match look(node) {
        Look::Over | Look::Dead => state.to_owned(),
        _ => format!("{date} · {state}"),
    });
    let float = node.float.filter(|_| node.is_open).map(|float| format!("float {float}"));
    lines.extend(trouble(node, today).or(float));
    lines
}
