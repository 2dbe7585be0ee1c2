//! `lint --staged` in a real hook, and the hook that `milepost hook install` writes: real commits in real repositories.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "[program]\nname = \"Checkout\"\n\n[owners]\ntpm = \"maya-chen\"\n";
const BAD: &str = "[program]\nname = \"Checkout\"\nhealth = \"blue\"\n\n[owners]\ntpm = \"maya-chen\"\n";

fn git(folder: &Path, arguments: &[&str]) -> Output {
    run("git", folder, arguments)
}

/// Runs a program without any configuration but the folder's own.
fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    Command::new(program)
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
        .expect("it starts")
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

const MILEPOST: &str = env!("CARGO_BIN_EXE_milepost");

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// A repository with a folder of programs in it, `""` for its root, and nothing committed.
fn workspace(root: &Path, folder: &str) {
    assert!(git(root, &["init", "-q", "-b", "main", "."]).status.success());
    write(root, &path_in(folder, "milepost.toml"), "");
    write(root, &path_in(folder, "programs/checkout.toml"), GOOD);
    write(root, "code/main.c", "int main() {}");
}

fn path_in(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") }
}

/// Stages everything and commits it: whether the hook let it through, and what was said.
fn commit(root: &Path) -> (bool, String) {
    assert!(git(root, &["add", "."]).status.success());
    let output = git(root, &["commit", "-q", "-m", "x"]);
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Runs `milepost hook` in a folder: whether it did its work, and what it said.
fn hook(folder: &Path, action: &str) -> (bool, String) {
    let output = run(MILEPOST, folder, &["hook", action]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// What the installed hook does in a work tree, whatever kind of repository it belongs to.
fn judges_commits(root: &Path, folder: &str) {
    let program = path_in(folder, "programs/checkout.toml");
    let (passed, said) = commit(root);
    assert!(passed, "a first commit without an error: {said}");

    write(root, &program, BAD);
    let (passed, said) = commit(root);
    assert!(!passed && said.contains("`blue` is no value of `health`"), "an error: {said}");
    assert!(said.contains("git commit --no-verify"), "the way out is named: {said}");
    assert!(git(root, &["commit", "-q", "--no-verify", "-m", "x"]).status.success());

    write(root, &path_in(folder, "programs/search.toml"), &GOOD.replace("Checkout", "Search"));
    let (passed, said) = commit(root);
    assert!(passed, "what HEAD has already stops nobody: {said}");

    write(root, &path_in(folder, "programs/search.toml"), &BAD.replace("Checkout", "Search"));
    let bad = git(root, &["commit", "-q", "-a", "-m", "x"]);
    assert!(!bad.status.success(), "the same error in another program is new, and `-a` stages it");
    write(root, &program, &(GOOD.to_owned() + "# Looked at\n"));
    assert!(git(root, &["add", "."]).status.success());
    let program = format!(":(literal){program}");
    let good = git(root, &["commit", "-q", "-m", "x", "--", &program]);
    assert!(good.status.success(), "a good file alone: {}", String::from_utf8_lossy(&good.stderr));
}

#[test]
fn the_installed_hook_judges_commits_wherever_the_programs_are() {
    for folder in ["", "plans/2026", "it's $(touch pwned); \"x\" `y` \\", "-C", ":(top)", "*", "計画"] {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let root = temporary.path();
        workspace(root, folder);
        let (installed, said) = hook(&root.join(folder), "install");
        assert!(installed && said.contains(".git/hooks/pre-commit"), "{folder}: {said}");
        judges_commits(root, folder);
        assert!(!root.join("pwned").exists());
    }
}

#[test]
fn a_linked_work_tree_and_a_submodule_have_the_hook_of_their_repository() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let main = temporary.path().join("main");
    fs::create_dir(&main).expect("a folder");
    workspace(&main, "plans");
    assert!(commit(&main).0);

    let linked = temporary.path().join("linked");
    assert!(git(&main, &["worktree", "add", "-q", "../linked", "-b", "linked"]).status.success());
    assert!(hook(&linked.join("plans"), "install").0);
    assert!(main.join(".git/hooks/pre-commit").exists());
    write(&linked, "plans/programs/other.toml", GOOD);
    judges_commits(&linked, "plans");

    let around = temporary.path().join("around");
    fs::create_dir(&around).expect("a folder");
    assert!(git(&around, &["init", "-q", "."]).status.success());
    let add = ["-c", "protocol.file.allow=always", "submodule", "add", "-q", "-b", "main", "../main", "sub"];
    assert!(git(&around, &add).status.success());
    assert!(hook(&around.join("sub/plans"), "install").0);
    assert!(around.join(".git/modules/sub/hooks/pre-commit").exists());
    write(&around, "sub/plans/programs/other.toml", GOOD);
    judges_commits(&around.join("sub"), "plans");
}

#[test]
fn a_commit_that_changes_nothing_of_ours_is_not_looked_at() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path();
    workspace(root, "plans");
    write(root, "plans/milepost.toml", "format = 99\n");
    assert!(commit(root).0);
    assert!(hook(&root.join("plans"), "install").0);

    write(root, "code/main.c", "int main() { return 1; }");
    let (passed, said) = commit(root);
    assert!(passed && said.is_empty(), "code alone: {said}");

    write(root, "plans/programs/checkout.toml", BAD);
    let (passed, said) = commit(root);
    assert!(!passed && said.contains("Install a newer milepost"), "a program too: {said}");

    // A branch that has no programs yet.
    assert!(git(root, &["checkout", "-q", "--orphan", "code"]).status.success());
    assert!(git(root, &["rm", "-rqf", "plans"]).status.success());
    let (passed, said) = commit(root);
    assert!(passed && said.is_empty(), "a branch without programs: {said}");
}

#[test]
fn a_deleted_program_is_missed_by_those_who_name_it() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path();
    workspace(root, "");
    let waits = "\n[dependencies.tokens]\nneed = \"Tokens\"\nfrom = \"checkout/\"\nneeded-by = 2099-12-01\n";
    write(root, "programs/search.toml", &(GOOD.replace("Checkout", "Search") + waits));
    assert!(hook(root, "install").0);
    let (passed, said) = commit(root);
    assert!(passed, "{said}");
    fs::remove_file(root.join("programs/checkout.toml")).expect("it is there");
    let (passed, said) = commit(root);
    assert!(!passed && said.contains("there is no program `checkout`"), "{said}");
}

#[test]
fn one_hook_checks_every_folder_of_programs() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path();
    workspace(root, "east");
    workspace(root, "west");
    assert!(hook(&root.join("east"), "install").0);
    assert!(hook(&root.join("west"), "install").0);
    let script = root.join(".git/hooks/pre-commit");
    let once = fs::read(&script).expect("the hook");
    assert!(hook(&root.join("east"), "install").0);
    assert!(fs::read(&script).expect("the hook") == once, "a third time changes nothing");
    assert!(commit(root).0);
    for folder in ["east", "west"] {
        write(root, &path_in(folder, "programs/checkout.toml"), BAD);
        assert!(!commit(root).0, "{folder}");
        write(root, &path_in(folder, "programs/checkout.toml"), GOOD);
    }
    let (done, said) = hook(root, "uninstall");
    assert!(done && said.contains("`./east` and `./west`"), "{said}");
    assert!(!script.exists());
}

#[test]
fn a_hook_that_lost_its_mark_is_mended_and_one_that_was_changed_is_left_alone() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path();
    workspace(root, "");
    assert!(hook(root, "install").0);
    let script = root.join(".git/hooks/pre-commit");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o644)).expect("a mode");
    assert!(hook(root, "install").0);
    assert_eq!(fs::metadata(&script).expect("the hook").permissions().mode() & 0o111, 0o111);

    let changed = fs::read_to_string(&script).expect("the hook") + "echo mine\n";
    fs::write(&script, &changed).expect("a file");
    for action in ["install", "uninstall"] {
        let (done, said) = hook(root, action);
        assert!(!done && said.contains("was changed since milepost wrote it"), "{action}: {said}");
    }
    assert!(fs::read_to_string(&script).expect("the hook") == changed);
}

#[test]
fn hooks_that_run_in_other_repositories_too_are_left_alone() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path().join("here");
    fs::create_dir(&root).expect("a folder");
    workspace(&root, "");
    let shared = temporary.path().join("shared");
    // As somebody has it who gives every repository of a computer the same hooks.
    write(&root, ".gitconfig", &format!("[core]\n\thooksPath = {}\n", shared.display()));
    let output = Command::new(MILEPOST)
        .args(["hook", "install"])
        .current_dir(&root)
        .env_clear()
        .env("HOME", &root)
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("outside of this repository") && said.contains("git config core.hooksPath '"),
        "{said}"
    );
    assert!(!shared.exists() && !root.join(".git/hooks/pre-commit").exists());
}

#[test]
fn a_hook_that_is_a_link_is_somebody_elses() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path().join("here");
    fs::create_dir(&root).expect("a folder");
    workspace(&root, "");
    let script = root.join(".git/hooks/pre-commit");
    fs::create_dir_all(root.join(".git/hooks")).expect("a folder");
    std::os::unix::fs::symlink("../../../nowhere", &script).expect("a link");
    let (done, said) = hook(&root, "install");
    assert!(!done && said.contains("milepost did not write it"), "{said}");
    assert!(hook(&root, "uninstall").0);
    assert!(script.symlink_metadata().is_ok() && !temporary.path().join("nowhere").exists());

    // A folder of hooks in the work tree that leads out of it.
    fs::create_dir(temporary.path().join("outside")).expect("a folder");
    std::os::unix::fs::symlink("../outside", root.join(".githooks")).expect("a link");
    assert!(git(&root, &["config", "core.hooksPath", ".githooks"]).status.success());
    let (done, said) = hook(&root, "install");
    assert!(!done && said.contains("outside of this repository"), "{said}");
    assert!(fs::read_dir(temporary.path().join("outside")).expect("a folder").next().is_none());
}

#[test]
fn without_milepost_the_commit_is_made_and_the_hook_says_so() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path().join("here");
    fs::create_dir(&root).expect("a folder");
    workspace(&root, "");
    let program = temporary.path().join("milepost, for now");
    fs::copy(MILEPOST, &program).expect("a copy");
    assert!(run(&program.display().to_string(), &root, &["hook", "install"]).status.success());
    write(&root, "programs/checkout.toml", BAD);
    let (passed, said) = commit(&root);
    assert!(!passed, "it is found where it lay, though no PATH names it: {said}");
    fs::remove_file(&program).expect("it is there");
    let (passed, said) = commit(&root);
    assert!(passed && said.contains("milepost was not found, so nothing was checked"), "{said}");
}
