//! Whose word counts when the level of a rule is set in several places, and what its options are then.

use milepost::finding::Finding;
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// An error of its own, two warnings of which a rule puts the second a step higher, and an `info` of a rule of errors.
const PROGRAM: &str = r#"
[program]
name = "Example"
playbook = "own"

[owners]
tpm = "maya-chen"

[milestones.alpha]
name = "Overdue"
due = 2026-06-01
owner = "ana-souza"

[milestones.beta]
name = "Met, and nobody knows when"
state = "done"

[dependencies.soon]
need = "Needed in 40 days"
needed-by = 2026-07-25

[dependencies.very-soon]
need = "Needed in 10 days"
needed-by = 2026-06-25
"#;

fn words(names: &str) -> Vec<String> {
    names.split_whitespace().map(str::to_owned).collect()
}

/// The findings of the program where this stands in milepost.toml, in its playbook and on the command line.
fn findings(config: &str, playbook: &str, select: &str, ignore: &str) -> Vec<Finding> {
    let base = "[rules]\nmilestone-overdue = \"info\"\n";
    let playbook = if playbook.contains("extends") { playbook } else { &format!("[rules]\n{playbook}\n") };
    let files = [
        ("milepost.toml", config),
        ("playbooks/own.toml", playbook),
        ("playbooks/base.toml", base),
        ("programs/example.toml", PROGRAM),
    ];
    let workspace = Workspace::load(&Tree::memory(files), &mut Cache::default());
    let selection = Selection::new(&words(select), &words(ignore)).expect("rules that there are");
    let found = rules::run(&workspace, "2026-06-15".parse().expect("a day"), &selection).findings;
    assert!(found.iter().all(|finding| finding.rule != "config-invalid"), "{found:#?}");
    found
}

/// The level of the finding of a rule whose message has a word in it; `off` where there is none.
fn level(found: &[Finding], rule: &str, about: &str) -> &'static str {
    let about = format!("`{about}`");
    let mut of_rule = found.iter().filter(|finding| finding.rule == rule && finding.message.contains(&about));
    of_rule.next().map_or("off", |finding| finding.level.name())
}

#[test]
fn the_later_word_counts() {
    let all =
        |level| format!("[[overrides]]\nprograms = [\"*\"]\nrules = {{ milestone-overdue = \"{level}\" }}\n");
    let root = |level| format!("[rules]\nmilestone-overdue = \"{level}\"\n");
    let preset = |name| format!("[rules]\npreset = \"{name}\"\n");
    let own = |level| format!("milestone-overdue = \"{level}\"");
    let other = "[[overrides]]\nprograms = [\"other-*\"]\nrules = { milestone-overdue = \"off\" }\n";
    let rows: &[(&str, String, String, &str, &str, &str)] = &[
        ("built in", String::new(), String::new(), "", "", "error"),
        ("[rules] over what is built in", root("info"), String::new(), "", "", "info"),
        (
            "[rules] over a preset",
            preset("pedantic") + "milestone-overdue = \"info\"\n",
            String::new(),
            "",
            "",
            "info",
        ),
        ("a playbook over [rules]", root("info"), own("warn"), "", "", "warn"),
        ("a playbook over `off` in [rules]", root("off"), own("warn"), "", "", "warn"),
        ("what a playbook extends", root("warn"), "extends = \"base\"\n".to_owned(), "", "", "info"),
        (
            "a playbook over what it extends",
            root("error"),
            "extends = \"base\"\n[rules]\nmilestone-overdue = \"warn\"\n".to_owned(),
            "",
            "",
            "warn",
        ),
        ("an override over a playbook", all("info"), own("off"), "", "", "info"),
        ("the last override", all("info") + &all("warn"), String::new(), "", "", "warn"),
        ("an override of others", root("warn") + other, String::new(), "", "", "warn"),
        ("--ignore over an override", all("warn"), String::new(), "", "milestone-overdue", "off"),
        ("--ignore of a group", all("warn"), String::new(), "", "dates", "off"),
        (
            "--select over `off`, at the level of the rule",
            all("off"),
            String::new(),
            "milestone-overdue",
            "",
            "error",
        ),
        ("--select keeps a level that is set", all("info"), String::new(), "dates", "", "info"),
        ("--select of another rule", String::new(), String::new(), "risk-unanswered", "", "off"),
        ("--ignore over --select", String::new(), String::new(), "dates", "milestone-overdue", "off"),
    ];
    for (row, config, playbook, select, ignore, expected) in rows {
        let found = findings(config, playbook, select, ignore);
        assert_eq!(level(&found, "milestone-overdue", "alpha"), *expected, "{row}");
    }
}

#[test]
fn a_preset_makes_graver_what_nobody_set() {
    let levels = |config: &str, playbook: &str| {
        let found = findings(config, playbook, "", "");
        [
            level(&found, "dependency-unanswered", "soon"),
            level(&found, "dependency-unanswered", "very-soon"),
            level(&found, "milestone-done-mismatch", "beta"),
        ]
    };
    let preset = |name: &str| format!("[rules]\npreset = \"{name}\"\n");
    assert_eq!(levels("", ""), ["warn", "error", "info"]);
    assert_eq!(levels(&preset("default"), ""), ["warn", "error", "info"]);
    assert_eq!(levels(&preset("strict"), ""), ["error", "error", "info"], "strict makes errors of warnings");
    assert_eq!(levels(&preset("pedantic"), ""), ["error", "error", "warn"], "pedantic lifts everything");
    assert_eq!(levels(&preset("pedantic"), "preset = \"default\""), ["warn", "error", "info"]);
    let set = preset("pedantic") + "dependency-unanswered = \"info\"\n";
    assert_eq!(levels(&set, ""), ["info", "warn", "warn"], "what is set is not lifted");
}

#[test]
fn options_are_merged_and_leave_the_level_alone() {
    let levels = |config: &str, playbook: &str| {
        let found = findings(config, playbook, "", "");
        ["soon", "very-soon"].map(|id| level(&found, "dependency-unanswered", id))
    };
    assert_eq!(levels("[rules]\ndependency-unanswered = { days = 30 }\n", ""), ["off", "error"]);
    assert_eq!(levels("[rules]\ndependency-unanswered = { error-days = 5 }\n", ""), ["warn", "warn"]);
    let days = "[rules]\ndependency-unanswered = { days = 30, error-days = 5 }\n";
    assert_eq!(
        levels(days, "dependency-unanswered = { days = 50 }"),
        ["warn", "warn"],
        "each option by itself"
    );
    assert_eq!(
        levels(days, "dependency-unanswered = \"info\""),
        ["off", "info"],
        "a level leaves options alone"
    );
    let level_too = "[rules]\ndependency-unanswered = { level = \"info\", days = 30 }\n";
    assert_eq!(levels(level_too, "dependency-unanswered = { days = 50 }"), ["info", "warn"]);
}
