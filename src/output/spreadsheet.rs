//! Tables for a spreadsheet: comma-separated as RFC 4180 says.
//!
//! What a file says is never a formula: a cell of text that would start as one starts with a zero-width space, which
//! shows as nothing. No other cell starts with one, so that whoever reads the table by a program may take it off again.

use csv::{Terminator, WriterBuilder};

use crate::text::clean;

/// What stands before a text that a spreadsheet would take for a formula.
const SHIELD: char = '\u{200b}';

/// Writes rows of one length, the head first.
pub(super) fn sheet<R: IntoIterator<Item = C>, C: AsRef<[u8]>>(rows: impl Iterator<Item = R>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).expect("memory takes every row, and all are of one length");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("it was written from text")
}

/// Text on one line, which no spreadsheet takes for a formula.
pub(super) fn cell(text: &str) -> String {
    let text = clean(text);
    // The full-width forms count as the plain ones in some languages.
    let formula = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if text.trim_start().starts_with(formula) { format!("{SHIELD}{text}") } else { text.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_text_is_a_formula() {
        for (text, written) in [
            ("Closed beta", "Closed beta"),
            ("=cmd|'/c calc'!A1", "\u{200b}=cmd|'/c calc'!A1"),
            ("+1", "\u{200b}+1"),
            ("-1", "\u{200b}-1"),
            ("@SUM(A1)", "\u{200b}@SUM(A1)"),
            ("\t=1", "\u{200b} =1"),
            ("\r=1", "␍=1"),
            ("＝1", "\u{200b}＝1"),
            ("a=1", "a=1"),
            ("\u{200b}=1", "�=1"),
            ("two\nlines, \"quoted\"", "two␊lines, \"quoted\""),
        ] {
            assert_eq!(cell(text), written, "{text:?}");
        }
    }
}
