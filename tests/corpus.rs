//! A real history of 1,700 commits and 199 programs: what weekly reports say of it is what git says of it.
//!
//! The history is not part of this repository; where it is not there, the tests say that they are skipped.

#[path = "support/numbers.rs"]
mod numbers;
#[path = "support/published.rs"]
mod published;
#[path = "support/repository.rs"]
mod repository;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use milepost::changes::{ChangeKind, Comparison, ProgramKind, Side, Step, Texts, between};
use milepost::finding::Finding;
use milepost::git::{Oid, Repository};
use milepost::report::{
    Asked, By, Churn, Contacts, DiffReport, Former, History, Known, LintReport, PeriodReport, Summary,
    Window, attention, upcoming, window,
};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use repository::{alone, git};

/// The bundle, where it is there.
fn bundle() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-goals.bundle");
    if path.is_file() {
        return Some(path);
    }
    // Straight to the stream: what a test prints is not shown where it succeeds.
    writeln!(std::io::stderr(), "skipped: there is no {}", path.display()).expect("it is open");
    None
}

/// What git says of each commit: the author as the mailmap calls them, and the files that it touched.
fn told_by_git(dir: &Path) -> BTreeMap<String, (String, BTreeSet<String>)> {
    let format = "--format=%x01%H%x02%aN%x02";
    let log = git(
        dir,
        &["log", "--use-mailmap", "--diff-merges=first-parent", "--no-renames", "--name-only", format],
    );
    let mut commits = BTreeMap::new();
    for commit in log.split('\u{1}').skip(1) {
        let [oid, author, files] = commit.splitn(3, '\u{2}').collect::<Vec<_>>()[..] else {
            panic!("git writes three parts: {commit}");
        };
        let files = files.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        commits.insert(oid.to_owned(), (author.to_owned(), files));
    }
    commits
}

/// The first-parent history as git tells it: when each commit was made, the newest first.
fn line(dir: &Path) -> Vec<(String, i64)> {
    let log = git(dir, &["log", "--first-parent", "--format=%H %ct"]);
    let commits = log.lines().map(|line| line.split_once(' ').expect("an id and a time"));
    commits.map(|(oid, time)| (oid.to_owned(), time.parse().expect("seconds"))).collect()
}

/// The state at a time: of the commits made by then, the one made last.
fn state_at(line: &[(String, i64)], time: Timestamp) -> Option<&str> {
    let mut best: Option<&(String, i64)> = None;
    for commit in line.iter().filter(|(_, made)| *made <= time.as_second()) {
        if best.is_none_or(|best| commit.1 > best.1) {
            best = Some(commit);
        }
    }
    best.map(|(oid, _)| oid.as_str())
}

/// The ISO week that begins on a Monday.
fn week(repository: &Repository, monday: Date) -> Window {
    let name = monday.iso_week_date();
    let week = format!("{:04}-W{:02}", name.year(), name.week());
    let asked = Asked { since: Some(week.clone()), until: Some(week), rev: None, as_of: None };
    window(repository, &asked, &TimeZone::UTC, Timestamp::UNIX_EPOCH).expect("there is such a week")
}

/// The report of a week, without what needs attention at its end.
fn report(window: Window, comparison: Comparison, churn: Vec<Churn>, programs: usize) -> PeriodReport {
    let (from, to) = window.sides();
    let diff =
        DiffReport { from, to, comparison, consequences: Vec::new(), names: BTreeMap::new(), web: None };
    PeriodReport {
        title: None,
        window,
        portfolio: programs,
        zone: TimeZone::UTC,
        by: By::Program,
        diff,
        churn,
        attention: Vec::new(),
        upcoming: Vec::new(),
        contacts: Contacts::default(),
        outlook: None,
        drift: None,
    }
}

#[test]
fn every_week_of_2025_tells_what_its_commits_did() {
    let Some(bundle) = bundle() else { return };
    alone(&[], |dir| {
        git(dir, &["clone", "--quiet", "--bare", &bundle.display().to_string(), "goals"]);
        let dir = &dir.join("goals");
        let (commits, line) = (told_by_git(dir), line(dir));
        let repository = Repository::discover(dir, false).expect("the repository opens");
        let blobs = repository.blobs().expect("it opens once more");
        let history = History { repository: &repository, blobs: &blobs, folder: "" };
        let mut texts = Texts::default();
        let (mut last, mut changes, mut steps, mut told_in_formats) = (None::<Oid>, 0, 0, 0);
        let mut monday = date(2024, 12, 30);
        while monday < date(2025, 12, 29) {
            let window = week(&repository, monday);
            let from = window.from.as_ref().expect("the history began in 2024").oid;
            let to = window.to.oid;
            assert!(
                last.is_none_or(|last| last == from),
                "the week of {monday} begins where the last one ended"
            );
            last = Some(to);
            let end = monday.checked_add(7.days()).expect("a date").to_zoned(TimeZone::UTC).expect("a time");
            let just_before = end.timestamp().checked_sub(1.second()).expect("a time");
            assert_eq!(Some(to.to_string().as_str()), state_at(&line, just_before), "the end of {monday}");

            let (before, after) = (history.tree(from), history.tree(to));
            let (before, after) = (Side::open(&before), Side::open(&after));
            let net = between(&before, &after, &mut Texts::default());
            let mut told = between(&before, &after, &mut texts);
            let churn = history.explain(&mut told, Some(from), to, None, &texts).expect("a whole history");
            assert_eq!(net.programs.len(), told.programs.len(), "the week of {monday}");
            for (net, told) in net.programs.iter().zip(&told.programs) {
                assert_eq!((&net.id, net.kind, net.changes.len()), (&told.id, told.kind, told.changes.len()));
                if matches!(told.kind, ProgramKind::Added | ProgramKind::Removed) {
                    assert!(!told.steps.is_empty(), "{} in the week of {monday}", told.id);
                }
                for (net, told) in net.changes.iter().zip(&told.changes) {
                    let place = format!("{} in the week of {monday}", told.path);
                    assert_eq!((&net.before, &net.after), (&told.before, &told.after), "{place}");
                    assert!(!told.steps.is_empty(), "{place}");
                    // Of what has a name only, the whole tables stand there.
                    let is_named = matches!(told.kind, ChangeKind::Renamed | ChangeKind::Moved);
                    if !is_named {
                        assert_eq!(told.steps[0].before, told.before, "{place}");
                        assert_eq!(told.steps[told.steps.len() - 1].after, told.after, "{place}");
                    }
                    check(&told.steps, &commits, &place);
                    changes += 1;
                    steps += told.steps.len();
                }
            }
            for churn in &churn {
                check(&churn.steps, &commits, &format!("churn of {} in the week of {monday}", churn.path));
            }
            let mut report = report(window, told, churn, after.programs.len());
            told_in_formats += numbers::hold(&mut report, &format!("the week of {monday}"));
            monday = monday.checked_add(7.days()).expect("a date");
        }
        assert_eq!(told_in_formats, changes, "every format tells every change");
        assert!(changes > 100 && steps >= changes, "{changes} changes in {steps} steps");
    });
}

/// Each step begins where the last one ended, names its author, and touched a program.
fn check(steps: &[Step], commits: &BTreeMap<String, (String, BTreeSet<String>)>, place: &str) {
    for pair in steps.windows(2) {
        assert_eq!(pair[0].after, pair[1].before, "{place}");
    }
    for step in steps {
        let commit = step.commit.as_ref().expect("everything is committed");
        let (author, files) = &commits[&commit.oid.to_string()];
        assert_eq!(*author, commit.author, "{place}");
        assert_ne!(step.before, step.after, "{place}: a step that leads nowhere");
        assert!(files.iter().any(|file| file.starts_with("programs/")), "{place}: {files:?}");
    }
}

#[test]
fn every_week_of_the_history_has_the_same_numbers_in_every_format() {
    let Some(bundle) = bundle() else { return };
    alone(&[], |dir| {
        git(dir, &["clone", "--quiet", "--bare", &bundle.display().to_string(), "goals"]);
        let dir = &dir.join("goals");
        let line = line(dir);
        let day = |at: &(String, i64)| {
            let time = Timestamp::from_second(at.1).expect("a commit's own time");
            time.to_zoned(TimeZone::UTC).date()
        };
        let repository = Repository::discover(dir, false).expect("the repository opens");
        let blobs = repository.blobs().expect("it opens once more");
        let history = History { repository: &repository, blobs: &blobs, folder: "" };
        let (first, last) = (line.iter().map(day).min(), line.iter().map(day).max());
        let (first, last) = first.zip(last).expect("it has commits");
        let back = 7 + i64::from(first.weekday().to_monday_zero_offset());
        let mut monday = first.checked_sub(back.days()).expect("a date");
        let (mut texts, mut cache, mut changes, mut weeks) = (Texts::default(), Cache::default(), 0, 0);
        let mut old: Vec<Finding> = Vec::new();
        while monday <= last {
            monday = monday.checked_add(7.days()).expect("a date");
            let window = week(&repository, monday);
            let from = window.from.as_ref().map(|commit| commit.oid);
            let nothing = || Tree::memory(Vec::<(String, String)>::new());
            let (before, after) =
                (from.map_or_else(nothing, |from| history.tree(from)), history.tree(window.to.oid));
            let mut told = between(&Side::open(&before), &Side::open(&after), &mut texts);
            let churn =
                history.explain(&mut told, from, window.to.oid, None, &texts).expect("a whole history");
            let workspace = Workspace::load(&after, &mut cache);
            let findings = rules::run(&workspace, window.today, &Selection::default()).findings;
            let urgent = attention(Known { today: &old, then: &old }, findings.clone(), &Former::of(&told));
            let contacts = Contacts::new(&workspace, &urgent);
            let urgent = urgent.into_iter().map(|(finding, _)| finding).collect();
            let upcoming = upcoming(&workspace, window.today);
            old = findings;
            let attention = LintReport::with_texts_of(0, urgent, &after, Summary::default()).findings;
            let programs = workspace.programs.len();
            let mut report =
                PeriodReport { attention, upcoming, contacts, ..report(window, told, churn, programs) };
            changes += numbers::hold(&mut report, &format!("the week of {monday}"));
            weeks += 1;
        }
        assert!(weeks > 60 && changes > 100, "{changes} changes in {weeks} weeks");
    });
}

#[test]
fn a_version_of_the_history_compared_with_itself_says_nothing() {
    let Some(bundle) = bundle() else { return };
    alone(&[], |dir| {
        git(dir, &["clone", "--quiet", "--bare", &bundle.display().to_string(), "goals"]);
        let repository = Repository::discover(&dir.join("goals"), false).expect("the repository opens");
        let blobs = repository.blobs().expect("it opens once more");
        let history = History { repository: &repository, blobs: &blobs, folder: "" };
        let head = repository.head().expect("it has a branch").expect("it has commits");
        let tree = history.tree(head.oid);
        // Out of memory, so that every file is read and compared.
        let files = Side::open(&tree).programs.into_values().map(|listed| {
            let text = tree.read(&listed).expect("every program can be read");
            (listed.path.to_string(), text)
        });
        let files: Vec<(String, String)> = files.collect();
        assert!(files.len() > 150, "{} programs", files.len());
        let windows = files.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\r\n")));
        let (plain, windows) = (Tree::memory(files.clone()), Tree::memory(windows));
        let comparison = between(&Side::open(&plain), &Side::open(&windows), &mut Texts::default());
        assert!(comparison.programs.is_empty() && comparison.unreadable.is_empty());
    });
}
