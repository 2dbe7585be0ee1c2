//! Documents that a program points at, in each kind of version: the disk, the index and a commit say what they hold.

#[path = "support/repository.rs"]
mod repository;

use std::fs;
use std::path::Path;
use std::process::Command;

use repository::{clean, git};

/// The program that points at a document.
fn program(document: &str) -> String {
    format!(
        "[program]\nname = \"Checkout\"\n\n[owners]\ntpm = \"maya-chen\"\n\n[docs]\ndesign = \"{document}\"\n"
    )
}

/// The exit status of `milepost lint` below `folder`, and what it says of documents.
fn lint(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.args(["lint", "--format", "concise", "--as-of", "2026-06-15"]).args(arguments);
    command.current_dir(folder);
    clean(&mut command, folder);
    let output = command.output().expect("milepost starts");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

fn is_missing(folder: &Path, arguments: &[&str]) -> bool {
    let (code, said) = lint(folder, arguments);
    let is_missing = said.contains("document-missing");
    assert_eq!(code, Some(i32::from(is_missing)), "{arguments:?}: {said}");
    is_missing
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn commit(folder: &Path) {
    git(
        folder,
        &["-c", "user.name=Maya", "-c", "user.email=maya@example.com", "commit", "-q", "-m", "Change"],
    );
}

/// A repository whose root is a folder of a git repository; it points at a document that is not there.
fn repository(folder: &Path, document: &str) {
    git(folder, &["init", "-q", "-b", "main"]);
    write(folder, "plans/milepost.toml", "");
    write(folder, "plans/programs/checkout.toml", &program(document));
    git(folder, &["add", "."]);
    commit(folder);
}

#[test]
fn each_version_is_asked_for_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, root) = (folder.path(), folder.path().join("plans"));
    repository(folder, "docs/checkout/design.md");
    let seen = || [&[][..], &["--staged"], &["--rev", "HEAD"]].map(|side| is_missing(&root, side));
    assert_eq!(seen(), [true, true, true]);

    // Beside the root is not below it.
    write(folder, "docs/checkout/design.md", "Design\n");
    git(folder, &["add", "."]);
    commit(folder);
    assert_eq!(seen(), [true, true, true]);

    write(&root, "docs/checkout/design.md", "Design\n");
    assert_eq!(seen(), [false, true, true]);
    git(folder, &["add", "--intent-to-add", "."]);
    assert_eq!(seen(), [false, true, true]);
    git(folder, &["add", "."]);
    assert_eq!(seen(), [false, false, true]);
    fs::remove_dir_all(root.join("docs")).expect("it is there");
    assert_eq!(seen(), [true, false, true]);
    commit(folder);
    assert_eq!(seen(), [true, false, false]);
    git(folder, &["rm", "-q", "-r", "--cached", "plans/docs"]);
    assert_eq!(seen(), [true, true, false]);
}

#[test]
fn a_folder_is_a_document_and_what_lies_in_a_file_is_none() {
    for (document, is_there) in
        [("docs", true), ("docs/checkout/", true), ("docs/checkout/design.md/more", false), ("doc", false)]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("plans");
        write(&root, "docs/checkout/design.md", "Design\n");
        write(&root, "docs-of-others/design.md", "Design\n");
        repository(folder.path(), document);
        for side in [&[][..], &["--staged"], &["--rev", "HEAD"]] {
            assert_eq!(is_missing(&root, side), !is_there, "{document} {side:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed_out_of_the_root() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().expect("a folder");
    let (folder, root) = (folder.path(), folder.path().join("plans"));
    write(folder, "outside/design.md", "Design\n");
    write(&root, "inside/design.md", "Design\n");
    symlink("../outside", root.join("out")).expect("a link");
    symlink("inside", root.join("in")).expect("a link");
    symlink("nowhere", root.join("dangling")).expect("a link");
    for (document, on_disk) in [("out/design.md", true), ("in/design.md", false), ("dangling", true)] {
        write(&root, "milepost.toml", "");
        write(&root, "programs/checkout.toml", &program(document));
        git(folder, &["init", "-q", "-b", "main"]);
        git(folder, &["add", "."]);
        commit(folder);
        assert_eq!(is_missing(&root, &[]), on_disk, "{document}");
        // git holds a link and not what lies behind it: nobody says that it is missing.
        assert!(!is_missing(&root, &["--staged"]), "{document}");
        assert!(!is_missing(&root, &["--rev", "HEAD"]), "{document}");
    }
}

#[test]
fn a_folder_that_git_cannot_give_is_not_taken_for_an_empty_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (folder, root) = (folder.path(), folder.path().join("plans"));
    write(&root, "docs/design.md", "Design\n");
    repository(folder, "docs/design.md");
    let oid = git(folder, &["rev-parse", "HEAD:plans/docs"]);
    let (start, rest) = oid.trim().split_at(2);
    fs::remove_file(folder.join(".git/objects").join(start).join(rest)).expect("a loose object");
    let (code, said) = lint(&root, &["--rev", "HEAD"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("git fsck") && !said.contains("document-missing"), "{said}");
}
