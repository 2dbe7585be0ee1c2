//! What the smallest commands take: the whole process, from its start to its end.

use std::process::Command;

use crate::history::{git, quiet};
use crate::measure::{in_turn, run};
use crate::portfolio::{Portfolio, TODAY};
use crate::{Table, milepost, put, temporary};

/// How often a command is run in a round: it ends sooner than a clock ticks.
const REPEATED: u32 = 50;

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
}
