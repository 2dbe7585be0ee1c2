//! What every command shares: where it runs, what day it is, and how it speaks.

use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::disk;
use crate::error::{Error, Result};
use crate::git::{Blobs, Repository};
use crate::output::Style;
use crate::report::History;
use crate::text::clean;
use crate::tree::Tree;
use crate::workspace::Config;

/// The widest output, in columns: longer lines are hard to read.
const WIDEST: usize = 120;

/// So many bytes of a result are printed at once.
const PART: usize = 1 << 16;

/// The version of the format that this program reads.
const FORMAT: u32 = 1;

/// What is said where the rules that read the history are left out.
pub(super) const SHALLOW: &str = "This clone is shallow, so the rules that read the history did not run. `git fetch \
    --unshallow` brings the rest; in GitHub Actions, set `fetch-depth: 0` on actions/checkout.";

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Run as if started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// When to use colors
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: Color,
    /// Print the result alone, without hints
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say what is being read, on standard error
    #[arg(short, long, global = true)]
    verbose: bool,
    /// What counts as today, such as 2026-06-15
    #[arg(long, value_name = "DATE", global = true, value_parser = day)]
    as_of: Option<Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

pub(super) struct Session {
    global: Global,
    start: PathBuf,
    now: Timestamp,
}

/// Where the programs are: on disk, in a repository, or both.
pub(super) struct Place {
    /// The folder of milepost.toml; `None` in a bare repository.
    pub root: Option<PathBuf>,
    /// The repository around it, or why there is none.
    repository: Result<Repository>,
    /// The root, from the root of the repository.
    pub folder: String,
}

impl Session {
    pub(super) fn new(global: Global) -> Result<Self> {
        let start = global.directory.clone().unwrap_or_else(|| PathBuf::from("."));
        let session = Self { global, start, now: Timestamp::now() };
        if session.start.is_dir() {
            return Ok(session);
        }
        let error = Error::new(format!("there is no folder {}", session.start.display()))
            .help("Check the path after -C.");
        session.complain(&error);
        Err(error)
    }

    /// The folder that the command runs in.
    pub(super) fn start(&self) -> &Path {
        &self.start
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// The day that was given as today.
    pub(super) fn as_of(&self) -> Option<Date> {
        self.global.as_of
    }

    /// The day that counts as today in a time zone.
    pub(super) fn today(&self, zone: &TimeZone) -> Date {
        self.global.as_of.unwrap_or_else(|| self.now.to_zoned(zone.clone()).date())
    }

    /// Finds the root, on disk first, else in a bare repository.
    pub(super) fn place(&self) -> Result<Place> {
        let root = match disk::find_root(&self.start) {
            Ok(root) => root,
            Err(error) => return self.bare_place().unwrap_or(Err(error)),
        };
        // The root may lie outside the repository that the command runs in: in a repository inside it, say.
        let around = Repository::try_discover(&root, true).and_then(|repository| match repository {
            Some(repository) if repository.workdir().is_some() => {
                let folder = repository.prefix_of(&root)?;
                Ok((repository, folder))
            }
            _ => Err(Error::new("this folder is in no git repository")
                .help("Changes are read from git: run `git init`, and commit your programs.")),
        });
        let (repository, folder) = match around {
            Ok((repository, folder)) => {
                if repository.is_read_by_git() {
                    self.say("the repository has a form that libgit2 does not know: git itself reads it");
                }
                (Ok(repository), folder)
            }
            Err(error) => {
                self.say(&format!("git cannot be read: {error}"));
                (Err(error), String::new())
            }
        };
        self.say(&format!("root {}", root.display()));
        Ok(Place { root: Some(root), repository, folder })
    }

    /// The root in a bare repository: where HEAD has its milepost.toml. `None` where there is no bare repository.
    fn bare_place(&self) -> Option<Result<Place>> {
        let repository = Repository::try_discover(&self.start, true).ok()??;
        if repository.workdir().is_some() {
            return None;
        }
        Some(folder_of_head(&repository).map(|folder| Place {
            root: None,
            repository: Ok(repository),
            folder,
        }))
    }

    /// The style of standard output.
    pub(super) fn style(&self) -> Style {
        let stdout = std::io::stdout();
        let terminal = stdout.is_terminal();
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let forced =
            set("CLICOLOR_FORCE") && std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0");
        let color = match self.global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto => forced || terminal,
        };
        let width = terminal_size::terminal_size_of(&stdout)
            .map_or(Style::PLAIN.width, |(width, _)| usize::from(width.0));
        Style { color, links: terminal && color, width: width.clamp(20, WIDEST) }
    }

    /// The style of a file.
    pub(super) fn file_style(&self) -> Style {
        Style { color: self.global.color == Color::Always, ..Style::PLAIN }
    }

    /// Writes the result. A reader that went away, such as `head`, ends the command quietly.
    pub(super) fn print(&self, text: &str) -> Result<()> {
        self.print_whole(text).map(|_| ())
    }

    /// As [`Session::print`], and whether the reader took all of it.
    pub(super) fn print_whole(&self, text: &str) -> Result<bool> {
        self.print_parts(|out| out.write_all(text.as_bytes()))
    }

    /// As [`Session::print_whole`], of a result that is written as it is made.
    #[allow(clippy::unused_self, reason = "what is printed goes through the session, as everything does")]
    pub(super) fn print_parts(
        &self,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<bool> {
        let mut out = BufWriter::with_capacity(PART, std::io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(Error::new(format!("cannot write to standard output: {error}"))),
        }
    }

    /// Says what to do next, on standard error.
    pub(super) fn hint(&self, text: &str) {
        if !self.global.quiet {
            error_line(text);
        }
    }

    /// Says what is being done, where `-v` asks for it.
    pub(super) fn say(&self, text: &str) {
        if self.global.verbose {
            error_line(text);
        }
    }

    /// Says what could not be done, and what mends it.
    #[allow(clippy::unused_self, reason = "what is said goes through the session, as everything does")]
    pub(super) fn complain(&self, error: &Error) {
        error_line(&format!("error: {}", clean(&error.to_string())));
        if let Some(help) = error.help_text() {
            error_line(&format!(" help: {}", clean(help)));
        }
    }
}

fn error_line(text: &str) {
    // There is nobody left to tell when standard error is gone.
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

impl Place {
    /// What the disk holds.
    pub(super) fn disk(&self) -> Result<Tree> {
        let root = self.root.as_deref().ok_or_else(|| {
            Error::new("a bare repository has no work tree to read").help("Name a commit: `--rev HEAD`.")
        })?;
        Ok(Tree::disk(root))
    }

    /// The repository, for commands that cannot do without.
    pub(super) fn git(&self) -> Result<&Repository> {
        self.repository.as_ref().map_err(Clone::clone)
    }

    /// The history of the root.
    pub(super) fn history<'p>(&'p self, repository: &'p Repository, blobs: &'p Blobs) -> History<'p> {
        History { repository, blobs, folder: &self.folder }
    }
}

/// The folder that holds the one milepost.toml of HEAD.
fn folder_of_head(repository: &Repository) -> Result<String> {
    let Some(head) = repository.head()? else { return Ok(String::new()) };
    let files = repository.files(head.oid, "")?;
    let mut folders = files.entries.iter().filter_map(|entry| {
        let folder = entry.path.strip_suffix(disk::MARK)?;
        (folder.is_empty() || folder.ends_with('/')).then(|| folder.trim_end_matches('/').to_owned())
    });
    match (folders.next(), folders.next()) {
        (Some(folder), None) => Ok(folder),
        (Some(one), Some(other)) => Err(Error::new(format!(
            "HEAD has more than one {}, in `{one}` and in `{other}` among others",
            disk::MARK
        ))
        .help("Run milepost in a clone with a work tree, in the folder that you mean.")),
        (None, _) => Err(Error::new(format!("HEAD of this bare repository has no {}", disk::MARK))
            .help("Name another repository with `-C DIR`.")),
    }
}

fn day(text: &str) -> std::result::Result<Date, String> {
    let day = text.parse::<Date>().ok().filter(|day| day.to_string() == text);
    day.ok_or_else(|| "write a day, such as 2026-06-15".to_owned())
}

/// Refuses a repository that is written in a newer format than this program knows.
pub(super) fn check_format(config: &Config) -> Result<()> {
    if config.format <= FORMAT {
        return Ok(());
    }
    let message =
        format!("{} is in format {}, and this milepost reads format {FORMAT}", config.file, config.format);
    Err(Error::new(message).help("Install a newer milepost."))
}
