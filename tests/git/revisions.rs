//! What a user may call a commit, and what a commit says.

use crate::repository::{Draft, Fixture, alone, git};
use crate::{at, failure, open};

#[test]
fn a_commit_is_found_by_each_of_its_names() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let first = fixture.commit_text(&[], 100, &[("a.toml", "a")]);
        let second = fixture.commit_text(&[&first], 200, &[("a.toml", "b")]);
        fixture.set("refs/heads/main", &second);
        fixture.set("refs/remotes/origin/next", &second);
        git(dir, &["tag", "-a", "v1.0", "-m", "One", &first]);
        let repository = open(dir);
        for (rev, id) in [
            ("HEAD", &second),
            ("main", &second),
            ("@", &second),
            ("HEAD~1", &first),
            ("main^", &first),
            ("v1.0", &first),
            ("v1.0^{commit}", &first),
            ("origin/next~", &first),
            (&first[..10], &first),
            (&first, &first),
            (":/Change at 100", &first),
        ] {
            assert_eq!(at(&repository, rev).to_string(), *id, "{rev}");
        }
        let commit = repository.commit("HEAD").expect("a commit");
        assert_eq!(commit.parents, [at(&repository, "HEAD~")]);
        assert_eq!(commit.time.as_second(), 200);
    });
}

#[test]
fn fact_5_what_is_no_commit_says_what_would_be_one() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let only = fixture.commit_text(&[], 100, &[("a.toml", "a")]);
        fixture.set("refs/heads/main", &only);
        fixture.set("refs/heads/roadmap", &only);
        fixture.set("refs/tags/v1.10", &only);
        fixture.set("refs/remotes/origin/release", &only);
        let repository = open(dir);
        let cases = [
            ("mian", "`mian` is no revision of this repository", "did you mean `main`?"),
            ("roadmpa~2", "`roadmpa~2` is no revision of this repository", "did you mean `roadmap~2`?"),
            ("v1.01", "`v1.01` is no revision of this repository", "did you mean `v1.10`?"),
            ("release", "`release` is no revision of this repository", "did you mean `origin/release`?"),
            (
                "something-else",
                "`something-else` is no revision of this repository",
                "git fetch --all --tags",
            ),
            ("1234567890123456789012345678901234567890", "is no revision of this repository", "git fetch"),
            ("d", "`d` is no revision", "name a branch"),
            ("HEAD:a.toml", "`HEAD:a.toml` names a file or a folder, not a commit", "name a branch"),
            ("HEAD^{tree}", "names a file or a folder, not a commit", "name a branch"),
            ("HEAD~3", "`HEAD~3` goes back further than the history does", "git log"),
            ("HEAD^2", "goes back further", "git log"),
            ("main@{upstream}", "upstream of a branch that has none", "--set-upstream-to"),
            ("HEAD@{1 week ago}", "asks this clone's reflog", "`1 week ago`"),
            ("HEAD^!", "stands for several commits", "`HEAD`"),
            ("main..roadmap", "is a range", "one branch"),
            (":a.toml", "names the file `a.toml` in the index", "--staged"),
            ("", "cannot be empty", "name a branch"),
            ("a b", "`a b` is no revision", "name a branch"),
            ("HEAD^{nonsense}", "is no revision", "name a branch"),
            ("HEAD@{9}", "is no revision", "name a branch"),
            ("-x", "`-x` is no revision", "name a branch"),
            ("\u{0}", "is no revision", "name a branch"),
        ];
        for (rev, message, help) in cases {
            let (said, helped) = failure(repository.commit(rev));
            assert!(said.contains(message), "{rev}: {said}");
            assert!(helped.contains(help), "{rev}: {helped}");
        }
    });
}

#[test]
fn an_id_that_two_objects_begin_with_needs_more_digits() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let ids: Vec<String> = (0..200).map(|time| fixture.commit_text(&[], time, &[])).collect();
        let twice = |id: &&String| ids.iter().filter(|other| other[..4] == id[..4]).count() > 1;
        // With 200 ids there may be no pair of four digits; libgit2 takes no fewer.
        if let Some(id) = ids.iter().find(twice) {
            let (message, help) = failure(open(dir).commit(&id[..4]));
            assert!(message.ends_with("fits several objects"), "{message}");
            assert_eq!(help, "write more of its digits");
        }
    });
}

#[test]
fn fact_6_authors_and_messages_need_not_be_text() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let commit = |author: &[u8], message: &[u8]| {
            let id = fixture.commit(&Draft { author, message, ..Draft::default() });
            open(dir).commit(&id).expect("a commit")
        };
        let latin = commit(
            b"J\xf6rg <j\xf6rg@milepost.example>",
            b"Verschoben f\xfcr Li\n\nReason: Lieferant sp\xe4t\n",
        );
        assert_eq!(latin.author, "J\u{fffd}rg");
        assert_eq!(latin.author_email, "j\u{fffd}rg@milepost.example");
        assert_eq!(latin.subject, "Verschoben f\u{fffd}r Li");
        assert_eq!(latin.reason.as_deref(), Some("Lieferant sp\u{fffd}t"));

        let empty = commit(b"<>", b"");
        assert_eq!((empty.author.as_str(), empty.subject.as_str()), ("", ""));
        // Git would not write this one, and libgit2 does not read it.
        assert_eq!(commit(b"No Address", b"x").author, "No Address");
        assert_eq!(commit(b"Odd <<a@x>>", b"\n\n  x  \n").subject, "x");
    });
}

#[test]
fn fact_6_the_mailmap_counts_in_bare_repositories_too() {
    alone(&[], |dir| {
        let map = b"Jane Doe <jane@milepost.example> <jd@old.example>\n".as_slice();
        let draft = Draft {
            author: b"jd <jd@old.example>",
            files: &[(b".mailmap", 0o100_644, map)],
            ..Draft::default()
        };
        for bare in [true, false] {
            let path = dir.join(if bare { "bare" } else { "tree" });
            let fixture = Fixture::new(&path, bare);
            fixture.set("refs/heads/main", &fixture.commit(&draft));
            if !bare {
                std::fs::write(path.join(".mailmap"), map).expect("a file can be written");
            }
            let commit = open(&path).commit("main").expect("a commit");
            assert_eq!(commit.author, "Jane Doe", "bare: {bare}");
            assert_eq!(commit.author_email, "jane@milepost.example", "bare: {bare}");
        }
    });
}

#[test]
fn reasons_are_those_that_git_sees() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let lines = [
            "Reason: late",
            "reason:later",
            "Reason :",
            " folded",
            "\tfolded by a tab",
            "prose",
            "",
            "Signed-off-by: Li <li@milepost.example>",
            "Cc: Li",
            "(cherry picked from commit 1234)",
            "Two words: no",
            "Reason",
            ": nothing",
            "   ",
        ];
        // Every message of a subject and four of these lines, by a fixed step through all of them.
        let format = "--format=%(trailers:key=Reason,valueonly,unfold,separator=%x1f)";
        let count = lines.len().pow(4);
        let mut messages = Vec::new();
        for number in (0..count).step_by(97) {
            let mut rest = number;
            let mut message = String::from("Subject\n");
            for _ in 0..4 {
                message.push('\n');
                message.push_str(lines[rest % lines.len()]);
                rest /= lines.len();
            }
            messages.push(message + "\n");
        }
        let mut tip: Option<String> = None;
        for message in &messages {
            let parents: Vec<&str> = tip.iter().map(String::as_str).collect();
            tip = Some(fixture.commit(&Draft {
                parents: &parents,
                message: message.as_bytes(),
                ..Draft::default()
            }));
        }
        fixture.set("refs/heads/main", &tip.expect("there are messages"));
        let expected = git(dir, &["log", "--reverse", &format!("{format}%x1e"), "main"]);
        let expected: Vec<&str> = expected.split('\u{1e}').map(|text| text.trim_matches('\n')).collect();
        let repository = open(dir);
        let mut steps = repository.first_parents(None, at(&repository, "main")).expect("a history");
        steps.reverse();
        assert_eq!(steps.len(), messages.len());
        for ((step, message), expected) in steps.iter().zip(&messages).zip(expected) {
            let values: Vec<&str> =
                expected.split('\u{1f}').map(str::trim).filter(|value| !value.is_empty()).collect();
            let reason = repository.commit_at(step.oid).expect("a commit").reason;
            assert_eq!(reason.unwrap_or_default(), values.join("; "), "{message:?}");
        }
    });
}

#[test]
fn merge_bases_and_ancestors() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let base = fixture.commit_text(&[], 100, &[]);
        let left = fixture.commit_text(&[&base], 200, &[]);
        let right = fixture.commit_text(&[&base], 300, &[]);
        let apart = fixture.commit_text(&[], 400, &[]);
        let repository = open(dir);
        let [base, left, right, apart] = [base, left, right, apart].map(|id| at(&repository, &id));
        assert_eq!(repository.merge_base(left, right).expect("readable"), Some(base));
        assert_eq!(repository.merge_base(left, apart).expect("readable"), None);
        assert!(repository.is_ancestor(base, left).expect("readable"));
        assert!(repository.is_ancestor(left, left).expect("readable"));
        assert!(!repository.is_ancestor(left, right).expect("readable"));
        assert!(!repository.is_ancestor(left, base).expect("readable"));
    });
}
