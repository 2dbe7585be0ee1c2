//! `milepost merge-driver`: git merges programs by what they say, and not by lines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::Outcome;
use super::hook::{quoted, this_program};
use super::session::{Place, Session};
use crate::disk::{self, Made, Replacement, Unreadable};
use crate::document::{Marks, Merged, holds_both, merge};
use crate::error::{Error, Result};
use crate::git::{MERGE_DRIVER, Repository, merge_lines};
use crate::text::{clean, join_and};
use crate::tree::Tree;
use crate::workspace::config_of;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Have git merge the programs of this clone so
    ///
    /// Sets `merge.milepost.driver` in the clone's configuration, and says in its `info/attributes` which files it is for.
    Install,
    /// Have git merge lines again
    Uninstall,
    /// Merge two versions of a file that go back to a common one: what git runs
    ///
    /// OURS takes the result. Exit status: 0 merged, 1 merged with conflicts between marks, 2 nothing was written: a version
    /// is no TOML, or cannot be merged safely by what it says.
    Run(Run),
}

#[derive(Debug, clap::Args)]
struct Run {
    /// The common version
    base: PathBuf,
    /// The version of the branch that is merged into
    ours: PathBuf,
    /// The version of the other branch
    theirs: PathBuf,
    /// The name under which the file is spoken of
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// How long the marks of a conflict are
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..))]
    marker_size: u8,
    /// What the marks of a conflict call the first version
    #[arg(long, value_name = "NAME", default_value = "ours")]
    ours_name: String,
    /// What the marks of a conflict call the other version
    #[arg(long, value_name = "NAME", default_value = "theirs")]
    theirs_name: String,
}

/// The comment above the attributes that `install` writes.
const COMMENT: &str = "# milepost merge-driver install";

/// How many conflicts are named.
const NAMED: usize = 10;

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    match &args.action {
        Action::Install => install(session)?,
        Action::Uninstall => uninstall(session)?,
        Action::Run(versions) => return merge_files(versions, session),
    }
    Ok(Outcome::Clean)
}

/// The configuration comes before the attributes that name it, and goes after them: whatever interrupts this, git knows the
/// driver that an attribute names.
fn install(session: &Session) -> Result<()> {
    let place = session.place()?;
    let repository = place.git()?;
    let lines = attributes(&place, &place.disk()?);
    let attributes = Attributes::of(repository)?;
    let (mut text, ours) = attributes.parted();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    // Other roots of this repository have lines of their own.
    let others = ours.into_iter().filter(|line| !lines.iter().any(|new| new == line));
    let all: Vec<&str> = others.chain(lines.iter().map(String::as_str)).collect();
    let command = command();
    if repository.merge_driver()?.as_deref() != Some(&command) {
        repository.set_merge_driver(Some(&command))?;
    }
    attributes.replace(&format!("{text}{COMMENT}\n{}\n", all.join("\n")))?;
    session.print(&format!("{}\n", lines.iter().map(|line| clean(line)).collect::<Vec<_>>().join("\n")))?;
    session.hint(
        "In this clone git now merges these files by what they say. `milepost merge-driver uninstall` takes that back.",
    );
    session.hint(
        "In .gitattributes, the same lines are for every clone in which somebody runs `milepost merge-driver install`.",
    );
    Ok(())
}

fn uninstall(session: &Session) -> Result<()> {
    let repository = Repository::discover(session.start(), true)?;
    let attributes = Attributes::of(&repository)?;
    attributes.replace(&attributes.parted().0)?;
    if repository.merge_driver()?.is_none() {
        session.hint("Git merges lines in this clone: there is nothing to take back.");
        return Ok(());
    }
    repository.set_merge_driver(None)?;
    session.hint("Git merges lines again in this clone.");
    Ok(())
}

/// What git runs, in a shell. Where milepost is gone, or can do nothing, it merges lines, as git would without it. What
/// even that refuses is a conflict; any other status would end the whole merge.
fn command() -> String {
    let program = quoted(&this_program()).replace('%', "%%");
    format!(
        "\"$(command -v milepost || echo {program})\" merge-driver run \
         --path=%P --marker-size=%L --ours-name=%X --theirs-name=%Y %O %A %B; \
         s=$?; [ $s -le 1 ] && exit $s; git merge-file --marker-size=%L -L %X -L %S -L %Y %A %O %B || exit 1"
    )
}

/// The lines of an attributes file for all that milepost reads below a root.
fn attributes(place: &Place, tree: &Tree) -> Vec<String> {
    let config = config_of(tree);
    let named = config.programs.iter().chain(&config.org).map(|(folder, _)| folder.as_str());
    let folders: BTreeSet<String> = named.chain(["playbooks"]).filter_map(disk::below_root).collect();
    let files = folders.iter().map(|folder| format!("{}/**/*.toml", literal(folder)));
    let files = files.chain(["milepost.toml".to_owned()]);
    let root = if place.folder.is_empty() { String::new() } else { format!("{}/", literal(&place.folder)) };
    files.map(|file| format!("{} merge={MERGE_DRIVER}", quoted_pattern(&format!("/{root}{file}")))).collect()
}

/// A path as a pattern that names nothing else.
fn literal(path: &str) -> String {
    let escaped =
        |letter: char| if "*?[\\".contains(letter) { format!("\\{letter}") } else { letter.to_string() };
    path.chars().map(escaped).collect()
}

/// A pattern as git reads one in an attributes file: in quotes, as in C, where it must be.
fn quoted_pattern(pattern: &str) -> String {
    if pattern.chars().all(|letter| letter.is_ascii_graphic() && letter != '"') {
        return pattern.to_owned();
    }
    let escaped = pattern.bytes().map(|byte| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// The file for attributes of a clone.
struct Attributes {
    path: PathBuf,
    /// What is in it; `None` where it is not there.
    held: Option<String>,
}

impl Attributes {
    fn of(repository: &Repository) -> Result<Self> {
        let path = repository.own_attributes();
        let (folder, name) = parts(&path)?;
        let held = match disk::read(folder, name) {
            Ok(bytes) => Some(String::from_utf8(bytes).map_err(|_| unreadable(&path, "it is no UTF-8"))?),
            Err(problem) if problem == Unreadable::missing() => None,
            Err(problem) => return Err(unreadable(&path, &problem.message)),
        };
        Ok(Self { path, held })
    }

    /// The text without the lines that `install` wrote, and those.
    fn parted(&self) -> (String, Vec<&str>) {
        let is_ours = |line: &str| line.ends_with(&format!(" merge={MERGE_DRIVER}"));
        let (mut text, mut ours, mut below) = (String::new(), Vec::new(), false);
        for line in self.held.as_deref().unwrap_or_default().split_inclusive('\n') {
            let words = line.trim_end();
            below = words == COMMENT || below && is_ours(words);
            match below {
                true if words != COMMENT => ours.push(words),
                true => {}
                false => text.push_str(line),
            }
        }
        (text, ours)
    }

    fn replace(&self, after: &str) -> Result<()> {
        let (folder, name) = parts(&self.path)?;
        match &self.held {
            Some(before) if before != after => disk::replace(
                folder,
                &[Replacement { path: name, before: before.as_bytes(), after: after.as_bytes() }],
            ),
            None if !after.is_empty() => {
                let mut made = Made::default();
                made.folder(folder)?;
                made.file(&self.path, after.as_bytes())?;
                made.keep();
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn merge_files(run: &Run, session: &Session) -> Result<Outcome> {
    let files = [&run.base, &run.ours, &run.theirs].map(|path| session.start().join(path));
    let read = |path: &PathBuf| {
        let (folder, name) = parts(path)?;
        let bytes = disk::read(folder, name).map_err(|problem| unreadable(path, &problem.message))?;
        String::from_utf8(bytes).map_err(|_| unreadable(path, "it is no UTF-8"))
    };
    let [base, ours, theirs] = [read(&files[0])?, read(&files[1])?, read(&files[2])?];
    let name = run.path.clone().unwrap_or_else(|| run.ours.display().to_string());
    let marks = Marks {
        length: run.marker_size.into(),
        ours: &side(&run.ours_name, "%X", "ours"),
        theirs: &side(&run.theirs_name, "%Y", "theirs"),
    };
    let versions = [base.as_str(), &ours, &theirs];
    let Some(Merged { text, conflicts, .. }) =
        merge(versions, marks).map(|merged| or_lines(merged, versions))
    else {
        let message = format!("{} cannot be merged by what it says; nothing was written", clean(&name));
        return Err(Error::new(message).help("git merges its lines: `git merge-file` does that."));
    };
    if text != ours {
        let (folder, file) = parts(&files[1])?;
        let replacement = Replacement { path: file, before: ours.as_bytes(), after: text.as_bytes() };
        disk::replace(folder, &[replacement])?;
    }
    if conflicts.is_empty() {
        return Ok(Outcome::Clean);
    }
    let mut named: Vec<String> =
        conflicts.iter().take(NAMED).map(|path| format!("`{}`", clean(path))).collect();
    if conflicts.len() > NAMED {
        named.push(format!("{} more", conflicts.len() - NAMED));
    }
    session.hint(&format!("{}: both sides changed {}.", clean(&name), join_and(&named)));
    Ok(Outcome::Found)
}

/// Where comments are in each other's way, and nothing else is, git's own merge may find room for both.
fn or_lines(merged: Merged, versions: [&str; 3]) -> Merged {
    if merged.conflicts.is_empty() || merged.is_of_tables {
        return merged;
    }
    let by_lines = merge_lines(versions).filter(|text| holds_both(versions, text));
    by_lines.map_or(merged, |text| Merged { text, conflicts: Vec::new(), is_of_tables: false })
}

/// What the marks call a side. An older git leaves `%X` and `%Y` as they are.
fn side(told: &str, unknown: &str, plain: &str) -> String {
    if told.is_empty() || told == unknown { plain.to_owned() } else { clean(told).into_owned() }
}

/// The folder and the name of a file.
fn parts(path: &Path) -> Result<(&Path, &str)> {
    let name = path.file_name().and_then(|name| name.to_str());
    path.parent().zip(name).ok_or_else(|| unreadable(path, "its name is no UTF-8"))
}

fn unreadable(path: &Path, reason: &str) -> Error {
    Error::new(format!("{} cannot be read: {reason}", clean(&path.display().to_string())))
}
