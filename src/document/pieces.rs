//! The pieces of a file that is TOML: each header and each entry, with the comments that go with it. Together they are
//! all of its text.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

/// What tells a piece from all others of its file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub kind: Kind,
    /// The keys that lead to it; behind that of a list of tables stands the place of one of them.
    pub path: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// `[milestones.beta]`, and the comments above it.
    Head,
    /// `due = 2026-06-30`, and the comments above it or right below.
    Entry,
    /// What stands behind all others.
    End,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Name(String),
    Place(usize),
}

impl Step {
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Place(_) => None,
        }
    }
}

/// The keys and the places of all pieces of a text, in order.
pub(super) fn pieces(text: &str) -> Vec<(Key, Range<usize>)> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    Reader { text, source, tokens: &tokens, at: 0, lists: HashMap::new() }.pieces()
}

struct Reader<'t> {
    text: &'t str,
    source: Source<'t>,
    tokens: &'t [Token],
    at: usize,
    /// How many tables each list has so far.
    lists: HashMap<Vec<Step>, usize>,
}

impl Reader<'_> {
    fn pieces(mut self) -> Vec<(Key, Range<usize>)> {
        let mut pieces: Vec<(Key, Range<usize>)> = Vec::new();
        let mut table = Vec::new();
        loop {
            let start = self.split(pieces.last_mut().map(|(_, place)| &mut place.end));
            let key = match self.kind() {
                TokenKind::Eof => Key { kind: Kind::End, path: Vec::new() },
                TokenKind::LeftSquareBracket => {
                    table = self.header();
                    Key { kind: Kind::Head, path: table.clone() }
                }
                _ => {
                    let mut path = table.clone();
                    path.extend(self.names().into_iter().map(Step::Name));
                    Key { kind: Kind::Entry, path }
                }
            };
            let is_end = key.kind == Kind::End;
            self.end_line();
            pieces.push((key, start..self.offset()));
            if is_end {
                return pieces;
            }
        }
    }

    fn kind(&self) -> TokenKind {
        self.tokens.get(self.at).map_or(TokenKind::Eof, Token::kind)
    }

    /// Where the token that is read next starts.
    fn offset(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.span().start())
    }

    /// Reads what says nothing, and returns where the next piece starts: comments right below the one before belong to
    /// that, where an empty line follows.
    fn split(&mut self, before: Option<&mut usize>) -> usize {
        let start = self.offset();
        let mut line = start;
        let mut own = None;
        let mut has_comment = false;
        loop {
            match self.kind() {
                TokenKind::Whitespace => self.at += 1,
                TokenKind::Comment => {
                    has_comment = true;
                    self.at += 1;
                }
                TokenKind::Newline => {
                    if !std::mem::take(&mut has_comment) {
                        own.get_or_insert(line);
                    }
                    self.at += 1;
                    line = self.offset();
                }
                _ => break,
            }
        }
        match (before, own) {
            (Some(end), Some(own)) => {
                *end = own;
                own
            }
            _ => start,
        }
    }

    /// The names up to what ends them.
    fn names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        loop {
            match self.kind() {
                TokenKind::Equals | TokenKind::RightSquareBracket | TokenKind::Newline | TokenKind::Eof => {
                    return names;
                }
                TokenKind::Dot | TokenKind::Whitespace => {}
                _ => {
                    let mut name = Cow::Borrowed("");
                    if let Some(raw) = self.source.get(self.tokens[self.at]) {
                        raw.decode_key(&mut name, &mut ());
                    }
                    names.push(name.into_owned());
                }
            }
            self.at += 1;
        }
    }

    /// The table that a header names.
    fn header(&mut self) -> Vec<Step> {
        self.at += 1;
        let is_list = self.kind() == TokenKind::LeftSquareBracket;
        self.at += usize::from(is_list);
        let names = self.names();
        let last = names.len().saturating_sub(1);
        let mut path = Vec::new();
        for (at, name) in names.into_iter().enumerate() {
            path.push(Step::Name(name));
            if at == last && is_list {
                let tables = self.lists.entry(path.clone()).or_default();
                *tables += 1;
            }
            if let Some(tables) = self.lists.get(&path) {
                path.push(Step::Place(tables - 1));
            }
        }
        path
    }

    /// Reads on to the end of the line, or of the last line of a value.
    fn end_line(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                TokenKind::Eof => return,
                TokenKind::Newline if depth == 0 => {
                    self.at += 1;
                    return;
                }
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => depth += 1,
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            self.at += 1;
        }
    }
}
