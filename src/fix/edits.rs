//! Edits as they are applied: those of one file together, byte for byte, and nothing beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Edit, Finding};
use crate::text::Span;
use crate::tree::Tree;

/// The places that edits have taken so far, by file and in order.
#[derive(Default)]
pub(super) struct Taken<'f> {
    spans: BTreeMap<&'f str, Vec<Span>>,
}

impl<'f> Taken<'f> {
    /// Takes the places of a finding's edits; false where one of them is taken already, wholly or in part.
    pub(super) fn take(&mut self, finding: &'f Finding) -> bool {
        let edits = || edits_of(finding);
        let free = edits().next().is_some() && edits().all(|edit| self.is_free(edit));
        if free {
            for edit in edits() {
                let taken = self.spans.entry(&edit.file).or_default();
                taken.insert(taken.partition_point(|span| *span <= edit.span), edit.span);
            }
        }
        free
    }

    /// What is taken does not overlap, so that only the neighbours count.
    fn is_free(&self, edit: &Edit) -> bool {
        let Some(taken) = self.spans.get(&*edit.file) else { return true };
        let at = taken.partition_point(|span| span.start < edit.span.start);
        let after = taken[at..].iter().take_while(|span| span.start <= edit.span.end);
        !taken[..at].last().into_iter().chain(after).any(|span| overlap(*span, edit.span))
    }
}

/// Whether two places share a byte, or one is an insertion inside the other.
fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// The edits that a finding offers.
pub(super) fn edits_of(finding: &Finding) -> impl Iterator<Item = &Edit> {
    finding.fix.iter().flat_map(|fix| &fix.edits)
}

/// The texts of the files that the edits of these findings change.
pub(super) fn texts(tree: &Tree, findings: &[&Finding]) -> BTreeMap<Arc<str>, String> {
    let mut texts = BTreeMap::new();
    for edit in findings.iter().flat_map(|finding| edits_of(finding)) {
        if !texts.contains_key(&edit.file)
            && let Ok(text) = tree.read(&tree.file(&edit.file))
        {
            texts.insert(Arc::clone(&edit.file), text);
        }
    }
    texts
}

/// The edits of these findings, by file.
pub(super) fn by_file<'f>(findings: &[&'f Finding]) -> BTreeMap<&'f str, Vec<&'f Edit>> {
    let mut files: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in findings.iter().flat_map(|finding| edits_of(finding)) {
        files.entry(&edit.file).or_default().push(edit);
    }
    files
}

/// A text with these edits of its file; `None` where one of them does not fit it.
pub(super) fn apply(text: &str, mut edits: Vec<&Edit>) -> Option<String> {
    edits.sort_by_key(|edit| edit.span);
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        edited.push_str(text.get(at..range.start)?);
        edited.push_str(&with_breaks_of(text, &edit.replacement));
        text.get(range.clone())?;
        at = range.end;
    }
    edited.push_str(text.get(at..)?);
    Some(edited)
}

/// A replacement with line breaks like those of the file that it goes into.
fn with_breaks_of(text: &str, replacement: &str) -> String {
    let has_returns = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
    if has_returns { replacement.replace('\n', "\r\n") } else { replacement.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Level;

    fn finding(start: usize, end: usize, replacement: &str) -> Finding {
        let file: Arc<str> = "a.toml".into();
        let span = Span::new(start..end);
        Finding::new("toml-syntax", Level::Error, &file, span, String::new()).replace("", span, replacement)
    }

    #[test]
    fn only_the_bytes_of_the_edits_change() {
        for (text, edits, expected) in [
            ("abc", vec![(1, 2, "X")], Some("aXc")),
            ("abc", vec![(2, 3, "X"), (0, 1, "")], Some("bX")),
            ("abc", vec![(3, 3, "d"), (3, 3, "e")], Some("abcde")),
            ("a\r\nb", vec![(4, 4, "\nc\n")], Some("a\r\nb\r\nc\r\n")),
            ("a\nb\r\n", vec![(1, 1, "\n")], Some("a\n\nb\r\n")),
            ("\u{feff}a", vec![(3, 4, "b")], Some("\u{feff}b")),
            ("é", vec![(1, 2, "x")], None),
            ("abc", vec![(2, 9, "x")], None),
            ("", vec![], Some("")),
        ] {
            let findings: Vec<Finding> =
                edits.iter().map(|(start, end, replacement)| finding(*start, *end, replacement)).collect();
            let applied = apply(text, findings.iter().flat_map(edits_of).collect());
            assert_eq!(applied.as_deref(), expected, "{text:?} {edits:?}");
        }
    }

    #[test]
    fn an_edit_of_two_files_is_made_in_both_or_in_none() {
        let both = |start, end| {
            let mut finding = finding(start, end, "x");
            let fix = finding.fix.as_mut().expect("it has one");
            fix.edits.push(Edit { file: "b.toml".into(), ..fix.edits[0].clone() });
            finding
        };
        let findings = [both(2, 5), both(4, 6), finding(5, 6, "y"), both(6, 7)];
        let mut taken = Taken::default();
        let took: Vec<bool> = findings.iter().map(|finding| taken.take(finding)).collect();
        assert_eq!(took, [true, false, true, true]);
        let mut beside = finding(0, 4, "");
        beside.fix.as_mut().expect("it has one").edits[0].file = "b.toml".into();
        assert!(!taken.take(&beside), "the first edit of two files took the second place too");
    }

    #[test]
    fn what_overlaps_waits_for_another_round() {
        let mut taken = Taken::default();
        let findings = [
            finding(2, 5, ""),
            finding(4, 6, ""),
            finding(3, 3, "x"),
            finding(5, 5, "x"),
            finding(5, 5, "y"),
        ];
        let took: Vec<bool> = findings.iter().map(|finding| taken.take(finding)).collect();
        assert_eq!(took, [true, false, false, true, true]);
    }
}
