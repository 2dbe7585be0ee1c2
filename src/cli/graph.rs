//! `milepost graph`: who waits for whom.

use clap::ValueEnum;

use super::Outcome;
use super::destination::{Destinations, Formats};
use super::scope::tree;
use super::session::{Session, check_format};
use crate::error::{Error, Result};
use crate::model::Key;
use crate::output::graph::{dot, human, mermaid, svg};
use crate::output::json;
use crate::report::{Direction, Drawing, GraphReport, Start};
use crate::text::{clean, closest, plural};
use crate::workspace::{Cache, Network, Program, Workspace};

/// How many edges Mermaid draws, where nobody has told it to draw more.
const MERMAID_EDGES: usize = 500;

#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Args {
    /// A program, or a milestone as PROGRAM/MILESTONE; all programs where it is left out
    #[arg(value_name = "PROGRAM[/MILESTONE]")]
    start: Option<String>,
    /// Follow what it waits for, and what that waits for
    #[arg(long, requires = "start")]
    upstream: bool,
    /// Follow what waits for it, and what waits for that
    #[arg(long, requires = "start")]
    downstream: bool,
    /// Show what is done or dropped too, not just where something open waits for it
    #[arg(long)]
    all: bool,
    /// Read what the index holds, not the work tree
    #[arg(long, conflicts_with = "rev")]
    staged: bool,
    /// Read what this commit holds
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    formats: Formats<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// As trees, for people
    Human,
    /// As a flowchart, for Markdown that draws Mermaid
    Mermaid,
    /// For Graphviz
    Dot,
    /// As a picture: time from left to right, a row for each program
    Svg,
    /// For programs
    Json,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.formats.open(session)?;
    let place = session.place()?;
    let tree = tree(&place, args.staged, args.rev.as_deref())?;
    let workspace = Workspace::load(&tree, &mut Cache::default());
    tree.check()?;
    check_format(&workspace.config)?;
    let today = session.today(&workspace.config.calendar.timezone);
    let network = Network::new(&workspace, today);
    let start = match &args.start {
        Some(start) => find(&workspace, &network, start)?,
        None => Start::Everything,
    };
    let report = GraphReport::new(network, today, start, directions(args, start), args.all);
    to.write(session, |format, style| match format {
        Format::Human => human::graph(&report, style),
        Format::Mermaid => mermaid::graph(&report),
        Format::Dot => dot::graph(&report),
        Format::Svg => svg::graph(&Drawing::whole(&report, &workspace)),
        Format::Json => json::graph(&report),
    })?;
    hint(&to, session, &report);
    let unread = workspace.programs.iter().filter(|program| !program.file.is_whole()).count() as u64;
    if unread > 0 {
        let files = plural(unread, "program");
        session.hint(&format!(
            "{files} could not be read in full, so waits may be missing: `milepost lint` says why."
        ));
    }
    Ok(Outcome::Clean)
}

/// From a milestone both ways, where none is named.
fn directions(args: &Args, start: Start<'_>) -> Vec<Direction> {
    let is_node = matches!(start, Start::Node(_));
    let neither = is_node && !args.upstream && !args.downstream;
    let ways = [
        (args.upstream || neither, Direction::Upstream),
        (args.downstream || neither, Direction::Downstream),
    ];
    ways.into_iter().filter(|(is_on, _)| *is_on).map(|(_, way)| way).collect()
}

fn hint(to: &Destinations<Format>, session: &Session, report: &GraphReport<'_>) {
    if report.nodes.is_empty() && to.have(Format::Human) {
        session.hint(
            "Nothing open waits for anything here: `needs` of a milestone and [dependencies] say who waits.",
        );
    } else if to.have(Format::Human) {
        session
            .hint("Float: working days that it can slip before what waits for it is late. (*): told above.");
    } else if to.have(Format::Mermaid) && report.waits.len() > MERMAID_EDGES {
        session.hint(&format!(
            "This has {} edges, and Mermaid draws {MERMAID_EDGES}: name a program, or raise its `maxEdges`.",
            report.waits.len()
        ));
    }
}

/// What `PROGRAM`, `PROGRAM/MILESTONE` or `PROGRAM/SECTION.ID` means.
fn find<'w>(workspace: &'w Workspace, network: &Network<'w>, start: &str) -> Result<Start<'w>> {
    let (id, entity) = start.split_once('/').unwrap_or((start, ""));
    let program = workspace.program(id).ok_or_else(|| {
        let error = Error::new(format!("there is no program `{}`", clean(id)));
        match closest(id, workspace.program_ids()) {
            Some(meant) => error.help(format!("Did you mean `{meant}`?")),
            None => error.help("A program's id is the name of its file, without .toml."),
        }
    })?;
    if entity.is_empty() {
        return Ok(Start::Program(program));
    }
    let (section, id) = entity.split_once('.').map_or((None, entity), |(section, id)| (Some(section), id));
    let is_meant = |section_key: Key| section.is_none_or(|section| section == section_key.name());
    let mut nodes = network.nodes.iter().enumerate();
    let found = nodes.find(|(_, node)| {
        std::ptr::eq(node.program, program) && node.entity.id() == id && is_meant(node.entity.section())
    });
    found.map(|(at, _)| Start::Node(at)).ok_or_else(|| unknown(network, program, section, id))
}

fn unknown(network: &Network<'_>, program: &Program, section: Option<&str>, id: &str) -> Error {
    let dependency = program.file.facts.entity(Key::Dependencies, id);
    if section != Some(Key::Milestones.name())
        && let Some(dependency) = dependency
    {
        let error = Error::new(format!(
            "`{id}` is a dependency between milestones, and a graph starts at one of them"
        ));
        return match dependency.list(Key::For).next() {
            Some(waiting) => {
                error.help(format!("Name the one that waits: {}/{}", program.id, clean(waiting.text)))
            }
            None => error.help("Name the milestone that delivers it."),
        };
    }
    let ids =
        network.nodes.iter().filter(|node| std::ptr::eq(node.program, program)).map(|node| node.entity.id());
    let error = Error::new(format!("`{}` has no milestone `{}`", program.id, clean(id)));
    match closest(id, ids) {
        Some(meant) => error.help(format!("Did you mean `{}/{meant}`?", program.id)),
        None => error.help(format!("`milepost graph {}` shows those that it has.", program.id)),
    }
}
