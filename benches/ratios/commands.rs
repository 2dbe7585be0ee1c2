//! Whole commands in a long history, against what git takes for the same commits.

use std::path::{Path, PathBuf};

use crate::history::{History, git};
use crate::measure::{in_turn, peak, run};
use crate::portfolio::{Portfolio, TODAY};
use crate::{Table, milepost, put};

/// A history, and what git prints of all of it.
struct Long {
    root: PathBuf,
    commits: usize,
}

/// A row: what it is called, the command of milepost, and that of git.
type Row<'r> = (&'r str, &'r [&'r str], &'r [&'r str]);

const LOG: [&str; 6] = ["log", "--first-parent", "--raw", "--format=%H", "--", "programs"];

impl Long {
    /// A generated repository, which is kept below the target folder: it takes longer to make than to measure.
    fn open(programs: usize, commits: usize) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("history-{programs}-{commits}"));
        let done = root.join("milepost.toml");
        if !done.is_file() {
            if root.exists() {
                std::fs::remove_dir_all(&root).expect("what was left half made can be taken out");
            }
            let mut portfolio = Portfolio::new(programs);
            History::generate(&root, &mut portfolio, commits);
            // What says that it is whole is written last.
            for (path, text) in portfolio.files().iter().rev() {
                put(&root, path, text);
            }
            git(&root, &["reset", "-q"]);
        }
        Self { root, commits }
    }

    fn measure(&self, rounds: usize, (name, ours, theirs): Row<'_>, table: &mut Table) {
        if git(&self.root, theirs).is_none() {
            return;
        }
        let mut of_git = || {
            git(&self.root, theirs);
        };
        let times = in_turn(rounds, &mut [&mut of_git, &mut || run(&mut milepost(&self.root, ours))]);
        let against = format!("git {}", theirs[0]);
        table.row(name, &against, &times[0], &times[1]).peak(peak(&mut milepost(&self.root, ours)));
    }
}

/// One week in histories of several lengths: what it costs must be of the week.
pub(crate) fn weeks(programs: usize, lengths: &[usize], rounds: usize, table: &mut Table) {
    let day = TODAY.to_string();
    let report = ["report", "--as-of", &day, "--format", "json"];
    for commits in lengths {
        let long = Long::open(programs, *commits);
        let name = format!("report of one week in {} commits", long.commits);
        long.measure(rounds, (&name, &report, &LOG), table);
    }
}

/// Every command that reads a history, in one of them.
pub(crate) fn commands(programs: usize, commits: usize, rounds: usize, table: &mut Table) {
    let long = Long::open(programs, commits);
    let program = Portfolio::new(programs).programs[0].id.clone();
    let (first, some) = (format!("HEAD~{commits}"), format!("HEAD~{}", commits.min(programs * 6 / 10)));
    let day = TODAY.to_string();
    let name = |what: &str| format!("{what} in {commits} commits");
    let rows: [Row<'_>; 6] = [
        (&name("report of all"), &["report", "--as-of", &day, "--format", "json", "--since", &first], &LOG),
        (&name("history of a program"), &["history", &program, "--as-of", &day, "--format", "json"], &LOG),
        (
            &name("diff of most programs"),
            &["diff", &some, "HEAD", "--format", "json"],
            &["diff", &some, "HEAD", "--", "programs"],
        ),
        (&name("lint --history"), &["lint", "--history", "--as-of", &day, "--format", "json"], &LOG),
        (&name("status"), &["status", "--as-of", &day, "--format", "json"], &LOG),
        (&name("graph"), &["graph", "--as-of", &day, "--format", "json"], &LOG),
    ];
    for row in rows {
        long.measure(rounds, row, table);
    }
}
