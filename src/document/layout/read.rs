//! Reads a text that is known to be TOML, without losing a word of it.

use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use super::sheet::{Array, Aside, Block, Entry, Header, Item, Note, Sheet, Value, is_ours};
use super::split;

/// The tables, entries and comments of a text.
pub(super) fn sheet(text: &str) -> Sheet<'_> {
    let tokens = Source::new(text).lex().into_vec();
    Reader { text, tokens, at: 0 }.sheet()
}

struct Reader<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn sheet(mut self) -> Sheet<'t> {
        let mut sheet = Sheet::default();
        let mut block = Block::default();
        let mut notes = Vec::new();
        loop {
            self.skip(TokenKind::Whitespace);
            match self.kind() {
                TokenKind::Newline => {
                    notes.push(Note::Blank);
                    self.at += 1;
                }
                TokenKind::Comment => {
                    notes.push(Note::Comment(self.comment()));
                    self.end_line();
                }
                TokenKind::Eof => break,
                kind => {
                    let above = sheet.take_in(&mut block, &notes, Some(kind));
                    notes.clear();
                    if kind == TokenKind::LeftSquareBracket {
                        let header = Some(self.header());
                        sheet
                            .push(std::mem::replace(&mut block, Block { above, header, ..Block::default() }));
                    } else {
                        let entry = self.entry(above);
                        block.entries.push(entry);
                    }
                }
            }
        }
        sheet.end = sheet.take_in(&mut block, &notes, None);
        sheet.push(block);
        sheet
    }

    fn kind(&self) -> TokenKind {
        self.tokens.get(self.at).map_or(TokenKind::Eof, Token::kind)
    }

    /// Whether what is read next says nothing: white space, a line break, a comment.
    fn is_space(&self) -> bool {
        matches!(self.kind(), TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment)
    }

    /// Where the token that is read next starts.
    fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.span().start())
    }

    /// The text of a token, which is read by that.
    fn word(&mut self) -> &'t str {
        let word =
            self.tokens.get(self.at).map_or("", |token| &self.text[token.span().start()..token.span().end()]);
        self.at += 1;
        word
    }

    fn skip(&mut self, kind: TokenKind) {
        while self.kind() == kind {
            self.at += 1;
        }
    }

    fn comment(&mut self) -> &'t str {
        self.word().trim_end()
    }

    /// Reads the line break that ends a line; the last line may have none.
    fn end_line(&mut self) {
        if self.kind() == TokenKind::Newline {
            self.at += 1;
        }
    }

    /// The white space and the comment at the end of a line.
    fn aside(&mut self) -> Option<Aside<'t>> {
        let space = if self.kind() == TokenKind::Whitespace { self.word() } else { "" };
        (self.kind() == TokenKind::Comment).then(|| Aside { space, text: self.comment() })
    }

    /// The keys up to what ends them, which is not read.
    fn keys(&mut self) -> Vec<&'t str> {
        let mut keys = Vec::new();
        loop {
            match self.kind() {
                TokenKind::Dot => self.at += 1,
                _ if self.is_space() => self.at += 1,
                TokenKind::Equals | TokenKind::RightSquareBracket | TokenKind::Eof => return keys,
                _ => keys.push(self.word()),
            }
        }
    }

    fn header(&mut self) -> Header<'t> {
        self.at += 1;
        let is_array = self.kind() == TokenKind::LeftSquareBracket;
        self.skip(TokenKind::LeftSquareBracket);
        let keys = self.keys();
        self.skip(TokenKind::RightSquareBracket);
        let aside = self.aside();
        self.end_line();
        Header { keys, is_array, aside }
    }

    fn entry(&mut self, above: Vec<Note<'t>>) -> Entry<'t> {
        let keys = self.keys();
        self.skip(TokenKind::Equals);
        self.skip(TokenKind::Whitespace);
        let start = self.start();
        let mut value = self.value();
        let end = self.start();
        let aside = self.aside();
        // What such a comment silences depends on its line.
        let silences = aside.is_some_and(|aside| is_ours(aside.text)) || is_ours(&self.text[start..end]);
        if silences {
            value = Value::Plain(self.text[start..end].trim_end());
        }
        self.end_line();
        Entry { above, keys, value, aside, below: Vec::new() }
    }

    fn value(&mut self) -> Value<'t> {
        match self.kind() {
            TokenKind::LeftSquareBracket => Value::Array(self.array()),
            TokenKind::LeftCurlyBracket => self.table(),
            TokenKind::Atom | TokenKind::Dot => Value::Plain(self.plain()),
            _ => Value::Plain(self.word()),
        }
    }

    /// A number, a date, a word: a date and its time may have a space between them.
    fn plain(&mut self) -> &'t str {
        let start = self.start();
        let mut end = start;
        loop {
            match self.kind() {
                TokenKind::Atom | TokenKind::Dot => {
                    self.at += 1;
                    end = self.tokens[self.at - 1].span().end();
                }
                TokenKind::Whitespace if self.is_atom_next() => self.at += 1,
                _ => return &self.text[start..end],
            }
        }
    }

    fn is_atom_next(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| token.kind() == TokenKind::Atom)
    }

    fn array(&mut self) -> Array<'t> {
        self.at += 1;
        let mut array = Array::default();
        let mut notes = Vec::new();
        // Whether something stands on this line already that a comment can speak of.
        let mut is_taken = true;
        loop {
            match self.kind() {
                TokenKind::Comma => {
                    self.at += 1;
                    is_taken = true;
                }
                TokenKind::Newline => {
                    self.at += 1;
                    if !std::mem::replace(&mut is_taken, false) {
                        notes.push(Note::Blank);
                    }
                }
                TokenKind::Whitespace | TokenKind::Comment => {
                    if let Some(aside) = self.aside() {
                        let slot = array.items.last_mut().map_or(&mut array.aside, |item| &mut item.aside);
                        if is_taken && slot.is_none() && notes.is_empty() {
                            *slot = Some(aside);
                        } else {
                            notes.push(Note::Comment(aside.text));
                        }
                        self.end_line();
                        is_taken = false;
                    }
                }
                TokenKind::RightSquareBracket | TokenKind::Eof => {
                    self.at += 1;
                    array.end = notes;
                    return array;
                }
                _ => {
                    let above = std::mem::take(&mut notes);
                    let value = self.value();
                    array.items.push(Item { above, value, aside: None });
                    is_taken = true;
                }
            }
        }
    }

    /// A table between braces. One that has comments stays as it is.
    fn table(&mut self) -> Value<'t> {
        let (start, first) = (self.start(), self.at);
        self.at += 1;
        let mut entries = Vec::new();
        loop {
            match self.kind() {
                TokenKind::RightCurlyBracket | TokenKind::Eof => {
                    self.at += 1;
                    break;
                }
                TokenKind::Comma => self.at += 1,
                _ if self.is_space() => self.at += 1,
                _ => {
                    let keys = self.keys();
                    self.skip(TokenKind::Equals);
                    while self.is_space() {
                        self.at += 1;
                    }
                    entries.push((keys, self.value()));
                }
            }
        }
        let tokens = &self.tokens[first..self.at.min(self.tokens.len())];
        let has_comments = tokens.iter().any(|token| token.kind() == TokenKind::Comment);
        if has_comments { Value::Plain(&self.text[start..self.start()]) } else { Value::Table(entries) }
    }
}

impl<'t> Sheet<'t> {
    /// Gives comments to what stands before them, and returns those of what is read next.
    fn take_in(
        &mut self,
        block: &mut Block<'t>,
        notes: &[Note<'t>],
        next: Option<TokenKind>,
    ) -> Vec<Note<'t>> {
        let is_first = block.header.is_none() && block.entries.is_empty();
        if is_first {
            let (top, above) = match next {
                Some(_) => split::at_top(notes),
                None => (Vec::new(), notes.to_vec()),
            };
            self.top = top;
            return above;
        }
        let (own, mut rest) = split::between(notes, next.is_none());
        let is_entry = next.is_some_and(|kind| kind != TokenKind::LeftSquareBracket);
        if is_entry && !own.is_empty() {
            // The empty line goes with the comments above it.
            rest.remove(0);
        }
        match block.entries.last_mut() {
            Some(entry) if is_entry => entry.below = own,
            None if is_entry => block.top = own,
            _ => block.below = own,
        }
        rest
    }

    fn push(&mut self, block: Block<'t>) {
        if block.header.is_some() || !block.entries.is_empty() {
            self.blocks.push(block);
        }
    }
}
