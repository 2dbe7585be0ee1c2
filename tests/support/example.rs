//! Reads an example of a rule: one program, or several files after `#-- path` lines, and the day that it plays on.
//!
//! What the rules about history need is told as commits, each with all of its files: `#== 2026-05-04 Move the beta`
//! begins one, `#= ` lines behind it are the rest of its message, `#= Author: Ana Souza` says who wrote it.
//! `#=| ` begins a commit on a branch, which the next `#==` merges; `#== now` what is not committed yet. The last state
//! is the one that is checked.

#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Today, where an example says nothing else.
const TODAY: &str = "2026-06-15";

/// A commit of an example, or what is not committed yet.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// When: a day, or a time. `None` where it is not committed.
    pub(crate) time: Option<String>,
    /// Whether it stands on a branch that is not the first parent's.
    pub(crate) is_beside: bool,
    /// Who wrote it.
    pub(crate) author: Option<String>,
    /// Its message.
    pub(crate) message: String,
    /// All of its files.
    pub(crate) files: BTreeMap<String, String>,
}

/// The files of an example, completed to a repository, and the day that it plays on.
pub(crate) fn files_of(example: &str) -> (BTreeMap<String, String>, &str) {
    let (mut states, today) = states_of(example);
    (states.pop().expect("an example has at least one state").files, today)
}

/// The states of an example, the oldest first, each completed to a repository, and the day that it plays on.
pub(crate) fn states_of(example: &str) -> (Vec<State>, &str) {
    let mut states = vec![State::default()];
    let mut path = "";
    let mut today = TODAY;
    for line in example.trim_start_matches('\n').split_inclusive('\n') {
        let beside = line.strip_prefix("#=| ");
        let state = states.last_mut().expect("there is always one");
        if let Some(head) = line.strip_prefix("#== ").or(beside) {
            let (time, subject) = head.trim().split_once(' ').unwrap_or((head.trim(), ""));
            let begun = State {
                time: (time != "now").then(|| time.to_owned()),
                is_beside: beside.is_some(),
                message: format!("{subject}\n"),
                ..State::default()
            };
            if state.message.is_empty() {
                // What stands above the first commit is about the example.
                *state = begun;
            } else {
                states.push(begun);
            }
            path = "";
        } else if let Some(author) = line.strip_prefix("#= Author: ") {
            state.author = Some(author.trim().to_owned());
        } else if let Some(more) = line.strip_prefix("#=") {
            let paragraph = if state.message.matches('\n').count() == 1 { "\n" } else { "" };
            writeln!(state.message, "{paragraph}{}", more.trim()).expect("a string takes every text");
        } else if let Some(name) = line.strip_prefix("#-- ") {
            path = name.trim();
        } else if let Some(day) = line.strip_prefix("#@ ") {
            today = day.trim();
        } else {
            let path = if path.is_empty() { "programs/example.toml" } else { path };
            state.files.entry(path.to_owned()).or_default().push_str(line);
        }
    }
    let is_told = states.iter().any(|state| !state.message.is_empty());
    for state in &mut states {
        // The empty line above the next file or commit is no part of this one, or what stays would change.
        for text in state.files.values_mut().filter(|_| is_told) {
            text.truncate(text.trim_end_matches('\n').len());
            text.push('\n');
        }
        complete(&mut state.files);
    }
    (states, today)
}

/// Adds what a repository needs and the example leaves out.
fn complete(files: &mut BTreeMap<String, String>) {
    for (path, text) in &mut *files {
        if path.starts_with("programs/") && !text.contains("<<<<<<<") {
            for (section, line) in [("[program]", "name = \"Example\""), ("[owners]", "tpm = \"maya-chen\"")]
            {
                if !text.contains(section) {
                    write!(text, "\n{section}\n{line}\n").expect("a string takes every text");
                }
            }
        }
    }
    files.entry("milepost.toml".to_owned()).or_default();
}
