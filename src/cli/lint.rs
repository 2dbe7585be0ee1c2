//! `milepost lint`: validate files, programs and the links between them.

use std::sync::Arc;

use clap::ValueEnum;

use super::against::Baseline;
use super::destination::Formats;
use super::scope::{self, Scope};
use super::session::{Place, SHALLOW, Session, check_format};
use super::{Outcome, fixes};
use crate::error::Result;
use crate::finding::{Finding, Level};
use crate::git::Oid;
use crate::output::{Style, concise, github, gitlab, json, junit, narrated, rdjson, sarif, terminal};
use crate::report::{LintReport, Present, Summary};
use crate::rules::{self, Selection, Wanted};
use crate::text::{clean, plural};
use crate::tree::Tree;
use crate::workspace::{Cache, Past, Program, Workspace};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    scope: scope::Args,
    #[command(flatten)]
    formats: Formats<Format>,
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
    /// For programs that read a line at a time
    Jsonl,
    /// For code scanning, and for editors: SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// The code quality report of GitLab
    Gitlab,
    /// Test results, for any CI
    Junit,
    /// For reviewdog, which comments on pull requests
    Rdjson,
}

fn level(name: &str) -> std::result::Result<Level, String> {
    Level::parse(name).ok_or_else(|| "write error, warn or info".to_owned())
}

/// Memory is kept by thread: on one of those that read the files, what is reported takes the place of what was read.
pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    rayon::scope(|_| lint(args, session))
}

fn lint(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.formats.open(session)?;
    let place = session.place()?;
    let selection = Selection::new(&args.select, &args.ignore)?;
    args.fixes.check(args.scope.is_disk() && !args.scope.reads_stdin())?;
    let mut scope = Scope::new(&args.scope, session, &place)?;
    if args.fixes.are_wanted() {
        let wants = |finding: &Finding| scope.reported.holds(finding);
        match fixes::run(&args.fixes, args.formats.output(), session, &place, scope.tree, &selection, &wants)?
        {
            fixes::Ran::Shown(outcome) => return Ok(outcome),
            fixes::Ran::Written(mended) => scope.tree = mended,
        }
    }
    let baseline = args.against.as_ref();
    let checked = args.scope.rev.as_deref();
    let baseline = baseline.map(|rev| Baseline::open(&place, rev, checked)).transpose()?;
    let (findings, counts) = judge(args, session, &place, &selection, &scope, baseline.as_ref())?;
    // Only formats for people show lines; the others need no more than places.
    let shows_lines = to.have(Format::Human) || to.have(Format::Narrated);
    // Only columns that count bytes need all of them.
    let shown = match (to.have(Format::Rdjson), shows_lines) {
        (true, _) => usize::MAX,
        (false, true) => args.max_findings,
        (false, false) => 0,
    };
    let mut report = LintReport::with_texts_of(shown, findings.shown, &scope.tree, counts);
    report.files = findings.files;
    to.write_parts(session, |format, style, out| {
        let text = match format {
            Format::Json => return json::write_lint(&report, out),
            Format::Jsonl => return json::write_lines(&report, out),
            Format::Human => terminal::lint(&report, style, args.max_findings),
            Format::Narrated => narrated::lint(&report, args.max_findings),
            Format::Concise => concise::lint(&report, style),
            Format::Sarif => sarif::lint(&report, &place.folder),
            Format::Github => github::lint(&report, &place.folder),
            Format::Gitlab => gitlab::lint(&report, &place.folder),
            Format::Junit => junit::lint(&report, &place.folder),
            Format::Rdjson => rdjson::lint(&report, &place.folder),
        };
        out.write_all(text.as_bytes())
    })?;
    if to.is_silent() || to.have(Format::Concise) && !shows_lines {
        session.hint(&terminal::summary(&report.summary, Style::PLAIN));
    }
    if let (Some(baseline), 1..) = (&baseline, report.summary.known) {
        let count = plural(report.summary.known as u64, "finding");
        let rev = clean(baseline.rev());
        session.hint(&format!("{count} that `{rev}` has too: not shown. Without --against, all are."));
    }
    if shows_lines {
        if args.scope.rev.is_none() && !args.scope.reads_stdin() {
            fixes::hint(session, &report);
        }
        next_step(session, &report);
    }
    Ok(if report.at_least(args.deny) > 0 { Outcome::Found } else { Outcome::Clean })
}

/// The findings that are reported.
struct Findings {
    shown: Vec<Finding>,
    /// The files that were asked about.
    files: Vec<Arc<str>>,
}

/// Runs the rules, and leaves out what nobody asked for and what the baseline has too.
fn judge(
    args: &Args,
    session: &Session,
    place: &Place,
    selection: &Selection,
    scope: &Scope,
    baseline: Option<&Baseline>,
) -> Result<(Findings, Summary)> {
    let mut cache = Cache::default();
    let workspace = Workspace::load(&scope.tree, &mut cache);
    scope.tree.check()?;
    check_format(&workspace.config)?;
    scope.reported.refuse_unread(&workspace)?;
    let today = session.today(&workspace.config.calendar.timezone);
    session.say(&format!("{} files, as of {today}", workspace.files));
    if let (false, Some(rule)) = (args.history, Selection::needs_history(&args.select)) {
        session.hint(&format!("`{rule}` reads the history: add --history to run it."));
    }
    let present = Present { workspace: &workspace, day: today };
    let past = if args.history { past(args, session, place, present, &scope.tree)? } else { None };
    let is_reported = |program: &Program| scope.reported.holds_file(&program.file.path);
    let wanted = |program: &Program| if is_reported(program) { Wanted::All } else { Wanted::Nothing };
    let outcome = rules::run_for(&workspace, today, selection, past.as_ref(), &wanted);
    let shown = outcome.findings.into_iter().filter(|finding| scope.reported.holds(finding)).collect();
    let files = workspace.silences().map(|(file, _)| Arc::clone(file));
    let files = files.filter(|file| scope.reported.holds_file(file)).collect();
    let mut findings = Findings { shown, files };
    let mut known = 0;
    if let Some(baseline) = baseline {
        let find = |before: &Workspace, base| {
            let present = Present { workspace: before, day: today };
            let past = if args.history { past_of(place, present, base, None)? } else { None };
            Ok(rules::run_with_past(before, today, selection, past.as_ref()).findings)
        };
        let left = baseline.compare(
            session,
            &scope.tree,
            (&workspace, std::mem::take(&mut findings.shown)),
            &mut cache,
            find,
        )?;
        findings.shown = left.new;
        known = left.known;
    }
    let counts = Summary {
        files: workspace.files,
        programs: workspace.programs.len(),
        suppressed: outcome.suppressed,
        known,
        ..Summary::default()
    };
    Ok((findings, counts))
}

/// What the commits did that led to what is checked. `None`, with a hint, where they cannot tell.
fn past(
    args: &Args,
    session: &Session,
    place: &Place,
    present: Present<'_>,
    tree: &Tree,
) -> Result<Option<Past>> {
    let (tip, later) = match &args.scope.rev {
        Some(rev) => (Some(place.git()?.commit(rev)?), None),
        None => (place.git()?.head()?, Some(tree)),
    };
    let Some(tip) = tip else {
        session.hint("There is no commit yet, so the rules that read the history have nothing to read.");
        return Ok(None);
    };
    let past = past_of(place, present, tip.oid, later)?;
    if past.is_none() {
        session.hint(SHALLOW);
    }
    Ok(past)
}

/// What the commits up to `tip` did, and what `later` changed that is not committed.
fn past_of(place: &Place, present: Present<'_>, tip: Oid, later: Option<&Tree>) -> Result<Option<Past>> {
    let repository = place.git()?;
    let blobs = repository.blobs()?;
    place.history(repository, &blobs).past(None, present, tip, later)
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
