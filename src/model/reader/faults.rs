//! What is wrong, in words that say what to write.

use rustc_hash::FxHashMap;

use super::{Node, Reader, Table, custom_sections};
use crate::document::Content;
use crate::finding::{Finding, Level};
use crate::model::kind::{Field, Kind, Names, Shape};
use crate::model::reference::{as_id, is_id};
use crate::model::value::Value;
use crate::model::{Key, is_placeholder, parse_period};
use crate::text::{Span, closest, join_or, nearest};

impl<'d> Reader<'d> {
    pub(super) fn not_a_date(&mut self, field: &'static Field, day: Option<String>, span: Span) -> Value {
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

    pub(super) fn id(&mut self, text: &str, span: Span) -> bool {
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

    /// An id that stands between quotes. What a name would be as an id is likely what is meant, and no more than that.
    pub(super) fn quoted_id(&mut self, text: &str, span: Span) -> bool {
        if self.id(text, span) {
            return true;
        }
        if let Some(id) = as_id(text).filter(|_| !is_placeholder(text))
            && let Some(finding) = self.findings.pop()
        {
            self.findings.push(finding.write(span, &id, false));
        }
        false
    }

    pub(super) fn name(&mut self, names: Names, name: &str, span: Span) {
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

    pub(super) fn required_names(&mut self, names: Names, table: Table<'d>, span: Span) {
        if names == Names::Roles && !table.has("tpm") && !self.document.lost("tpm") {
            self.path.push("tpm");
            let finding = self
                .finding("missing-key", span, "`tpm` is missing: who runs this program?".to_owned())
                .help("Add a line: tpm = \"the-person's-id\"");
            self.findings.push(finding);
            self.path.pop();
        }
    }

    pub(super) fn missing(&mut self, shape: &'static Shape, table: Table<'d>, span: Span) {
        for field in shape.fields.iter().filter(|field| field.required) {
            let key = field.key.name();
            if table.has(key) || self.document.lost(key) || self.times_meant(shape, table, field.key) > 0 {
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

    /// How many keys of a table mean this one without being it. A table may have thousands that mean something, and
    /// each of them asks.
    fn times_meant(&mut self, shape: &'static Shape, table: Table<'d>, key: Key) -> usize {
        if !self.meant.as_ref().is_some_and(|(known, _)| std::ptr::eq(*known, table)) {
            let mut times: FxHashMap<Key, usize> = FxHashMap::default();
            for (field, _) in table.names().filter_map(|written| meant(shape, &written.text)) {
                *times.entry(field.key).or_default() += 1;
            }
            self.meant = Some((table, times));
        }
        self.meant.as_ref().and_then(|(_, times)| times.get(&key)).copied().unwrap_or_default()
    }

    pub(super) fn unknown_key(
        &mut self,
        shape: &'static Shape,
        table: Table<'d>,
        key: &str,
        span: Span,
    ) -> Option<Key> {
        let finding =
            self.finding("unknown-key", span, format!("{} has no key `{key}`", lower_first(shape.title)));
        let Some((meant, certain)) = meant(shape, key) else {
            let known: Vec<&str> = shape.fields.iter().map(|field| field.key.name()).collect();
            let own = if known.contains(&"custom") { " Fields of your own go into `custom`." } else { "" };
            self.findings.push(finding.help(format!("It takes {}.{own}", any_of(&known))));
            return None;
        };
        let name = meant.key.name();
        // Two keys of one name would be a syntax error; two headers of one section are not.
        let is_free = !table.has(name);
        let headers = if self.path.len() == 1 { self.document.headers(key) } else { &[] };
        let is_alone = self.times_meant(shape, table, meant.key) == 1;
        let is_section = headers.contains(&span) && can_join(table.get(key), table.get(name));
        self.findings.push(if is_section {
            let finding = finding.help(format!("Did you mean `{name}`?"));
            finding.rename(span, name, certain && is_alone).everywhere(headers)
        } else if is_free {
            finding.help(format!("Did you mean `{name}`?")).rename(span, name, certain && is_alone)
        } else {
            finding.help(format!("Did you mean `{name}`? That stands here too: keep one of them."))
        });
        is_free.then_some(meant.key)
    }

    pub(super) fn not_an_entity(
        &mut self,
        field: &'static Field,
        shape: &'static Shape,
        id: &str,
        node: Node<'d>,
    ) {
        let span = node.span;
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

    pub(super) fn wrong_type(&mut self, field: &'static Field, kind: &'static Kind, node: Node<'d>) {
        let span = node.span;
        let name = self.path.last().copied().unwrap_or_default();
        if let (Kind::Person, Content::List(people)) = (kind, &node.content) {
            return self.not_one_person(name, people, span);
        }
        if let (Kind::Period, Content::Table(table)) = (kind, &node.content) {
            let rest = table.names().next().map_or("", |key| key.text.as_ref());
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
        let message = format!("`{name}` takes {}, and this is {}", kind.noun(), noun_of(&node.content));
        let finding = self.finding("wrong-type", span, message);
        let written = &self.document.text[span.range()];
        let finding = match (kind, &node.content) {
            (
                Kind::List(Kind::Text | Kind::Reference(_) | Kind::Party | Kind::Id | Kind::Former),
                Content::Text(_),
            ) => finding.help(format!("Put it in square brackets: {name} = [{written}]")).replace(
                "put it in square brackets",
                span,
                format!("[{written}]"),
            ),
            (kind, Content::Text(text)) if is_without_quotes(kind, text) => finding
                .help(format!("Write it without quotes: {name} = {text}"))
                .replace("remove the quotes", span, text.to_string()),
            (Kind::Text | Kind::Title, Content::Integer(_) | Content::Float(_) | Content::Datetime(_)) => {
                finding.help(format!("Put it between quotes: \"{written}\"")).write(span, written, true)
            }
            (_, Content::List(array)) if is_one_text(kind, array) && !written.contains('\n') => {
                let only =
                    array.iter().map(|node| &self.document.text[node.span.range()]).collect::<String>();
                finding.help(format!("Write it without brackets: {name} = {only}")).replace(
                    "remove the brackets",
                    span,
                    only,
                )
            }
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

    /// A list where one person answers. The rule about that can be set, as reading cannot: see the runner of the rules.
    fn not_one_person(&mut self, name: &str, people: &[crate::document::Node<'_>], span: Span) {
        let message = match people.len() {
            0 => format!("`{name}` takes one person, and this list is empty"),
            1 => format!("`{name}` takes one person, without square brackets"),
            count => format!("`{name}` takes one person, and this is a list of {count}"),
        };
        let finding = self.finding("owner-not-a-person", span, message);
        let first = people.iter().find_map(|node| node.content.as_text().filter(|id| is_id(id)));
        let line = format!("{name} = \"{}\"", first.unwrap_or("the-person's-id"));
        let finding = match (people.len(), first) {
            (0, _) if name == "tpm" => finding.help(format!("Write who runs this program: {line}")),
            (0, _) => {
                finding.help(format!("Write who answers, or delete the line until somebody does: {line}"))
            }
            (1, Some(id)) => {
                let finding = finding.help(format!("Write the id alone: {line}"));
                // What else may stand between the brackets is a comment, and that would be lost.
                if self.document.text[span.range()].contains('#') {
                    finding
                } else {
                    finding.replace("remove the brackets", span, format!("\"{id}\""))
                }
            }
            _ => finding
                .help(format!("Agree on the one who answers, and write that id alone, such as: {line}")),
        };
        self.findings.push(finding);
    }

    pub(super) fn invalid_value(&mut self, field: &'static Field, span: Span, message: String, help: &str) {
        let help =
            if help.is_empty() { format!("Write for example: {}", example(field)) } else { help.to_owned() };
        let finding = self.finding("invalid-value", span, message).help(help);
        self.findings.push(finding);
    }

    pub(super) fn finding(&self, rule: &'static str, span: Span, message: String) -> Finding {
        let mut finding = Finding::new(rule, Level::Error, &self.document.file, span, message);
        finding.path = (!self.path.is_empty()).then(|| self.path.join("."));
        finding
    }
}

/// Whether the headers of one section may get the name of another, so that both become one.
fn can_join(one: Option<Node<'_>>, other: Option<Node<'_>>) -> bool {
    match (one.map(|node| &node.content), other.map(|node| &node.content)) {
        (Some(Content::Table(one)), Some(Content::Table(other))) => {
            !one.names().any(|name| other.has(&name.text))
        }
        (Some(Content::Table(_) | Content::List(_)), other) => other.is_none(),
        _ => false,
    }
}

/// The field that was meant by a key which the table does not take, and whether it is meant beyond doubt.
fn meant(shape: &'static Shape, key: &str) -> Option<(&'static Field, bool)> {
    if shape.field(key).is_some() {
        return None;
    }
    let (meant, certain) = nearest(key, shape.fields.iter().map(|field| field.key.name()))?;
    Some((shape.field(meant)?, certain))
}

/// Whether a text between quotes is what its kind takes without them.
fn is_without_quotes(kind: &Kind, text: &str) -> bool {
    match kind {
        Kind::Boolean => ["true", "false"].contains(&text),
        Kind::Count => text.parse::<u32>().is_ok_and(|number| number > 0 && number.to_string() == text),
        _ => false,
    }
}

/// Whether a list holds one text, where one text is wanted.
fn is_one_text(kind: &Kind, array: &[crate::document::Node<'_>]) -> bool {
    let wants_text = matches!(
        kind,
        Kind::Text
            | Kind::Title
            | Kind::Url
            | Kind::Document
            | Kind::OneOf(_)
            | Kind::Team
            | Kind::Party
            | Kind::Provider
            | Kind::Reference(_)
    );
    wants_text
        && array.len() == 1
        && matches!(array.first().map(|node| &node.content), Some(Content::Text(_)))
}

pub(super) fn example(field: &Field) -> String {
    format!("{} = {}", field.key.name(), field.example)
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// "`a`, `b` or `c`".
pub(super) fn any_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    join_or(&quoted)
}

fn noun_of(value: &Content<'_>) -> &'static str {
    match value {
        Content::Text(_) => "text",
        Content::Integer(_) | Content::Float(_) => "a number",
        Content::Boolean(_) => "true or false",
        Content::Datetime(_) => "a date",
        Content::List(_) => "a list",
        Content::Table(_) => "a table",
    }
}
