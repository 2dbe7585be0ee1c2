//! What `diff` and `report` compare in the checkouts that CI makes of a pull request, and on a developer's machine.

#[path = "support/repository.rs"]
mod repository;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use repository::{clean, git};

/// A host with a branch `slip` that moves one milestone, a `main` that moved another one meanwhile, and the merge of
/// the two that the host makes for pull request 7.
struct Host {
    _folder: tempfile::TempDir,
    root: PathBuf,
    /// Where the two parted, and the tip of main.
    start: String,
    main: String,
}

fn program(ga: &str, docs: &str) -> String {
    let milestone = |id: &str, due: &str| {
        format!("\n[milestones.{id}]\nname = \"{id}\"\ndue = {due}\nowner = \"tom-ito\"\n")
    };
    let head = "[program]\nname = \"Identity\"\n\n[owners]\ntpm = \"tom-ito\"\n";
    // Far enough apart for git to merge them.
    let between =
        "\n[risks.soak]\ntitle = \"The soak takes longer\"\nowner = \"tom-ito\"\nresponse = \"accept\"\n";
    format!("{head}{}{between}{}", milestone("ga", ga), milestone("docs", docs))
}

impl Host {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("host");
        fs::create_dir_all(root.join("programs")).expect("a folder");
        git(&root, &["init", "-q", "-b", "main"]);
        fs::write(root.join("milepost.toml"), "").expect("a file");
        let commit = |text: String, subject: &str| {
            fs::write(root.join("programs/identity.toml"), text).expect("a file");
            git(&root, &["add", "."]);
            git(&root, &["commit", "-q", "-m", subject]);
            git(&root, &["rev-parse", "HEAD"])
        };
        let start = commit(program("2026-07-10", "2026-07-13"), "Start");
        git(&root, &["switch", "-q", "-c", "slip"]);
        let slip = commit(program("2026-07-31", "2026-07-13"), "Move general availability");
        git(&root, &["switch", "-q", "main"]);
        let main = commit(program("2026-07-10", "2026-07-20"), "Meanwhile");
        git(&root, &["switch", "-q", "--detach"]);
        git(&root, &["merge", "-q", "--no-ff", "-m", &format!("Merge {slip} into {main}"), "slip"]);
        git(&root, &["update-ref", "refs/pull/7/merge", "HEAD"]);
        git(&root, &["switch", "-q", "main"]);
        Self { _folder: folder, root, start, main }
    }

    /// A clone that fetched `what`, and has the first of it checked out without a branch.
    fn clone(&self, name: &str, depth: Option<u32>, what: &[&str]) -> PathBuf {
        let clone = self.root.with_file_name(name);
        fs::create_dir(&clone).expect("a folder");
        git(&clone, &["init", "-q", "-b", "unborn"]);
        let path = self.root.to_string_lossy().replace('\\', "/");
        let host = format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" });
        git(&clone, &["remote", "add", "origin", &host]);
        let depth = depth.map(|depth| format!("--depth={depth}"));
        let mut arguments = vec!["fetch", "-q"];
        arguments.extend(depth.as_deref());
        arguments.push("origin");
        arguments.extend(what);
        git(&clone, &arguments);
        git(&clone, &["checkout", "-q", "--detach", "FETCH_HEAD"]);
        clone
    }
}

const MERGE: &str = "+refs/pull/7/merge:refs/remotes/pull/7/merge";
const MAIN: &str = "+refs/heads/main:refs/remotes/origin/main";
const SLIP: &str = "+refs/heads/slip:refs/remotes/origin/slip";

/// What a command of milepost says: its output, its hints, and its exit status.
fn milepost(dir: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, dir);
    for name in ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA"] {
        command.env_remove(name);
    }
    let output = command
        .current_dir(dir)
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("milepost starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

/// Which of the two milestones a diff tells of, and whether it says that it is one of a pull request.
fn told(dir: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> (bool, bool, bool) {
    let (out, hints, code) = milepost(dir, arguments, variables);
    assert_eq!(code, Some(0), "{out}{hints}");
    (out.contains("ga · due"), out.contains("docs · due"), hints.contains("checkout of a pull request"))
}

const NOTHING: (bool, bool, bool) = (false, false, false);
const OF_THE_REQUEST: (bool, bool, bool) = (true, false, true);

#[test]
fn the_merge_that_the_host_made_is_compared_with_its_first_parent() {
    let host = Host::new();
    let base = format!("compared with its base, {} (HEAD^1)", &host.main[..9]);
    for (name, depth, what) in
        [("full", None, MERGE), ("two", Some(2), MERGE), ("subject", None, "refs/pull/7/merge")]
    {
        let clone = host.clone(name, depth, &[what]);
        assert_eq!(told(&clone, &["diff"], &[]), OF_THE_REQUEST, "{name}");
        let (out, hints, _) = milepost(&clone, &["diff"], &[]);
        assert!(hints.contains(&base), "{name}: {hints}");
        // Where the clone ends, nobody knows what a commit changed: it is the merge's then.
        assert_eq!(out.contains("Move general availability"), depth.is_none(), "{name}: {out}");
        assert_eq!(milepost(&clone, &["diff", "-q", "--exit-code"], &[]).2, Some(1), "{name}");
        // What is asked for is done.
        assert_eq!(told(&clone, &["diff", "HEAD"], &[]), NOTHING, "{name}");
        assert_eq!(told(&clone, &["diff", "--staged"], &[]), NOTHING, "{name}");
        let (out, hints, _) = milepost(&clone, &["report"], &[]);
        assert!(out.contains("ga, now 31 July 2026") && !out.contains("docs · due"), "{name}: {out}");
        assert!(hints.contains(&base), "{name}: {hints}");
    }
}

#[test]
fn on_a_merge_that_the_host_made_what_is_not_committed_is_told() {
    let host = Host::new();
    let clone = host.clone("dirty", None, &[MERGE]);
    let file = clone.join("programs/identity.toml");
    fs::write(&file, program("2026-07-31", "2026-08-20")).expect("a file");
    assert_eq!(told(&clone, &["diff"], &[]), (false, true, false));
    git(&clone, &["add", "."]);
    fs::write(&file, program("2026-07-31", "2026-07-20")).expect("a file");
    assert_eq!(told(&clone, &["diff"], &[]), NOTHING);
}

#[test]
fn what_ci_says_of_the_base_is_heard() {
    let host = Host::new();
    let github: &[(&str, &str)] = &[("GITHUB_BASE_REF", "main")];
    let clone = host.clone("branches", None, &[SLIP, MAIN]);
    assert_eq!(told(&clone, &["diff"], &[]), NOTHING);
    assert_eq!(told(&clone, &["diff"], github), OF_THE_REQUEST);
    assert!(milepost(&clone, &["diff"], github).1.contains("(origin/main...HEAD)"));
    git(&clone, &["switch", "-q", "-c", "slip"]);
    assert_eq!(told(&clone, &["diff"], github), OF_THE_REQUEST);
    git(&clone, &["switch", "-q", "-c", "main", "origin/main"]);
    assert_eq!(told(&clone, &["diff"], github), NOTHING);

    let clone = host.clone("gitlab", None, &[SLIP]);
    assert_eq!(told(&clone, &["diff"], &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &host.start)]), OF_THE_REQUEST);
    git(&clone, &["switch", "-q", "-c", "mine"]);
    assert_eq!(told(&clone, &["diff"], &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &host.start)]), NOTHING);
    // Another repository, checked out beside, has no such branch.
    assert_eq!(told(&clone, &["diff"], github), NOTHING);
}

#[test]
fn the_merged_results_of_gitlab_are_compared_with_the_target() {
    let host = Host::new();
    // GitLab's own words for the merge, at a reference that the clone does not keep.
    git(&host.root, &["switch", "-q", "--detach", "main"]);
    git(&host.root, &["merge", "-q", "--no-ff", "-m", "Merge branch 'slip' into 'main'", "slip"]);
    git(&host.root, &["update-ref", "refs/merge-requests/7/merge", "HEAD"]);
    git(&host.root, &["switch", "-q", "main"]);
    let merged: &[(&str, &str)] = &[
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", &host.main),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &host.start),
    ];
    for (name, depth) in [("full", None), ("two", Some(2))] {
        let clone = host.clone(name, depth, &["refs/merge-requests/7/merge"]);
        assert_eq!(told(&clone, &["diff"], merged), OF_THE_REQUEST, "{name}");
        for command in ["diff", "report"] {
            let (out, hints, _) = milepost(&clone, &[command], merged);
            assert!(hints.contains(&host.main[..9]) && !out.contains("docs · due"), "{name}: {out}{hints}");
        }
        assert_eq!(told(&clone, &["diff"], &[]), NOTHING, "{name}: without CI it is a merge as others");
    }
    let clone = host.clone("one", Some(1), &["refs/merge-requests/7/merge"]);
    let (_, error, code) = milepost(&clone, &["diff"], merged);
    assert!(code == Some(2) && error.contains("GIT_DEPTH: 0"), "{error}");
}

#[test]
fn a_branch_two_commits_deep_holds_where_it_left_main() {
    let host = Host::new();
    let github: &[(&str, &str)] = &[("GITHUB_BASE_REF", "main")];
    let clone = host.clone("two", Some(2), &[SLIP, MAIN]);
    assert_eq!(told(&clone, &["diff"], github), OF_THE_REQUEST);
    let (out, hints, _) = milepost(&clone, &["report"], github);
    assert!(out.contains("ga, now 31 July 2026") && !out.contains("docs · due"), "{out}");
    assert!(hints.contains(&format!("{} (origin/main...HEAD)", &host.start[..9])), "{hints}");
}

#[test]
fn a_branch_that_main_was_merged_into_tells_only_what_it_did_itself() {
    let host = Host::new();
    let github: &[(&str, &str)] = &[("GITHUB_BASE_REF", "main")];
    let clone = host.clone("update", None, &[SLIP, MAIN]);
    git(&clone, &["merge", "-q", "--no-ff", "-m", "Merge branch 'main' into slip", "origin/main"]);
    assert_eq!(told(&clone, &["diff"], github), OF_THE_REQUEST);
    let (out, hints, _) = milepost(&clone, &["diff"], github);
    assert!(hints.contains(&format!("{} (origin/main...HEAD)", &host.main[..9])), "{hints}");
    assert!(out.contains("Move general availability") && !out.contains("Meanwhile"), "{out}");
}

#[test]
fn a_detached_head_that_nobody_asked_a_pull_request_for_is_a_commit_as_others() {
    let host = Host::new();
    for (name, depth) in [("full", None), ("one", Some(1))] {
        let clone = host.clone(name, depth, &[MAIN]);
        assert_eq!(told(&clone, &["diff"], &[]), NOTHING, "{name}");
        let (_, hints, code) = milepost(&clone, &["report", "--since", "HEAD"], &[]);
        assert!(code == Some(0) && !hints.contains("pull request"), "{name}: {hints}");
    }
}

/// A clone by its name, what it fetches, and what CI says.
type Case<'c> = (&'c str, &'c [&'c str], &'c [(&'c str, &'c str)]);

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let host = Host::new();
    let github: &[(&str, &str)] = &[("GITHUB_BASE_REF", "main")];
    let gitlab: &[(&str, &str)] = &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &host.start)];
    let cases: [Case<'_>; 4] = [
        ("merge", &[MERGE], &[]),
        ("branch", &[SLIP], github),
        ("branches", &[SLIP, MAIN], github),
        ("gitlab", &[SLIP], gitlab),
    ];
    for (name, what, variables) in cases {
        let clone = host.clone(name, Some(1), what);
        for command in ["diff", "report"] {
            let (out, error, code) = milepost(&clone, &[command], variables);
            assert_eq!((out.as_str(), code), ("", Some(2)), "{name}: {error}");
            assert!(error.contains("shallow") && error.contains("git fetch --unshallow"), "{name}: {error}");
        }
        assert_eq!(told(&clone, &["diff", "HEAD"], variables), NOTHING, "{name}");
    }
}

#[test]
fn on_a_developers_machine_a_merge_is_a_commit_as_others() {
    let host = Host::new();
    let clone = host.clone("developer", None, &[MAIN, SLIP]);
    git(&clone, &["switch", "-q", "-c", "main", "origin/main"]);
    git(&clone, &["merge", "-q", "--no-ff", "-m", "Merge branch 'slip'", "origin/slip"]);
    assert_eq!(told(&clone, &["diff"], &[]), NOTHING);
    git(&clone, &["switch", "-q", "--detach"]);
    assert_eq!(told(&clone, &["diff"], &[]), NOTHING);
}
