//! `milepost report`: what changed in a window of time, for a week or for an executive.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use clap::ValueEnum;
use jiff::tz::TimeZone;

use super::destination::{Destinations, Formats};
use super::diff::open_both;
use super::mark::{self, Mark};
use super::order::Order;
use super::pull_request::Checkout;
use super::session::{SHALLOW, Session};
use super::{Outcome, filter};
use crate::changes::{ProgramKind, Texts, between};
use crate::disk::MARK;
use crate::error::Result;
use crate::git::{Oid, Repository};
use crate::output::{csv, html, human, json, markdown, slack};
use crate::report::{
    Asked, Contacts, DiffReport, Drift, Ends, Former, History, Known, LintReport, Outlook, PeriodReport,
    Present, Summary, Window, attention, consequences, entitle, names, upcoming, window,
};
use crate::tree::Tree;
use crate::workspace::{Cache, Workspace, config_of};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the window starts, or `last-report`: where --mark left off [default: one week before its end]
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Where the window ends [default: the day of --as-of, else now]
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// The branch or commit whose history is told [default: HEAD]
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    /// What the changes are ordered by; JSON is by program, whatever is said here
    #[arg(long, value_name = "WHAT", default_value = "program")]
    by: Order,
    #[command(flatten)]
    formats: Formats<Format>,
    /// Remember under this name where the report ends, for --since last-report (which takes `weekly` without a name)
    #[arg(long, value_name = "NAME", value_parser = mark::name)]
    mark: Option<String>,
    /// What to call it
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    #[command(flatten)]
    filter: filter::Args,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For a mail, a wiki or a pull request
    Markdown,
    /// For programs
    Json,
    /// For a spreadsheet: one row a change
    Csv,
    /// For a channel in Slack: the blocks of one message
    Slack,
    /// For a browser: one page that needs nothing else, with what lies ahead
    Html,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let filter = filter::Filter::new(&args.filter)?;
    let to = args.formats.open(session)?;
    let place = session.place()?;
    let repository = place.git()?;
    let blobs = repository.blobs()?;
    let history = place.history(repository, &blobs);
    let tip = match &args.rev {
        Some(rev) => Some(repository.commit(rev)?),
        None => repository.head()?,
    };
    let zone = match &tip {
        Some(tip) => config_of(&history.tree(tip.oid)).calendar.timezone,
        None => TimeZone::UTC,
    };
    let mark = Mark::of(repository, args.since.as_deref(), args.mark.as_deref())?;
    let asked = asked(args, session, repository, mark.as_ref())?;
    let window = window(repository, &asked, &zone, session.now())?;
    if let Some(mark) = &mark {
        mark.check(repository, &window)?;
    }
    // The process ends when it is written, and what it takes to tell years is not given back piece by piece.
    let report = ManuallyDrop::new(tell((args, &to), session, history, window, zone, &filter)?);
    let whole = to.write_parts(session, |format, style, out| {
        let text = match format {
            Format::Json => return json::write_period(&report, out),
            Format::Human => human::period(&report, style),
            Format::Markdown => markdown::period(&report),
            Format::Csv => csv::period(&report),
            Format::Slack => slack::period(&report),
            Format::Html => html::period(&report),
        };
        out.write_all(text.as_bytes())
    })?;
    if let Some(mark) = &mark {
        mark.set(repository, session, &report.window.to, whole)?;
    }
    Ok(Outcome::Clean)
}

/// The window that was asked for: by name, by the mark of an earlier report, or by the checkout of a pull request.
fn asked(args: &Args, session: &Session, repository: &Repository, mark: Option<&Mark>) -> Result<Asked> {
    let since = mark.and_then(Mark::revision).or_else(|| args.since.clone());
    let (until, rev) = (args.until.clone(), args.rev.clone());
    let asked = Asked { since, until, rev, as_of: session.as_of() };
    if asked.since.is_some() || asked.until.is_some() || asked.rev.is_some() {
        return Ok(asked);
    }
    let Some(checkout) = Checkout::find(repository)? else { return Ok(asked) };
    let Some(base) = checkout.base(repository)? else { return Ok(asked) };
    session.hint(&base.words());
    Ok(Asked { since: Some(base.commit.oid.to_string()), until: Some("HEAD".to_owned()), ..asked })
}

/// Everything that a report tells of a window.
fn tell(
    (args, to): (&Args, &Destinations<Format>),
    session: &Session,
    history: History<'_>,
    window: Window,
    zone: TimeZone,
    filter: &filter::Filter,
) -> Result<PeriodReport> {
    let before_tree = match &window.from {
        Some(commit) => history.tree(commit.oid),
        None => Tree::memory(Vec::<(String, String)>::new()),
    };
    let after_tree = history.tree(window.to.oid);
    let (before, after) = open_both(&before_tree, &after_tree)?;
    let from = window.from.as_ref().map(|commit| commit.oid);
    let mut loaded = None;
    let mut compared = None;
    let start = if from.is_some() { window.eve(&zone) } else { window.today };
    let mut texts = Texts::before_loading(Cache::default());
    // This thread alone reads the history, while the others compare both states and load them.
    let account = rayon::in_place_scope(|scope| {
        scope.spawn(|_| {
            compared = Some(between(&before, &after, &mut texts));
            loaded = Some(load(from.map(|_| &before_tree), &after_tree, texts.take_cache()));
        });
        history.account(from, window.to.oid, (start, &after.config.calendar.timezone))
    });
    before_tree.check()?;
    after_tree.check()?;
    let (old, workspace) = loaded.expect("the scope waits for what it spawned");
    let mut comparison = compared.expect("the scope waits for what it spawned");
    let presents = (
        old.as_ref().map(|workspace| Present { workspace, day: window.eve(&zone) }),
        Present { workspace: &workspace, day: window.today },
    );
    let all = !same_settings(&before_tree, &after_tree);
    let (mut churn, pasts) = account?.tell((&mut comparison, &texts), presents.0, presents.1, all)?;
    if pasts.cut.is_some() {
        session.hint(SHALLOW);
    }
    // Only people are told since when something is overdue.
    let is_told = to.formats().any(|format| !matches!(format, Format::Json | Format::Csv));
    let ends = Ends::new(old.as_ref(), &workspace, &pasts, !all);
    let former = Former::of(&comparison);
    // Where the history begins inside the window, nothing held before.
    let effects = || old.as_ref().map(|old| consequences(&comparison, old, &workspace)).unwrap_or_default();
    let (now, mut consequences) = rayon::join(|| ends.now(window.today), effects);
    let then = || if is_told { ends.then(&now, &former, window.eve(&zone)) } else { Vec::new() };
    let (known, then) = rayon::join(|| ends.known(&now, &former, window.today), then);
    let mut findings = attention(Known { today: &known, then: &then }, now, &former);

    if let Some(hint) = filter.unmatched([&before, &after]) {
        session.hint(&hint);
    }
    filter.apply(&mut comparison);
    filter.apply_to(&mut consequences, &comparison);
    churn.retain(|churn| filter.shows_program(&churn.program) && filter.shows(churn.category));
    if is_told {
        entitle(&mut churn, &comparison, &after);
    }
    findings.retain(|(finding, _)| {
        finding.program.as_deref().is_none_or(|program| filter.shows_program(program))
    });
    let mut soon = upcoming(&workspace, window.today);
    soon.retain(|item| filter.shows_program(&item.program));
    let removed = comparison.programs.iter().filter(|program| program.kind == ProgramKind::Removed).count();
    let shown = workspace.program_ids().filter(|id| filter.shows_program(id)).count() + removed;

    let outlook = to
        .have(Format::Html)
        .then(|| Outlook::new(&workspace, &comparison, window.today, |id| filter.shows_program(id)));
    let since = pasts.cut.map(|cut| cut.to_zoned(zone.clone()).date()).or(pasts.after.since);
    let drift =
        to.have(Format::Html).then(|| Drift::new(&workspace, &comparison, &pasts.after, window.today, since));
    let contacts = Contacts::new(&workspace, &findings);
    let findings = findings.into_iter().map(|(finding, _)| finding).collect();
    let (from, to) = window.sides();
    let names = names(&after_tree, &after.config);
    let web = history.repository.web();
    Ok(PeriodReport {
        title: args.title.clone(),
        window,
        portfolio: shown,
        zone,
        by: args.by.into(),
        diff: DiffReport { from, to, comparison, consequences, names, web },
        churn,
        attention: LintReport::with_texts_of(0, findings, &after_tree, Summary::default()).findings,
        upcoming: soon,
        contacts,
        outlook,
        drift,
    })
}

/// Both states of the window, in what they share read once.
fn load(before: Option<&Tree>, after: &Tree, mut cache: Cache) -> (Option<Workspace>, Workspace) {
    match before {
        Some(before) => {
            let [before, after] = Workspace::load_both([before, after], cache);
            (Some(before), after)
        }
        None => (None, Workspace::load(after, &mut cache)),
    }
}

/// Whether two versions have the same milepost.toml and the same playbooks.
fn same_settings(before: &Tree, after: &Tree) -> bool {
    let files = |tree: &Tree| -> Vec<(Arc<str>, Option<Oid>)> {
        let playbooks = tree.list("playbooks");
        playbooks.into_iter().chain([tree.file(MARK)]).map(|file| (file.path, file.identity)).collect()
    };
    files(before) == files(after)
}
