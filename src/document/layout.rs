//! The canonical layout of a file: every value, comment and entity of it, where everybody looks for it.

mod order;
mod read;
mod sheet;
mod split;
mod write;

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::silence::silences;
use crate::text::Span;

/// Says where a key stands among those of a table. Keys with one place keep the order in which they were written.
pub type Place<'p> = dyn Fn(&[&str], &str) -> usize + 'p;

/// Why a file keeps the layout that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It is no TOML.
    Broken,
    /// It would no longer say what it says.
    Unlike,
}

/// A text in its canonical layout. It holds the same values and comments, and its comments silence what they silenced.
pub fn canonical(text: &str, place: &Place<'_>) -> Result<String, Refused> {
    let table = DeTable::parse(text).map_err(|_| Refused::Broken)?;
    let mark = if text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let mut sheet = read::sheet(&text[mark.len()..]);
    order::arrange(&mut sheet, place);
    let fresh = write::write(&sheet, mark, line_break(text));
    if fresh == text {
        return Ok(fresh);
    }
    let is_alike = DeTable::parse(&fresh).is_ok_and(|other| is_same_table(other.get_ref(), table.get_ref()))
        && comments(text) == comments(&fresh)
        && silenced(text) == silenced(&fresh);
    if is_alike { Ok(fresh) } else { Err(Refused::Unlike) }
}

/// Whether two tables hold the same, in any order.
fn is_same_table(one: &DeTable<'_>, other: &DeTable<'_>) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .all(|(key, value)| other.get(key).is_some_and(|other| is_same(value.get_ref(), other.get_ref())))
}

fn is_same(one: &DeValue<'_>, other: &DeValue<'_>) -> bool {
    match (one, other) {
        (DeValue::String(one), DeValue::String(other)) => one == other,
        (DeValue::Integer(one), DeValue::Integer(other)) => {
            (one.as_str(), one.radix()) == (other.as_str(), other.radix())
        }
        (DeValue::Float(one), DeValue::Float(other)) => one.as_str() == other.as_str(),
        (DeValue::Boolean(one), DeValue::Boolean(other)) => one == other,
        (DeValue::Datetime(one), DeValue::Datetime(other)) => one == other,
        (DeValue::Array(one), DeValue::Array(other)) => {
            let mut pairs = one.iter().zip(other.iter());
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one.get_ref(), other.get_ref()))
        }
        (DeValue::Table(one), DeValue::Table(other)) => is_same_table(one, other),
        _ => false,
    }
}

/// How lines end in a text: as the first one does.
fn line_break(text: &str) -> &'static str {
    if text.find('\n').is_some_and(|at| text[..at].ends_with('\r')) { "\r\n" } else { "\n" }
}

/// Every comment, without the white space behind it.
fn comments(text: &str) -> Vec<&str> {
    let tokens = Source::new(text).lex().filter(|token| token.kind() == TokenKind::Comment);
    let mut comments: Vec<&str> =
        tokens.map(|token| text[token.span().start()..token.span().end()].trim_end()).collect();
    comments.sort_unstable();
    comments
}

/// What each comment silences: the rules, and a digest of the values that it covers, in any order.
fn silenced(text: &str) -> Vec<(Vec<String>, u64)> {
    // Many comments may cover one large table.
    let mut known: FxHashMap<Span, u64> = FxHashMap::default();
    let mut silenced: Vec<_> = silences(text)
        .into_iter()
        .map(|silence| {
            let digest = silence
                .covers
                .map_or(0, |span| *known.entry(span).or_insert_with(|| digest(&text[span.range()])));
            (silence.rules.into_iter().map(|(rule, _)| rule).collect(), digest)
        })
        .collect();
    silenced.sort_unstable();
    silenced
}

/// A digest of the words of a text, in any order and without what is layout.
fn digest(text: &str) -> u64 {
    use TokenKind::{Comma, Comment, Eof, Newline, Whitespace};
    let tokens = Source::new(text).lex();
    let tokens = tokens.filter(|token| !matches!(token.kind(), Comma | Comment | Eof | Newline | Whitespace));
    let mut words: Vec<&str> = tokens.map(|token| &text[token.span().start()..token.span().end()]).collect();
    words.sort_unstable();
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}
