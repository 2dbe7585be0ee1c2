//! `config-invalid`: milepost.toml or a playbook names what does not exist.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "config-invalid",
    group: Group::Format,
    level: Level::Error,
    summary: "milepost.toml or a playbook names a rule, option, phase, folder, time zone or playbook that does not exist.",
    why: "A misspelled rule in the configuration is a rule that everybody believes to be on, or off.",
    bad: r#"
#-- milepost.toml
[rules]
milestone-overdu = "warn"
#^^^^^^^^^^^^^^^ error: there is no rule `milestone-overdu`
"#,
    good: r#"
#-- milepost.toml
[rules]
milestone-overdue = "warn"
"#,
    fixable: true,
    options: &[],
    check: Check::Reading,
};
