//! `milepost status`: the portfolio as a table.

use std::sync::Arc;

use clap::ValueEnum;
use jiff::civil::Date;

use super::Outcome;
use super::destination::Formats;
use super::filter::{pattern, unmatched};
use super::session::{Place, Session, check_format};
use crate::disk::MARK;
use crate::error::{Error, Result};
use crate::git::Commit;
use crate::output::json;
use crate::output::status::{csv, human, markdown};
use crate::report::{Health, Portfolio, Present, SortKey, Standing, StatusReport, state};
use crate::text::{clean, plural};
use crate::tree::Tree;
use crate::workspace::{Cache, Past, Program, Workspace, config_of};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What comes first
    #[arg(long, value_name = "KEY", default_value = "worst")]
    sort: Sort,
    /// Show only programs with this person in [owners]
    #[arg(long, value_name = "ID")]
    owner: Option<String>,
    /// Show only programs with work of this team, or of one below it, or with an owner in it
    #[arg(long, value_name = "ID")]
    team: Option<String>,
    /// Show only programs with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Show only programs in this phase
    #[arg(long, value_name = "PHASE")]
    phase: Option<String>,
    /// Show only programs whose id matches this pattern
    #[arg(long, value_name = "GLOB")]
    program: Option<String>,
    /// Show closed programs too
    #[arg(long)]
    all: bool,
    /// How it was then: a date, words such as "4 weeks ago", or a revision; that day is today, unless --as-of names one
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    formats: Formats<Format>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// As a table, for people
    Human,
    /// As a table, for a wiki or a mail
    Markdown,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// Red by the facts first, then red by its own word, then yellow alike; then by risks and slip
    Worst,
    /// By id
    Program,
    /// By the TPM
    Tpm,
    /// By phase, the first one first
    Phase,
    /// Red by its own word first
    Health,
    /// Red by the facts first
    Facts,
    /// What is due first
    Next,
    /// The greatest slip first
    Slip,
    /// The most high risks first
    Risks,
    /// What nobody has touched for the longest time first
    Touched,
}

/// The version that is shown.
struct Version {
    tree: Tree,
    /// Its commit, where it is one's.
    commit: Option<Commit>,
    today: Date,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.formats.open(session)?;
    let glob = args.program.as_deref().map(pattern).transpose()?;
    let place = session.place()?;
    let version = version(args, session, &place)?;
    let workspace = Workspace::load(&version.tree, &mut Cache::default());
    version.tree.check()?;
    check_format(&workspace.config)?;
    let portfolio = Portfolio {
        owner: args.owner.clone(),
        team: args.team.clone(),
        tag: args.tag.clone(),
        phase: args.phase.clone(),
        closed: args.all,
    };
    let is_meant = |program: &&Program| glob.as_ref().is_none_or(|glob| glob.is_match(&*program.id));
    let held = workspace.programs.iter().filter(is_meant);
    let held = held.filter(|program| portfolio.holds(&workspace, program));
    let (closed, shown): (Vec<&Program>, Vec<&Program>) =
        held.partition(|program| portfolio.leaves_out(program));
    let past = if shown.is_empty() { None } else { past(session, &place, &version, &workspace, &shown) };
    let standings =
        shown.iter().map(|program| Standing::new(&workspace, program, version.today, past.as_ref()));
    let mut report = StatusReport {
        today: version.today,
        commit: version.commit.as_ref().map(|commit| commit.oid),
        standings: standings.collect(),
    };
    report.sort(key(args.sort));
    to.write(session, |format, style| match format {
        Format::Human => human::status(&report, style),
        Format::Markdown => markdown::status(&report),
        Format::Json => json::status(&report),
        Format::Csv => csv::status(&report),
    })?;
    let mut unknown = portfolio.unknown(&workspace);
    unknown.extend(glob.and_then(|glob| unmatched(&glob, || workspace.program_ids())));
    if workspace.programs.is_empty() {
        unknown = vec!["There is no program yet: `milepost new my-program` starts one.".to_owned()];
    } else if unknown.is_empty() && report.standings.is_empty() && closed.is_empty() {
        unknown.push("No program is all of that.".to_owned());
    }
    for hint in unknown {
        session.hint(&hint);
    }
    if to.have(Format::Human) {
        hint(session, &report, closed.len());
    }
    Ok(Outcome::Clean)
}

fn key(sort: Sort) -> SortKey {
    match sort {
        Sort::Worst => SortKey::Worst,
        Sort::Program => SortKey::Program,
        Sort::Tpm => SortKey::Tpm,
        Sort::Phase => SortKey::Phase,
        Sort::Health => SortKey::Health,
        Sort::Facts => SortKey::Evidence,
        Sort::Next => SortKey::Next,
        Sort::Slip => SortKey::Slip,
        Sort::Risks => SortKey::Risks,
        Sort::Touched => SortKey::Touched,
    }
}

/// The version that is asked for: the disk, HEAD where there is none, or what the branch was at some time.
fn version(args: &Args, session: &Session, place: &Place) -> Result<Version> {
    if place.root.is_some() && args.rev.is_none() {
        let tree = place.disk()?;
        let today = session.today(&config_of(&tree).calendar.timezone);
        return Ok(Version { tree, commit: None, today });
    }
    let repository = place.git()?;
    let blobs = repository.blobs()?;
    let tree_of = |commit: &Commit| Tree::git(repository.snapshot(&blobs, commit.oid, &place.folder));
    let head = repository.head()?;
    let zone = match &head {
        Some(head) => config_of(&tree_of(head)).calendar.timezone,
        None => jiff::tz::TimeZone::UTC,
    };
    let today = session.today(&zone);
    let (commit, today) = match (&args.rev, head) {
        (Some(rev), head) => {
            let (commit, day) = state(repository, head.as_ref(), rev, &zone, (today, session.now()))?;
            (commit, session.as_of().unwrap_or(day))
        }
        (None, Some(head)) => (head, today),
        (None, None) => {
            return Err(Error::new("there is no commit yet").help("Commit your programs first."));
        }
    };
    let tree = tree_of(&commit);
    if !tree.exists(MARK) {
        let short = &commit.oid.to_string()[..9];
        return Err(Error::new(format!("commit {short} has no {MARK}"))
            .help("Name a commit, or a later day, at which this repository of programs was there."));
    }
    Ok(Version { tree, commit: Some(commit), today })
}

/// What the commits did that led to it. `None`, with a hint, where nobody can tell.
fn past(
    session: &Session,
    place: &Place,
    version: &Version,
    workspace: &Workspace,
    shown: &[&Program],
) -> Option<Past> {
    const LEFT_OUT: &str = "slip and last touch are left out";
    let wanted = shown.iter().map(|program| Arc::clone(&program.id)).collect();
    let present = Present { workspace, day: version.today };
    let read = || {
        let repository = place.git()?;
        let blobs = repository.blobs()?;
        let (tip, later) = match &version.commit {
            Some(commit) => (Some(commit.oid), None),
            None => (repository.head()?.map(|head| head.oid), Some(&version.tree)),
        };
        let Some(tip) = tip else {
            session.hint(&format!("There is no commit yet, so {LEFT_OUT}."));
            return Ok(None);
        };
        let past = place.history(repository, &blobs).past(Some(wanted), present, tip, later)?;
        if past.is_none() {
            session.hint(&format!(
                "This clone is shallow, so {LEFT_OUT}. `git fetch --unshallow` brings the rest; in GitHub Actions, \
                 set `fetch-depth: 0` on actions/checkout."
            ));
        }
        Ok(past)
    };
    read().unwrap_or_else(|error: Error| {
        session.hint(&format!("The history cannot be read, so {LEFT_OUT}: {}", clean(&error.to_string())));
        None
    })
}

fn hint(session: &Session, report: &StatusReport<'_>, closed: usize) {
    if closed > 0 {
        let programs = plural(closed as u64, "closed program");
        session.hint(&format!("{programs} left out: --all shows them."));
    }
    let is_unread = |standing: &Standing<'_>| !standing.program.file.is_whole();
    let unread = report.standings.iter().filter(|standing| is_unread(standing)).count() as u64;
    if unread > 0 {
        session.hint(&format!(
            "{} could not be read in full, so facts may be missing: `milepost lint` says why.",
            plural(unread, "program")
        ));
    }
    let is_telling = |standing: &&Standing<'_>| standing.evidence > Some(Health::Green);
    if report.standings.len() > 1
        && let Some(standing) = report.standings.iter().find(is_telling)
    {
        let id = clean(&standing.program.id);
        session.hint(&format!("`milepost status --program {id}` lists the facts of one program."));
    }
}
