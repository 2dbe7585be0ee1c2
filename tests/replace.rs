//! Files that are replaced: all at once or none, with their mode, through links, and never over somebody else's words.
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use milepost::disk::{Replacement, replace};

const BEFORE: &[u8] = b"due = \"2026-08-28\"\n";
const AFTER: &[u8] = b"due = 2026-08-28\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[&str]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        for file in files {
            let path = folder.path(file);
            fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
            fs::write(path, BEFORE).expect("a file");
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("a file")
    }

    /// Replaces files below `root`, and returns what kept them from it.
    fn replace(&self, root: &str, files: &[&str]) -> Option<String> {
        let files: Vec<Replacement<'_>> =
            files.iter().map(|path| Replacement { path, before: BEFORE, after: AFTER }).collect();
        let error = replace(&self.path(root), &files).err()?;
        assert!(error.help_text().is_some_and(|help| !help.is_empty()), "{error}");
        Some(error.to_string())
    }

    /// Every name below the folder, so that a draft that was left behind is seen.
    fn names(&self) -> Vec<String> {
        fn add(folder: &Path, root: &Path, names: &mut Vec<String>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                names.push(path.strip_prefix(root).expect("below").to_string_lossy().into_owned());
                if path.is_dir() && !path.is_symlink() {
                    add(&path, root, names);
                }
            }
        }
        let mut names = Vec::new();
        add(self.0.path(), self.0.path(), &mut names);
        names.sort();
        names
    }
}

#[test]
fn the_mode_stays() {
    for mode in [0o600, 0o640, 0o644, 0o755] {
        let folder = Folder::with(&["a.toml"]);
        fs::set_permissions(folder.path("a.toml"), Permissions::from_mode(mode)).expect("a mode");
        let before = folder.path("a.toml").metadata().expect("a file");
        assert_eq!(folder.replace("", &["a.toml"]), None);
        let after = folder.path("a.toml").metadata().expect("a file");
        assert_eq!(after.permissions().mode() & 0o7777, mode, "{mode:o}");
        assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
        assert_eq!(folder.read("a.toml"), AFTER);
        assert_eq!(folder.names(), ["a.toml"]);
    }
}

#[test]
fn a_link_stays_a_link() {
    let folder = Folder::with(&["shared/a.toml"]);
    fs::create_dir(folder.path("programs")).expect("a folder");
    symlink("../shared/a.toml", folder.path("programs/b.toml")).expect("a link");
    // Two names of one file, with one thing to write.
    assert_eq!(folder.replace("", &["programs/b.toml", "shared/a.toml"]), None);
    assert!(folder.path("programs/b.toml").is_symlink());
    assert_eq!(folder.read("shared/a.toml"), AFTER);
    assert_eq!(folder.names(), ["programs", "programs/b.toml", "shared", "shared/a.toml"]);
}

#[test]
fn two_names_of_one_file_do_not_hold_two_things() {
    let folder = Folder::with(&["a.toml"]);
    symlink("a.toml", folder.path("b.toml")).expect("a link");
    let file = |path, after| Replacement { path, before: BEFORE, after };
    let error = replace(folder.0.path(), &[file("a.toml", AFTER), file("b.toml", b"")]).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "a.toml and b.toml are one file, and would hold two things; nothing was written"
    );
    assert_eq!(folder.read("a.toml"), BEFORE);
    assert_eq!(folder.names(), ["a.toml", "b.toml"]);
}

#[test]
fn nothing_outside_the_root_is_replaced() {
    let folder = Folder::with(&["secret.toml", "root/a.toml", "elsewhere/c.toml"]);
    symlink("../secret.toml", folder.path("root/b.toml")).expect("a link");
    symlink("../elsewhere", folder.path("root/programs")).expect("a link");
    for (path, file) in [
        ("b.toml", "secret.toml"),
        ("programs/c.toml", "elsewhere/c.toml"),
        ("../secret.toml", "secret.toml"),
    ] {
        let error = folder.replace("root", &["a.toml", path]);
        assert_eq!(
            error.as_deref(),
            Some(&*format!("{path} leads out of the repository; nothing was written"))
        );
        assert_eq!(folder.read(file), BEFORE);
        assert_eq!(folder.read("root/a.toml"), BEFORE, "all or nothing");
    }
    assert_eq!(folder.names().iter().filter(|name| name.ends_with(".tmp")).count(), 0);
}

#[test]
fn what_changed_meanwhile_stays() {
    let folder = Folder::with(&["a.toml", "b.toml"]);
    fs::write(folder.path("b.toml"), "somebody else's\n").expect("a file");
    assert_eq!(
        folder.replace("", &["a.toml", "b.toml"]).as_deref(),
        Some("b.toml has changed since it was read; nothing was written")
    );
    fs::remove_file(folder.path("b.toml")).expect("it was there");
    assert_eq!(
        folder.replace("", &["a.toml", "b.toml"]).as_deref(),
        Some("cannot write b.toml: entity not found; nothing was written")
    );
    assert_eq!(folder.read("a.toml"), BEFORE);
    assert_eq!(folder.names(), ["a.toml"]);
}

#[test]
fn a_read_only_file_stays_as_it_is() {
    let folder = Folder::with(&["a.toml", "b.toml"]);
    fs::set_permissions(folder.path("b.toml"), Permissions::from_mode(0o444)).expect("a mode");
    let error = folder.replace("", &["a.toml", "b.toml"]);
    assert_eq!(error.as_deref(), Some("b.toml is read-only; nothing was written"));
    assert_eq!((folder.read("a.toml"), folder.read("b.toml")), (BEFORE.to_vec(), BEFORE.to_vec()));
    assert_eq!(folder.names(), ["a.toml", "b.toml"]);
}

#[test]
fn a_read_only_folder_stays_as_it_is() {
    let folder = Folder::with(&["a.toml", "programs/b.toml"]);
    let lock =
        |mode| fs::set_permissions(folder.path("programs"), Permissions::from_mode(mode)).expect("a mode");
    lock(0o555);
    // Root writes everywhere.
    let is_root = fs::write(folder.path("programs/probe"), "").is_ok();
    let error = folder.replace("", &["a.toml", "programs/b.toml"]);
    lock(0o755);
    if is_root {
        return;
    }
    assert_eq!(
        error.as_deref(),
        Some("cannot write programs/b.toml: permission denied; nothing was written")
    );
    assert_eq!((folder.read("a.toml"), folder.read("programs/b.toml")), (BEFORE.to_vec(), BEFORE.to_vec()));
    assert_eq!(folder.names(), ["a.toml", "programs", "programs/b.toml"]);
}

#[test]
fn what_a_killed_run_left_behind_goes_with_the_next() {
    let folder = Folder::with(&["a.toml", ".b.toml.milepost-0.tmp"]);
    fs::write(folder.path(".a.toml.milepost-0.tmp"), "half").expect("a file");
    assert_eq!(folder.replace("", &["a.toml"]), None);
    assert_eq!(folder.read("a.toml"), AFTER);
    assert_eq!(folder.names(), [".b.toml.milepost-0.tmp", "a.toml"], "of other files nothing is touched");
}

#[test]
fn what_only_looks_left_behind_is_in_nobodys_way() {
    let folder = Folder::with(&["a.toml", "b"]);
    symlink("b", folder.path(".a.toml.milepost-0.tmp")).expect("a link");
    fs::create_dir(folder.path(".a.toml.milepost-1.tmp")).expect("a folder");
    let held = fs::File::create(folder.path(".a.toml.milepost-2.tmp")).expect("a file");
    held.lock().expect("nobody else holds it");
    let before = folder.names();
    assert_eq!(folder.replace("", &["a.toml"]), None);
    assert_eq!((folder.read("a.toml"), folder.names()), (AFTER.to_vec(), before));
}

#[test]
fn a_long_name_can_be_replaced() {
    let name = format!("{}.toml", "é".repeat(120));
    let folder = Folder::with(&[&name]);
    assert_eq!(folder.replace("", &[&name]), None);
    assert_eq!(folder.read(&name), AFTER);
}
