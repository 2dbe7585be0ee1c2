//! `milepost man`: the man pages, one for each command.

use std::path::{Path, PathBuf};

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Outcome;
use super::session::Session;
use crate::disk::{self, Made, Replacement};
use crate::error::{Error, Result};
use crate::text::{clean, closest, plural};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command that the page is about [default: milepost itself]
    #[arg(conflicts_with = "dir")]
    command: Option<String>,
    /// Write every page into this folder; it is made where it is missing
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let command = super::command();
    if let Some(dir) = &args.dir {
        let count = write_all(&session.start().join(dir), &command)?;
        session.hint(&format!("Wrote {} to {}.", plural(count, "page"), clean(&dir.display().to_string())));
        return Ok(Outcome::Clean);
    }
    let about = match &args.command {
        None => &command,
        Some(name) => command.find_subcommand(name).ok_or_else(|| no_command(name, &command))?,
    };
    session.print(&page(about, &command)?)?;
    Ok(Outcome::Clean)
}

fn no_command(name: &str, command: &clap::Command) -> Error {
    let help = match closest(name, command.get_subcommands().map(clap::Command::get_name)) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => "`milepost --help` lists them all.".to_owned(),
    };
    Error::new(format!("there is no command `{}`", clean(name))).help(help)
}

/// Writes the page of milepost and of each command. A page that is there already is replaced.
fn write_all(dir: &Path, command: &clap::Command) -> Result<u64> {
    let mut made = Made::default();
    made.folder(dir)?;
    let dir = &dir.canonicalize().map_err(|error| {
        let message = format!("cannot open the folder {}: {}", dir.display(), error.kind());
        Error::new(message).help("Name another folder.")
    })?;
    let mut count = 0;
    for about in command.get_subcommands().chain([command]) {
        let name = format!("{}.1", about.get_display_name().unwrap_or_else(|| about.get_name()));
        let page = page(about, command)?;
        if disk::exists(dir, &name) {
            let before = disk::read(dir, &name).map_err(|unreadable| {
                Error::new(format!("{name} {}", unreadable.message)).help("Name another folder.")
            })?;
            let file = Replacement { path: &name, before: &before, after: page.as_bytes() };
            disk::replace(dir, &[file])?;
        } else {
            made.file(&dir.join(&name), page.as_bytes())?;
        }
        count += 1;
    }
    made.keep();
    Ok(count)
}

/// The page of one command, as roff.
fn page(about: &clap::Command, milepost: &clap::Command) -> Result<String> {
    let version = milepost.get_version().unwrap_or_default();
    // As `--help` says it: options have their own section. A page that had a day would say when it was printed.
    let usage = about.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    let man = Man::new(about.clone().override_usage(usage))
        .date(" ")
        .source(format!("milepost {version}"))
        .manual("Manual of milepost");
    let mut roff = Vec::new();
    let written = man.render(&mut roff).and_then(|()| closing(about, milepost).to_writer(&mut roff));
    written.map_err(|error| Error::new(format!("the page cannot be written: {error}")))?;
    Ok(String::from_utf8_lossy(&roff).into_owned())
}

/// What stands at the end of every page: how it exits, and where to read on.
fn closing(about: &clap::Command, milepost: &clap::Command) -> Roff {
    let mut roff = Roff::default();
    roff.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in [
        ("0", "Done, and nothing at error level. Reports exit so whatever they found."),
        ("1", "There is something: findings at error level, or differences that were asked about."),
        ("2", "It could not do the work; standard error says why, and what to do."),
    ] {
        roff.control("TP", []);
        roff.text([bold(status)]);
        roff.text([roman(meaning)]);
    }
    roff.control("SH", ["SEE ALSO"]);
    let others: Vec<String> = [milepost]
        .into_iter()
        .chain(milepost.get_subcommands())
        .filter(|other| other.get_name() != about.get_name())
        .map(|other| format!("{}(1)", other.get_display_name().unwrap_or_else(|| other.get_name())))
        .collect();
    roff.control("nh", []);
    roff.control("ad", ["l"]);
    roff.text([roman(others.join(", "))]);
    roff.control("PP", []);
    roff.text([roman(format!("<{}>", env!("CARGO_PKG_HOMEPAGE")))]);
    roff
}
