//! Hostile text in every field that a schema knows, and in all that git tells: every format of every command shows it.

#[path = "support/applied.rs"]
mod applied;
#[path = "support/formats.rs"]
mod formats;
#[path = "support/inert.rs"]
mod inert;
#[path = "support/period.rs"]
mod period;

use std::collections::BTreeSet;

use jiff::civil::date;
use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::schema::File;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use serde_json::{Map, Value};

/// Texts that begin as something that is obeyed, and hold all the rest that is.
const HOSTILE: [&str; 3] = [
    "=cmd|'/c calc'!A1 ]]></failure><script>alert(1)</script><img src=x onerror=alert(1)> @ann #12 <!channel>",
    "[x](javascript:alert(1)) ![y](http://x.example/z.png) `code` |cell| **b** \u{1b}[2J\u{9b}2J\u{202e}\u{200f}\u{2028}",
    "::stop-commands::x\n::error::forged\r\n# head\n- item \\ \" ' \"/><evil a='b' &amp; &#0; {{1}} %0A",
];

/// The day that stands wherever one may.
const DAY: &str = "2026-07-01";

/// Into so many parts the places are put that do not take any text.
const GROUPS: usize = 10;

/// A schema, and which of its places hold hostile text.
struct Writer<'s> {
    definitions: &'s Value,
    hostile: &'s BTreeSet<String>,
    text: &'s str,
    /// Every place of a text that was passed, and whether any text may stand there.
    places: Vec<(String, bool)>,
}

impl Writer<'_> {
    fn is_hostile(&mut self, place: &str, is_free: bool) -> bool {
        self.places.push((place.to_owned(), is_free));
        self.hostile.contains(place)
    }

    /// A value that the schema takes, with hostile text where it is asked for.
    fn value(&mut self, schema: &Value, place: &str) -> Value {
        let schema = match schema["$ref"].as_str() {
            Some(name) => &self.definitions[name.trim_start_matches("#/definitions/")],
            None => schema,
        };
        if let Some(first) =
            schema["anyOf"].as_array().or(schema["oneOf"].as_array()).and_then(|of| of.first())
        {
            let plain = self.value(first, place);
            return if self.is_hostile(place, false) { Value::from(self.text) } else { plain };
        }
        let kind = schema["type"].as_str().or(schema["type"][0].as_str());
        match kind {
            Some("object") => self.object(schema, place),
            Some("array") => {
                let before = self.places.len();
                let item = self.value(&schema["items"], &format!("{place}[]"));
                let is_asked = self.places[before..].iter().any(|(place, _)| self.hostile.contains(place));
                match schema["examples"].get(0) {
                    Some(example) if !is_asked => example.clone(),
                    _ => Value::Array(vec![item]),
                }
            }
            _ => {
                let is_text = kind.is_none_or(|kind| kind == "string");
                let closed = ["pattern", "enum", "format"].iter().any(|key| schema.get(key).is_some());
                if self.is_hostile(place, is_text && !closed) {
                    return Value::from(self.text);
                }
                let example =
                    [&schema["enum"][0], &schema["examples"][0]].into_iter().find(|some| !some.is_null());
                match example {
                    // An id names what stands under that id in the other files.
                    _ if schema.get("pattern").is_some() && schema.get("maxLength").is_some() => {
                        Value::from("one")
                    }
                    _ if schema["format"] == "date" => Value::from(DAY),
                    Some(example) => example.clone(),
                    None if is_text => Value::from("one"),
                    None => Value::from(1),
                }
            }
        }
    }

    fn object(&mut self, schema: &Value, place: &str) -> Value {
        let mut object = Map::new();
        for (key, inner) in schema["properties"].as_object().into_iter().flatten() {
            object.insert(key.clone(), self.value(inner, &format!("{place}.{key}")));
        }
        let more = &schema["additionalProperties"];
        let id = if self.is_hostile(&format!("{place}.<key>"), false) { self.text } else { "one" };
        if more.is_object() || *more == true || id != "one" {
            let inner =
                if more.is_object() { self.value(more, &format!("{place}.*")) } else { Value::from("one") };
            object.insert(id.to_owned(), inner);
        }
        Value::Object(object)
    }
}

/// A file of a kind in which these places hold a text, and all places that there are.
fn written(kind: File, hostile: &BTreeSet<String>, text: &str) -> (String, Vec<(String, bool)>) {
    let schema: Value = serde_json::from_str(&kind.schema()).expect("a schema is JSON");
    let mut writer = Writer { definitions: &schema["definitions"], hostile, text, places: Vec::new() };
    let value = writer.object(&schema, "");
    let lines = value.as_object().into_iter().flatten();
    let lines: String =
        lines.map(|(key, value)| format!("{} = {}\n", applied::text(key), applied::toml(value))).collect();
    // A day stands without quotes.
    let file = lines.replace(&format!("\"{DAY}\""), DAY);
    (file, writer.places)
}

fn path(kind: File) -> &'static str {
    match kind {
        File::Program => "programs/one.toml",
        File::Org => "org/people.toml",
        File::Playbook => "playbooks/one.toml",
        File::Workspace => "milepost.toml",
    }
}

/// One kind of file with hostile text in its places: at once where any text may stand, else in turns.
fn every_place(kind: File) {
    let today = date(2026, 6, 15);
    let none = BTreeSet::new();
    let base = || Tree::memory(File::ALL.map(|kind| (path(kind).to_owned(), written(kind, &none, "").0)));
    let (_, places) = written(kind, &none, "");
    let of =
        |wanted: bool| places.iter().filter(move |(_, is_free)| *is_free == wanted).map(|(place, _)| place);
    let (free, closed): (BTreeSet<&String>, BTreeSet<&String>) = (of(true).collect(), of(false).collect());
    let mut asked: Vec<BTreeSet<String>> = vec![free.into_iter().cloned().collect(); HOSTILE.len()];
    // A field that is refused may hide what lies beside it, so that those of one table are asked one after the other.
    for first in 0..GROUPS {
        asked.push(closed.iter().skip(first).step_by(GROUPS).map(|place| (*place).clone()).collect());
    }
    for (at, hostile) in asked.iter().enumerate() {
        let text = HOSTILE[at % HOSTILE.len()];
        let (file, _) = written(kind, hostile, text);
        let tree = base().with(path(kind), file.clone().into_bytes());
        let workspace = Workspace::load(&tree, &mut Cache::default());
        let findings = rules::run(&workspace, today, &Selection::default()).findings;
        assert!(hostile.is_empty() || file != written(kind, &none, "").0, "{hostile:?}");
        let is_read = !findings.iter().any(|finding| finding.rule == "toml-syntax");
        assert!(is_read, "{hostile:?}: {file}");
        formats::lint(&LintReport::new(findings, &tree, Summary::default()), text);
        formats::version(&workspace, today);
        formats::period(&period::period(&base(), &tree, period::commit(text), Some(text)));
        formats::period(&period::period(&tree, &base(), period::commit(text), None));
    }
}

#[test]
fn hostile_text_in_every_field_of_a_program_is_only_shown() {
    every_place(File::Program);
}

#[test]
fn hostile_text_in_every_field_of_people_and_teams_is_only_shown() {
    every_place(File::Org);
}

#[test]
fn hostile_text_in_every_field_of_a_playbook_is_only_shown() {
    every_place(File::Playbook);
}

#[test]
fn hostile_text_in_every_field_of_the_settings_is_only_shown() {
    every_place(File::Workspace);
}
