//! `milepost hook`: git lints what a commit will hold before it makes it.

use std::path::Path;

use clap::Subcommand;

use super::Outcome;
use super::session::Session;
use crate::disk::{self, Made, Replacement, Unreadable};
use crate::error::{Error, Result};
use crate::git::{Hooks, Reach, Repository};
use crate::text::{clean, join_and};

/// The hook that git runs before it makes a commit.
const NAME: &str = "pre-commit";

/// What milepost writes as that hook, behind its first two lines.
const SCRIPT: &str = include_str!("hook/pre-commit.sh");

/// The first lines of it, up to the hash of what follows: so it is known again, unless somebody changed it.
const START: &str = "#!/bin/sh\n# milepost-hook ";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
enum Action {
    /// Write a pre-commit hook that stops commits which bring new errors
    ///
    /// Git runs it before each commit of this clone that changes something here. A hook that is there already is left
    /// alone, and named.
    Install,
    /// Delete the hook that `install` wrote
    ///
    /// A hook that somebody else wrote or changed is left alone, and named.
    Uninstall,
}

/// What stands where the hook belongs.
enum Held {
    Nothing,
    /// As milepost wrote it.
    Ours {
        text: String,
        /// The folders that it checks.
        folders: Vec<String>,
    },
    /// Milepost wrote it, and somebody changed it.
    Changed,
    Foreign,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    match args.action {
        Action::Install => install(session),
        Action::Uninstall => uninstall(session),
    }?;
    Ok(Outcome::Clean)
}

fn install(session: &Session) -> Result<()> {
    let place = session.place()?;
    let repository = place.git()?;
    let Hooks { folder: hooks, reach } = repository.hooks()?;
    if reach == Reach::Elsewhere {
        let message = format!(
            "core.hooksPath names {}, outside of this repository: a hook there would run in others too",
            hooks.display()
        );
        let own = quoted(&repository.own_hooks().to_string_lossy());
        return Err(Error::new(message).help(format!(
            "Nothing was written. `git config core.hooksPath {own}` gives this repository hooks of its own; then those there do not run here."
        )));
    }
    let own = if place.folder.is_empty() { ".".to_owned() } else { format!("./{}", place.folder) };
    if own.contains(char::is_control) {
        return Err(Error::new(format!("the folder `{own}` has a control character in its name"))
            .help("Rename the folder."));
    }
    // What lies in the work tree is shared, and where the program is on this computer is nobody else's matter.
    let program = if reach == Reach::Clone { this_program() } else { String::new() };

    let path = hooks.join(NAME);
    let shown = shown(repository, &path);
    match held(&hooks) {
        Held::Nothing => {
            let mut made = Made::default();
            made.script(&path, script(&program, &[own]).as_bytes())?;
            made.keep();
        }
        Held::Ours { text, mut folders } => {
            folders.push(own);
            folders.sort();
            folders.dedup();
            let after = script(&program, &folders);
            if after != text {
                let file = Replacement { path: NAME, before: text.as_bytes(), after: after.as_bytes() };
                disk::replace(&hooks, &[file])?;
            }
            disk::make_executable(&path)?;
        }
        Held::Changed => {
            return Err(Error::new(format!("{shown} was changed since milepost wrote it"))
                .help("It stays as it is. Delete it to have it written anew."));
        }
        Held::Foreign => {
            let folder = if own == "." { String::new() } else { format!("-C {} ", quoted(&own)) };
            return Err(Error::new(format!("{shown} is there already, and milepost did not write it")).help(
                format!(
                    "It stays as it is. Where it is a shell script, add this line: milepost {folder}lint --staged --quiet --against HEAD || exit 1"
                ),
            ));
        }
    }
    session.print(&format!("{}\n", clean(&shown)))?;
    session.hint(
        "Before each commit that changes something here, git now runs milepost. New errors stop the commit.",
    );
    if reach == Reach::WorkTree {
        session.hint(
            "The hook is a file of the work tree: commit it for those who set core.hooksPath as you do.",
        );
    }
    session.hint("`git commit --no-verify` skips it once, `milepost hook uninstall` takes it out.");
    Ok(())
}

fn uninstall(session: &Session) -> Result<()> {
    let repository = Repository::discover(session.start(), true)?;
    let Hooks { folder: hooks, .. } = repository.hooks()?;
    let path = hooks.join(NAME);
    let shown = shown(&repository, &path);
    match held(&hooks) {
        Held::Nothing => session.hint(&format!("There is no hook at {}.", clean(&shown))),
        Held::Foreign => {
            session.hint(&format!("Milepost did not write {}: it stays as it is.", clean(&shown)));
        }
        Held::Changed => {
            return Err(Error::new(format!("{shown} was changed since milepost wrote it"))
                .help("It stays as it is. Delete it, or the lines in it that call milepost."));
        }
        Held::Ours { folders, .. } => {
            disk::remove(&path)?;
            session.print(&format!("{}\n", clean(&shown)))?;
            let folders: Vec<_> = folders.iter().map(|folder| format!("`{}`", clean(folder))).collect();
            session.hint(&format!("Deleted. Git checks no commit in {} any more.", join_and(&folders)));
        }
    }
    Ok(())
}

/// What stands where the hook belongs. What cannot be read was not written by milepost.
fn held(hooks: &Path) -> Held {
    let bytes = match disk::read(hooks, NAME) {
        Ok(bytes) => bytes,
        Err(problem) if problem == Unreadable::missing() => return Held::Nothing,
        Err(_) => return Held::Foreign,
    };
    let Ok(text) = String::from_utf8(bytes) else { return Held::Foreign };
    let Some((hash, rest)) = text.strip_prefix(START).and_then(|rest| rest.split_once('\n')) else {
        return Held::Foreign;
    };
    if hash != Repository::hash(rest.as_bytes()).to_string() {
        return Held::Changed;
    }
    let folders = rest.lines().filter_map(|line| unquoted(line.strip_prefix("check ")?)).collect();
    Held::Ours { text, folders }
}

/// The hook for some folders. `program` is where milepost is looked for when it is not on the PATH.
fn script(program: &str, folders: &[String]) -> String {
    let checks: Vec<String> =
        folders.iter().map(|folder| format!("check {} || status=1", quoted(folder))).collect();
    let template = SCRIPT.replace("\r\n", "\n");
    let (head, tail) = template.split_once("{checks}").expect("the template has a place for its checks");
    let script = format!("{}{}{tail}", head.replace("{program}", &quoted(program)), checks.join("\n"));
    format!("{START}{}\n{script}", Repository::hash(script.as_bytes()))
}

/// Where this program lies; empty where a script could not say it.
pub(super) fn this_program() -> String {
    let path = std::env::current_exe().ok().and_then(|path| path.to_str().map(str::to_owned));
    path.filter(|path| !path.contains(char::is_control)).unwrap_or_default()
}

/// A text as one word of a shell, whatever it holds.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The text of a word that [`quoted`] wrote, at the start of a line.
fn unquoted(line: &str) -> Option<String> {
    let word = line.strip_suffix(" || status=1")?.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(word.replace(r"'\''", "'"))
}

/// A path from the root of the work tree, where it lies below it.
fn shown(repository: &Repository, path: &Path) -> String {
    let root = repository.workdir().and_then(|root| root.canonicalize().ok()).unwrap_or_default();
    let Ok(below) = path.strip_prefix(root) else { return path.display().to_string() };
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_known_again_with_its_folders() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let hooks = folder.path().canonicalize().expect("it is there");
        let named = ["./it's", "./{checks}", "./$(touch x); 'y' || status=1"].map(str::to_owned);
        std::fs::write(hooks.join(NAME), script("/a 'b'/milepost", &named)).expect("a file");
        let Held::Ours { text, folders } = held(&hooks) else { panic!("it was not known again") };
        assert_eq!(folders, named);
        std::fs::write(hooks.join(NAME), text.replace("exit", "exec")).expect("a file");
        assert!(matches!(held(&hooks), Held::Changed));
    }
}
