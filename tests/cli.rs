//! Transcripts of whole commands: what a user types, what appears, and the exit status.
//!
//! `tests/cli/*.txt` hold them. A line that starts with `$ ` is a command, run in an empty folder of its own; what
//! follows is its output, with `! ` before what went to standard error and `[exit N]` where N is not 0. `$ write PATH`
//! writes the lines below it, up to `.`, to a file, and `$ show PATH` is what is in one. `MILEPOST_BLESS=1` writes the
//! transcripts anew.

#[path = "support/published.rs"]
mod published;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

#[test]
fn every_transcript_is_what_happens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut paths: Vec<_> =
        fs::read_dir(&folder).expect("the transcripts").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in &paths {
        let expected = fs::read_to_string(path).expect("a transcript").replace("\r\n", "\n");
        let actual = replay(&expected);
        if actual == expected {
            continue;
        }
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            fs::write(path, actual).expect("the transcript can be written");
        } else {
            wrong.push(format!("{}\n--- expected\n{expected}\n--- actual\n{actual}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nMILEPOST_BLESS=1 cargo test writes the transcripts anew",
        wrong.join("\n")
    );
    assert!(!paths.is_empty());
}

/// Runs the commands of a transcript, and writes down what happened.
fn replay(transcript: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut out = String::new();
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ ") else {
            if line.starts_with('#') || line.is_empty() {
                writeln!(out, "{line}").expect("a string takes every text");
            }
            continue;
        };
        writeln!(out, "{line}").expect("a string takes every text");
        if let Some(path) = command.strip_prefix("write ") {
            let mut text = String::new();
            for line in lines.by_ref().take_while(|line| *line != ".") {
                writeln!(text, "{line}").expect("a string takes every text");
            }
            writeln!(out, "{text}.").expect("a string takes every text");
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            fs::write(path, text).expect("a file");
            continue;
        }
        out.push_str(&match command.strip_prefix("show ") {
            Some(path) => fs::read_to_string(folder.path().join(path)).expect("a file"),
            None => ran(folder.path(), command),
        });
        // What the transcript said here so far is replaced, up to the next command, comment or empty line after one.
        while lines.peek().is_some_and(|line| !line.starts_with("$ ") && !line.starts_with("# ")) {
            lines.next();
        }
        out.push('\n');
    }
    out
}

/// What a command says.
fn ran(folder: &Path, command: &str) -> String {
    let mut output = run(folder, command);
    let arguments = words(command);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    published::check(&arguments, &String::from_utf8_lossy(&output.stdout));
    // What git says is its own matter, and changes with its versions.
    if command.starts_with("git ") {
        output.stdout.clear();
        output.stderr.clear();
    }
    show(&output, folder)
}

fn run(folder: &Path, command: &str) -> Output {
    let mut words = words(command).into_iter();
    let program = match words.next().as_deref() {
        Some("milepost") => env!("CARGO_BIN_EXE_milepost").to_owned(),
        Some("git") => "git".to_owned(),
        other => panic!("a transcript runs milepost and git, not {other:?}"),
    };
    Command::new(program)
        .args(words)
        .current_dir(folder)
        .env_clear()
        .envs(
            std::env::vars_os()
                .filter(|(name, _)| ["PATH", "SystemRoot", "TMP", "TEMP"].iter().any(|kept| name == kept)),
        )
        .env("HOME", folder)
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder))
        .env("GIT_AUTHOR_NAME", "Maya Chen")
        .env("GIT_AUTHOR_EMAIL", "maya@example.com")
        .env("GIT_COMMITTER_NAME", "Maya Chen")
        .env("GIT_COMMITTER_EMAIL", "maya@example.com")
        .env("GIT_AUTHOR_DATE", "2026-06-15T09:00:00Z")
        .env("GIT_COMMITTER_DATE", "2026-06-15T09:00:00Z")
        .output()
        .expect("the command starts")
}

/// Splits a command into words, as a shell does with single and double quotes.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().expect("there is always one").push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn show(output: &Output, folder: &Path) -> String {
    let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let text = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        text.replace(&*canonical.to_string_lossy(), "[HERE]").replace(&*folder.to_string_lossy(), "[HERE]")
    };
    let mut shown = text(&output.stdout);
    if !shown.is_empty() && !shown.ends_with('\n') {
        shown.push('\n');
    }
    for line in text(&output.stderr).lines() {
        writeln!(shown, "{}", format!("! {line}").trim_end()).expect("a string takes every text");
    }
    match output.status.code() {
        Some(0) => {}
        code => writeln!(
            shown,
            "[exit {}]",
            code.map_or_else(|| "by a signal".to_owned(), |code| code.to_string())
        )
        .expect("a string takes every text"),
    }
    shown
}
