//! `lint --staged` in a real hook: git points it at the index of the commit that is being made.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "[program]\nname = \"Checkout\"\n\n[owners]\ntpm = \"maya-chen\"\n";
const BAD: &str = "[program]\nname = \"Checkout\"\nhealth = \"blue\"\n\n[owners]\ntpm = \"maya-chen\"\n";

fn git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .envs([("GIT_AUTHOR_NAME", "Maya Chen"), ("GIT_AUTHOR_EMAIL", "maya@example.com")])
        .envs([("GIT_COMMITTER_NAME", "Maya Chen"), ("GIT_COMMITTER_EMAIL", "maya@example.com")])
        .output()
        .expect("git starts")
}

/// A repository with two programs and a hook that lints what is staged.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    assert!(git(root, &["init", "-q", "-b", "main", "."]).status.success());
    fs::create_dir(root.join("programs")).expect("a folder");
    fs::write(root.join("milepost.toml"), "").expect("a file");
    for program in ["checkout", "search"] {
        fs::write(root.join(format!("programs/{program}.toml")), GOOD).expect("a file");
    }
    assert!(git(root, &["add", "."]).status.success());
    assert!(git(root, &["commit", "-q", "-m", "Start"]).status.success());
    let hook = root.join(".git/hooks/pre-commit");
    let script = format!(
        "#!/bin/sh\nexec '{}' lint --staged -q --format concise >&2\n",
        env!("CARGO_BIN_EXE_milepost")
    );
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    fs::write(&hook, script).expect("a file");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a mode");
    folder
}

/// A commit after `checkout` was broken and `search` was changed.
struct Commit {
    /// What it shows.
    row: &'static str,
    /// Whether both files are staged before.
    staged: bool,
    /// The arguments of `git commit`.
    arguments: &'static [&'static str],
    /// Whether the hook lets it through.
    passes: bool,
}

#[test]
fn a_commit_is_judged_by_what_it_will_hold() {
    let commit = |row, staged, arguments, passes| Commit { row, staged, arguments, passes };
    let commits = [
        commit("all that is staged", true, &["-m", "x"], false),
        commit("`-a` takes what is not staged", false, &["-a", "-m", "x"], false),
        commit("`commit FILE` takes the good one alone", false, &["-m", "x", "programs/search.toml"], true),
        commit("`commit FILE` takes the bad one alone", false, &["-m", "x", "programs/checkout.toml"], false),
        commit("what is staged beside FILE stays out", true, &["-m", "x", "programs/search.toml"], true),
    ];
    for Commit { row, staged, arguments, passes } in commits {
        let folder = repository();
        let root = folder.path();
        fs::write(root.join("programs/checkout.toml"), BAD).expect("a file");
        fs::write(root.join("programs/search.toml"), GOOD.replace("Checkout", "Search")).expect("a file");
        if staged {
            assert!(git(root, &["add", "."]).status.success());
        }
        let output = git(root, &[&["commit", "-q"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), passes, "{row}: {said}");
        let found = said.contains("error[invalid-value] `blue` is no value of `health`");
        assert_eq!(found, !passes, "{row}: {said}");
    }
}
