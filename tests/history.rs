//! The rules that read the history, where they meet the world: clones of every kind, work trees, and weekly reports.

#[path = "support/published.rs"]
mod published;
#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use milepost::changes::{Comparison, Texts};
use milepost::finding::Finding;
use milepost::git::Repository;
use milepost::report::{Asked, Ends, Former, History, Known, Present, attention, window};
use milepost::rules::{self, Selection};
use milepost::workspace::{Cache, Past, Workspace};
use repository::{Draft, Fixture, alone, clean, git};
use serde_json::Value;

const AS_OF: [&str; 2] = ["--as-of", "2026-06-15"];

/// What a command prints on its two streams, and its exit status.
fn milepost(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, folder);
    command.current_dir(folder).args(arguments).args(AS_OF).envs(variables.iter().copied());
    let output = command.output().expect("milepost starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let out = text(output.stdout);
    published::check(arguments, &out);
    (out, text(output.stderr), output.status.code())
}

/// The rules and messages of the findings of a command, which must succeed.
fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let (out, said, code) = milepost(folder, &[], &[arguments, &["--format", "concise"]].concat());
    assert!(code == Some(0), "{arguments:?}: {said}");
    let findings = out.lines().filter_map(|line| Some(line.split_once(": ")?.1.to_owned()));
    findings.collect()
}

fn program(due: &str) -> String {
    format!(
        "[program]\nname = \"Checkout\"\n\n[owners]\ntpm = \"maya-chen\"\n\n\
         [milestones.beta]\nname = \"Beta\"\ndue = {due}\nowner = \"ana-souza\"\n"
    )
}

/// A commit to be: its day, its author, its message and the due date of the one milestone.
type Told<'t> = (&'t str, &'t str, &'t str, &'t str);

const MOVES: &[Told<'_>] = &[
    ("2026-05-04", "Maya Chen", "Plan\n", "2026-08-01"),
    ("2026-05-11", "Ana Souza", "Move\n\nReason: The vendor is late\n", "2026-08-14"),
    ("2026-06-08", "Ana Souza", "Move\n", "2026-08-31"),
];

/// A repository with a work tree and these commits in a row.
fn repository_of(path: &Path, told: &[Told<'_>]) -> Fixture {
    let fixture = Fixture::new(path, false);
    let mut last: Option<String> = None;
    for (day, author, message, due) in told {
        let time: Timestamp = format!("{day}T12:00:00Z").parse().expect("a day");
        let text = program(due);
        let files: [(&[u8], u32, &[u8]); 2] =
            [(b"milepost.toml", 0o100_644, b""), (b"programs/checkout.toml", 0o100_644, text.as_bytes())];
        let id = fixture.commit(&Draft {
            parents: &last.iter().map(String::as_str).collect::<Vec<_>>(),
            time: time.as_second(),
            author: format!("{author} <a@milepost.example>").as_bytes(),
            message: message.as_bytes(),
            files: &files,
        });
        fixture.set("refs/heads/main", &id);
        last = Some(id);
    }
    git(path, &["reset", "-q", "--hard"]);
    fixture
}

const SLIPPED: &str = "warn[date-slipped-again] `beta` moved later 2 times, 30 days in all, since 2026-05-11";
const UNEXPLAINED: &str =
    "warn[date-unexplained] `beta` moved 17 days later on 2026-06-08, and nobody wrote down why";

#[test]
fn without_history_the_rules_do_not_run_and_no_comment_is_judged_for_them() {
    alone(&[], |dir| {
        let path = dir.join("one");
        repository_of(&path, MOVES);
        assert_eq!(found(&path, &["lint"]), [""; 0]);
        assert_eq!(found(&path, &["lint", "--history"]), [SLIPPED, UNEXPLAINED]);
        assert_eq!(found(&path, &["lint", "--history", "--ignore", "history"]), [""; 0]);
        let file = path.join("programs/checkout.toml");
        let silenced = program("2026-08-31").replace(
            "due = ",
            "# milepost: ignore[date-slipped-again, date-unexplained, date-rewritten] the vendor, twice\ndue = ",
        );
        std::fs::write(&file, silenced).expect("a file");
        assert_eq!(found(&path, &["lint"]), [""; 0]);
        assert_eq!(
            found(&path, &["lint", "--history"]),
            ["warn[suppression-unused] `date-rewritten` finds nothing here"]
        );
        let (_, said, code) = milepost(&path, &[], &["lint", "--select", "date-slipped-again"]);
        assert!(said.contains("add --history") && code == Some(0), "{said}");
        for all in ["all", "dates"] {
            let (_, said, _) = milepost(&path, &[], &["lint", "--select", all]);
            assert!(!said.contains("--history"), "{said}");
        }
    });
}

#[test]
fn each_side_of_the_repository_has_its_own_past() {
    alone(&[], |dir| {
        let path = dir.join("one");
        repository_of(&path, MOVES);
        assert_eq!(
            found(&path, &["lint", "--history", "--rev", "HEAD~1"]),
            ["warn[program-stale] nobody has touched `checkout` for 35 days, since 2026-05-11"]
        );
        assert_eq!(found(&path, &["lint", "--history", "--rev", "HEAD"]), [SLIPPED, UNEXPLAINED]);
        assert_eq!(found(&path, &["lint", "--history", "--staged"]), [SLIPPED, UNEXPLAINED]);
        // A date that is another one in the work tree has slipped as often as before, and nobody can have said why yet.
        std::fs::write(path.join("programs/checkout.toml"), program("2026-09-30")).expect("a file");
        assert_eq!(found(&path, &["lint", "--history"]), [SLIPPED]);
        assert_eq!(found(&path, &["lint", "--history", "--staged"]), [SLIPPED, UNEXPLAINED]);
        // Other line ends are no change.
        let windows = program("2026-08-31").replace('\n', "\r\n");
        std::fs::write(path.join("programs/checkout.toml"), windows).expect("a file");
        assert_eq!(found(&path, &["lint", "--history"]), [SLIPPED, UNEXPLAINED]);
        let bare = dir.join("bare");
        git(dir, &["clone", "-q", "--bare", &path.display().to_string(), &bare.display().to_string()]);
        assert_eq!(found(&bare, &["lint", "--history", "--rev", "HEAD"]), [SLIPPED, UNEXPLAINED]);
    });
}

#[test]
fn where_there_is_no_history_it_says_so() {
    alone(&[], |dir| {
        let path = dir.join("one");
        repository_of(&path, MOVES);
        let url = format!("file://{}", path.display());
        git(dir, &["clone", "-q", "--depth", "2", &url, "shallow"]);
        let shallow = dir.join("shallow");
        let (out, said, code) = milepost(&shallow, &[], &["lint", "--history", "--format", "concise"]);
        assert_eq!((out.as_str(), code), ("", Some(0)), "{said}");
        assert!(said.contains("This clone is shallow") && said.contains("git fetch --unshallow"), "{said}");
        let (out, said, code) = milepost(&shallow, &[], &["report", "--since", "HEAD~1"]);
        assert!(out.contains("Beta") && code == Some(0) && said.contains("This clone is shallow"), "{said}");
        git(&shallow, &["fetch", "-q", "--unshallow"]);
        assert_eq!(found(&shallow, &["lint", "--history"]), [SLIPPED, UNEXPLAINED]);

        let unborn = dir.join("unborn");
        std::fs::create_dir_all(unborn.join("programs")).expect("a folder");
        std::fs::write(unborn.join("milepost.toml"), "").expect("a file");
        std::fs::write(unborn.join("programs/checkout.toml"), program("2026-08-01")).expect("a file");
        let ceiling = [("GIT_CEILING_DIRECTORIES", dir.to_str().expect("a path"))];
        let (_, said, code) = milepost(&unborn, &ceiling, &["lint", "--history"]);
        assert!(code == Some(2) && said.contains("no git repository"), "{said}");
        git(&unborn, &["init", "-q"]);
        let (_, said, code) = milepost(&unborn, &[], &["lint", "--history"]);
        assert!(code == Some(0) && said.contains("There is no commit yet"), "{said}");
    });
}

#[test]
fn the_same_history_gives_the_same_bytes_on_any_machine() {
    alone(&[], |dir| {
        milepost(dir, &[], &["init", "--example", "demo"]);
        let demo = dir.join("demo");
        let lint = |variables: &[(&str, &str)]| {
            milepost(&demo, variables, &["lint", "--history", "--select", "history", "--format", "json"]).0
        };
        let once = lint(&[("RAYON_NUM_THREADS", "1"), ("TZ", "UTC")]);
        assert!(once.contains("date-slipped-again") && once.contains("target-frozen"));
        assert_eq!(once, lint(&[("RAYON_NUM_THREADS", "8"), ("TZ", "Pacific/Kiritimati")]));
    });
}

#[test]
fn the_evidence_names_who_moved_it_and_why() {
    alone(&[], |dir| {
        let path = dir.join("one");
        let mut moves = MOVES.to_vec();
        moves[2].1 = "Eve \u{1b}[31m\u{202e}";
        let fixture = repository_of(&path, &moves);
        let head = fixture.inner.refname_to_id("refs/heads/main").expect("a branch");
        let ids: Vec<String> = {
            let mut walk = fixture.inner.revwalk().expect("a walk");
            walk.push(head).expect("a commit");
            walk.map(|id| id.expect("a commit").to_string()[..9].to_owned()).collect()
        };
        let lint = ["lint", "--history", "--select", "date-slipped-again"];
        let json = milepost(&path, &[], &[&lint[..], &["--format", "json"]].concat()).0;
        let json: Value = serde_json::from_str(&json).expect("JSON");
        let related = json["findings"][0]["related"].as_array().expect("an array");
        let related: Vec<&str> = related.iter().filter_map(|related| related["message"].as_str()).collect();
        assert_eq!(
            related,
            [
                format!(
                    "2026-05-11 Ana Souza moved it from 2026-08-01 to 2026-08-14 ({}): The vendor is late",
                    ids[1]
                ),
                format!("2026-06-08 {} moved it from 2026-08-14 to 2026-08-31 ({})", moves[2].1, ids[0]),
            ]
        );
        let human = milepost(&path, &[], &[&lint[..], &["--color", "never"]].concat()).0;
        assert!(human.contains("moved it from 2026-08-14") && !human.contains(['\u{1b}', '\u{202e}']));
        std::fs::write(path.join(".mailmap"), "Ana de Souza <a@milepost.example>\n").expect("a file");
        let mapped = milepost(&path, &[], &[&lint[..], &["--format", "json"]].concat()).0;
        assert!(mapped.contains("2026-05-11 Ana de Souza moved it"), "{mapped}");
    });
}

#[test]
fn a_window_may_begin_beside_the_line_or_with_the_history() {
    alone(&[], |dir| {
        let path = dir.join("one");
        let fixture = repository_of(&path, &MOVES[..2]);
        let base = git(&path, &["rev-parse", "HEAD~1"]);
        let main = git(&path, &["rev-parse", "HEAD"]);
        let text = program("2026-08-31");
        let files = [("milepost.toml", ""), ("programs/checkout.toml", text.as_str())];
        // What everybody reads was merged into a branch, and the branch became main.
        let beside = fixture.commit_text(&[base.trim()], 1_781_000_000, &files);
        let foxtrot = fixture.commit_text(&[&beside, main.trim()], 1_781_100_000, &files);
        fixture.set("refs/heads/main", &foxtrot);
        let last = fixture.commit_text(
            &[&foxtrot],
            1_781_200_000,
            &[files[0], (files[1].0, &program("2026-09-30"))],
        );
        fixture.set("refs/heads/main", &last);
        let attention = |since: &[&str]| {
            let (out, said, code) = milepost(&path, &[], &[&["report", "--format", "json"], since].concat());
            assert_eq!(code, Some(0), "{said}");
            let json: Value = serde_json::from_str(&out).expect("JSON");
            let found = json["attention"].as_array().expect("an array").iter();
            let mut rules: Vec<String> =
                found.filter_map(|finding| finding["rule"].as_str().map(str::to_owned)).collect();
            rules.sort();
            rules
        };
        let both = ["date-slipped-again", "date-unexplained"];
        assert_eq!(attention(&["--since", main.trim()]), both);
        assert_eq!(attention(&["--since", "2026-01-01"]), both, "nothing was there before");
        assert_eq!(attention(&["--since", "main"]), [""; 0], "nothing is new since now");
    });
}

#[test]
fn a_report_looks_back_a_year_and_lint_at_all() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let moved = |due: &str| {
            format!(
                "[program]\nname = \"A\"\nphase = \"build\"\n\n[owners]\ntpm = \"ann\"\n\n[milestones.beta]\n\
                 name = \"Beta\"\ndue = {due}\nowner = \"ann\"\n"
            )
        };
        let still = "[program]\nname = \"B\"\nphase = \"build\"\n";
        let mut last: Option<String> = None;
        let mut commit = |day: &str, due: &str| {
            let time: Timestamp = format!("{day}T12:00:00Z").parse().expect("a time");
            let files = [
                ("milepost.toml", "format = 1\n"),
                ("programs/a.toml", &moved(due)),
                ("programs/b.toml", still),
            ];
            let parents: Vec<&str> = last.iter().map(String::as_str).collect();
            last = Some(fixture.commit_text(&parents, time.as_second(), &files));
        };
        commit("2024-01-01", "2026-08-01");
        commit("2024-06-01", "2026-08-02");
        // Enough commits in between, for a few of them may have had a wrong clock.
        for day in 1..=20 {
            commit(&format!("2024-07-{day:02}"), &format!("2026-08-{:02}", 2 + day % 2));
        }
        commit("2026-03-01", "2026-08-10");
        commit("2026-06-10", "2026-09-01");
        fixture.set("refs/heads/main", &last.expect("a commit"));
        git(dir, &["reset", "-q", "--hard"]);
        let told = |words: &[&str], rule: &str| -> Vec<String> {
            let (out, said, _) = milepost(dir, &[], &[words, &["--format", "json"]].concat());
            let json: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{said}"));
            let found = json["findings"].as_array().or(json["attention"].as_array()).expect("a list").iter();
            let of_rule = found.filter(|finding| finding["rule"] == rule);
            of_rule.filter_map(|finding| finding["message"].as_str().map(str::to_owned)).collect()
        };
        let report = ["report", "--since", "2026-06-08"];
        let lint = ["lint", "--history"];
        assert_eq!(
            told(&report, "date-slipped-again"),
            ["`beta` moved later 2 times, 30 days in all, since 2026-03-01"]
        );
        let all = told(&lint, "date-slipped-again");
        assert!(all[0].ends_with("since 2024-06-01"), "{all:?}");
        assert_eq!(told(&report, "program-stale"), ["nobody has touched `b` for more than 373 days"]);
        assert_eq!(told(&lint, "program-stale"), ["nobody has touched `b` for 896 days, since 2024-01-01"]);
    });
}

/// What is on the list of attention of a week: where the past is told of all programs and everything is judged, and where
/// that is done as far as it matters; and how much was found for that.
fn attentions(history: History<'_>, monday: Date) -> [(Vec<(Finding, bool)>, usize); 2] {
    let zone = jiff::tz::TimeZone::UTC;
    let sunday = monday.checked_add(6.days()).expect("a day");
    let asked =
        Asked { since: Some(monday.to_string()), until: Some(sunday.to_string()), ..Asked::default() };
    let window = window(history.repository, &asked, &zone, Timestamp::UNIX_EPOCH).expect("a window");
    let from = window.from.as_ref().expect("the history began before").oid;
    let (before_tree, after_tree) = (history.tree(from), history.tree(window.to.oid));
    let mut cache = Cache::default();
    let (before, after) =
        (Workspace::load(&before_tree, &mut cache), Workspace::load(&after_tree, &mut cache));
    [true, false].map(|all| {
        let account =
            history.account(Some(from), window.to.oid, (window.eve(&zone), &zone)).expect("a whole history");
        let presents = (
            Present { workspace: &before, day: window.eve(&zone) },
            Present { workspace: &after, day: window.today },
        );
        let told =
            account.tell((&mut Comparison::default(), &Texts::default()), Some(presents.0), presents.1, all);
        let (_, pasts) = told.expect("a whole history");
        assert_eq!(pasts.cut, None, "the history is whole");
        let days = [window.today, window.eve(&zone)];
        let (now, [today, then]) = if all {
            let found = |workspace: &Workspace, day: Date, past: Option<&Past>| {
                rules::run_with_past(workspace, day, &Selection::default(), past).findings
            };
            let known = days.map(|day| found(&before, day, pasts.before.as_ref()));
            (found(&after, window.today, Some(&pasts.after)), known)
        } else {
            let ends = Ends::new(Some(&before), &after, &pasts, true);
            let (now, former) = (ends.now(days[0]), Former::default());
            let known = [ends.known(&now, &former, days[0]), ends.then(&now, &former, days[1])];
            (now, known)
        };
        let count = now.len() + today.len() + then.len();
        (attention(Known { today: &today, then: &then }, now, &Former::default()), count)
    })
}

#[test]
fn a_week_reads_what_matters_to_it_and_misses_nothing() {
    alone(&[], |dir| {
        milepost(dir, &[], &["init", "--example", "demo"]);
        let repository = Repository::discover(&dir.join("demo"), false).expect("a repository");
        let blobs = repository.blobs().expect("it opens once more");
        let history = History { repository: &repository, blobs: &blobs, folder: "" };
        let (mut told, mut spared): (BTreeMap<&str, usize>, _) = (BTreeMap::new(), 0);
        let mut monday: Date = "2026-03-30".parse().expect("a day");
        while monday < "2026-06-15".parse().expect("a day") {
            let [(all, whole), (some, narrowed)] = attentions(history, monday);
            assert_eq!(all, some, "the week of {monday}");
            spared += whole - narrowed;
            let read = |finding: &&Finding| rules::rule(finding.rule).is_some_and(rules::Rule::reads_history);
            for finding in all.iter().map(|(finding, _)| finding).filter(read) {
                *told.entry(finding.rule).or_default() += 1;
            }
            monday = monday.checked_add(7.days()).expect("a day");
        }
        assert!(told.contains_key("program-stale") && told.contains_key("dependency-suspect"), "{told:?}");
        assert!(told.len() > 4, "{told:?}");
        assert!(spared > 20, "{spared} findings were not asked for");
    });
}

#[test]
fn a_report_tells_a_few_of_many_findings_that_are_alike_and_of_the_standing_ones_which_are_new() {
    alone(&[], |dir| {
        let path = dir.join("many");
        let fixture = Fixture::new(&path, false);
        let text = |at: usize| {
            // The last two fall due in the week that is told; nobody owns the milestone of the last one.
            let (due, owner) = match at {
                9 => ("2026-06-11", "owner = \"ana\"\n"),
                10 => ("2026-06-11", ""),
                _ => ("2026-05-29", "owner = \"ana\"\n"),
            };
            format!(
                "[program]\nname = \"Program {at}\"\n\n[owners]\ntpm = \"maya\"\n\n[milestones.beta]\nname = \"Beta\"\n\
                 due = {due}\n{owner}"
            )
        };
        let programs: Vec<(String, String)> =
            (1..=10).map(|at| (format!("programs/p{at:02}.toml"), text(at))).collect();
        let people = "people.ana.name = \"Ana Souza\"\npeople.maya.name = \"Maya Chen\"\n";
        let mut files = vec![("milepost.toml", ""), ("org/people.toml", people)];
        files.extend(programs.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let plan = fixture.commit_text(&[], 1_780_000_000, &files);
        fixture.set("refs/heads/main", &plan);
        git(&path, &["reset", "-q", "--hard"]);
        let (out, said, code) = milepost(&path, &[], &["report", "--format", "markdown"]);
        assert_eq!(code, Some(0), "{said}");
        let overdue: Vec<&str> = out
            .lines()
            .skip_while(|line| *line != "### Overdue")
            .skip(2)
            .take_while(|line| !line.is_empty())
            .collect();
        let told = |at: usize, days: usize, day: &str, besides: &str| {
            format!(
                "- **error** Program {at} · Beta: `beta` was due {day}, {days} days ago ({besides}, `programs/p{at:02}.toml:9`)"
            )
        };
        let (old, new) = ("2026-05-29", "2026-06-11");
        assert_eq!(
            overdue,
            [
                told(9, 4, new, "new, ask Ana Souza"),
                told(10, 4, new, "new, ask Maya Chen"),
                told(1, 17, old, "ask Ana Souza"),
                told(2, 17, old, "ask Ana Souza"),
                told(3, 17, old, "ask Ana Souza"),
                "- and 5 more of milestone-overdue; --format json has them all".to_owned(),
            ],
            "{out}"
        );
    });
}
