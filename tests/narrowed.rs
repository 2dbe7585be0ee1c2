//! Where only some findings are asked for, the same are found, and as much is said to be silenced everywhere.

#[path = "support/example.rs"]
mod example;

use std::fs;
use std::path::Path;

use example::files_of;
use milepost::finding::Finding;
use milepost::rules::{self, RULES, Selection, Wanted};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Program, Workspace};

const FILES: [(&str, &str); 5] = [
    ("milepost.toml", "holidays = [2026-13-01]\n"),
    ("org/people.toml", "[people.maya-chen]\nname = \"Maya Chen\"\nleft = 2026-01-31\nnick = \"m\"\n"),
    (
        "programs/checkout.toml",
        "[milestones.beta]\nname = \"Beta\"\ndue = 2026-01-12\nowner = \"maya-chen\"\nneeds = [\"search/ga\", \"gone\"]\n",
    ),
    (
        "programs/quiet.toml",
        "# milepost: ignore-file[milestone-overdue] the plan is being rewritten\n\
         [milestones.beta]\nname = \"Beta\"\ndue = 2026-01-12\nowner = \"maya-chn\"\n",
    ),
    (
        "programs/search.toml",
        "[milestones.ga]\nname = \"GA\"\ndue = 2026-09-30\nowner = \"zoe\"\nneeds = [\"checkout/beta\"]\n",
    ),
];

#[test]
fn each_file_alone_has_the_findings_that_it_has_among_all() {
    let workspace = Workspace::load(&Tree::memory(FILES), &mut Cache::default());
    let today = "2026-06-15".parse().expect("a day");
    let selection = Selection::new(&["all".to_owned()], &[]).expect("`all` stands for every rule");
    let all = rules::run(&workspace, today, &selection);
    assert_eq!(all.suppressed, 1);
    for (asked, _) in FILES {
        let wanted =
            |program: &Program| if *program.file.path == *asked { Wanted::All } else { Wanted::Nothing };
        let narrowed = rules::run_for(&workspace, today, &selection, None, &wanted);
        let there = |found: &[Finding]| -> Vec<Finding> {
            found.iter().filter(|finding| *finding.file == *asked).cloned().collect()
        };
        assert!(!there(&all.findings).is_empty(), "{asked}");
        assert_eq!(there(&narrowed.findings), there(&all.findings), "{asked}");
        assert_eq!(narrowed.suppressed, all.suppressed, "{asked}");
        assert!(narrowed.findings.len() < all.findings.len(), "{asked}");
    }
}

/// Every example and fixture of the rules.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let below = |folder: &Path| {
        fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a file").path()).collect()
    };
    let folders: Vec<_> = below(&folder);
    let fixtures = folders.iter().flat_map(|folder| below(folder));
    let fixtures = fixtures.map(|path| fs::read_to_string(path).expect("the fixtures are UTF-8"));
    RULES.iter().flat_map(|rule| [rule.bad, rule.good]).map(str::to_owned).chain(fixtures).collect()
}

#[test]
fn what_rules_find_in_a_program_of_its_own_is_the_same_without_the_others() {
    let selection = Selection::new(&["all".to_owned()], &[]).expect("`all` stands for every rule");
    let mut compared = 0;
    for example in examples() {
        let (files, today) = files_of(&example);
        let today = today.parse().expect("a day");
        let workspace = Workspace::load(&Tree::memory(files.clone()), &mut Cache::default());
        let found = |workspace: &Workspace, file: &str| -> Vec<Finding> {
            let is_own = |finding: &Finding| rules::rule(finding.rule).is_some_and(rules::Rule::is_own);
            let mut found = rules::run(workspace, today, &selection).findings;
            found.retain(|finding| *finding.file == *file && is_own(finding));
            found
        };
        for program in workspace.programs.iter().filter(|_| workspace.programs.len() > 1) {
            let others = workspace.programs.iter().map(|other| &other.file.path);
            let others: Vec<_> = others.filter(|other| **other != program.file.path).collect();
            let left =
                files.clone().into_iter().filter(|(path, _)| !others.iter().any(|other| ***other == **path));
            let alone = Workspace::load(&Tree::memory(left), &mut Cache::default());
            let expected = found(&workspace, &program.file.path);
            assert_eq!(found(&alone, &program.file.path), expected, "{example}");
            compared += expected.len();
        }
    }
    assert!(compared > 100, "{compared} findings were compared");
}
