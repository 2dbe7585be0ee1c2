//! Generates the git history of a portfolio: each commit edits one to three programs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::portfolio::{Portfolio, person};
use crate::random::Random;

/// When the last commit is made: 2026-06-15T12:00:00Z.
const LAST: i64 = 1_781_524_800;

/// The commits of one week, so that a week of any history is as busy.
const A_WEEK: i64 = 50;

/// A repository that was generated.
pub(crate) struct History {
    pub(crate) path: PathBuf,
    /// How its objects are packed.
    pub(crate) packed: &'static str,
}

/// The files of the latest commit: what a folder holds, by name.
#[derive(Default)]
struct Folder {
    files: BTreeMap<String, git2::Oid>,
    folders: BTreeMap<String, Folder>,
    /// The tree, where nothing changed since it was written.
    written: Option<git2::Oid>,
}

impl History {
    /// Writes a history of `commits` commits after a first one that holds the whole portfolio.
    pub(crate) fn generate(path: &Path, portfolio: &mut Portfolio, commits: usize) -> Self {
        let mut options = git2::RepositoryInitOptions::new();
        options.initial_head("main").external_template(false);
        let repository =
            git2::Repository::init_opts(path, &options).expect("a new folder takes a repository");
        let odb = repository.odb().expect("a repository has objects");
        let memory = odb.add_new_mempack_backend(1_000).expect("objects can be kept in memory");

        let mut random = Random::new(0x7465_7374);
        let mut root = Folder::default();
        for (path, text) in portfolio.files() {
            root.put(&path, odb.write(git2::ObjectType::Blob, text.as_bytes()).expect("memory takes a blob"));
        }
        let mut parent = None;
        for number in 0..=commits {
            let mut said = Vec::new();
            if number > 0 {
                for _ in 0..random.range(1..4) {
                    let at = random.below(portfolio.programs.len());
                    said.push(portfolio.edit(at));
                    let (path, text) = portfolio.file(at);
                    root.put(
                        &path,
                        odb.write(git2::ObjectType::Blob, text.as_bytes()).expect("memory takes a blob"),
                    );
                }
            }
            let mut message =
                if said.is_empty() { "Start the portfolio".to_owned() } else { said.join("; ") };
            if random.chance(30) {
                message.push_str("\n\nReason: the vendor signs two weeks later than planned");
            }
            let left = i64::try_from(commits - number).expect("small");
            let time = LAST - left * (7 * 86_400 / A_WEEK);
            let who = person(random.below(3), random.below(14));
            let tree = root.write(&odb);
            parent = Some(commit(&odb, tree, parent, &who, time, &message));
        }
        let mut pack = git2::Buf::new();
        memory.dump(&repository, &mut pack).expect("what is in memory makes a pack");
        let mut writer = odb.packwriter().expect("a repository takes packs");
        std::io::Write::write_all(&mut writer, &pack).expect("the disk takes the pack");
        writer.commit().expect("the pack is whole");
        let tip = parent.expect("there is a first commit");
        repository.reference("refs/heads/main", tip, true, "generate").expect("a branch can be set");
        let packed = if git(path, &["repack", "-a", "-d", "-q"]).is_some() { "git" } else { "libgit2" };
        Self { path: path.to_owned(), packed }
    }
}

impl Folder {
    fn put(&mut self, path: &str, blob: git2::Oid) {
        self.written = None;
        match path.split_once('/') {
            Some((folder, rest)) => self.folders.entry(folder.to_owned()).or_default().put(rest, blob),
            None => {
                self.files.insert(path.to_owned(), blob);
            }
        }
    }

    fn write(&mut self, odb: &git2::Odb<'_>) -> git2::Oid {
        if let Some(written) = self.written {
            return written;
        }
        // A tree is sorted by name, a folder's as if it ended in a slash.
        let mut entries: BTreeMap<String, (&str, &str, git2::Oid)> = BTreeMap::new();
        for (name, blob) in &self.files {
            entries.insert(name.clone(), ("100644", name, *blob));
        }
        for (name, folder) in &mut self.folders {
            entries.insert(format!("{name}/"), ("40000", name, folder.write(odb)));
        }
        let mut bytes = Vec::new();
        for (mode, name, oid) in entries.values() {
            bytes.extend(format!("{mode} {name}\0").bytes());
            bytes.extend(oid.as_bytes());
        }
        let written = odb.write(git2::ObjectType::Tree, &bytes).expect("memory takes a tree");
        self.written = Some(written);
        written
    }
}

fn commit(
    odb: &git2::Odb<'_>,
    tree: git2::Oid,
    parent: Option<git2::Oid>,
    who: &str,
    time: i64,
    message: &str,
) -> git2::Oid {
    let parent = parent.map_or_else(String::new, |parent| format!("parent {parent}\n"));
    let signature = format!("{who} <{who}@corp.example> {time} +0000");
    let text = format!("tree {tree}\n{parent}author {signature}\ncommitter {signature}\n\n{message}\n");
    odb.write(git2::ObjectType::Commit, text.as_bytes()).expect("memory takes a commit")
}

/// Runs the real git, without the configuration of whoever runs the benchmark; `None` where it is not there or fails.
pub(crate) fn git(dir: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    quiet(&mut command);
    let output = command.arg("-C").arg(dir).args(arguments).output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Takes the user's git out of a command's environment.
pub(crate) fn quiet(command: &mut Command) -> &mut Command {
    for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_")) {
        command.env_remove(variable);
    }
    let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.env("GIT_CONFIG_GLOBAL", nothing).env("GIT_CONFIG_NOSYSTEM", "1")
}
