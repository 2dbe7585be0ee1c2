//! What `milepost report` tells of a window, in histories of every awkward kind.
//!
//! Each block of `tests/windows/*.txt` is a small repository. `commit NAME WHEN` is a commit on the one before; `by AUTHOR`
//! says who made it, `on PARENT+PARENT` what it stands on instead (`on nothing` begins a history), `because REASON` adds that
//! trailer. A commit holds the files of its first parent, and what stands below it: a path and the lines of the file, each
//! behind ` | `, or `gone`. Questions follow, `$ report …` with the answer: the two states, each change with its steps, and
//! what moved and came back. `MILEPOST_BLESS=1` writes the answers anew.

#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use repository::{Draft, Fixture, alone, clean};
use serde_json::Value;

/// A repository in the making: its commits by name, and the files of each.
struct Story {
    fixture: Fixture,
    commits: BTreeMap<String, (String, BTreeMap<String, String>)>,
    last: Option<String>,
}

impl Story {
    fn new(folder: &Path) -> Self {
        Self { fixture: Fixture::new(folder, true), commits: BTreeMap::new(), last: None }
    }

    /// Writes the commit that a line tells of, with the files of the lines below it.
    fn commit(&mut self, line: &str, below: &[&str]) {
        let (line, reason) = line.split_once(" because ").map_or((line, ""), |(line, reason)| (line, reason));
        let mut words = line.split(' ').skip(1);
        let mut word = || words.next().unwrap_or_default();
        let (name, when) = (word(), word());
        let (mut author, mut parents) = ("Ann", self.last.iter().cloned().collect::<Vec<_>>());
        loop {
            match (word(), word()) {
                ("by", who) => author = who,
                ("on", "nothing") => parents.clear(),
                ("on", named) => parents = named.split('+').map(str::to_owned).collect(),
                ("", _) => break,
                (other, _) => panic!("a commit says `{other}`: {line}"),
            }
        }
        let of = |parent: &String| self.commits.get(parent).unwrap_or_else(|| panic!("no commit {parent}"));
        let mut files = parents.first().map_or_else(BTreeMap::new, |first| of(first).1.clone());
        for line in below {
            let (path, text) = line.trim().split_once(' ').expect("a path and what it holds");
            if text == "gone" {
                assert!(files.remove(path).is_some(), "{path} was there");
            } else {
                let lines = text.strip_prefix("| ").expect("lines begin with a bar");
                files.insert(path.to_owned(), lines.replace(" | ", "\n") + "\n");
            }
        }
        if !files.keys().any(|path| path.ends_with("milepost.toml")) {
            files.insert("milepost.toml".to_owned(), String::new());
        }
        let ids: Vec<&str> = parents.iter().map(|parent| of(parent).0.as_str()).collect();
        let entries: Vec<(&[u8], u32, &[u8])> =
            files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_bytes())).collect();
        let reason = if reason.is_empty() { String::new() } else { format!("\nReason: {reason}\n") };
        let (time, zone) = time(when);
        let (author, message) =
            (format!("{author} <{author}@milepost.example>"), format!("{name}\n{reason}"));
        let draft = Draft {
            parents: &ids,
            time,
            author: author.as_bytes(),
            message: message.as_bytes(),
            files: &entries,
        };
        let id = self.fixture.commit_in_zone(&draft, &zone);
        self.fixture.set("refs/heads/main", &id);
        assert!(self.commits.insert(name.to_owned(), (id, files)).is_none(), "two commits {name}");
        self.last = Some(name.to_owned());
    }

    fn answer(&self, question: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
        clean(&mut command, &self.fixture.path);
        command.current_dir(&self.fixture.path).args(["report", "--format", "json"]);
        for word in question.split(' ').skip(1) {
            // A commit is named as the story names it.
            command.arg(self.commits.get(word).map_or(word, |(id, _)| id));
        }
        let output = command.output().expect("milepost starts");
        let said = String::from_utf8_lossy(&output.stderr);
        let mut answer = String::new();
        if output.status.success() {
            let report = serde_json::from_slice(&output.stdout).expect("JSON");
            self.tell(&report, &mut answer).expect("a string takes every text");
        }
        for line in said.lines() {
            let known = |line: String, (name, (id, _)): (&String, &(String, _))| line.replace(&id[..9], name);
            writeln!(answer, "! {}", self.commits.iter().fold(line.to_owned(), known)).expect("a string");
        }
        answer
    }

    /// What a report tells, and nothing of what it makes of it.
    fn tell(&self, report: &Value, told: &mut String) -> std::fmt::Result {
        let side = |name: &str| {
            let oid = report["window"][name]["oid"].as_str();
            let is_it = |(_, (id, _)): &(&String, &(String, _))| Some(id.as_str()) == oid;
            self.commits.iter().find(is_it).map_or("nothing", |(name, _)| name)
        };
        writeln!(told, "from {} to {}", side("from"), side("to"))?;
        for program in list(&report["programs"]) {
            let id = text(&program["id"]);
            let former = &program["previous-id"];
            match text(&program["kind"]).as_str() {
                "changed" => {}
                "renamed" => writeln!(told, "{id} was {}", text(former))?,
                kind => writeln!(told, "{id} {kind}")?,
            }
            for change in list(&program["changes"]) {
                let what = format!("{id} {}", text(&change["path"]));
                match text(&change["kind"]).as_str() {
                    kind @ ("renamed" | "moved") => {
                        writeln!(told, "{what} {kind} from {}", text(&change["previous-id"]))?;
                    }
                    _ => writeln!(told, "{what}: {} → {}", text(&change["before"]), text(&change["after"]))?,
                }
                steps(change, told)?;
            }
        }
        for churn in list(&report["churn"]) {
            writeln!(told, "{} {} came back", text(&churn["program"]), text(&churn["path"]))?;
            steps(churn, told)?;
        }
        for file in list(&report["unreadable"]) {
            writeln!(told, "{} cannot be read {}", text(&file["file"]), text(&file["side"]))?;
        }
        Ok(())
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Object(_) => "it".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn steps(change: &Value, told: &mut String) -> std::fmt::Result {
    for step in list(&change["steps"]) {
        let reason = step["reason"].as_str().map_or_else(String::new, |reason| format!(" ({reason})"));
        let (who, subject) = (text(&step["author"]), text(&step["subject"]));
        writeln!(told, "    {subject}, {who}{reason}: {} → {}", text(&step["before"]), text(&step["after"]))?;
    }
    Ok(())
}

/// The seconds and the zone of a day, at ten in the morning, or of a time: `2026-06-07T23:30:00-08:00`.
fn time(when: &str) -> (i64, String) {
    let whole = if when.contains('T') { when.to_owned() } else { format!("{when}T10:00:00+00:00") };
    let time: Timestamp = whole.parse().unwrap_or_else(|error| panic!("{when}: {error}"));
    (time.as_second(), whole[whole.len() - 6..].replace(':', ""))
}

#[test]
fn every_window_is_told_as_it_was() {
    alone(&[], |dir| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/windows");
        let paths = fs::read_dir(&folder).expect("the stories").map(|entry| entry.expect("a file").path());
        let mut paths: Vec<_> = paths.collect();
        paths.sort();
        let mut wrong = Vec::new();
        for (file, path) in paths.iter().enumerate() {
            let expected = fs::read_to_string(path).expect("a story").replace("\r\n", "\n");
            let mut actual = Vec::new();
            for (at, block) in expected.split("\n\n\n").enumerate() {
                let mut story = Story::new(&dir.join(format!("{file}-{at}")));
                actual.push(answered(&mut story, block));
            }
            let actual = actual.join("\n\n\n") + "\n";
            if actual == expected {
                continue;
            }
            if std::env::var_os("MILEPOST_BLESS").is_some() {
                fs::write(path, actual).expect("the stories can be written");
            } else {
                wrong.push(format!("{}\n--- expected\n{expected}\n--- actual\n{actual}", path.display()));
            }
        }
        assert!(wrong.is_empty(), "{}\nMILEPOST_BLESS=1 writes the answers anew", wrong.join("\n"));
        assert!(paths.len() > 4);
    });
}

/// A block with the answers that milepost gives.
fn answered(story: &mut Story, block: &str) -> String {
    let mut actual = String::new();
    let mut lines = block.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(actual, "{line}").expect("a string takes every text");
        if line.starts_with("commit ") {
            let mut below = Vec::new();
            while let Some(next) = lines.next_if(|next| next.starts_with(' ')) {
                writeln!(actual, "{next}").expect("a string takes every text");
                below.push(next);
            }
            story.commit(line, &below);
        } else if let Some(question) = line.strip_prefix("$ ") {
            while lines.next_if(|next| !next.is_empty()).is_some() {}
            actual.push_str(&story.answer(question));
        }
    }
    actual.trim_end().to_owned()
}
