//! `merge-conflict-marker`: a merge was left unfinished.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "merge-conflict-marker",
    group: Group::Format,
    level: Level::Error,
    summary: "A merge was left unfinished in the file.",
    why: "Somebody merged two plans and stopped halfway, so the file holds two dates for one promise and \
          nobody chose. Until one of them is deleted, every tool that reads the file reads a different \
          program.",
    bad: r#"
[program]
name = "Checkout rebuild"

[owners]
tpm = "maya-chen"

[milestones.beta]
name = "Closed beta"
<<<<<<< HEAD
#^^^^^^^^^^^ error: a merge was left unfinished here
due = 2026-08-28
=======
due = 2026-09-11
>>>>>>> replan
owner = "ana-souza"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-09-11
owner = "ana-souza"
"#,
    fixable: false,
    options: &[],
    check: Check::Reading,
};
