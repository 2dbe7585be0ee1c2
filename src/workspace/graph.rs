//! Who waits for whom: the edges between milestones, within a program and across programs.

use super::{Program, Workspace};
use crate::model::{Entity, Key};
use crate::text::Span;

/// A milestone that needs another one first.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'w> {
    /// The program that holds the waiting milestone.
    pub program: &'w Program,
    /// The milestone that waits.
    pub milestone: Entity<'w>,
    /// Where it says so.
    pub span: Span,
    /// The program that holds the milestone that comes first.
    pub needed_program: &'w Program,
    /// The milestone that comes first.
    pub needed: Entity<'w>,
}

/// Every `needs` of every milestone that leads to a milestone.
pub fn edges(workspace: &Workspace) -> impl Iterator<Item = Edge<'_>> {
    workspace.programs.iter().flat_map(move |program| edges_of(workspace, program))
}

/// The `needs` of one program's milestones.
pub fn edges_of<'w>(workspace: &'w Workspace, program: &'w Program) -> impl Iterator<Item = Edge<'w>> {
    program.section(Key::Milestones).flat_map(move |milestone| {
        milestone.list(Key::Needs).filter_map(move |item| {
            let (needed_program, needed) = workspace.milestone(program, item.text)?;
            Some(Edge { program, milestone, span: item.span, needed_program, needed })
        })
    })
}
