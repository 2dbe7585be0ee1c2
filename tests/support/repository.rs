//! Small git repositories for tests: fixed authors and clocks, and no configuration but their own.

#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `body` in a process of its own, whose home is an empty folder and whose environment holds no word of git.
///
/// libgit2 reads its configuration from the home folder and its environment once per process, so that this is the
/// only way to be sure of both. `body` is given a folder that is deleted afterwards. `variables` are set for it;
/// `{dir}` in a value stands for that folder.
pub(crate) fn alone<F: Fn(&Path)>(variables: &[(&str, &str)], body: F) {
    const FOLDER: &str = "MILEPOST_TEST_FOLDER";
    if let Some(folder) = std::env::var_os(FOLDER) {
        return body(Path::new(&folder));
    }
    // `git::opening::a_test::{{closure}}`: the test's own name in the middle.
    let path = std::any::type_name::<F>().trim_end_matches("::{{closure}}");
    let name = path.split_once("::").expect("a closure has a path with its crate").1;

    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let folder = folder.path().canonicalize().map(|path| (path, folder)).expect("it was just made");
    let mut command = Command::new(std::env::current_exe().expect("a test knows its own binary"));
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]);
    clean(&mut command, &folder.0);
    command.env(FOLDER, &folder.0);
    for (variable, value) in variables {
        command.env(variable, value.replace("{dir}", &folder.0.display().to_string()));
    }
    let output = command.output().expect("the test's own binary runs");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{name} in a process of its own:\n{text}");
}

/// Takes every trace of the user's git out of a command's environment.
pub(crate) fn clean(command: &mut Command, home: &Path) {
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("GIT_") {
            command.env_remove(variable);
        }
    }
    command
        .env("HOME", home.join("home"))
        .env("USERPROFILE", home.join("home"))
        .env("XDG_CONFIG_HOME", home.join("home"))
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
        .env("GIT_CONFIG_NOSYSTEM", "1");
}

/// Runs the real git in `dir` and returns what it prints; it must succeed.
pub(crate) fn git(dir: &Path, arguments: &[&str]) -> String {
    let (success, text) = try_git(dir, arguments);
    assert!(success, "git {arguments:?} failed:\n{text}");
    text
}

/// Runs the real git in `dir`: whether it succeeded, and what it printed, its complaints behind.
pub(crate) fn try_git(dir: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new("git");
    clean(&mut command, dir);
    let identity =
        ["-c", "user.name=Tess", "-c", "user.email=tess@milepost.example", "-c", "init.defaultBranch=main"];
    let more =
        ["-c", "protocol.file.allow=always", "-c", "core.autocrlf=false", "-c", "commit.gpgSign=false"];
    command.current_dir(dir).args(identity).args(more).args(arguments);
    for variable in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        command.env(variable, "1790000000 +0000");
    }
    let output = command.output().expect("git is installed where the tests run");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text.trim_end().to_owned())
}

/// A repository in the making. Its commits are written as they are told, and no command of git is run.
pub(crate) struct Fixture {
    /// The repository as git2 sees it.
    pub(crate) inner: git2::Repository,
    /// The root of its work tree, or the repository itself where it is bare.
    pub(crate) path: PathBuf,
}

/// A commit to be written; the rest comes from [`Draft::default`].
pub(crate) struct Draft<'a> {
    /// Its parents, by id.
    pub(crate) parents: &'a [&'a str],
    /// The time of author and committer, in seconds.
    pub(crate) time: i64,
    /// Name and address.
    pub(crate) author: &'a [u8],
    /// The whole message.
    pub(crate) message: &'a [u8],
    /// Every file: path, mode and content; of mode 160000, the content is a commit's id.
    pub(crate) files: &'a [(&'a [u8], u32, &'a [u8])],
}

impl Default for Draft<'_> {
    fn default() -> Self {
        Self {
            parents: &[],
            time: 1_790_000_000,
            author: b"Ann Arbor <ann@milepost.example>",
            message: b"Change something\n",
            files: &[],
        }
    }
}

impl Fixture {
    /// An empty repository at `path`, with `main` as its branch.
    pub(crate) fn new(path: &Path, bare: bool) -> Self {
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head("main").bare(bare).external_template(false);
        let inner =
            git2::Repository::init_opts(path, &options).expect("a repository can be made in a new folder");
        Self { inner, path: path.to_owned() }
    }

    /// Writes a commit and returns its id; no branch is moved.
    pub(crate) fn commit(&self, draft: &Draft<'_>) -> String {
        self.commit_in_zone(draft, "+0000")
    }

    /// As [`Fixture::commit`], of people whose clocks are in another zone, such as `-0800`.
    pub(crate) fn commit_in_zone(&self, draft: &Draft<'_>, zone: &str) -> String {
        let mut index = git2::Index::new().expect("an index in memory can be made");
        for (path, mode, content) in draft.files {
            let id = if *mode == 0o160_000 {
                std::str::from_utf8(content).expect("an id is ASCII").parse().expect("the test's own id")
            } else {
                self.inner.blob(content).expect("a blob can be written")
            };
            index.add(&entry(path, *mode, id, 0, 0)).expect("an entry can be added");
        }
        let tree = index.write_tree_to(&self.inner).expect("a tree can be written");
        let mut bytes = format!("tree {tree}\n").into_bytes();
        for parent in draft.parents {
            bytes.extend(format!("parent {parent}\n").bytes());
        }
        for role in ["author", "committer"] {
            bytes.extend(role.bytes());
            bytes.push(b' ');
            bytes.extend(draft.author);
            bytes.extend(format!(" {} {zone}\n", draft.time).bytes());
        }
        bytes.push(b'\n');
        bytes.extend(draft.message);
        let odb = self.inner.odb().expect("the repository has objects");
        odb.write(git2::ObjectType::Commit, &bytes).expect("a commit can be written").to_string()
    }

    /// Writes a commit with text files at a time, and returns its id.
    pub(crate) fn commit_text(&self, parents: &[&str], time: i64, files: &[(&str, &str)]) -> String {
        let files: Vec<(&[u8], u32, &[u8])> =
            files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_bytes())).collect();
        let message = format!("Change at {time}\n");
        self.commit(&Draft { parents, time, message: message.as_bytes(), files: &files, ..Draft::default() })
    }

    /// Moves a reference, such as `refs/heads/main`.
    pub(crate) fn set(&self, reference: &str, commit: &str) {
        let oid = commit.parse().expect("the test's own id");
        self.inner.reference(reference, oid, true, "test").expect("a reference can be set");
    }
}

/// An entry of an index.
pub(crate) fn entry(
    path: &[u8],
    mode: u32,
    id: git2::Oid,
    flags: u16,
    flags_extended: u16,
) -> git2::IndexEntry {
    git2::IndexEntry {
        ctime: git2::IndexTime::new(0, 0),
        mtime: git2::IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags,
        flags_extended,
        path: path.to_vec(),
    }
}
