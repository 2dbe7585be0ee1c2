//! Where only some files are asked about, the same is found in them, and as much is said to be silenced everywhere.

use milepost::finding::Finding;
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

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
        let narrowed = rules::run_for(&workspace, today, &selection, None, &|file| file == asked);
        let there = |found: &[Finding]| -> Vec<Finding> {
            found.iter().filter(|finding| *finding.file == *asked).cloned().collect()
        };
        assert!(!there(&all.findings).is_empty(), "{asked}");
        assert_eq!(there(&narrowed.findings), there(&all.findings), "{asked}");
        assert_eq!(narrowed.suppressed, all.suppressed, "{asked}");
        assert!(narrowed.findings.len() < all.findings.len(), "{asked}");
    }
}
