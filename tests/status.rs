//! The portfolio: what the page shows of it is fresh, names in it are only shown, and it stands without git.

#[path = "support/published.rs"]
mod published;
#[path = "support/repository.rs"]
mod repository;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::date;
use milepost::output::Style;
use milepost::output::status::human;
use milepost::report::{SortKey, Standing, StatusReport};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use repository::{alone, clean, git};

/// What a command prints on its two streams, and its exit status.
fn milepost(folder: &Path, variables: &[(&str, &str)], words: &str) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, folder);
    command.current_dir(folder).args(words.split_whitespace()).env_remove("CLICOLOR_FORCE");
    let output = command.envs(variables.iter().copied()).output().expect("milepost starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let out = text(output.stdout);
    published::check(&words.split_whitespace().collect::<Vec<_>>(), &out);
    (out, text(output.stderr), output.status.code())
}

/// What a `status` prints that must succeed.
fn status(folder: &Path, words: &str) -> (String, String) {
    let (out, said, code) = milepost(folder, &[], &format!("--as-of 2026-06-15 status {words}"));
    assert!(code == Some(0), "status {words}: {said}");
    (out, said)
}

/// The example with its history, in a folder below `dir`.
fn example(dir: &Path) -> PathBuf {
    let (_, said, code) = milepost(dir, &[], "init --example demo");
    assert!(code == Some(0), "{said}");
    dir.join("demo")
}

/// Each block below `<!-- milepost … -->` is what that command says of the example.
#[test]
fn what_the_page_shows_is_fresh() {
    alone(&[], |dir| {
        let demo = example(dir);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/status.md");
        let written = fs::read_to_string(&path).expect("the page").replace("\r\n", "\n");
        let mut fresh = String::new();
        let mut lines = written.lines();
        let mut shown = 0;
        while let Some(line) = lines.next() {
            writeln!(fresh, "{line}").expect("a string takes every text");
            let command = line.strip_prefix("<!-- milepost ").and_then(|rest| rest.strip_suffix(" -->"));
            let Some(command) = command else { continue };
            let fence = lines.next().expect("a block follows");
            let (out, said, code) = milepost(&demo, &[], command);
            assert!(code == Some(0), "{command}: {said}");
            writeln!(fresh, "{fence}\n{out}```").expect("a string takes every text");
            assert!(lines.any(|line| line == "```"), "the block ends");
            shown += 1;
        }
        assert!(shown > 1);
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            fs::write(&path, &fresh).expect("the page can be written");
        } else {
            assert!(written == fresh, "docs/status.md is stale: MILEPOST_BLESS=1 cargo test writes it anew");
        }
    });
}

#[test]
fn one_thread_says_what_many_say() {
    alone(&[], |dir| {
        let demo = example(dir);
        for format in ["human", "markdown", "json", "csv"] {
            let words = format!("--as-of 2026-06-15 status --all --format {format}");
            let with = |threads| milepost(&demo, &[("RAYON_NUM_THREADS", threads)], &words);
            assert_eq!(with("1"), with("8"));
        }
    });
}

/// Names that would mean something to a terminal, to Markdown or to a spreadsheet, if anyone obeyed them.
const HOSTILE: &str = r#"
[program]
name = "=HYPERLINK(\"http://evil.example\") | @everyone [x](javascript:y) \u001b[31m\u202e <img src=x>"
health = "green"
tags = ["\u001b[2J"]

[owners]
tpm = "maya-chen"

[milestones.beta]
name = "+1|`tick`|**bold**\nsecond line"
due = 2026-06-01

[risks.cold]
title = "@SUM(A1)"
likelihood = "high"
impact = "high"
"#;

const PEOPLE: &str = "[people.maya-chen]\nname = \"-2+3 | @maya \\u001b]0;x\\u0007 \\u202e\"\n";

/// A folder with a program of hostile names.
fn hostile(dir: &Path) {
    for (path, text) in [("milepost.toml", ""), ("org/people.toml", PEOPLE), ("programs/evil.toml", HOSTILE)]
    {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

#[test]
fn names_are_only_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    hostile(folder.path());
    for format in ["human", "markdown", "csv"] {
        let (out, _) = status(folder.path(), &format!("--format {format}"));
        let steers = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
        assert!(!out.replace("\r\n", "\n").contains(steers), "{out}");
    }
    let (markdown, _) = status(folder.path(), "--format markdown");
    let rows: Vec<&str> = markdown.lines().filter(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 3, "{markdown}");
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 11, "{row}");
        assert!(!row.contains("@e") && !row.contains("@m") && !row.contains("<img"), "{row}");
    }
    let (sheet, _) = status(folder.path(), "--format csv");
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let names = reader.headers().expect("a row of names").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 1);
    for (name, cell) in names.iter().zip(rows[0].iter()) {
        let is_number = cell.parse::<i64>().is_ok();
        assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{name}: {cell}");
    }
    let (json, _) = status(folder.path(), "--format json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["programs"][0]["next"]["name"], "+1|`tick`|**bold**\nsecond line");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let mut files = vec![
        ("org/people.toml".to_owned(), PEOPLE.to_owned()),
        ("programs/evil.toml".to_owned(), HOSTILE.to_owned()),
    ];
    let wide = HOSTILE
        .replace("=HYPERLINK", "日本語の長い名前")
        .replace("milestones.beta", "milestones.the-first-of-them-all");
    files.push((format!("programs/{}.toml", "long-".repeat(12) + "name"), wide));
    let workspace = Workspace::load(&Tree::memory(files), &mut Cache::default());
    let today = date(2026, 6, 15);
    let standings = workspace.programs.iter();
    let standings = standings.map(|program| Standing::new(&workspace, program, today, None)).collect();
    let mut report = StatusReport { today, commit: None, standings };
    report.sort(SortKey::Worst);
    for width in 50..=120 {
        let text = human::status(&report, Style { width, ..Style::PLAIN });
        for line in text.lines() {
            assert!(textwrap::core::display_width(line) <= width, "{width}: {line}");
        }
        let painted = human::status(&report, Style { width, color: true, links: false });
        assert_eq!(painted.lines().count(), text.lines().count());
    }
    for width in 1..50 {
        assert!(human::status(&report, Style { width, ..Style::PLAIN }).contains("evil"));
    }
}

#[test]
fn it_stands_without_a_history() {
    alone(&[], |dir| {
        let demo = example(dir);
        let (whole, said) = status(&demo, "--format json");
        assert!(!said.contains("left out"), "{said}");
        let dates = |text: &str| -> Vec<[serde_json::Value; 2]> {
            let json: serde_json::Value = serde_json::from_str(text).expect("JSON");
            let programs = json["programs"].as_array().expect("programs").clone();
            programs.iter().map(|program| [program["slip"].clone(), program["touched"].clone()]).collect()
        };
        assert!(dates(&whole).iter().flatten().all(|date| !date.is_null()));

        // A shallow clone knows of neither, and says why.
        let url = format!("file://{}", demo.display());
        git(dir, &["clone", "-q", "--depth", "1", &url, "shallow"]);
        let (shallow, said) = status(&dir.join("shallow"), "--format json");
        assert!(said.contains("shallow") && said.contains("--unshallow"), "{said}");
        assert!(dates(&shallow).iter().flatten().all(serde_json::Value::is_null));

        // A bare repository shows HEAD.
        git(dir, &["clone", "-q", "--bare", &url, "bare"]);
        let (bare, _) = status(&dir.join("bare"), "--format json");
        assert_eq!(dates(&bare), dates(&whole));

        // A history that cannot be read is no reason to say nothing.
        fs::write(demo.join(".git/HEAD"), "nonsense\n").expect("a file");
        let (broken, said) = status(&demo, "--format json");
        assert!(said.contains("left out"), "{said}");
        assert!(dates(&broken).iter().flatten().all(serde_json::Value::is_null));
    });
}

#[test]
fn a_day_in_the_past_is_what_a_checkout_of_it_says() {
    alone(&[], |dir| {
        let demo = example(dir);
        let at = git(&demo, &["rev-list", "-1", "--first-parent", "--before=2026-05-04T23:59:59Z", "HEAD"]);
        let (then, _, code) = milepost(&demo, &[], "status --rev 2026-05-04 --all --format csv");
        assert_eq!(code, Some(0));
        git(&demo, &["checkout", "-q", "--detach", at.trim()]);
        let (checked_out, _, _) = milepost(&demo, &[], "--as-of 2026-05-04 status --all --format csv");
        assert_eq!(then, checked_out);
    });
}
