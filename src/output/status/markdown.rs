//! The portfolio as a Markdown table, for a wiki or a mail: text from the repository is shown, never obeyed.

use std::fmt::Write as _;

use super::summary;
use crate::output::markdown::escape;
use crate::report::{Health, Standing, StatusReport};
use crate::text::distance;

/// Writes what it comes to, and a table.
pub fn status(report: &StatusReport<'_>) -> String {
    let mut out = format!("**{}.**\n", summary(report));
    if report.standings.is_empty() {
        return out;
    }
    out.push_str(
        "\n| Program | TPM | Phase | Says | Facts say | Next | Due | Slip | High risks | Last touched |\n\
         | --- | --- | --- | --- | --- | --- | --- | ---: | ---: | --- |\n",
    );
    for standing in &report.standings {
        let cells = row(report, standing).join(" | ");
        writeln!(out, "| {cells} |").expect("a string takes every text");
    }
    out
}

fn row(report: &StatusReport<'_>, standing: &Standing<'_>) -> [String; 10] {
    let color = |health: Option<Health>| health.map_or("", Health::name).to_owned();
    let facts = color(standing.evidence);
    let slip = standing.slip.as_ref().map_or_else(String::new, |slip| match slip.days {
        0 => "0 days".to_owned(),
        1 => "+1 day".to_owned(),
        days => format!("{days:+} days"),
    });
    let touched = standing.touched.as_ref().map_or_else(String::new, |touch| {
        let days = report.today.until(touch.day).map_or(0, |span| i64::from(span.get_days()));
        let who = standing.author().map_or_else(
            || ", not committed yet".to_owned(),
            |commit| format!(", {}", escape(&commit.author)),
        );
        // An earlier day may count as today than the one on which the commits were made.
        let when = if days > 0 { touch.day.to_string() } else { distance(days) };
        format!("{when}{who}")
    });
    [
        escape(standing.program.name()),
        standing.tpm.map_or_else(String::new, escape),
        standing.phase.map_or_else(String::new, escape),
        color(standing.health),
        if standing.is_contradicted() { format!("**{facts}**") } else { facts },
        standing.next.map_or_else(String::new, |next| escape(next.title())),
        standing.next.map_or_else(String::new, |next| format!("{}, {}", next.day, distance(next.days))),
        slip,
        standing.risks.to_string(),
        touched,
    ]
}
