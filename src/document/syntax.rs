//! Syntax errors as findings that say what to write.

use std::sync::Arc;

use toml::de::{DeTable, DeValue, Error};

use super::mend;
use crate::finding::{Finding, Level, Related};
use crate::text::Span;

/// Where a syntax error is; never past the end of the text.
pub(super) fn span(text: &str, error: &Error) -> Span {
    let range = error.span().unwrap_or(0..0);
    let start = range.start.min(text.len());
    let end = range.end.clamp(start, text.len());
    // No part of a character can be shown.
    Span::new(text.floor_char_boundary(start)..text.ceil_char_boundary(end))
}

/// How the message about a name that stands there twice begins.
const TWICE: &str = "this name stands here";

/// One finding for each error, in order. A table that stands there twice is told once, not once for each of its keys.
pub(super) fn findings(file: &Arc<str>, text: &str, errors: &[Error]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = errors.iter().map(|error| finding(file, text, error)).collect();
    findings.sort_by(Finding::order);
    findings.dedup_by(|later, earlier| later.span == earlier.span);
    let mut told_until = 0;
    findings.retain_mut(|finding| {
        let at = finding.span.start as usize;
        if !finding.message.starts_with(TWICE) {
            return true;
        }
        if at < told_until {
            return false;
        }
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let header = text[start..].lines().next().unwrap_or_default().trim();
        if header.starts_with('[') {
            told_until = text[at..].find("\n[").map_or(text.len(), |next| at + next);
            if let Some(first) = text.find(header).filter(|first| *first < start) {
                let span = Span::new(first..first + header.len());
                let message = "it stands here first".to_owned();
                finding.related.push(Related { file: Arc::clone(file), span, message });
            }
        }
        true
    });
    findings
}

pub(super) fn finding(file: &Arc<str>, text: &str, error: &Error) -> Finding {
    let span = span(text, error);
    let message = error.message();
    if let Some(what) = message.strip_prefix("invalid date, ") {
        let written = &text[span.range()];
        if written.contains(['Q', 'H', 'W', 'q', 'h', 'w']) || mend::is_period(written) {
            let message = format!("the period `{written}` needs quotes");
            let finding = Finding::new("toml-syntax", Level::Error, file, span, message)
                .help(format!("Put it between straight quotes: \"{written}\""));
            return mend::offer(finding, text);
        }
        let message = format!("there is no day `{written}`: {what}");
        let finding = Finding::new("invalid-date", Level::Error, file, span, message)
            .help("Write a day that the calendar has, such as 2026-06-30.");
        return mend::offer(finding, text);
    }
    let message = plain(message, text, span);
    let finding = Finding::new("toml-syntax", Level::Error, file, span, message);
    mend::offer(finding.help(advice(error.message(), text, span)), text)
}

/// Numbers that are none: the parser keeps them as text and leaves it to others to read them.
pub(super) fn numbers(file: &Arc<str>, text: &str, table: &DeTable<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut open: Vec<_> = table.values().collect();
    while let Some(node) = open.pop() {
        let is_number = match node.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).is_ok(),
            DeValue::Float(number) => number.as_str().parse::<f64>().is_ok(),
            DeValue::Array(array) => {
                open.extend(array.iter());
                true
            }
            DeValue::Table(table) => {
                open.extend(table.values());
                true
            }
            _ => true,
        };
        if !is_number {
            let span = Span::new(node.span());
            let message = format!("`{}` is no number, or one too large", &text[span.range()]);
            let finding = Finding::new("toml-syntax", Level::Error, file, span, message);
            findings.push(finding.help("Write a plain number, or put the text between straight quotes."));
        }
    }
    findings
}

/// The parser's message in words that need no knowledge of parsers.
fn plain(message: &str, text: &str, span: Span) -> String {
    match message {
        "string values must be quoted, expected literal string" if text[span.range()].is_empty() => {
            "there is no value here".to_owned()
        }
        "string values must be quoted, expected literal string" => "this value needs quotes".to_owned(),
        "invalid basic string, expected `\"`" => "this text has no closing quote".to_owned(),
        other if other.starts_with("invalid unquoted key") => "this is no key".to_owned(),
        "key with no value, expected `=`" => "this key has no value".to_owned(),
        "duplicate key" => "this name stands here for the second time".to_owned(),
        other if other.starts_with("cannot recurse further") => "this is nested too deeply".to_owned(),
        other => other.to_owned(),
    }
}

fn advice(message: &str, text: &str, span: Span) -> String {
    let written = &text[span.range()];
    if message.starts_with("string values must be quoted") {
        if written.contains(['“', '”', '‘', '’', '„']) {
            return "Write straight quotes (\"), not curly ones.".to_owned();
        }
        if written.is_empty() {
            return "Write a value after the `=`, or delete the line.".to_owned();
        }
        if written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'.' | b'-')) {
            return "Write a date as year, month and day, without quotes: 2026-06-30.".to_owned();
        }
        return "Put text between straight quotes: \"like this\".".to_owned();
    }
    if message.starts_with("invalid unquoted key") {
        return "A key is made of letters, digits, `-` and `_`, and `=` follows it: name = \"…\"".to_owned();
    }
    if message.starts_with("key with no value") {
        return "Write `key = value`; a comment starts with `#`.".to_owned();
    }
    if message.starts_with("cannot recurse") {
        return "Write it flatter: nothing in a program is nested more than a few times.".to_owned();
    }
    if message == "duplicate key" {
        return "Keep one of the two, or give one of them another name.".to_owned();
    }
    if message.starts_with("unclosed")
        || message.contains("expected `\"`")
        || message.contains("expected `]`")
    {
        return "Close it with the same sign that opened it.".to_owned();
    }
    "The file is TOML: `key = value` lines under `[section.id]` headers.".to_owned()
}

/// A merge that was left unfinished: its finding, and the lines that are not our side.
pub(super) struct Conflict {
    pub finding: Finding,
    pub theirs: Vec<std::ops::Range<usize>>,
}

/// Looks for markers at the start of lines.
pub(super) fn conflict(file: &Arc<str>, text: &str) -> Option<Conflict> {
    let mut at = 0;
    let mut marks: Vec<(char, Span)> = Vec::new();
    let mut theirs = Vec::new();
    let mut side = None;
    for line in text.split_inclusive('\n') {
        let mark = line.trim_end();
        let sign = ['<', '|', '=', '>'].into_iter().find(|sign| {
            let rest = mark.strip_prefix(&*String::from(*sign).repeat(7));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        });
        let is_mark = sign.is_some_and(|sign| sign == '<' || side.is_some());
        if let Some(sign) = sign.filter(|_| is_mark) {
            marks.push((sign, Span::new(at..at + mark.len())));
            side = (sign != '>').then_some(sign);
        }
        if is_mark || side.is_some_and(|side| side != '<') {
            theirs.push(at..at + line.len());
        }
        at += line.len();
    }
    marks.iter().find(|(sign, _)| *sign == '=')?;
    let conflicts = marks.iter().filter(|(sign, _)| *sign == '<').count();
    let message = match conflicts {
        1 => "a merge was left unfinished here".to_owned(),
        count => format!("a merge was left unfinished here, the first of {count} places"),
    };
    let mut finding = Finding::new("merge-conflict-marker", Level::Error, file, marks[0].1, message)
        .help("Keep the lines that are right, of one side or of both, and delete the marker lines.");
    for (sign, span) in &marks[1..] {
        match sign {
            '=' => finding = finding.relate(file, *span, "the other side starts here"),
            '>' => {
                finding = finding.relate(file, *span, "and ends here");
                break;
            }
            _ => {}
        }
    }
    Some(Conflict { finding, theirs })
}
