//! `invalid-id`: an id that is not kebab-case.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "invalid-id",
    group: Group::Format,
    level: Level::Error,
    summary: "An id that is not kebab-case: lower-case letters, digits and single hyphens, at most 64.",
    why: "An id is how other programs, commit messages and old reports point at a thing. If it may be \
          written in three ways, it will be, and then two of the three point nowhere.",
    bad: r#"
[milestones.Closed_Beta]
#           ^^^^^^^^^^^ error: `Closed_Beta` is no id
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    good: r#"
[milestones.closed-beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
"#,
    fixable: true,
    options: &[],
    check: Check::Reading,
};
