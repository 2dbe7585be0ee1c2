//! Text that only holds a place: what somebody meant to replace and did not.

/// The words that stand for text still to be written, by their first letter.
const WORDS: &[&str] = &["TBD", "TODO", "FIXME", "???", "lorem ipsum"];

/// Whether one of them may begin with a byte: nearly every text of a program is looked through.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut at = 0;
    while at < WORDS.len() {
        let first = WORDS[at].as_bytes()[0];
        begins[first as usize] = true;
        begins[first.to_ascii_uppercase() as usize] = true;
        at += 1;
    }
    begins
};

/// Whether a text is a placeholder, or holds one: `TBD`, `TODO`, `FIXME`, `???`, "lorem ipsum", or a
/// template's own text, which stands in angle brackets: `<what this program is for>`. A text that is
/// nothing but such a word is one in small letters too: an id has no others.
pub fn is_placeholder(text: &str) -> bool {
    placeholder(text).is_some()
}

fn placeholder(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    if trimmed.len() > 2 && trimmed.starts_with('<') && trimmed.ends_with('>') && trimmed.contains(' ') {
        return Some(trimmed);
    }
    if WORDS.iter().any(|word| trimmed.eq_ignore_ascii_case(word)) {
        return Some(trimmed);
    }
    let bytes = text.as_bytes();
    let may_begin = |(_, byte): &(usize, &u8)| BEGINS[usize::from(**byte)];
    for (at, byte) in bytes.iter().enumerate().filter(may_begin) {
        let words = match byte {
            b'T' => &WORDS[..2],
            b'F' => &WORDS[2..3],
            b'?' => &WORDS[3..4],
            b'l' | b'L' if bytes.get(at + 1).is_some_and(|next| next.eq_ignore_ascii_case(&b'o')) => {
                &WORDS[4..]
            }
            _ => continue,
        };
        for word in words {
            let exact = *word != "lorem ipsum";
            let Some(found) = text.get(at..at + word.len()) else { continue };
            let same = if exact { found == *word } else { found.eq_ignore_ascii_case(word) };
            let word_like =
                |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            let before = |by| at.checked_sub(by).and_then(|before| bytes.get(before));
            let after = |by: usize| bytes.get(at + word.len() + by);
            // `TODO.txt` and a `TODO-list` are names.
            let joined = |byte: Option<&u8>| byte.is_some_and(|byte| b"-.".contains(byte));
            let is_part = word_like(before(1))
                || word_like(after(0))
                || (joined(before(1)) && word_like(before(2)))
                || (joined(after(0)) && word_like(after(1)));
            if same && (*word == "???" || !is_part) {
                return Some(found);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn only_whole_words_are_placeholders() {
        for text in [
            "TBD",
            "TODO: ask Maya",
            "owner ???",
            "Lorem ipsum dolor",
            "(FIXME)",
            "<what it is for>",
            "tbd",
            " todo ",
            "Owner: TBD.",
            "TBD - ask Maya",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in [
            "",
            "Mastodon",
            "TODOS",
            "the todo list app",
            "Who? What?",
            "AUTODOC",
            "List<String>",
            "<T>",
            "TODO-list app",
            "Export to TODO.txt",
        ] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
