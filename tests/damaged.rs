//! A repository with an object missing: every command that reads it ends with exit status 2, and claims nothing.

#[path = "support/repository.rs"]
mod repository;

use std::path::Path;
use std::process::Command;

use repository::{clean, git};

const PROGRAM: &str = "[program]\nname = \"Checkout\"\n\n[owners]\ntpm = \"maya-chen\"\n";

fn milepost(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.args(arguments).current_dir(folder);
    clean(&mut command, folder);
    let output = command.output().expect("milepost starts");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

/// Commits a program twice, and takes away the object that `name` stands for.
fn without(folder: &Path, name: &str) {
    git(folder, &["init", "-q", "-b", "main"]);
    std::fs::create_dir(folder.join("programs")).expect("a folder");
    for text in [PROGRAM, &PROGRAM.replace("Checkout", "Checkout rebuild")] {
        std::fs::write(folder.join("milepost.toml"), "").expect("a file");
        std::fs::write(folder.join("programs/checkout.toml"), text).expect("a file");
        git(folder, &["add", "."]);
        git(
            folder,
            &["-c", "user.name=Maya", "-c", "user.email=maya@example.com", "commit", "-q", "-m", "Change"],
        );
    }
    let oid = git(folder, &["rev-parse", name]);
    let (start, rest) = oid.trim().split_at(2);
    std::fs::remove_file(folder.join(".git/objects").join(start).join(rest)).expect("a loose object");
}

#[test]
fn nothing_is_claimed_of_what_git_cannot_give() {
    for missing in [
        "HEAD:programs/checkout.toml",
        "HEAD:programs",
        "HEAD^{tree}",
        "HEAD~1:programs/checkout.toml",
        "HEAD~1:programs",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        without(folder.path(), missing);
        let rev = missing.split([':', '^']).next().expect("a revision");
        for arguments in
            [&["lint", "--rev", rev][..], &["diff", "HEAD~1", "HEAD"], &["report", "--since", "HEAD~1"]]
        {
            let (code, said) = milepost(folder.path(), arguments);
            assert_eq!(code, Some(2), "{arguments:?} without {missing}: {said}");
            assert!(said.contains("git fsck"), "{arguments:?} without {missing}: {said}");
        }
    }
}
