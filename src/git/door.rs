//! The one door to git itself, for what libgit2 cannot read: sha256, reftable, extensions, split and sparse indexes.
//!
//! Only questions go through it, the move of a mark, and the setting of the merge driver. git is the one on the PATH; it runs no hook and no monitor
//! of the repository, fetches nothing, and waits for nobody's password.
//!
//! An id of sha256 has 32 bytes. Everything above knows ids of 20, so objects are handed on with the first 20 bytes of
//! each id in them: in git's own terms an abbreviation, which git takes wherever it takes an id.

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use git2::ObjectType;

use super::Oid;
use super::listing::kind_of;

/// Digits of an id of 20 bytes.
const DIGITS: usize = 40;

/// A repository as git reads it.
pub(super) struct Door {
    git_dir: PathBuf,
    common: PathBuf,
    workdir: Option<PathBuf>,
    /// How many bytes an id has.
    width: usize,
    ambient: bool,
    objects: RefCell<Option<Objects>>,
}

/// An entry of the index.
pub(super) struct Staged {
    pub(super) path: Vec<u8>,
    pub(super) oid: Oid,
    pub(super) mode: u32,
    /// 0, or in a conflict 1 for the base, 2 for ours, 3 for theirs.
    pub(super) stage: u8,
}

/// What git says of an object.
pub(super) enum Answer<T> {
    Found(ObjectType, T),
    Missing,
    Failed(String),
}

impl Door {
    /// The repository around `dir`, where git is installed and can read it.
    pub(super) fn open(dir: &Path, ambient: bool) -> Option<Self> {
        let ask = |words: &[&str]| path(run(git(dir, ambient).arg("rev-parse").args(words))?);
        let git_dir = ask(&["--absolute-git-dir"])?;
        let common = ask(&["--path-format=absolute", "--git-common-dir"])?;
        let format = run(git(dir, ambient).args(["rev-parse", "--show-object-format"]))?;
        let width = if format.starts_with(b"sha256") { 32 } else { 20 };
        // In a bare repository there is none.
        let workdir = ask(&["--show-toplevel"]);
        Some(Self { git_dir, common, workdir, width, ambient, objects: RefCell::default() })
    }

    /// The same repository, with a conversation of its own.
    pub(super) fn again(&self) -> Self {
        Self {
            git_dir: self.git_dir.clone(),
            common: self.common.clone(),
            workdir: self.workdir.clone(),
            objects: RefCell::default(),
            ..*self
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.git_dir
    }

    pub(super) fn common(&self) -> &Path {
        &self.common
    }

    pub(super) fn workdir(&self) -> Option<&Path> {
        self.workdir.as_deref()
    }

    /// What a command of git prints; `None` where it fails.
    pub(super) fn ask<S: AsRef<OsStr>>(&self, words: &[S]) -> Option<String> {
        let bytes = run(self.command().args(words))?;
        Some(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
    }

    /// Whether a command of git succeeds; else what it complains of.
    pub(super) fn tell(&self, words: &[&str]) -> Result<(), String> {
        match self.command().args(words).output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The id that a command of git prints.
    pub(super) fn id(&self, words: &[&str]) -> Option<Oid> {
        self.ask(words).and_then(|digits| id(digits.as_bytes()))
    }

    /// The ids of the references that match a pattern.
    pub(super) fn ids_of(&self, pattern: &str) -> Vec<Oid> {
        let ids = self.ask(&["for-each-ref", "--format=%(objectname)", pattern]).unwrap_or_default();
        ids.lines().filter_map(|digits| id(digits.as_bytes())).collect()
    }

    /// The names of the references that match a pattern, sorted.
    pub(super) fn names_of(&self, pattern: &str) -> Vec<String> {
        let names = self.ask(&["for-each-ref", "--format=%(refname)", pattern]).unwrap_or_default();
        names.lines().map(str::to_owned).collect()
    }

    /// A setting of git's configuration.
    pub(super) fn setting(&self, name: &str) -> Option<String> {
        self.ask(&["config", "--get", name])
    }

    /// The entries of the index, sorted by path and stage; a path that is only intended to be added is left out.
    pub(super) fn index(&self) -> Option<Vec<Staged>> {
        let listed = run(self.command().args(["ls-files", "--stage", "--full-name", "-z"]))?;
        let staged = listed.split(|byte| *byte == 0).filter(|line| !line.is_empty());
        let mut staged: Vec<Staged> = staged.map(entry).collect::<Option<_>>()?;
        // Such a path has the id of nothing, as an empty file has. Against the work tree git calls it new.
        let intended =
            run(self.command().args(["diff", "--name-only", "--diff-filter=A", "--no-ext-diff", "-z"]));
        let intended = intended.unwrap_or_default();
        let intended: Vec<&[u8]> =
            intended.split(|byte| *byte == 0).filter(|path| !path.is_empty()).collect();
        staged.retain(|entry| !intended.contains(&entry.path.as_slice()));
        Some(staged)
    }

    /// How many bytes an object has.
    pub(super) fn size(&self, oid: Oid) -> Answer<usize> {
        self.converse(|objects| objects.head("info", oid))
    }

    /// The bytes of an object, with ids of 20 bytes in trees and commits.
    pub(super) fn read(&self, oid: Oid) -> Answer<Vec<u8>> {
        let answer = self.converse(|objects| match objects.head("contents", oid) {
            Answer::Found(kind, size) => match objects.body(size) {
                Ok(bytes) => Answer::Found(kind, bytes),
                Err(error) => Answer::Failed(error.to_string()),
            },
            Answer::Missing => Answer::Missing,
            Answer::Failed(reason) => Answer::Failed(reason),
        });
        match answer {
            Answer::Found(kind @ ObjectType::Tree, bytes) => {
                Answer::Found(kind, narrow_tree(&bytes, self.width).unwrap_or(bytes))
            }
            Answer::Found(kind @ ObjectType::Commit, bytes) => {
                Answer::Found(kind, narrow_commit(&bytes, self.width))
            }
            answer => answer,
        }
    }

    /// Asks the process that reads objects, which is started when it is first needed.
    fn converse<T>(&self, ask: impl FnOnce(&mut Objects) -> Answer<T>) -> Answer<T> {
        let mut slot = self.objects.borrow_mut();
        let objects = match slot.take() {
            Some(objects) => Ok(objects),
            None => Objects::start(self.command()),
        };
        match objects {
            Ok(mut objects) => {
                let answer = ask(&mut objects);
                // After a failure nobody knows what the next line would belong to.
                if !matches!(answer, Answer::Failed(_)) {
                    *slot = Some(objects);
                }
                answer
            }
            Err(error) => Answer::Failed(format!("git does not start: {error}")),
        }
    }

    fn command(&self) -> Command {
        let mut command = git(self.workdir.as_deref().unwrap_or(&self.git_dir), self.ambient);
        command.arg("--git-dir").arg(&self.git_dir);
        if let Some(workdir) = &self.workdir {
            command.arg("--work-tree").arg(workdir);
        }
        command
    }
}

/// A running `git cat-file --batch-command`.
struct Objects {
    process: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    fn start(mut command: Command) -> std::io::Result<Self> {
        command.args(["cat-file", "--batch-command"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn()?;
        let questions = process.stdin.take().expect("it was asked for");
        let answers = BufReader::new(process.stdout.take().expect("it was asked for"));
        Ok(Self { process, questions, answers })
    }

    /// The kind and size of an object.
    fn head(&mut self, verb: &str, oid: Oid) -> Answer<usize> {
        let mut line = String::new();
        let asked = writeln!(self.questions, "{verb} {oid}").and_then(|()| self.questions.flush());
        if let Err(error) = asked.and_then(|()| self.answers.read_line(&mut line)) {
            return Answer::Failed(error.to_string());
        }
        let mut words = line.split_ascii_whitespace().skip(1);
        let kind = match words.next() {
            Some("blob") => ObjectType::Blob,
            Some("tree") => ObjectType::Tree,
            Some("commit") => ObjectType::Commit,
            Some("tag") => ObjectType::Tag,
            Some("missing") => return Answer::Missing,
            _ => return Answer::Failed(format!("git says `{}`", line.trim_end())),
        };
        match words.next().and_then(|size| size.parse().ok()) {
            Some(size) => Answer::Found(kind, size),
            None => Answer::Failed(format!("git says `{}`", line.trim_end())),
        }
    }

    /// The bytes behind a head, and the line end behind them.
    fn body(&mut self, size: usize) -> std::io::Result<Vec<u8>> {
        let mut bytes = vec![0; size + 1];
        self.answers.read_exact(&mut bytes)?;
        bytes.truncate(size);
        Ok(bytes)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It has nothing to finish.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A command of git in a folder, which does nothing but what it is told.
fn git(dir: &Path, ambient: bool) -> Command {
    let mut command = Command::new("git");
    command.current_dir(dir).stdin(Stdio::null());
    for (name, value) in std::env::vars_os() {
        let is_git = name.to_str().is_some_and(|name| name.starts_with("GIT_"));
        match name.to_str() {
            _ if !is_git => {}
            // Those that say where the configuration is are the user's, and none of the repository's.
            Some("GIT_CONFIG_GLOBAL" | "GIT_CONFIG_SYSTEM" | "GIT_CONFIG_NOSYSTEM") => {}
            Some("GIT_DIR" | "GIT_INDEX_FILE" | "GIT_WORK_TREE" | "GIT_COMMON_DIR") if ambient => {
                command.env(&name, absolute(value));
            }
            _ if ambient => {}
            _ => {
                command.env_remove(&name);
            }
        }
    }
    for (name, value) in [
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
    ] {
        command.env(name, value);
    }
    command.args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"]);
    command.args(["-c", "core.fsmonitor=false"]);
    command
}

/// The command runs in another folder than we do.
fn absolute(path: OsString) -> OsString {
    std::path::absolute(&path).map_or(path, PathBuf::into_os_string)
}

/// What a command prints; `None` where it fails.
fn run(command: &mut Command) -> Option<Vec<u8>> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// The path that a command printed, without the end of its line.
fn path(mut bytes: Vec<u8>) -> Option<PathBuf> {
    while bytes.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        bytes.pop();
    }
    #[cfg(unix)]
    let path: OsString = std::os::unix::ffi::OsStringExt::from_vec(bytes);
    #[cfg(not(unix))]
    let path: OsString = String::from_utf8(bytes).ok()?.into();
    (!path.is_empty()).then(|| path.into())
}

/// An id of either length, from its digits.
pub(super) fn id(digits: &[u8]) -> Option<Oid> {
    Oid::from_hex(digits.get(..DIGITS)?)
}

/// `MODE ID STAGE\tPATH`
fn entry(line: &[u8]) -> Option<Staged> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let mode = u32::from_str_radix(words.next()?, 8).ok()?;
    let oid = id(words.next()?.as_bytes())?;
    let stage = words.next()?.parse().ok()?;
    // A folder stands in the index only where git did not expand it.
    kind_of(mode)?;
    Some(Staged { path: line[tab + 1..].to_vec(), oid, mode, stage })
}

/// A tree whose ids have `width` bytes, with ids of 20; `None` where it is damaged.
fn narrow_tree(bytes: &[u8], width: usize) -> Option<Vec<u8>> {
    let mut narrow = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        let id = rest.iter().position(|byte| *byte == 0)? + 1;
        narrow.extend_from_slice(rest.get(..id + 20)?);
        rest = rest.get(id + width..)?;
    }
    Some(narrow)
}

/// A commit whose ids have `width` bytes, with ids of 20.
fn narrow_commit(bytes: &[u8], width: usize) -> Vec<u8> {
    let mut narrow = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    for name in [b"tree ".as_slice(), b"parent "] {
        while let Some(digits) = rest.strip_prefix(name)
            && digits.len() > width * 2
        {
            narrow.extend_from_slice(name);
            narrow.extend_from_slice(&digits[..DIGITS]);
            narrow.push(b'\n');
            rest = &digits[width * 2 + 1..];
        }
    }
    narrow.extend_from_slice(rest);
    narrow
}

#[cfg(test)]
mod tests {
    use super::{narrow_commit, narrow_tree};

    #[test]
    fn long_ids_are_cut_and_nothing_else_is_touched() {
        let (long, short) = ("ab".repeat(32), "ab".repeat(20));
        let commit = |id: &str| {
            format!(
                "tree {id}\nparent {id}\nparent {id}\nauthor A <a@x> 5 +0000\n\nparent {}\n",
                "c".repeat(64)
            )
        };
        assert_eq!(narrow_commit(commit(&long).as_bytes(), 32), commit(&short).as_bytes());
        assert_eq!(narrow_commit(commit(&short).as_bytes(), 20), commit(&short).as_bytes());

        let tree = |id: &[u8]| [b"100644 a\0", id, b"40000 b\0", id].concat();
        assert_eq!(narrow_tree(&tree(&[7; 32]), 32), Some(tree(&[7; 20])));
        assert_eq!(narrow_tree(&tree(&[7; 20]), 20), Some(tree(&[7; 20])));
        assert_eq!(narrow_tree(&tree(&[7; 31])[..60], 32), None);
        assert_eq!(narrow_commit(b"tree ab", 32), b"tree ab");
    }
}
