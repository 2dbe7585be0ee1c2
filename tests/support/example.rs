//! Reads an example of a rule: one program, or several files after `#-- path` lines, and the day that it plays on.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Today, where an example says nothing else.
const TODAY: &str = "2026-06-15";

/// The files of an example, completed to a repository, and the day that it plays on.
pub(crate) fn files_of(example: &str) -> (BTreeMap<String, String>, &str) {
    let mut files = BTreeMap::new();
    let mut path = "programs/example.toml".to_owned();
    let mut today = TODAY;
    for line in example.trim_start_matches('\n').split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("#-- ") {
            name.trim().clone_into(&mut path);
        } else if let Some(day) = line.strip_prefix("#@ ") {
            today = day.trim();
        } else {
            files.entry(path.clone()).or_insert_with(String::new).push_str(line);
        }
    }
    for (path, text) in &mut files {
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
    (files, today)
}
