//! Files that nobody would write, and names that nobody would give: each has one verdict, on the disk, in the index and
//! in a commit alike, and every file around it is read.
#![cfg(unix)]

#[path = "support/repository.rs"]
mod repository;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use repository::{clean, git};

const PROGRAM: &str = "[program]\nname = \"One\"\n\n[owners]\ntpm = \"maya-chen\"\n";

const LIMIT: usize = 1 << 20;

/// A repository with one sound program, in which files of any content have any names.
struct Ground(tempfile::TempDir);

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("programs")).expect("a folder");
        fs::write(folder.path().join("milepost.toml"), "").expect("a file");
        fs::write(folder.path().join("programs/sound.toml"), PROGRAM).expect("a file");
        Self(folder)
    }

    fn write(&self, name: &[u8], bytes: impl AsRef<[u8]>) {
        let path = self.0.path().join("programs").join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    fn link(&self, name: &str, target: &str) {
        symlink(target, self.0.path().join("programs").join(name)).expect("a link");
    }

    /// What lint says, in the words of a side: `rule file:line:column message`.
    fn lint(&self, side: &[&str]) -> Vec<String> {
        lint(self.0.path(), side)
    }

    /// What lint says of the disk, and of the same files staged and committed.
    fn verdict(&self) -> Vec<String> {
        let on_disk = self.lint(&[]);
        git(self.0.path(), &["init", "-q", "-b", "main"]);
        git(self.0.path(), &["add", "."]);
        assert_eq!(self.lint(&["--staged"]), on_disk, "staged");
        git(self.0.path(), &["commit", "-q", "-m", "Start"]);
        assert_eq!(self.lint(&["--rev", "HEAD"]), on_disk, "committed");
        on_disk
    }
}

fn lint(folder: &Path, side: &[&str]) -> Vec<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.args(["lint", "--format", "concise", "--as-of", "2026-06-15"]).args(side);
    command.current_dir(folder);
    clean(&mut command, folder);
    let output = command.output().expect("milepost starts");
    let text = String::from_utf8(output.stdout).expect("what is printed is UTF-8");
    assert!(output.status.code().is_some_and(|code| code < 2), "{side:?}: {text}");
    let is_plain =
        |line: &str| !line.chars().any(|letter| letter.is_control() || "\u{202e}\u{2066}".contains(letter));
    assert!(text.lines().all(is_plain), "{text:?}");
    text.lines().filter_map(|line| line.strip_prefix("programs/")).map(str::to_owned).collect()
}

/// A sound program with more behind it.
fn with(more: &str) -> String {
    format!("{PROGRAM}{more}")
}

/// Files by name, with what is said of each.
fn faulty() -> [(&'static str, Vec<u8>, &'static [&'static str]); 15] {
    [
        (
            "conflict",
            with("<<<<<<< HEAD\n=======\n>>>>>>> x\n").into(),
            &["6:1: error[merge-conflict-marker] a merge was left unfinished here"],
        ),
        (
            "cr",
            PROGRAM.replace('\n', "\r").into(),
            &["1:10: error[toml-syntax] a carriage return (CR) stands alone here"],
        ),
        (
            "deep",
            "[".repeat(100_000).into(),
            &[
                "1:1: error[missing-key] the section `[owners]` is missing: who runs this program?",
                "1:1: error[missing-key] the section `[program]` is missing",
                "1:1: error[toml-syntax] this `[` is never closed",
            ],
        ),
        (
            "empty",
            Vec::new(),
            &[
                "1:1: error[missing-key] the section `[owners]` is missing: who runs this program?",
                "1:1: error[missing-key] the section `[program]` is missing",
            ],
        ),
        (
            "large",
            vec![b' '; LIMIT + 1],
            &["1:1: error[file-unreadable] this file has 1048577 bytes, and the limit is 1048576"],
        ),
        ("last-byte", with("x").into(), &["6:2: error[toml-syntax] this key has no value"]),
        (
            "last-character",
            with("health = \"é").into(),
            &["6:12: error[toml-syntax] this text has no closing quote"],
        ),
        (
            "last-quote",
            with("health = \"").into(),
            &["6:11: error[toml-syntax] this text has no closing quote"],
        ),
        (
            "latin-1",
            b"[program]\nname = \"caf\xe9\"\n".to_vec(),
            &["1:1: error[file-unreadable] this file is not UTF-8 text, from byte 21 on"],
        ),
        (
            "long-fault",
            with(&format!("health = {}", "y".repeat(3000))).into(),
            &["6:10: error[toml-syntax] this value needs quotes"],
        ),
        (
            "nested-array",
            with(&format!("[docs]\na = {}{}", "[".repeat(100), "]".repeat(100))).into(),
            &["7:85: error[toml-syntax] this is nested too deeply"],
        ),
        (
            "nested-table",
            with(&format!("[docs]\na = {}1{}", "{a=".repeat(100), "}".repeat(100))).into(),
            &["7:245: error[toml-syntax] this is nested too deeply"],
        ),
        ("nul", with("\0").into(), &["6:1: error[toml-syntax] this is no key"]),
        (
            "utf-16",
            PROGRAM.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            &[
                "1:1: error[missing-key] the section `[owners]` is missing: who runs this program?",
                "1:1: error[missing-key] the section `[program]` is missing",
                "1:2: error[toml-syntax] this is no key",
            ],
        ),
        (
            "within-characters",
            with("é = 1\n\"é\" = 漢\nhealth = \"é🚀").into(),
            &[
                "6:1: error[toml-syntax] this is no key",
                "7:1: error[invalid-id] `é` is no id",
                "7:7: error[toml-syntax] this value needs quotes",
                "8:13: error[toml-syntax] this text has no closing quote",
            ],
        ),
    ]
}

#[test]
fn a_file_of_any_bytes_has_one_verdict() {
    let ground = Ground::new();
    let sound: [(&str, Vec<u8>); 5] = [
        ("bom", [b"\xef\xbb\xbf", PROGRAM.as_bytes()].concat()),
        ("crlf", PROGRAM.replace('\n', "\r\n").into()),
        ("no-final-newline", PROGRAM.trim_end().into()),
        ("long-line", PROGRAM.replace("One", &"x".repeat(3000)).into()),
        ("limit", with(&"#".repeat(LIMIT - PROGRAM.len())).into()),
    ];
    for (name, bytes) in &sound {
        ground.write(format!("{name}.toml").as_bytes(), bytes);
    }
    let mut expected = Vec::new();
    for (name, bytes, findings) in &faulty() {
        ground.write(format!("{name}.toml").as_bytes(), bytes);
        expected.extend(findings.iter().map(|finding| format!("{name}.toml:{finding}")));
    }
    assert_eq!(ground.verdict(), expected);
}

#[test]
fn a_hundred_megabytes_are_measured_and_not_read() {
    let ground = Ground::new();
    ground.write(b"huge.toml", "");
    let file = fs::File::options().write(true).open(ground.0.path().join("programs/huge.toml"));
    file.and_then(|file| file.set_len(100 << 20)).expect("a file can grow");
    assert_eq!(
        ground.verdict(),
        ["huge.toml:1:1: error[file-unreadable] this file has 104857600 bytes, and the limit is 1048576"]
    );
}

#[test]
fn a_million_keys_are_refused_and_as_many_as_fit_are_read() {
    use std::fmt::Write as _;

    let ground = Ground::new();
    let mut text = "[owners]\ntpm = \"maya-chen\"\n\n[program]\nname = \"Full\"\n".to_owned();
    let mut count = 0;
    for key in 0..1_000_000 {
        let before = text.len();
        writeln!(text, "k{key}=1").expect("a text takes everything");
        if before <= LIMIT && text.len() > LIMIT {
            ground.write(b"full.toml", &text[..before]);
            count = key;
        }
    }
    ground.write(b"over.toml", text);
    let verdict = ground.lint(&[]);
    let (over, full): (Vec<&String>, Vec<&String>) =
        verdict.iter().partition(|line| line.starts_with("over.toml"));
    assert_eq!(full.len(), count, "one finding for each key that nobody declared");
    assert!(full.iter().all(|line| line.contains("[unknown-key]")), "{:?}", full.first());
    assert!(over.len() == 1 && over[0].contains("and the limit is 1048576"), "{over:?}");
}

#[test]
fn a_file_of_any_name_has_one_verdict() {
    let ground = Ground::new();
    let names: [&[u8]; 11] = [
        b"new\nline",
        b"quo\"te",
        b"it's",
        b"esc\x1b[31m",
        "bidi\u{202e}lmot".as_bytes(),
        b"tab\t",
        b"$(touch ran)",
        b"latin\xe9",
        b"folder\xe9/in",
        "\u{e9}".as_bytes(),
        "e\u{301}".as_bytes(),
    ];
    for name in names {
        ground.write(&[name, b".toml"].concat(), PROGRAM);
    }
    // What is hidden, or called otherwise, is not read.
    ground.write(b".hidden\xe9.toml", "[");
    ground.write(b"other\xe9.txt", "[");
    let id = |name: &str| {
        format!(
            "{name}.toml:1:1: error[invalid-id] the file's name gives the program the id `{name}`, which is no id"
        )
    };
    let bytes = |name: &str| {
        format!("{name}.toml:1:1: error[file-unreadable] this file has a name that is not UTF-8")
    };
    assert_eq!(
        ground.verdict(),
        [
            id("$(touch ran)"),
            id("bidi�lmot"),
            id("esc␛[31m"),
            id("e\u{301}"),
            bytes("folder�/in"),
            id("it's"),
            bytes("latin�"),
            id("new␊line"),
            id("quo\"te"),
            id("tab "),
            id("é"),
        ]
    );
}

#[test]
fn a_link_of_any_kind_has_one_verdict() {
    let ground = Ground::new();
    fs::create_dir(ground.0.path().join("shared")).expect("a folder");
    fs::write(ground.0.path().join("shared/text"), "health = 1\n".to_owned() + PROGRAM).expect("a file");
    ground.write(b"area/one.toml", PROGRAM);
    for (name, target) in [
        // Where a link leads to a file below the root, that is read.
        ("to-file.toml", "../shared/text"),
        ("to-link.toml", "to-file.toml"),
        ("through-folder.toml", "area-too/one.toml"),
        ("through-and-back.toml", "area-too/../sound.toml"),
        ("area-too", "area"),
        // And this is said of all others.
        ("absolute.toml", "/etc/passwd"),
        ("folder.toml", "area"),
        ("loop-a.toml", "loop-b.toml"),
        ("loop-b.toml", "loop-a.toml"),
        ("nowhere.toml", "nothing"),
        ("out.toml", "../../out.toml"),
        ("self.toml", "self.toml"),
        ("through-file.toml", "sound.toml/more"),
        ("through-itself", "through-itself/.."),
        ("round.toml", "through-itself/sound.toml"),
        // A folder that is a link is not walked, so that this ends.
        ("around", "."),
    ] {
        ground.link(name, target);
    }
    let no_file = |name: &str| {
        format!(
            "{name}.toml:1:1: error[file-unreadable] this file is a link that leads out of the repository, or nowhere"
        )
    };
    let read = |name: &str| format!("{name}.toml:1:1: error[unknown-key] a program has no key `health`");
    assert_eq!(
        ground.verdict(),
        [
            no_file("absolute"),
            no_file("folder"),
            no_file("loop-a"),
            no_file("loop-b"),
            no_file("nowhere"),
            no_file("out"),
            no_file("round"),
            no_file("self"),
            no_file("through-file"),
            read("to-file"),
            read("to-link"),
        ]
    );
}

#[test]
fn a_folder_that_cannot_be_opened_is_said_and_the_rest_is_read() {
    let ground = Ground::new();
    ground.write(b"closed/one.toml", PROGRAM);
    ground.write(b"empty.toml", "");
    let closed = ground.0.path().join("programs/closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("a mode");
    // Root opens every folder.
    let is_root = fs::read_dir(&closed).is_ok();
    let verdict = ground.lint(&[]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).expect("a mode");
    let said = "closed:1:1: error[file-unreadable] this file cannot be read: permission denied";
    assert_eq!(verdict.first().map(String::as_str) == Some(said), !is_root, "{verdict:?}");
    assert!(verdict.last().is_some_and(|line| line.starts_with("empty.toml")), "{verdict:?}");
}
