//! `toml-syntax`: a line that is no TOML.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "toml-syntax",
    group: Group::Format,
    level: Level::Error,
    summary: "A line that is no TOML; every such line of the file is shown, not just the first.",
    why: "What cannot be read is not checked and not reported: a program with a broken line is a program that \
          nobody watches.",
    bad: r"
[milestones.beta]
name = Closed beta
#      ^^^^^^^^^^^ error: this value needs quotes
due = 2026-08-28
",
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
