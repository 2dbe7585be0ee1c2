//! `unknown-key`: a key that the format does not have.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "unknown-key",
    group: Group::Format,
    level: Level::Error,
    summary: "A key or a section that the format does not have.",
    why: "A misspelled key is a fact that nobody reads: the line looks filled in, the review passes, and \
          every report is made without it. It comes out in the week in which somebody needed that owner or \
          that date.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
onwer = "ana-souza"
#^^^^ error: a milestone has no key `onwer`
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: true,
    options: &[],
    check: Check::Reading,
};
