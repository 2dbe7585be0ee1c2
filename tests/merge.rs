//! What becomes of two versions of a file that go back to a common one.

use std::collections::BTreeMap;

use milepost::document::{Marks, Merged, merge};
use proptest::prelude::*;

const MARKS: Marks<'_> = Marks { length: 7, ours: "ours", theirs: "theirs" };

const BASE: &str = "\
# The program of the year.
[program]
name = \"Checkout\"
health = \"green\"

[milestones.beta]
name = \"Beta\"
due = 2026-06-30 # promised to Globex
# owner = \"li\"

[milestones.ga]
name = \"GA\"
due = 2026-09-30

[[escalation]]
who = \"maya\"
after = \"2d\"

[[escalation]]
who = \"sam\"
after = \"5d\"
";

/// The merge of two edits of `BASE`, each some texts and what takes their place.
fn merged(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Option<Merged> {
    merge([BASE, &edited(ours), &edited(theirs)], MARKS)
}

#[track_caller]
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?} stands there once");
        text.replace(from, to)
    })
}

#[track_caller]
fn merges(ours: &[(&str, &str)], theirs: &[(&str, &str)], expected: &[(&str, &str)]) {
    let clean = Some(Merged { text: edited(expected), conflicts: Vec::new(), is_of_tables: false });
    assert_eq!(merged(ours, theirs), clean);
}

#[track_caller]
fn clashes(ours: &[(&str, &str)], theirs: &[(&str, &str)], paths: &[&str], expected: &[(&str, &str)]) {
    let found = merged(ours, theirs).expect("it can be merged");
    assert_eq!(
        (found.text, found.conflicts),
        (edited(expected), paths.iter().map(ToString::to_string).collect())
    );
}

const GA: &str = "name = \"GA\"\ndue = 2026-09-30\n";
const GREEN: &str = "health = \"green\"\n";
const BETA: &str = "name = \"Beta\"\ndue = 2026-06-30 # promised to Globex\n# owner = \"li\"\n";

#[test]
fn two_fields_of_one_table_are_no_conflict() {
    merges(
        &[("\"Beta\"", "\"Closed beta\"")],
        &[("06-30", "07-15")],
        &[("\"Beta\"", "\"Closed beta\""), ("06-30", "07-15")],
    );
}

#[test]
fn what_both_add_at_one_place_stands_side_by_side() {
    let (phase, path) =
        ("health = \"green\"\nphase = \"build\"\n", "health = \"green\"\npath-to-green = \"Hire\"\n");
    let both = "health = \"green\"\nphase = \"build\"\npath-to-green = \"Hire\"\n";
    merges(&[(GREEN, phase)], &[(GREEN, path)], &[(GREEN, both)]);

    let table = |id: &str| format!("{GA}\n[milestones.{id}]\nname = \"{id}\"\n");
    let both = table("one") + "\n[milestones.two]\nname = \"two\"\n";
    merges(&[(GA, &table("one"))], &[(GA, &table("two"))], &[(GA, &both)]);
    // A line at the end of the table above, and a table below it.
    let line = format!("{GA}state = \"done\"\n");
    merges(
        &[(GA, &line)],
        &[(GA, &table("two"))],
        &[(GA, &table("two").replace("09-30\n", "09-30\nstate = \"done\"\n"))],
    );
}

#[test]
fn what_both_did_is_done_once() {
    merges(&[("06-30", "07-15")], &[("06-30", "07-15")], &[("06-30", "07-15")]);
    let table = format!("{GA}\n[milestones.new]\nname = \"New\"\n");
    merges(&[(GA, &table)], &[(GA, &table)], &[(GA, &table)]);
}

#[test]
fn a_field_that_both_changed_stands_between_marks_and_nothing_else_does() {
    let marked = "<<<<<<< ours\ndue = 2026-07-01 # promised to Globex\n=======\ndue = 2026-08-01\n>>>>>>> theirs\n# owner";
    clashes(
        &[("06-30", "07-01"), (GREEN, "health = \"red\"\n")],
        &[("06-30 # promised to Globex", "08-01")],
        &["milestones.beta.due"],
        &[("due = 2026-06-30 # promised to Globex\n# owner", marked), (GREEN, "health = \"red\"\n")],
    );
}

#[test]
fn a_table_that_one_side_took_out_and_the_other_changed_is_a_conflict_as_a_whole() {
    let beta = format!("[milestones.beta]\n{BETA}\n");
    let changed = beta.replace("06-30", "07-15");
    let marked = format!("<<<<<<< ours\n=======\n\n{}\n>>>>>>> theirs\n\n", changed.trim_end());
    clashes(&[(&beta, "")], &[("06-30", "07-15")], &["milestones.beta"], &[(&format!("\n{beta}"), &marked)]);
    // Where the other side left it alone, it is gone.
    merges(&[(&beta, "")], &[("09-30", "10-31")], &[(&beta, ""), ("09-30", "10-31")]);
}

#[test]
fn a_table_that_one_side_took_out_while_the_other_put_a_table_in_it_is_a_conflict() {
    let ga = format!("\n[milestones.ga]\n{GA}");
    let more = format!("{GA}\n[milestones.ga.custom]\nregion = \"emea\"\n");
    let found = merged(&[(&ga, "")], &[(GA, &more)]).expect("it can be merged");
    assert_eq!(found.conflicts, ["milestones.ga"]);
    assert!(found.is_of_tables, "a merge by lines would see none");
    assert!(found.text.contains("<<<<<<< ours\n=======\n"), "{}", found.text);
}

#[test]
fn tables_without_a_name_are_taken_together() {
    let third = "after = \"5d\"\n\n[[escalation]]\nwho = \"ann\"\n";
    merges(
        &[("after = \"5d\"\n", third)],
        &[("06-30", "07-15")],
        &[("after = \"5d\"\n", third), ("06-30", "07-15")],
    );
    // Which of them is the second one now, nobody can tell.
    let without = "[[escalation]]\nwho = \"maya\"\nafter = \"2d\"\n\n";
    let found = merged(&[(without, "")], &[("\"5d\"", "\"9d\"")]).expect("it can be merged");
    assert_eq!(found.conflicts, ["escalation"]);
    assert!(
        found.text.contains("who = \"maya\"")
            && found.text.contains("\"9d\"")
            && found.text.contains("\"5d\"")
    );
}

#[test]
fn a_table_that_moved_stays_where_it_was_moved_to() {
    let ga = format!("[milestones.ga]\n{GA}\n");
    let moved = [(ga.as_str(), ""), ("[milestones.beta]", &format!("{ga}[milestones.beta]"))];
    let date = [("06-30", "07-15")];
    let both = [&moved[..], &date].concat();
    merges(&moved, &date, &both);
    merges(&date, &moved, &both);
}

#[test]
fn comments_are_kept_with_what_they_speak_of() {
    let new = ("# owner = \"li\"", "# owner = \"ann\"");
    merges(&[new], &[("\"Beta\"", "\"Closed beta\"")], &[new, ("\"Beta\"", "\"Closed beta\"")]);
    let top = ("# The program of the year.", "# The program of 2026.");
    merges(&[top], &[("\"Checkout\"", "\"Cart\"")], &[top, ("\"Checkout\"", "\"Cart\"")]);
}

#[test]
fn lines_end_as_ours_do() {
    let ours = format!("\u{feff}{}", edited(&[("\"Beta\"", "\"Closed beta\"")]).replace('\n', "\r\n"));
    let theirs = edited(&[("06-30", "07-15")]);
    let found = merge([BASE, &ours, &theirs], MARKS).expect("it can be merged");
    assert_eq!(found.text, ours.replace("06-30", "07-15"));
    assert_eq!(merge([BASE, &ours.replacen("\r\n", "\n", 1), &theirs], MARKS), None, "in two ways");
}

#[test]
fn what_cannot_be_merged_safely_is_left_to_git() {
    let broken = "[program\n";
    assert_eq!(merge([BASE, BASE, "a = 1 # and no end\r"], MARKS), None);
    for versions in [[broken, BASE, BASE], [BASE, broken, BASE], [BASE, BASE, broken]] {
        assert_eq!(merge(versions, MARKS), None);
    }
    // One field, written in two ways.
    assert_eq!(merge(["a.b = 1\n", "a = { b = 2 }\n", "a.b = 1\na.c = 3\n"], MARKS), None);
}

/// A small file: tables with fields, a number in each.
type Tables = BTreeMap<&'static str, BTreeMap<&'static str, u8>>;

fn tables() -> impl Strategy<Value = Tables> {
    let fields =
        proptest::collection::btree_map(proptest::sample::select(vec!["x", "y", "z"]), 0..3_u8, 0..4);
    proptest::collection::btree_map(
        proptest::sample::select(vec!["a.one", "a.two", "b", "b.c"]),
        fields,
        0..5,
    )
}

/// As a file, the tables in an order that a number tells.
fn written(tables: &Tables, turn: usize) -> String {
    let mut blocks: Vec<String> = tables
        .iter()
        .map(|(name, fields)| {
            let lines: Vec<_> = fields.iter().map(|(field, value)| format!("{field} = {value}\n")).collect();
            format!("[{name}]\n{}\n", lines.concat())
        })
        .collect();
    let by = turn % blocks.len().max(1);
    blocks.rotate_left(by);
    blocks.concat()
}

/// Some of the tables of one file, and the others of another.
fn mixed(one: &Tables, other: &Tables, which: u8) -> Tables {
    let names = one.keys().chain(other.keys());
    let from = |name: &&'static str| if which & (1 << (name.len() % 8)) == 0 { one } else { other };
    names.filter_map(|name| Some((*name, from(name).get(name)?.clone()))).collect()
}

/// What a merge holds for one thing, told once more and in the plainest way; an error where both sides changed it.
fn settled<T: Clone + PartialEq>(
    base: Option<&T>,
    ours: Option<&T>,
    theirs: Option<&T>,
) -> Result<Option<T>, ()> {
    match (ours == base, theirs == base, ours == theirs) {
        (_, _, true) | (_, true, _) => Ok(ours.cloned()),
        (true, ..) => Ok(theirs.cloned()),
        _ => Err(()),
    }
}

/// The tables that a merge holds; `None` where both sides changed one field, or one a table that the other took out.
fn expected(base: &Tables, ours: &Tables, theirs: &Tables) -> Option<Tables> {
    let mut all = Tables::new();
    for name in ours.keys().chain(theirs.keys()) {
        let [before, one, other] = [base, ours, theirs].map(|tables| tables.get(name));
        let table = match (settled(before, one, other), one, other) {
            (Ok(table), ..) => table,
            (Err(()), Some(one), Some(other)) => {
                let mut table = BTreeMap::new();
                for field in one.keys().chain(other.keys()) {
                    let before = before.and_then(|before| before.get(field));
                    if let Some(value) = settled(before, one.get(field), other.get(field)).ok()? {
                        table.insert(*field, value);
                    }
                }
                Some(table)
            }
            // One side took out the table, the other one some of its fields.
            (Err(()), Some(left), None) | (Err(()), None, Some(left))
                if left
                    .iter()
                    .all(|(field, value)| before.is_some_and(|before| before.get(field) == Some(value))) =>
            {
                None
            }
            _ => return None,
        };
        all.extend(table.map(|table| (*name, table)));
    }
    let is_torn = [(ours, theirs), (theirs, ours)].into_iter().any(|(gone, other)| {
        let took_out = other.contains_key("b") && !gone.contains_key("b") && !all.contains_key("b");
        took_out && has_more("b.c", base, gone, other)
    });
    (!is_torn).then_some(all)
}

/// Whether one of two versions alone added or changed something in a table.
fn has_more(name: &str, base: &Tables, one: &Tables, other: &Tables) -> bool {
    let [base, one, other] = [base, one, other].map(|tables| tables.get(name));
    let field =
        |table: Option<&BTreeMap<&'static str, u8>>, field| table.and_then(|table| table.get(field)).copied();
    other.is_some_and(|fields| {
        let is_new = base.is_none() && one.is_none();
        is_new
            || fields.iter().any(|(name, value)| {
                let before = field(base, name);
                before != Some(*value) && field(one, name) == before
            })
    })
}

fn settings() -> ProptestConfig {
    ProptestConfig {
        cases: 3_000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(7),
        ..ProptestConfig::default()
    }
}

#[test]
fn any_merge_holds_what_each_side_changed() {
    let three = (tables(), tables(), tables());
    proptest!(settings(), |((base, one, other) in three, which in any::<[u8; 2]>(), turns in any::<[usize; 3]>())| {
        let (ours, theirs) = (mixed(&base, &one, which[0]), mixed(&base, &other, which[1]));
        let texts = [written(&base, turns[0]), written(&ours, turns[1]), written(&theirs, turns[2])];
        let found = merge(texts.each_ref().map(String::as_str), MARKS);
        match (found, expected(&base, &ours, &theirs)) {
            (Some(found), Some(expected)) if found.conflicts.is_empty() => {
                let is = |text: &str| text.parse::<toml::Table>().expect("it is TOML");
                prop_assert_eq!(is(&found.text), is(&written(&expected, 0)), "{}", found.text);
            }
            (Some(found), None) => prop_assert!(!found.conflicts.is_empty(), "{}", found.text),
            (Some(found), Some(_)) => prop_assert!(false, "a conflict of nothing: {:?}\n{}", found.conflicts, found.text),
            (None, _) => prop_assert!(false, "not merged"),
        }
    });
}
