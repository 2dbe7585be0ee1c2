//! What `milepost diff` says of pairs of versions, and what it must never say of any of them.
//!
//! A pair is `tests/changes/<what-it-shows>/before` and `…/after`, each the root of a small repository of
//! programs, with the changes between them in `expected.txt`. `MILEPOST_BLESS=1` writes that file again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use milepost::changes::{Change, ChangeKind, Comparison, ProgramChange, Side, Texts, between};
use milepost::tree::Tree;

type Files = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes")
}

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        // git keeps no empty folders: a side without a file is a version without a program.
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("it was found below the root");
                let name = name.to_string_lossy().replace('\\', "/");
                let text = fs::read_to_string(&path).expect("the fixtures are UTF-8");
                files.insert(name, text.replace("\r\n", "\n"));
            }
        }
    }
    files
}

/// The pairs, by name.
fn pairs() -> Vec<(String, Files, Files)> {
    let mut pairs = Vec::new();
    for entry in fs::read_dir(folder()).expect("the pairs are there") {
        let path = entry.expect("a folder can be listed").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        pairs.push((name, files(&path.join("before")), files(&path.join("after"))));
    }
    pairs.sort();
    assert!(pairs.len() >= 25, "there are {} pairs", pairs.len());
    pairs
}

/// Every version that there is: both sides of every pair, and the example.
fn versions() -> Vec<(String, Files)> {
    let mut versions = Vec::new();
    for (name, before, after) in pairs() {
        versions.push((format!("{name}/before"), before));
        versions.push((format!("{name}/after"), after));
    }
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-program");
    versions.push(("example-program".to_owned(), files(&example)));
    versions
}

fn compare(before: &Files, after: &Files) -> Comparison {
    let (before, after) = (Tree::memory(before.clone()), Tree::memory(after.clone()));
    let [whole, brief] = [Texts::default(), Texts::brief()]
        .map(|mut texts| between(&Side::open(&before), &Side::open(&after), &mut texts));
    assert_eq!(shown(&brief), shown(&whole), "what differs tells it as all does");
    whole
}

/// A comparison as text: a line a program, a line a change.
fn shown(comparison: &Comparison) -> String {
    let mut text = String::new();
    for program in &comparison.programs {
        let previous = program.previous_id.as_ref().map_or_else(String::new, |id| format!(" (was {id})"));
        writeln!(text, "{} {}{previous}: {}", program.kind.name(), program.id, program.name)
            .expect("a string takes every text");
        for change in &program.changes {
            writeln!(text, "  {}", line(change)).expect("a string takes every text");
        }
    }
    for unread in &comparison.unreadable {
        writeln!(text, "unreadable {} ({}): {}", unread.file, unread.side.name(), unread.message)
            .expect("a string takes every text");
    }
    if text.is_empty() { "no change\n".to_owned() } else { text }
}

/// `changed milestones.beta.due: 2026-08-28 → 2026-09-18 [dates, 21 days, later]`
fn line(change: &Change) -> String {
    let mut text = format!("{} {}", change.kind.name(), change.path);
    if let Some(previous) = &change.previous_id {
        write!(text, " (was {previous})").expect("a string takes every text");
    }
    let is_entity = matches!(change.kind, ChangeKind::Renamed | ChangeKind::Moved);
    match (&change.before, &change.after) {
        _ if is_entity => {}
        (Some(before), Some(after)) => write!(text, ": {before} → {after}").expect("a string"),
        (Some(value), None) | (None, Some(value)) => write!(text, ": {value}").expect("a string"),
        (None, None) => {}
    }
    let mut notes = vec![change.category.name().to_owned()];
    if let Some(date) = &change.date {
        let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
        match change.kind {
            ChangeKind::Added => notes.push(day(date.after)),
            ChangeKind::Removed => notes.push(day(date.before)),
            _ => notes.push(format!("{} → {}", day(date.before), day(date.after))),
        }
        notes.extend(date.days.map(|days| format!("{days} days")));
        notes.extend(date.shift.map(|shift| shift.name().to_owned()));
        notes.extend(date.via.as_ref().map(|release| format!("via {release}")));
        notes.extend(change.is_slip().then(|| "a slip".to_owned()));
    }
    if let Some(members) = &change.members {
        notes.extend(members.added.iter().map(|text| format!("+ {text}")));
        notes.extend(members.removed.iter().map(|text| format!("- {text}")));
    }
    format!("{text} [{}]", notes.join(", "))
}

#[test]
fn each_pair_says_what_is_expected() {
    let mut wrong = String::new();
    for (name, before, after) in pairs() {
        let path = folder().join(&name).join("expected.txt");
        let said = shown(&compare(&before, &after));
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            fs::write(&path, &said).expect("the expected changes can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        if said != expected {
            write!(wrong, "{name}\nexpected:\n{expected}said:\n{said}\n").expect("a string takes every text");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_version_compared_with_itself_says_nothing() {
    for (name, files) in versions() {
        assert_eq!(shown(&compare(&files, &files)), "no change\n", "{name}");
    }
}

/// A key and its value on one line, the keys of tables from the last to the first.
fn entry((key, value): (&String, &toml::Value)) -> String {
    fn written(value: &toml::Value) -> String {
        match value {
            toml::Value::String(text) => format!("{text:?}").replace("\\'", "'"),
            toml::Value::Float(number) if number.is_nan() => "nan".to_owned(),
            toml::Value::Float(number) => format!("{number:?}"),
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(on) => on.to_string(),
            toml::Value::Datetime(date) => date.to_string(),
            toml::Value::Array(values) => {
                format!("[{}]", values.iter().map(written).collect::<Vec<_>>().join(", "))
            }
            toml::Value::Table(table) => {
                format!("{{ {} }}", table.iter().rev().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
    format!("{key:?} = {}", written(value))
}

#[test]
fn line_ends_comments_order_and_layout_are_no_change() {
    for (name, files) in versions() {
        let each = |change: &dyn Fn(&str) -> String| -> Files {
            let is_program = |path: &str| path.starts_with("programs/");
            let text = |path: &str, text: &str| if is_program(path) { change(text) } else { text.to_owned() };
            files.iter().map(|(path, content)| (path.clone(), text(path, content))).collect()
        };
        let windows = each(&|text| text.replace('\n', "\r\n"));
        let commented = each(&|text| format!("# One line more.\n\n{text}\n# And another."));
        let rewritten = each(&|text| {
            let table: Result<toml::Table, _> = toml::from_str(text);
            let lines = table.map(|table| table.iter().rev().map(entry).collect::<Vec<_>>().join("\n"));
            lines.unwrap_or_else(|_| text.to_owned())
        });
        let plain = shown(&compare(&files, &files));
        for (what, other) in [("CRLF", windows), ("comments", commented), ("rewritten", rewritten)] {
            let comparison = compare(&files, &other);
            assert!(comparison.programs.is_empty(), "{name}, {what}: {}{plain}", shown(&comparison));
        }
    }
}

/// Every change, with its sides exchanged where `exchanged` says so.
fn told(comparison: &Comparison, exchanged: bool) -> Vec<String> {
    let mut told = Vec::new();
    for program in &comparison.programs {
        for change in &program.changes {
            let (before, after) = (&change.before, &change.after);
            let date = change.date.as_ref();
            let days = date.and_then(|date| date.days);
            let (before_day, after_day) =
                (date.and_then(|date| date.before), date.and_then(|date| date.after));
            let category = change.category.name();
            told.push(match (exchanged, change.kind) {
                (false, kind) => {
                    format!(
                        "{} {category} {before:?} {after:?} {before_day:?} {after_day:?} {days:?}",
                        kind.name()
                    )
                }
                (true, kind) => {
                    let kind = match kind {
                        ChangeKind::Added => ChangeKind::Removed,
                        ChangeKind::Removed => ChangeKind::Added,
                        same => same,
                    };
                    let days = days.map(|days| -days);
                    format!(
                        "{} {category} {after:?} {before:?} {after_day:?} {before_day:?} {days:?}",
                        kind.name()
                    )
                }
            });
        }
    }
    told.sort();
    told
}

#[test]
fn the_way_back_is_the_way_there_with_its_sides_exchanged() {
    for (name, before, after) in pairs() {
        let (there, back) = (compare(&before, &after), compare(&after, &before));
        let moved =
            told(&there, false).iter().chain(&told(&back, false)).any(|change| change.starts_with("moved"));
        if !moved {
            assert_eq!(there.programs.len(), back.programs.len(), "{name}");
        }
        // What moved is told where it went to, and a program that came has no changes of its own.
        let came = there.programs.iter().chain(&back.programs).any(ProgramChange::is_whole);
        if !(came && moved) {
            assert_eq!(told(&there, false), told(&back, true), "{name}");
        }
    }
}

#[test]
fn a_text_that_no_store_knows_is_parsed_once() {
    let version = |due: &str| {
        Tree::memory([("programs/a.toml", format!("[milestones.beta]\nname = \"Beta\"\ndue = {due}\n"))])
    };
    let (before, after) = (version("2026-08-01"), version("2026-08-20"));
    let mut texts = Texts::default();
    let mut tables = || {
        let comparison = between(&Side::open(&before), &Side::open(&after), &mut texts);
        let program = comparison.programs.into_iter().next().expect("it changed");
        [program.before, program.after].map(|table| table.expect("it is on both sides"))
    };
    let (once, again) = (tables(), tables());
    assert!(once.iter().zip(&again).all(|(one, other)| std::sync::Arc::ptr_eq(one, other)));
}
