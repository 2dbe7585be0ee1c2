//! Fingerprints: by what a finding is known again in the next run, however the lines have moved since.

use rayon::prelude::*;

use crate::finding::Finding;
use crate::git::{Oid, Repository};

/// How many findings one task looks at at least.
const FINDINGS_A_TASK: usize = 256;

/// The fingerprint of each of these findings, no two of them the same.
///
/// It is the id that git gives to a blob of this line of JSON: the rule, the program (the file where there is none),
/// the path, and what the message names in backticks. Lines, dates and distances are no part of it, nor is the wording.
/// Behind a colon stands which of those with the same id it is, from 1.
pub(super) fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let identities: Vec<Oid> = findings.par_iter().with_min_len(FINDINGS_A_TASK).map(identity).collect();
    let mut alike: Vec<usize> = (0..findings.len()).collect();
    alike.sort_unstable_by_key(|at| identities[*at]);
    let mut numbers = vec![1; findings.len()];
    for group in alike.chunk_by_mut(|one, other| identities[*one] == identities[*other]) {
        if group.len() > 1 {
            group.sort_by_cached_key(|at| {
                let finding = &findings[*at];
                (named(&finding.help), &finding.file, finding.span, *at)
            });
            for (number, at) in (1..).zip(group) {
                numbers[*at] = number;
            }
        }
    }
    identities.iter().zip(numbers).map(|(identity, number)| format!("{identity}:{number}")).collect()
}

fn identity(finding: &Finding) -> Oid {
    let home = finding.program.as_ref().unwrap_or(&finding.file);
    let line = (finding.rule, &**home, finding.path.as_deref(), named(&finding.message));
    Repository::hash(&serde_json::to_vec(&line).expect("texts can be written as JSON"))
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

    fn finding(file: &str, start: u32, message: &str, help: &'static str) -> Finding {
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
            fingerprints(&[finding]),
            [format!("{}:1", Repository::hash(line))],
            "printf '%s' LINE | git hash-object --stdin"
        );
    }

    #[test]
    fn those_that_say_the_same_are_counted() {
        let first = finding("a.toml", 10, "a value is missing", "Write `x`.");
        let second = finding("a.toml", 90, "a value is missing", "Write `x`.");
        let other = finding("a.toml", 50, "a value is missing", "Write `a`.");
        let both = fingerprints(&[first.clone(), other.clone(), second.clone()]);
        let number = |fingerprint: &String| fingerprint.split_once(':').map(|(_, number)| number.to_owned());
        assert_eq!(both.iter().map(number).collect::<Option<Vec<_>>>().unwrap_or_default(), ["2", "1", "3"]);
        // In whatever order they come.
        let turned = fingerprints(&[second, other, first]);
        assert_eq!(turned.into_iter().rev().collect::<Vec<_>>(), both);
    }
}
