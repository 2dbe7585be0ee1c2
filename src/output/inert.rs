//! Text for pages of others, which may take it for Markdown or for HTML: it means nothing there but itself.

use crate::finding::Finding;
use crate::text::clean;

/// Text on one line in which nothing is a mention, a link, an image, a tag or an issue.
///
/// A zero-width space keeps them apart; it is not seen, and the text stays what it says.
pub(super) fn inert(text: &str) -> String {
    let text = clean(text);
    let mut shown = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        let next = text[at + character.len_utf8()..].chars().next().unwrap_or(' ');
        shown.push(character);
        let steers = match character {
            '@' | '#' => next.is_alphanumeric() || next == '[',
            '<' => !next.is_whitespace(),
            ']' => matches!(next, '(' | '[' | ':'),
            ':' => next == '/',
            '.' => before.eq_ignore_ascii_case(&'w'),
            '-' => before.eq_ignore_ascii_case(&'h') && next.is_ascii_digit(),
            _ => false,
        };
        if steers {
            shown.push('\u{200b}');
        }
        before = character;
    }
    shown
}

/// What is wrong, and what to do about it, in sentences.
pub(super) fn told(finding: &Finding) -> String {
    let message = inert(&finding.message);
    if finding.help.is_empty() { message } else { format!("{message}. {}", inert(&finding.help)) }
}

/// A path from the root of the repository, which is where others count from.
pub(super) fn from_repository(folder: &str, file: &str) -> String {
    if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn text_of_others_means_nothing_but_itself() {
        for (text, written) in [
            ("`beta` was due 2026-06-03, 12 days ago", "`beta` was due 2026-06-03, 12 days ago"),
            ("ask @lee, see #12 and GH-34", "ask @\u{200b}lee, see #\u{200b}12 and GH-\u{200b}34"),
            ("[press](http://x)", "[press]\u{200b}(http:\u{200b}//x)"),
            ("[press](1) ![see](x)", "[press]\u{200b}(1) ![see]\u{200b}(x)"),
            ("<script> 1 < 2", "<\u{200b}script> 1 < 2"),
            ("www.evil.example", "www.\u{200b}evil.example"),
            ("two\nlines ##[error]x", "two␊lines ##\u{200b}[error]x"),
            ("\u{1b}[31mred\u{202e}", "␛[31mred�"),
        ] {
            assert_eq!(inert(text), written, "{text:?}");
        }
    }
}
