//! `file-unreadable`: a file that cannot be read as text.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "file-unreadable",
    group: Group::Format,
    level: Level::Error,
    summary: "A file that is not UTF-8, is over 1 MiB, or is a link that leads out of the repository.",
    why: "What cannot be opened is not checked, and its milestones are missing from every report without a \
          word. It is mostly an editor that saved in an old encoding, and it takes a minute to mend.",
    bad: r#"
#-- programs/cafe-rollout.toml
[program]
#! error: this file is not UTF-8 text, from byte 76 on
name = "Caf� rollout"
"#,
    good: r#"
#-- programs/cafe-rollout.toml
[program]
name = "Café rollout"
"#,
    fixable: false,
    options: &[],
    check: Check::Reading,
};
