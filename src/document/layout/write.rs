//! Writes a sheet: one empty line between tables, one space around equals signs, arrays on one line where they fit.

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::sheet::{Array, Aside, Block, Entry, Note, Sheet, Value};

/// The widest line of an array, in characters.
const WIDEST: usize = 100;

const INDENT: &str = "    ";

/// The text of a sheet, `mark` first.
pub(super) fn write(sheet: &Sheet<'_>, mark: &str, line_break: &str) -> String {
    let mut writer = Writer { out: mark.to_owned(), line_break, is_top: true, wants_blank: false };
    writer.notes(&sheet.top, "");
    for block in &sheet.blocks {
        // Behind a table without entries too.
        writer.is_top = writer.out.len() == mark.len();
        writer.blank();
        writer.block(block);
    }
    writer.notes(&sheet.end, "");
    writer.out
}

struct Writer<'w> {
    out: String,
    line_break: &'w str,
    /// Whether an empty line would be the first of a file, of a table or of an array.
    is_top: bool,
    wants_blank: bool,
}

impl Writer<'_> {
    /// An empty line, where something stands above it and something follows.
    fn blank(&mut self) {
        self.wants_blank = !self.is_top;
    }

    fn begin(&mut self, indent: &str) {
        if std::mem::take(&mut self.wants_blank) {
            self.out.push_str(self.line_break);
        }
        self.is_top = false;
        self.out.push_str(indent);
    }

    fn end(&mut self, aside: Option<Aside<'_>>) {
        if let Some(aside) = aside {
            // As many spaces as somebody chose, so that comments stay below each other.
            self.out.push_str(if aside.space.is_empty() { " " } else { aside.space });
            self.out.push_str(aside.text);
        }
        self.out.push_str(self.line_break);
    }

    fn notes(&mut self, notes: &[Note<'_>], indent: &str) {
        for note in notes {
            match note {
                Note::Blank => self.blank(),
                Note::Comment(text) => {
                    self.begin(indent);
                    self.out.push_str(text);
                    self.end(None);
                }
            }
        }
    }

    fn block(&mut self, block: &Block<'_>) {
        self.notes(&block.above, "");
        if let Some(header) = &block.header {
            self.begin("");
            let (open, close) = if header.is_array { ("[[", "]]") } else { ("[", "]") };
            self.out.push_str(open);
            self.out.push_str(&header.keys.join("."));
            self.out.push_str(close);
            self.end(header.aside);
            self.is_top = true;
        }
        self.notes(&block.top, "");
        if !block.top.is_empty() {
            self.blank();
        }
        for entry in &block.entries {
            self.entry(entry);
        }
        self.notes(&block.below, "");
    }

    fn entry(&mut self, entry: &Entry<'_>) {
        self.notes(&entry.above, "");
        self.begin("");
        let start = self.out.len();
        self.out.push_str(&entry.keys.join("."));
        self.out.push_str(" = ");
        let width = self.out[start..].chars().count();
        self.value(&entry.value, "", width);
        self.end(entry.aside);
        self.notes(&entry.below, "");
        if !entry.below.is_empty() {
            self.blank();
        }
    }

    /// A value behind `width` characters.
    fn value(&mut self, value: &Value<'_>, indent: &str, width: usize) {
        let mut line = String::new();
        let fits = flat(value, &mut line) && width + line.chars().count() <= WIDEST;
        match value {
            Value::Array(array) if !fits => self.array(array, indent),
            _ if line.contains('\n') => self.lines(&line),
            _ => self.out.push_str(&line),
        }
    }

    /// Lines that stay as they are written, but for their ends. Those inside of a text belong to the text.
    fn lines(&mut self, lines: &str) {
        for token in Source::new(lines).lex() {
            let is_end = token.kind() == TokenKind::Newline;
            let written = &lines[token.span().start()..token.span().end()];
            self.out.push_str(if is_end { self.line_break } else { written });
        }
    }

    /// An array with each item on a line of its own.
    fn array(&mut self, array: &Array<'_>, indent: &str) {
        let inner = format!("{indent}{INDENT}");
        self.out.push('[');
        self.end(array.aside);
        self.is_top = true;
        for item in &array.items {
            self.notes(&item.above, &inner);
            self.begin(&inner);
            // The comma is one more.
            self.value(&item.value, &inner, inner.len() + 1);
            self.out.push(',');
            self.end(item.aside);
        }
        self.notes(&array.end, &inner);
        self.wants_blank = false;
        self.begin(indent);
        self.out.push(']');
    }
}

/// Writes a value on one line; false where it cannot stand on one, and then as far as it went.
fn flat(value: &Value<'_>, line: &mut String) -> bool {
    match value {
        Value::Plain(text) => {
            line.push_str(text);
            true
        }
        Value::Array(array) => {
            let has_comments = array.aside.is_some() || array.end.iter().any(is_comment);
            if has_comments {
                return false;
            }
            line.push('[');
            for (at, item) in array.items.iter().enumerate() {
                if item.aside.is_some() || item.above.iter().any(is_comment) {
                    return false;
                }
                line.push_str(if at > 0 { ", " } else { "" });
                let start = line.len();
                if !flat(&item.value, line) || line[start..].contains('\n') {
                    return false;
                }
            }
            line.push(']');
            true
        }
        Value::Table(entries) => {
            line.push('{');
            for (at, (keys, value)) in entries.iter().enumerate() {
                line.push_str(if at > 0 { ", " } else { " " });
                line.push_str(&keys.join("."));
                line.push_str(" = ");
                // It has no comments, or it would not be here as a table.
                flat(value, line);
            }
            line.push_str(if entries.is_empty() { "}" } else { " }" });
            true
        }
    }
}

fn is_comment(note: &Note<'_>) -> bool {
    matches!(note, Note::Comment(_))
}
