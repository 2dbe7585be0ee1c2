//! What fixing leaves of a file: other bytes where an edit was, and every other byte as it was.

use milepost::disk::{self, Replacement};
use milepost::finding::Finding;
use milepost::fix::{self, Mended, Request};
use milepost::rules::Selection;
use milepost::tree::Tree;

const HEAD: &str = "[program]\nname = \"Example\"\n\n[owners]\ntpm = \"maya-chen\"\n\n";

fn fix(files: &[(&str, &str)], with_unsafe: bool, wants: &dyn Fn(&Finding) -> bool) -> Mended {
    let tree = Tree::memory(files.iter().copied());
    let selection = Selection::default();
    let today = "2026-06-15".parse().expect("a day");
    fix::apply(tree, Request { today, selection: &selection, wants, with_unsafe })
}

/// The only file of a repository, mended; `None` where nothing is.
fn fixed(text: &str, with_unsafe: bool) -> Option<String> {
    let mended = fix(&[("milepost.toml", ""), ("programs/example.toml", text)], with_unsafe, &|_| true);
    assert!(mended.files.len() <= 1);
    mended.files.into_iter().next().map(|file| file.after)
}

#[test]
fn only_the_bytes_at_fault_change() {
    for (before, after) in [
        ("health = \"gren\"", "health = \"green\""),
        ("health=\"gren\"   # \"gren\", says maya", "health=\"green\"   # \"gren\", says maya"),
        ("\"health\" =\t'gren'", "\"health\" =\t\"green\""),
        ("# é 漢字 🚀\nhealth = \"gren\"\n\n\n# end", "# é 漢字 🚀\nhealth = \"green\"\n\n\n# end"),
        ("target = \"2026-12-01\"\nheatlh = \"gren\"", "target = 2026-12-01\nhealth = \"green\""),
    ] {
        let before = format!("{}{before}", HEAD.replace("[owners]\ntpm = \"maya-chen\"\n\n", ""));
        let after = format!("{}{after}", HEAD.replace("[owners]\ntpm = \"maya-chen\"\n\n", ""));
        let owners = "\n\n[owners]\ntpm = \"maya-chen\"";
        for bom in ["", "\u{feff}"] {
            for end in ["", "\n", "\n\n"] {
                for line_break in ["\n", "\r\n"] {
                    let whole = |text: &str| format!("{bom}{text}{owners}{end}").replace('\n', line_break);
                    assert_eq!(fixed(&whole(&before), false), Some(whole(&after)), "{before:?}");
                    assert_eq!(fixed(&whole(&after), true), None, "{after:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_not_wanted_stays() {
    let wrong =
        format!("{HEAD}[milestones.beta]\nname = \"Beta\"\ndue = \"2026-08-28\"\nowner = \"maya-chen\"\n");
    let files = [("milepost.toml", ""), ("programs/a.toml", &*wrong), ("programs/b.toml", &*wrong)];
    let mended = fix(&files, true, &|finding| &*finding.file == "programs/b.toml");
    let paths: Vec<&str> = mended.files.iter().map(|file| &*file.path).collect();
    assert_eq!((paths, mended.findings), (vec!["programs/b.toml"], 1));
}

#[test]
fn an_edit_that_needs_a_look_waits_for_a_word() {
    let text = format!("{HEAD}[scope.api]\ntitle = \"API\"\npriority = \"hould\"\n");
    assert_eq!(fixed(&text, false), None);
    assert_eq!(fixed(&text, true), Some(text.replace("hould", "should")));
}

#[test]
fn no_fix_takes_a_comment_away() {
    let owner = |list: &str| fixed(&format!("[owners]\ntpm = {list}\n"), true);
    assert_eq!(owner("[\n  \"li-wei\",\n]").as_deref(), Some("[owners]\ntpm = \"li-wei\"\n"));
    assert_eq!(owner("[ # until the reorganization\n  \"li-wei\",\n]"), None);
    // Not even one that cannot be read.
    let scope = |custom: &str| format!("{HEAD}[scope.api]\ntitle = \"API\"\ncustom = {custom}\n");
    let custom = |comment: &str| fixed(&scope(&format!("{{\n{comment}\na = 1 }}")), true);
    assert_eq!(custom(""), Some(scope("{ a = 1 }")));
    assert_eq!(custom("# agreed in May"), None);
    assert_eq!(custom("# agreed \u{1} in May"), None);
}

#[test]
fn what_a_fix_uncovers_is_mended_in_the_next_round() {
    let text =
        format!("{HEAD}[milestones.beta]\nname = \"Beta\"\nduee = \"2026-08-28\"\nowner = \"maya-chen\"\n");
    assert_eq!(fixed(&text, false), Some(text.replace("duee = \"2026-08-28\"", "due = 2026-08-28")));
}

#[test]
fn a_date_that_proves_to_have_passed_is_mended_all_the_same() {
    let text =
        format!("{HEAD}[milestones.beta]\nname = \"Beta\"\ndue = \"2026-06-01\"\nowner = \"maya-chen\"\n");
    assert_eq!(fixed(&text, false), Some(text.replace("\"2026-06-01\"", "2026-06-01")));
}

#[test]
fn a_fix_that_breaks_the_file_is_taken_back_and_the_others_stay() {
    // Both keys are meant to be `due`, and one table has no place for two.
    let text = format!(
        "{HEAD}[milestones.beta]\nname = \"Beta\"\nduee = 2026-08-28\nddue = 2026-08-29\nonwer = \"maya-chen\"\n"
    );
    assert_eq!(
        fixed(&text, false),
        Some(text.replace("onwer", "owner")),
        "nobody knows which of the two it is"
    );
    let mended = fixed(&text, true).expect("the owner at least");
    assert!(mended.contains("\nowner = \"maya-chen\"\n"), "{mended}");
    assert_eq!(mended.matches("\ndue = ").count(), 1, "{mended}");
}

#[test]
fn hundreds_of_fixes_take_a_few_rounds() {
    let milestone = |at: usize, due: &str| {
        format!("[milestones.m{at}]\nname = \"M\"\ndue = {due}\nowner = \"maya-chen\"\n")
    };
    let all = |due| (0..400).map(|at| milestone(at, due)).collect::<String>();
    let text = |due| format!("{HEAD}{}", all(due));
    assert_eq!(fixed(&text("\"2026-08-28\""), false), Some(text("2026-08-28")));
}

#[test]
fn every_header_of_a_section_gets_its_name() {
    let text = include_str!("rules/unknown-key/a-section-of-another-name.toml");
    let text = format!("{HEAD}{text}");
    let expected = text.replace("[milestone.", "[milestones.").replace("[risk.", "[risks.");
    assert_eq!(fixed(&text, true), Some(expected));
}

/// Two agreements with one program, and what that program writes down of them.
#[test]
fn the_other_half_of_an_agreement_goes_to_the_end_of_its_file() {
    let agreed = |id: &str| {
        format!(
            "[dependencies.{id}]\nneed = \"Tokens\"\nfrom = \"identity/ga\"\nneeded-by = 2026-07-15\npromised = 2026-07-10\nstate = \"agreed\"\n"
        )
    };
    let answer = |id: &str| {
        format!("\n[commitments.{id}]\nto = \"checkout/{id}\"\nmilestone = \"ga\"\npromised = 2026-07-10\n")
    };
    let consumer = format!("{HEAD}{}{}", agreed("one"), agreed("two"));
    let ga = "[milestones.ga]\nname = \"GA\"\ndue = 2026-07-10\nowner = \"maya-chen\"";
    for (end, gap) in [("", "\n"), ("\n", ""), ("\n\n# end\n", "")] {
        for line_break in ["\n", "\r\n"] {
            let provider = format!("{HEAD}{ga}{end}").replace('\n', line_break);
            let files = [
                ("milepost.toml", ""),
                ("programs/checkout.toml", &*consumer),
                ("programs/identity.toml", &*provider),
            ];
            assert_eq!(fix(&files, false, &|_| true).findings, 0, "somebody has to look at it");
            let mended = fix(&files, true, &|_| true);
            let added = format!("{gap}{}{gap}{}", answer("one"), answer("two")).replace('\n', line_break);
            let [file] = mended.files.as_slice() else { panic!("one file: {:?}", mended.files) };
            assert_eq!((&*file.path, mended.findings), ("programs/identity.toml", 2));
            assert_eq!(file.after, provider + &added);
        }
    }
}

#[test]
fn edits_go_to_the_bytes_that_were_read_whoever_saves_meanwhile() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("programs/example.toml");
    let written = "[program]\nname = \"A\"\nhelth = \"green\"\n\n[owners]\ntpm = \"maya-chen\"\n";
    std::fs::create_dir(folder.path().join("programs")).expect("a folder");
    std::fs::write(folder.path().join("milepost.toml"), "").expect("a file");
    std::fs::write(&path, written).expect("a file");
    let saved = format!("# Agreed with Lee on Monday: beta stays\n{}", written.replace("helth", "health"));
    // Somebody saves after the findings were found, and before the edits are applied.
    let wants = |_: &Finding| {
        std::fs::write(&path, &saved).expect("a file");
        true
    };
    let selection = Selection::default();
    let today = "2026-06-15".parse().expect("a day");
    let request = Request { today, selection: &selection, wants: &wants, with_unsafe: false };
    let mended = fix::apply(Tree::disk(folder.path()), request);
    let [file] = mended.files.as_slice() else { panic!("{:?}", mended.files) };
    assert_eq!(file.before, written, "what is compared with the disk is what was read");
    assert_eq!(file.after, written.replace("helth", "health"));
    let replacement =
        Replacement { path: &file.path, before: file.before.as_bytes(), after: file.after.as_bytes() };
    assert!(disk::replace(folder.path(), &[replacement]).is_err(), "it has changed since");
    assert_eq!(std::fs::read_to_string(&path).expect("a text"), saved);
}
