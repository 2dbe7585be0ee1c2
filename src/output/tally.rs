//! What a long list comes to: how many findings of each rule, the gravest and most frequent first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Style;
use crate::finding::Level;
use crate::report::Located;
use crate::text::plural;

/// Fewer findings are counted at a glance.
const MANY: usize = 20;

/// Writes one line a rule where there are many findings.
pub(super) fn tally(findings: &[Located], style: Style) -> String {
    if findings.len() <= MANY {
        return String::new();
    }
    let mut rules: BTreeMap<(Level, &str), Vec<&str>> = BTreeMap::new();
    for Located { finding, .. } in findings {
        rules.entry((finding.level, finding.rule)).or_default().push(&finding.file);
    }
    let mut lines: Vec<_> = rules.into_iter().collect();
    lines.sort_by_key(|((level, _), files)| (Reverse(*level), Reverse(files.len())));
    let widest = lines.iter().map(|((_, rule), _)| rule.len()).max().unwrap_or_default();
    let digits = findings.len().to_string().len();
    let mut out = style.bold("By rule");
    out.push('\n');
    for ((level, rule), files) in lines {
        let count = files.len();
        let name = format!("{:5}", level.name());
        let name = match level {
            Level::Error => style.red(&name),
            Level::Warn => style.yellow(&name),
            Level::Info => style.blue(&name),
        };
        let files = plural(files.into_iter().collect::<BTreeSet<_>>().len() as u64, "file");
        writeln!(out, "  {count:>digits$}  {name}  {rule:widest$}  in {files}")
            .expect("a string takes every text");
    }
    out.push('\n');
    out
}
