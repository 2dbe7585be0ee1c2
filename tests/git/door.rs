//! Repositories that libgit2 cannot read: git reads them, and milepost answers as it does everywhere.

use std::path::Path;
use std::process::Command;

use milepost::git::{FileKind, Repository};

use crate::made_by_git;
use crate::repository::{alone, clean, git, try_git};

/// A program whose beta is due on a day.
fn program(day: &str) -> String {
    format!(
        "[program]\nname = \"Pay\"\nphase = \"build\"\n\n[owners]\ntpm = \"ann\"\n\n\
         [milestones.beta]\nname = \"Beta\"\ndue = {day}\nowner = \"ann\"\n"
    )
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    std::fs::write(path, text).expect("a file can be written");
}

/// A history with a slip, a merge with a reason, a tag, a remote, a mailmap, and something staged.
fn fill(path: &Path) {
    let programs = path.join("plans/programs");
    let commit = |message: &str| {
        git(path, &["add", "."]);
        git(path, &["commit", "-q", "-m", message]);
    };
    write(&path.join("plans/milepost.toml"), "format = 1\n");
    write(&path.join("plans/org/people.toml"), "[people.ann]\nname = \"Ann\"\n");
    write(&path.join(".mailmap"), "Tess Tester <tess@milepost.example>\n");
    write(&programs.join("pay.toml"), &program("2026-10-01"));
    commit("Start");
    git(path, &["tag", "-a", "v1", "-m", "The first"]);
    git(path, &["switch", "-q", "-c", "slip"]);
    write(&programs.join("pay.toml"), &program("2026-10-20"));
    commit("Move the beta\n\nReason: The vendor is late");
    git(path, &["switch", "-q", "main"]);
    write(&path.join("notes.txt"), "nothing of ours\n");
    commit("Write a note");
    git(path, &["merge", "-q", "--no-ff", "-m", "Merge slip", "slip"]);
    git(path, &["remote", "add", "origin", "https://github.com/acme/programs.git"]);
    write(&programs.join("pay.toml"), &program("2026-10-27"));
    git(path, &["add", "plans"]);
    write(&programs.join("intended.toml"), &program("2026-11-01"));
    git(path, &["add", "--intent-to-add", "plans/programs/intended.toml"]);
}

/// What milepost prints in a repository, with every id of a commit replaced: they differ from format to format.
fn answer(path: &Path, words: &[&str], variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, path);
    command.current_dir(path.join("plans")).args(["--as-of", "2026-09-22"]).args(words);
    command.envs(variables.iter().copied());
    let output = command.output().expect("the binary runs");
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    let text = text.replace(&path.display().to_string(), "ROOT");
    let is_id = |word: &str| word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text: String = text
        .split_inclusive(|letter: char| !letter.is_ascii_alphanumeric())
        .map(|word| {
            let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            if is_id(bare) { word.replace(bare, "ID") } else { word.to_owned() }
        })
        .collect();
    format!("{text}exit {}\n", output.status.code().unwrap_or(-1))
}

/// Every way in which milepost reads git.
const QUESTIONS: &[&[&str]] = &[
    &["lint", "--rev", "HEAD", "--history"],
    &["lint", "--staged"],
    &["lint", "--against", "v1"],
    &["diff", "v1", "slip", "--format", "json"],
    &["diff", "--staged"],
    &["diff", "main...slip", "--format", "html"],
    &["report", "--since", "v1", "--format", "json"],
    &["report", "--since", "v1", "--mark", "weekly"],
    &["report", "--since", "last-report", "--mark", "weekly"],
    &["history", "pay/milestones.beta.due"],
    &["status", "--rev", "HEAD~1"],
    &["diff", "HEAD~7"],
    &["diff", "slp"],
    &["diff", "HEAD:notes.txt"],
];

#[test]
fn fact_4_what_libgit2_cannot_read_git_reads_and_the_answers_are_the_same() {
    alone(&[], |dir| {
        for (name, options) in [("sha256", "--object-format=sha256"), ("reftable", "--ref-format=reftable")] {
            let path = dir.join(name);
            std::fs::create_dir(&path).expect("a folder can be made");
            if !made_by_git(&path, &[options]) {
                continue;
            }
            let path = path.join("programs");
            fill(&path);
            let plain = dir.join(format!("beside-{name}"));
            std::fs::create_dir(&plain).expect("a folder can be made");
            assert!(made_by_git(&plain, &["--object-format=sha1"]));
            let plain = plain.join("programs");
            fill(&plain);
            assert!(Repository::discover(&path, true).expect("git reads it").is_read_by_git());
            for words in QUESTIONS {
                assert_eq!(answer(&path, words, &[]), answer(&plain, words, &[]), "{name}: {words:?}");
            }
            assert!(answer(&path, &["-v", "lint"], &[]).contains("git itself reads it"), "{name}");
            // In the middle of a merge, on no branch, and before the first commit.
            for path in [&path, &plain] {
                forget_intended(path);
                git(path, &["stash", "-q"]);
                git(path, &["switch", "-q", "--detach", "v1"]);
                write(&path.join("plans/programs/pay.toml"), &program("2026-12-24"));
                git(path, &["commit", "-q", "-a", "-m", "Move it elsewhere"]);
                assert!(!try_git(path, &["merge", "slip"]).0);
            }
            for words in
                [&["lint", "--staged"][..], &["report", "--since", "v1"], &["diff", "main@{upstream}"]]
            {
                assert_eq!(answer(&path, words, &[]), answer(&plain, words, &[]), "{name}: {words:?}");
            }
            for path in [&path, &plain] {
                git(path, &["reset", "-q", "--hard"]);
                git(path, &["switch", "-q", "--orphan", "other"]);
                fill_unborn(path);
            }
            for words in [&["lint", "--staged"][..], &["diff"], &["report"]] {
                assert_eq!(
                    answer(&path, words, &[]),
                    answer(&plain, words, &[]),
                    "{name}, unborn: {words:?}"
                );
            }
        }
    });
}

/// Takes back what was only intended to be added.
fn forget_intended(path: &Path) {
    git(path, &["rm", "-q", "-f", "plans/programs/intended.toml"]);
}

fn fill_unborn(path: &Path) {
    write(&path.join("plans/milepost.toml"), "format = 1\n");
    write(&path.join("plans/programs/pay.toml"), &program("2026-10-01"));
    git(path, &["add", "."]);
}

#[test]
fn fact_4_without_git_the_command_that_helps_is_named() {
    alone(&[], |dir| {
        for (name, option) in [("sha256", "--object-format=sha256"), ("reftable", "--ref-format=reftable")] {
            let path = dir.join(name);
            std::fs::create_dir(&path).expect("a folder can be made");
            if made_by_git(&path, &[option]) {
                let path = path.join("programs");
                fill(&path);
                let said = answer(&path, &["diff", "v1"], &[("PATH", "")]);
                let helped = said.contains("git refs migrate") || said.contains("git fast-export");
                assert!(said.ends_with("exit 2\n") && helped, "{said}");
            }
        }
    });
}

#[test]
fn fact_4_split_and_sparse_indexes_are_read_by_git() {
    alone(&[], |dir| {
        for (name, breaking) in [
            ("split", &["update-index", "--split-index"][..]),
            ("sparse", &["sparse-checkout", "set", "--cone", "--sparse-index", "plans"][..]),
        ] {
            let path = dir.join(name);
            std::fs::create_dir(&path).expect("a folder can be made");
            made_by_git(&path, &[]);
            let path = path.join("programs");
            write(&path.join("elsewhere/deep/notes.txt"), "nothing of ours\n");
            fill(&path);
            write(&path.join("plans/programs/empty.toml"), "");
            git(&path, &["add", "plans/programs/empty.toml"]);
            if name == "sparse" {
                // With such a path git 2.47 itself writes a sparse index that is wrong.
                forget_intended(&path);
            }
            let before = Repository::discover(&path, true).and_then(|plain| plain.index_files(""));
            git(&path, breaking);
            let after = Repository::discover(&path, true).and_then(|odd| odd.index_files(""));
            let after = after.expect("git reads the index");
            assert_eq!(before.expect("libgit2 reads the index"), after, "{name}");
            assert!(after.entries.iter().all(|entry| entry.kind == FileKind::File));
            let said = answer(&path, &["lint", "--staged"], &[("PATH", "")]);
            assert!(said.contains(&format!("the index is {name}")) && said.ends_with("exit 2\n"), "{said}");
        }
    });
}

#[test]
fn what_a_repository_configures_is_not_run() {
    alone(&[], |dir| {
        if made_by_git(dir, &["--object-format=sha256"]) {
            let path = dir.join("programs");
            fill(&path);
            write(&path.join(".git/monitor"), "#!/bin/sh\ntouch ran\n");
            git(&path, &["config", "core.hooksPath", ".git"]);
            for key in [
                "core.fsmonitor",
                "core.pager",
                "diff.external",
                "core.sshCommand",
                "core.alternateRefsCommand",
            ] {
                git(&path, &["config", key, "sh .git/monitor"]);
            }
            for words in QUESTIONS {
                answer(&path, words, &[]);
            }
            assert!(!path.join("ran").exists() && !path.join("plans/ran").exists());
        }
    });
}
