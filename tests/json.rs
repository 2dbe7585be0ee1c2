//! JSON as programs read it: what each command writes is what its schema says, and the schema says all of it.
//!
//! Every other test that has JSON written holds it against the same schemas: `tests/support/published.rs`.

#[path = "json/page.rs"]
mod page;
#[path = "support/published.rs"]
mod published;
#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use milepost::schema::Output;
use repository::{alone, clean, git};
use serde_json::{Value, json};

fn milepost(folder: &Path, words: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, folder);
    let output = command.current_dir(folder).args(words.split_whitespace()).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| code < 2), "milepost {words}: {said}");
    String::from_utf8(output.stdout).expect("text")
}

/// Every command that writes JSON.
fn commands(programs: &[&str], since: &str, today: &str) -> Vec<(Output, String)> {
    let mut commands = vec![
        (Output::Lint, "lint --history".to_owned()),
        (Output::Diff, format!("diff {since}")),
        (Output::Report, format!("report --since {since}")),
        (Output::Status, "status --all".to_owned()),
        (Output::Graph, "graph".to_owned()),
        (Output::Rules, "rules".to_owned()),
        (Output::Rules, "rules --all".to_owned()),
    ];
    commands.extend(programs.iter().map(|program| (Output::History, format!("history {program}"))));
    commands
        .into_iter()
        .map(|(output, words)| (output, format!("--as-of {today} {words} --format json")))
        .collect()
}

/// What each command writes in a folder, which must be what its schema says.
fn written_of(folder: &Path, commands: Vec<(Output, String)>) -> Vec<(Output, Value)> {
    let write =
        |(output, words): (Output, String)| (output, published::read(output, &milepost(folder, &words)));
    commands.into_iter().map(write).collect()
}

/// The example with its history, and with changes besides: something to fix, something unreadable, a rule of its own.
fn example(dir: &Path) -> std::path::PathBuf {
    milepost(dir, "init --example demo");
    let demo = dir.join("demo");
    let edit = |path: &str, edit: &dyn Fn(String) -> String| {
        let path = demo.join(path);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(path, edit(text)).expect("the example can be edited");
    };
    edit("milepost.toml", &|text| {
        format!(
            "{text}\n[[overrides]]\nprograms = [\"sherlock\"]\n\
             rules = {{ milestone-overdue = \"warn\", dependency-unanswered = {{ days = 3 }} }}\n"
        )
    });
    edit("programs/broken.toml", &|_| "[program\nname = \"Broken\"\n".to_owned());
    edit("programs/fresh.toml", &|_| {
        "[program]\nname = \"Fresh\"\nhealth = \"grene\"\n\n[owners]\ntpm = \"maya-chn\"\n".to_owned()
    });
    demo
}

#[test]
fn what_each_command_writes_is_what_its_schema_says() {
    alone(&[], |dir| {
        let demo = example(dir);
        let written = written_of(
            &demo,
            commands(&["hearth-voice", "sherlock/milestones.cutover"], "HEAD~8", "2026-06-15"),
        );
        assert_eq!(written.iter().map(|(output, _)| output.name()).collect::<BTreeSet<_>>().len(), 7);
        for (output, value) in written {
            let mut seen = BTreeSet::new();
            refuses_what_is_otherwise(output, &value, &mut Vec::new(), &value, &mut seen);
            assert!(seen.len() > 3, "{} shows little: {seen:?}", output.name());
        }
    });
}

#[test]
fn a_line_of_jsonl_is_a_finding_of_lint_with_the_version_first() {
    alone(&[], |dir| {
        let demo = example(dir);
        let words = "--as-of 2026-06-15 lint --history --format";
        let mut whole = published::read(Output::Lint, &milepost(&demo, &format!("{words} json")));
        let lines = milepost(&demo, &format!("{words} jsonl"));
        let findings = lines.lines().map(|line| {
            let mut finding: Value = serde_json::from_str(line).expect("each line is JSON by itself");
            assert!(line.starts_with("{\"version\":1,"), "{line}");
            finding.as_object_mut().expect("an object").remove("version");
            finding
        });
        let findings: Vec<Value> = findings.collect();
        assert!(findings.len() > 3);
        assert_eq!(Value::from(findings), whole["findings"].take());
    });
}

/// Changes a value in every place, one at a time: a key less, a key more, a word that is no word of it. The schema
/// must refuse each, or it says nothing of that place.
fn refuses_what_is_otherwise(
    output: Output,
    whole: &Value,
    path: &mut Vec<String>,
    at: &Value,
    seen: &mut BTreeSet<String>,
) {
    let place = path.iter().map(|step| if step.parse::<usize>().is_ok() { "*" } else { step });
    let place = format!("/{}", place.collect::<Vec<_>>().join("/"));
    let is_open = path.last().is_some_and(|key| key == "before" || key == "after");
    if is_open || (!at.is_array() && !at.is_object() && !seen.insert(place.clone())) {
        return;
    }
    let mut pointer = String::new();
    for step in path.iter() {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
    }
    let refused = |what: &str, change: &dyn Fn(&mut Value)| {
        let mut other = whole.clone();
        change(other.pointer_mut(&pointer).expect("it was just there"));
        let faults = published::faults(output, &other);
        assert!(!faults.is_empty(), "the schema of {} takes {what} at {place}", output.name());
    };
    match at {
        Value::Object(object) => {
            let is_new = seen.insert(place.clone());
            // Options are called as each rule calls them.
            let is_map = path.last().is_some_and(|key| key == "options");
            if is_new {
                refused("a key more", &|value| value["unheard-of"] = json!(1));
            }
            for (key, value) in object {
                if is_new && !is_map {
                    refused("a key less", &|value| {
                        value.as_object_mut().expect("an object").remove(key);
                    });
                }
                path.push(key.clone());
                refuses_what_is_otherwise(output, whole, path, value, seen);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                refuses_what_is_otherwise(output, whole, path, item, seen);
                path.pop();
            }
        }
        _ => {
            refused("a list", &|value| *value = json!([[1]]));
            refused("an object", &|value| *value = json!({ "unheard-of": 1 }));
        }
    }
}

#[test]
fn a_real_history_is_what_the_schemas_say() {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/rust-goals.bundle");
    if !bundle.is_file() {
        // Straight to the stream: what a test prints is not shown where it succeeds.
        writeln!(std::io::stderr(), "skipped: there is no {}", bundle.display()).expect("it is open");
        return;
    }
    alone(&[], |dir| {
        git(dir, &["clone", "-q", &bundle.display().to_string(), "goals"]);
        let goals = dir.join("goals");
        let programs = git(&goals, &["ls-files", "programs"]);
        let programs: Vec<&str> = programs
            .lines()
            .filter_map(|path| path.rsplit_once('/')?.1.strip_suffix(".toml"))
            .take(3)
            .collect();
        assert_eq!(written_of(&goals, commands(&programs, "HEAD~40", "2026-11-01")).len(), 10);
    });
}

#[test]
fn schemas_are_printed_as_they_are_published() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for output in Output::ALL {
        assert_eq!(milepost(folder.path(), &format!("schema {}", output.name())), output.schema());
        let schema: Value = serde_json::from_str(output.schema()).expect("JSON");
        jsonschema::draft202012::meta::validate(&schema).expect("a schema of draft 2020-12");
        is_told(output, "", &schema);
    }
}

/// Each key is required, and says in words what it holds.
fn is_told(output: Output, path: &str, schema: &Value) {
    let properties = schema["properties"].as_object();
    for (key, property) in properties.into_iter().flatten() {
        let place = format!("{}{path}.{key}", output.name());
        assert!(property["description"].is_string(), "{place} is not described");
        assert!(schema["required"].as_array().is_some_and(|keys| keys.contains(&json!(key))), "{place}");
    }
    for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
        is_told(output, &format!(" {name}"), definition);
    }
}

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let fresh = page::page();
    if std::env::var_os("MILEPOST_BLESS").is_some() {
        std::fs::write(&path, &fresh).expect("docs can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(written == fresh, "docs/json.md is stale: MILEPOST_BLESS=1 cargo test writes it anew");
}
