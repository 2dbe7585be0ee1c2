//! A commit as a report shows it: who, when and why.

use jiff::Timestamp;
use memchr::memmem::find;

use super::revision::{astray, no_head};
use super::{Oid, Repository, Step, Store, trailer};
use crate::error::{Error, Result};

/// A commit with what a reader wants to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub oid: Oid,
    /// The id of its root folder.
    pub tree: Oid,
    /// Its parents; none for a first commit, and where a shallow clone ends.
    pub parents: Vec<Oid>,
    /// The committer's time.
    pub time: Timestamp,
    /// The author's name, through `.mailmap`; `�` stands for what is not UTF-8.
    pub author: String,
    /// The author's address, through `.mailmap`.
    pub author_email: String,
    /// The first paragraph of the message, on one line.
    pub subject: String,
    /// What the `Reason:` trailers of the message say, joined with `; `.
    pub reason: Option<String>,
}

impl Repository {
    /// Reads the commit with this id.
    pub fn commit_at(&self, oid: Oid) -> Result<Commit> {
        let (step, author, message) = self.commit_of(oid, |step, bytes| {
            let (header, message) = split_header(bytes);
            (step, author(header), String::from_utf8_lossy(message).into_owned())
        })?;
        let (author, author_email) = self.mapped(oid, author);
        let reasons = trailer::values(&message, "Reason");
        Ok(Commit {
            oid,
            tree: step.tree,
            parents: step.parents,
            time: step.time,
            author,
            author_email,
            subject: subject(&message),
            reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
        })
    }

    /// The commit that HEAD is at; `None` before the first commit.
    pub fn head(&self) -> Result<Option<Commit>> {
        let inner = match &self.store {
            Store::Library(inner) => inner,
            Store::Git(door) => {
                return match door.id(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]) {
                    Some(oid) => self.commit_at(oid).map(Some),
                    // A branch that has no commit yet has a name all the same.
                    None if self.branch().is_some() => Ok(None),
                    None => Err(astray("git cannot resolve it")),
                };
            }
        };
        match inner.head() {
            Ok(head) => {
                // HEAD comes resolved to what it points at in the end, which is an id.
                let oid = head
                    .target()
                    .ok_or_else(|| Error::new("HEAD is at no commit").help("run `git status`"))?;
                self.commit_at(Oid::from_git2(oid)).map(Some)
            }
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => Ok(None),
            Err(error) => Err(no_head(&error)),
        }
    }

    /// The author of a commit as `.mailmap` says, which is asked once for each author.
    fn mapped(&self, oid: Oid, committed: (String, String)) -> (String, String) {
        if let Some(mapped) = self.memo.borrow().authors.get(&committed) {
            return mapped.clone();
        }
        // Where libgit2 cannot read the commit or the map, the name stands as it was committed.
        let mapped = match &self.store {
            Store::Library(inner) => mapped_by_library(inner, oid),
            Store::Git(door) => {
                let contact = format!("{} <{}>", committed.0, committed.1);
                door.ask(&["check-mailmap", "--", &contact])
                    .map(|line| author(format!("author {line}").as_bytes()))
            }
        };
        // Where neither the commit nor the map can be read, the name stands as it was committed.
        let mapped = mapped.unwrap_or_else(|| committed.clone());
        self.memo.borrow_mut().authors.insert(committed, mapped.clone());
        mapped
    }
}

/// The author of a commit as libgit2 maps it.
fn mapped_by_library(inner: &git2::Repository, oid: Oid) -> Option<(String, String)> {
    let mailmap = inner.mailmap().ok()?;
    let author = inner.find_commit(oid.to_git2()).ok()?.author_with_mailmap(&mailmap).ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Some((text(author.name_bytes()), text(author.email_bytes())))
}

/// A commit object's header and message, parted at the first empty line.
pub(super) fn split_header(bytes: &[u8]) -> (&[u8], &[u8]) {
    match find(bytes, b"\n\n") {
        Some(at) => (&bytes[..at], &bytes[at + 2..]),
        None => (bytes, &[]),
    }
}

/// Name and address from the author line of a header.
fn author(header: &[u8]) -> (String, String) {
    let line = header.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(b"author "));
    let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let Some((name, rest)) = line.split_once('<') else {
        // Without an address, the time and the zone follow the name.
        let name = line.rsplitn(3, ' ').nth(2).unwrap_or(&line);
        return (name.trim().to_owned(), String::new());
    };
    let email = rest.rsplit_once('>').map_or(rest, |(email, _)| email);
    (name.trim().to_owned(), email.trim().to_owned())
}

/// The first paragraph of a message on one line, as git prints a subject.
fn subject(message: &str) -> String {
    let lines = message.lines().map(str::trim_end).skip_while(|line| line.trim().is_empty());
    let paragraph: Vec<&str> = lines.take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    paragraph.join(" ")
}

impl Step {
    /// Reads what a walk needs from the bytes of a commit; `None` where they are damaged.
    pub(super) fn parse(oid: Oid, bytes: &[u8]) -> Option<Self> {
        let (header, _) = split_header(bytes);
        let mut lines = header.split(|byte| *byte == b'\n');
        let tree = Oid::from_hex(lines.next()?.strip_prefix(b"tree ")?)?;
        let mut parents = Vec::new();
        let mut time = Timestamp::UNIX_EPOCH;
        for line in lines {
            if let Some(parent) = line.strip_prefix(b"parent ") {
                parents.push(Oid::from_hex(parent)?);
            } else if let Some(committer) = line.strip_prefix(b"committer ") {
                time = committer_time(committer);
                break;
            }
        }
        Some(Self { oid, tree, parents, time, cut: false })
    }
}

/// The seconds behind the address of a committer line. Git takes what it cannot read as the epoch, and so do we;
/// a time that no calendar holds is the nearest one that it does.
fn committer_time(line: &[u8]) -> Timestamp {
    let text = String::from_utf8_lossy(line);
    let after = text.rsplit_once('>').map_or("", |(_, after)| after);
    let Some(seconds) = after.split_ascii_whitespace().next().and_then(|word| word.parse::<i128>().ok())
    else {
        return Timestamp::UNIX_EPOCH;
    };
    let limit = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";

    fn step(rest: &str) -> Option<Step> {
        Step::parse(Repository::hash(b""), format!("{TREE}{rest}").as_bytes())
    }

    #[test]
    fn the_time_is_read_whatever_it_is() {
        let time = |seconds: &str| {
            step(&format!("author A <a@x> 5 +0000\ncommitter C > <c@x> {seconds} +0000\n\nmessage\n"))
                .expect("the header is sound")
                .time
        };
        assert_eq!(time("1000"), Timestamp::from_second(1000).expect("a small number"));
        assert_eq!(time("-5"), Timestamp::from_second(-5).expect("a small number"));
        assert_eq!(time("99999999999999999999"), Timestamp::MAX);
        assert_eq!(time("soon"), Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn a_parent_in_the_message_is_no_parent() {
        let text =
            format!("author A <a@x> 5 +0000\ncommitter C <c@x> 5 +0000\n\nparent {}\n", "0".repeat(40));
        assert!(step(&text).expect("the header is sound").parents.is_empty());
        assert!(step("parent nonsense\n").is_none());
    }

    #[test]
    fn a_subject_is_the_first_paragraph() {
        assert_eq!(subject("\n\nMove the date\nof beta  \n\nSince Li is away\n"), "Move the date of beta");
        assert_eq!(subject(""), "");
    }
}
