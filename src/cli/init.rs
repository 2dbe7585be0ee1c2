//! `milepost init`: start a repository of programs, or lay down the example.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::Outcome;
use super::session::Session;
use super::template::{argument, fill, person_id};
use crate::disk::{self, Made};
use crate::error::{Error, Result};
use crate::example;
use crate::git::{Identity, Repository};
use crate::text::clean;

/// What is made, in the order in which it is read, and what it is.
const FILES: [(&str, &str, &str); 3] = [
    ("programs/checkout-rebuild.toml", include_str!("init/program.toml"), "a small program to start from"),
    ("org/people.toml", include_str!("init/people.toml"), "who is who"),
    (disk::MARK, include_str!("init/milepost.toml"), "where things are, and which rules apply"),
];

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder; it is made where it is missing
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Lay down an example instead: a portfolio with twelve weeks of history
    #[arg(long)]
    example: bool,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let dir = tidy(&session.start().join(&args.dir));
    if args.example { lay_down_example(&dir, session) } else { start(&dir, session) }?;
    Ok(Outcome::Clean)
}

fn start(dir: &Path, session: &Session) -> Result<()> {
    refuse_what_is_there(dir)?;
    let around = Repository::try_discover(nearest(dir), true)?;
    let identity = Identity::of(around.as_ref());
    let tpm = person_id(&identity).unwrap_or_else(|| "you".to_owned());
    let zone = TimeZone::system();
    let known = zone.iana_name().filter(|name| *name != "Etc/UTC" && TimeZone::get(name).is_ok());
    let add = if disk::is_absent_or_empty(dir)? { "." } else { "milepost.toml org programs" };
    let today = session.today(&zone).to_string();
    let values = [
        ("tpm", Some(tpm.as_str())),
        ("name", Some(identity.name.as_deref().unwrap_or("Your Name"))),
        ("email", Some(identity.email.as_deref().unwrap_or("you@example.com"))),
        ("timezone", Some(known.unwrap_or("UTC"))),
    ];

    let mut made = Made::default();
    made.folder(dir)?;
    if around.is_none() {
        Repository::create(dir)?;
    }
    for (at, (path, template, _)) in FILES.iter().enumerate() {
        let path = dir.join(path);
        let text = fill(template, &values).replace("2000-01-01", &today);
        let written = made.file(&path, text.as_bytes());
        // Where another process was first with the first file, it goes on with this repository.
        if at == 0 && around.is_none() && (written.is_ok() || path.symlink_metadata().is_err()) {
            made.count(&dir.join(".git"));
        }
        written?;
    }
    made.keep();

    let here = shown(dir);
    let widest = FILES.iter().map(|(path, ..)| path.len()).max().unwrap_or_default();
    session.hint(&if here == "." { "Made:".to_owned() } else { format!("Made in {}:", clean(&here)) });
    for (path, _, what) in FILES {
        session.hint(&format!("  {path:widest$}  {what}"));
    }
    if around.is_none() {
        session.hint(&format!("  {:widest$}  a git repository, on branch main", ".git"));
    }
    let there = if here == "." { String::new() } else { format!(", in {}", clean(&here)) };
    session.hint(&format!("\nNext{there}:"));
    session.hint("  milepost lint");
    session.hint("  milepost new my-program");
    session.hint(&format!("  git add {add} && git commit -m \"Start our programs\""));
    Ok(())
}

/// Nothing is begun where something is in the way, or where programs are kept already.
fn refuse_what_is_there(dir: &Path) -> Result<()> {
    if let Ok(root) = disk::find_root(nearest(dir)) {
        let own = dir.join(disk::MARK);
        let mark = if own.is_file() { tidy(&own) } else { root.join(disk::MARK) };
        return Err(Error::new(format!("{} is there already", mark.display()))
            .help("`milepost new my-program` adds a program to it."));
    }
    match FILES.iter().map(|(path, ..)| dir.join(path)).find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(disk::taken(&path)),
        None => Ok(()),
    }
}

fn lay_down_example(dir: &Path, session: &Session) -> Result<()> {
    let here = shown(dir);
    if !disk::is_absent_or_empty(dir)? {
        let folder = if here == "." { "this folder" } else { &here };
        return Err(Error::new(format!("{} is not empty", clean(folder)))
            .help("Name a folder that is not there yet: `milepost init --example portfolio`."));
    }
    let commits = example::commits();
    let files = example::files();
    let mut made = Made::default();
    made.folder(dir)?;
    made.expect(&dir.join(".git"));
    for path in files.keys() {
        made.expect(&dir.join(path.split('/').next().unwrap_or(path)));
    }
    Repository::create_with(dir, &commits)?;
    made.keep();

    let programs = files.keys().filter(|path| path.starts_with("programs/")).count();
    let made = format!("{programs} programs, and twelve weeks of changes in {} commits", commits.len());
    session
        .hint(&format!("Made in {}: {made}.", if here == "." { "this folder".into() } else { clean(&here) }));
    session.hint(&format!("\nNext ({} is its today):", example::TODAY));
    let program =
        if here == "." { "milepost".to_owned() } else { format!("milepost -C {}", argument(&clean(&here))) };
    session.hint(&format!("  {program} lint --rev {} --as-of {}", example::UNMENDED, example::TODAY));
    session.hint(&format!("  {program} diff {}", example::UNMENDED));
    session.hint(&format!("  {program} report --as-of {}", example::TODAY));
    Ok(())
}

/// A path without the steps that lead nowhere.
fn tidy(path: &Path) -> PathBuf {
    let parts = path.components().filter(|part| *part != std::path::Component::CurDir);
    let tidy: PathBuf = parts.collect();
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The nearest folder upwards that is there.
fn nearest(dir: &Path) -> &Path {
    let there = dir.ancestors().find(|folder| folder.is_dir());
    there.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
