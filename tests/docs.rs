//! The pages that lead by the hand: every command on them is run, in order, and says what the page says that it says.
//!
//! A ```` ```sh ```` block is run by bash, in the folder where the one before it ended; a ```` ```text ```` block right
//! after it is what it prints. A comment before a block says what a reader does with it, or why a test does not:
//! `<!-- write PATH -->`, `<!-- append PATH -->`, `<!-- in PATH, for: TEXT -->` (the block stands in the place of the
//! text), `<!-- exit N -->`, `<!-- not run: WHY -->`, `<!-- needs PROGRAM -->` (without it the page ends there). Today is a Monday, for git and for milepost. `MILEPOST_BLESS=1`
//! writes what is printed anew.
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

const TODAY: &str = "2026-11-23";

/// What bash knows before the first block.
const PRELUDE: &str = r#"
set -euo pipefail
exec 2>&1
milepost() { case " $* " in *" --as-of "*) command milepost "$@" ;; *) command milepost --as-of "$TODAY" "$@" ;; esac; }
ended() { printf '\036'; }
"#;

/// A fenced block of a page.
#[derive(Debug)]
struct Block<'p> {
    language: &'p str,
    /// The comment on the line above it.
    note: Option<&'p str>,
    text: String,
    /// The lines between its fences, as a range of the page's lines.
    lines: std::ops::Range<usize>,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let lines: Vec<&str> = page.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some(language) = lines[at].strip_prefix("```") else {
            at += 1;
            continue;
        };
        let note =
            at.checked_sub(1).and_then(|above| lines[above].strip_prefix("<!-- ")?.strip_suffix(" -->"));
        let length = lines[at + 1..].iter().position(|line| *line == "```").expect("every block ends");
        let inside = at + 1..at + 1 + length;
        let text = lines[inside.clone()].iter().fold(String::new(), |text, line| text + line + "\n");
        at = inside.end + 1;
        blocks.push(Block { language, note, text, lines: inside });
    }
    blocks
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// What bash does with a block, or nothing where a reader only reads it.
fn step(block: &Block<'_>) -> Option<String> {
    let text = &block.text;
    if let Some(why) = block.note.and_then(|note| note.strip_prefix("not run: ")) {
        assert!(why.len() > 10, "why is it not run? {why}");
        return None;
    }
    let Some(note) = block.note else {
        return (block.language == "sh").then(|| text.clone());
    };
    let redirect = |how: &str, path: &str| {
        let path = quoted(path);
        format!("mkdir -p \"$(dirname {path})\"\nprintf %s {} {how} {path}\n", quoted(text))
    };
    if note.starts_with("needs ") {
        Some(text.clone())
    } else if let Some(code) = note.strip_prefix("exit ") {
        Some(format!("code=0\n(\n{text}) || code=$?\ntest \"$code\" = {code}\n"))
    } else if let Some(path) = note.strip_prefix("write ") {
        Some(redirect(">", path))
    } else if let Some(path) = note.strip_prefix("append ") {
        // As people write a section: with an empty line above it.
        Some(format!("echo >> {}\n{}", quoted(path), redirect(">>", path)))
    } else if let Some((path, old)) = note.strip_prefix("in ").and_then(|note| note.split_once(", for: ")) {
        let (path, old, new) = (quoted(path), quoted(old), quoted(text.trim_end()));
        Some(format!(
            "all=$(cat {path}) old={old} new={new}\ntest \"${{all/$old/}}\" != \"$all\"\nprintf '%s\\n' \"${{all/$old/$new}}\" > {path}\n"
        ))
    } else {
        panic!("what is to be done with a block after <!-- {note} -->?");
    }
}

/// What each block printed, after bash ran all of them in an empty folder.
fn run(page: &str, blocks: &[Block<'_>]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let home = folder.path().join("home");
    let here = folder.path().join("here");
    fs::create_dir_all(&here).expect("a folder");
    fs::create_dir_all(&home).expect("a folder");
    let identity = "[user]\nname = Maya Chen\nemail = maya@example.com\n[init]\ndefaultBranch = main\n";
    fs::write(home.join(".gitconfig"), identity).expect("a file");
    let mut script = PRELUDE.to_owned();
    for block in blocks {
        writeln!(script, "{}ended", step(block).unwrap_or_default()).expect("a string takes every text");
    }
    fs::write(folder.path().join("script"), script).expect("a file");
    let binary = Path::new(env!("CARGO_BIN_EXE_milepost")).parent().expect("it lies in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = [binary.to_path_buf()].into_iter().chain(std::env::split_paths(&path));
    let output = Command::new("bash")
        .arg(folder.path().join("script"))
        .current_dir(&here)
        .env_clear()
        .env("PATH", std::env::join_paths(paths).expect("paths"))
        .env("HOME", &home)
        .env("LC_ALL", "C.UTF-8")
        .env("TODAY", TODAY)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.path())
        .env("GIT_AUTHOR_DATE", format!("{TODAY}T09:00:00Z"))
        .env("GIT_COMMITTER_DATE", format!("{TODAY}T09:00:00Z"))
        .stdin(Stdio::null())
        .output()
        .expect("bash is there");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{page}: bash stopped with {}\n{printed}", output.status);
    let printed: Vec<String> = printed.split('\u{1e}').map(str::to_owned).collect();
    assert_eq!(printed.len(), blocks.len() + 1, "{page}: not every block came to its end");
    printed
}

#[test]
fn what_the_pages_show_is_what_happens() {
    let pages = [("README", 1), ("start", 5), ("recipes", 3), ("install", 0)];
    for (name, least) in pages.map(|(page, least)| (format!("docs/{page}.md"), least)) {
        let name = name.as_str();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let page = fs::read_to_string(&path).expect("a page");
        let mut blocks = blocks(&page);
        let lacks = |block: &Block<'_>| {
            let program = block.note.and_then(|note| note.strip_prefix("needs "));
            program.is_some_and(|program| Command::new(program).arg("--version").output().is_err())
        };
        let able = blocks.iter().position(lacks).unwrap_or(blocks.len());
        blocks.truncate(able);
        let printed = run(name, &blocks);
        let lines: Vec<&str> = page.lines().collect();
        let (mut fresh, mut copied, mut shown) = (String::new(), 0, 0);
        for (at, block) in blocks.iter().enumerate() {
            let says_output = block.language == "text" && block.note.is_none();
            let before = at.checked_sub(1).filter(|before| says_output && blocks[*before].language == "sh");
            let Some(before) = before.filter(|before| step(&blocks[*before]).is_some()) else { continue };
            for line in &lines[copied..block.lines.start] {
                fresh += line;
                fresh.push('\n');
            }
            fresh += &printed[before];
            copied = block.lines.end;
            shown += 1;
        }
        for line in &lines[copied..] {
            fresh += line;
            fresh.push('\n');
        }
        assert!(shown >= least, "{name} shows what {shown} commands print");
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            fs::write(&path, &fresh).expect("the page can be written");
        }
        let now = fs::read_to_string(&path).expect("a page");
        assert!(now == fresh, "{name} is stale: MILEPOST_BLESS=1 cargo test --test docs writes it anew");
    }
}
