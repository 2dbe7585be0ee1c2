//! What a walk for dates passes over: versions of programs in which no date came, went or changed its kind.

use rustc_hash::FxHashMap;

use super::walk::{Content, Touched, listed};
use crate::git::Oid;
use crate::tree::Tree;

/// What a walk for dates passes over.
#[derive(Default)]
pub(super) struct Skipped {
    /// The latest of the versions that differ in nothing else, by program.
    latest: FxHashMap<String, Content>,
    /// The texts that the version before is compared with, by content.
    texts: FxHashMap<Oid, String>,
}

impl Skipped {
    /// Takes out of `files` what can be passed over. Returns the programs of the others for which something was: from the
    /// version of now to the latest one.
    pub(super) fn take(&mut self, tree: &Tree, files: &mut Vec<Touched>) -> Vec<Touched> {
        let mut late = Vec::new();
        files.retain(|file| {
            if self.is_even(tree, file) {
                if let Some(after) = &file.after {
                    self.latest.entry(file.id.clone()).or_insert_with(|| after.clone());
                }
                return false;
            }
            if let Some(latest) = self.latest.remove(&file.id) {
                let (id, before, after) = (file.id.clone(), file.after.clone(), Some(latest));
                late.push(Touched { id, before, after, excerpts: None });
            }
            true
        });
        late
    }

    /// Whether a commit left alone what the dates of a program hang on.
    fn is_even(&mut self, tree: &Tree, file: &Touched) -> bool {
        let (Some(before), Some(after)) = (&file.before, &file.after) else { return false };
        let read = |content: &Content| tree.read(&listed(content)).ok();
        let now = self.texts.remove(&after.1).or_else(|| read(after));
        let then = read(before);
        let is_even = then.as_ref().zip(now).is_some_and(|(then, now)| {
            let [then, now] = middles(then, &now);
            frame(then) == frame(now)
        });
        self.texts.extend(then.map(|then| (before.1, then)));
        is_even
    }
}

/// Two texts without the lines with which both begin, and without those with which both end, but for one at the most.
fn middles<'t>(one: &'t str, other: &'t str) -> [&'t str; 2] {
    let (start, end) = around(one, other);
    [one, other].map(|text| &text[start..text.len() - end])
}

/// How many bytes of whole lines two texts begin with, and how many both end with.
pub(super) fn around(one: &str, other: &str) -> (usize, usize) {
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let start = one.as_bytes()[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (one, other) = (&one[start..], &other[start..]);
    let same = one.bytes().rev().zip(other.bytes().rev()).take_while(|(one, other)| one == other).count();
    let end = &one.as_bytes()[one.len() - same..];
    (start, end.iter().position(|byte| *byte == b'\n').map_or(0, |at| end.len() - at - 1))
}

/// The lines of a program that say which dates it has: those that name a date or a former id, the heads of tables, and all
/// that may change how other lines are read. Of a plain day only the key, so that it may move. Two texts in which these
/// are the same have dates at the same places.
fn frame(text: &str) -> String {
    let mut frame = String::new();
    for line in text.lines() {
        let bare = line.trim_start();
        let words = ["due", "target", "promised", "previously", "{", "\\", "\"\"\"", "'''"];
        if !bare.starts_with('[') && !words.iter().any(|word| line.contains(word)) {
            continue;
        }
        let key = ["due", "target", "promised"].into_iter().find(|key| bare.starts_with(key));
        let value = key.and_then(|key| bare[key.len()..].trim_start().strip_prefix('='));
        let is_day =
            value.is_some_and(|value| value.trim().bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
        frame.push_str(key.filter(|_| is_day).unwrap_or(line));
        frame.push('\n');
    }
    frame
}

#[cfg(test)]
mod tests {
    use super::{frame, middles};

    #[test]
    fn what_both_begin_and_end_with_is_left_out() {
        for (one, other, left) in [
            ("a\nb\nc\n", "a\nx\nc\n", ["b\n", "x\n"]),
            ("a\nb\nc\nd\n", "a\nc\nd\n", ["b\nc\n", "c\n"]),
            ("a\na\n", "a\n", ["a\n", ""]),
            ("a\nb", "a\nb\n", ["b", "b\n"]),
            ("äb\n", "äc\n", ["äb\n", "äc\n"]),
            ("x\né\n", "x\nè\n", ["é\n", "è\n"]),
            ("due\n", "", ["due\n", ""]),
            ("same\n", "same\n", ["", ""]),
        ] {
            assert_eq!(middles(one, other), left, "{one:?} and {other:?}");
            assert_eq!(middles(other, one), [left[1], left[0]], "{other:?} and {one:?}");
        }
    }

    #[test]
    fn what_dates_hang_on_is_kept() {
        let text = "[program]\nname = \"X\"\nhealth = \"red\"\n\n[milestones.beta] # first\n  due = 2026-06-30\n\
                    name = \"Beta\"\nstate = \"done\"\nneeds = [\n  \"a\",\n]\n";
        assert_eq!(frame(text), "[program]\n[milestones.beta] # first\ndue\n");
        for line in [
            "beta = { due = 2026-06-30 }",
            "beta = {",
            "  target=\"2026-Q4\"",
            "due = 2026-06-30 # the vendor's",
            "milestones.beta.due = 2026-06-30",
            "why = \"\"\"",
            "why = '''",
            r#""d\u0075e" = 2026-06-30"#,
            "previously = [\"old\"]",
        ] {
            assert_eq!(frame(line), format!("{line}\n"));
        }
    }
}
