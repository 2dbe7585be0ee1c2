//! Hostile text in every field that a schema knows, and in all that git tells: every format of every command shows it.

#[path = "support/applied.rs"]
mod applied;
#[path = "support/formats.rs"]
mod formats;
#[path = "support/inert.rs"]
mod inert;
#[path = "support/period.rs"]
mod period;
#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeSet;
use std::process::Command;

use jiff::civil::date;
use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::schema::File;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use repository::{Draft, Fixture, alone, clean};
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
    let lines = applied::file(value.as_object().expect("a file is a table"));
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

/// What a command says of a format, held to what reads it.
fn hold(format: &str, out: &str) {
    match format {
        "json" => inert::whole(out),
        "jsonl" => out.lines().for_each(inert::whole),
        "sarif" | "gitlab" | "rdjson" => drop(inert::json(out)),
        "slack" => inert::message(out),
        "github" => inert::workflow(out),
        "junit" => inert::xml(out, formats::RESULTS),
        "svg" => inert::xml(out, formats::PICTURE),
        "markdown" => inert::markdown(out),
        "html" => inert::page(out),
        "csv" => inert::table(out),
        "mermaid" => inert::mermaid(out),
        "dot" => inert::dot(out),
        _ => inert::plain(out),
    }
}

/// The formats that a command offers.
fn formats_of(command: &str) -> Vec<String> {
    let all = milepost::cli::command();
    let command = all.find_subcommand(command).expect("it is a command");
    let format = command.get_arguments().find(|argument| argument.get_long() == Some("format"));
    let values = format.expect("it has formats").get_possible_values();
    values.iter().map(|value| value.get_name().to_owned()).collect()
}

#[test]
fn hostile_text_in_all_that_git_tells_is_only_shown() {
    const NAME: &str = "evil<script>@ann\u{202e}\"'`](x)=1";
    let path = format!("programs/{NAME}.toml");
    let broken = "programs/=\u{1b}[2J\n::error::forged\r.toml";
    let program = |due: &str| {
        format!(
            "[program]\nname = \"A\"\n\n[owners]\ntpm = \"ann\"\n\n\
             [milestones.ga]\nname = \"GA\"\ndue = {due}\nneeds = [\"beta\"]\n\n\
             [milestones.beta]\nname = \"Beta\"\ndue = 2026-06-20\n"
        )
    };
    alone(&[], |dir| {
        let fixture = Fixture::new(&dir.join("bare"), true);
        let author = "@ann =1 [x](http://x.example) \u{1b}[2J\u{202e}`|` <\u{1b}]8;;http://x.example>";
        let message = format!("{}\n\nReason: {}\n", HOSTILE[1].replace('\n', " "), HOSTILE[0]);
        let write = |parents: &[&str], day: i64, due: &str| {
            let text = program(due);
            let files: [(&[u8], u32, &[u8]); 3] = [
                (b"milepost.toml", 0o100_644, b"format = 1\n"),
                (path.as_bytes(), 0o100_644, text.as_bytes()),
                (broken.as_bytes(), 0o100_644, b"[program\n"),
            ];
            let (author, message) = (author.as_bytes(), message.as_bytes());
            fixture.commit(&Draft {
                parents,
                time: 1_780_000_000 + day * 86_400,
                author,
                message,
                files: &files,
            })
        };
        let first = write(&[], 0, "2026-07-01");
        let second = write(&[&first], 1, "2026-07-20");
        let third = write(&[&second], 2, "2026-08-20");
        let (branch, tag) = (NAME, &*format!("{NAME}-1"));
        fixture.set(&format!("refs/heads/{branch}"), &third);
        fixture.set(&format!("refs/tags/{tag}"), &first);
        fixture.set("refs/heads/main", &third);
        let folder = fixture.path.to_str().expect("a path of text");
        let mut told = String::new();
        let mut run = |command: &str, words: &[&str]| {
            for format in formats_of(command) {
                let mut milepost = Command::new(env!("CARGO_BIN_EXE_milepost"));
                clean(&mut milepost, dir);
                milepost.args(["-C", folder, "--as-of", "2026-06-15", "--color", "never"]);
                milepost.args([command, "--format", &format]);
                let output = milepost.args(words).output().expect("milepost starts");
                let (out, said) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
                let (out, said) = (out.expect("text"), said.expect("text"));
                inert::plain(&said);
                if !out.is_empty() {
                    hold(&format, &out);
                }
                told += &out;
            }
        };
        let nowhere = "nowhere\u{1b}[2J";
        run("lint", &["--rev", branch]);
        run("lint", &["--rev", nowhere]);
        run("lint", &["--rev", branch, "--history"]);
        run("diff", &[tag, branch]);
        run("diff", &[nowhere, branch]);
        run("report", &["--since", tag, "--rev", branch]);
        run("report", &["--since", nowhere]);
        run("status", &["--rev", branch]);
        run("status", &["--rev", nowhere]);
        run("graph", &["--rev", branch, "--all"]);
        run("graph", &["--rev", branch, nowhere]);
        run("history", &[NAME, "--rev", branch]);
        run("history", &[NAME, "--rev", branch, "--trend"]);
        run("history", &[nowhere]);
        for shown in ["@ann =1 [x](http://x.example) ␛[2J", "evil<script>@ann", "=␛[2J␊::error::forged␍.toml"]
        {
            assert!(told.contains(shown), "{shown} is shown to people");
        }
    });
}

#[test]
fn hostile_words_of_a_command_line_are_only_shown() {
    let word = "x\u{202e}\u{9b}2J\u{1b}[2J";
    for words in [
        &[word][..],
        &["--as-of", word, "lint"],
        &["lint", "--format", word],
        &["lint", "--deny", word],
        &["report", "--by", word],
        &["report", "--mark", word],
        &["status", "--sort", word],
        &["schema", word],
        &["completions", word],
        &["explain", word],
        &["-C", word, "lint"],
    ] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_milepost")).args(words).output().expect("milepost starts");
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{words:?}: {said}");
        inert::plain(&said);
        assert!(said.contains('x') && said.starts_with("error: "), "{said}");
    }
}
