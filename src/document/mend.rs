//! What a line that is no TOML was meant to be, where that can be told from the line alone.

use std::ops::Range;

use jiff::civil::Date;
use toml::de::DeTable;

use crate::finding::Finding;
use crate::text::Span;

/// Quotes as word processors write them.
const CURLY: [char; 4] = ['“', '”', '„', '‟'];

/// Words that other formats read as something else than text.
const RESERVED: [&str; 10] = ["yes", "no", "on", "off", "y", "n", "null", "nil", "none", "nan"];

/// A longer line is left alone: whoever made it, no hand wrote it, and each of its errors would have it read again.
const LONGEST_LINE: usize = 2_000;

/// A value as it should be written.
struct Value {
    text: String,
    title: String,
    /// Whether nothing else can have been meant.
    certain: bool,
}

/// Offers to write the line of a syntax error as it was meant.
pub(super) fn offer(finding: Finding, text: &str) -> Finding {
    if is_long_line(text, finding.span) {
        return finding;
    }
    let Some((span, value)) = line_meant(text, finding.span).or_else(|| element_meant(text, finding.span))
    else {
        return finding;
    };
    let (span, replacement) = smallest(text, span, &value.text);
    // What is right as it stands is at fault for something else: a name that stands there twice.
    if text[span.range()] == *replacement {
        return finding;
    }
    finding.replace(value.title, span, replacement).safe_if(value.certain)
}

/// Whether more stands around a place without a line break than anybody writes. No more than that is looked at.
fn is_long_line(text: &str, at: Span) -> bool {
    let at = text.floor_char_boundary(at.start as usize);
    let (before, after) = text.as_bytes().split_at(at);
    let is_other = |byte: &&u8| **byte != b'\n';
    let before = before.iter().rev().take(LONGEST_LINE + 1).take_while(is_other).count();
    let after = after.iter().take(LONGEST_LINE + 1).take_while(is_other).count();
    before + after > LONGEST_LINE
}

/// The line that an error begins in, without its break. An error at the end of a line stands on the break.
fn line_around(text: &str, at: Span) -> Range<usize> {
    let at = text.floor_char_boundary(at.start as usize);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    start..text[at..].find('\n').map_or(text.len(), |newline| at + newline)
}

/// The line of an error as it was meant: what takes whose place.
fn line_meant(text: &str, at: Span) -> Option<(Span, Value)> {
    let Range { start, end } = line_around(text, at);
    let line = &text[start..end];
    let indent = line.len() - line.trim_start_matches(['\u{feff}', ' ', '\t']).len();
    let body = line[indent..].trim_end();
    let start = start + indent;
    let whole = |value: Value| is_toml(&value.text).then_some((Span::new(start..start + body.len()), value));
    if body.starts_with('[') {
        return whole(header(body)?);
    }
    let key = body.len() - body.trim_start_matches(is_key_character).len();
    let (key, rest) = body.split_at(key);
    let sign = rest.trim_start();
    let (value, is_named) = match sign.strip_prefix('=') {
        Some(rest) => (rest.trim_start_matches([' ', '\t', '=']), true),
        None => (sign.strip_prefix(':').unwrap_or(sign).trim_start(), false),
    };
    if key.is_empty() || value.is_empty() {
        return None;
    }
    let is_sound = is_toml(&format!("{key} = {value}"));
    let meant = if is_sound {
        // `name "x"` may be prose; `name: "x"` and `name == "x"` are what other formats write.
        let certain = is_named || sign.starts_with(':');
        Value { text: value.to_owned(), title: format!("write {key} = …"), certain }
    } else {
        let meant = value_meant(value)?;
        if !is_named && !sign.starts_with(':') {
            return None;
        }
        meant
    };
    whole(Value { text: format!("{key} = {}", meant.text), ..meant }).map(|(span, meant)| {
        // Where the sign is right, what stands before the value stays as it is spaced.
        if is_named && !rest.trim_start()[1..].trim_start().starts_with('=') {
            let value_start = body.len() - value.len();
            let text = meant.text[key.len() + 3..].to_owned();
            (Span::new(start + value_start..start + body.len()), Value { text, ..meant })
        } else {
            (span, meant)
        }
    })
}

/// A member of a list that stands over several lines.
fn element_meant(text: &str, at: Span) -> Option<(Span, Value)> {
    let written = text.get(at.range())?;
    let before = text[..at.start as usize].rsplit('\n').next()?;
    if !before.trim().is_empty() {
        return None;
    }
    let value = value_meant(written).filter(|_| !written.contains('\n'))?;
    is_toml(&format!("x = {}", value.text)).then_some((at, value))
}

/// A header without its closing bracket.
fn header(body: &str) -> Option<Value> {
    let name = body.trim_start_matches('[');
    let brackets = body.len() - name.len();
    if name.is_empty()
        || !name.trim().chars().all(|character| is_key_character(character) || character == '.')
    {
        return None;
    }
    Some(Value {
        text: format!("{body}{}", "]".repeat(brackets)),
        title: "close the bracket".to_owned(),
        certain: true,
    })
}

/// What was meant by a text that is no value, with the comment behind it.
fn value_meant(written: &str) -> Option<Value> {
    straight_quotes(written).or_else(|| closed(written)).or_else(|| {
        let value = written.split('#').next().unwrap_or_default().trim_end();
        let mut meant = date(value).or_else(|| switch(value)).or_else(|| quoted(value))?;
        meant.text.push_str(&written[value.len()..]);
        Some(meant)
    })
}

/// `“text”` is `"text"`, in lists too; one straight and one curly quote are as clear.
fn straight_quotes(written: &str) -> Option<Value> {
    let straight = written.matches('"').count();
    let curly = written.matches(CURLY).count();
    if curly == 0 || written.contains('\\') || (straight > 0 && straight + curly != 2) {
        return single_quotes(written);
    }
    Some(Value {
        text: written.replace(CURLY, "\""),
        title: "write straight quotes".to_owned(),
        certain: true,
    })
}

fn single_quotes(written: &str) -> Option<Value> {
    let inner = written.strip_prefix(['‘', '‚'])?.strip_suffix(['’', '‘'])?;
    let plain = !inner.contains(['‘', '"', '\\']);
    plain.then(|| Value {
        text: format!("\"{inner}\""),
        title: "write straight quotes".to_owned(),
        certain: true,
    })
}

/// A text without its closing quote, or a list without its bracket, at the end of the line.
fn closed(written: &str) -> Option<Value> {
    let (sign, title) = match written.chars().next()? {
        quote @ ('"' | '\'') if written.matches(quote).count() == 1 => (quote, "close the quotes"),
        // What ends in a comma or a bracket goes on in the next line.
        '[' if !written.ends_with(['[', ',']) => (']', "close the list"),
        _ => return None,
    };
    // Where a comment begins, nobody knows whether the text ends before it.
    let is_clear = !written.contains(['#', '\\']);
    is_clear.then(|| Value { text: format!("{written}{sign}"), title: title.to_owned(), certain: true })
}

/// `2026-Q3` without its quotes, or a day in figures, the year first.
fn date(written: &str) -> Option<Value> {
    let (year, rest) = written.split_at_checked(4)?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(year) {
        return None;
    }
    if is_period(written) {
        let title = "put it between quotes".to_owned();
        return Some(Value { text: format!("\"{written}\""), title, certain: true });
    }
    let sign = rest.chars().next().filter(|sign| "-/.".contains(*sign))?;
    let mut parts = rest[1..].split(sign).filter(|part| is_number(part) && part.len() <= 2);
    let (month, day, none) = (parts.next()?, parts.next()?, parts.next());
    if none.is_some() || rest.len() != 2 + month.len() + day.len() {
        return None;
    }
    let day = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(Value { text: day.to_string(), title: format!("write {day}"), certain: true })
}

/// Whether a text has the form of a month, quarter, half or week of a year.
pub(super) fn is_period(written: &str) -> bool {
    let Some((year, rest)) = written.split_once('-') else { return false };
    let digits = rest.trim_start_matches(['Q', 'H', 'W']);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let width = match rest.len() - digits.len() {
        0 => digits.len() == 2,
        1 => (1..=2).contains(&digits.len()),
        _ => false,
    };
    year.len() == 4 && width && is_number(year) && is_number(digits)
}

fn switch(written: &str) -> Option<Value> {
    let text = written.to_ascii_lowercase();
    ["true", "false"].contains(&&*text).then(|| Value { title: format!("write {text}"), text, certain: true })
}

/// Text without quotes. What begins as a number does, or is a word of other formats, may be meant for no text.
fn quoted(written: &str) -> Option<Value> {
    // A day that does not exist, or one whose month and day cannot be told apart, is no text.
    let is_date = written.chars().all(|character| character.is_ascii_digit() || "-/.".contains(character));
    if is_date || written.contains(['"', '\\', '[', ']', '{', '}']) || written.contains(char::is_control) {
        return None;
    }
    let is_reserved = RESERVED.contains(&&*written.to_lowercase());
    let is_word = |character: char| character.is_alphanumeric() || " -_/.:".contains(character);
    let certain = written.starts_with(char::is_alphabetic) && !is_reserved && written.chars().all(is_word);
    Some(Value { text: format!("\"{written}\""), title: "put it between quotes".to_owned(), certain })
}

pub(super) fn is_key_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_".contains(character)
}

fn is_toml(line: &str) -> bool {
    DeTable::parse(line).is_ok()
}

/// The same edit without what stays the same at its ends.
fn smallest<'v>(text: &str, span: Span, value: &'v str) -> (Span, &'v str) {
    let old = &text[span.range()];
    let start = old.char_indices().zip(value.chars()).find(|((_, one), other)| one != other);
    let start = start.map_or(old.len().min(value.len()), |((at, _), _)| at);
    let (old, value) = (&old[start..], &value[start..]);
    let same: usize = old
        .chars()
        .rev()
        .zip(value.chars().rev())
        .take_while(|(one, other)| one == other)
        .map(|(one, _)| one.len_utf8())
        .sum();
    let first = span.start as usize + start;
    (Span::new(first..first + old.len() - same), &value[..value.len() - same])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::document::Document;

    /// The line with the edit of its first finding, and whether that is safe.
    fn mended(line: &str) -> Option<(String, bool)> {
        let text = format!("[milestones.beta]\n{line}\nowner = \"x\"\n");
        let (file, mut working) = (Arc::from("a.toml"), String::new());
        let document = Document::parse(&file, &text, &mut working);
        let fix = document.findings.first().expect("it is no TOML").fix.clone()?;
        let mut after = text.clone();
        after.replace_range(fix.edits[0].span.range(), &fix.edits[0].replacement);
        let start = "[milestones.beta]\n".len();
        Some((after[start..after.len() - "\nowner = \"x\"\n".len()].to_owned(), fix.safe))
    }

    #[test]
    fn a_line_that_has_one_meaning_is_mended() {
        for (line, after) in [
            ("name = “Closed beta”", "name = \"Closed beta\""),
            ("name=“Closed, beta”  # why", "name=\"Closed, beta\"  # why"),
            ("name = \"Closed beta”", "name = \"Closed beta\""),
            ("name = “Closed beta\"", "name = \"Closed beta\""),
            ("name = ‘It’s closed’", "name = \"It’s closed\""),
            ("exit = [“a, b”, “c”]", "exit = [\"a, b\", \"c\"]"),
            ("exit = [\n  “a b”, # c\n]", "exit = [\n  \"a b\", # c\n]"),
            ("exit = [\n  two vendors\n]", "exit = [\n  \"two vendors\"\n]"),
            ("name = \"Closed beta", "name = \"Closed beta\""),
            ("name = \"Closed beta  \r", "name = \"Closed beta\"  \r"),
            ("name = 'it", "name = 'it'"),
            ("exit = [\"a\", \"b\"", "exit = [\"a\", \"b\"]"),
            ("owner = ana-souza # or li", "owner = \"ana-souza\" # or li"),
            ("\tname = Closed beta\r", "\tname = \"Closed beta\"\r"),
            ("link = https://x.example/a", "link = \"https://x.example/a\""),
            ("due = 2026-Q3", "due = \"2026-Q3\""),
            ("due = 2026-06 # c", "due = \"2026-06\" # c"),
            ("due = 2026-6-3", "due = 2026-06-03"),
            ("due = 2026/06/30", "due = 2026-06-30"),
            ("launch = True", "launch = true"),
            ("name: \"x\"", "name = \"x\""),
            ("due : 2026-06-30 # c", "due = 2026-06-30 # c"),
            ("name: Closed beta", "name = \"Closed beta\""),
            ("name == \"x\"", "name = \"x\""),
            ("[milestones.ga", "[milestones.ga]"),
            ("[[escalation", "[[escalation]]"),
        ] {
            assert_eq!(mended(line), Some((after.to_owned(), true)), "{line:?}");
        }
    }

    #[test]
    fn a_line_with_a_likely_meaning_needs_a_look() {
        for (line, after) in [
            ("launch = yes", "launch = \"yes\""),
            ("cost = 12%", "cost = \"12%\""),
            ("name = it's", "name = \"it's\""),
            ("name = Closed beta, see wiki", "name = \"Closed beta, see wiki\""),
            ("name \"x\"", "name = \"x\""),
            ("due 2026-06-30", "due = 2026-06-30"),
        ] {
            assert_eq!(mended(line), Some((after.to_owned(), false)), "{line:?}");
        }
    }

    #[test]
    fn a_line_that_no_hand_wrote_is_left_alone() {
        assert_eq!(mended(&format!("tags = [{}]", "a b, ".repeat(50_000))), None);
    }

    #[test]
    fn a_line_that_may_mean_anything_is_left_alone() {
        for line in [
            "- buy milk",
            "some notes",
            "name =",
            "name = \"Closed beta # and a comment",
            "name = \"say \"hi\" now\"",
            "name = the \"big\" one",
            "due = 2026-06-31",
            "due = 2026/13/01",
            "due = 06/07/2026",
            "name = \"\"\"Closed",
            "name = \"C:\\dir\"",
            "exit = [\n  \"a\",\n  \"b\"",
            "exit = [\"a\",\n  \"b\"",
            "name = {",
            "exit = [\n  “a # b”,\n]",
        ] {
            assert_eq!(mended(line), None, "{line:?}");
        }
    }
}
