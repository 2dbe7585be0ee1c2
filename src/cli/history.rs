//! `milepost history`: every change of a program, an entity or a field, with commit, author and reason.

use clap::ValueEnum;
use jiff::Timestamp;

use super::Outcome;
use super::destination::{Destinations, Formats};
use super::session::{Session, check_format};
use crate::error::{Error, Result};
use crate::git::Repository;
use crate::output::history::{csv, human, markdown};
use crate::output::{json, trend};
use crate::report::{Chronicle, Clock, names};
use crate::since;
use crate::text::clean;
use crate::tree::Tree;
use crate::workspace::config_of;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A program, or an entity or field of it: checkout/milestones.beta.due, or checkout/beta for short
    #[arg(value_name = "PROGRAM[/PATH]")]
    place: String,
    /// Draw how the due dates of its milestones moved
    #[arg(long, conflicts_with_all = ["since", "until", "reverse"])]
    trend: bool,
    /// Tell the oldest commit first
    #[arg(long)]
    reverse: bool,
    /// Tell only what came to the branch since then; what a date comes to is still told of all
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Tell only what came to the branch until then
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// The branch or commit whose history is told; it leaves out what is not committed yet [default: HEAD]
    #[arg(long, value_name = "REV")]
    rev: Option<String>,
    #[command(flatten)]
    formats: Formats<Format>,
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
    /// With --trend: a picture
    Svg,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let to = args.formats.open(session)?;
    for format in to.formats() {
        check(args.trend, format)?;
    }
    let place = session.place()?;
    let repository = place.git()?;
    let blobs = repository.blobs()?;
    let history = place.history(repository, &blobs);
    let tip = match &args.rev {
        Some(rev) => Some(repository.commit(rev)?),
        None => repository.head()?,
    };
    let tip = tip.ok_or_else(|| {
        Error::new("there is no commit yet, so there is no history")
            .help("Commit your programs with `git add` and `git commit`.")
    })?;
    let later: Option<Tree> = match (&args.rev, &place.root) {
        (None, Some(_)) => Some(place.disk()?),
        _ => None,
    };
    let head = history.tree(tip.oid);
    let newest = later.as_ref().unwrap_or(&head);
    let config = config_of(newest);
    check_format(&config)?;
    let zone = config.calendar.timezone.clone();
    let clock = Clock { today: session.today(&zone), zone };
    let (id, words) = match args.place.trim_end_matches('/').split_once('/') {
        Some((id, words)) => (id, Some(words)),
        None => (args.place.trim_end_matches('/'), None),
    };
    let followed = history.follow(tip.oid, later.as_ref(), id, clock.clone())?;
    newest.check()?;
    if followed.was_renamed {
        session.hint(&format!("`{}` is called `{}` since.", clean(id), clean(&followed.program)));
    }
    let path = words.map(|words| followed.path(words)).transpose()?;
    if let (Some(words), Some(path)) = (words, &path)
        && !path.ends_with(words)
    {
        session.hint(&format!("`{}` is called `{}` since.", clean(words), clean(path)));
    }
    let mut chronicle = followed.tell(path, names(newest, &config));
    if args.trend {
        return draw(args, &to, session, &chronicle);
    }
    narrow(args, repository, session, &clock, &mut chronicle)?;
    if !args.reverse {
        chronicle.entries.reverse();
    }
    if chronicle.entries.is_empty() {
        session.hint(match (&args.since, &args.until) {
            (None, None) => "It never said anything there.",
            _ => "Nothing of it changed in that time.",
        });
    }
    to.write(session, |format, style| match format {
        Format::Markdown => markdown::history(&chronicle),
        Format::Json => json::history(&chronicle),
        Format::Csv => csv::history(&chronicle),
        Format::Human | Format::Svg => human::history(&chronicle, style),
    })?;
    Ok(Outcome::Clean)
}

/// A picture is one of the trend, and the trend is no table.
fn check(is_trend: bool, format: Format) -> Result<()> {
    match (is_trend, format) {
        (false, Format::Svg) => Err(Error::new("only the trend is a picture").help("Add --trend.")),
        (true, Format::Markdown | Format::Csv) => Err(Error::new("the trend is drawn, not listed")
            .help("Draw it in the terminal, or with --format svg; --format json has its numbers.")),
        _ => Ok(()),
    }
}

fn draw(args: &Args, to: &Destinations<Format>, session: &Session, chronicle: &Chronicle) -> Result<Outcome> {
    if chronicle.trend.lines.is_empty() && !to.formats().all(|format| format == Format::Json) {
        let what = clean(&args.place);
        return Err(Error::new(format!("`{what}` has no milestone with a date, and never had"))
            .help("A trend shows how the due dates of milestones moved: name a program, or a milestone."));
    }
    to.write(session, |format, style| match format {
        Format::Svg => trend::svg(&chronicle.trend),
        Format::Json => json::history(chronicle),
        _ => trend::terminal(&chronicle.trend, style),
    })?;
    Ok(Outcome::Clean)
}

/// Leaves out what came to the branch before or after what was asked for.
fn narrow(
    args: &Args,
    repository: &Repository,
    session: &Session,
    clock: &Clock,
    chronicle: &mut Chronicle,
) -> Result<()> {
    if let Some(text) = &args.since {
        let since = time(text, repository, session, clock, true)?;
        chronicle.entries.retain(|entry| entry.landed.is_none_or(|landed| landed >= since));
    }
    if let Some(text) = &args.until {
        let until = time(text, repository, session, clock, false)?;
        chronicle.entries.retain(|entry| entry.landed.unwrap_or_else(|| session.now()) <= until);
    }
    Ok(())
}

/// A point in time: words, else a revision's.
fn time(
    text: &str,
    repository: &Repository,
    session: &Session,
    clock: &Clock,
    is_start: bool,
) -> Result<Timestamp> {
    if let Some(when) = since::parse(text, clock.today) {
        let now = session.now();
        return Ok(if is_start { when.start(&clock.zone, now) } else { when.end(&clock.zone, now) });
    }
    let commit = repository.commit(text).map_err(|error| {
        Error::new(format!("`{}` is no time and no revision", clean(text)))
            .help(format!("Write {}; or a branch, tag or commit ({error}).", since::FORMS))
    })?;
    Ok(commit.time)
}
