//! What `milepost history` tells of small histories, and of a real one.
//!
//! `tests/chronicles/*.txt` hold stories, told as the rules' examples are: `#== 2026-05-04 Move the beta` begins a commit,
//! with all of its files. Behind the last one stand commands, each after `$ `, with what they print; `! ` is before what
//! goes to standard error. `MILEPOST_BLESS=1` writes the answers anew.

#[path = "support/example.rs"]
mod example;
#[path = "support/published.rs"]
mod published;
#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use example::{State, states_of};
use repository::{Draft, Fixture, alone, clean, git};
use serde_json::Value;

/// Writes the commits of a story, and lays out its last state.
fn lay_down(folder: &Path, states: &[State]) {
    let fixture = Fixture::new(folder, false);
    let (mut tip, mut branch): (Option<String>, Option<String>) = (None, None);
    for state in states {
        let Some(time) = &state.time else { continue };
        let time = if time.contains('T') { time.clone() } else { format!("{time}T12:00:00Z") };
        let time: jiff::Timestamp = time.parse().expect("a day or a time");
        let files: Vec<(&[u8], u32, &[u8])> =
            state.files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_bytes())).collect();
        let parents: Vec<String> = if state.is_beside {
            branch.clone().or_else(|| tip.clone()).into_iter().collect()
        } else {
            tip.iter().cloned().chain(branch.take()).collect()
        };
        let author = state.author.as_deref().unwrap_or("Maya Chen");
        let id = fixture.commit(&Draft {
            parents: &parents.iter().map(String::as_str).collect::<Vec<_>>(),
            time: time.as_second(),
            author: format!("{author} <a@milepost.example>").as_bytes(),
            message: state.message.as_bytes(),
            files: &files,
        });
        *(if state.is_beside { &mut branch } else { &mut tip }) = Some(id);
    }
    fixture.set("refs/heads/main", &tip.expect("a story has a commit"));
    git(folder, &["reset", "-q", "--hard"]);
    let Some(now) = states.last().filter(|state| state.time.is_none()) else { return };
    git(folder, &["rm", "-q", "-r", "--cached", "."]);
    fs::remove_dir_all(folder.join("programs")).expect("the programs of the last commit");
    for (path, text) in &now.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

/// What a command prints, what it says besides, and its exit status.
fn milepost(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, folder);
    let output = command.current_dir(folder).args(arguments).output().expect("milepost starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    let out = text(output.stdout);
    published::check(arguments, &out);
    (out, text(output.stderr), output.status.code())
}

#[test]
fn every_story_is_told_as_it_happened() {
    alone(&[], |dir| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chronicles");
        let mut paths: Vec<_> =
            fs::read_dir(&folder).expect("the stories").map(|entry| entry.expect("a file").path()).collect();
        paths.sort();
        let mut wrong = Vec::new();
        for path in &paths {
            let expected = fs::read_to_string(path).expect("a story").replace("\r\n", "\n");
            let (story, commands) = expected.split_once("\n$ ").expect("a command behind the story");
            let (states, today) = states_of(story);
            let place = dir.join(path.file_stem().expect("a name"));
            fs::create_dir(&place).expect("a folder");
            lay_down(&place, &states);
            let mut actual = format!("{story}\n");
            for command in format!("\n$ {commands}").split("\n$ ").skip(1) {
                let command = command.lines().next().unwrap_or_default();
                let words: Vec<&str> = command.split(' ').skip(1).chain(["--as-of", today]).collect();
                let (out, said, code) = milepost(&place, &words);
                write!(actual, "$ {command}\n{out}").expect("a string takes every text");
                for line in said.lines() {
                    writeln!(actual, "! {line}").expect("a string takes every text");
                }
                if code != Some(0) {
                    writeln!(actual, "[exit {}]", code.unwrap_or(-1)).expect("a string takes every text");
                }
                actual.push('\n');
            }
            if actual == expected {
                continue;
            }
            if std::env::var_os("MILEPOST_BLESS").is_some() {
                fs::write(path, actual).expect("the story can be written");
            } else {
                wrong.push(format!("{}\n--- expected\n{expected}\n--- actual\n{actual}", path.display()));
            }
        }
        assert!(wrong.is_empty(), "{}\nMILEPOST_BLESS=1 writes the answers anew", wrong.join("\n"));
        assert!(paths.len() > 4);
    });
}

/// What the files of a program say at a path, commit by commit along the first parents, the oldest first, by what git holds.
fn values(dir: &Path, file: &str, path: &str) -> Vec<Option<Value>> {
    let log = git(dir, &["log", "--first-parent", "--reverse", "--format=%H", "HEAD", "--", file]);
    let mut values = vec![None];
    for oid in log.lines() {
        let (is_there, text) = repository::try_git(dir, &["show", &format!("{oid}:{file}")]);
        let value = if is_there {
            // What cannot be read is passed over.
            let Ok(table) = toml::from_str::<toml::Table>(&text) else { continue };
            milepost::changes::value_at(&table, path).map(milepost::changes::json)
        } else {
            None
        };
        if values.last() != Some(&value) {
            values.push(value);
        }
    }
    values
}

/// A real history of 1,700 commits, which is not part of this repository.
#[test]
fn in_a_real_history_the_values_of_every_field_have_no_gap() {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-goals.bundle");
    if !bundle.is_file() {
        return;
    }
    alone(&[], |dir| {
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-goals.bundle");
        git(dir, &["clone", "--quiet", "--branch", "main", &bundle.display().to_string(), "goals"]);
        let dir = &dir.join("goals");
        let mut files: BTreeMap<String, usize> = BTreeMap::new();
        for file in git(dir, &["log", "--first-parent", "--name-only", "--format=", "--", "programs"]).lines()
        {
            *files.entry(file.to_owned()).or_default() += 1;
        }
        let now = git(dir, &["ls-files", "programs"]);
        let mut often: Vec<(usize, &str)> = now.lines().map(|file| (files[file], file)).collect();
        often.sort_unstable_by(|one, other| other.cmp(one));
        let mut compared = 0;
        for (_, file) in often.into_iter().take(20) {
            let id = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).expect("a program");
            // A file that was moved begins where it was before, and another test follows names.
            let came = git(dir, &["log", "--first-parent", "--diff-filter=A", "--format=%H", "--", file]);
            let renamed = git(
                dir,
                &[
                    "log",
                    "--first-parent",
                    "-M1%",
                    "--diff-filter=R",
                    "--format=%H",
                    "--",
                    &format!(":(glob)**/{id}.toml"),
                ],
            );
            if came.lines().count() != 1 || !renamed.is_empty() {
                continue;
            }
            for path in ["program.phase", "program.name", "owners.tpm", "program.target"] {
                let place = format!("{id}/{path}");
                let (out, said, code) =
                    milepost(dir, &["history", &place, "--reverse", "--rev", "HEAD", "--format", "json"]);
                if said.contains("never had") {
                    assert_eq!(values(dir, file, path), [None], "{place}");
                    continue;
                }
                assert_eq!(code, Some(0), "{place}: {said}");
                let told: Value = serde_json::from_str(&out).expect("JSON");
                let mut chain = vec![None];
                for commit in told["commits"].as_array().expect("commits") {
                    for change in commit["changes"].as_array().expect("changes") {
                        let side = |side: &str| Some(change[side].clone()).filter(|value| !value.is_null());
                        assert_eq!(chain.last(), Some(&side("before")), "{place}: a gap at {commit}");
                        chain.push(side("after"));
                    }
                }
                assert_eq!(chain, values(dir, file, path), "{place}");
                compared += 1;
            }
        }
        assert!(compared >= 20, "{compared} fields");
    });
}

#[test]
fn a_shallow_clone_says_so() {
    alone(&[], |dir| {
        let (states, _) = states_of(
            "#== 2026-05-04 Plan\n#-- programs/checkout.toml\n[program]\nname = \"Checkout\"\n\
             #== 2026-05-11 Move\n#-- programs/checkout.toml\n[program]\nname = \"Checkout now\"\n",
        );
        let (whole, shallow) = (dir.join("whole"), dir.join("shallow"));
        fs::create_dir(&whole).expect("a folder");
        lay_down(&whole, &states);
        let url = format!("file://{}", whole.display());
        git(dir, &["clone", "--quiet", "--depth", "1", &url, "shallow"]);
        for place in ["checkout", "other"] {
            let (out, said, code) = milepost(&shallow, &["history", place]);
            assert_eq!((out.as_str(), code), ("", Some(2)), "{said}");
            assert!(
                said.contains("this clone is shallow") && said.contains("git fetch --unshallow"),
                "{said}"
            );
        }
        git(&shallow, &["fetch", "--quiet", "--unshallow"]);
        let (out, _, code) = milepost(&shallow, &["history", "checkout"]);
        assert!(code == Some(0) && out.contains("name: Checkout → Checkout now"), "{out}");
    });
}

#[test]
fn only_the_files_of_the_program_are_opened() {
    alone(&[], |dir| {
        let other = |name: &str| format!("#-- programs/{name}.toml\n[program]\nname = \"{name}\"\n");
        let mut story = String::new();
        for at in 0..12 {
            let (day, name) = (at + 1, at / 4);
            write!(story, "#== 2026-05-{day:02} Change {at}\n#-- programs/checkout.toml\n[program]\nname = \"Checkout {name}\"\n{}", other(&format!("other-{at}")))
                .expect("a string takes every text");
        }
        let (states, _) = states_of(&story);
        let place = dir.join("one");
        fs::create_dir(&place).expect("a folder");
        lay_down(&place, &states);
        // Whoever opened another program would miss its content.
        for file in git(&place, &["log", "--format=", "--raw", "--no-abbrev"]).lines() {
            let words: Vec<&str> = file.split_whitespace().collect();
            let (Some(oid), Some(path)) = (words.get(3), words.get(5)) else { continue };
            if path.contains("other-") && !oid.starts_with("0000") {
                let _ = fs::remove_file(place.join(".git/objects").join(&oid[..2]).join(&oid[2..]));
            }
        }
        let (out, said, code) = milepost(&place, &["history", "checkout", "--rev", "main"]);
        assert_eq!(code, Some(0), "{said}");
        assert!(out.contains("Checkout 1 → Checkout 2") && out.contains("3 commits"), "{out}");
    });
}

/// Each block of docs/history.md below `<!-- milepost … -->` is what that command says of the example, and so is its picture.
#[test]
fn what_the_documents_show_is_fresh() {
    alone(&[], |dir| {
        let (_, said, code) = milepost(dir, &["init", "--example", "example"]);
        assert_eq!(code, Some(0), "{said}");
        let example = dir.join("example");
        let answer = |command: &str| {
            let words: Vec<&str> = command.split(' ').chain(["--as-of", "2026-06-15"]).collect();
            let (out, said, code) = milepost(&example, &words);
            assert_eq!(code, Some(0), "{command}: {said}");
            out
        };
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let written = fs::read_to_string(docs.join("history.md")).expect("the page").replace("\r\n", "\n");
        let mut fresh = String::new();
        let mut lines = written.lines();
        while let Some(line) = lines.next() {
            writeln!(fresh, "{line}").expect("a string takes every text");
            let command = line.strip_prefix("<!-- milepost ").and_then(|rest| rest.strip_suffix(" -->"));
            let Some(command) = command else { continue };
            let fence = lines.next().expect("a block follows");
            writeln!(fresh, "{fence}\n{}```", answer(command)).expect("a string takes every text");
            assert!(lines.any(|line| line == "```"), "the block ends");
        }
        let picture = answer("history sherlock --trend --format svg");
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            fs::write(docs.join("history.md"), &fresh).expect("the page can be written");
            fs::write(docs.join("history.svg"), &picture).expect("the picture can be written");
            return;
        }
        let drawn = fs::read_to_string(docs.join("history.svg")).expect("the picture").replace("\r\n", "\n");
        assert!(written == fresh, "docs/history.md is stale: MILEPOST_BLESS=1 cargo test writes it anew");
        assert!(drawn == picture, "docs/history.svg is stale: MILEPOST_BLESS=1 cargo test writes it anew");
    });
}

/// The milestones beside the charts of a page: what they are called, and how they stand.
fn charted(page: &str) -> Vec<(String, String)> {
    let lines = page.lines().filter(|line| line.starts_with("<li><b class=\"letter"));
    let told = lines.filter_map(|line| {
        let (name, how) = line.split_once("</b> ")?.1.split_once(" <small>")?;
        Some((name.to_owned(), how.split('<').next()?.to_owned()))
    });
    told.collect()
}

#[test]
fn the_charts_of_a_page_tell_what_the_history_tells() {
    alone(&[], |dir| {
        let (_, said, code) = milepost(dir, &["init", "--example", "example"]);
        assert_eq!(code, Some(0), "{said}");
        let example = dir.join("example");
        let page = ["report", "--rev", "HEAD~8", "--as-of", "2026-06-15", "--format", "html"];
        let (page, said, _) = milepost(&example, &page);
        let charted = charted(&page);
        assert!(charted.len() > 12, "{said}{charted:?}");
        let mut told = String::new();
        for program in ["beacon-serving", "hearth-voice", "sherlock", "signal-lake"] {
            let arguments = [
                "history",
                program,
                "--rev",
                "HEAD~8",
                "--as-of",
                "2026-06-15",
                "--trend",
                "--format",
                "svg",
            ];
            let (out, said, code) = milepost(&example, &arguments);
            assert_eq!(code, Some(0), "{said}");
            told += &out;
        }
        for (name, how) in charted {
            assert!(told.contains(&format!("<title>{name}: {how}</title>")), "{name}: {how} in {told}");
        }
    });
}

/// A story of programs of which each moves its first milestone twice, by so many days more than the one before.
fn moves(programs: u8, milestones: u8) -> String {
    let mut story = String::new();
    for (at, day) in ["2026-05-04", "2026-06-01", "2026-06-10"].into_iter().enumerate() {
        writeln!(story, "#== {day} Plan {at}").expect("a string takes every text");
        for program in 1..=programs {
            writeln!(story, "#-- programs/p{program}.toml\n[program]\nname = \"Program {program}\"")
                .expect("a string takes every text");
            for milestone in 1..=milestones {
                let moved =
                    if milestone == 1 { program * u8::try_from(at).expect("three commits") } else { 0 };
                writeln!(
                    story,
                    "[milestones.m{milestone}]\nname = \"M{milestone}\"\ndue = 2026-08-{:02}",
                    10 + moved
                )
                .expect("a string takes every text");
            }
        }
    }
    story
}

#[test]
fn a_page_charts_what_moved_furthest_and_counts_the_rest() {
    alone(&[], |dir| {
        let (states, _) = states_of(&moves(7, 10));
        lay_down(dir, &states);
        let report = ["report", "--as-of", "2026-06-12", "--format", "html"];
        let (page, said, _) = milepost(dir, &report);
        let charts: Vec<&str> =
            page.lines().filter(|line| line.starts_with("<h3 id=\"trend-")).map(|line| &line[17..]).collect();
        assert_eq!(
            charts.join(" "),
            (2..=7).rev().map(|at| format!("Program {at}</h3>")).collect::<Vec<_>>().join(" "),
            "{said}"
        );
        assert!(page.contains("Milestones of 1 program more moved"), "{page}");
        assert_eq!(page.matches("<li>and 2 open milestones more</li>").count(), 6);
        let charted = charted(&page);
        assert_eq!(charted.len(), 6 * 8);
        assert!(
            charted.contains(&("M1".to_owned(), "due 24 Aug 2026, 14 days later in 2 moves".to_owned())),
            "{charted:?}"
        );
        // Whoever asks for something else is shown no chart.
        let (page, ..) = milepost(dir, &[&report[..], &["--only", "owners"]].concat());
        assert!(!page.contains("id=\"trend\""), "{page}");
    });
}

#[test]
fn a_chart_of_a_shallow_clone_says_from_where_on_it_knows() {
    alone(&[], |dir| {
        let (whole, shallow) = (dir.join("whole"), dir.join("shallow"));
        fs::create_dir(&whole).expect("a folder");
        let (states, _) = states_of(&moves(1, 1));
        lay_down(&whole, &states);
        git(dir, &["clone", "--quiet", "--depth", "2", &format!("file://{}", whole.display()), "shallow"]);
        let report = ["report", "--as-of", "2026-06-12", "--format", "html"];
        let (page, ..) = milepost(&shallow, &report);
        assert!(page.contains("Nothing before 1 June 2026 was looked at"), "{page}");
        assert_eq!(charted(&page), [("M1".to_owned(), "due 12 Aug 2026, 1 day later in 1 move".to_owned())]);
        let (page, ..) = milepost(&whole, &report);
        assert!(!page.contains("was looked at"), "{page}");
        assert_eq!(
            charted(&page),
            [("M1".to_owned(), "due 12 Aug 2026, 2 days later in 2 moves".to_owned())]
        );
    });
}
