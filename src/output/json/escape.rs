//! JSON that can be shown in a terminal: what would steer one stands there by its number.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::clean;

/// Writes a value with a line for each thing that it holds.
pub(super) fn write_pretty(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Escaping(PrettyFormatter::new()));
    Ok(value.serialize(&mut serializer)?)
}

/// Writes a value in one line.
pub(super) fn write_compact(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Escaping(CompactFormatter));
    Ok(value.serialize(&mut serializer)?)
}

/// A layout in whose strings no character is left that a terminal would obey. It reads the same: JSON itself asks only for
/// escapes below U+0020, and takes them for all.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        if text.bytes().all(|byte| byte.is_ascii() && byte != b'\x7f') {
            return out.write_all(text.as_bytes());
        }
        for character in text.chars() {
            let mut bytes = [0; 4];
            let text = character.encode_utf8(&mut bytes);
            if matches!(clean(text), Cow::Owned(_)) {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            } else {
                out.write_all(text.as_bytes())?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use super::{write_compact, write_pretty};

    #[test]
    fn what_steers_a_terminal_is_escaped_and_reads_the_same() {
        let text = "é 漢 🚀 \u{7f}\u{9b}2J \u{202e}x\u{200b} \u{e0041}\n";
        let mut written = Vec::new();
        write_compact(&mut written, &[text]).expect("memory takes every text");
        let written = String::from_utf8(written).expect("it is text");
        assert_eq!(written, r#"["é 漢 🚀 \u007f\u009b2J \u202ex\u200b \udb40\udc41\n"]"#);
        assert_eq!(serde_json::from_str::<[String; 1]>(&written).expect("it is JSON"), [text]);
    }

    #[test]
    fn the_layout_is_that_of_serde_json() {
        let value = serde_json::json!({"a": [1, {"b": []}, {}], "c": {"d": null, "é": ["f"]}});
        let (mut pretty, mut compact) = (Vec::new(), Vec::new());
        write_pretty(&mut pretty, &value).expect("memory takes every text");
        write_compact(&mut compact, &value).expect("memory takes every text");
        assert_eq!(pretty, serde_json::to_vec_pretty(&value).expect("it is JSON"));
        assert_eq!(compact, serde_json::to_vec(&value).expect("it is JSON"));
    }
}
