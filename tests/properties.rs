//! What must hold for any file whatever, asked of real ones that were damaged at random.
//!
//! The same questions are asked for hours, and led by coverage, in `fuzz/`.

#[path = "support/properties.rs"]
mod properties;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;

/// Words that mean something somewhere.
const WORDS: &[&str] = &[
    "[program]",
    "[milestones.beta]",
    "[[escalation]]",
    "due = ",
    "2026-06-15",
    "2026-Q3",
    "2026-13-01",
    "\"",
    "'''",
    "\"\"\"",
    "#",
    "# milepost: allow(all)",
    "=",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    "\n",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{feff}",
    "\u{1b}[31m",
    "\u{202e}",
    "é",
    "𝄞",
    "<<<<<<< HEAD\n",
    "true",
    "1e400",
    "0xFFFFFFFFFFFFFFFFFFFFFFFF",
    "n = 0xFFFFFFFFFFFFFFFFFFFFFFFF\n",
    "inf",
    "07:32",
    "a/beta",
    "previously = [\"beta\"]",
    "owner = \"ann\"",
    "state = \"done\"",
    "from = \"b/ga\"",
    "\\u0000",
    "needs = [\"b/ga\"]",
    "custom.x = 1",
    "TBD",
    "@ann",
    "<script>alert(1)</script>",
    "[x](http://x.example)",
    "`",
    "|",
    "*_",
    "=1+1",
    "::error::x",
    "]]>&#0;",
    "\u{9b}2J",
    "\u{200f}",
    "\\u202E",
    "\\u001b[2J",
];

/// One damage to a text.
#[derive(Debug, Clone)]
enum Damage {
    /// A line goes.
    Drop(Index),
    /// A line stands twice.
    Repeat(Index),
    /// Two lines change places.
    Swap(Index, Index),
    /// A word comes in.
    Insert(Index, Index),
    /// The rest of the text is not there.
    Cut(Index),
    /// One byte is another.
    Flip(Index, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        at().prop_map(Damage::Drop),
        at().prop_map(Damage::Repeat),
        (at(), at()).prop_map(|(one, other)| Damage::Swap(one, other)),
        (at(), at()).prop_map(|(place, word)| Damage::Insert(place, word)),
        at().prop_map(Damage::Cut),
        (at(), any::<u8>()).prop_map(|(place, byte)| Damage::Flip(place, byte)),
    ]
}

fn damaged(text: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut text = text.to_vec();
    for damage in damages {
        let mut lines: Vec<Vec<u8>> =
            text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let count = lines.len();
        if count == 0 {
            return text;
        }
        match damage {
            Damage::Drop(at) => drop(lines.remove(at.index(count))),
            Damage::Repeat(at) => {
                let at = at.index(count);
                lines.insert(at, lines[at].clone());
            }
            Damage::Swap(one, other) => lines.swap(one.index(count), other.index(count)),
            Damage::Insert(place, word) => {
                let mut joined = lines.concat();
                let at = place.index(joined.len() + 1);
                joined.splice(at..at, WORDS[word.index(WORDS.len())].bytes());
                lines = vec![joined];
            }
            Damage::Cut(at) => {
                let mut joined = lines.concat();
                joined.truncate(at.index(joined.len() + 1));
                lines = vec![joined];
            }
            Damage::Flip(place, byte) => {
                let mut joined = lines.concat();
                let at = place.index(joined.len());
                joined[at] = *byte;
                lines = vec![joined];
            }
        }
        text = lines.concat();
    }
    text
}

/// Every file below a folder with this ending, in order.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found: Vec<PathBuf> = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    found.iter().map(|path| fs::read(path).expect("a file")).collect()
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    proptest::collection::vec(damage(), 0..6)
}

/// Each run asks the same, so that a failure is one for everybody. `PROPTEST_CASES` asks for more.
fn settings(cases: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: wanted.unwrap_or(cases),
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

#[test]
fn any_program_is_read_and_judged() {
    let seeds = files("tests/rules");
    proptest!(settings(300), |(seed in any::<Index>(), damages in damages())| {
        properties::a_program(&damaged(&seeds[seed.index(seeds.len())], &damages));
    });
}

#[test]
fn what_is_wrong_with_any_program_is_shown_and_nothing_of_it_obeyed() {
    let seeds = files("tests/rules");
    proptest!(settings(150), |(seed in any::<Index>(), damages in damages())| {
        properties::a_lint(&damaged(&seeds[seed.index(seeds.len())], &damages));
    });
}

#[test]
fn any_file_is_laid_out_without_a_loss_or_not_at_all() {
    let seeds: Vec<Vec<u8>> =
        ["tests/rules", "tests/fmt", "example-program"].into_iter().flat_map(files).collect();
    proptest!(settings(300), |(seed in any::<Index>(), damages in damages())| {
        let text = damaged(&seeds[seed.index(seeds.len())], &damages);
        properties::a_layout(&String::from_utf8_lossy(&text));
    });
}

#[test]
fn any_configuration_is_read_and_judged() {
    let seeds: Vec<Vec<u8>> =
        ["example-program/milepost.toml", "example-program/org", "example-program/playbooks"]
            .into_iter()
            .flat_map(files)
            .collect();
    proptest!(settings(150), |(seed in any::<Index>(), damages in damages())| {
        properties::a_configuration(&damaged(&seeds[seed.index(seeds.len())], &damages));
    });
}

#[test]
fn a_comment_silences_and_raises_nothing() {
    let word = proptest::sample::select(vec![
        "allow",
        "allow-file",
        "(",
        ")",
        ",",
        "all",
        "program-overdue",
        "placeholder-text",
        "person-unknown",
        ":",
        " ",
        "milestone-overdue",
        "because",
        "ignore",
        "expect",
        "x",
        "-",
        "é",
    ]);
    let line = proptest::collection::vec(word, 0..6).prop_map(|words| words.concat());
    proptest!(settings(150), |(lines in proptest::collection::vec(line, 0..8))| {
        properties::a_comment(&lines.join("\n"));
    });
}

#[test]
fn any_text_is_a_time_or_none() {
    let word = proptest::sample::select(vec![
        "last",
        "next",
        "monday",
        "week",
        "weeks",
        "days",
        "d",
        "7",
        "2",
        "-1",
        "999999999999",
        "ago",
        "yesterday",
        "2026-06-15",
        "2026-W46",
        "2026-W54",
        "T10:00:00Z",
        "+25:00",
        "month",
        "year",
        "Q3",
        "é",
        "",
    ]);
    let words = proptest::collection::vec(word, 0..4);
    proptest!(settings(2_000), |(words in words, space in proptest::bool::ANY, other in ".{0,12}")| {
        properties::a_time(&words.join(if space { " " } else { "" }));
        properties::a_time(&other);
    });
}

#[test]
fn a_fix_breaks_nothing_and_is_done_once() {
    let seeds = files("tests/rules");
    proptest!(settings(60), |(seed in any::<Index>(), damages in damages())| {
        properties::a_fix(&damaged(&seeds[seed.index(seeds.len())], &damages));
    });
}

#[test]
fn a_change_turned_around_is_the_change_back() {
    let seeds = files("example-program/programs");
    proptest!(settings(80), |(seed in any::<Index>(), before in damages(), after in damages())| {
        let seed = &seeds[seed.index(seeds.len())];
        properties::a_change(&damaged(seed, &before), &damaged(seed, &after));
    });
}

#[test]
fn what_changed_between_any_two_versions_is_shown_and_nothing_of_it_obeyed() {
    let seeds = files("example-program/programs");
    proptest!(settings(40), |(seed in any::<Index>(), before in damages(), after in damages())| {
        let seed = &seeds[seed.index(seeds.len())];
        properties::a_report(&damaged(seed, &before), &damaged(seed, &after));
    });
}

#[test]
fn a_merge_loses_nothing_that_a_side_added() {
    let seeds: Vec<Vec<u8>> = ["tests/fmt", "example-program"].into_iter().flat_map(files).collect();
    let damages = || proptest::collection::vec(damage(), 0..3);
    let versions = [damages(), damages(), damages()];
    proptest!(settings(1_500), |(seed in any::<Index>(), versions in versions)| {
        let seed = &seeds[seed.index(seeds.len())];
        let texts = versions.map(|damages| String::from_utf8_lossy(&damaged(seed, &damages)).into_owned());
        properties::a_merge(texts.each_ref().map(String::as_str));
    });
}
