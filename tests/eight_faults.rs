//! A file with many mistakes gets all of them told at once, and one mistake is told once.

use std::fmt::Write as _;

use milepost::finding::Finding;
use milepost::rules::{self, Selection};
use milepost::text::Source;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// One syntax error, and seven ways not to fit the format.
const EIGHT: &str = r#"[program]
name = "Checkout rebuild"
health = "yelow"
target = "2026-10-01"

[owners]
sponsor = "lee-park"

[milestones.beta]
name = Closed beta
due = 2026-08-28
onwer = "ana-souza"

[milestones.Launch_Day]
name = "Launch"
due = "2026-Q5"
owner = "ana-souza"

[outcomes.conversion]
metric = "checkout conversion, %"
target = 2.8
"#;

/// What is found in one program, on one line each.
fn told(text: &str) -> String {
    let tree = Tree::memory([("milepost.toml", ""), ("programs/example.toml", text)]);
    let workspace = Workspace::load(&tree, &mut Cache::default());
    let today = "2026-06-15".parse().expect("a day");
    let found = rules::run(&workspace, today, &Selection::default()).findings;
    found.iter().map(|finding| line(text, finding)).collect()
}

fn line(text: &str, finding: &Finding) -> String {
    let at = Source::new(text).position(finding.span.start as usize);
    let mut line =
        format!("{}:{} {}: {} | {}", at.line, at.column, finding.rule, finding.message, finding.help);
    if let Some(fix) = &finding.fix {
        write!(line, " | fix: {}", fix.title).expect("a string takes every text");
    }
    line + "\n"
}

#[test]
fn all_eight_faults_of_a_file_are_told_with_place_and_help() {
    let expected = r#"3:10 invalid-value: `yelow` is no value of `health` | Did you mean "yellow"? Allowed are `green`, `yellow` or `red`. | fix: write "yellow"
4:10 wrong-type: `target` holds a date in quotes | Write it without quotes: target = 2026-10-01 | fix: remove the quotes
6:1 missing-key: `tpm` is missing: who runs this program? | Add a line: tpm = "the-person's-id"
10:8 toml-syntax: this value needs quotes | Put text between straight quotes: "like this". | fix: put it between quotes
12:1 unknown-key: a milestone has no key `onwer` | Did you mean `owner`? | fix: write `owner`
14:13 invalid-id: `Launch_Day` is no id | Write `launch-day`: lower-case letters, digits and single hyphens, at most 64.
16:7 invalid-date: there is no date `2026-Q5`: a year has the quarters Q1 to Q4 | Write a day (2026-06-30) or a period ("2026-06", "2026-W27", "2026-Q3", "2026-H2", "2026").
19:11 missing-key: an outcome needs a `statement` | Add a line such as: statement = "More shoppers finish paying"
"#;
    assert_eq!(told(EIGHT), expected);
}

/// A program in which the one thing at fault is the given line.
fn program_with(section: &str) -> String {
    format!(
        "[program]\nname = \"Example\"\n\n[owners]\ntpm = \"maya-chen\"\n\n[milestones.beta]\nname = \"Closed beta\"\n{section}\n"
    )
}

#[test]
fn what_cannot_be_read_is_told_once_and_not_taken_for_missing_or_late() {
    let owner = "owner = \"ana-souza\"";
    let due = "due = 2026-08-28";
    for (rule, section) in [
        ("wrong-type", format!("{owner}\ndue = \"2026-01-28\"")),
        ("wrong-type", format!("{owner}\ndue = 2026-01-28T09:00:00")),
        ("invalid-date", format!("{owner}\ndue = 2026-02-30")),
        ("invalid-date", format!("{owner}\ndue = \"2026-Q5\"")),
        ("invalid-date", format!("{owner}\ndue = \"in spring\"")),
        ("invalid-date", format!("{owner}\ndue = \"TBD\"")),
        ("toml-syntax", format!("{owner}\ndue = in spring")),
        ("toml-syntax", format!("{due}\nowner = ana-souza")),
        ("toml-syntax", format!("{owner}\ndue: 2026-01-28")),
        ("toml-syntax", format!("{owner}\ndue 2026-01-28")),
        ("toml-syntax", format!("{due}\nowner: ana-souza")),
        ("toml-syntax", format!("{due}\n{owner}\nlaunch = true\nexit = [\"Two vendors live")),
        (
            "toml-syntax",
            format!("{due}\n{owner}\n[outcomes.speed]\nstatement = \"x\"\nmetric: \"m\"\ntarget = 1"),
        ),
        ("unknown-key", format!("{due}\nonwer = \"ana-souza\"")),
        ("unknown-key", format!("{owner}\ndeu = 2026-01-28")),
        (
            "unknown-key",
            format!("{owner}\n{due}\n[outcomes.speed]\nstatment = \"x\"\nmetric = \"m\"\ntarget = 1"),
        ),
        ("invalid-id", format!("{due}\nowner = \"Ana Souza\"")),
        ("invalid-id", format!("{due}\nowner = \"TBD\"")),
        ("wrong-type", format!("{due}\nowner = 7")),
        ("owner-not-a-person", format!("{due}\nowner = [\"ana-souza\"]")),
        ("owner-not-a-person", format!("{due}\nowner = []")),
        ("invalid-value", format!("{owner}\ndue = 2026-01-28\nstate = \"finished\"")),
        ("invalid-value", format!("{due}\nstate = \"planed\"")),
        ("wrong-type", format!("{owner}\n{due}\nstate = \"done\"\ndone = \"2026-05\"")),
        (
            "wrong-type",
            format!("{due}\n{owner}\n[outcomes.speed]\nstatement = \"x\"\nmetric = \"m\"\ntarget = [1]"),
        ),
        ("invalid-value", format!("{due}\n{owner}\n[scope.api]\ntitle = \"x\"\nstate = \"commited\"")),
        (
            "invalid-id",
            format!("{due}\n{owner}\n[scope.api]\ntitle = \"x\"\nstate = \"committed\"\nteam = \"A B\""),
        ),
    ] {
        let found = told(&program_with(&section));
        let rules: Vec<&str> =
            found.lines().filter_map(|line| line.split(' ').nth(1)?.strip_suffix(':')).collect();
        assert_eq!(rules, [rule], "{section}\n{found}");
    }
}
