//! Comments that silence a rule: `# milepost: ignore[rule] why`.

use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use crate::text::Span;

/// One comment that silences rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The comment.
    pub span: Span,
    /// What goes with it: its line where it stands alone, else the space before it.
    pub whole: Span,
    /// What stands where `ignore` or `ignore-file` should, and its place.
    pub misspelled: Option<(String, Span)>,
    /// The rules that it names, with their places.
    pub rules: Vec<(String, Span)>,
    /// Whether it says why.
    pub explained: bool,
    /// What it covers; `None` for the whole file.
    pub covers: Option<Span>,
}

impl Silence {
    /// What to delete so that it no longer names the rule at this place of its list.
    pub fn without(&self, at: usize) -> Span {
        let span = |at: usize| self.rules.get(at).map(|(_, span)| *span);
        match (at.checked_sub(1).and_then(span), span(at), span(at + 1)) {
            (Some(before), Some(own), _) => Span { start: before.end, end: own.end },
            (None, Some(own), Some(after)) => Span { start: own.start, end: after.start },
            _ => self.whole,
        }
    }
}

/// What such a comment may ask for.
pub const SILENCING_WORDS: [&str; 2] = ["ignore", "ignore-file"];

/// Every silencing comment of a file. A `#` inside a string is no comment.
pub fn silences(text: &str) -> Vec<Silence> {
    if !text.contains("milepost:") {
        return Vec::new();
    }
    let tokens = Source::new(text).lex().into_vec();
    let mut silences = Vec::new();
    let mut open = 0;
    // What the comments above one entry cover, which they share: the entry's first token, and the span.
    let mut shared: Option<(usize, Span)> = None;
    for (at, token) in tokens.iter().enumerate() {
        open += step(token);
        if token.kind() != TokenKind::Comment {
            continue;
        }
        let start = token.span().start();
        let Some(parsed) = parse(&text[start..token.span().end()], start) else { continue };
        let covers = match (parsed.whole_file, first_of_line(&tokens, at)) {
            (true, _) => None,
            (false, first) if first == at => Some(match shared {
                Some((entry, span)) if at < entry => span,
                _ => {
                    let next = next_entry(text, &tokens, at, open > 0);
                    shared = Some(next);
                    next.1
                }
            }),
            (false, first) => Some(Span::new(tokens[first].span().start()..start)),
        };
        let span = Span::new(start..token.span().end());
        let Parsed { misspelled, rules, explained, .. } = parsed;
        silences.push(Silence {
            span,
            whole: whole(text, &tokens, at),
            misspelled,
            rules,
            explained,
            covers,
        });
    }
    silences
}

/// What a comment says.
#[derive(Default)]
struct Parsed {
    whole_file: bool,
    misspelled: Option<(String, Span)>,
    rules: Vec<(String, Span)>,
    explained: bool,
}

/// Reads `# milepost: ignore[a, b] why` or `# milepost: ignore-file[a] why`.
fn parse(comment: &str, start: usize) -> Option<Parsed> {
    let rest = comment.trim_start_matches('#').trim_start().strip_prefix("milepost:")?.trim_start();
    let (word, rest) = rest.split_at(rest.find(['[', ' ', '\t']).unwrap_or(rest.len()));
    let whole_file = match word {
        "ignore-file" => true,
        "ignore" => false,
        // Who writes a bracket wants something of milepost; any other comment may begin with its name.
        _ if rest.starts_with('[') => {
            let begin = start + comment.len() - rest.len() - word.len();
            let misspelled = Some((word.to_owned(), Span::new(begin..begin + word.len())));
            return Some(Parsed { misspelled, ..Parsed::default() });
        }
        _ => return None,
    };
    let Some((names, why)) = rest.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        // It was meant to silence something, and names no rule.
        return Some(Parsed { whole_file, ..Parsed::default() });
    };
    let offset = start + comment.find('[')? + 1;
    let mut rules = Vec::new();
    let mut at = 0;
    for piece in names.split(',') {
        let name = piece.trim();
        let begin = offset + at + (piece.len() - piece.trim_start().len());
        if !name.is_empty() {
            rules.push((name.to_owned(), Span::new(begin..begin + name.len())));
        }
        at += piece.len() + 1;
    }
    let explained = why.chars().any(char::is_alphanumeric);
    Some(Parsed { whole_file, misspelled: None, rules, explained })
}

/// The first token of a token's line that is more than white space.
fn first_of_line(tokens: &[Token], at: usize) -> usize {
    let line = tokens[..at]
        .iter()
        .rposition(|token| token.kind() == TokenKind::Newline)
        .map_or(0, |newline| newline + 1);
    (line..at).find(|&at| tokens[at].kind() != TokenKind::Whitespace).unwrap_or(at)
}

/// A comment with its line where it stands alone, else with the space before it.
fn whole(text: &str, tokens: &[Token], at: usize) -> Span {
    let first = first_of_line(tokens, at);
    let mut span = Span::new(tokens[at].span().start()..tokens[at].span().end());
    if let Some(space) = at.checked_sub(1).map(|before| tokens[before]).filter(is_space) {
        span.start = Span::new(space.span().start()..text.len()).start;
    }
    if let Some(end) = tokens.get(at + 1).filter(|next| first == at && next.kind() == TokenKind::Newline) {
        span.end = Span::new(0..end.span().end()).end;
    }
    span
}

fn is_space(token: &Token) -> bool {
    token.kind() == TokenKind::Whitespace
}

/// The first token of the next entry, and what it covers: a key with its value, or a header with its table.
/// `nested` says whether a bracket is open at the comment.
fn next_entry(text: &str, tokens: &[Token], comment: usize, nested: bool) -> (usize, Span) {
    let blank = [TokenKind::Whitespace, TokenKind::Newline, TokenKind::Comment, TokenKind::Eof];
    let Some(first) = (comment..tokens.len()).find(|&at| !blank.contains(&tokens[at].kind())) else {
        return (tokens.len(), Span::new(text.len()..text.len()));
    };
    let start = tokens[first].span().start();
    if !nested && tokens[first].kind() == TokenKind::LeftSquareBracket {
        return (first, Span::new(start..end_of_table(text, tokens, first)));
    }
    let mut open = 0;
    for token in &tokens[first..] {
        open += step(token);
        if open < 0 || (open == 0 && token.kind() == TokenKind::Newline) {
            return (first, Span::new(start..token.span().start()));
        }
    }
    (first, Span::new(start..text.len()))
}

/// Where the table under a header ends: at the next header that does not stand below it.
fn end_of_table(text: &str, tokens: &[Token], header: usize) -> usize {
    let name = |at: usize| {
        let line = &text[tokens[at].span().start()..];
        let line = line.split(['\n', '#']).next().unwrap_or_default();
        line.chars().filter(|character| !character.is_whitespace() && *character != ']').collect::<String>()
    };
    let own = name(header);
    let below = format!("{own}.");
    let mut open = 0;
    let mut line_start = false;
    for (at, token) in tokens.iter().enumerate().skip(header) {
        let is_header = open == 0 && line_start && token.kind() == TokenKind::LeftSquareBracket;
        if is_header && !name(at).starts_with(&below) {
            return token.span().start();
        }
        open += step(token);
        line_start =
            token.kind() == TokenKind::Newline || (line_start && token.kind() == TokenKind::Whitespace);
    }
    text.len()
}

fn step(token: &Token) -> i32 {
    match token.kind() {
        TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => 1,
        TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => -1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<(String, String)> {
        silences(text)
            .into_iter()
            .map(|silence| {
                let rules: Vec<String> = silence.rules.into_iter().map(|(name, _)| name).collect();
                let covers = silence.covers.map_or("whole file", |span| &text[span.range()]);
                (rules.join(","), covers.trim_end().to_owned())
            })
            .collect()
    }

    #[test]
    fn a_comment_covers_the_next_entry_or_its_own_line() {
        let text = "\
# milepost: ignore-file[program-stale] frozen until autumn
[milestones.beta]
# milepost: ignore[milestone-overdue] vendor signs on Monday
due = 2026-08-28
exit = [ # milepost: ignore[placeholder-text] draft
  # milepost: ignore[placeholder-text] second
  \"TBD\",
]
name = \"# milepost: ignore[x] no comment\" # milepost: ignore[a, b] both
# milepost: ignore[scope-unowned] the whole table

[scope.one]
title = \"x\"
[scope.one.custom]
y = [[1]]
[scope.two]
";
        let expected = [
            ("program-stale", "whole file"),
            ("milestone-overdue", "due = 2026-08-28"),
            ("placeholder-text", "exit = ["),
            ("placeholder-text", "\"TBD\","),
            ("a,b", "name = \"# milepost: ignore[x] no comment\""),
            ("scope-unowned", "[scope.one]\ntitle = \"x\"\n[scope.one.custom]\ny = [[1]]"),
        ];
        let expected: Vec<_> =
            expected.iter().map(|(rule, text)| ((*rule).to_owned(), (*text).to_owned())).collect();
        assert_eq!(covered(text), expected);
    }

    #[test]
    fn what_names_no_rule_is_kept_so_that_somebody_says_so() {
        for text in
            ["# milepost: ignore milestone-overdue", "# milepost: ignore-file", "# milepost: ignore[x"]
        {
            assert_eq!(silences(text)[0].rules, [], "{text}");
        }
        assert_eq!(silences("# milepost: ignored by the parser\n# milepost: see the handbook"), []);
    }

    #[test]
    fn many_comments_take_no_longer_than_their_text() {
        let comment = "# milepost: ignore[x] why\n";
        let above = format!("{}[a]\n{}", comment.repeat(20_000), "b = [1]\n".repeat(20_000));
        let between = format!("{comment}a = [\n{comment}1,\n]\n").repeat(10_000);
        for text in [&above, &between] {
            let found = silences(text);
            assert_eq!(found.len(), 20_000);
            let entry = found[0].covers.expect("no whole file").start as usize;
            assert!(text[entry..].starts_with(['[', 'a']));
        }
    }

    #[test]
    fn a_comment_goes_with_its_line_or_its_space() {
        for (text, at, left) in [
            ("a = 1\n  # milepost: ignore[x] why\nb = 2\n", 0, "a = 1\nb = 2\n"),
            ("a = 1\r\n# milepost: ignore[x] why\r\nb = 2", 0, "a = 1\r\nb = 2"),
            ("a = 1  # milepost: ignore[x] why\nb = 2", 0, "a = 1\nb = 2"),
            ("a = 1# milepost: ignore[x]", 0, "a = 1"),
            ("\u{feff}# milepost: ignore[x]\na = 1", 0, "\u{feff}a = 1"),
            ("# milepost: ignore[x, y , z] why\n", 0, "# milepost: ignore[y , z] why\n"),
            ("# milepost: ignore[x, y , z] why\n", 1, "# milepost: ignore[x , z] why\n"),
            ("# milepost: ignore[x, y , z] why\n", 2, "# milepost: ignore[x, y] why\n"),
            ("# milepost: ignore[x,] why\n", 0, ""),
        ] {
            let mut shown = text.to_owned();
            shown.replace_range(silences(text)[0].without(at).range(), "");
            assert_eq!(shown, left, "{text:?}");
        }
    }

    #[test]
    fn a_reason_is_more_than_punctuation() {
        let explained = |text| silences(text)[0].explained;
        assert!(explained("# milepost: ignore[x] because"));
        assert!(!explained("# milepost: ignore[x]"));
        assert!(!explained("# milepost: ignore[x] - "));
    }
}
