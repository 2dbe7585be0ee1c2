//! What a lint looks at: a version, and the files and folders of it that are reported on.

use std::io::Read;
use std::path::Path;

use super::session::{Place, Session};
use crate::disk::{LARGEST_FILE, MARK, below_root};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::tree::Tree;
use crate::workspace::{Config, Workspace};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Files or folders to report on; `-` reads one file from standard input
    paths: Vec<String>,
    /// Check what the index holds, not the work tree
    #[arg(long, conflicts_with = "rev")]
    staged: bool,
    /// Check what this commit holds
    #[arg(long, value_name = "REV")]
    pub(super) rev: Option<String>,
    /// The path that standard input stands for, with `-`
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<String>,
}

impl Args {
    /// Whether the work tree is checked.
    pub(super) fn is_disk(&self) -> bool {
        !self.staged && self.rev.is_none()
    }

    /// Whether a file comes from standard input.
    pub(super) fn reads_stdin(&self) -> bool {
        self.paths.iter().any(|path| path == "-")
    }
}

/// A version, and what of it is reported on.
pub(super) struct Scope {
    /// The version.
    pub tree: Tree,
    /// What is reported on.
    pub reported: Reported,
}

/// The files and folders that findings are reported of.
#[derive(Default)]
pub(super) struct Reported {
    /// None of them stands for everything.
    paths: Vec<String>,
    /// Those of them that are files.
    files: Vec<String>,
}

impl Scope {
    pub(super) fn new(args: &Args, session: &Session, place: &Place) -> Result<Self> {
        let mut scope =
            Self { tree: tree(place, args.staged, args.rev.as_deref())?, reported: Reported::default() };
        for path in &args.paths {
            if path == "-" {
                let name = args.stdin_filename.as_ref().ok_or_else(|| {
                    Error::new("`-` reads a file from standard input, and its name is not known")
                        .help("Say which file it stands for: --stdin-filename programs/checkout.toml")
                })?;
                let name = reported_path(session, place, name, false)?;
                scope.tree = scope.tree.with(&name, read_stdin()?);
                scope.reported.files.push(name.clone());
                scope.reported.paths.push(name);
                continue;
            }
            let path = reported_path(session, place, path, args.is_disk())?;
            let is_file = match &place.root {
                Some(root) if args.is_disk() => root.join(&path).is_file(),
                _ => path.ends_with(".toml"),
            };
            if is_file {
                scope.reported.files.push(path.clone());
            }
            scope.reported.paths.push(path);
        }
        Ok(scope)
    }
}

impl Reported {
    /// Whether a finding is reported.
    pub(super) fn holds(&self, finding: &Finding) -> bool {
        self.holds_file(&finding.file)
    }

    /// Whether a file is reported on.
    pub(super) fn holds_file(&self, file: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|path| is_below(file, path))
    }

    /// Refuses the path of a file that was not read: nothing would be checked, and a wrong path in a hook or an editor
    /// would look like a clean file.
    pub(super) fn refuse_unread(&self, workspace: &Workspace) -> Result<()> {
        let is_read = |path: &&String| {
            workspace.silences().any(|(file, _)| **file == **path)
                || workspace.findings.iter().any(|finding| *finding.file == **path)
        };
        let Some(path) = self.files.iter().find(|path| !is_read(path)) else { return Ok(()) };
        Err(unread(path, &workspace.config))
    }
}

/// Says that a file is none that is read here.
pub(super) fn unread(path: &str, config: &Config) -> Error {
    let folders = config.programs.iter().chain(&config.org);
    let folders: Vec<&str> = folders.map(|(folder, _)| folder.as_str()).collect();
    Error::new(format!("`{path}` is no file that milepost reads"))
        .help(format!("It reads milepost.toml, and the .toml files in {} and playbooks.", folders.join(", ")))
}

/// The version that is read: the disk, the index or a commit.
pub(super) fn tree(place: &Place, staged: bool, rev: Option<&str>) -> Result<Tree> {
    if !staged && rev.is_none() {
        return place.disk();
    }
    let repository = place.git()?;
    let blobs = repository.blobs()?;
    let (tree, missing) = if let Some(rev) = rev {
        let commit = repository.commit(rev)?;
        let tree = Tree::git(repository.snapshot(&blobs, commit.oid, &place.folder));
        (
            tree,
            Error::new(format!("{rev} has no {MARK}"))
                .help("Name a commit that holds this repository of programs."),
        )
    } else {
        let tree = Tree::git(repository.staged(&blobs, &place.folder)?);
        (tree, Error::new(format!("{MARK} is not staged")).help("Stage what you want to check: git add ."))
    };
    if tree.exists(MARK) {
        return Ok(tree);
    }
    // What git cannot give is not absent.
    tree.check()?;
    Err(missing)
}

/// What standard input holds; a byte too much of what is too large.
pub(super) fn read_stdin() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    read.map_err(|error| Error::new(format!("cannot read standard input: {error}")))?;
    Ok(bytes)
}

/// A path as the user wrote it, relative to the root and with `/`. The root itself is empty.
pub(super) fn reported_path(
    session: &Session,
    place: &Place,
    path: &str,
    must_exist: bool,
) -> Result<String> {
    let Some(root) = &place.root else {
        return Ok(path.trim_end_matches('/').to_owned());
    };
    let full = session.start().join(path);
    let outside = || {
        Error::new(format!("{path} is not below {}", root.display()))
            .help("Name files or folders of this repository of programs.")
    };
    let absolute = match full.canonicalize() {
        Ok(absolute) => absolute,
        Err(_) if must_exist => {
            return Err(Error::new(format!("there is no file or folder {path}"))
                .help("Check the path; it counts from the folder that you are in."));
        }
        Err(_) => {
            let start = session.start().canonicalize().map_err(|_| outside())?;
            let relative = Path::new(path);
            if below_root(path).is_none() && !relative.is_absolute() {
                return Err(outside());
            }
            start.join(relative)
        }
    };
    let relative = absolute.strip_prefix(root).map_err(|_| outside())?;
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(parts.join("/"))
}

/// Whether a file is at a path or below it; all are below the root.
pub(super) fn is_below(file: &str, path: &str) -> bool {
    path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
