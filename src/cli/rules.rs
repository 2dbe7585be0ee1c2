//! `milepost rules`: list the rules.

use std::fmt::Write as _;

use clap::ValueEnum;

use super::Outcome;
use super::session::Session;
use crate::error::Result;
use crate::output::{json, rule_pages};
use crate::rules::{Group, RULES};

/// List the rules
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// For a page
    Markdown,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    match args.format {
        Format::Human => session.print(&list(session.style().width))?,
        Format::Json => session.print(&json::rules())?,
        Format::Markdown => session.print(&rule_pages::all())?,
    }
    if args.format == Format::Human {
        session.hint("`milepost explain RULE` says why one matters, with a bad and a good example.");
    }
    Ok(Outcome::Clean)
}

fn list(width: usize) -> String {
    let mut out = String::new();
    let widest = RULES.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for group in Group::ALL {
        writeln!(out, "{}", group.name()).expect("a string takes every text");
        for rule in RULES.iter().filter(|rule| rule.group == group) {
            let start = format!("  {:5}  {:widest$}  ", rule.level.name(), rule.id);
            let indent = " ".repeat(start.len());
            let options = textwrap::Options::new(width.max(start.len() + 20)).subsequent_indent(&indent);
            let text = textwrap::fill(&format!("{start}{}", rule.summary), options);
            writeln!(out, "{text}").expect("a string takes every text");
        }
    }
    out
}
