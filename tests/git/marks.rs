//! Marks: where they stand, and who sets them when two want to.

use std::fs;

use milepost::git::Repository;

use crate::repository::{Fixture, alone, git};
use crate::{at, failure, open};

/// Three commits in a row on main.
fn three(fixture: &Fixture) -> [String; 3] {
    let one = fixture.commit_text(&[], 100, &[("a.toml", "a")]);
    let two = fixture.commit_text(&[&one], 200, &[("a.toml", "b")]);
    let three = fixture.commit_text(&[&two], 300, &[("a.toml", "c")]);
    fixture.set("refs/heads/main", &three);
    [one, two, three]
}

#[test]
fn a_mark_stands_where_it_was_set_also_when_git_packs_it() {
    for bare in [false, true] {
        alone(&[], move |dir| {
            let dir = &dir.join(if bare { "bare" } else { "plain" });
            let fixture = Fixture::new(dir, bare);
            three(&fixture);
            let repository = open(dir);
            let (one, two) = (at(&repository, "main~2"), at(&repository, "main~1"));
            assert_eq!(repository.mark("weekly"), Ok(None));
            assert_eq!(repository.marks(), [""; 0]);
            repository.set_mark("weekly", None, one).expect("it is new");
            assert_eq!(repository.mark("weekly"), Ok(Some(one)));
            git(dir, &["pack-refs", "--all"]);
            assert_eq!(open(dir).mark("weekly"), Ok(Some(one)));
            repository.set_mark("weekly", Some(one), two).expect("nobody else moved it");
            repository.set_mark("exec", None, one).expect("it is new");
            assert_eq!(repository.marks(), ["exec", "weekly"]);
            assert_eq!(git(dir, &["rev-parse", "refs/milepost/report/weekly"]), two.to_string());
            assert_eq!(at(&repository, &Repository::mark_reference("weekly")), two);
            assert_eq!(
                git(dir, &["for-each-ref", "refs/heads", "refs/tags", "--format=%(refname)"]),
                "refs/heads/main"
            );
        });
    }
}

#[test]
fn of_two_that_saw_one_mark_one_moves_it() {
    alone(&[], |dir| {
        three(&Fixture::new(dir, false));
        let (mine, theirs) = (open(dir), open(dir));
        let [one, two, three] = ["main~2", "main~1", "main"].map(|rev| at(&mine, rev));
        theirs.set_mark("weekly", None, one).expect("it is new");
        let (message, help) = failure(mine.set_mark("weekly", None, one));
        assert_eq!(message, "the mark `weekly` was set by another report while this one was written");
        assert!(help.contains("run it again"), "{help}");
        theirs.set_mark("weekly", Some(one), three).expect("it stands there");
        failure(mine.set_mark("weekly", Some(one), two));
        assert_eq!(mine.mark("weekly"), Ok(Some(three)), "what the first one set stays");
    });
}

#[test]
fn of_many_at_one_time_one_sets_the_mark() {
    alone(&[], |dir| {
        three(&Fixture::new(dir, false));
        let tip = at(&open(dir), "main");
        let set = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| open(dir).set_mark("weekly", None, tip).is_ok())).collect();
            let ended = threads.into_iter().map(|thread| thread.join().expect("it ends"));
            ended.filter(|set| *set).count()
        });
        assert_eq!(set, 1);
        assert_eq!(open(dir).mark("weekly"), Ok(Some(tip)));
    });
}

#[test]
fn a_lock_that_was_left_behind_is_named() {
    alone(&[], |dir| {
        three(&Fixture::new(dir, false));
        let repository = open(dir);
        let tip = at(&repository, "main");
        let folder = dir.join(".git/refs/milepost/report");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("weekly.lock"), "").expect("a file");
        let (message, help) = failure(repository.set_mark("weekly", None, tip));
        assert_eq!(message, "the mark `weekly` is being set by somebody else");
        assert!(help.contains("refs/milepost/report/weekly.lock"), "{help}");
        fs::remove_file(folder.join("weekly.lock")).expect("it is there");
        repository.set_mark("weekly", None, tip).expect("nothing is in the way");
    });
}

#[test]
fn a_mark_travels_as_any_reference_does() {
    alone(&[], |dir| {
        let fixture = Fixture::new(&dir.join("origin"), true);
        let [one, ..] = three(&fixture);
        git(dir, &["clone", "--quiet", "origin", "clone"]);
        let clone = open(&dir.join("clone"));
        let (first, tip) = (at(&clone, "main~2"), at(&clone, "main"));
        clone.set_mark("weekly", None, first).expect("it is new");
        git(&dir.join("clone"), &["push", "--quiet", "origin", "refs/milepost/*:refs/milepost/*"]);
        assert_eq!(
            open(&dir.join("origin")).mark("weekly").map(|mark| mark.map(|at| at.to_string())),
            Ok(Some(one))
        );
        clone.set_mark("weekly", Some(first), tip).expect("it stands there");

        git(dir, &["clone", "--quiet", "origin", "fresh"]);
        assert_eq!(open(&dir.join("fresh")).mark("weekly"), Ok(None), "a clone does not fetch it by itself");
        git(&dir.join("fresh"), &["fetch", "--quiet", "origin", "+refs/milepost/*:refs/milepost/*"]);
        assert_eq!(open(&dir.join("fresh")).mark("weekly"), Ok(Some(first)));
    });
}

#[test]
fn a_mark_at_an_object_that_is_not_there_says_so() {
    alone(&[], |dir| {
        three(&Fixture::new(dir, false));
        let folder = dir.join(".git/refs/milepost/report");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("weekly"), format!("{}\n", "1".repeat(40))).expect("a file");
        let (message, help) = failure(open(dir).mark("weekly"));
        assert!(message.starts_with("the mark `weekly` is at no commit of this clone"), "{message}");
        assert!(help.contains("git fetch origin"), "{help}");
    });
}
