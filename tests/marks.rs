//! `report --mark`: a mark follows a report that somebody read, and no other.

#[path = "support/repository.rs"]
mod repository;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use repository::{Fixture, alone, clean, git};

/// A repository with two commits and a mark at the first.
fn repository_at(dir: &Path) -> (String, String) {
    let fixture = Fixture::new(dir, true);
    let program =
        |due: &str| format!("[program]\nname = \"A\"\n\n[milestones.beta]\nname = \"Beta\"\ndue = {due}\n");
    let files = |due: &str| {
        [("milepost.toml".to_owned(), String::new()), ("programs/a.toml".to_owned(), program(due))]
    };
    let mut last: Vec<String> = Vec::new();
    for (at, due) in ["2026-08-01", "2026-08-20"].into_iter().enumerate() {
        let files = files(due);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
        let parents: Vec<&str> = last.iter().map(String::as_str).rev().take(1).collect();
        let time = 1_780_000_000 + i64::try_from(at).expect("a small number");
        let id = fixture.commit_text(&parents, time, &files);
        fixture.set("refs/heads/main", &id);
        last.push(id);
    }
    let [one, two] = <[String; 2]>::try_from(last).expect("two commits");
    fixture.set("refs/milepost/report/weekly", &one);
    (one, two)
}

/// Runs milepost in a repository, its report read by `reader`.
fn report(dir: &Path, words: &[&str], reader: Stdio) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, dir);
    command.current_dir(dir).arg("report").args(words).stdout(reader).stderr(Stdio::piped());
    command.spawn().expect("it starts").wait_with_output().expect("it ends")
}

fn mark(dir: &Path) -> String {
    git(dir, &["rev-parse", "refs/milepost/report/weekly"])
}

const WEEKLY: [&str; 4] = ["--since", "last-report", "--mark", "weekly"];

#[test]
fn a_mark_follows_the_report_in_a_bare_repository_too() {
    alone(&[], |dir| {
        let dir = &dir.join("programs.git");
        let (_, two) = repository_at(dir);
        let first = report(dir, &WEEKLY, Stdio::piped());
        let text = String::from_utf8_lossy(&first.stdout).into_owned();
        assert!(first.status.success() && text.contains("1 date slipped"), "{text}");
        assert_eq!(mark(dir), two);
        let next = report(dir, &WEEKLY, Stdio::piped());
        assert!(String::from_utf8_lossy(&next.stdout).contains("no date slipped"), "nothing is told twice");
        assert_eq!(mark(dir), two);
    });
}

#[test]
fn a_report_that_nobody_read_to_its_end_sets_no_mark() {
    alone(&[], |dir| {
        let dir = &dir.join("programs.git");
        let (one, _) = repository_at(dir);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = report(dir, &WEEKLY, writer.into());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("the mark `weekly` stays where it was"), "{said}");
        assert_eq!(mark(dir), one);
        // Without a mark to set, a reader that went away is no matter.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = report(dir, &["--since", "last-report"], writer.into());
        assert!(output.status.success() && output.stderr.is_empty());
    });
}

#[test]
fn a_report_that_fails_sets_no_mark() {
    alone(&[], |dir| {
        let dir = &dir.join("programs.git");
        let (one, _) = repository_at(dir);
        let output = report(
            dir,
            &["--since", "last-report", "--mark", "weekly", "--only", "nonsense"],
            Stdio::piped(),
        );
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(mark(dir), one);
    });
}
