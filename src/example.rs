//! The example that comes with the binary: the files of a portfolio, and the twelve weeks that led to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use jiff::Timestamp;
use serde::Deserialize;
use toml::value::{Datetime, Offset};

use crate::git::NewCommit;

/// The day on which the example plays.
pub const TODAY: &str = "2026-06-15";

/// The example as it stood before its last commits mended what lint finds.
pub const UNMENDED: &str = "HEAD~8";

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/example-program");
const HISTORY: &str = include_str!("example/history.toml");

/// The history as it is told, oldest commit first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    commit: Vec<Told>,
}

/// A commit as it is told: what it does, not what it leads to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    time: Datetime,
    author: String,
    subject: String,
    body: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    adds: Vec<String>,
    #[serde(default)]
    renames: Vec<Rename>,
    #[serde(default)]
    edits: Vec<Edit>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    from: String,
    to: String,
}

/// A text of a file that becomes another one. Each occurs once in the file as long as it stands there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    before: String,
    after: String,
}

/// The files of the example as they are in the end, by path.
pub fn files() -> BTreeMap<String, Arc<str>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![&FOLDER];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().components().map(|part| part.as_os_str().to_string_lossy());
            let text = file.contents_utf8().expect("every file of the example is text, as a test shows");
            files.insert(path.collect::<Vec<_>>().join("/"), text.into());
        }
    }
    files
}

/// The commits of the example, oldest first, each with all of its files.
///
/// They are found from the end: what the last commit did is undone, then what the one before it did, and so on.
pub fn commits() -> Vec<NewCommit> {
    let history: History = toml::from_str(HISTORY).expect("the history is well formed, as a test shows");
    let mut files = files();
    let mut commits = Vec::new();
    for told in history.commit.iter().rev() {
        commits.push(told.commit(files.clone()));
        if let Err(what) = told.undo(&mut files) {
            panic!("the history does not lead to the example: `{}` {what}", told.subject);
        }
    }
    assert!(files.is_empty(), "the history does not begin with nothing: {:?}", files.keys());
    commits.reverse();
    commits
}

impl Told {
    fn commit(&self, files: BTreeMap<String, Arc<str>>) -> NewCommit {
        let (name, email) = self
            .author
            .strip_suffix('>')
            .and_then(|author| author.split_once(" <"))
            .expect("an author of the history has a name and an address");
        let time: Timestamp = self.time.to_string().parse().expect("a time of the history has an offset");
        let offset_minutes = match self.time.offset {
            Some(Offset::Custom { minutes }) => minutes.into(),
            Some(Offset::Z) | None => 0,
        };
        let reason = self.reason.as_ref().map(|reason| format!("Reason: {reason}"));
        let parts = [Some(&self.subject), self.body.as_ref(), reason.as_ref()];
        let parts: Vec<&str> = parts.into_iter().flatten().map(|part| part.trim_end()).collect();
        let message = parts.join("\n\n") + "\n";
        NewCommit { name: name.to_owned(), email: email.to_owned(), time, offset_minutes, message, files }
    }

    /// Turns the files after this commit into those before it.
    fn undo(&self, files: &mut BTreeMap<String, Arc<str>>) -> Result<(), String> {
        for Edit { file, before, after } in self.edits.iter().rev() {
            let text = files.get_mut(file).ok_or_else(|| format!("edits {file}, which is not there"))?;
            let once = |text: &str, part: &str| match text.matches(part).count() {
                1 => Ok(()),
                count => Err(format!("looks for a text in {file} that is there {count} times: {part}")),
            };
            once(text, after)?;
            *text = text.replacen(after, before, 1).into();
            once(text, before)?;
        }
        for Rename { from, to } in self.renames.iter().rev() {
            let text = files.remove(to).ok_or_else(|| format!("leads to {to}, which is not there"))?;
            files.insert(from.clone(), text);
        }
        for path in &self.adds {
            files.remove(path).ok_or_else(|| format!("adds {path}, which is not there"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_leads_from_nothing_to_the_example() {
        let commits = commits();
        assert_eq!(commits.last().map(|commit| &commit.files), Some(&files()));
        assert!(commits.is_sorted_by_key(|commit| commit.time));
        for commit in &commits {
            for (path, text) in commit.files.iter().filter(|(path, _)| !path.ends_with(".md")) {
                let parsed = toml::from_str::<toml::Table>(text);
                assert!(parsed.is_ok(), "{path} after {}: {parsed:?}", commit.message);
            }
        }
    }

    #[test]
    fn a_commit_says_who_when_and_why() {
        let commit = commits().swap_remove(9);
        assert_eq!((&*commit.name, &*commit.email), ("Maya Chen", "maya.chen@corp.example"));
        assert_eq!((commit.time.to_string().as_str(), commit.offset_minutes), ("2026-04-07T16:48:00Z", -420));
        assert_eq!(
            commit.message,
            "Move the Sherlock beta to 26 June\n\nReason: Gold questions joined the beta, and Northwind's \
             security review takes two weeks more than its contract says\n"
        );
    }
}
