//! What changes do elsewhere: which dependencies become late, which milestones cannot hold, and who should know.
//!
//! A fixture is `tests/consequences/<what-it-shows>.txt`: files below lines `#-- PATH` (on both sides),
//! `#-- before PATH` and `#-- after PATH`, and below `#-- expected` what is told. `MILEPOST_BLESS=1` writes that anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use milepost::changes::{Side, Texts, between};
use milepost::report::{Consequence, Effect, EffectKind, consequences, may_matter};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

type Files = BTreeMap<String, String>;

struct Fixture {
    path: PathBuf,
    /// Everything above what is expected.
    text: String,
    before: Files,
    after: Files,
    expected: String,
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/consequences");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    assert!(paths.len() >= 20, "there are {} fixtures", paths.len());
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Fixture {
    let whole = fs::read_to_string(&path).expect("the fixtures are UTF-8").replace("\r\n", "\n");
    let (text, expected) = whole.split_once("#-- expected\n").unwrap_or((&whole, ""));
    let (mut before, mut after) = (Files::new(), Files::new());
    for part in text.split("#-- ").skip(1) {
        let (head, content) = part.split_once('\n').expect("a path ends its line");
        if let Some(path) = head.strip_prefix("before ") {
            before.insert(path.to_owned(), content.to_owned());
        } else if let Some(path) = head.strip_prefix("after ") {
            after.insert(path.to_owned(), content.to_owned());
        } else {
            before.insert(head.to_owned(), content.to_owned());
            after.insert(head.to_owned(), content.to_owned());
        }
    }
    Fixture { text: text.to_owned(), expected: expected.to_owned(), before, after, path }
}

fn found(before: &Files, after: &Files) -> Vec<Consequence> {
    found_by(before, after, Cache::default())
}

fn found_by(before: &Files, after: &Files, mut cache: Cache) -> Vec<Consequence> {
    let (before, after) = (Tree::memory(before.clone()), Tree::memory(after.clone()));
    let comparison = between(&Side::open(&before), &Side::open(&after), &mut Texts::default());
    let (old, new) = (Workspace::load(&before, &mut cache), Workspace::load(&after, &mut cache));
    let found = consequences(&comparison, &old, &new);
    assert!(found.is_empty() || may_matter(&comparison), "what was found would not have been looked for");
    for consequence in &found {
        assert!(consequence.change(&comparison).is_some(), "{} is in the comparison", consequence.path);
    }
    found
}

/// Consequences as text: a line a change, a line an effect, a line for those who should know.
fn shown(found: &[Consequence]) -> String {
    let mut text = String::new();
    for Consequence { program, path, effects, tell } in found {
        writeln!(text, "{program} {path}").expect("a string takes every text");
        for effect in effects {
            writeln!(text, "  {}", line(effect)).expect("a string takes every text");
        }
        writeln!(text, "  tell {}", if tell.is_empty() { "nobody".to_owned() } else { tell.join(", ") })
            .expect("a string takes every text");
    }
    if text.is_empty() { "nothing\n".to_owned() } else { text }
}

/// `dependency-late checkout dependencies.tokens 2026-07-15 → 2026-07-31, 16 days`
fn line(effect: &Effect) -> String {
    let mut line = format!("{} {} {}", effect.kind.name(), effect.program, effect.path);
    line.extend(effect.day.map(|day| format!(" {day}")));
    line.extend(effect.comes.map(|day| format!(" → {day}")));
    line.extend(effect.days.map(|days| format!(", {days} days")));
    line.extend(effect.days_before.map(|days| format!(", before {days}")));
    line.extend(effect.through.as_ref().map(|link| format!(", through {} {}", link.program, link.path)));
    line.extend(effect.contact.as_ref().map(|contact| format!(", ask {contact}")));
    line
}

#[test]
fn each_fixture_tells_what_is_expected() {
    let mut wrong = String::new();
    for Fixture { path, text, before, after, expected } in fixtures() {
        let said = shown(&found(&before, &after));
        if said == expected {
            continue;
        }
        if std::env::var_os("MILEPOST_BLESS").is_some() {
            fs::write(&path, format!("{text}#-- expected\n{said}")).expect("the fixture can be written");
        } else {
            write!(wrong, "{}\nexpected:\n{expected}said:\n{said}\n", path.display()).expect("a string");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_version_compared_with_itself_has_no_consequences() {
    for fixture in fixtures() {
        for version in [&fixture.before, &fixture.after] {
            assert_eq!(shown(&found(version, version)), "nothing\n", "{}", fixture.path.display());
        }
    }
}

#[test]
fn what_nobody_waits_for_need_not_be_read() {
    let sections = "\n[risks.vendor]\ntitle = \"The vendor\"\nthreatens = [\"beta\"]\nowner = \"li\"\n\n[decisions.tokens]\n\
                    title = \"Tokens\"\nneeded-by = 2026-02-15\n\n[docs]\ndesign = \"https://wiki.example/design\"\n";
    let longer = |files: &Files| -> Files {
        let longer = |(path, text): (&String, &String)| {
            let more = if path.starts_with("programs/") { sections } else { "" };
            (path.clone(), format!("{text}{more}"))
        };
        files.iter().map(longer).collect()
    };
    for Fixture { path, before, after, .. } in fixtures() {
        let (before, after) = (longer(&before), longer(&after));
        let (whole, brief) = (found(&before, &after), found_by(&before, &after, Cache::of_waits()));
        assert_eq!(shown(&whole), shown(&brief), "{}", path.display());
        assert_eq!(whole, brief, "{}", path.display());
    }
}

#[test]
fn what_becomes_late_on_the_way_there_is_never_late_on_the_way_back() {
    let late = |found: &[Consequence]| {
        let effects = found.iter().flat_map(|consequence| &consequence.effects);
        let late = effects.filter(|effect| {
            matches!(effect.kind, EffectKind::DependencyLate | EffectKind::MilestoneUnholdable)
        });
        late.map(|effect| format!("{} {}", effect.program, effect.path)).collect::<Vec<_>>()
    };
    for Fixture { path, before, after, .. } in fixtures() {
        let back = late(&found(&after, &before));
        let both: Vec<String> =
            late(&found(&before, &after)).into_iter().filter(|effect| back.contains(effect)).collect();
        assert!(both.is_empty(), "{}: {both:?}", path.display());
    }
}

/// Every file below a folder, by its path from there.
fn files(root: &Path) -> Files {
    let mut files = Files::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(root).expect("it was found below the root");
            let text = fs::read_to_string(&path).expect("the fixtures are UTF-8");
            files.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
    files
}

#[test]
fn whatever_changes_is_followed_both_ways() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes");
    for pair in fs::read_dir(folder).expect("the pairs of changes") {
        let pair = pair.expect("a folder can be listed").path();
        let (before, after) = (files(&pair.join("before")), files(&pair.join("after")));
        found(&before, &after);
        found(&after, &before);
    }
    let example = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-program"));
    for path in example.keys().filter(|path| path.starts_with("programs/")) {
        let mut without = example.clone();
        without.remove(path);
        found(&example, &without);
        found(&without, &example);
    }
}
