//! Syntax of TOML 1.1, which is read here and refused by many other tools: tables in braces over several lines or with
//! a comma at the end, `\e` and `\x41`, and times without seconds.

use std::ops::Range;
use std::sync::Arc;

use memchr::memchr3_iter;
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use crate::finding::{Edit, Finding, Fix, Level};
use crate::text::Span;

/// The longest table in braces that an edit writes on one line.
const ONE_LINE: usize = 120;

/// One finding for each place. A text without any such place is looked through once, byte by byte.
pub(super) fn newer(file: &Arc<str>, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !may_be_newer(text.as_bytes()) {
        return findings;
    }
    let mut open: Vec<Bracket> = Vec::new();
    let tokens = Source::new(text).lex().into_vec();
    for (at, token) in tokens.iter().enumerate() {
        let span = token.span().start()..token.span().end();
        match token.kind() {
            TokenKind::LeftCurlyBracket => open.push(Bracket::Table(Table::new(span.start))),
            TokenKind::LeftSquareBracket => open.push(Bracket::Other),
            TokenKind::RightSquareBracket => {
                open.pop();
            }
            TokenKind::RightCurlyBracket => {
                if let Some(Bracket::Table(table)) = open.pop() {
                    findings.extend(table.finding(file, span.end));
                }
            }
            TokenKind::BasicString | TokenKind::MlBasicString => {
                findings.extend(escapes(file, text, span.clone()));
            }
            TokenKind::Atom => findings.extend(time(file, text, span.clone())),
            _ => {}
        }
        if let Some(Bracket::Table(table)) = open.last_mut() {
            table.see(&tokens, at);
        }
    }
    findings
}

/// Whether a text holds what may be such a place; that it holds none is certain.
fn may_be_newer(text: &[u8]) -> bool {
    let digits =
        |pair: Option<&[u8]>| pair.is_some_and(|pair| pair.len() == 2 && pair.iter().all(u8::is_ascii_digit));
    memchr3_iter(b'\\', b':', b'{', text).any(|at| match text[at] {
        b'\\' => matches!(text.get(at + 1), Some(b'e' | b'x')),
        b':' => {
            at >= 2
                && digits(text.get(at - 2..at))
                && digits(text.get(at + 1..at + 3))
                && text.get(at + 3) != Some(&b':')
                && (at < 3 || text[at - 3] != b':')
        }
        _ => !closes_on_its_line(&text[at + 1..]),
    })
}

/// Whether a bracket is closed on its line, and no comma stands before any that closes there.
fn closes_on_its_line(rest: &[u8]) -> bool {
    let (mut open, mut last, mut quote) = (1, b'{', None);
    for byte in rest {
        match byte {
            // Escapes and comments may hide what closes.
            b'\n' | b'\\' => return false,
            b'#' if quote.is_none() => return false,
            b'"' | b'\'' if quote == Some(*byte) => quote = None,
            b'"' | b'\'' if quote.is_none() => quote = Some(*byte),
            _ if quote.is_some() => {}
            b'{' => open += 1,
            b'}' if last == b',' => return false,
            b'}' if open == 1 => return true,
            b'}' => open -= 1,
            _ => {}
        }
        if !matches!(byte, b' ' | b'\t') {
            last = *byte;
        }
    }
    false
}

/// A bracket that is open.
enum Bracket {
    Table(Table),
    Other,
}

/// A table in braces, as far as it was seen.
struct Table {
    start: usize,
    /// The last comma, where nothing but space and comments came after it.
    comma: Option<usize>,
    /// White space around line breaks.
    breaks: Vec<Range<usize>>,
    has_comment: bool,
}

impl Table {
    fn new(start: usize) -> Self {
        Self { start, comma: None, breaks: Vec::new(), has_comment: false }
    }

    /// Takes note of a token that stands right in the table.
    fn see(&mut self, tokens: &[Token], at: usize) {
        let token = &tokens[at];
        match token.kind() {
            TokenKind::Whitespace => {}
            TokenKind::Comment => self.has_comment = true,
            TokenKind::Comma => self.comma = Some(token.span().start()),
            TokenKind::Newline if self.breaks.last().is_some_and(|run| token.span().start() < run.end) => {}
            TokenKind::Newline => {
                let is_space =
                    |token: &Token| matches!(token.kind(), TokenKind::Whitespace | TokenKind::Newline);
                let first =
                    tokens[..at].iter().rev().take_while(|token| is_space(token)).last().unwrap_or(token);
                let last = tokens[at..].iter().take_while(|token| is_space(token)).last().unwrap_or(token);
                self.breaks.push(first.span().start()..last.span().end());
            }
            _ => self.comma = None,
        }
    }

    fn finding(self, file: &Arc<str>, end: usize) -> Option<Finding> {
        let span = Span::new(self.start..self.start + 1);
        let edit = |range: Range<usize>, replacement: &str| Edit {
            file: Arc::clone(file),
            span: Span::new(range),
            replacement: replacement.to_owned(),
        };
        let fix = |title: &str, edits| Some(Box::new(Fix { title: title.to_owned(), safe: true, edits }));
        let comma = self.comma.map(|comma| comma..comma + 1);
        if self.breaks.is_empty() {
            let comma = comma?;
            let message = "this comma stands before the `}`, which only TOML 1.1 allows".to_owned();
            let mut finding = finding(file, Span::new(comma.clone()), message).help("Delete the comma.");
            finding.fix = fix("delete the comma", vec![edit(comma, "")]);
            return Some(finding);
        }
        let message = "this table in braces goes over several lines, which only TOML 1.1 allows".to_owned();
        let mut finding = finding(file, span, message)
            .help("Write it on one line, without a comma before the `}`; or give it a header of its own, such as [milestones.beta.custom], with its keys below.");
        if !self.has_comment && end - self.start <= ONE_LINE {
            let mut edits: Vec<Edit> = self.breaks.into_iter().map(|range| edit(range, " ")).collect();
            edits.extend(comma.map(|comma| edit(comma, "")));
            edits.sort_by_key(|edit| edit.span);
            finding.fix = fix("write it on one line", edits);
        }
        Some(finding)
    }
}

/// The finding for the escapes of a text in double quotes, at the first of them.
fn escapes(file: &Arc<str>, text: &str, string: Range<usize>) -> Option<Finding> {
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    let mut at = string.start;
    while at + 1 < string.end {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let length = match bytes[at + 1] {
            b'e' => 2,
            b'x' if bytes.get(at + 2..at + 4).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit)) => 4,
            _ => 0,
        };
        if length > 0 && at + length < string.end {
            let code = text.get(at + 2..at + length).filter(|code| !code.is_empty()).unwrap_or("1B");
            let span = Span::new(at..at + length);
            edits.push(Edit { file: Arc::clone(file), span, replacement: format!("\\u00{code}") });
        }
        at += 2;
    }
    let first = edits.first()?;
    let (written, instead) = (&text[first.span.range()], &first.replacement);
    let message = format!("`{written}` is an escape that only TOML 1.1 has");
    let finding = finding(file, first.span, message).help(format!("Write it as {instead}."));
    let title = format!("write {instead}");
    Some(finding.mend(Fix { title, safe: true, edits }))
}

/// The finding for a time without seconds, alone or behind a day.
fn time(file: &Arc<str>, text: &str, atom: Range<usize>) -> Option<Finding> {
    let written = &text[atom.clone()];
    let behind_day = || written.get(..11).filter(|day| day.ends_with(['T', 't'])).map(str::len);
    let start = if written.as_bytes().get(2) == Some(&b':') { 0 } else { behind_day()? };
    let time = written.get(start..start + 5)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = time.split_once(':')?;
    let ends = written[start + 5..].chars().next().is_none_or(|next| matches!(next, 'Z' | 'z' | '+' | '-'));
    if hours.len() != 2 || !digits(hours) || !digits(minutes) || !ends {
        return None;
    }
    let span = Span::new(atom.start + start..atom.start + start + 5);
    let message = format!("the time `{time}` has no seconds, which only TOML 1.1 allows");
    let finding = finding(file, span, message).help(format!("Write {time}:00."));
    Some(finding.replace(format!("write {time}:00"), span, format!("{time}:00")))
}

fn finding(file: &Arc<str>, span: Span, message: String) -> Finding {
    Finding::new("toml-newer-syntax", Level::Warn, file, span, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after all fixes, and how many findings had none.
    fn mended(text: &str) -> (String, usize) {
        let (mut mended, mut unmended) = (text.to_owned(), 0);
        let findings = newer(&"a.toml".into(), text);
        let mut edits: Vec<Edit> = Vec::new();
        for finding in findings {
            unmended += usize::from(finding.fix.is_none());
            edits.extend(finding.fix.into_iter().flat_map(|fix| fix.edits));
        }
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        for edit in edits {
            mended.replace_range(edit.span.range(), &edit.replacement);
        }
        (mended, unmended)
    }

    #[test]
    fn what_one_line_holds_is_written_on_one() {
        let one_line = |text: &str| mended(text).0;
        assert_eq!(one_line("a = {\n  b = 1,\n\n  c = 2,\n}\n"), "a = { b = 1, c = 2 }\n");
        assert_eq!(one_line("a = {\r\n  b = 1\r\n}\r\n"), "a = { b = 1 }\r\n");
        assert_eq!(one_line("a = { b = {\n  c = 1\n  ,\n}, }\n"), "a = { b = { c = 1  } }\n");
        assert_eq!(one_line("a = { b = [\n  1,\n], }"), "a = { b = [\n  1,\n] }");
        assert_eq!(one_line("a = \"\\e\\x41\\\\e\""), "a = \"\\u001B\\u0041\\\\e\"");
    }

    #[test]
    fn what_would_lose_a_comment_or_grow_too_long_is_left_to_people() {
        let long = format!("a = {{\n  b = \"{}\"\n}}", "x".repeat(ONE_LINE));
        for text in ["a = {\n  b = 1 # why\n}", &long] {
            assert_eq!(mended(text), (text.to_owned(), 1));
        }
    }

    #[test]
    fn much_space_is_read_once() {
        let text = format!("a = {{{}b = 1 }}", "\n ".repeat(200_000));
        assert_eq!(newer(&"a.toml".into(), &text).len(), 1);
    }
}
