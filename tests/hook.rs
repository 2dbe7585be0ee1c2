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

#[test]
fn a_commit_is_judged_by_what_it_will_hold() {
    // What is written to each of two files, whether both are staged, the commit, and whether it passes.
    let rows: &[(&str, &str, &str, bool, &[&str], bool)] = &[
        ("all that is staged", BAD, GOOD, true, &["-m", "x"], false),
        ("`commit -a` takes both", BAD, GOOD, false, &["-a", "-m", "x"], false),
        (
            "`commit FILE` takes the good one alone",
            BAD,
            "good",
            false,
            &["-m", "x", "programs/search.toml"],
            true,
        ),
        (
            "`commit FILE` takes the bad one alone",
            BAD,
            "good",
            false,
            &["-m", "x", "programs/checkout.toml"],
            false,
        ),
        (
            "what is staged beside it stays out of it",
            BAD,
            "good",
            true,
            &["-m", "x", "programs/search.toml"],
            true,
        ),
    ];
    for (row, checkout, search, staged, commit, passes) in rows {
        let folder = repository();
        let root = folder.path();
        let search =
            if *search == "good" { GOOD.replace("Checkout", "Search") } else { (*search).to_owned() };
        fs::write(root.join("programs/checkout.toml"), checkout).expect("a file");
        fs::write(root.join("programs/search.toml"), search).expect("a file");
        if *staged {
            assert!(git(root, &["add", "."]).status.success());
        }
        let output = git(root, &[&["commit", "-q"], *commit].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), *passes, "{row}: {said}");
        assert_eq!(
            said.contains("error[invalid-value] `blue` is no value of `health`"),
            !passes,
            "{row}: {said}"
        );
    }
}
