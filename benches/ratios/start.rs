//! What the smallest commands take: the whole process, from its start to its end.

use std::fmt::Write as _;
use std::process::Command;

use crate::floor;
use crate::history::{git, quiet};
use crate::measure::{in_turn, run};
use crate::portfolio::{Portfolio, TODAY};
use crate::{Table, milepost, put, temporary};

/// How often a command is run in a round: it ends sooner than a clock ticks.
const REPEATED: u32 = 50;

const FINDINGS: usize = 5_000;

/// `--version`, and the lint of one program, against `git --version`.
pub(crate) fn measure(rounds: usize, table: &mut Table) {
    let folder = temporary();
    let root = folder.path();
    for (path, text) in Portfolio::new(1).files() {
        put(root, &path, &text);
    }
    if git(root, &["--version"]).is_none() {
        return;
    }
    let day = TODAY.to_string();
    let repeat = |command: &mut Command| {
        for _ in 0..REPEATED {
            run(command);
        }
    };
    let mut of_git = || repeat(quiet(&mut Command::new("git")).arg("--version"));
    let mut version = || repeat(&mut milepost(root, &["--version"]));
    let mut lint = || repeat(&mut milepost(root, &["lint", "--select", "all", "--as-of", &day]));
    let times = in_turn(rounds, &mut [&mut of_git, &mut version, &mut lint]);
    let [floor, version, lint] = [0, 1, 2].map(|at| times[at].of_each(REPEATED));
    table.row("--version", "git --version", &floor, &version);
    table.row("lint one file", "git --version", &floor, &lint);
    findings(rounds, table);
}

/// Many findings in one file of nearly 1 MB, as a person and as GitHub read them, against the parse of that file.
fn findings(rounds: usize, table: &mut Table) {
    let folder = temporary();
    let root = folder.path();
    put(root, "milepost.toml", "");
    let mut text = String::from("[program]\nname = \"All that is late\"\n");
    for number in 0..FINDINGS {
        let note = "said once more, so that the file is as long as they get. ".repeat(2);
        write!(
            text,
            "\n[milestones.m{number}]\nname = \"Step {number}\"\ndue = 2020-01-06\nexit = \"{note}\"\n"
        )
        .expect("a string takes every text");
    }
    let file = [put(root, "programs/late.toml", &text)];
    let day = TODAY.to_string();
    let lint = |format| {
        let shown = FINDINGS.to_string();
        let words = ["lint", "--select", "milestone-overdue", "--max-findings", &shown, "--as-of", &day];
        milepost(root, &[&words[..], &["--format", format]].concat())
    };
    let mut floor = || assert!(floor::read_and_parse(&file) > 0, "the file holds something");
    let mut human = || run(&mut lint("human"));
    let mut github = || run(&mut lint("github"));
    let times = in_turn(rounds, &mut [&mut floor, &mut human, &mut github]);
    for (format, times_of) in [("human", &times[1]), ("github", &times[2])] {
        table.row(
            &format!("{FINDINGS} findings in one file, {format}"),
            "read and parse",
            &times[0],
            times_of,
        );
    }
}
