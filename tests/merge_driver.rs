//! The merge driver that `milepost merge-driver install` gives a clone: real merges by git, in every kind of repository.
#![cfg(unix)]

#[path = "support/repository.rs"]
mod repository;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use repository::{clean, git, try_git};

const BASE: &str = "[program]\nname = \"Checkout\"\nhealth = \"green\"\nphase = \"build\"\n";

/// A repository with one program in a folder, which two branches changed next to each other: git alone sees a conflict.
struct Scene {
    folder: tempfile::TempDir,
    program: String,
}

impl Scene {
    fn new(folder: &str) -> Self {
        Self::of(folder, [BASE, &BASE.replace("green", "red"), &BASE.replace("build", "launch")])
    }

    /// The common version, that of `main`, and that of the branch `other`.
    fn of(folder: &str, [base, main, other]: [&str; 3]) -> Self {
        let inside =
            |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
        let scene = Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            program: inside("programs/checkout.toml"),
        };
        git(scene.root(), &["init", "-q", "."]);
        git(scene.root(), &["config", "user.name", "Tess"]);
        git(scene.root(), &["config", "user.email", "tess@milepost.example"]);
        scene.write(&inside("milepost.toml"), "");
        scene.commit(base);
        git(scene.root(), &["switch", "-q", "-c", "other"]);
        scene.commit(other);
        git(scene.root(), &["switch", "-q", "main"]);
        scene.commit(main);
        scene
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("below the root")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn commit(&self, program: &str) {
        self.write(&self.program, program);
        git(self.root(), &["add", "."]);
        git(self.root(), &["commit", "-q", "-m", "x"]);
    }

    fn install(&self, folder: &str) -> String {
        let (code, said) = driver(&self.root().join(folder), &["install"]);
        assert_eq!(code, Some(0), "{said}");
        said
    }

    /// Whether git merges the branch `other` without a conflict, and what the program says then.
    fn merge(&self) -> (bool, String) {
        let (merged, _) = try_git(self.root(), &["merge", "-q", "-m", "x", "other"]);
        (merged, fs::read_to_string(self.root().join(&self.program)).expect("the program"))
    }

    #[track_caller]
    fn merges(&self) {
        let both = BASE.replace("green", "red").replace("build", "launch");
        assert_eq!(self.merge(), (true, both));
    }

    fn attributes(&self) -> PathBuf {
        self.root().join(".git/info/attributes")
    }
}

/// Runs `milepost merge-driver` in a folder: its exit status, and what it said.
fn driver(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, folder);
    let output = command.arg("merge-driver").args(words).current_dir(folder).output().expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn git_alone_sees_a_conflict() {
    assert!(!Scene::new("").merge().0);
}

#[test]
fn two_lines_side_by_side_are_no_conflict_in_any_folder() {
    for folder in ["", "plans", "my plans", "a [b]*?", "übersicht", "a\"b", "it's", "#x", "!x", "50%P"] {
        let scene = Scene::new(folder);
        scene.install(folder);
        scene.merges();
    }
}

#[test]
fn a_linked_worktree_and_its_clone_share_the_driver() {
    let scene = Scene::new("");
    git(scene.root(), &["worktree", "add", "-q", "-b", "third", "linked"]);
    let linked = scene.root().join("linked");
    let (code, said) = driver(&linked, &["install"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(try_git(&linked, &["merge", "-q", "-m", "x", "other"]).0);
    scene.merges();
}

#[test]
fn a_rebase_and_a_cherry_pick_merge_so_too() {
    for words in [&["rebase", "-q", "main", "other"][..], &["cherry-pick", "other"]] {
        let scene = Scene::new("");
        scene.install("");
        let (done, said) = try_git(scene.root(), words);
        assert!(done, "{words:?}: {said}");
    }
}

#[test]
fn a_conflict_names_the_branches_and_what_both_changed() {
    let versions = [BASE, &BASE.replace("green", "red"), &BASE.replace("green", "yellow")];
    let scene = Scene::of("", versions);
    scene.install("");
    let (merged, said) = try_git(scene.root(), &["merge", "-m", "x", "other"]);
    assert!(
        !merged && said.contains("programs/checkout.toml: both sides changed `program.health`."),
        "{said}"
    );
    let text = fs::read_to_string(scene.root().join(&scene.program)).expect("the program");
    let marked = "<<<<<<< HEAD\nhealth = \"red\"\n=======\nhealth = \"yellow\"\n>>>>>>> other\n";
    assert_eq!(text, BASE.replace("health = \"green\"\n", marked));
    assert!(git(scene.root(), &["status", "--porcelain"]).starts_with("UU "), "git knows of it");
}

#[test]
fn comments_that_git_finds_room_for_are_no_conflict() {
    let base = "[owners]\ntpm = \"maya\"\n# sponsor = \"li\"\n\n\n\n# The plan.\n[docs]\n";
    let ours = base.replace("maya\"\n", "maya\"\nproduct = \"ann\"\n");
    let theirs = base.replace("\n\n\n\n", "\n# no, sam\n\n\n\n");
    let scene = Scene::of("", [base, &ours, &theirs]);
    scene.install("");
    assert_eq!(scene.merge(), (true, ours.replace("\n\n\n\n", "\n# no, sam\n\n\n\n")));
}

#[test]
fn what_cannot_be_merged_by_what_it_says_git_merges_by_lines() {
    let broken = "[program\nname = \"Checkout\"\n\n\n\n\n\nhealth = \"green\"\n";
    let scene = Scene::of("", [broken, &broken.replace("green", "red"), &broken.replace("Checkout", "Cart")]);
    scene.install("");
    assert_eq!(scene.merge(), (true, broken.replace("green", "red").replace("Checkout", "Cart")));

    let scene = Scene::of("", [broken, &broken.replace("green", "red"), &broken.replace("green", "yellow")]);
    scene.install("");
    let (merged, text) = scene.merge();
    assert!(!merged && text.contains("<<<<<<< HEAD\nhealth = \"red\"\n"), "{text}");
}

#[test]
fn what_has_no_lines_is_a_conflict_and_ends_no_merge() {
    let versions = ["a = 1\n\0", "a = 2\n\0", "a = 3\n\0"];
    let scene = Scene::of("", versions);
    scene.install("");
    assert_eq!(scene.merge(), (false, versions[1].to_owned()));
    assert!(git(scene.root(), &["status", "--porcelain"]).starts_with("UU "), "git knows of it");
}

#[test]
fn without_milepost_git_merges_by_lines() {
    let scene = Scene::new("");
    scene.install("");
    let command = git(scene.root(), &["config", "merge.milepost.driver"]);
    let gone = command
        .replace(env!("CARGO_BIN_EXE_milepost"), "/nowhere/milepost")
        .replace("-v milepost", "-v milepost-gone");
    git(scene.root(), &["config", "merge.milepost.driver", &gone]);
    let (merged, text) = scene.merge();
    assert!(!merged && text.contains("<<<<<<< HEAD\n"), "{text}");
}

#[test]
fn what_others_wrote_stays_and_what_install_wrote_goes() {
    let scene = Scene::new("plans");
    let before = "*.png binary\nold.toml merge=milepost";
    let untouched = git(scene.root(), &["config", "--local", "--list"]);
    fs::create_dir_all(scene.attributes().parent().expect("a folder")).expect("a folder");
    fs::write(scene.attributes(), before).expect("the attributes");
    scene.install("plans");
    // A second root of the same repository, and the same one once more.
    scene.write("more/milepost.toml", "programs = [\"a b\"]\n");
    scene.install("more");
    scene.install("plans");
    let expected = format!(
        "{before}\n# milepost merge-driver install\n\"/more/a b/**/*.toml\" merge=milepost\n/more/org/**/*.toml merge=milepost\n\
         /more/playbooks/**/*.toml merge=milepost\n/more/milepost.toml merge=milepost\n/plans/org/**/*.toml merge=milepost\n\
         /plans/playbooks/**/*.toml merge=milepost\n/plans/programs/**/*.toml merge=milepost\n/plans/milepost.toml merge=milepost\n"
    );
    assert_eq!(fs::read_to_string(scene.attributes()).expect("the attributes"), expected);

    assert_eq!(driver(scene.root(), &["uninstall"]).0, Some(0));
    assert_eq!(fs::read_to_string(scene.attributes()).expect("the attributes"), format!("{before}\n"));
    assert_eq!(git(scene.root(), &["config", "--local", "--list"]), untouched);
}

#[test]
fn attributes_that_are_a_link_are_not_written_through() {
    let scene = Scene::new("");
    let elsewhere = scene.root().join("elsewhere");
    fs::write(&elsewhere, "*.png binary\n").expect("a file");
    fs::create_dir_all(scene.attributes().parent().expect("a folder")).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, scene.attributes()).expect("a link");
    let (code, said) = driver(scene.root(), &["install"]);
    assert_eq!(
        (code, fs::read_to_string(&elsewhere).expect("a file").as_str()),
        (Some(2), "*.png binary\n"),
        "{said}"
    );
}

#[test]
fn outside_of_a_repository_there_is_nothing_to_install() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("milepost.toml"), "").expect("a file");
    for action in ["install", "uninstall"] {
        let (code, said) = driver(folder.path(), &[action]);
        assert!(code == Some(2) && said.contains("git"), "{said}");
    }
}

#[test]
fn versions_that_cannot_be_read_leave_ours_as_it_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("base"), BASE).expect("a file");
    fs::write(at("ours"), BASE).expect("a file");
    fs::write(at("latin-1"), b"name = \"M\xfcnchen\"\n").expect("a file");
    for theirs in ["latin-1", "missing", "."] {
        let (code, said) = driver(folder.path(), &["run", "base", "ours", theirs]);
        assert_eq!((code, fs::read_to_string(at("ours")).expect("ours").as_str()), (Some(2), BASE), "{said}");
    }
}
