//! The rules: what each is called, why it matters, and the check that finds it. One file a rule.

mod context;
mod dated;
mod here;
mod levels;
mod parties;
mod runner;

mod approver_missing;
mod assumption_broken;
mod assumption_overdue;
mod config_invalid;
mod custom_field_invalid;
mod date_moved_late;
mod date_rewritten;
mod date_slipped_again;
mod date_unexplained;
mod decision_overdue;
mod decision_rewritten;
mod decision_supersession;
mod decision_unexplained;
mod decision_without_decider;
mod dependency_cycle;
mod dependency_doubted;
mod dependency_late;
mod dependency_less_ready;
mod dependency_needed_too_late;
mod dependency_on_dead;
mod dependency_on_self;
mod dependency_one_sided;
mod dependency_overdue;
mod dependency_promise_mismatch;
mod dependency_refused;
mod dependency_suspect;
mod dependency_unanswered;
mod dependency_undated;
mod dependency_undeclared;
mod dependency_vague;
mod document_missing;
mod escalation_circular;
mod file_unreadable;
mod forum_missing;
mod gate_unmet;
mod health_contradicted;
mod health_jumped;
mod health_unexplained;
mod invalid_date;
mod invalid_id;
mod invalid_value;
mod issue_overdue;
mod launches_collide;
mod merge_conflict_marker;
mod milestone_done_mismatch;
mod milestone_gap;
mod milestone_imprecise;
mod milestone_in_freeze;
mod milestone_on_day_off;
mod milestone_order;
mod milestone_outside_program;
mod milestone_overdue;
mod milestone_undated;
mod milestone_unlikely;
mod milestone_without_exit;
mod missing_key;
mod org_duplicate;
mod outcome_due_too_early;
mod outcome_unmeasurable;
mod outcome_unmeasured;
mod outcome_unserved;
mod owner_churn;
mod owner_missing;
mod owner_not_a_person;
mod owner_outside_team;
mod owner_overloaded;
mod person_duplicate;
mod person_left;
mod person_unknown;
mod phase_contradicted;
mod phase_unknown;
mod placeholder_text;
mod program_dates_reversed;
mod program_duplicate;
mod program_overdue;
mod program_stale;
mod reference_unknown;
mod risk_not_escalated;
mod risk_review_overdue;
mod risk_unanswered;
mod roles_not_separated;
mod scope_in_and_out;
mod scope_left_open;
mod scope_on_dropped_milestone;
mod scope_undelivered;
mod scope_unowned;
mod scope_vanished;
mod scope_without_outcome;
mod suppression_unexplained;
mod suppression_unknown;
mod suppression_unused;
mod target_frozen;
mod team_unknown;
mod team_without_lead;
mod toml_newer_syntax;
mod toml_syntax;
mod unknown_key;
mod wrong_type;

use crate::finding::{Finding, Level};
use crate::workspace::Past;

pub use context::Context;
pub use here::{Here, Origin, Settled, Written};
pub use levels::{Owner, Profile, Selection, check_settings};
pub use runner::{Outcome, RuleSet, Wanted, run, run_for, run_with_past};

/// Everything that is known about a rule.
#[derive(Debug)]
pub struct Rule {
    /// Its id: kebab-case, the subject first, then the problem. Its file has the same name.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// Its level where nothing else is set.
    pub level: Level,
    /// What it finds, in one sentence.
    pub summary: &'static str,
    /// Why that matters, to somebody who has not been burnt by it yet.
    pub why: &'static str,
    /// A file that it finds fault with; the finding stands under its place, as a comment with carets.
    pub bad: &'static str,
    /// The same, mended.
    pub good: &'static str,
    /// Whether its findings can offer an edit that mends them.
    pub fixable: bool,
    /// What can be set in milepost.toml.
    pub options: &'static [RuleOption],
    /// How it is found.
    pub check: Check,
}

/// What a group of rules is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Group {
    Format,
    Outcomes,
    Scope,
    Dates,
    Owners,
    Dependencies,
    Risks,
    Decisions,
    Status,
    Rhythm,
    History,
    Hygiene,
}

/// An option of a rule, and its default.
#[derive(Debug)]
pub struct RuleOption {
    /// Its key.
    pub name: &'static str,
    /// Its default.
    pub default: OptionDefault,
    /// What the number counts; empty for a phase.
    pub unit: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// The default of an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionDefault {
    /// A number.
    Number(u32),
    /// A standard phase. Before that phase the rule's findings are one level milder.
    Phase(&'static str),
}

/// How a rule's findings are found.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// While files are read; such a rule cannot be switched off.
    Reading,
    /// Once for each program, whatever other programs say: out of its own file, and what milepost.toml, playbooks, people
    /// and teams say for all.
    Own(fn(&Context<'_>, &mut Vec<Finding>)),
    /// Once for each program, which may lead to others.
    Program(fn(&Context<'_>, &mut Vec<Finding>)),
    /// Once for the whole workspace; the context's program means nothing.
    Workspace(fn(&Context<'_>, &mut Vec<Finding>)),
    /// Once for each program, where what its commits did to it is known.
    History(fn(&Context<'_>, &Past, &mut Vec<Finding>)),
    /// From what the comments that silence rules did.
    Silences,
}

impl Group {
    /// Every group, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::Format,
        Self::Outcomes,
        Self::Scope,
        Self::Dates,
        Self::Owners,
        Self::Dependencies,
        Self::Risks,
        Self::Decisions,
        Self::Status,
        Self::Rhythm,
        Self::History,
        Self::Hygiene,
    ];

    /// As users write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Outcomes => "outcomes",
            Self::Scope => "scope",
            Self::Dates => "dates",
            Self::Owners => "owners",
            Self::Dependencies => "dependencies",
            Self::Risks => "risks",
            Self::Decisions => "decisions",
            Self::Status => "status",
            Self::Rhythm => "rhythm",
            Self::History => "history",
            Self::Hygiene => "hygiene",
        }
    }
}

impl Rule {
    /// The page that explains it.
    pub fn url(&self) -> String {
        format!("{}/rules/{}", env!("CARGO_PKG_HOMEPAGE"), self.id)
    }

    /// Whether it needs to know what the commits did, and runs only where that is asked for.
    pub fn reads_history(&self) -> bool {
        matches!(self.check, Check::History(_))
    }

    /// Whether what it finds in a program is the same whatever other programs say.
    pub fn is_own(&self) -> bool {
        matches!(self.check, Check::Own(_))
    }

    /// Whether it can be switched off, set to another level, or silenced.
    pub fn is_optional(&self) -> bool {
        self.group != Group::Format
    }
}

/// Every rule, sorted by id. A new rule is one line here.
pub static RULES: &[&Rule] = &[
    &approver_missing::RULE,
    &assumption_broken::RULE,
    &assumption_overdue::RULE,
    &config_invalid::RULE,
    &custom_field_invalid::RULE,
    &date_moved_late::RULE,
    &date_rewritten::RULE,
    &date_slipped_again::RULE,
    &date_unexplained::RULE,
    &decision_overdue::RULE,
    &decision_rewritten::RULE,
    &decision_supersession::RULE,
    &decision_unexplained::RULE,
    &decision_without_decider::RULE,
    &dependency_cycle::RULE,
    &dependency_doubted::RULE,
    &dependency_late::RULE,
    &dependency_less_ready::RULE,
    &dependency_needed_too_late::RULE,
    &dependency_on_dead::RULE,
    &dependency_on_self::RULE,
    &dependency_one_sided::RULE,
    &dependency_overdue::RULE,
    &dependency_promise_mismatch::RULE,
    &dependency_refused::RULE,
    &dependency_suspect::RULE,
    &dependency_unanswered::RULE,
    &dependency_undated::RULE,
    &dependency_undeclared::RULE,
    &dependency_vague::RULE,
    &document_missing::RULE,
    &escalation_circular::RULE,
    &file_unreadable::RULE,
    &forum_missing::RULE,
    &gate_unmet::RULE,
    &health_contradicted::RULE,
    &health_jumped::RULE,
    &health_unexplained::RULE,
    &invalid_date::RULE,
    &invalid_id::RULE,
    &invalid_value::RULE,
    &issue_overdue::RULE,
    &launches_collide::RULE,
    &merge_conflict_marker::RULE,
    &milestone_done_mismatch::RULE,
    &milestone_gap::RULE,
    &milestone_imprecise::RULE,
    &milestone_in_freeze::RULE,
    &milestone_on_day_off::RULE,
    &milestone_order::RULE,
    &milestone_outside_program::RULE,
    &milestone_overdue::RULE,
    &milestone_undated::RULE,
    &milestone_unlikely::RULE,
    &milestone_without_exit::RULE,
    &missing_key::RULE,
    &org_duplicate::RULE,
    &outcome_due_too_early::RULE,
    &outcome_unmeasurable::RULE,
    &outcome_unmeasured::RULE,
    &outcome_unserved::RULE,
    &owner_churn::RULE,
    &owner_missing::RULE,
    &owner_not_a_person::RULE,
    &owner_outside_team::RULE,
    &owner_overloaded::RULE,
    &person_duplicate::RULE,
    &person_left::RULE,
    &person_unknown::RULE,
    &phase_contradicted::RULE,
    &phase_unknown::RULE,
    &placeholder_text::RULE,
    &program_dates_reversed::RULE,
    &program_duplicate::RULE,
    &program_overdue::RULE,
    &program_stale::RULE,
    &reference_unknown::RULE,
    &risk_not_escalated::RULE,
    &risk_review_overdue::RULE,
    &risk_unanswered::RULE,
    &roles_not_separated::RULE,
    &scope_in_and_out::RULE,
    &scope_left_open::RULE,
    &scope_on_dropped_milestone::RULE,
    &scope_undelivered::RULE,
    &scope_unowned::RULE,
    &scope_vanished::RULE,
    &scope_without_outcome::RULE,
    &suppression_unexplained::RULE,
    &suppression_unknown::RULE,
    &suppression_unused::RULE,
    &target_frozen::RULE,
    &team_unknown::RULE,
    &team_without_lead::RULE,
    &toml_newer_syntax::RULE,
    &toml_syntax::RULE,
    &unknown_key::RULE,
    &wrong_type::RULE,
];

/// The rule of this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|at| RULES[at])
}
