//! An edit that mends a finding, as a person reads it: the lines as they would be, and what applies it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use similar::{ChangeTag, TextDiff};

use super::Style;
use crate::finding::{Finding, Fix};
use crate::fix::with_fix;
use crate::text::{Source, clean, plural};

/// What stands left of a help: its indent.
const INDENT: usize = 8;

/// So many lines of an edit are shown at most.
const MOST: usize = 6;

/// What stands below the help of a finding that can be mended.
///
/// The line at fault is shown above, so that the new one suffices: `fix (--fix): due = 2026-08-28`. Where nothing is
/// put in, or a line would not fit, it is said in words.
pub(super) fn of(finding: &Finding, sources: &BTreeMap<Arc<str>, Source>, style: Style) -> Option<String> {
    let fix = finding.fix.as_ref()?;
    let room = style.width.saturating_sub(INDENT);
    let name = if fix.safe { "fix (--fix)" } else { "fix (--fix --unsafe-fixes)" };
    let elsewhere = fix.edits.iter().find(|edit| edit.file != finding.file);
    let lines = new_lines(fix, sources);
    let fits = |line: &String, more: usize| line.chars().count() + more <= room;
    let mut text = style.green(name);
    match (lines.as_slice(), elsewhere) {
        ([line], None) if fits(line, name.len() + 2) => {
            text.push_str(": ");
            text.push_str(line);
        }
        (lines, elsewhere) if !lines.is_empty() && lines.iter().all(|line| fits(line, 2)) => {
            if let Some(edit) = elsewhere {
                text.push_str(" in ");
                text.push_str(&clean(&edit.file));
            }
            text.push(':');
            let mut shown: Vec<String> =
                lines.iter().take(MOST).map(|line| style.green(&format!("+ {line}"))).collect();
            if lines.len() > MOST {
                shown.push(format!("… {}", plural((lines.len() - MOST) as u64, "more line")));
            }
            for line in shown {
                text.push('\n');
                text.push_str(&line);
            }
        }
        _ => {
            text.push_str(": ");
            text.push_str(&clean(&fix.title));
        }
    }
    Some(text)
}

/// The lines that a fix puts in, file by file.
fn new_lines(fix: &Fix, sources: &BTreeMap<Arc<str>, Source>) -> Vec<String> {
    let files: BTreeSet<&Arc<str>> = fix.edits.iter().map(|edit| &edit.file).collect();
    let mut lines = Vec::new();
    for file in files {
        let Some(before) = sources.get(file).map(Source::text) else { continue };
        let Some(after) = with_fix(file, before, fix) else { continue };
        let diff = TextDiff::from_lines(before, &*after);
        let put_in = diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Insert);
        let shown = put_in.map(|change| clean(change.value().trim()).into_owned());
        lines.extend(shown.filter(|line| !line.is_empty()));
    }
    lines
}
