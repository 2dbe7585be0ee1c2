//! States of a branch at a time, and the commits of a window.

use jiff::Timestamp;
use milepost::git::{Repository, StateAt};

use crate::repository::{Fixture, alone, git};
use crate::{at, commands, failure, open};

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a small number")
}

/// The time of the commit that is the state at a time; none before the history.
fn state(repository: &Repository, time: i64) -> Option<i64> {
    let tip = at(repository, "main");
    match repository.state_at(tip, second(time)).expect("a history") {
        StateAt::Commit(commit) => Some(commit.time.as_second()),
        StateAt::BeforeHistory => None,
        StateAt::Shallow { oldest } => panic!("the clone is whole, and yet ends at {}", oldest.oid),
    }
}

/// A branch `main` with one commit for each time, each with a file of its own.
fn line(fixture: &Fixture, times: &[i64]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for (number, time) in times.iter().enumerate() {
        let parents: Vec<&str> = ids.last().map(String::as_str).into_iter().collect();
        ids.push(fixture.commit_text(&parents, *time, &[("programs/a.toml", &number.to_string())]));
    }
    fixture.set("refs/heads/main", ids.last().expect("a branch has a commit"));
    ids
}

#[test]
fn fact_2_the_state_at_a_time_is_the_last_commit_made_by_then() {
    alone(&[], |dir| {
        line(&Fixture::new(dir, true), &[100, 200, 300]);
        let repository = open(dir);
        for (time, expected) in [
            (99, None),
            (100, Some(100)),
            (199, Some(100)),
            (200, Some(200)),
            (299, Some(200)),
            (9999, Some(300)),
        ] {
            assert_eq!(state(&repository, time), expected, "at {time}");
        }
    });
}

#[test]
fn fact_2_skewed_dates_are_walked_past() {
    alone(&[], |dir| {
        let (long_ago, far_off) = (0, 4_100_000_000);
        line(&Fixture::new(dir, true), &[100, 200, long_ago, 300, far_off, 400, 500]);
        let repository = open(dir);
        for (time, expected) in [
            // Of a clock that was behind nobody knows when it was; what it stands on was not there yet.
            (99, None),
            (150, Some(100)),
            (250, Some(200)),
            (350, Some(300)),
            (450, Some(400)),
            (far_off, Some(far_off)),
        ] {
            assert_eq!(state(&repository, time), expected, "at {time}");
        }
    });
}

#[test]
fn fact_2_of_one_second_the_commit_nearest_the_tip_counts() {
    alone(&[], |dir| {
        let ids = line(&Fixture::new(dir, true), &[100, 200, 200, 200, 300]);
        let repository = open(dir);
        let state = repository.state_at(at(&repository, "main"), second(250)).expect("a history");
        let StateAt::Commit(commit) = state else { panic!("{state:?}") };
        assert_eq!(commit.oid.to_string(), ids[3]);
    });
}

#[test]
fn fact_1_a_shallow_clone_knows_where_it_ends() {
    alone(&[], |dir| {
        let full = dir.join("full");
        let ids = line(&Fixture::new(&full, false), &[100, 200, 300, 400]);
        let url = format!("file://{}", full.display());
        git(dir, &["clone", "-q", "--depth", "2", &url, "shallow"]);
        let path = dir.join("shallow");
        let repository = open(&path);
        assert!(repository.is_shallow());
        let tip = at(&repository, "HEAD");
        let before = |time| repository.state_at(tip, second(time)).expect("a history");
        let StateAt::Shallow { oldest } = before(250) else { panic!("200 is not in the clone") };
        assert_eq!(oldest.oid.to_string(), ids[2]);
        assert!(oldest.parents.is_empty());
        let StateAt::Commit(commit) = before(350) else { panic!("300 is in the clone") };
        assert_eq!(commit.oid.to_string(), ids[2]);

        let steps = repository.first_parents(None, tip).expect("a history");
        let cut: Vec<bool> = steps.iter().map(|step| step.cut).collect();
        assert_eq!(cut, [false, true]);
        let (message, help) = failure(repository.commit("HEAD~2"));
        assert!(message.contains("goes back further"), "{message}");
        git(&path, &commands(&help)[0]);
        let repository = open(&path);
        assert!(!repository.is_shallow());
        assert_eq!(repository.first_parents(None, tip).expect("a history").len(), 4);
    });
}

#[test]
fn fact_1_a_shallow_pull_request_has_no_merge_base_and_says_so() {
    alone(&[], |dir| {
        let full = dir.join("full");
        let fixture = Fixture::new(&full, false);
        let base = line(&fixture, &[100, 200]).remove(1);
        let ours = fixture.commit_text(&[&base], 300, &[]);
        let theirs = fixture.commit_text(&[&base], 310, &[]);
        let theirs = fixture.commit_text(&[&theirs], 320, &[]);
        let merge = fixture.commit_text(&[&ours, &theirs], 330, &[]);
        fixture.set("refs/heads/main", &merge);
        git(dir, &["clone", "-q", "--depth", "2", &format!("file://{}", full.display()), "shallow"]);
        let path = dir.join("shallow");
        let repository = open(&path);
        let (first, second) = (at(&repository, "HEAD^1"), at(&repository, "HEAD^2"));
        let (message, help) = failure(repository.merge_base(first, second));
        assert!(message.contains("is not in this clone, which is a shallow one"), "{message}");
        assert!(help.contains("fetch-depth: 0"), "{help}");
        git(&path, &commands(&help)[0]);
        assert_eq!(
            open(&path).merge_base(first, second).expect("deep").map(|oid| oid.to_string()),
            Some(base)
        );
    });
}

#[test]
fn a_window_ends_at_its_beginning() {
    alone(&[], |dir| {
        let ids = line(&Fixture::new(dir, true), &[100, 200, 300, 400]);
        let repository = open(dir);
        let oid = |number: usize| at(&repository, &ids[number]);
        let window = |from: Option<usize>, to| {
            let steps = repository.first_parents(from.map(oid), oid(to)).expect("a history");
            steps.iter().map(|step| step.time.as_second()).collect::<Vec<_>>()
        };
        assert_eq!(window(None, 3), [400, 300, 200, 100]);
        assert_eq!(window(Some(0), 3), [400, 300, 200]);
        assert_eq!(window(Some(2), 3), [400]);
        assert!(window(Some(3), 3).is_empty());
        assert!(window(Some(3), 1).is_empty(), "nothing leads from the later to the earlier");
        let steps = repository.first_parents(None, oid(3)).expect("a history");
        let changed = |child: usize| {
            let step = &steps[child];
            repository
                .changed_files(step.parents.first().copied(), step.oid, "programs")
                .expect("two commits")
        };
        assert_eq!(changed(0)[0].before, Some(Repository::hash(b"2")));
        assert_eq!(changed(3)[0].before, None, "the first commit starts from nothing");
    });
}

#[test]
fn a_window_from_a_side_branch_ends_where_that_left_the_line() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, true);
        let ids = line(&fixture, &[100, 200, 300, 400]);
        let side = fixture.commit_text(&[&ids[1]], 250, &[]);
        let apart = fixture.commit_text(&[], 150, &[]);
        let repository = open(dir);
        let tip = at(&repository, "main");
        let times = |from: &str| {
            let steps = repository.first_parents(Some(at(&repository, from)), tip).expect("a history");
            steps.iter().map(|step| step.time.as_second()).collect::<Vec<_>>()
        };
        assert_eq!(times(&side), [400, 300]);
        assert_eq!(times(&apart), [400, 300, 200, 100]);
    });
}

#[test]
fn fact_7_a_foxtrot_merge_hides_mains_commits_but_not_its_state() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, true);
        let ids = line(&fixture, &[100, 200, 300]);
        let mine = fixture.commit_text(&[&ids[0]], 250, &[("programs/a.toml", "mine")]);
        // "git pull" on a branch of one's own, pushed to main: main's line is the second parent.
        let foxtrot = fixture.commit_text(&[&mine, &ids[2]], 400, &[("programs/a.toml", "both")]);
        fixture.set("refs/heads/main", &foxtrot);
        let repository = open(dir);
        let tip = at(&repository, "main");
        let times = |from: Option<&str>| {
            let from = from.map(|from| at(&repository, from));
            let steps = repository.first_parents(from, tip).expect("a history");
            steps.iter().map(|step| step.time.as_second()).collect::<Vec<_>>()
        };
        assert_eq!(times(None), [400, 250, 100]);
        assert_eq!(
            times(Some(&ids[2])),
            [400],
            "from what was main's state, the merge brought in the branch"
        );
        assert_eq!(state(&repository, 320), Some(250));
    });
}

#[test]
fn a_window_past_a_thousand_old_commits_is_still_right() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, true);
        // The window begins at a commit from the future, so that each of the 1,200 after it seems old.
        let mut times = vec![100, 9_000_000];
        times.extend(200..1400);
        let ids = line(&fixture, &times);
        let repository = open(dir);
        let steps = repository.first_parents(Some(at(&repository, &ids[1])), at(&repository, "main"));
        assert_eq!(steps.expect("a history").len(), 1200);
    });
}

#[test]
fn a_state_costs_its_window_and_not_the_whole_history() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, true);
        // The parent of the first commit does not exist: whoever reads on to it fails.
        let absent = "1234567890123456789012345678901234567890";
        let mut tip = fixture.commit_text(&[absent], 1, &[]);
        for time in 2..=1_010 {
            tip = fixture.commit_text(&[&tip], time, &[]);
        }
        fixture.set("refs/heads/main", &tip);
        let repository = open(dir);
        assert_eq!(state(&repository, 1_009), Some(1_009));
        let (message, help) = failure(repository.state_at(at(&repository, "main"), second(5)));
        assert!(message.ends_with("is missing from the repository"), "{message}");
        assert!(help.contains("git fsck"), "{help}");
    });
}

#[test]
fn fact_5_replaced_commits_are_read_as_they_were_made() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, false);
        let ids = line(&fixture, &[100, 200, 300]);
        git(dir, &["replace", &ids[2], &ids[0]]);
        let repository = open(dir);
        let tip = at(&repository, "main");
        assert_eq!(tip.to_string(), ids[2]);
        assert_eq!(repository.first_parents(None, tip).expect("a history").len(), 3);
    });
}
