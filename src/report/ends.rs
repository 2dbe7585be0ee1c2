//! What is found at the two ends of a window, as far as it can matter to what needs attention.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::attention::is_standing;
use super::baseline::Former;
use super::past::Pasts;
use crate::finding::{Finding, Level};
use crate::rules::{self, RuleSet, Selection, Wanted};
use crate::workspace::{Past, Program, Workspace};

/// The versions at the two ends of a window.
#[derive(Debug)]
pub struct Ends<'w> {
    before: Option<&'w Workspace>,
    after: &'w Workspace,
    pasts: &'w Pasts,
    /// Whether a program that is the same in both has the same surroundings, but for other programs.
    are_alike: bool,
}

impl<'w> Ends<'w> {
    /// The two ends with their pasts. `have_same_settings` says that they have the same milepost.toml and playbooks.
    pub fn new(
        before: Option<&'w Workspace>,
        after: &'w Workspace,
        pasts: &'w Pasts,
        have_same_settings: bool,
    ) -> Self {
        let are_alike = have_same_settings
            && before.is_some_and(|before| {
                // Of programs that share an id, the findings are told apart by nothing else.
                have_same_org(before, after) && has_own_ids(before) && has_own_ids(after)
            });
        Self { before, after, pasts, are_alike }
    }

    /// What is found at the end: all that is new in the window, and all that stays on the list until it is mended. Where a
    /// program is the same at both ends, and so is what is said for all, what else rules find in it alone is not new.
    pub fn now(&self, today: Date) -> Vec<Finding> {
        let few = RuleSet::of(|rule| is_standing(rule.id) || !rule.is_own());
        let is_there = |program: &Program, version: &Workspace| {
            version.program(&program.id).is_some_and(|there| Arc::ptr_eq(&there.file, &program.file))
        };
        let wanted = |program: &Program| match self.before {
            Some(before) if self.are_alike && is_there(program, before) => Wanted::Of(&few),
            _ => Wanted::All,
        };
        self.find(self.after, today, Some(&self.pasts.after), &wanted)
    }

    /// What the version before the window had, on the day that counts as today, of what is found `now` and does not stay on
    /// the list. `former` tells what things were called.
    pub fn known(&self, now: &[Finding], former: &Former, today: Date) -> Vec<Finding> {
        self.find_before(now.iter().filter(|finding| !is_standing(finding.rule)), former, today)
    }

    /// What it had on the day before the window of what stays on the list.
    pub fn then(&self, now: &[Finding], former: &Former, eve: Date) -> Vec<Finding> {
        self.find_before(now.iter().filter(|finding| is_standing(finding.rule)), former, eve)
    }

    /// What the version before the window had of some findings. Of a program, no other rules are run than those that found
    /// something in it now, or in what was part of it.
    fn find_before<'f>(
        &self,
        sought: impl Iterator<Item = &'f Finding>,
        former: &Former,
        day: Date,
    ) -> Vec<Finding> {
        let Some(before) = self.before else { return Vec::new() };
        let mut found: FxHashMap<String, FxHashSet<&str>> = FxHashMap::default();
        for finding in sought.filter(|finding| finding.level > Level::Info) {
            if let Some(program) = &finding.program {
                let place = former.place(program, finding.path.as_deref().unwrap_or_default());
                found.entry(place.program).or_default().insert(finding.rule);
            }
        }
        let sets = found.iter().map(|(program, rules)| {
            let rules = RuleSet::of(|rule| rules.contains(rule.id));
            (program.as_str(), rules)
        });
        let sets: FxHashMap<&str, RuleSet> = sets.collect();
        let wanted = |program: &Program| sets.get(&*program.id).map_or(Wanted::Nothing, Wanted::Of);
        self.find(before, day, self.pasts.before.as_ref(), &wanted)
    }

    fn find<'r>(
        &self,
        version: &Workspace,
        day: Date,
        past: Option<&Past>,
        wanted: &(dyn Fn(&Program) -> Wanted<'r> + Sync),
    ) -> Vec<Finding> {
        // Rules judge a whole past or none.
        let past = past.filter(|_| self.pasts.cut.is_none());
        rules::run_for(version, day, &Selection::default(), past, wanted).findings
    }
}

fn have_same_org(before: &Workspace, after: &Workspace) -> bool {
    let pairs = || before.org.iter().zip(&after.org);
    before.org.len() == after.org.len() && pairs().all(|(one, other)| Arc::ptr_eq(one, other))
}

fn has_own_ids(version: &Workspace) -> bool {
    let mut programs = version.programs.iter().enumerate();
    programs.all(|(at, program)| version.program_at(&program.id) == Some(at))
}
