//! Untrusted folders: nothing outside the root is read, and nothing blocks or breaks the reading of the rest.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

const PROGRAM: &str = "[program]\nname = \"One\"\n\n[owners]\ntpm = \"maya-chen\"\n";

/// `rule file: message` for each finding below a root.
fn findings(root: &Path) -> Vec<String> {
    let workspace = Workspace::load(&Tree::disk(root), &mut Cache::default());
    let today = "2026-06-15".parse().expect("a day");
    let found = rules::run(&workspace, today, &Selection::default()).findings;
    found.iter().map(|finding| format!("{} {}: {}", finding.rule, finding.file, finding.message)).collect()
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(folder.path().join("root/programs")).expect("a folder");
    fs::write(folder.path().join("root/milepost.toml"), "").expect("a file");
    fs::write(folder.path().join("root/programs/one.toml"), PROGRAM).expect("a file");
    fs::write(folder.path().join("secret.toml"), "password = 1\n").expect("a file");
    folder
}

#[test]
fn a_link_that_leaves_the_root_is_said_and_not_followed() {
    let folder = repository();
    let root = folder.path().join("root");
    symlink("../../secret.toml", root.join("programs/leak.toml")).expect("a link");
    symlink("nowhere.toml", root.join("programs/dangling.toml")).expect("a link");
    symlink("one.toml", root.join("programs/inside.toml")).expect("a link");
    let says = "this file is a link that leads out of the repository, or nowhere";
    assert_eq!(
        findings(&root),
        [
            format!("file-unreadable programs/dangling.toml: {says}"),
            format!("file-unreadable programs/leak.toml: {says}"),
        ]
    );
}

#[test]
fn a_folder_that_is_a_link_out_of_the_root_is_not_listed() {
    let folder = repository();
    let root = folder.path().join("root");
    fs::create_dir(folder.path().join("elsewhere")).expect("a folder");
    fs::write(folder.path().join("elsewhere/two.toml"), "password = 1\n").expect("a file");
    symlink("../elsewhere", root.join("org")).expect("a link");
    symlink("../../elsewhere", root.join("programs/area")).expect("a link");
    symlink(".", root.join("programs/loop")).expect("a link");
    assert_eq!(findings(&root), Vec::<String>::new());
}

#[test]
fn a_pipe_is_passed_over() {
    let folder = repository();
    let root = folder.path().join("root");
    let made = std::process::Command::new("mkfifo").arg(root.join("programs/pipe.toml")).status();
    assert!(made.expect("mkfifo starts").success());
    assert_eq!(findings(&root), Vec::<String>::new());
}

#[test]
fn what_cannot_be_read_as_text_is_said() {
    let folder = repository();
    let root = folder.path().join("root");
    fs::write(root.join("programs/bytes.toml"), b"[program]\nname = \"\xff\"\n").expect("a file");
    fs::write(root.join("programs/large.toml"), " ".repeat((1 << 20) + 1)).expect("a file");
    fs::write(root.join("programs/Bad Name.toml"), PROGRAM).expect("a file");
    fs::write(root.join(OsStr::from_bytes(b"programs/caf\xe9.toml")), PROGRAM).expect("a file");
    assert_eq!(
        findings(&root),
        [
            "invalid-id programs/Bad Name.toml: the file's name gives the program the id `Bad Name`, which is no id",
            "file-unreadable programs/bytes.toml: this file is not UTF-8 text, from byte 18 on",
            "file-unreadable programs/caf�.toml: this file has a name that is not UTF-8",
            "file-unreadable programs/large.toml: this file has 1048577 bytes, and the limit is 1048576",
        ]
    );
}
