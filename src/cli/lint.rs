//! `milepost lint`: validate files, programs and the links between them.

use std::io::Read;
use std::path::Path;

use clap::ValueEnum;

use super::against::Baseline;
use super::session::{Place, SHALLOW, Session, check_format};
use super::{Outcome, fixes};
use crate::disk::{LARGEST_FILE, MARK, below_root};
use crate::error::{Error, Result};
use crate::finding::{Finding, Level};
use crate::output::{concise, json, narrated, terminal};
use crate::report::{LintReport, Present, Summary};
use crate::rules::{self, Selection};
use crate::text::{clean, plural};
use crate::tree::Tree;
use crate::workspace::{Cache, Past, Workspace};

/// Validate files, programs and the links between them
///
/// The whole repository is read, so that links can be checked; PATHs narrow what is reported.
/// Exit status: 0 nothing at error level, 1 findings at error level (with --diff: something to fix), 2 it could not do
/// the work.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files or folders to report on; `-` reads one file from standard input
    paths: Vec<String>,
    /// How to write the findings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Check what the index holds, not the work tree
    #[arg(long, conflicts_with = "rev")]
    staged: bool,
    /// Check what this commit holds
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// Show only what REV, or where this branch left it, does not have already
    #[arg(long, value_name = "REV")]
    against: Option<String>,
    /// Run the rules that read the history too: what moved, when, and whether anybody said why
    #[arg(long)]
    history: bool,
    /// Run only these rules or groups; `all` stands for every one
    #[arg(long, value_name = "RULE,…")]
    select: Vec<String>,
    /// Leave out these rules or groups
    #[arg(long, value_name = "RULE,…")]
    ignore: Vec<String>,
    /// Exit with 1 from this level on
    #[arg(long, value_name = "LEVEL", default_value = "error", value_parser = level)]
    deny: Level,
    /// Show at most so many findings in the formats for people; the rest is counted
    #[arg(long, value_name = "N", default_value_t = 100)]
    max_findings: usize,
    /// The path that standard input stands for, with `-`
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<String>,
    #[command(flatten)]
    fixes: fixes::Args,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With excerpts, for people
    Human,
    /// In sentences, for a screen reader
    Narrated,
    /// One line each
    Concise,
    /// For programs
    Json,
}

fn level(name: &str) -> std::result::Result<Level, String> {
    Level::parse(name).ok_or_else(|| "write error, warn or info".to_owned())
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let place = session.place()?;
    let selection = Selection::new(&args.select, &args.ignore)?;
    let is_disk = !args.staged && args.rev.is_none();
    let reads_stdin = args.paths.iter().any(|path| path == "-");
    args.fixes.check(is_disk && !reads_stdin)?;
    let mut paths = Vec::new();
    let mut files = Vec::new();
    let mut tree = tree(&place, args.staged, args.rev.as_deref())?;
    for path in &args.paths {
        if path == "-" {
            let name = args.stdin_filename.as_ref().ok_or_else(|| {
                Error::new("`-` reads a file from standard input, and its name is not known")
                    .help("Say which file it stands for: --stdin-filename programs/checkout.toml")
            })?;
            let name = reported_path(session, &place, name, false)?;
            tree = tree.with(&name, read_stdin()?);
            files.push(name.clone());
            paths.push(name);
        } else {
            let path = reported_path(session, &place, path, is_disk)?;
            let is_file = match &place.root {
                Some(root) if is_disk => root.join(&path).is_file(),
                _ => path.ends_with(".toml"),
            };
            if is_file {
                files.push(path.clone());
            }
            paths.push(path);
        }
    }
    let reported =
        |finding: &Finding| paths.is_empty() || paths.iter().any(|path| is_below(&finding.file, path));
    if args.fixes.are_wanted() {
        match fixes::run(&args.fixes, session, &place, tree, &selection, &reported)? {
            fixes::Ran::Shown(outcome) => return Ok(outcome),
            fixes::Ran::Written(mended) => tree = mended,
        }
    }
    let against = args.against.as_ref();
    let baseline = against.map(|rev| Baseline::open(&place, rev, args.rev.as_deref())).transpose()?;
    let workspace = Workspace::load(&tree, &mut Cache::default());
    tree.check()?;
    check_format(&workspace.config)?;
    for path in &files {
        refuse_unread(&workspace, path)?;
    }
    let today = session.today(&workspace.config.calendar.timezone);
    session.say(&format!("{} files, as of {today}", workspace.files));
    let past = if args.history { past(args, session, &place, &workspace, &tree)? } else { None };
    if let (false, Some(rule)) = (args.history, Selection::needs_history(&args.select)) {
        session.hint(&format!("`{rule}` reads the history: add --history to run it."));
    }
    let outcome = rules::run_with_past(&workspace, today, &selection, past.as_ref());
    let mut findings: Vec<Finding> = outcome.findings.into_iter().filter(reported).collect();
    let mut known = 0;
    if let Some(baseline) = &baseline {
        let find = |before: &Workspace, base| {
            let past = match (args.history, &place.repository) {
                (true, Some(repository)) => {
                    let blobs = repository.blobs()?;
                    let history = place.history(repository, &blobs);
                    history.past(Present { workspace: before, day: today }, base, None)?
                }
                _ => None,
            };
            Ok(rules::run_with_past(before, today, &selection, past.as_ref()).findings)
        };
        let left = baseline.compare(session, &tree, (&workspace, findings), find)?;
        (findings, known) = (left.new, left.known);
    }
    let counts = Summary {
        files: workspace.files,
        programs: workspace.programs.len(),
        suppressed: outcome.suppressed,
        ..Summary::default()
    };
    // What is read again to show it takes the memory that the workspace held.
    drop(workspace);
    // Only formats for people show lines; the others need no more than places.
    let shows_lines = matches!(args.format, Format::Human | Format::Narrated);
    let shown = if shows_lines { args.max_findings } else { 0 };
    let report = LintReport::with_texts_of(shown, findings, &tree, counts);
    match args.format {
        Format::Human => session.print(&terminal::lint(&report, session.style(), args.max_findings))?,
        Format::Narrated => session.print(&narrated::lint(&report, args.max_findings))?,
        Format::Concise => {
            session.print(&concise::lint(&report, session.style()))?;
            session.hint(&terminal::summary(&report.summary, crate::output::Style::PLAIN));
        }
        Format::Json => session.print(&json::lint(&report))?,
    }
    if let (Some(baseline), 1..) = (&baseline, known) {
        let findings = plural(known as u64, "finding");
        let rev = clean(baseline.rev());
        session.hint(&format!("{findings} that `{rev}` has too: not shown. Without --against, all are."));
    }
    if shows_lines {
        if args.rev.is_none() && !reads_stdin {
            fixes::hint(session, &report);
        }
        next_step(session, &report);
    }
    Ok(if report.at_least(args.deny) > 0 { Outcome::Found } else { Outcome::Clean })
}

/// What the commits did that led to what is checked. `None`, with a hint, where they cannot tell.
fn past(
    args: &Args,
    session: &Session,
    place: &Place,
    workspace: &Workspace,
    tree: &Tree,
) -> Result<Option<Past>> {
    let repository = place.git()?;
    let (tip, later) = match &args.rev {
        Some(rev) => (Some(repository.commit(rev)?), None),
        None => (repository.head()?, Some(tree)),
    };
    let Some(tip) = tip else {
        session.hint("There is no commit yet, so the rules that read the history have nothing to read.");
        return Ok(None);
    };
    let blobs = repository.blobs()?;
    let day = session.today(&workspace.config.calendar.timezone);
    let past = place.history(repository, &blobs).past(Present { workspace, day }, tip.oid, later)?;
    if past.is_none() {
        session.hint(SHALLOW);
    }
    Ok(past)
}

/// Says what to run next.
fn next_step(session: &Session, report: &LintReport) {
    if report.summary.programs == 0 {
        session.hint("There is no program yet: `milepost new my-program` starts one.");
    } else if let Some(located) = report.findings.iter().rev().max_by_key(|located| located.finding.level) {
        let rule = located.finding.rule;
        session
            .hint(&format!("`milepost explain {rule}` says why it matters and how to mend or silence it."));
    }
}

/// The version that is read: the disk, the index or a commit.
pub(super) fn tree(place: &Place, staged: bool, rev: Option<&str>) -> Result<Tree> {
    if !staged && rev.is_none() {
        return place.disk();
    }
    let repository = place.git()?;
    let blobs = repository.blobs()?;
    let (tree, missing) = if let Some(rev) = rev {
        let commit = repository.commit(rev)?;
        let tree = Tree::git(repository.snapshot(&blobs, commit.oid, &place.folder));
        (
            tree,
            Error::new(format!("{rev} has no {MARK}"))
                .help("Name a commit that holds this repository of programs."),
        )
    } else {
        let tree = Tree::git(repository.staged(&blobs, &place.folder)?);
        (tree, Error::new(format!("{MARK} is not staged")).help("Stage what you want to check: git add ."))
    };
    if tree.exists(MARK) { Ok(tree) } else { Err(missing) }
}

fn read_stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::new(format!("cannot read standard input: {error}")))?;
    Ok(bytes)
}

/// A path as the user wrote it, relative to the root and with `/`. The root itself is empty.
fn reported_path(session: &Session, place: &Place, path: &str, must_exist: bool) -> Result<String> {
    let Some(root) = &place.root else {
        return Ok(path.trim_end_matches('/').to_owned());
    };
    let full = session.start().join(path);
    let outside = || {
        Error::new(format!("{path} is not below {}", root.display()))
            .help("Name files or folders of this repository of programs.")
    };
    let absolute = match full.canonicalize() {
        Ok(absolute) => absolute,
        Err(_) if must_exist => {
            return Err(Error::new(format!("there is no file or folder {path}"))
                .help("Check the path; it counts from the folder that you are in."));
        }
        Err(_) => {
            let start = session.start().canonicalize().map_err(|_| outside())?;
            let relative = Path::new(path);
            if below_root(path).is_none() && !relative.is_absolute() {
                return Err(outside());
            }
            start.join(relative)
        }
    };
    let relative = absolute.strip_prefix(root).map_err(|_| outside())?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(parts.join("/"))
}

/// Refuses the path of a file that was not read: nothing would be checked, and a wrong path in a hook or an editor
/// would look like a clean file.
fn refuse_unread(workspace: &Workspace, path: &str) -> Result<()> {
    let is_read = workspace.silences().any(|(file, _)| **file == *path)
        || workspace.findings.iter().any(|finding| *finding.file == *path);
    if is_read {
        return Ok(());
    }
    let folders = workspace.config.programs.iter().chain(&workspace.config.org);
    let folders: Vec<&str> = folders.map(|(folder, _)| folder.as_str()).collect();
    Err(Error::new(format!("`{path}` is no file that milepost reads")).help(format!(
        "It reads milepost.toml, and the .toml files in {} and playbooks.",
        folders.join(", ")
    )))
}

fn is_below(file: &str, path: &str) -> bool {
    path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
