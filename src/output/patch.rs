//! What fixing would change, as a unified diff that people read and `git apply` takes.

use std::borrow::Cow;

use similar::{ChangeTag, TextDiff};

use super::Style;
use crate::fix::Rewritten;
use crate::text::clean;

/// So many lines around a change are shown.
const CONTEXT: usize = 3;

/// Writes one diff for each file.
pub fn patch(files: &[Rewritten], style: Style) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    for file in files {
        let path = clean(&file.path);
        line(&style.bold(&format!("--- a/{path}")));
        line(&style.bold(&format!("+++ b/{path}")));
        let diff = TextDiff::from_lines(&*file.before, &file.after);
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            line(&style.blue(&hunk.header().to_string()));
            for change in hunk.iter_changes() {
                let text = shown(change.value());
                match change.tag() {
                    ChangeTag::Delete => line(&style.red(&format!("-{text}"))),
                    ChangeTag::Insert => line(&style.green(&format!("+{text}"))),
                    ChangeTag::Equal => line(&format!(" {text}")),
                }
                if change.missing_newline() {
                    line("\\ No newline at end of file");
                }
            }
        }
    }
    out
}

/// A line without its break, with nothing in it that steers a terminal. Tabs stay, and so does a carriage return at its
/// end, for a diff without them fits no file.
fn shown(line: &str) -> String {
    let line = line.strip_suffix('\n').unwrap_or(line);
    let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
    let pieces: Vec<Cow<'_, str>> = line.split('\t').map(clean).collect();
    pieces.join("\t") + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(before: &str, after: &str) -> String {
        let file = Rewritten { path: "programs/a.toml".into(), before: before.into(), after: after.into() };
        patch(&[file], Style::PLAIN)
    }

    #[test]
    fn a_diff_keeps_what_makes_it_fit() {
        assert_eq!(
            of("\ta\r\nb\r\nlast", "\ta\r\nc\r\nlast"),
            "--- a/programs/a.toml\n+++ b/programs/a.toml\n@@ -1,3 +1,3 @@\n \ta\r\n-b\r\n+c\r\n last\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn nothing_in_it_steers_a_terminal() {
        assert!(of("a\n\x1b[2J\u{202e}\r\n", "b\n\x1b[2J\u{202e}\r\n").ends_with("-a\n+b\n ␛[2J�\r\n"));
    }
}
