//! What a help asks for can still be done: it names no day that has passed, nothing that is there already, and no phase that does not exist.

use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// The helps of one rule for a program and the files beside it, on 2026-06-15.
fn helps(rule: &str, program: &str, beside: &[(&str, &str)]) -> Vec<String> {
    let files = beside.iter().copied().chain([("programs/example.toml", program)]);
    let tree = Tree::memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let workspace = Workspace::load(&tree, &mut Cache::default());
    let today = "2026-06-15".parse().expect("a day");
    let findings = rules::run(&workspace, today, &Selection::default()).findings;
    findings
        .into_iter()
        .filter(|finding| finding.rule == rule)
        .map(|finding| finding.help.into_owned())
        .collect()
}

#[test]
fn a_milestone_is_not_moved_to_a_day_that_has_passed() {
    let program = "[program]\nname = \"Example\"\n\n[milestones.beta]\nname = \"Beta\"\ndue = 2026-06-01\nneeds = [\"sdk\", \"ga\"]\n\n\
        [milestones.sdk]\nname = \"SDK\"\ndue = 2026-06-12\nowner = \"tom-ito\"\n\n[milestones.ga]\nname = \"GA\"\ndue = 2026-07-15\n";
    let off = [("milepost.toml", "[rules]\nmilestone-overdue = \"off\"\n")];
    assert_eq!(
        helps("milestone-order", program, &off),
        [
            "Ask `tom-ito` when `sdk` comes now, and write that day or a later one as `due` here.",
            "Agree on an earlier date for `ga`; else write due = 2026-07-15 or later here.",
        ]
    );
}

#[test]
fn nothing_is_needed_by_a_day_that_has_passed() {
    let milestone = |due: &str| {
        format!(
            "[program]\nname = \"Example\"\n\n[milestones.beta]\nname = \"Beta\"\ndue = {due}\nneeds = [\"core/ga\"]\n"
        )
    };
    let dependency = "\n[dependencies.ga]\nneed = \"GA\"\nfrom = \"core/ga\"\nfor = [\"beta\"]\n";
    let core = [("programs/core.toml", "[program]\nname = \"Core\"\n\n[milestones.ga]\nname = \"GA\"\n")];
    for (due, asks, tells) in [
        (
            "2026-06-14",
            "`beta` waits for it and was due 2026-06-14: add the day on which work here stops without it as `needed-by`.",
            "the day by which you need it as needed-by",
        ),
        (
            "2026-06-15",
            "`beta` waits for it and is due 2026-06-15: add needed-by = 2026-06-15, or an earlier day.",
            "needed-by = 2026-06-15 or earlier",
        ),
    ] {
        let program = milestone(due);
        assert_eq!(helps("dependency-undated", &(program.clone() + dependency), &core), [asks]);
        let said = helps("dependency-undeclared", &program, &core);
        assert!(said.len() == 1 && said[0].contains(tells), "{said:?}");
    }
}

#[test]
fn a_working_day_that_is_suggested_is_still_to_come() {
    // 2026-06-15 is a Monday, and here a holiday.
    let config = [("milepost.toml", "[calendar]\nholidays = [2026-06-15, 2026-06-16]\n")];
    for (due, day) in
        [("2026-06-15", "2026-06-17"), ("2026-06-16", "2026-06-17"), ("2026-06-20", "2026-06-19")]
    {
        let program =
            format!("[program]\nname = \"Example\"\n\n[milestones.beta]\nname = \"Beta\"\ndue = {due}\n");
        let help = format!("Write the working day that is meant, such as: due = {day}");
        assert_eq!(helps("milestone-on-day-off", &program, &config), [help]);
    }
}

#[test]
fn the_day_of_a_decision_is_asked_for_where_it_is_missing() {
    let decision = |rest: &str| {
        format!(
            "[program]\nname = \"Example\"\n\n[decisions.format]\ntitle = \"Format\"\nneeded-by = 2026-06-03\nby = \"ana\"\n{rest}"
        )
    };
    assert_eq!(
        helps("decision-overdue", &decision("state = \"open\"\ndecided = 2026-06-01\n"), &[]),
        [
            "`decided` has a day, and the state says `open`: if it was taken, write state = \"decided\"; if not, delete the line `decided` and ask `ana`."
        ]
    );
    assert_eq!(
        helps("decision-overdue", &decision(""), &[]),
        [
            "Ask `ana`. If it was taken, write its day, such as decided = 2026-06-15, and why = …; if it can wait, the new needed-by."
        ]
    );
}

#[test]
fn a_phase_that_is_suggested_is_one_of_the_playbook() {
    let program =
        "[program]\nname = \"Example\"\nplaybook = \"own\"\nphase = \"making\"\ntarget = 2026-06-01\n";
    let like = "[like]\nmaking = \"build\"\nserving = \"operate\"\ngone = \"closed\"\n";
    for (phases, first) in [
        (
            "\"making\", \"serving\", \"gone\"",
            "If it runs, write phase = \"serving\"; if it is over, phase = \"gone\". Else agree on ",
        ),
        ("\"making\", \"serving\"", "If it runs, write phase = \"serving\". Else agree on "),
        ("\"making\", \"gone\"", "If it is over, write phase = \"gone\". Else agree on "),
        ("\"making\"", "Agree on "),
    ] {
        let like: Vec<&str> = like
            .lines()
            .filter(|line| {
                line.starts_with('[') || phases.contains(line.split(' ').next().unwrap_or_default())
            })
            .collect();
        let playbook = format!("phases = [{phases}]\n{}\n", like.join("\n"));
        let help =
            format!("{first}a new target with the sponsor and write it here, with the reason in the commit.");
        assert_eq!(helps("program-overdue", program, &[("playbooks/own.toml", &playbook)]), [help]);
    }
}
