//! What is found at the two ends of a window, as far as it can matter to what needs attention.

use std::sync::Arc;

use jiff::civil::Date;

use super::attention::is_standing;
use super::past::Pasts;
use crate::finding::Finding;
use crate::rules::{self, Rule, Selection, Wanted};
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

    /// What is found at the end: all that is new in the window, and all that stays on the list until it is mended.
    pub fn now(&self, today: Date) -> Vec<Finding> {
        let wanted = |program: &Program| self.wanted(program, |rule| is_standing(rule) || !rule.is_own());
        self.find(self.after, today, Some(&self.pasts.after), &wanted)
    }

    /// What the version before the window had already on the day that counts as today. What a rule finds in a program alone,
    /// where that is the same at both ends, is left out here and there.
    pub fn known(&self, today: Date) -> Vec<Finding> {
        self.find_before(today, &|program| self.wanted(program, |rule| !rule.is_own()))
    }

    /// What of that which stays on the list was there on the day before the window.
    pub fn then(&self, eve: Date) -> Vec<Finding> {
        self.find_before(eve, &|_| Wanted::Of(is_standing))
    }

    fn find_before(&self, day: Date, wanted: &(dyn Fn(&Program) -> Wanted + Sync)) -> Vec<Finding> {
        let found = self.before.map(|before| self.find(before, day, self.pasts.before.as_ref(), wanted));
        found.unwrap_or_default()
    }

    fn find(
        &self,
        version: &Workspace,
        day: Date,
        past: Option<&Past>,
        wanted: &(dyn Fn(&Program) -> Wanted + Sync),
    ) -> Vec<Finding> {
        // Rules judge a whole past or none.
        let past = past.filter(|_| self.pasts.cut.is_none());
        rules::run_for(version, day, &Selection::default(), past, wanted).findings
    }

    /// All that is found in a program; where it is the same at both ends, and so is what is said for all, what some rules find.
    fn wanted(&self, program: &Program, if_unchanged: fn(&Rule) -> bool) -> Wanted {
        let is_there = |version: &Workspace| {
            version.program(&program.id).is_some_and(|there| Arc::ptr_eq(&there.file, &program.file))
        };
        let is_same = self.are_alike && self.before.is_some_and(is_there) && is_there(self.after);
        if is_same { Wanted::Of(if_unchanged) } else { Wanted::All }
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
