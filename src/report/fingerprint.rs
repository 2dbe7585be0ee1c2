//! Fingerprints: by what a finding is known again in the next run, however the lines have moved since.

use rustc_hash::FxHashMap;
use serde_json::json;

use crate::finding::Finding;
use crate::git::{Oid, Repository};

/// The fingerprint of each of these findings, no two of them the same.
///
/// It is the id that git gives to a blob of this line of JSON: the rule, the program (the file where there is none),
/// the path, and what the message names in backticks. Lines, dates and distances are no part of it, nor is the wording.
/// Behind a colon stands which of those with the same id it is, from 1.
pub(super) fn fingerprints<'f>(findings: impl Iterator<Item = &'f Finding>) -> Vec<String> {
    let findings: Vec<&Finding> = findings.collect();
    let mut alike: FxHashMap<Oid, Vec<usize>> = FxHashMap::default();
    for (at, finding) in findings.iter().enumerate() {
        alike.entry(identity(finding)).or_default().push(at);
    }
    let mut fingerprints = vec![String::new(); findings.len()];
    for (identity, mut group) in alike {
        group.sort_by_cached_key(|at| {
            let finding = findings[*at];
            (named(&finding.help), &finding.file, finding.span)
        });
        for (number, at) in (1..).zip(group) {
            fingerprints[at] = format!("{identity}:{number}");
        }
    }
    fingerprints
}

fn identity(finding: &Finding) -> Oid {
    let home = finding.program.as_ref().unwrap_or(&finding.file);
    let line = json!([finding.rule, **home, finding.path, named(&finding.message)]);
    Repository::hash(line.to_string().as_bytes())
}

/// What a text of ours sets in backticks: ids and values, and no distance that changes from day to day.
fn named(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Level;
    use crate::text::Span;

    fn finding(file: &str, start: u32, message: &str, help: &str) -> Finding {
        let file: Arc<str> = file.into();
        let span = Span { start, end: start + 1 };
        Finding::new("toml-syntax", Level::Error, &file, span, message.to_owned()).help(help)
    }

    #[test]
    fn it_is_what_git_says_of_the_line() {
        let mut finding = finding("programs/checkout.toml", 7, "`beta` was due 2026-06-03, 12 days ago", "");
        finding.program = Some("checkout".into());
        finding.path = Some("milestones.beta.due".to_owned());
        let line = br#"["toml-syntax","checkout","milestones.beta.due",["beta"]]"#;
        assert_eq!(
            fingerprints([&finding].into_iter()),
            [format!("{}:1", Repository::hash(line))],
            "printf '%s' LINE | git hash-object --stdin"
        );
    }

    #[test]
    fn those_that_say_the_same_are_counted() {
        let first = finding("a.toml", 10, "a value is missing", "Write `x`.");
        let second = finding("a.toml", 90, "a value is missing", "Write `x`.");
        let other = finding("a.toml", 50, "a value is missing", "Write `a`.");
        let both = fingerprints([&first, &other, &second].into_iter());
        let number = |fingerprint: &String| fingerprint.split_once(':').map(|(_, number)| number.to_owned());
        assert_eq!(both.iter().map(number).collect::<Option<Vec<_>>>().unwrap_or_default(), ["2", "1", "3"]);
        // In whatever order they come.
        let turned = fingerprints([&second, &other, &first].into_iter());
        assert_eq!(turned.into_iter().rev().collect::<Vec<_>>(), both);
    }
}
