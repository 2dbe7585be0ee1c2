//! What speaks against a program's green: overdue milestones, late dependencies, red programs upstream, unanswered risks.

use jiff::civil::Date;

use super::{Program, Workspace, edges_of, is_awaited, is_grave, unanswered};
use crate::model::{Entity, Key};
use crate::text::{Span, distance};

/// One thing that speaks against green.
#[derive(Debug, Clone)]
pub struct Fact<'w> {
    /// The program in whose file it stands: another one where that is what is waited for.
    pub program: &'w Program,
    /// Its place there.
    pub span: Span,
    /// What it is.
    pub message: String,
    /// Whether it is a launch that is overdue.
    pub is_launch: bool,
}

impl Workspace {
    /// Everything that speaks against a program's green on the day `today`: overdue milestones first, then dependencies
    /// that are late, then red programs that it waits for, then grave risks without an answer.
    pub fn evidence<'w>(&'w self, program: &'w Program, today: Date) -> Vec<Fact<'w>> {
        let mut facts = Vec::new();
        let mut add = |program: &'w Program, span, is_launch, message| {
            facts.push(Fact { program, span, message, is_launch });
        };
        let ago = |day: Date| distance(today.until(day).map_or(0, |span| i64::from(span.get_days())));
        for milestone in program.section(Key::Milestones).filter(|milestone| milestone.is_open()) {
            if let Some(due) = self.day(milestone, Key::Due).filter(|due| *due < today) {
                let message = format!("`{}` was due {due}, {}", milestone.id(), ago(due));
                add(program, milestone.span(Key::Due), milestone.flag(Key::Launch), message);
            }
        }
        for dependency in program.section(Key::Dependencies) {
            let id = dependency.id();
            if let Some((key, day)) = self.overdue_dependency(dependency, today) {
                let was = if key == Key::NeededBy { "needed by" } else { "promised for" };
                let message = format!("`{id}` was {was} {day}, {}", ago(day));
                add(program, dependency.span(key), false, message);
            } else if let Some((needed, arrival)) = self.lateness(program, dependency) {
                let message = format!("`{id}` is needed by {needed} and comes {}", arrival.day);
                add(program, dependency.span(Key::NeededBy), false, message);
            }
        }
        let mut told: Vec<&Program> = Vec::new();
        for (red, waiting) in self.red_upstream(program) {
            if told.iter().any(|told| std::ptr::eq(*told, red)) {
                continue;
            }
            told.push(red);
            let message = format!("`{}` is red, and `{}` waits for it", red.id, waiting.id());
            add(red, red.table().map_or_else(Span::default, |table| table.span(Key::Health)), false, message);
        }
        for risk in program.section(Key::Risks).filter(|risk| risk.is_open() && is_grave(*risk)) {
            if unanswered(&program.file, risk).is_some() {
                let message = format!(
                    "`{}` is high in likelihood and impact, and nothing is planned against it",
                    risk.id()
                );
                add(program, risk.id_span(), false, message);
            }
        }
        facts
    }

    /// The red programs that something here waits for, and what it is that waits.
    fn red_upstream<'w>(&'w self, program: &'w Program) -> impl Iterator<Item = (&'w Program, Entity<'w>)> {
        let asked = program.section(Key::Dependencies).filter(|dependency| is_awaited(*dependency));
        let asked = asked.filter_map(move |dependency| {
            let over = self
                .providing_milestone(program, dependency)
                .is_some_and(|(_, milestone)| !milestone.is_open());
            Some((self.provider(program, dependency).filter(|_| !over)?, dependency))
        });
        let needed = edges_of(self, program)
            .filter(|edge| edge.milestone.is_open() && edge.needed.is_open())
            .map(|edge| (edge.needed_program, edge.milestone));
        asked.chain(needed).filter(move |(other, _)| {
            let red = other.table().is_some_and(|table| table.choice(Key::Health) == Some("red"));
            red && !other.is_closed() && !std::ptr::eq(*other, program)
        })
    }
}
