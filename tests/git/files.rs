//! The files of commits and of the index, and what differs between commits.

use milepost::git::{FileKind, Repository};

use crate::repository::{Draft, Fixture, alone, entry, git};
use crate::{at, commands, failure, open};

const FILE: u32 = 0o100_644;
const EXECUTABLE: u32 = 0o100_755;
const LINK: u32 = 0o120_000;
const MODULE: u32 = 0o160_000;
const A_COMMIT: &[u8] = b"1234567890123456789012345678901234567890";

#[test]
fn fact_6_links_and_submodules_are_told_apart_and_odd_names_counted() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let id = fixture.commit(&Draft {
            files: &[
                (b"README.md", FILE, b"top"),
                (b"p/b.toml", FILE, b"b"),
                (b"p/b/deep/c.toml", EXECUTABLE, b"c"),
                (b"p/b.d/x.toml", FILE, b"x"),
                (b"p/link.toml", LINK, b"/etc/passwd"),
                (b"p/module", MODULE, A_COMMIT),
                (b"p/\xff.toml", FILE, b"odd"),
                (b"p/\xfe/in.toml", FILE, b"odd"),
                ("p/été.toml".as_bytes(), FILE, b"e"),
            ],
            ..Draft::default()
        });
        let repository = open(dir);
        let commit = at(&repository, &id);
        for folder in ["p", "p/", "/p"] {
            let files = repository.files(commit, folder).expect("a commit");
            let listed: Vec<(&str, FileKind)> =
                files.entries.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
            assert_eq!(
                listed,
                [
                    ("b.d/x.toml", FileKind::File),
                    ("b.toml", FileKind::File),
                    ("b/deep/c.toml", FileKind::File),
                    ("link.toml", FileKind::Symlink),
                    ("module", FileKind::Submodule),
                    ("été.toml", FileKind::File),
                ]
            );
            assert_eq!(files.unreadable, ["\u{fffd}.toml", "\u{fffd}/in.toml"]);
        }
        assert_eq!(repository.files(commit, "").expect("a commit").entries[0].path, "README.md");
        for absent in ["q", "README.md", "p/b.toml/x", "p/link.toml", "p/module"] {
            assert!(repository.files(commit, absent).expect("a commit").entries.is_empty(), "{absent}");
        }
        // The index has them just so.
        let mut index = fixture.inner.index().expect("an index");
        let tree = fixture.inner.find_commit(id.parse().expect("an id")).and_then(|commit| commit.tree());
        index.read_tree(&tree.expect("a tree")).expect("an index can hold it");
        index.write().expect("an index can be written");
        let staged = repository.index_files("p").expect("an index");
        let files = repository.files(commit, "p").expect("a commit");
        assert_eq!(staged, files);
    });
}

#[test]
fn a_file_is_read_measured_and_hashed() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let content = b"name = \"\xff\"\n\0";
        let id = fixture.commit(&Draft { files: &[(b"a.toml", FILE, content)], ..Draft::default() });
        let repository = open(dir);
        let commit = repository.commit(&id).expect("a commit");
        let file = repository.files(commit.oid, "").expect("a commit").entries.remove(0);
        assert_eq!(repository.read(file.oid).expect("a file"), content);
        assert_eq!(repository.blob_size(file.oid).expect("a file"), content.len());
        assert_eq!(Repository::hash(content), file.oid);
        for other in [commit.oid, commit.tree] {
            assert!(failure(repository.read(other)).0.ends_with("is no file"));
            assert!(failure(repository.blob_size(other)).0.ends_with("is no file"));
        }
        let (message, help) = failure(repository.read(Repository::hash(b"never written")));
        assert!(message.ends_with("is missing from the repository"), "{message}");
        assert!(help.contains("git fsck"), "{help}");
    });
}

#[test]
fn fact_4_a_partial_clone_says_what_fetches_the_rest() {
    alone(&[], |dir| {
        let fixture = Fixture::new(&dir.join("full"), false);
        let first = fixture.commit_text(&[], 100, &[("a.toml", "one")]);
        fixture.set("refs/heads/main", &fixture.commit_text(&[&first], 200, &[("a.toml", "two")]));
        git(&dir.join("full"), &["config", "uploadpack.allowFilter", "true"]);
        let url = format!("file://{}", dir.join("full").display());
        git(dir, &["clone", "-q", "--filter=blob:none", "--no-checkout", &url, "partial"]);
        let path = dir.join("partial");
        let repository = open(&path);
        let files = repository.files(at(&repository, "HEAD~"), "").expect("folders were cloned");
        let (message, help) = failure(repository.read(files.entries[0].oid));
        assert!(message.ends_with("is not in this clone, which is a partial one"), "{message}");
        failure(repository.blob_size(files.entries[0].oid));
        git(&path, &commands(&help)[0]);
        assert_eq!(open(&path).read(files.entries[0].oid).expect("fetched"), b"one");
    });
}

#[test]
fn an_index_in_the_middle_of_a_merge_flags_its_conflicts() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let mut index = fixture.inner.index().expect("an index");
        let blob = |text: &[u8]| fixture.inner.blob(text).expect("a blob can be written");
        index.add(&entry(b"a.toml", FILE, blob(b"a"), 0, 0)).expect("an entry");
        for (stage, text) in [(1, b"base"), (2, b"ours"), (3, b"them")] {
            index.add(&entry(b"b.toml", FILE, blob(text), stage << 12, 0)).expect("an entry");
        }
        // Ours deleted it, theirs changed it.
        for (stage, text) in [(1, b"base"), (3, b"them")] {
            index.add(&entry(b"c.toml", FILE, blob(text), stage << 12, 0)).expect("an entry");
        }
        index.add(&entry(b"d.toml", FILE, blob(b""), 0x4000, 1 << 13)).expect("an entry");
        index.write().expect("an index can be written");
        let files = open(dir).index_files("").expect("an index");
        let listed: Vec<_> =
            files.entries.iter().map(|entry| (entry.path.as_str(), entry.kind, entry.oid)).collect();
        assert_eq!(
            listed,
            [
                ("a.toml", FileKind::File, Repository::hash(b"a")),
                ("b.toml", FileKind::Conflict, Repository::hash(b"ours")),
                ("c.toml", FileKind::Conflict, Repository::hash(b"base")),
            ]
        );
    });
}

#[test]
fn a_file_only_intended_to_be_added_is_absent() {
    alone(&[], |dir| {
        Fixture::new(dir, false);
        for name in ["staged.toml", "intended.toml"] {
            std::fs::write(dir.join(name), name).expect("a file can be written");
        }
        git(dir, &["add", "staged.toml"]);
        git(dir, &["add", "--intent-to-add", "intended.toml"]);
        let repository = open(dir);
        let files = repository.index_files("").expect("an index");
        assert_eq!(files.entries.len(), 1);
        assert_eq!(files.entries[0].oid, Repository::hash(b"staged.toml"));
        // What is staged later is seen by a repository that is open already.
        git(dir, &["add", "intended.toml"]);
        assert_eq!(repository.index_files("").expect("an index").entries.len(), 2);
    });
}

#[test]
fn a_damaged_index_is_no_empty_one() {
    alone(&[], |dir| {
        Fixture::new(dir, false);
        std::fs::write(dir.join(".git/index"), "DIRC garbage that goes on for a while and then some")
            .expect("a file can be written");
        let (message, help) = failure(open(dir).index_files(""));
        assert!(message.starts_with("the index cannot be read"), "{message}");
        assert!(help.contains("git status"), "{help}");
    });
}

#[test]
fn changed_files_are_those_whose_content_differs() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, true);
        let write = |files: &[(&[u8], u32, &[u8])]| fixture.commit(&Draft { files, ..Draft::default() });
        let before = write(&[
            (b"outside.toml", FILE, b"1"),
            (b"p/same.toml", FILE, b"s"),
            (b"p/edited.toml", FILE, b"1"),
            (b"p/gone.toml", FILE, b"g"),
            (b"p/old-name.toml", FILE, b"fact 8: no similarity is looked for"),
            (b"p/mode.toml", FILE, b"m"),
            (b"p/to-link", FILE, b"l"),
            (b"p/link-moved", LINK, b"1"),
            (b"p/becomes-folder", FILE, b"f"),
            (b"p/folder/in.toml", FILE, b"i"),
            (b"p/folder/deep/in.toml", FILE, b"d"),
            (b"p/module", MODULE, A_COMMIT),
            (b"p/\xff", FILE, b"1"),
        ]);
        let after = write(&[
            (b"outside.toml", FILE, b"2"),
            (b"p/same.toml", FILE, b"s"),
            (b"p/edited.toml", FILE, b"2"),
            (b"p/mode.toml", EXECUTABLE, b"m"),
            (b"p/new-name.toml", FILE, b"fact 8: no similarity is looked for"),
            (b"p/to-link", LINK, b"l"),
            (b"p/link-moved", LINK, b"2"),
            (b"p/becomes-folder/in.toml", FILE, b"n"),
            (b"p/becomes-folder.toml", FILE, b"t"),
            (b"p/folder", FILE, b"now a file"),
            (b"p/module", FILE, b"was a module"),
            (b"p/\xff", FILE, b"2"),
        ]);
        let repository = open(dir);
        let (before, after) = (at(&repository, &before), at(&repository, &after));
        let h = Repository::hash;
        let expected = [
            ("becomes-folder", Some(h(b"f")), None),
            ("becomes-folder.toml", None, Some(h(b"t"))),
            ("becomes-folder/in.toml", None, Some(h(b"n"))),
            ("edited.toml", Some(h(b"1")), Some(h(b"2"))),
            ("folder", None, Some(h(b"now a file"))),
            ("folder/deep/in.toml", Some(h(b"d")), None),
            ("folder/in.toml", Some(h(b"i")), None),
            ("gone.toml", Some(h(b"g")), None),
            ("module", None, Some(h(b"was a module"))),
            ("new-name.toml", None, Some(h(b"fact 8: no similarity is looked for"))),
            ("old-name.toml", Some(h(b"fact 8: no similarity is looked for")), None),
            ("to-link", Some(h(b"l")), None),
        ];
        let changes = |from, to, folder| {
            let changes = repository.changed_files(from, to, folder).expect("two commits");
            changes.into_iter().map(|change| (change.path, change.before, change.after)).collect::<Vec<_>>()
        };
        let owned = expected.map(|(path, before, after)| (path.to_owned(), before, after)).to_vec();
        assert_eq!(changes(Some(before), after, "p"), owned);
        let back: Vec<_> = owned.into_iter().map(|(path, before, after)| (path, after, before)).collect();
        assert_eq!(changes(Some(after), before, "p"), back);
        assert_eq!(changes(Some(before), before, ""), []);
        assert_eq!(changes(Some(before), after, "absent"), []);
        assert_eq!(changes(Some(before), after, "").len(), 13);
        assert_eq!(changes(None, before, "p/folder").len(), 2);
    });
}

#[test]
fn fact_24_reading_is_the_same_once_the_process_is_tuned() {
    alone(&[], |dir| {
        milepost::git::tune_process();
        let fixture = Fixture::new(dir, true);
        let first = fixture.commit_text(&[], 100, &[("p/a.toml", "one")]);
        let second = fixture.commit_text(&[&first], 200, &[("p/a.toml", "two")]);
        let repository = open(dir);
        let (first, second) = (at(&repository, &first), at(&repository, &second));
        let changes = repository.changed_files(Some(first), second, "p").expect("two commits");
        assert_eq!(repository.read(changes[0].after.expect("the file is there")).expect("a file"), b"two");
        assert!(failure(repository.read(Repository::hash(b"absent"))).0.contains("is missing"));
    });
}
