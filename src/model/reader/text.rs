//! Values that are written as text: words of a list, ids, references, periods, levels.

use jiff::civil::Date;

use super::faults::{any_of, example};
use super::{Node, Reader};
use crate::document::Content;
use crate::model::kind::{Field, Kind, LEVELS, PRESETS};
use crate::model::reference::{From, is_former, is_reference, is_requirement, is_span, is_url};
use crate::model::value::Value;
use crate::model::{is_placeholder, parse_period};
use crate::text::{Span, nearest};

impl<'d> Reader<'d> {
    /// A text against a kind that is written as one.
    pub(super) fn text(
        &mut self,
        field: &'static Field,
        kind: &'static Kind,
        text: &str,
        node: Node<'d>,
    ) -> Value {
        let span = node.span;
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
                self.quoted_id(text, span)
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
        match kind {
            _ if !ok => Value::Unreadable,
            // Nobody asks where it leads.
            Kind::Url => Value::Present,
            _ if !self.keep => Value::Present,
            Kind::Title => Value::Word(self.facts.word(text)),
            _ => Value::Word(self.names.word(&mut self.facts, text)),
        }
    }

    pub(super) fn choice(
        &mut self,
        field: &'static Field,
        words: &[&'static str],
        text: &str,
        span: Span,
    ) -> Value {
        if let Some(at) = words.iter().position(|word| *word == text) {
            return Value::Choice(u32::try_from(at).expect("a field allows a handful of words"));
        }
        let meant = nearest(text, words.iter().copied());
        let list = any_of(words);
        let help = meant.map_or_else(
            || format!("Write {list}."),
            |(meant, _)| format!("Did you mean \"{meant}\"? Allowed are {list}."),
        );
        let finding = self
            .finding("invalid-value", span, format!("`{text}` is no value of `{}`", field.key.name()))
            .help(help);
        let finding = match meant {
            Some((meant, certain)) => finding.write(span, meant, certain),
            None => finding,
        };
        self.findings.push(finding);
        Value::Unreadable
    }

    pub(super) fn date_text(
        &mut self,
        field: &'static Field,
        kind: &'static Kind,
        text: &str,
        span: Span,
    ) -> Value {
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
                        .write(span, &capitals, true),
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

    /// A level, or a table of options. Which rules and options exist is not the reader's to know.
    pub(super) fn rule_setting(&mut self, field: &'static Field, rule: &str, node: Node<'d>) {
        let span = node.span;
        match &node.content {
            Content::Text(level) if rule == "preset" => {
                self.choice(field, PRESETS, level, span);
            }
            Content::Text(level) => {
                self.choice(field, LEVELS, level, span);
            }
            Content::Table(options) if rule != "preset" => {
                for (option, node) in options {
                    self.path.push(&option.text);
                    let span = node.span;
                    match (option.text.as_ref(), &node.content) {
                        ("level", Content::Text(level)) => {
                            self.choice(field, LEVELS, level, span);
                        }
                        ("from-phase", Content::Text(phase)) => {
                            self.id(phase, span);
                        }
                        ("level" | "from-phase", _) => self.wrong_type(field, &Kind::OneOf(LEVELS), node),
                        (_, Content::Integer(number)) if number.count().is_some() => {}
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
}

/// The date of a text that is a date and a time.
fn date_of_time(text: &str) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    let parsed: Date = day.parse().ok()?;
    (parsed.to_string() == day && rest.starts_with(['T', 't', ' '])).then(|| day.to_owned())
}
