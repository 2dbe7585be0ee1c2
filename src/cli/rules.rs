//! `milepost rules`: list the rules.

use std::fmt::Write as _;

use clap::ValueEnum;

use super::Outcome;
use super::destination::{Destinations, Formats};
use super::session::{Session, check_format};
use crate::error::{Error, Result};
use crate::output::{json, rule_pages, rule_settings};
use crate::report::settings;
use crate::rules::{Group, RULES};
use crate::workspace::{Cache, Workspace};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    formats: Formats<Format>,
    /// How each rule is set in this repository, for which programs, and where that is written
    ///
    /// Levels, later wins: built in, preset, [rules], playbook, overrides. In JSON each rule has a `here`: a list of
    /// `programs` (null for all that no other entry names), `level`, `from` and the `options` that are set.
    #[arg(long)]
    all: bool,
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
    let to = args.formats.open(session)?;
    if args.all {
        return run_all(&to, session);
    }
    to.write(session, |format, style| match format {
        Format::Human => list(style.width),
        Format::Json => json::rules(),
        Format::Markdown => rule_pages::all(),
    })?;
    if to.have(Format::Human) {
        session.hint("`milepost explain RULE` says why one matters, with a bad and a good example.");
    }
    Ok(Outcome::Clean)
}

fn run_all(to: &Destinations<Format>, session: &Session) -> Result<Outcome> {
    if to.have(Format::Markdown) {
        return Err(Error::new("there is no page of how rules are set")
            .help("Leave out --format markdown, or write --format json."));
    }
    let tree = session.place()?.disk()?;
    let workspace = Workspace::load(&tree, &mut Cache::default());
    check_format(&workspace.config)?;
    let settings = settings(&workspace, &tree);
    to.write(session, |format, style| match format {
        Format::Json => json::rule_settings(&settings),
        _ => rule_settings::terminal(&settings, style),
    })?;
    if to.have(Format::Human) {
        session.hint(
            "To change one, write for example `milestone-overdue = \"warn\"` below [rules] in milepost.toml.",
        );
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
