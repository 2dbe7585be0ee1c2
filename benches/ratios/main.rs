//! How far milepost is from the least that must be done: lint, diff and report against their floors, as ratios.
//!
//! ```text
//! cargo bench                            all sizes: a few minutes
//! cargo bench -- --small                 small sizes, for CI: MILEPOST_BENCH=small does the same
//! cargo bench -- lint                    only some rows: start, lint, growth, diff, report, week, long
//! cargo bench -- --page                  all sizes, and the table is written into docs/speed.md
//! cargo bench -- --write DIR PROGRAMS COMMITS     no measures: writes a generated repository, for a profiler
//! ```
//!
//! Wall times of a shared machine mean little, ratios of one run mean more: floor and milepost take turns, and the
//! table shows the median of each, the ratio of the medians, and the goals of `rows.rs`. The floors:
//!
//! - *read and parse*: the files of the portfolio, each read and parsed by `toml::de::DeTable::parse` on all threads;
//! - *walk*: a walk along all first parents that compares the id of one folder in each commit with its parent's;
//! - of the rows named *growth*, the same with less: a ratio beyond how many times as many there are is no linear one;
//! - *git log*, *git diff*, *git --version*: what git prints of the same programs, or takes to start, where it is
//!   installed.
//!
//! The ratio of CPU times is told too, where Linux counts them: other work on the machine has less influence on it. The
//! long histories are made once, and kept below the target folder.
//!
//! `lint` is measured as the library does it: load, all rules, the report with its lines; the rows of whole commands
//! start the binary and let it write JSON. Portfolios and histories are generated, the same ones on every machine.

#![allow(clippy::print_stdout, reason = "the table is the result")]

mod commands;
mod floor;
mod growth;
mod history;
mod measure;
mod page;
mod portfolio;
mod random;
mod rows;
mod start;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

use history::{History, git, quiet};
use measure::{in_turn, peak, run};
use portfolio::{Portfolio, TODAY};
use table::Table;

/// How much is measured.
struct Sizes {
    lint: &'static [usize],
    /// Programs, each time twice as many; and how much of one thing a file holds, which is then made four times as much.
    growth: ([usize; 4], usize),
    programs: usize,
    commits: usize,
    /// The lengths of the histories in which one week is told; all commands are measured in the longest.
    long: &'static [usize],
    rounds: usize,
}

const FULL: Sizes = Sizes {
    lint: &[1_000, 10_000],
    growth: ([500, 1_000, 2_000, 4_000], 2_000),
    programs: 1_000,
    commits: 5_000,
    long: &[2_500, 5_000, 10_000, 20_000],
    rounds: 9,
};
const SMALL: Sizes = Sizes {
    lint: &[200, 1_000],
    growth: ([100, 200, 400, 800], 500),
    programs: 200,
    commits: 500,
    long: &[500, 1_000],
    rounds: 3,
};
/// `cargo test --benches` only wants to know whether it runs.
const TEST: Sizes =
    Sizes { lint: &[50], growth: ([5, 10, 20, 40], 10), programs: 50, commits: 20, long: &[20], rounds: 1 };

fn main() {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let mut take = |flag: &str| words.iter().position(|word| word == flag).map(|at| words.remove(at));
    let benched = take("--bench").is_some();
    let small =
        take("--small").is_some() || std::env::var("MILEPOST_BENCH").is_ok_and(|size| size == "small");
    let page = take("--page").is_some();
    if take("--write").is_some() {
        return write(&words);
    }
    assert!(!page || (benched && !small && words.is_empty()), "--page takes all rows, in all sizes");
    let sizes = match (benched, small) {
        (false, _) => TEST,
        (true, true) => SMALL,
        (true, false) => FULL,
    };
    if benched {
        build();
    }
    // As the binary does, so that both sides of each ratio read git under the same switches.
    milepost::git::tune_process();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let mut table = Table::default();
    if wanted("start") {
        start::measure(sizes.rounds, &mut table);
    }
    for programs in sizes.lint.iter().filter(|_| wanted("lint")) {
        lint(*programs, &sizes, &mut table);
    }
    if wanted("growth") {
        growth::files(sizes.growth.0, sizes.rounds, &mut table);
        growth::hostile(sizes.growth.1, sizes.rounds, &mut table);
    }
    if wanted("diff") || wanted("report") {
        history(&sizes, &wanted, &mut table);
    }
    if wanted("week") {
        commands::weeks(sizes.programs, sizes.long, sizes.rounds, &mut table);
    }
    if let Some(commits) = sizes.long.last().filter(|_| wanted("long")) {
        commands::commands(sizes.programs, *commits, sizes.rounds, &mut table);
    }
    let text = table.finish(sizes.rounds);
    println!("\n{text}");
    if page {
        page::write(&text);
    }
}

/// Writes a generated repository with its work tree.
fn write(words: &[String]) {
    let [folder, programs, commits] = words else { panic!("--write takes DIR PROGRAMS COMMITS") };
    let number = |word: &String| word.parse::<usize>().expect("a number");
    let folder = Path::new(folder);
    let mut portfolio = Portfolio::new(number(programs));
    let history = History::generate(folder, &mut portfolio, number(commits));
    for (path, text) in portfolio.files() {
        put(folder, &path, &text);
    }
    git(folder, &["reset", "-q"]);
    println!("{}: packed by {}", folder.display(), history.packed);
}

fn put(root: &Path, path: &str, text: &str) -> PathBuf {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
    std::fs::write(&path, text).expect("a file can be written");
    path
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("cargo made this folder")
}

/// Builds milepost as everybody gets it: for a benchmark cargo makes one that unwinds where it panics, which is larger and
/// slower to start.
fn build() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(env!("CARGO_MANIFEST_DIR")).args(["build", "--release", "--locked", "--quiet"]);
    assert!(cargo.status().expect("cargo runs").success(), "milepost cannot be built");
}

/// milepost in a folder.
fn milepost(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    quiet(&mut command);
    command.arg("-C").arg(folder).args(arguments);
    command
}

fn lint(programs: usize, sizes: &Sizes, table: &mut Table) {
    let folder = temporary();
    let root = folder.path().canonicalize().expect("it was just made");
    let files = Portfolio::new(programs).files();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let files: Vec<PathBuf> = files.iter().map(|(path, text)| put(&root, path, text)).collect();
    let selection = Selection::new(&["all".to_owned()], &[]).expect("`all` stands for every rule");
    let mut found = 0;
    let mut check = || {
        let tree = Tree::disk(&root);
        let workspace = Workspace::load(&tree, &mut Cache::default());
        assert_eq!(workspace.programs.len(), programs, "every program was read");
        let outcome = rules::run(&workspace, TODAY, &selection);
        // The formats for programs show no texts.
        found = LintReport::with_texts_of(0, outcome.findings, &tree, Summary::default()).findings.len();
    };
    let command = || {
        let day = TODAY.to_string();
        milepost(&root, &["lint", "--select", "all", "--format", "json", "--as-of", &day])
    };
    let mut floor = || assert!(floor::read_and_parse(&files) > 0, "the files hold something");
    let times = in_turn(sizes.rounds, &mut [&mut floor, &mut check, &mut || run(&mut command())]);
    table.row(&format!("lint {programs}"), "read and parse", &times[0], &times[1]);
    let name = format!("lint {programs}, whole command");
    table.row(&name, "read and parse", &times[0], &times[2]).peak(peak(&mut command()));
    let (whole, tenths) = (bytes / 1_000_000, bytes / 100_000 % 10);
    table.note(&format!("lint {programs}: {whole}.{tenths} MB in {} files, {found} findings", files.len()));
}

fn history(sizes: &Sizes, wanted: &dyn Fn(&str) -> bool, table: &mut Table) {
    let folder = temporary();
    let root = folder.path();
    let history = History::generate(root, &mut Portfolio::new(sizes.programs), sizes.commits);
    put(root, "milepost.toml", "");
    let (commits, changed) = floor::walk(&history.path, "programs");
    table.note(&format!(
        "history: {} programs, {commits} commits, of which {changed} change programs; packed by {}",
        sizes.programs, history.packed
    ));
    let first = format!("HEAD~{}", sizes.commits);
    let some = format!("HEAD~{}", sizes.commits / 8);
    let day = TODAY.to_string();
    let mut walk = || assert!(floor::walk(&history.path, "programs").0 == commits, "the walk is complete");

    let mut compare = |name: &str, arguments: &[&str], of_git: &[&str]| {
        if !wanted(name) {
            return;
        }
        let mut ours = || run(&mut milepost(root, arguments));
        let mut theirs = || {
            git(root, of_git);
        };
        let has_git = git(root, of_git).is_some();
        let times = in_turn(sizes.rounds, &mut [&mut walk, &mut ours, &mut theirs]);
        table.row(name, "walk", &times[0], &times[1]);
        if has_git {
            table.row(name, &format!("git {}", of_git[0]), &times[2], &times[1]);
        }
    };
    let range = format!("{some}..HEAD");
    let log = ["log", "--first-parent", "--raw", "--format=%H", "--", "programs"];
    compare(
        &format!("diff {} commits apart", sizes.commits / 8),
        &["diff", &some, "HEAD", "--format", "json"],
        &["diff", &some, "HEAD", "--", "programs"],
    );
    compare(
        &format!("diff {} commits apart", sizes.commits),
        &["diff", &first, "HEAD", "--format", "json"],
        &["diff", &first, "HEAD", "--", "programs"],
    );
    let report = ["report", "--as-of", &day, "--format", "json"];
    compare("report of one week", &report, &log);
    let ranged = ["log", "--first-parent", "--raw", "--format=%H", &range, "--", "programs"];
    compare(
        &format!("report of {} commits", sizes.commits / 8),
        &[&report[..], &["--since", &some]].concat(),
        &ranged,
    );
    compare(
        &format!("report of {} commits", sizes.commits),
        &[&report[..], &["--since", &first]].concat(),
        &log,
    );
}
