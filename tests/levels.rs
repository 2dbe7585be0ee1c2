//! Whose word counts when the level of a rule is set in several places, and what its options are then.

#[path = "support/published.rs"]
mod published;

use milepost::finding::{Finding, Level};
use milepost::output::json;
use milepost::report::settings;
use milepost::rules::{self, Origin, Selection, Settled, Written};
use milepost::schema::Output;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use serde_json::{Value, json};

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
    let workspace = workspace(config, playbook);
    let selection = Selection::new(&words(select), &words(ignore)).expect("rules that there are");
    let found = rules::run(&workspace, "2026-06-15".parse().expect("a day"), &selection).findings;
    assert!(found.iter().all(|finding| finding.rule != "config-invalid"), "{found:#?}");
    found
}

/// The workspace where this stands in milepost.toml and in the program's playbook.
fn workspace(config: &str, playbook: &str) -> Workspace {
    let base = "[rules]\nmilestone-overdue = \"info\"\n";
    let playbook = if playbook.contains("extends") { playbook } else { &format!("[rules]\n{playbook}\n") };
    let files = [
        ("milepost.toml", config),
        ("playbooks/own.toml", playbook),
        ("playbooks/base.toml", base),
        ("programs/example.toml", PROGRAM),
    ];
    Workspace::load(&Tree::memory(files), &mut Cache::default())
}

/// What `rules --all` says of the program and of `milestone-overdue`: level, and who says so.
fn told(config: &str, playbook: &str) -> String {
    let workspace = workspace(config, playbook);
    let rule = rules::rule("milestone-overdue").expect("it is registered");
    let here = Settled::new(&workspace).of(rule);
    let own = here.iter().find(|here| here.programs.is_some()).unwrap_or(&here[0]);
    let written = |written: Written<'_>| format!("{:?} in {}", written.owner, written.file);
    let origin = match own.origin {
        Origin::BuiltIn => "built in".to_owned(),
        Origin::Preset(name, place) => format!("preset {name} of {}", written(place)),
        Origin::Set(place) => written(place),
    };
    format!("{} {origin}", own.level.map_or("off", Level::name))
}

#[test]
fn who_says_so_is_told() {
    let rules = |level| format!("[rules]\nmilestone-overdue = \"{level}\"\n");
    let all = "[[overrides]]\nprograms = [\"*\"]\nrules = { milestone-overdue = \"off\" }\n";
    assert_eq!(told("", ""), "error built in");
    assert_eq!(told("[rules]\npreset = \"pedantic\"\n", ""), "error built in", "it was an error before");
    assert_eq!(told(&rules("warn"), ""), "warn Workspace in milepost.toml");
    assert_eq!(
        told(&rules("warn"), "milestone-overdue = \"info\""),
        "info Playbook { id: \"own\", of: \"own\" } in playbooks/own.toml"
    );
    assert_eq!(
        told("", "extends = \"base\"\n"),
        "info Playbook { id: \"base\", of: \"own\" } in playbooks/base.toml"
    );
    assert_eq!(told(&(rules("warn") + all), ""), "off Override(0) in milepost.toml");

    let of = |config: &str, rule: &str| {
        let workspace = workspace(config, "");
        let here = Settled::new(&workspace).of(rules::rule(rule).expect("it is registered"));
        (
            here.len(),
            here[0].level,
            matches!(here[0].origin, Origin::Preset("strict", _)),
            here[0].options.len(),
        )
    };
    let strict = "[rules]\npreset = \"strict\"\ndependency-unanswered = { days = 3 }\n";
    assert_eq!(of(strict, "dependency-unanswered"), (1, Some(Level::Error), true, 1));
    assert_eq!(of(strict, "milestone-overdue"), (1, Some(Level::Error), false, 0));
    assert_eq!(
        of(strict, "toml-newer-syntax"),
        (1, Some(Level::Warn), false, 0),
        "what is always on stays so"
    );
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
        if select.is_empty() && ignore.is_empty() {
            let told = told(config, playbook);
            assert!(told.starts_with(expected), "{row}: {told}");
        }
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

#[test]
fn json_says_of_every_rule_how_it_is_set_and_by_whom() {
    let config = "[rules]\ndependency-unanswered = { days = 3 }\n\
                  [[overrides]]\nprograms = [\"ex*\", \"o*\"]\nrules = { milestone-overdue = \"off\" }\n";
    let tree = Tree::memory([("milepost.toml", config), ("programs/example.toml", PROGRAM)]);
    let workspace = Workspace::load(&tree, &mut Cache::default());
    let written = json::rule_settings(&settings(&workspace, &tree));
    let written = published::read(Output::Rules, &written);
    let all = written["rules"].as_array().expect("a list");
    assert_eq!(all.len(), rules::RULES.len());
    let here = |rule: &str| {
        all.iter()
            .find(|known| known["rule"] == rule)
            .map(|known| known["here"].clone())
            .expect("it is there")
    };
    let built_in = json!({
        "kind": "built-in", "preset": null, "playbook": null, "inherited-by": null, "override": null,
        "file": null, "line": null,
    });
    let off = json!({
        "kind": "override", "preset": null, "playbook": null, "inherited-by": null,
        "override": { "number": 1, "programs": ["ex*", "o*"] }, "file": "milepost.toml", "line": 5,
    });
    assert_eq!(
        here("milestone-overdue"),
        json!([
            { "programs": null, "level": "error", "from": built_in, "options": {} },
            { "programs": ["example"], "level": "off", "from": off, "options": {} },
        ])
    );
    let unanswered = here("dependency-unanswered");
    assert_eq!(unanswered[0]["options"]["days"]["value"], 3);
    assert_eq!(unanswered[0]["options"]["days"]["from"]["line"], 2);
    let without = published::read(Output::Rules, &json::rules());
    assert_eq!(without["rules"][0]["here"], Value::Null);
}
