//! `milepost diff`: what changed between two versions, in the program's own words.

use std::collections::BTreeMap;

use clap::ValueEnum;

use super::destination::Formats;
use super::pull_request::Checkout;
use super::session::{Place, Session, check_format};
use super::{Outcome, filter};
use crate::changes::{Comparison, Side, Texts, between};
use crate::error::{Error, Result};
use crate::git::{Blobs, Commit, Oid, Repository};
use crate::output::{csv, html, human, json, markdown};
use crate::report::{Consequence, DiffReport, SideKind, SideName, consequences, may_matter, names};
use crate::tree::Tree;
use crate::workspace::{Cache, Workspace};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier side: a revision, A..B or A...B
    from: Option<String>,
    /// The later side
    to: Option<String>,
    /// Compare what the index holds, not the work tree
    #[arg(long, conflicts_with = "to")]
    staged: bool,
    #[command(flatten)]
    formats: Formats<Format>,
    /// Exit with 1 where there are changes
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    filter: filter::Args,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
    /// For a spreadsheet: one row a change
    Csv,
    /// For a browser: one page that needs nothing else
    Html,
}

/// The two sides of a diff.
struct Sides {
    /// `None` is the nothing before the first commit.
    from: Option<Commit>,
    from_name: Option<String>,
    to: Later,
}

enum Later {
    Commit(Commit, String),
    Index,
    Worktree,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let filter = filter::Filter::new(&args.filter)?;
    let to = args.formats.open(session)?;
    let place = session.place()?;
    let repository = place.git()?;
    // A version is read to be compared, for what waits for it, and for the commits behind its changes.
    let blobs = repository.blobs()?.keeping();
    let sides = match requested(args, session, &place, repository, &blobs)? {
        Some(sides) => sides,
        None => sides(args, repository)?,
    };
    if place.root.is_none() && !matches!(sides.to, Later::Commit(..)) {
        return Err(Error::new("a bare repository has no index and no work tree to compare")
            .help("Name two revisions: milepost diff HEAD~1 HEAD"));
    }
    let before_tree = tree_of(&place, repository, &blobs, sides.from.as_ref().map(|commit| commit.oid));
    let after_tree = match &sides.to {
        Later::Commit(commit, _) => tree_of(&place, repository, &blobs, Some(commit.oid)),
        Later::Index => Tree::git(repository.staged(&blobs, &place.folder)?),
        Later::Worktree => place.disk()?,
    };
    let (before, after) = open_both(&before_tree, &after_tree)?;
    let mut texts = Texts::before_loading(Cache::of_waits());
    let mut comparison = between(&before, &after, &mut texts);
    let cache = texts.take_cache();
    before_tree.check()?;
    after_tree.check()?;

    let matters = is_telling(&filter, &comparison);
    let from = sides.from.as_ref().map(|commit| commit.oid);
    let (trees, mut loaded) = ([&before_tree, &after_tree], None);
    // This thread alone reads the history, while the others load both versions where that can tell anything.
    rayon::in_place_scope(|scope| {
        if matters {
            scope.spawn(|_| loaded = Some(Workspace::load_both(trees, cache)));
        }
        explain(&sides, (&place, repository, &blobs), &after, &mut comparison, &mut texts)
    })?;
    before_tree.check()?;
    after_tree.check()?;
    if let Some(hint) = filter.unmatched([&before, &after]) {
        session.hint(&hint);
    }
    let consequences = shown_consequences(&filter, &mut comparison, loaded);
    let report = DiffReport {
        from: SideName {
            kind: SideKind::Commit,
            rev: sides.from_name,
            oid: from,
            time: sides.from.as_ref().map(|commit| commit.time),
        },
        to: later_name(&sides.to),
        names: if to.formats().all(|format| format == Format::Json) {
            BTreeMap::new()
        } else {
            names(&after_tree, &after.config)
        },
        web: repository.web(),
        comparison,
        consequences,
    };
    let zone = &after.config.calendar.timezone;
    to.write(session, |format, style| match format {
        Format::Human => human::diff(&report, style, zone),
        Format::Markdown => markdown::diff(&report, zone),
        Format::Json => json::diff(&report),
        Format::Csv => csv::diff(&report),
        Format::Html => html::diff(&report, zone),
    })?;
    let differs = !report.comparison.programs.is_empty() || !report.comparison.unreadable.is_empty();
    if !differs && to.have(Format::Human) {
        session.hint("No program changed.");
    }
    Ok(if args.exit_code && differs { Outcome::Found } else { Outcome::Clean })
}

/// Fills in the commits behind each change, where the one side descends from the other.
fn explain(
    sides: &Sides,
    (place, repository, blobs): (&Place, &Repository, &Blobs),
    after: &Side<'_>,
    comparison: &mut Comparison,
    texts: &mut Texts,
) -> Result<()> {
    let head = match &sides.to {
        Later::Commit(commit, _) => Some(commit.clone()),
        Later::Index | Later::Worktree => repository.head()?,
    };
    let (Some(head), false) = (head, comparison.programs.is_empty()) else { return Ok(()) };
    let from = sides.from.as_ref().map(|commit| commit.oid);
    let connected = match from {
        Some(from) => from == head.oid || repository.is_ancestor(from, head.oid)?,
        None => true,
    };
    if connected {
        let uncommitted = match &sides.to {
            Later::Commit(..) => None,
            Later::Index | Later::Worktree if from == Some(head.oid) => Some(comparison.clone()),
            Later::Index | Later::Worktree => {
                let head_tree = tree_of(place, repository, blobs, Some(head.oid));
                Some(between(&Side::open(&head_tree), after, texts))
            }
        };
        place.history(repository, blobs).explain(comparison, from, head.oid, uncommitted, texts)?;
    }
    Ok(())
}

/// Whether anything that is shown may do something elsewhere. Where nothing does, the versions are not loaded.
fn is_telling(filter: &filter::Filter, comparison: &Comparison) -> bool {
    if filter.shows_all() {
        return may_matter(comparison);
    }
    let mut shown = comparison.clone();
    filter.apply(&mut shown);
    may_matter(&shown)
}

/// Takes out of a comparison what is not shown, and tells what the rest does elsewhere, in the versions that were loaded.
fn shown_consequences(
    filter: &filter::Filter,
    comparison: &mut Comparison,
    loaded: Option<[Workspace; 2]>,
) -> Vec<Consequence> {
    // A change that is not shown may still be the one at the root.
    let all = (!filter.shows_all()).then(|| comparison.clone());
    filter.apply(comparison);
    let Some([old, new]) = loaded else { return Vec::new() };
    let mut consequences = consequences(all.as_ref().unwrap_or(comparison), &old, &new);
    filter.apply_to(&mut consequences, comparison);
    consequences
}

/// Opens the two sides of a comparison; a format newer than this milepost knows is refused on either.
pub(super) fn open_both<'t>(before: &'t Tree, after: &'t Tree) -> Result<(Side<'t>, Side<'t>)> {
    let (before, after) = (Side::open(before), Side::open(after));
    check_format(&before.config)?;
    check_format(&after.config)?;
    Ok((before, after))
}

fn tree_of(place: &Place, repository: &Repository, blobs: &Blobs, commit: Option<Oid>) -> Tree {
    match commit {
        Some(commit) => Tree::git(repository.snapshot(blobs, commit, &place.folder)),
        None => Tree::memory(Vec::<(String, String)>::new()),
    }
}

fn later_name(later: &Later) -> SideName {
    match later {
        Later::Commit(commit, rev) => SideName {
            kind: SideKind::Commit,
            rev: Some(rev.clone()),
            oid: Some(commit.oid),
            time: Some(commit.time),
        },
        Later::Index => SideName { kind: SideKind::Index, rev: None, oid: None, time: None },
        Later::Worktree => SideName { kind: SideKind::Worktree, rev: None, oid: None, time: None },
    }
}

/// The sides of a pull request, where nothing else was asked for and everything in its checkout is committed.
fn requested(
    args: &Args,
    session: &Session,
    place: &Place,
    repository: &Repository,
    blobs: &Blobs,
) -> Result<Option<Sides>> {
    if args.from.is_some() || args.staged || place.root.is_none() {
        return Ok(None);
    }
    let Some(checkout) = Checkout::find(repository)? else { return Ok(None) };
    let head = tree_of(place, repository, blobs, Some(checkout.head.oid));
    let mut texts = Texts::brief();
    for tree in [Tree::git(repository.staged(blobs, &place.folder)?), place.disk()?] {
        let comparison = between(&Side::open(&head), &Side::open(&tree), &mut texts);
        if !comparison.programs.is_empty() || !comparison.unreadable.is_empty() {
            return Ok(None);
        }
    }
    let Some(base) = checkout.base(repository)? else { return Ok(None) };
    session.hint(&base.words());
    session.hint("`milepost diff HEAD` shows what is not committed.");
    Ok(Some(Sides {
        from: Some(base.commit),
        from_name: Some(base.rev),
        to: Later::Commit(checkout.head, "HEAD".to_owned()),
    }))
}

fn sides(args: &Args, repository: &Repository) -> Result<Sides> {
    let commit = |rev: &str| repository.commit(rev);
    let or_head = |rev: &str| if rev.is_empty() { "HEAD".to_owned() } else { rev.to_owned() };
    if let Some(range) = args.from.as_deref().filter(|from| from.contains("..")) {
        if args.to.is_some() || args.staged {
            return Err(Error::new(format!("`{range}` names both sides already"))
                .help("Write A..B alone, or A B without the dots."));
        }
        if let Some((one, other)) = range.split_once("...") {
            let (one, other) = (or_head(one), or_head(other));
            let (a, b) = (commit(&one)?, commit(&other)?);
            let base =
                repository.merge_base(a.oid, b.oid)?.ok_or_else(|| no_base(repository, &one, &other))?;
            let from = repository.commit_at(base)?;
            return Ok(Sides {
                from: Some(from),
                from_name: Some(format!("{one}...{other}")),
                to: Later::Commit(b, other),
            });
        }
        let (one, other) = range.split_once("..").expect("it holds two dots");
        let (one, other) = (or_head(one), or_head(other));
        return Ok(Sides {
            from: Some(commit(&one)?),
            from_name: Some(one),
            to: Later::Commit(commit(&other)?, other),
        });
    }
    let (from, from_name) = match &args.from {
        Some(rev) => (Some(commit(rev)?), rev.clone()),
        None => (repository.head()?, "HEAD".to_owned()),
    };
    let to = match &args.to {
        Some(rev) => Later::Commit(commit(rev)?, rev.clone()),
        None if args.staged => Later::Index,
        None => Later::Worktree,
    };
    Ok(Sides { from, from_name: Some(from_name), to })
}

fn no_base(repository: &Repository, one: &str, other: &str) -> Error {
    let error = Error::new(format!("`{one}` and `{other}` have no commit in common"));
    if repository.is_shallow() {
        error.help("This clone is shallow: `git fetch --unshallow` brings the rest; in GitHub Actions, set `fetch-depth: 0`.")
    } else {
        error.help("Compare them directly: milepost diff A B")
    }
}
