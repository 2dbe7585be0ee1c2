//! What is safe to print: text from a repository must not steer a terminal.

use std::borrow::Cow;

/// The text with every character replaced that a terminal would obey instead of show.
///
/// Control characters become their visible Unicode pictures (ESC is `␛`), bidirectional and
/// invisible format characters become `�`. One character stays one character, so columns keep.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(|character| visible(character) != character) {
        Cow::Owned(text.chars().map(visible).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// The character itself, or what stands for it when it would not show as itself.
fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + character as u32).unwrap_or('�'),
        '\x7f' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '�',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn nothing_that_steers_a_terminal_is_left() {
        assert_eq!(clean("plain é 漢字 🚀"), "plain é 漢字 🚀");
        assert_eq!(clean("a\x1b[31mred\u{202e}x\u{9b}2J"), "a␛[31mred�x�2J");
        assert_eq!(clean("two\nlines"), "two␊lines");
    }
}
