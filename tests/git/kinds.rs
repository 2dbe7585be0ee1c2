//! Repositories that hang together with others, or lack something: clones cut anywhere, submodules, borrowed objects,
//! damage, and commits of impossible days.

use milepost::git::{FileKind, StateAt};

use crate::repository::{Draft, Fixture, alone, git, try_git};
use crate::{at, commands, failure, made_by_git, open};

/// A repository at `dir/full` with a line of commits, one a second from 100 on, and their ids.
fn line(dir: &std::path::Path, count: i64) -> Vec<String> {
    let fixture = Fixture::new(&dir.join("full"), false);
    let mut ids: Vec<String> = Vec::new();
    for time in 0..count {
        let parents: Vec<&str> = ids.last().map(String::as_str).into_iter().collect();
        let text = time.to_string();
        ids.push(fixture.commit_text(&parents, 100 + time, &[("a.toml", &text)]));
    }
    fixture.set("refs/heads/main", ids.last().expect("there are commits"));
    ids
}

#[test]
fn fact_1_a_clone_cut_anywhere_says_where_and_what_deepens_it() {
    alone(&[], |dir| {
        let ids = line(dir, 6);
        let url = format!("file://{}", dir.join("full").display());
        for depth in 1..=6 {
            let name = format!("depth-{depth}");
            git(dir, &["clone", "-q", "--depth", &depth.to_string(), &url, &name]);
            let path = dir.join(&name);
            let repository = open(&path);
            // To git a clone that ends at the very first commit is cut, too.
            let is_shallow = git(&path, &["rev-parse", "--is-shallow-repository"]);
            assert_eq!(repository.is_shallow().to_string(), is_shallow, "{name}");
            let tip = at(&repository, "HEAD");
            for (number, id) in ids.iter().enumerate() {
                let time =
                    jiff::Timestamp::from_second(100 + i64::try_from(number).expect("few")).expect("a time");
                let state = repository.state_at(tip, time).expect("a history");
                if number >= 6 - depth {
                    let StateAt::Commit(commit) = state else { panic!("{name} has commit {number}") };
                    assert_eq!(commit.oid.to_string(), *id);
                } else {
                    let StateAt::Shallow { oldest } = state else { panic!("{name} lacks commit {number}") };
                    assert_eq!(oldest.oid.to_string(), ids[6 - depth]);
                    let (_, help) = failure(repository.commit(&format!("HEAD~{depth}")));
                    assert!(help.contains("git fetch"), "{help}");
                }
            }
        }
        // A history that was cut in its middle is whole again after the command that the error names.
        let path = dir.join("depth-3");
        let (_, help) = failure(open(&path).commit("HEAD~3"));
        git(&path, &commands(&help)[0]);
        assert_eq!(at(&open(&path), "HEAD~5").to_string(), ids[0]);
    });
}

#[test]
fn a_submodule_is_read_as_its_own_repository_and_never_from_above() {
    alone(&[], |dir| {
        for name in ["programs", "above"] {
            std::fs::create_dir(dir.join(name)).expect("a folder can be made");
            assert!(made_by_git(&dir.join(name), &[]));
        }
        let (inner, above) = (dir.join("programs/programs"), dir.join("above/programs"));
        std::fs::write(inner.join("a.toml"), "a").expect("a file can be written");
        git(&inner, &["add", "."]);
        git(&inner, &["commit", "-q", "-m", "Begin"]);
        git(&above, &["submodule", "--quiet", "add", &inner.display().to_string(), "plans"]);
        git(&above, &["commit", "-q", "-m", "Take the plans in"]);

        let outside = open(&above);
        let files = outside.files(at(&outside, "HEAD"), "").expect("a commit");
        let kinds: Vec<_> = files.entries.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
        assert_eq!(kinds, [(".gitmodules", FileKind::File), ("plans", FileKind::Submodule)]);
        assert_eq!(outside.index_files("").expect("an index"), files);
        assert!(outside.files(at(&outside, "HEAD"), "plans").expect("a commit").entries.is_empty());

        let inside = open(&above.join("plans"));
        assert_eq!(
            inside.workdir().map(|path| path.file_name().expect("a name").to_owned()),
            Some("plans".into())
        );
        let files = inside.files(at(&inside, "HEAD"), "").expect("a commit");
        assert_eq!(files.entries[0].path, "a.toml");
        assert_eq!(inside.index_files("").expect("an index"), files);
    });
}

#[test]
fn borrowed_objects_are_read_and_their_loss_is_said() {
    alone(&[], |dir| {
        let ids = line(dir, 3);
        git(dir, &["clone", "-q", "--shared", "full", "borrowing"]);
        git(dir, &["clone", "-q", "--shared", "borrowing", "twice"]);
        for name in ["borrowing", "twice"] {
            let repository = open(&dir.join(name));
            let files = repository.files(at(&repository, "HEAD~2"), "").expect("a commit");
            assert_eq!(at(&repository, "HEAD~2").to_string(), ids[0]);
            assert_eq!(repository.read(files.entries[0].oid).expect("a file"), b"0");
        }
        std::fs::rename(dir.join("full"), dir.join("moved")).expect("a folder can be moved");
        let (message, help) = failure(open(&dir.join("borrowing")).commit("HEAD"));
        assert!(!message.is_empty() && help.contains("git "), "{message} {help}");
    });
}

#[test]
fn a_corrupt_object_is_never_taken_for_another() {
    alone(&[], |dir| {
        let text = "a plan of some length\n".repeat(50);
        let fixture = Fixture::new(dir, false);
        let id = fixture.commit_text(&[], 100, &[("a.toml", &text)]);
        fixture.set("refs/heads/main", &id);
        let loose = |object: &str| {
            let (start, rest) = object.split_at(2);
            dir.join(".git/objects").join(start).join(rest)
        };
        let blob = git(dir, &["rev-parse", "HEAD:a.toml"]);
        let tree = git(dir, &["rev-parse", "HEAD^{tree}"]);
        for object in [blob.trim(), tree.trim(), &id] {
            let path = loose(object);
            let sound = std::fs::read(&path).expect("a loose object");
            let mut permissions = path.metadata().expect("a file").permissions();
            #[allow(clippy::permissions_set_readonly_false, reason = "the folder is the test's own")]
            permissions.set_readonly(false);
            std::fs::set_permissions(&path, permissions).expect("a mode");
            let garbled: Vec<u8> = sound.iter().map(|byte| byte ^ 0x55).collect();
            // Of one that is cut off, libgit2 1.9.7 waits for the rest.
            let cut = (1..sound.len()).map(|length| &sound[..length]);
            for damaged in [b"".as_slice(), &garbled].into_iter().chain(cut) {
                std::fs::write(&path, damaged).expect("a file can be written");
                let read = || {
                    let repository = open(dir);
                    let commit = repository.commit("HEAD")?;
                    let files = repository.files(commit.oid, "")?;
                    repository.read(files.entries[0].oid)
                };
                let (message, help) = failure(read());
                assert!(help.contains("git fsck"), "{object}: {message} {help}");
            }
            std::fs::write(&path, &sound).expect("a file can be written");
        }
        let repository = open(dir);
        let files = repository.files(at(&repository, "HEAD"), "").expect("a commit");
        assert_eq!(repository.read(files.entries[0].oid).expect("it is sound again"), text.as_bytes());
        // On the way to another commit, too.
        let later = fixture.commit_text(&[&id], 200, &[("a.toml", "another")]);
        fixture.set("refs/heads/main", &later);
        assert_eq!(at(&open(dir), "HEAD~1").to_string(), id);
        let path = loose(&id);
        let sound = std::fs::read(&path).expect("a loose object");
        std::fs::write(&path, &sound[..sound.len() / 2]).expect("a file can be written");
        for rev in ["HEAD~1", "HEAD~2", "main~1"] {
            let (message, help) = failure(open(dir).commit(rev));
            assert!(help.contains("git fsck"), "{rev}: {message} {help}");
        }
    });
}

#[test]
fn commits_of_1970_and_2099_are_states_like_others() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let mut parents: Vec<String> = Vec::new();
        // The first second of all, the last of 32 bits and the next, and a far day.
        let times = [0, i64::from(i32::MAX), i64::from(i32::MAX) + 1, 4_070_908_800];
        for time in times {
            let last: Vec<&str> = parents.last().map(String::as_str).into_iter().collect();
            parents.push(fixture.commit_text(&last, time, &[]));
        }
        fixture.set("refs/heads/main", parents.last().expect("there are commits"));
        let repository = open(dir);
        let tip = at(&repository, "HEAD");
        for (time, id) in times.into_iter().zip(&parents) {
            let second = jiff::Timestamp::from_second(time).expect("a time");
            let StateAt::Commit(commit) = repository.state_at(tip, second).expect("a history") else {
                panic!("there is a commit at {time}")
            };
            assert_eq!((commit.oid.to_string(), commit.time), (id.clone(), second));
        }
        let before = jiff::Timestamp::from_second(-1).expect("a time");
        let state = repository.state_at(tip, before).expect("a history");
        assert!(!matches!(state, StateAt::Commit(_)), "nothing was before 1970");
        // What no calendar holds is no reason to stop.
        let far = fixture.commit(&Draft { time: i64::MAX / 2, parents: &[&parents[3]], ..Draft::default() });
        assert_eq!(at(&repository, &far).to_string(), far);
        assert!(try_git(dir, &["cat-file", "-e", &far]).0);
    });
}

#[test]
fn a_detached_head_is_a_commit_and_no_branch() {
    alone(&[], |dir| {
        let ids = line(dir, 3);
        let path = dir.join("full");
        git(&path, &["reset", "-q", "--hard"]);
        git(&path, &["switch", "-q", "--detach", "HEAD~1"]);
        let repository = open(&path);
        assert_eq!(at(&repository, "HEAD").to_string(), ids[1]);
        assert_eq!(at(&repository, "main").to_string(), ids[2]);
        assert_eq!(repository.index_files("").expect("an index").entries.len(), 1);
    });
}
