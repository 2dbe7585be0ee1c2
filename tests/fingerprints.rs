//! By what a finding is known again: what may change around it, and what makes it another one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

const CHECKOUT: &str = r#"
[program]
name = "Checkout rebuild"
phase = "biuld"
health = "yelow"

[owners]
tpm = "maya-chen"
engineering = "zoe"
product = "max"

[milestones.beta]
name = "Closed beta"
due = 2026-06-03
owner = "ana-souza"
needs = ["alpha", "gamma"]

[milestones.ga]
name = "GA"
due = 2026-06-01
onwer = "ana-souza"
"#;

type Files = BTreeMap<String, String>;

fn files(checkout: &str) -> Files {
    let people = "[people.maya-chen]\nname = \"Maya Chen\"\n\n[people.ana-souza]\nname = \"Ana Souza\"\n";
    let files = [
        ("milepost.toml", "org = [\"org\", \"people\"]\n"),
        ("org/people.toml", people),
        ("programs/checkout.toml", checkout),
    ];
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}

fn lint(files: &Files, today: &str) -> LintReport {
    let tree = Tree::memory(files.clone());
    let workspace = Workspace::load(&tree, &mut Cache::default());
    let today: Date = today.parse().expect("the test's own day");
    let findings = rules::run(&workspace, today, &Selection::default()).findings;
    LintReport::new(findings, &tree, Summary::default())
}

/// What each finding is known by, and its rule.
fn known(files: &Files, today: &str) -> BTreeMap<String, &'static str> {
    let report = lint(files, today);
    let count = report.findings.len();
    let known: BTreeMap<_, _> =
        report.findings.into_iter().map(|located| (located.fingerprint, located.finding.rule)).collect();
    assert_eq!(known.len(), count, "no two findings have one fingerprint");
    known
}

#[test]
fn what_moves_a_finding_leaves_its_fingerprint() {
    let checkout = files(CHECKOUT);
    let before = known(&checkout, "2026-06-15");
    assert!(before.len() >= 8, "{before:?}");

    let above = files(&format!("# One more line.\n\n{CHECKOUT}"));
    assert_eq!(known(&above, "2026-06-15"), before, "lines above");
    let spread = files(&CHECKOUT.replace(" = ", "   =   ").replace("[\"alpha\", ", "[\n  \"alpha\",\n  "));
    assert_eq!(known(&spread, "2026-06-15"), before, "another layout");
    let turned = files(&CHECKOUT.replace("[\"alpha\", \"gamma\"]", "[\"gamma\", \"alpha\"]"));
    assert_eq!(known(&turned, "2026-06-15"), before, "another order");
    assert_eq!(known(&checkout, "2026-06-19"), before, "another day");
    let mut moved = checkout.clone();
    let text = moved.remove("programs/checkout.toml").expect("it is there");
    moved.insert("programs/payments/checkout.toml".to_owned(), text);
    assert_eq!(known(&moved, "2026-06-15"), before, "another folder");
    let later = files(&CHECKOUT.replace("2026-06-03", "2026-06-05"));
    assert_eq!(known(&later, "2026-06-15"), before, "another date, still passed");
}

#[test]
fn a_finding_that_comes_or_goes_leaves_the_others() {
    let before = known(&files(CHECKOUT), "2026-06-15");
    let more = files(&CHECKOUT.replace("[milestones.ga]", "target = 2026-01-01\n\n[milestones.ga]"));
    let after = known(&more, "2026-06-15");
    assert!(after.len() > before.len());
    assert!(before.keys().all(|fingerprint| after.contains_key(fingerprint)), "{before:?} {after:?}");

    // Of two at one place that only differ in what they name, one is mended.
    let mended = files(&CHECKOUT.replace("[\"alpha\", \"gamma\"]", "[\"gamma\"]"));
    let after = known(&mended, "2026-06-15");
    let gone: BTreeSet<_> = before.iter().filter(|(found, _)| !after.contains_key(*found)).collect();
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert_eq!(after.len() + 1, before.len());
}

#[test]
fn another_value_or_another_place_is_another_finding() {
    let before = known(&files(CHECKOUT), "2026-06-15");
    for (was, is) in [("yelow", "redd"), ("[milestones.beta]", "[milestones.pilot]"), ("zoe", "zoey")] {
        let after = known(&files(&CHECKOUT.replace(was, is)), "2026-06-15");
        assert!(after.keys().any(|fingerprint| !before.contains_key(fingerprint)), "{was} to {is}");
    }
}

#[test]
fn findings_of_no_program_are_known_by_their_file() {
    let mut broken = files("[program\nname = \n[owners]\ntpm = \n");
    let before = known(&broken, "2026-06-15");
    let syntax: Vec<_> = before.iter().filter(|(_, rule)| **rule == "toml-syntax").collect();
    assert!(syntax.len() == 2, "{before:?}");
    broken.insert("milepost.toml".to_owned(), "# A line.\norg = [\"org\", \"people\"]\n".to_owned());
    assert_eq!(known(&broken, "2026-06-15"), before);
}

#[test]
fn the_page_shows_how_one_is_made() {
    let page = include_str!("../docs/formats.md");
    let (_, rest) = page.split_once("printf '%s' '").expect("the command");
    let (line, rest) = rest.split_once("' | git hash-object --stdin\n# ").expect("the command");
    let shown = rest.lines().next().unwrap_or_default();
    assert_eq!(milepost::git::Repository::hash(line.as_bytes()).to_string(), shown);
    let found = lint(&files(CHECKOUT), "2026-06-15").findings;
    let mut found = found.iter().map(|located| &located.fingerprint);
    assert!(found.any(|fingerprint| *fingerprint == format!("{shown}:1")));
}
