//! Whom a merge's changes are credited to, on small histories and on random ones.

use std::collections::{BTreeMap, BTreeSet};

use milepost::git::{Oid, Repository};

use crate::repository::{Draft, Fixture, alone};
use crate::{at, open};

/// A history by names, in which every commit says what its files hold.
struct Story {
    fixture: Fixture,
    ids: BTreeMap<&'static str, String>,
}

impl Story {
    fn new(path: &std::path::Path) -> Self {
        Self { fixture: Fixture::new(path, true), ids: BTreeMap::new() }
    }

    fn commit(&mut self, name: &'static str, parents: &[&str], files: &[(&str, &str)]) {
        let time = 1000 + i64::try_from(self.ids.len()).expect("a short story");
        self.commit_at(name, parents, files, time);
    }

    fn commit_at(&mut self, name: &'static str, parents: &[&str], files: &[(&str, &str)], time: i64) {
        let parents: Vec<&str> = parents.iter().map(|parent| self.ids[parent].as_str()).collect();
        let files: Vec<(&[u8], u32, &[u8])> =
            files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_bytes())).collect();
        let id = self.fixture.commit(&Draft {
            parents: &parents,
            time,
            message: name.as_bytes(),
            files: &files,
            ..Draft::default()
        });
        self.ids.insert(name, id);
    }

    /// Who is credited, by name.
    fn credit(&self, commit: &str, path: &str) -> String {
        let repository = open(&self.fixture.path);
        let commit = at(&repository, &self.ids[commit]);
        repository.credit(commit, parent_of(&repository, commit), path).expect("a commit").subject
    }
}

fn parent_of(repository: &Repository, commit: Oid) -> Option<Oid> {
    repository.step(commit).expect("a commit").parents.first().copied()
}

#[test]
fn a_merge_has_the_last_reason_that_somebody_gave_for_the_file() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        let (first, second) = ("move\n\nReason: the vendor is late\n", "other\n\nReason: of another file\n");
        story.commit("base", &[], &[("a", "0"), ("b", "0")]);
        story.commit(first, &["base"], &[("a", "1"), ("b", "0")]);
        story.commit("polish", &[first], &[("a", "2"), ("b", "0")]);
        story.commit(second, &["polish"], &[("a", "2"), ("b", "1")]);
        story.commit("main", &["base"], &[("a", "0"), ("b", "0"), ("main", "")]);
        let merge = "merge\n\nReason: the button was there\n";
        story.commit(merge, &["main", second], &[("a", "2"), ("b", "1"), ("main", "")]);
        let repository = open(&story.fixture.path);
        let reason = |commit: &str, path: &str| {
            let commit = at(&repository, &story.ids[commit]);
            repository.reason(commit, parent_of(&repository, commit), path).expect("a commit")
        };
        assert_eq!(story.credit(merge, "a"), "polish");
        assert_eq!(reason(merge, "a").as_deref(), Some("the vendor is late"));
        assert_eq!(reason(merge, "b").as_deref(), Some("of another file"));
        assert_eq!(reason(first, "a").as_deref(), Some("the vendor is late"));
        assert_eq!(reason("polish", "a"), None);
        assert_eq!(reason("main", "main"), None);
    });
}

#[test]
fn a_merge_is_credited_to_who_touched_the_file_last() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.commit("base", &[], &[("p/a", "0"), ("p/b", "0"), ("q", "0")]);
        story.commit("a first", &["base"], &[("p/a", "1"), ("p/b", "0"), ("q", "0")]);
        story.commit("b", &["a first"], &[("p/a", "1"), ("p/b", "1"), ("q", "0")]);
        story.commit("a again", &["b"], &[("p/a", "2"), ("p/b", "1"), ("q", "0")]);
        story.commit("elsewhere", &["a again"], &[("p/a", "2"), ("p/b", "1"), ("q", "1")]);
        story.commit("main", &["base"], &[("p/a", "0"), ("p/b", "0"), ("q", "0"), ("main", "")]);
        story.commit(
            "merge",
            &["main", "elsewhere"],
            &[("p/a", "2"), ("p/b", "1"), ("q", "1"), ("main", "")],
        );
        assert_eq!(story.credit("merge", "p/a"), "a again");
        assert_eq!(story.credit("merge", "p/b"), "b");
        assert_eq!(story.credit("merge", "q"), "elsewhere");
        assert_eq!(
            story.credit("merge", "main"),
            "merge",
            "the first parent's own commits were not brought in"
        );
        assert_eq!(story.credit("a again", "p/a"), "a again");
        assert_eq!(story.credit("b", "p/a"), "b", "an ordinary commit is its own");
    });
}

#[test]
fn an_evil_merge_is_credited_with_what_only_it_touched() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.commit("base", &[], &[("a", "0"), ("b", "0")]);
        story.commit("side", &["base"], &[("a", "1"), ("b", "0")]);
        story.commit("main", &["base"], &[("a", "0"), ("b", "0"), ("c", "0")]);
        story.commit("merge", &["main", "side"], &[("a", "1 and more"), ("b", "slipped in"), ("c", "0")]);
        assert_eq!(story.credit("merge", "a"), "side");
        assert_eq!(story.credit("merge", "b"), "merge");
    });
}

#[test]
fn an_octopus_and_merges_of_merges_are_seen_through() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.commit("base", &[], &[("a", "0"), ("b", "0"), ("c", "0")]);
        story.commit("a", &["base"], &[("a", "1"), ("b", "0"), ("c", "0")]);
        story.commit("b", &["base"], &[("a", "0"), ("b", "1"), ("c", "0")]);
        story.commit("c", &["base"], &[("a", "0"), ("b", "0"), ("c", "1")]);
        story.commit("inner", &["b", "c"], &[("a", "0"), ("b", "1"), ("c", "1")]);
        story.commit("octopus", &["base", "a", "inner"], &[("a", "1"), ("b", "1"), ("c", "1")]);
        for path in ["a", "b", "c"] {
            assert_eq!(story.credit("octopus", path), path);
        }
    });
}

#[test]
fn main_merged_into_a_branch_is_not_credited_to_the_branch() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.commit("base", &[], &[("a", "0"), ("b", "0")]);
        story.commit("branch", &["base"], &[("a", "1"), ("b", "0")]);
        story.commit("main", &["base"], &[("a", "0"), ("b", "1")]);
        story.commit("catch up", &["branch", "main"], &[("a", "1"), ("b", "1")]);
        story.commit("merge", &["main", "catch up"], &[("a", "1"), ("b", "1")]);
        assert_eq!(story.credit("merge", "a"), "branch");
        assert_eq!(story.credit("merge", "b"), "merge");
    });
}

#[test]
fn unrelated_histories_bring_in_their_first_commit() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.commit("main", &[], &[("a", "0")]);
        story.commit("other root", &[], &[("b", "0")]);
        story.commit("merge", &["main", "other root"], &[("a", "0"), ("b", "0")]);
        assert_eq!(story.credit("merge", "b"), "other root");
    });
}

#[test]
fn fact_2_a_wrong_clock_does_not_change_the_order() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.commit_at("base", &[], &[("a", "0")], 5000);
        story.commit_at("from 2099", &["base"], &[("a", "1")], 4_070_908_800);
        story.commit_at("from 1970", &["from 2099"], &[("a", "2")], 0);
        story.commit_at("dead clock", &["base"], &[("a", "0"), ("m", "1")], 1);
        story.commit_at("main", &["dead clock"], &[("a", "0"), ("m", "2")], 6000);
        story.commit_at("merge", &["main", "from 1970"], &[("a", "2"), ("m", "2")], 6100);
        assert_eq!(story.credit("merge", "a"), "from 1970");
        assert_eq!(story.credit("merge", "m"), "merge");
    });
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// The commits that can be reached from one, itself included, found without any cleverness.
fn reachable(parents: &[Vec<usize>], from: usize) -> BTreeSet<usize> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(commit) = open.pop() {
        if seen.insert(commit) {
            open.extend(&parents[commit]);
        }
    }
    seen
}

/// On random histories windows and credits are what plain reachability says, also where one clock was wrong.
#[test]
fn random_histories_agree_with_plain_reachability() {
    alone(&[], |dir| {
        let mut numbers = Numbers(7);
        for round in 0..60_usize {
            let fixture = Fixture::new(&dir.join(round.to_string()), true);
            let mut parents: Vec<Vec<usize>> = Vec::new();
            let mut contents: Vec<usize> = Vec::new();
            let mut ids: Vec<String> = Vec::new();
            let skewed = numbers.below(40);
            for commit in 0..40_usize {
                let mut mine = BTreeSet::new();
                if commit > 0 {
                    let recent = |numbers: &mut Numbers| commit - 1 - numbers.below(commit.min(8));
                    for _ in 0..=numbers.below(3) {
                        mine.insert(recent(&mut numbers));
                    }
                }
                let mut mine: Vec<usize> = mine.into_iter().collect();
                if numbers.below(2) == 0 {
                    mine.reverse();
                }
                let inherited = mine.first().map_or(0, |parent| contents[*parent]);
                let content = if numbers.below(3) == 0 { commit + 1 } else { inherited };
                let time = match (commit == skewed, round % 3) {
                    (true, 1) => 0,
                    (true, 2) => 4_070_908_800,
                    _ => 1000 + 10 * i64::try_from(commit).expect("a small number"),
                };
                let named: Vec<&str> = mine.iter().map(|parent| ids[*parent].as_str()).collect();
                ids.push(fixture.commit_text(
                    &named,
                    time,
                    &[("p/a", &content.to_string()), ("n", &commit.to_string())],
                ));
                parents.push(mine);
                contents.push(content);
            }
            let repository = open(&fixture.path);
            let oids: Vec<_> = ids.iter().map(|id| at(&repository, id)).collect();
            let number = |oid| oids.iter().position(|known| *known == oid).expect("a commit of this history");

            for _ in 0..40 {
                let (from, to) = (numbers.below(40), numbers.below(40));
                let known = reachable(&parents, from);
                let descends = |commit: &usize| reachable(&parents, *commit).contains(&from);
                let mut expected = Vec::new();
                let mut next = Some(to);
                while let Some(commit) = next.filter(|commit| !known.contains(commit)) {
                    expected.push(commit);
                    let back = parents[commit].iter().find(|parent| descends(parent));
                    next = back.or(parents[commit].first()).copied();
                }
                let steps = repository.first_parents(Some(oids[from]), oids[to]).expect("a history");
                let found: Vec<usize> = steps.iter().map(|step| number(step.oid)).collect();
                assert_eq!(found, expected, "round {round}, from {from} to {to}");
            }
            for (commit, mine) in parents.iter().enumerate() {
                let known = mine.first().map(|first| reachable(&parents, *first)).unwrap_or_default();
                let touched = |commit: &usize| {
                    let before = parents[*commit].first().map(|parent| contents[*parent]);
                    parents[*commit].len() < 2 && before != Some(contents[*commit])
                };
                let mut brought = reachable(&parents, commit);
                brought.retain(|other| !known.contains(other) && *other != commit && touched(other));
                let parent = mine.first().map(|first| oids[*first]);
                let found = number(repository.credit(oids[commit], parent, "p/a").expect("a commit").oid);
                if mine.len() < 2 || brought.is_empty() {
                    assert_eq!(found, commit, "round {round}");
                } else {
                    assert!(
                        brought.contains(&found),
                        "round {round}: {found} for {commit}, not of {brought:?}"
                    );
                    let later = brought
                        .iter()
                        .find(|other| **other != found && reachable(&parents, **other).contains(&found));
                    assert_eq!(later, None, "round {round}: {found} for {commit} was not the last");
                }
            }
        }
    });
}
