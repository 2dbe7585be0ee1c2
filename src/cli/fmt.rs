//! `milepost fmt`: the canonical layout of files.

use std::path::Path;

use super::Outcome;
use super::scope::{is_below, read_stdin, reported_path, unread};
use super::session::{Place, Session, check_format};
use crate::disk;
use crate::error::{Error, Result};
use crate::fix::Rewritten;
use crate::layout::{Laid, lay_out};
use crate::output::patch;
use crate::text::{clean, plural};
use crate::tree::Tree;
use crate::workspace::config_of;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files or folders, all of them if left out; `-` reads one file from standard input, and prints it
    paths: Vec<String>,
    /// Name the files that would change, and write nothing
    #[arg(long)]
    check: bool,
    /// Print what would change as a diff, and write nothing
    #[arg(long, conflicts_with = "check")]
    diff: bool,
    /// The path that standard input stands for, with `-`
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<String>,
}

impl Args {
    fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| path == "-")
    }
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let place = session.place()?;
    let Some(root) = place.root.as_deref() else {
        return Err(Error::new("a bare repository has no files to lay out")
            .help("Clone it, and run the command in the clone."));
    };
    let (tree, paths) = asked(args, session, &place)?;
    let config = config_of(&tree);
    check_format(&config)?;
    let wants = |file: &str| paths.is_empty() || paths.iter().any(|path| is_below(file, path));
    let files = lay_out(&tree, &config, &wants);
    let reads_stdin = args.reads_stdin();
    let is_file = |path: &&String| reads_stdin || root.join(path).is_file();
    if let Some(path) =
        paths.iter().filter(is_file).find(|path| files.iter().all(|file| *file.path != ***path))
    {
        return Err(unread(path, &config));
    }
    let changes: Vec<Rewritten> = files.iter().filter_map(Laid::change).cloned().collect();
    if args.check {
        let names: String = changes.iter().map(|file| clean(&file.path).into_owned() + "\n").collect();
        session.print(&names)?;
    } else if args.diff {
        session.print(&patch::patch(&changes, session.style()))?;
    } else if reads_stdin {
        let file = files.iter().find_map(|file| file.outcome.as_ref().ok());
        session.print(file.map_or("", |file| &file.after))?;
    } else {
        write(&changes, session, root)?;
    }
    let is_shown = args.check || args.diff;
    let kept: Vec<&Error> = files.iter().filter_map(|file| file.outcome.as_ref().err()).collect();
    let count = plural(changes.len() as u64, "file");
    match changes.len() {
        1.. if is_shown => session.hint(&format!("`milepost fmt` would change the layout of {count}.")),
        1.. if !reads_stdin => session.hint(&format!("Changed the layout of {count}.")),
        0 if is_shown || !reads_stdin => {
            let all = plural((files.len() - kept.len()) as u64, "file");
            session.hint(&format!("There is nothing to change in {all}."));
        }
        _ => {}
    }
    if let Some((last, others)) = kept.split_last() {
        for error in others {
            session.complain(error);
        }
        return Err((*last).clone());
    }
    Ok(if is_shown && !changes.is_empty() { Outcome::Found } else { Outcome::Clean })
}

/// What the disk holds, or standard input in the place of one file; and the files and folders that are asked for.
fn asked(args: &Args, session: &Session, place: &Place) -> Result<(Tree, Vec<String>)> {
    let tree = place.disk()?;
    if !args.reads_stdin() {
        let paths = args.paths.iter().map(|path| reported_path(session, place, path, true));
        return Ok((tree, paths.collect::<Result<_>>()?));
    }
    let name = args.stdin_filename.as_ref().filter(|_| args.paths.len() == 1).ok_or_else(|| {
        Error::new("`-` reads one file from standard input, and needs its name")
            .help("Write it alone, and say which file it stands for: --stdin-filename programs/checkout.toml")
    })?;
    let name = reported_path(session, place, name, false)?;
    Ok((tree.with(&name, read_stdin()?), vec![name]))
}

fn write(changes: &[Rewritten], session: &Session, root: &Path) -> Result<()> {
    let replacements: Vec<_> = changes.iter().map(Rewritten::replacement).collect();
    disk::replace(root, &replacements)?;
    for file in changes {
        session.say(&format!("laid out {}", clean(&file.path)));
    }
    Ok(())
}
