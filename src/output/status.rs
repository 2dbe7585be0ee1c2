//! The portfolio in every format, and the words that they share.

pub mod csv;
pub mod human;
pub mod markdown;

use crate::report::{Health, Standing, StatusReport};
use crate::text::plural;

/// What it comes to: how many programs there are, how many say which color, and how many are of it by the facts.
fn summary(report: &StatusReport<'_>) -> String {
    let standings = || report.standings.iter().filter(|standing| !standing.program.is_closed());
    let programs = plural(report.standings.len() as u64, "program");
    let version =
        report.commit.map_or_else(String::new, |oid| format!(" (commit {})", &oid.to_string()[..9]));
    let mut sentences = vec![format!("{programs} on {}{version}", report.today)];
    let count = |of: fn(&Standing<'_>) -> Option<Health>, none: &str| {
        let colors = [Some(Health::Red), Some(Health::Yellow), Some(Health::Green), None];
        let counts =
            colors.map(|color| (color, standings().filter(|standing| of(standing) == color).count()));
        let parts = counts.into_iter().filter(|(_, count)| *count > 0);
        let parts: Vec<String> = parts
            .map(|(color, count)| match color {
                Some(color) => format!("{count} {}", color.name()),
                None => format!("{count} {none}"),
            })
            .collect();
        parts.join(", ")
    };
    if standings().next().is_some() {
        let says = count(|standing| standing.health, "none");
        let facts = count(|standing| standing.evidence, "unclear");
        let contradicted = match report.contradicted() {
            0 => String::new(),
            1 => "; 1 program says green, the facts do not".to_owned(),
            count => format!("; {count} programs say green, the facts do not"),
        };
        sentences.extend([format!("Says: {says}"), format!("Facts: {facts}{contradicted}")]);
    }
    sentences.join(". ")
}
