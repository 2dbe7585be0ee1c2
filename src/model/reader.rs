//! The reader: a parsed table against the declarations, every problem in one pass.

use std::borrow::Cow;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::facts::{Facts, Value};
use super::kind::{Field, Kind, LEVELS, Names, PRESETS, Shape};
use super::reference::{From, as_id, is_former, is_id, is_reference, is_requirement, is_span};
use super::when::parse_period;
use super::{Key, PROGRAM, is_placeholder};
use crate::document::Document;
use crate::finding::{Finding, Level};
use crate::text::{Span, closest, join_or};

/// What a file says, and what is wrong with it.
#[derive(Debug)]
pub struct Reading {
    /// The values that could be read.
    pub facts: Facts,
    /// Syntax errors and what does not fit the format, in order.
    pub findings: Vec<Finding>,
}

/// Checks a file against the format. Its syntax errors come first among the findings.
pub fn read(document: &Document<'_>, shape: &'static Shape) -> Vec<Finding> {
    Reader::new(document, false).run(shape).findings
}

/// Checks a program or an org file, and keeps what it says.
pub fn read_into_facts(document: &Document<'_>, shape: &'static Shape) -> Reading {
    Reader::new(document, true).run(shape)
}

struct Reader<'d> {
    document: &'d Document<'d>,
    findings: Vec<Finding>,
    facts: Facts,
    keep: bool,
    path: Vec<&'d str>,
}

type Node<'d> = &'d Spanned<DeValue<'d>>;
type Table<'d> = &'d DeTable<'d>;

impl<'d> Reader<'d> {
    fn new(document: &'d Document<'d>, keep: bool) -> Self {
        Self {
            document,
            findings: document.findings.clone(),
            facts: if keep { Facts::with_room(document.text.len()) } else { Facts::default() },
            keep,
            path: Vec::new(),
        }
    }

    fn run(mut self, shape: &'static Shape) -> Reading {
        let syntax = self.findings.len();
        let table = self.document.table.get_ref();
        for (key, node) in table {
            self.entry(shape, table, key, node, Self::section);
        }
        self.missing(shape, table, Span::default());
        if self.document.has_conflict() {
            self.findings.truncate(syntax);
        }
        self.findings.sort_by(Finding::order);
        self.facts.shrink();
        Reading { facts: self.facts, findings: self.findings }
    }

    /// One `key = value` of a table with a fixed set of keys. Of a key that is not known it returns the one
    /// that was meant, where the table does not have that too.
    fn entry(
        &mut self,
        shape: &'static Shape,
        table: Table<'d>,
        key: &'d Spanned<Cow<'d, str>>,
        node: Node<'d>,
        known: impl FnOnce(&mut Self, &'static Field, Node<'d>),
    ) -> Option<Key> {
        self.path.push(key.get_ref());
        let meant = match shape.field(key.get_ref()) {
            Some(field) => {
                known(self, field, node);
                None
            }
            None => self.unknown_key(shape, table, key.get_ref(), Span::new(key.span())),
        };
        self.path.pop();
        meant
    }

    /// A top-level field: its tables become rows of facts.
    fn section(&mut self, field: &'static Field, node: Node<'d>) {
        let span = Span::new(node.span());
        match (&field.kind, node.get_ref()) {
            (Kind::Table(shape), DeValue::Table(table)) if self.keep => {
                self.facts.open_row(field.key, field.key.name(), span);
                self.fields(shape, table, span);
            }
            (Kind::Keyed(shape), DeValue::Table(table)) => {
                for (id, node) in table {
                    self.path.push(id.get_ref());
                    let id_span = Span::new(id.span());
                    self.id(id.get_ref(), id_span);
                    match node.get_ref() {
                        // Of a name that stands there twice it is not known which of the two is meant.
                        DeValue::Table(table) if self.document.is_broken(id_span) => {
                            self.table(shape, table, id_span);
                        }
                        DeValue::Table(table) => {
                            self.facts.open_row(field.key, id.get_ref(), id_span);
                            self.fields(shape, table, id_span);
                        }
                        _ => self.not_an_entity(field, shape, id.get_ref(), node),
                    }
                    self.path.pop();
                }
            }
            (Kind::Tables(shape), DeValue::Array(array)) if self.keep => {
                for (at, node) in array.iter().enumerate() {
                    let span = Span::new(node.span());
                    match node.get_ref() {
                        DeValue::Table(table) => {
                            self.facts.open_row(field.key, &at.to_string(), span);
                            self.fields(shape, table, span);
                        }
                        _ => self.wrong_type(field, &field.kind, node),
                    }
                }
            }
            (Kind::Map(names, kind), DeValue::Table(table)) if self.keep => {
                for (name, node) in table {
                    self.path.push(name.get_ref());
                    self.name(*names, name.get_ref(), Span::new(name.span()));
                    self.facts.open_row(field.key, name.get_ref(), Span::new(name.span()));
                    let value = self.value(field, kind, node);
                    self.facts.push(Key::Value, value, Span::new(node.span()));
                    self.path.pop();
                }
                self.required_names(*names, table, span);
            }
            (kind, _) => {
                self.value(field, kind, node);
            }
        }
    }

    /// The fields of an entity, as facts of the open row.
    fn fields(&mut self, shape: &'static Shape, table: Table<'d>, span: Span) {
        for (key, node) in table {
            let meant = self.entry(shape, table, key, node, |reader, field, node| {
                let value = reader.value(field, &field.kind, node);
                reader.facts.push(field.key, value, Span::new(node.span()));
            });
            // Under a misspelled key a value stands all the same: it is not missing.
            if let Some(meant) = meant {
                self.facts.push(meant, Value::Unreadable, Span::new(node.span()));
            }
        }
        self.missing(shape, table, span);
    }

    /// A table that is not kept as facts.
    fn table(&mut self, shape: &'static Shape, table: Table<'d>, span: Span) {
        for (key, node) in table {
            self.entry(shape, table, key, node, |reader, field, node| {
                reader.value(field, &field.kind, node);
            });
        }
        self.missing(shape, table, span);
    }

    /// One value against its kind. `field` is what messages name.
    fn value(&mut self, field: &'static Field, kind: &'static Kind, node: Node<'d>) -> Value {
        let span = Span::new(node.span());
        if self.document.is_broken(span) && !matches!(node.get_ref(), DeValue::Table(_) | DeValue::Array(_)) {
            return Value::Unreadable;
        }
        match (kind, node.get_ref()) {
            (Kind::Free, DeValue::Table(_))
            | (Kind::Measure, DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_)) => {
                Value::Present
            }
            (Kind::Boolean, DeValue::Boolean(on)) => Value::Boolean(*on),
            (Kind::Count, DeValue::Integer(number)) => {
                if whole_number(number).is_some_and(|number| number > 0) {
                    Value::Present
                } else {
                    self.invalid_value(
                        field,
                        span,
                        format!("`{number}` is no whole number of at least 1"),
                        "",
                    );
                    Value::Unreadable
                }
            }
            (Kind::When | Kind::Period | Kind::Day, DeValue::Datetime(written)) => {
                match (written.date, written.time) {
                    (Some(date), None) => Date::new(
                        i16::try_from(date.year).unwrap_or_default(),
                        i8::try_from(date.month).unwrap_or_default(),
                        i8::try_from(date.day).unwrap_or_default(),
                    )
                    .map_or(Value::Unreadable, Value::Day),
                    _ => self.not_a_date(field, written.date.map(|date| date.to_string()), span),
                }
            }
            (_, DeValue::String(text)) if kind.is_when() => self.date_text(field, kind, text, span),
            (_, DeValue::String(text)) => self.text(field, kind, text, node),
            (Kind::List(kind), DeValue::Array(array)) => {
                let mut items = Vec::with_capacity(array.len());
                for node in array {
                    let value = self.value(field, kind, node);
                    if let (Value::Word(word), true) = (value, self.keep) {
                        items.push((word, Span::new(node.span())));
                    }
                }
                self.facts.list(&items)
            }
            (Kind::Table(shape), DeValue::Table(table)) => {
                self.table(shape, table, span);
                Value::Present
            }
            (Kind::Tables(shape), DeValue::Array(array)) => {
                for node in array {
                    match node.get_ref() {
                        DeValue::Table(table) => self.table(shape, table, Span::new(node.span())),
                        _ => self.wrong_type(field, kind, node),
                    }
                }
                Value::Present
            }
            (Kind::Map(names, kind), DeValue::Table(table)) => {
                for (name, node) in table {
                    self.path.push(name.get_ref());
                    self.name(*names, name.get_ref(), Span::new(name.span()));
                    self.value(field, kind, node);
                    self.path.pop();
                }
                self.required_names(*names, table, span);
                Value::Present
            }
            (Kind::Rules, DeValue::Table(table)) => {
                for (rule, node) in table {
                    self.path.push(rule.get_ref());
                    self.rule_setting(field, rule.get_ref(), node);
                    self.path.pop();
                }
                Value::Present
            }
            _ => {
                self.wrong_type(field, kind, node);
                Value::Unreadable
            }
        }
    }

    /// A text against a kind that is written as one.
    fn text(&mut self, field: &'static Field, kind: &'static Kind, text: &str, node: Node<'d>) -> Value {
        let span = Span::new(node.span());
        let ok = match kind {
            Kind::Text if matches!(field.kind, Kind::List(_)) => true,
            Kind::Text | Kind::Measure => return Value::Text { placeholder: is_placeholder(text) },
            Kind::Title => true,
            Kind::Url | Kind::Document => {
                let fits = !text.trim().is_empty() && (matches!(kind, Kind::Document) || is_url(text));
                if !fits {
                    let message = format!("`{text}` is no web address");
                    self.invalid_value(
                        field,
                        span,
                        message,
                        "Write the whole address, starting with https://.",
                    );
                }
                fits
            }
            Kind::OneOf(words) => return self.choice(field, words, text, span),
            Kind::Id | Kind::Phase | Kind::Playbook | Kind::Person | Kind::Team | Kind::Party => {
                self.id(text, span)
            }
            Kind::Provider => {
                let fits = From::parse(text).is_some();
                if !fits {
                    let help = "Write \"program/milestone\", \"program/\" while the milestone is open, a team's id, or \"external:\" and a name.";
                    self.invalid_value(field, span, format!("`{text}` does not say who provides it"), help);
                }
                fits
            }
            Kind::Reference(_) => {
                let fits = is_reference(text);
                if !fits {
                    let help =
                        "Write the id of something in this program, or \"program/id\" for another one.";
                    self.invalid_value(field, span, format!("`{text}` is no reference"), help);
                }
                fits
            }
            Kind::Former => {
                let fits = is_former(text);
                if !fits {
                    self.invalid_value(
                        field,
                        span,
                        format!("`{text}` is no former id"),
                        "Write the id that it had, or \"program/id\".",
                    );
                }
                fits
            }
            Kind::Span => {
                let fits = is_span(text);
                if !fits {
                    let help = "Write a number and h, d or w, such as \"2d\".";
                    self.invalid_value(field, span, format!("`{text}` is no span of time"), help);
                }
                fits
            }
            Kind::Requirement => {
                let fits = is_requirement(text);
                if !fits {
                    let help = "Write a path such as \"docs.design\" or \"milestones.*.exit\".";
                    self.invalid_value(field, span, format!("`{text}` is no path of a program"), help);
                }
                fits
            }
            _ => {
                self.wrong_type(field, kind, node);
                false
            }
        };
        match ok {
            true if self.keep => Value::Word(self.facts.word(text)),
            true => Value::Present,
            false => Value::Unreadable,
        }
    }

    fn choice(&mut self, field: &'static Field, words: &[&'static str], text: &str, span: Span) -> Value {
        if let Some(at) = words.iter().position(|word| *word == text) {
            return Value::Choice(u32::try_from(at).expect("a field allows a handful of words"));
        }
        let meant = closest(text, words.iter().copied());
        let list = any_of(words);
        let help = meant.map_or_else(
            || format!("Write {list}."),
            |meant| format!("Did you mean \"{meant}\"? Allowed are {list}."),
        );
        let finding = self
            .finding("invalid-value", span, format!("`{text}` is no value of `{}`", field.key.name()))
            .help(help);
        let finding = match meant {
            Some(meant) => finding.replace(format!("write \"{meant}\""), span, format!("\"{meant}\"")),
            None => finding,
        };
        self.findings.push(finding);
        Value::Unreadable
    }

    fn date_text(&mut self, field: &'static Field, kind: &'static Kind, text: &str, span: Span) -> Value {
        let name = field.key.name();
        if let Ok(day) = text.parse::<Date>()
            && day.to_string() == text
        {
            let finding = self
                .finding("wrong-type", span, format!("`{name}` holds a date in quotes"))
                .help(format!("Write it without quotes: {name} = {text}"))
                .replace("remove the quotes", span, text);
            self.findings.push(finding);
            return Value::Unreadable;
        }
        if let Some(day) = date_of_time(text) {
            return self.not_a_date(field, Some(day), span);
        }
        match parse_period(text) {
            Some(Ok(_)) if matches!(kind, Kind::Day) => {
                let finding = self
                    .finding("wrong-type", span, format!("`{name}` takes one day, and `{text}` is a period"))
                    .help(format!("Write the day, without quotes: {}", example(field)));
                self.findings.push(finding);
                Value::Unreadable
            }
            Some(Ok(period)) => Value::Period(period.first, period.last),
            Some(Err(why)) => {
                let capitals = text.to_uppercase();
                let finding = match parse_period(&capitals) {
                    Some(Ok(_)) => self
                        .finding("invalid-date", span, format!("`{text}` is no date: its letter is small"))
                        .help(format!("Write a capital: \"{capitals}\""))
                        .replace(format!("write \"{capitals}\""), span, format!("\"{capitals}\"")),
                    _ => self
                        .finding("invalid-date", span, format!("there is no date `{text}`: {why}"))
                        .help("Write a day (2026-06-30) or a period (\"2026-06\", \"2026-W27\", \"2026-Q3\", \"2026-H2\", \"2026\")."),
                };
                self.findings.push(finding);
                Value::Unreadable
            }
            None if matches!(kind, Kind::When) && !text.trim().is_empty() => {
                if self.keep {
                    Value::Release(self.facts.word(text))
                } else {
                    Value::Present
                }
            }
            None => {
                let finding = self
                    .finding("invalid-date", span, format!("`{text}` is no date"))
                    .help(format!("Write for example: {}", example(field)));
                self.findings.push(finding);
                Value::Unreadable
            }
        }
    }

    fn not_a_date(&mut self, field: &'static Field, day: Option<String>, span: Span) -> Value {
        let name = field.key.name();
        let finding = match day {
            Some(day) => self
                .finding("wrong-type", span, format!("`{name}` holds a time of day, and takes a date"))
                .help(format!("Write the date alone: {name} = {day}"))
                .replace("keep the date", span, day),
            None => self
                .finding("wrong-type", span, format!("`{name}` holds a time of day, and takes a date"))
                .help(format!("Write for example: {}", example(field))),
        };
        self.findings.push(finding);
        Value::Unreadable
    }

    /// A level, or a table of options. Which rules and options exist is not the reader's to know.
    fn rule_setting(&mut self, field: &'static Field, rule: &str, node: Node<'d>) {
        let span = Span::new(node.span());
        match node.get_ref() {
            DeValue::String(level) if rule == "preset" => {
                self.choice(field, PRESETS, level, span);
            }
            DeValue::String(level) => {
                self.choice(field, LEVELS, level, span);
            }
            DeValue::Table(options) if rule != "preset" => {
                for (option, node) in options {
                    self.path.push(option.get_ref());
                    let span = Span::new(node.span());
                    match (option.get_ref().as_ref(), node.get_ref()) {
                        ("level", DeValue::String(level)) => {
                            self.choice(field, LEVELS, level, span);
                        }
                        ("from-phase", DeValue::String(phase)) => {
                            self.id(phase, span);
                        }
                        ("level" | "from-phase", _) => self.wrong_type(field, &Kind::OneOf(LEVELS), node),
                        (_, DeValue::Integer(number)) if whole_number(number).is_some() => {}
                        _ => self.wrong_type(field, &Kind::Count, node),
                    }
                    self.path.pop();
                }
            }
            _ => {
                let finding = self
                    .finding("wrong-type", span, format!("`{rule}` takes a level or a table of options"))
                    .help(format!("Write {rule} = \"warn\", or {rule} = {{ level = \"warn\" }}."));
                self.findings.push(finding);
            }
        }
    }

    fn id(&mut self, text: &str, span: Span) -> bool {
        if is_id(text) {
            return true;
        }
        let help = match as_id(text) {
            _ if is_placeholder(text) => "Write the id, or delete this until it is known.".to_owned(),
            Some(id) => format!("Write `{id}`: lower-case letters, digits and single hyphens, at most 64."),
            None => "Write lower-case letters, digits and single hyphens, at most 64.".to_owned(),
        };
        let message =
            if text.is_empty() { "an id is empty here".to_owned() } else { format!("`{text}` is no id") };
        let finding = self.finding("invalid-id", span, message).help(help);
        self.findings.push(finding);
        false
    }

    fn name(&mut self, names: Names, name: &str, span: Span) {
        match names {
            Names::Ids | Names::Roles => {
                self.id(name, span);
            }
            Names::Releases => {
                if name.trim().is_empty() || parse_period(name).is_some() {
                    let finding = self
                        .finding(
                            "invalid-id",
                            span,
                            format!("a release cannot be called `{name}`: that reads as a period"),
                        )
                        .help("Give it a name that does not start with a year, such as \"v1.36\".");
                    self.findings.push(finding);
                }
            }
            Names::Sections => {
                let sections: Vec<&str> = custom_sections().collect();
                if !sections.contains(&name) {
                    let help = match closest(name, sections.iter().copied()) {
                        Some(meant) => format!("Did you mean `{meant}`?"),
                        None => format!("Write {}.", any_of(&sections)),
                    };
                    let finding = self
                        .finding(
                            "unknown-key",
                            span,
                            format!("there is no section `{name}` that takes fields of your own"),
                        )
                        .help(help);
                    self.findings.push(finding);
                }
            }
        }
    }

    fn required_names(&mut self, names: Names, table: Table<'d>, span: Span) {
        if names == Names::Roles && !table.contains_key("tpm") {
            self.path.push("tpm");
            let finding = self
                .finding("missing-key", span, "`tpm` is missing: who runs this program?".to_owned())
                .help("Add a line: tpm = \"the-person's-id\"");
            self.findings.push(finding);
            self.path.pop();
        }
    }

    fn missing(&mut self, shape: &'static Shape, table: Table<'d>, span: Span) {
        for field in shape.fields.iter().filter(|field| field.required) {
            let key = field.key.name();
            let is_meant = |written: &str| meant(shape, written).is_some_and(|meant| meant.key == field.key);
            if table.contains_key(key) || table.keys().any(|written| is_meant(written.get_ref())) {
                continue;
            }
            self.path.push(key);
            let (message, help) = match field.kind {
                Kind::Table(_) if key == "program" => (
                    "the section `[program]` is missing".to_owned(),
                    "Add [program] with a line: name = \"…\"".to_owned(),
                ),
                Kind::Map(Names::Roles, _) => (
                    "the section `[owners]` is missing: who runs this program?".to_owned(),
                    "Add [owners] with a line: tpm = \"the-person's-id\"".to_owned(),
                ),
                _ => {
                    let message = format!("{} needs a `{key}`", lower_first(shape.title));
                    (message, format!("Add a line such as: {}", example(field)))
                }
            };
            let finding = self.finding("missing-key", span, message).help(help);
            self.findings.push(finding);
            self.path.pop();
        }
    }

    fn unknown_key(&mut self, shape: &'static Shape, table: Table<'d>, key: &str, span: Span) -> Option<Key> {
        let finding =
            self.finding("unknown-key", span, format!("{} has no key `{key}`", lower_first(shape.title)));
        let Some(meant) = meant(shape, key) else {
            let known: Vec<&str> = shape.fields.iter().map(|field| field.key.name()).collect();
            let own = if known.contains(&"custom") { " Fields of your own go into `custom`." } else { "" };
            self.findings.push(finding.help(format!("It takes {}.{own}", any_of(&known))));
            return None;
        };
        let name = meant.key.name();
        // Two keys of one name would be a syntax error.
        let is_free = !table.contains_key(name);
        self.findings.push(if is_free {
            finding.help(format!("Did you mean `{name}`?")).replace(format!("write `{name}`"), span, name)
        } else {
            finding.help(format!("Did you mean `{name}`? That stands here too: keep one of them."))
        });
        is_free.then_some(meant.key)
    }

    fn not_an_entity(&mut self, field: &'static Field, shape: &'static Shape, id: &str, node: Node<'d>) {
        let span = Span::new(node.span());
        if self.document.is_broken(span) {
            return;
        }
        let section = field.key.name();
        let finding = self
            .finding("wrong-type", span, format!("`{id}` stands in `[{section}]`, and is no table"))
            .help(format!(
                "{} has a table of its own: write [{section}.{id}] and its keys below.",
                shape.title
            ));
        self.findings.push(finding);
    }

    fn wrong_type(&mut self, field: &'static Field, kind: &'static Kind, node: Node<'d>) {
        let span = Span::new(node.span());
        let name = self.path.last().copied().unwrap_or_default();
        if let (Kind::Period, DeValue::Table(table)) = (kind, node.get_ref()) {
            let rest = table.keys().next().map_or("", |key| key.get_ref().as_ref());
            let finding = self
                .finding(
                    "wrong-type",
                    span,
                    format!("`{name}` is a table here, because its name has a dot and no quotes"),
                )
                .help(format!("Write the whole name in quotes: \"{name}.{rest}\" = 2026-04-22"));
            self.findings.push(finding);
            return;
        }
        let message = format!("`{name}` takes {}, and this is {}", kind.noun(), noun_of(node.get_ref()));
        let finding = self.finding("wrong-type", span, message);
        let written = &self.document.text[span.range()];
        let finding = match (kind, node.get_ref()) {
            (
                Kind::List(Kind::Text | Kind::Reference(_) | Kind::Party | Kind::Id | Kind::Former),
                DeValue::String(_),
            ) => finding.help(format!("Put it in square brackets: {name} = [{written}]")).replace(
                "put it in square brackets",
                span,
                format!("[{written}]"),
            ),
            (Kind::Boolean, DeValue::String(text)) if *text == "true" || *text == "false" => finding
                .help(format!("Write it without quotes: {name} = {text}"))
                .replace("remove the quotes", span, text.to_string()),
            (Kind::Table(_) | Kind::Keyed(_) | Kind::Map(..) | Kind::Rules | Kind::Free, _) => {
                finding.help(format!("Write a header [{name}] and its keys below."))
            }
            (Kind::Tables(_), _) => {
                finding.help(format!("Write a header [[{name}]] for each, and its keys below."))
            }
            _ if field.example.is_empty() => finding.help("Look at the reference of the format."),
            _ => finding.help(format!("Write for example: {}", example(field))),
        };
        self.findings.push(finding);
    }

    fn invalid_value(&mut self, field: &'static Field, span: Span, message: String, help: &str) {
        let help =
            if help.is_empty() { format!("Write for example: {}", example(field)) } else { help.to_owned() };
        let finding = self.finding("invalid-value", span, message).help(help);
        self.findings.push(finding);
    }

    fn finding(&self, rule: &'static str, span: Span, message: String) -> Finding {
        let mut finding = Finding::new(rule, Level::Error, &self.document.file, span, message);
        finding.path = (!self.path.is_empty()).then(|| self.path.join("."));
        finding
    }
}

/// The field that was meant by a key which the table does not take.
fn meant(shape: &'static Shape, key: &str) -> Option<&'static Field> {
    if shape.field(key).is_some() {
        return None;
    }
    shape.field(closest(key, shape.fields.iter().map(|field| field.key.name()))?)
}

/// The sections whose entities may hold fields of their own.
pub fn custom_sections() -> impl Iterator<Item = &'static str> {
    let keyed = PROGRAM.fields.iter().filter(|field| matches!(field.kind, Kind::Keyed(_)));
    std::iter::once("program").chain(keyed.map(|field| field.key.name()))
}

/// A number that counts something, in whatever base it is written.
pub(crate) fn whole_number(number: &DeInteger<'_>) -> Option<u32> {
    u32::from_str_radix(number.as_str(), number.radix()).ok()
}

fn is_url(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, rest)| if rest.is_empty() { "" } else { scheme });
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+.-".contains(character))
        && !text.chars().any(char::is_whitespace)
}

/// The date of a text that is a date and a time.
fn date_of_time(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    let parsed: Date = day.parse().ok()?;
    (parsed.to_string() == day && rest.starts_with(['T', 't', ' '])).then(|| day.to_owned())
}

fn example(field: &Field) -> String {
    format!("{} = {}", field.key.name(), field.example)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// "`a`, `b` or `c`".
fn any_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    join_or(&quoted)
}

fn noun_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
