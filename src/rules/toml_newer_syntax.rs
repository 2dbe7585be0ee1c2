//! `toml-newer-syntax`: syntax of TOML 1.1, which many other tools refuse.

use super::{Check, Group, Rule};
use crate::finding::Level;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "toml-newer-syntax",
    group: Group::Format,
    level: Level::Warn,
    summary: "Syntax that only TOML 1.1 has: a table in braces over several lines or with a comma at its end, `\\e` and \
              `\\x41` in texts, times without seconds.",
    why: "milepost reads it, and nothing is lost. Other readers of the same file, Python's tomllib and most editors among \
          them, stop at that line: the dashboard that somebody builds on your programs leaves this one out.",
    bad: r#"
[scope.wallet-api]
title = "Wallet API v2"
team = "payments"
custom = { estimate-weeks = 14, }
#                             ^ warn: this comma stands before the `}`, which only TOML 1.1 allows
"#,
    good: r#"
[scope.wallet-api]
title = "Wallet API v2"
team = "payments"
custom = { estimate-weeks = 14 }
"#,
    fixable: true,
    options: &[],
    check: Check::Reading,
};
