//! One broken line is one finding: it hides nothing that follows it, and causes nothing.

use milepost::rules::{self, Selection};
use milepost::text::Source;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// A program with one mistake that is no syntax error, in its last table.
const PROGRAM: &str = "\
[program]
name = \"Checkout\"

[owners]
tpm = \"maya-chen\"

[milestones.beta]
name = \"Closed beta\"
due = 2026-08-28
owner = \"maya-chen\"
exit = [\"one\", \"two\"]

[risks.vendor]
title = \"The vendor cannot staff the pilot\"
response = \"accept\"
owner = \"maya-chen\"
likelyhood = \"low\"
";

/// `line: rule message` for every finding.
fn findings(program: &str) -> Vec<String> {
    let tree = Tree::memory([("milepost.toml", ""), ("programs/checkout.toml", program)]);
    let workspace = Workspace::load(&tree, &mut Cache::default());
    let today = "2026-06-15".parse().expect("a day");
    let source = Source::new(program);
    let found = rules::run(&workspace, today, &Selection::default()).findings;
    found
        .iter()
        .map(|finding| {
            let line = source.position(finding.span.start as usize).line;
            format!("{line}: {} {}", finding.rule, finding.message)
        })
        .collect()
}

#[test]
fn a_broken_line_is_one_finding_and_hides_nothing() {
    assert_eq!(
        findings(PROGRAM),
        ["17: unknown-key a risk has no key `likelyhood`"],
        "before anything is broken"
    );
    for (before, after, expected) in [
        ("[owners]", "some notes\n[owners]", "4: toml-syntax this key has no value"),
        ("due = ", "- buy milk\ndue = ", "9: toml-syntax this key has no value"),
        ("name = \"Closed", "name: \"Closed", "8: toml-syntax this is no key"),
        ("name = \"Closed beta\"", "name \"Closed beta\"", "8: toml-syntax this key has no value"),
        ("name = \"Closed beta\"", "name = \"Closed beta", "8: toml-syntax this text has no closing quote"),
        ("name = \"Closed beta\"", "name = Closed beta", "8: toml-syntax this value needs quotes"),
        ("name = \"Closed beta\"", "name =", "8: toml-syntax there is no value here"),
        ("due = 2026-08-28", "due = 2026-Q3", "9: toml-syntax the period `2026-Q3` needs quotes"),
        ("\"two\"]", "\"two\"", "11: toml-syntax this `[` is never closed"),
        ("[\"one\", \"two\"]", "{ a = 1", "11: toml-syntax this `{` is never closed"),
        ("[milestones.beta]", "[milestones.beta", "7: toml-syntax this `[` is never closed"),
        (
            "due = 2026-08-28",
            "due = 2026-08-28\ndue = 2026-08-29",
            "10: toml-syntax this name stands here for the second time",
        ),
        (
            "due = 2026-08-28",
            "<<<<<<< HEAD\ndue = 2026-08-28\n=======\ndue = 2026-09-28\n>>>>>>> topic",
            "9: merge-conflict-marker a merge was left unfinished here",
        ),
    ] {
        let broken = PROGRAM.replace(before, after);
        let more = broken.lines().count() - PROGRAM.lines().count();
        let mut found = findings(&broken);
        let kept = format!("{}: unknown-key a risk has no key `likelyhood`", 17 + more);
        assert!(found.contains(&kept), "{after:?} hides what follows: {found:#?}");
        found.retain(|finding| *finding != kept);
        assert_eq!(found, [expected], "{after:?}");
        assert_eq!(findings(&broken.replace('\n', "\r\n")).len(), 2, "{after:?} with CRLF");
    }
}

#[test]
fn a_large_broken_file_does_not_drown_in_findings() {
    let many = format!("{PROGRAM}tags = [\n{}", "  \"text\"\n".repeat(20_000));
    assert!(findings(&many).len() < 200, "{}", findings(&many).len());
}
