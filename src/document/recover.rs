//! Parsing on past a broken line: the parser gives up the rest of a file after some errors, so that such a line is
//! blanked and the file parsed again. Bytes keep their places.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, Error};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::{mend, syntax};
use crate::finding::{Finding, Level};
use crate::text::Span;

/// How many lines are blanked at most; what is wrong beyond them is said as the parser says it.
const MOST: usize = 50;

/// What is wrong with the syntax of a file.
#[derive(Default)]
pub(super) struct Recovered {
    pub findings: Vec<Finding>,
    /// The places of errors; nothing else should be said of them.
    pub broken: Vec<Span>,
    /// The keys of lines that are left out.
    pub lost: Vec<Lost>,
}

/// A key whose line could not be read, so that it is not missing.
#[derive(Debug)]
pub(super) struct Lost {
    /// The line of the header above it.
    header: Range<usize>,
    pub key: String,
    pub span: Span,
}

impl Lost {
    /// The key with which a line that is left out begins.
    fn at(text: &str, line: usize) -> Option<Self> {
        let start = line + text[line..].len() - text[line..].trim_start().len();
        let rest = &text[start..];
        let length = rest.len() - rest.trim_start_matches(mend::is_key_character).len();
        let mut headers = text[..line].rmatch_indices('[').map(|(at, _)| line_of(text, Span::new(at..at)));
        let header = headers.find(|header| text[header.clone()].trim_start().starts_with('['))?;
        let (key, span) = (rest[..length].to_owned(), Span::new(start..start + length));
        (length > 0).then_some(Self { header, key, span })
    }

    /// Whether it stands below the header that holds this place.
    pub(super) fn is_below(&self, place: Span) -> bool {
        self.header.contains(&(place.start as usize))
    }
}

/// Finds everything that is wrong with the syntax of a file, and leaves in `working` what can be parsed of it.
pub(super) fn recover(file: &Arc<str>, text: &str, working: &mut String) -> Recovered {
    text.clone_into(working);
    let mut findings = Vec::new();
    let mut broken = Vec::new();
    let mut lost = Vec::new();
    if let Some(conflict) = syntax::conflict(file, text) {
        broken.push(conflict.finding.span);
        findings.push(conflict.finding);
        // Our side is read, so that what lies outside the conflict is checked; either may be right inside it.
        for range in conflict.theirs {
            blank(working, range);
        }
    }
    if let Some(finding) = lone_returns(file, working) {
        broken.push(finding.span);
        findings.push(finding);
    }
    for _ in 0..MOST {
        let (_, errors) = DeTable::parse_recoverable(working);
        let first = errors
            .iter()
            .filter(|error| !is_contained(error))
            .min_by_key(|error| syntax::span(working, error));
        let Some(error) = first else { break };
        let span = syntax::span(working, error);
        let (finding, lines) = match unclosed(file, working, span) {
            Some((finding, lines)) => (finding, lines),
            None => (syntax::finding(file, working, error), line_of(working, span)),
        };
        // Under a header that cannot be read stands a table of which nobody knows what it is.
        let is_header = working[lines.clone()].trim_start().starts_with('[');
        let end = if is_header { next_header(working, lines.end) } else { lines.end };
        broken.push(finding.span);
        findings.push(finding);
        lost.extend(Lost::at(working, lines.start).filter(|_| !is_header));
        blank(working, lines.start..end);
    }
    let (_, errors) = DeTable::parse_recoverable(working);
    broken.extend(errors.iter().map(|error| syntax::span(working, error)));
    findings.extend(syntax::findings(file, working, &errors));
    Recovered { findings, broken, lost }
}

/// Carriage returns without a line feed, which TOML does not know: one finding for all of them. Where nothing else ends
/// a line they are read as line ends, as old programs wrote them.
fn lone_returns(file: &Arc<str>, working: &mut String) -> Option<Finding> {
    let other = if working.contains('\n') { b' ' } else { b'\n' };
    let mut bytes = std::mem::take(working).into_bytes();
    let mut first = None;
    for at in 0..bytes.len() {
        if bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n') {
            bytes[at] = other;
            first.get_or_insert(at);
        }
    }
    *working = String::from_utf8(bytes).expect("one ASCII character took the place of another");
    let span = first.map(|at| Span::new(at..at + 1))?;
    let message = "a carriage return (CR) stands alone here".to_owned();
    let finding = Finding::new("toml-syntax", Level::Error, file, span, message);
    Some(finding.help("Save the file with the line ends LF or CRLF; every editor has that choice."))
}

/// Whether the parser goes on behind an error of this kind as if it were not there.
fn is_contained(error: &Error) -> bool {
    let message = error.message();
    ["string values must be quoted", "duplicate key", "invalid date", "invalid time", "`_` may only"]
        .iter()
        .any(|start| message.starts_with(start))
}

/// The finding for a bracket that is never closed, and the lines from it to the one before the error.
fn unclosed(file: &Arc<str>, text: &str, at: Span) -> Option<(Finding, Range<usize>)> {
    let mut open: Vec<(usize, TokenKind)> = Vec::new();
    let mut line_start = true;
    for token in Source::new(text).lex() {
        let start = token.span().start();
        // A header or a key at the start of a line, inside brackets: whoever wrote it thinks that they are closed.
        // Inside of braces a key may stand there.
        let may_stand = |(_, bracket): &(usize, TokenKind)| {
            *bracket == TokenKind::LeftCurlyBracket && !text[start..].starts_with('[')
        };
        if line_start
            && open.last().is_some_and(|bracket| !may_stand(bracket))
            && starts_entry(&text[start..])
        {
            break;
        }
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open.push((start, token.kind())),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                open.pop();
            }
            _ => {}
        }
        line_start = match token.kind() {
            TokenKind::Newline => true,
            TokenKind::Whitespace => line_start,
            _ => false,
        };
        if start > at.end as usize && open.is_empty() {
            return None;
        }
    }
    let (bracket, kind) = *open.first()?;
    if bracket > at.end as usize {
        return None;
    }
    let sign = if kind == TokenKind::LeftSquareBracket { ("[", "]") } else { ("{", "}") };
    let message = format!("this `{}` is never closed", sign.0);
    let finding = Finding::new("toml-syntax", Level::Error, file, Span::new(bracket..bracket + 1), message)
        .help(format!("Write `{}` where the list or table ends.", sign.1));
    let finding = mend::offer(finding, text);
    let first = line_of(text, Span::new(bracket..bracket));
    let rest = text[first.end..].split_inclusive('\n');
    let more: usize = rest.take_while(|line| !starts_entry(line.trim_start())).map(str::len).sum();
    Some((finding, first.start..first.end + more))
}

/// Whether a line begins with `[name]` or `key =`.
fn starts_entry(line: &str) -> bool {
    let line = line.lines().next().unwrap_or_default();
    let is_key = |text: &str| {
        !text.is_empty()
            && text.chars().all(|character| character.is_ascii_alphanumeric() || "-_.".contains(character))
    };
    let header = line.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
    (line.starts_with('[')
        && line.contains(']')
        && is_key(header)
        && header.starts_with(|first: char| first.is_alphabetic()))
        || line.split_once('=').is_some_and(|(key, _)| is_key(key.trim()))
}

/// Where the next line that begins with `[` is, from the start of a line on.
fn next_header(text: &str, from: usize) -> usize {
    let lines = text[from..].split_inclusive('\n');
    from + lines.take_while(|line| !line.trim_start().starts_with('[')).map(str::len).sum::<usize>()
}

fn line_of(text: &str, span: Span) -> Range<usize> {
    let at = (span.start as usize).min(text.len());
    // An error at the very end of a line stands on its line break.
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
    start..end
}

/// Replaces everything but line breaks by spaces, byte for byte.
fn blank(text: &mut String, range: Range<usize>) {
    let blanked: String = text[range.clone()]
        .bytes()
        .map(|byte| if byte == b'\n' || byte == b'\r' { byte as char } else { ' ' })
        .collect();
    text.replace_range(range, &blanked);
}
