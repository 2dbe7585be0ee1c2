//! What grows: the same lint of four times as much must take about four times as long, of whatever there is much.

use std::fmt::Write as _;

use milepost::output::{Style, terminal};
use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

use crate::Table;
use crate::measure::in_turn;
use crate::portfolio::{Portfolio, TODAY};

type Files = Vec<(String, String)>;

/// A kind of input, and what makes it of a size.
type Case = (&'static str, fn(usize) -> Files);

/// What is many in each, and would be slow where each one asked all others.
const CASES: &[Case] = &[
    ("milestones in a circle", |size| {
        file(size, |at| format!("[milestones.m{at}]\ndue = 2026-08-01\nneeds = [\"m{}\"]", (at + 1) % size))
    }),
    ("milestones that wait for later ones", |size| {
        file(size, |at| {
            let month = if at % 2 == 0 { 8 } else { 9 };
            format!("[milestones.m{at}]\ndue = 2026-0{month}-01\nneeds = [\"m{}\"]", at + 1)
        })
    }),
    ("needs that nothing has", |size| {
        file(size, |at| format!("[milestones.m{at}x]\ndue = 2026-08-01\nneeds = [\"n{}x\"]", at * 7))
    }),
    ("former names", |size| {
        file(size, |at| {
            format!("[milestones.m{at}]\ndue = 2026-08-01\npreviously = [\"old{at}\"]\nneeds = [\"old{at}\"]")
        })
    }),
    ("owners whom nobody knows", |size| {
        let mut files =
            file(size, |at| format!("[milestones.m{at}]\ndue = 2026-08-01\nowner = \"nobod{at}\""));
        files.push((
            "org/all.toml".to_owned(),
            lines(size, |at| format!("[people.nobody-{at}]\nname = \"N\"")),
        ));
        files
    }),
    ("releases that are none", |size| {
        let mut files = file(size, |at| format!("[milestones.m{at}]\ndue = \"r{at}x\""));
        let releases = lines(size, |at| format!("\"r{at}\" = 2026-08-01"));
        files.push(("milepost.toml".to_owned(), format!("[calendar.releases]\n{releases}")));
        files
    }),
    ("dependencies on one milestone", |size| {
        let mut files = file(size, |at| {
            format!("[dependencies.d{at}]\nneed = \"N\"\nfrom = \"other/ga\"\nneeded-by = 2026-07-01")
        });
        files.push(("programs/other.toml".to_owned(), format!("{START}[milestones.ga]\ndue = 2026-09-01\n")));
        files
    }),
    ("sections that are none", |size| file(size, |at| format!("[milestone{at}]\ndue = 2026-08-01"))),
    ("values that are none", |size| file(size, |at| format!("[milestones.m{at}]\ndue = tomorrow"))),
    ("numbers that are none", |size| one_line(size, "99999999999999999999")),
    ("errors on one line", |size| one_line(size, "oops")),
    ("risks of one milestone", |size| {
        let risk = |at| format!("[risks.r{at}]\ntitle = \"R\"\nimpact = \"high\"\nthreatens = [\"m\"]");
        let mut files = file(size, risk);
        files[0].1.push_str("[milestones.m]\ndue = 2026-08-01\n");
        files
    }),
    ("comments that silence", |size| {
        file(size, |at| {
            format!("# milepost: ignore[milestone-overdue] why\n[milestones.m{at}]\ndue = 2026-01-05")
        })
    }),
    ("gates", |size| {
        let gate = |at| format!("[[gates]]\nphase = \"build\"\nrequires = [\"milestones.m{at}\"]");
        let gates = lines(size, gate);
        vec![
            ("milepost.toml".to_owned(), "playbook = \"own\"\n".to_owned()),
            ("playbooks/own.toml".to_owned(), format!("phases = [\"planning\", \"build\"]\n{gates}")),
            ("programs/one.toml".to_owned(), START.replace("start", "phase = \"build\"\nstart")),
        ]
    }),
];

/// Programs of the portfolio, in four sizes.
pub(crate) fn files(sizes: [usize; 4], rounds: usize, table: &mut Table) {
    let trees = sizes.map(|programs| Tree::memory(Portfolio::new(programs).files()));
    let mut works = trees.each_ref().map(|tree| move || lint(tree));
    let [one, two, three, four] = &mut works;
    let times = in_turn(rounds, &mut [one, two, three, four]);
    for (at, size) in sizes.iter().enumerate().skip(1) {
        let times_as_many = size / sizes[0];
        let name = format!("growth, {size} programs: {times_as_many}x as many");
        table.row(&name, &format!("{} programs", sizes[0]), &times[0], &times[at]);
    }
}

/// What a file may hold too much of: a size, and four times that.
pub(crate) fn hostile(size: usize, rounds: usize, table: &mut Table) {
    for (name, files) in CASES {
        let [one, four] = [size, size * 4].map(|size| Tree::memory(files(size)));
        let times = in_turn(rounds, &mut [&mut || lint(&one), &mut || lint(&four)]);
        table.row(
            &format!("growth, {} {name}: 4x as many", size * 4),
            &size.to_string(),
            &times[0],
            &times[1],
        );
    }
}

/// As the command does it for a person.
fn lint(tree: &Tree) {
    let workspace = Workspace::load(tree, &mut Cache::default());
    let selection = Selection::new(&["all".to_owned()], &[]).expect("`all` stands for every rule");
    let outcome = rules::run(&workspace, TODAY, &selection);
    let report = LintReport::with_texts_of(100, outcome.findings, tree, Summary::default());
    let shown = terminal::lint(&report, Style::PLAIN, 100);
    assert!(!shown.is_empty(), "a line that counts is always there");
}

const START: &str =
    "[program]\nname = \"One\"\nstart = 2026-01-05\ntarget = 2026-12-18\n\n[owners]\ntpm = \"maya-chen\"\n\n";

/// A program of that many entries.
fn file(size: usize, entry: impl Fn(usize) -> String) -> Files {
    vec![("programs/one.toml".to_owned(), format!("{START}{}", lines(size, entry)))]
}

fn one_line(size: usize, value: &str) -> Files {
    vec![(
        "programs/one.toml".to_owned(),
        format!("{START}[custom]\nall = [{}]\n", vec![value; size].join(", ")),
    )]
}

fn lines(size: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for at in 0..size {
        writeln!(text, "{}", line(at)).expect("a string takes every text");
    }
    text
}
