//! Float and critical path, for plans that have dates and no durations.
//!
//! The critical path method (Kelley and Walker, 1959) adds up durations from the start to find the earliest dates, and
//! takes them off again from the end to find the latest ones. A program file has no durations; it has a date for each
//! milestone, which its owner answers for and which holds the work before it already. So here
//!
//! - the *earliest* day of an open milestone is the latest of its own day, today, and the day on which each thing comes
//!   that it waits for; this is the forward pass, with the written days as its lower bounds.
//! - what is needed *comes* on its earliest day, or, where a dependency asks for it, on the promised one if that is later.
//! - its *latest* day is the one before which nothing that waits for it need move: the `due` of the milestone that waits,
//!   or the `needed-by` of the dependency, whichever is first. Each of those dates is a promise of its own, so that the
//!   backward pass ends there.
//! - *float* is the number of working days up to that latest day: of a milestone from its earliest day, for what waits
//!   for it first; of a wait from the day on which what is needed comes. CPM calls it free float. Below zero, somebody
//!   waits in vain.
//! - the *critical path* to a milestone is the chain with the least float of all that lead to it, where a chain has as much
//!   as its tightest wait: the chain on which a delay first makes somebody late. To go by the sum instead, as CPM does,
//!   would tell nothing here, since between dates every chain adds up to the same span.
//!
//! What is done holds nobody up. What has no date has no float, and the paths through it are not followed; a dependency
//! that nobody has promised gets one, today, once the day has passed on which it was needed. Of waits in a circle one is
//! left out: the one that closes it, going by file and id.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{Network, WorkingDays, Workspace, is_awaited};
use crate::model::Key;

impl<'w> Network<'w> {
    /// Who waits for whom, with the float of each.
    pub fn new(workspace: &'w Workspace, today: Date) -> Self {
        let mut network = Self::read(workspace);
        let order = network.order();
        let days = WorkingDays::new(&workspace.config.calendar);
        for (at, node) in order.into_iter().enumerate() {
            network.places[node] = at;
            network.reckon(workspace, &days, today, node);
        }
        network
    }

    /// Every node after all that it waits for. Waits that close a circle are marked on the way.
    fn order(&mut self) -> Vec<usize> {
        #[derive(Clone, Copy, PartialEq)]
        enum Mark {
            New,
            Open,
            Done,
        }
        let mut marks = vec![Mark::New; self.nodes.len()];
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut path: Vec<(usize, usize)> = Vec::new();
        for root in 0..self.nodes.len() {
            if marks[root] != Mark::New {
                continue;
            }
            marks[root] = Mark::Open;
            path.push((root, self.needs_of(root).start));
            while let Some((node, next)) = path.last_mut() {
                let (node, at) = (*node, *next);
                if at == self.needs_of(node).end {
                    marks[node] = Mark::Done;
                    order.push(node);
                    path.pop();
                    continue;
                }
                *next += 1;
                let needed = self.waits[at].needed;
                match marks[needed] {
                    _ if !self.waits[at].is_open => {}
                    Mark::New => {
                        marks[needed] = Mark::Open;
                        path.push((needed, self.needs_of(needed).start));
                    }
                    Mark::Open => self.waits[at].closes_circle = true,
                    Mark::Done => {}
                }
            }
        }
        order
    }

    /// Finds the earliest day of a node, and the float of what it waits for, which is reckoned already.
    fn reckon(&mut self, workspace: &'w Workspace, days: &WorkingDays, today: Date, node: usize) {
        if !self.nodes[node].is_open {
            return;
        }
        let (program, deadline) = (self.nodes[node].program, self.nodes[node].deadline);
        let is_overdue = deadline.is_some_and(|day| day < today);
        let mut earliest = self.nodes[node].day.or(is_overdue.then_some(today)).map(|day| day.max(today));
        let mut tightest: Option<i64> = None;
        for at in self.needs_of(node) {
            let wait = &self.waits[at];
            if !wait.is_open || wait.closes_circle {
                continue;
            }
            let needed = &self.nodes[wait.needed];
            let mut comes = needed.earliest;
            // A dependency that is a node of its own has its own last day.
            let mut latest = least(deadline, needed.deadline.filter(|_| !needed.is_milestone()));
            for dependency in wait.dependencies.iter().filter(|one| is_awaited(**one)) {
                let arrival = workspace.arrival(program, *dependency);
                comes = comes.max(arrival.map(|arrival| arrival.day.max(today)));
                latest = least(latest, workspace.day(*dependency, Key::NeededBy));
            }
            let float = comes.zip(latest).map(|(comes, latest)| days.between(comes, latest));
            // What has no date of its own gets none from others.
            earliest = earliest.map(|day| comes.map_or(day, |comes| day.max(comes)));
            let needed = &mut self.nodes[wait.needed];
            let own = needed.earliest.zip(latest).map(|(earliest, latest)| days.between(earliest, latest));
            needed.float = least(needed.float, own);
            tightest = least(tightest, float.and_then(|float| least(Some(float), needed.tightest)));
            let wait = &mut self.waits[at];
            (wait.comes, wait.latest, wait.float) = (comes, latest, float);
        }
        let node = &mut self.nodes[node];
        (node.earliest, node.tightest) = (earliest, tightest);
        if !node.is_milestone() {
            node.float = earliest.zip(deadline).map(|(earliest, last)| days.between(earliest, last));
        }
    }

    /// The chain with the least float that leads to a node, from its start: see the head of this file. Empty where the
    /// node waits for nothing that is open and dated.
    pub fn critical_path(&self, target: usize) -> Vec<usize> {
        let mut path = vec![target];
        let mut node = target;
        while let Some(wait) = self.toward_tightest(node) {
            node = self.waits[wait].needed;
            path.push(node);
        }
        path.reverse();
        if path.len() == 1 { Vec::new() } else { path }
    }

    /// Of the waits of a node, the one behind which the least float is; of equal ones the one that has less itself, then
    /// the one that comes last, then the one that itself waits for the other.
    fn toward_tightest(&self, node: usize) -> Option<usize> {
        let rank = |at: usize| {
            let wait = &self.waits[at];
            let chain = least(wait.float, self.nodes[wait.needed].tightest);
            (chain, wait.float, Reverse(wait.comes), Reverse(self.places[wait.needed]))
        };
        self.needs_of(node).filter(|at| self.waits[*at].float.is_some()).min_by_key(|at| rank(*at))
    }
}

/// The least of two, of those that are known.
fn least<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    one.into_iter().chain(other).min()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use jiff::civil::date;

    use super::*;
    use crate::tree::Tree;
    use crate::workspace::Cache;

    const TODAY: Date = date(2026, 6, 1);

    fn load(files: &[(&str, &str)]) -> Workspace {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        Workspace::load(&Tree::memory(files), &mut Cache::default())
    }

    /// One line a node: its id, its earliest day and its float.
    fn told(network: &Network<'_>) -> Vec<String> {
        let line = |node: &super::super::Node<'_>| {
            let earliest = node.earliest.map_or_else(|| "never".to_owned(), |day| day.to_string());
            let float = node.float.map_or_else(|| "none".to_owned(), |float| float.to_string());
            format!("{} {earliest} {float}", node.id())
        };
        network.nodes.iter().map(line).collect()
    }

    fn path(network: &Network<'_>, target: &str) -> String {
        let target = network.nodes.iter().position(|node| node.id() == target).expect("it is there");
        let path = network.critical_path(target);
        path.iter().map(|node| network.nodes[*node].entity.id()).collect::<Vec<_>>().join(" ")
    }

    const PLAN: &str = r#"
[milestones.a]
due = 2026-06-05
[milestones.b]
due = 2026-06-12
needs = ["a"]
[milestones.c]
due = 2026-06-30
needs = ["a", "b"]
[milestones.d]
due = 2026-06-26
needs = ["b"]
"#;

    #[test]
    fn float_ends_where_the_first_that_waits_would_be_late() {
        let workspace = load(&[("programs/x.toml", PLAN)]);
        let network = Network::new(&workspace, TODAY);
        let wanted = ["x/a 2026-06-05 5", "x/b 2026-06-12 10", "x/c 2026-06-30 none", "x/d 2026-06-26 none"];
        assert_eq!(told(&network), wanted);
        assert_eq!(path(&network, "x/c"), "a b c");
        assert_eq!(path(&network, "x/a"), "");
    }

    #[test]
    fn a_chain_is_as_tight_as_its_tightest_wait() {
        let text = r#"
[milestones.end]
due = 2026-12-18
needs = ["near", "far"]
[milestones.far]
due = 2026-07-10
needs = ["start"]
[milestones.near]
due = 2026-12-11
needs = ["other"]
[milestones.other]
due = 2026-10-01
[milestones.start]
due = 2026-07-09
"#;
        let workspace = load(&[("programs/x.toml", text)]);
        assert_eq!(path(&Network::new(&workspace, TODAY), "x/end"), "start far end");
    }

    #[test]
    fn holidays_take_float_away() {
        let calendar = "calendar.holidays = [2026-06-08, 2026-06-09, 2026-06-13]";
        let workspace = load(&[("milepost.toml", calendar), ("programs/x.toml", PLAN)]);
        assert_eq!(told(&Network::new(&workspace, TODAY))[0], "x/a 2026-06-05 3");
    }

    #[test]
    fn what_is_late_pushes_what_waits_for_it() {
        let workspace = load(&[("programs/x.toml", PLAN)]);
        // On a day after both: neither can come before today.
        let network = Network::new(&workspace, date(2026, 6, 15));
        let wanted = ["x/a 2026-06-15 -1", "x/b 2026-06-15 9", "x/c 2026-06-30 none", "x/d 2026-06-26 none"];
        assert_eq!(told(&network), wanted);
        let text = PLAN.replace("due = 2026-06-05", "due = 2026-07-03");
        let workspace = load(&[("programs/x.toml", &text)]);
        let network = Network::new(&workspace, TODAY);
        let wanted =
            ["x/a 2026-07-03 -15", "x/b 2026-07-03 -5", "x/c 2026-07-03 none", "x/d 2026-07-03 none"];
        assert_eq!(told(&network), wanted);
        assert!(network.nodes[2].is_late() && !network.nodes[0].is_late());
        assert_eq!(path(&network, "x/c"), "a b c");
    }

    #[test]
    fn what_is_done_or_undated_leaves_float_alone() {
        for (state, wanted) in [
            ("due = 2026-06-05\nstate = \"done\"", "x/a never none"),
            ("state = \"dropped\"", "x/a never none"),
            ("name = \"Some day\"", "x/a never none"),
            ("due = \"TBD\"", "x/a never none"),
            ("due = 2026-06-05\nstate = \"finished\"", "x/a never none"),
        ] {
            let workspace = load(&[("programs/x.toml", &PLAN.replacen("due = 2026-06-05", state, 1))]);
            let network = Network::new(&workspace, TODAY);
            assert_eq!(told(&network)[..2], [wanted, "x/b 2026-06-12 10"], "{state}");
            assert_eq!(path(&network, "x/c"), "b c", "{state}");
        }
    }

    #[test]
    fn a_period_counts_by_its_last_day() {
        let workspace = load(&[("programs/x.toml", &PLAN.replace("due = 2026-06-12", "due = \"2026-W24\""))]);
        assert_eq!(told(&Network::new(&workspace, TODAY))[..2], ["x/a 2026-06-05 5", "x/b 2026-06-14 10"]);
    }

    #[test]
    fn a_circle_is_broken_once_and_the_rest_is_reckoned() {
        let text = PLAN.replace("[milestones.a]", "[milestones.a]\nneeds = [\"c\", \"a\"]");
        let workspace = load(&[("programs/x.toml", &text)]);
        let network = Network::new(&workspace, TODAY);
        let closing: Vec<String> = network
            .waits
            .iter()
            .filter(|wait| wait.closes_circle)
            .map(|wait| format!("{} {}", network.nodes[wait.waiting].id(), network.nodes[wait.needed].id()))
            .collect();
        assert_eq!(closing, ["x/a x/a", "x/b x/a", "x/c x/a"]);
        assert_eq!(path(&network, "x/a"), "b c a");
    }

    const PROVIDER: (&str, &str) = (
        "programs/identity.toml",
        "[milestones.ga]\ndue = 2026-06-12\n[commitments.t]\nto = \"x/tokens\"\nmilestone = \"ga\"\npromised = 2026-06-15",
    );

    fn with_dependency(dependency: &str) -> Workspace {
        let text = format!(
            "[milestones.beta]\ndue = 2026-06-26\n[dependencies.tokens]\nneeded-by = 2026-06-19\n{dependency}"
        );
        load(&[PROVIDER, ("programs/x.toml", &text)])
    }

    #[test]
    fn a_dependency_comes_as_promised_and_is_due_when_needed() {
        for (dependency, floats) in [
            ("from = \"identity/ga\"", (Some(5), Some(4))),
            // The commitment says which milestone.
            ("from = \"identity/\"", (Some(5), Some(4))),
            ("from = \"identity/ga\"\npromised = 2026-06-22", (Some(5), Some(-1))),
            ("from = \"identity/ga\"\nstate = \"refused\"", (None, None)),
            ("from = \"identity/ga\"\nstate = \"delivered\"", (None, None)),
        ] {
            let workspace = with_dependency(&format!("{dependency}\nfor = [\"beta\"]"));
            let network = Network::new(&workspace, TODAY);
            assert_eq!((network.nodes[0].float, network.waits[0].float), floats, "{dependency}");
            assert_eq!((network.nodes.len(), network.waits.len()), (2, 1), "{dependency}");
        }
    }

    #[test]
    fn a_dependency_without_a_milestone_at_one_end_stands_for_itself() {
        let workspace = with_dependency("from = \"legal\"\npromised = 2026-06-16\nfor = [\"beta\"]");
        let network = Network::new(&workspace, TODAY);
        assert_eq!(told(&network)[2], "x/dependencies.tokens 2026-06-16 3");
        assert_eq!(path(&network, "x/beta"), "tokens beta");
        let workspace = with_dependency("from = \"legal\"\nfor = [\"beta\"]");
        assert_eq!(told(&Network::new(&workspace, TODAY))[2], "x/dependencies.tokens never none");
        let network = Network::new(&workspace, date(2026, 6, 22));
        assert_eq!(told(&network)[2], "x/dependencies.tokens 2026-06-22 -1");
        let workspace = with_dependency("from = \"identity/ga\"");
        let network = Network::new(&workspace, TODAY);
        assert_eq!(told(&network)[0], "identity/ga 2026-06-12 5");
        assert_eq!(told(&network)[2], "x/dependencies.tokens 2026-06-15 4");
        assert_eq!(path(&network, "x/dependencies.tokens"), "ga tokens");
    }

    #[test]
    fn a_hundred_thousand_milestones_in_a_chain_are_reckoned() {
        const FILES: usize = 100;
        const EACH: usize = 1000;
        let files = (0..FILES).map(|file| {
            let mut text = String::new();
            for at in 0..EACH {
                let next = match (at + 1, file + 1) {
                    (EACH, FILES) => "none".to_owned(),
                    (EACH, file) => format!("p{file:03}/m0000"),
                    (next, _) => format!("m{next:04}"),
                };
                writeln!(text, "[milestones.m{at:04}]\ndue = 2026-06-26\nneeds = [\"{next}\"]")
                    .expect("a string takes every text");
            }
            (format!("programs/p{file:03}.toml"), text)
        });
        let workspace = Workspace::load(&Tree::memory(files), &mut Cache::default());
        let network = Network::new(&workspace, TODAY);
        assert_eq!(network.critical_path(0).len(), FILES * EACH);
    }
}
