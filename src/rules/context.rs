//! What a check is given: a program in its workspace, today, and the rule's options.

use jiff::civil::Date;

use super::levels::{Profile, Profiles, Resolved};
use super::{OptionDefault, Rule, rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, From, Key, Period, When};
use crate::text::{Guesses, Span, distance};
use crate::workspace::{OptionValue, Program, Stage, Workspace};

/// What a check is given.
#[derive(Debug, Clone, Copy)]
pub struct Context<'w> {
    /// The whole version.
    pub workspace: &'w Workspace,
    /// The program that is checked.
    pub program: &'w Program,
    /// The day that counts as today.
    pub today: Date,
    pub(super) rule: &'static Rule,
    pub(super) settings: &'w Resolved,
    /// What is set for every rule.
    pub(super) profile: &'w Profile,
    /// What is set for every rule, program by program.
    pub(super) profiles: &'w Profiles,
    /// How much looking for what was meant is still worth here.
    pub(super) guesses: &'w Guesses,
}

impl<'w> Context<'w> {
    /// Whether another rule speaks here, so that this one need not say the same.
    pub fn speaks(&self, rule: &str) -> bool {
        self.profile.is_on(rule)
    }

    /// Whether a rule speaks of this program, for a check of the whole workspace; of an org file where it is none.
    pub fn speaks_of(&self, program: Option<&Program>, rule: &str) -> bool {
        self.profiles.named(self.workspace, program.map(|program| &*program.id)).is_on(rule)
    }

    /// How grave the rule is for a program, for a check of the whole workspace.
    pub fn level_of(&self, program: &Program) -> Level {
        self.profiles.named(self.workspace, Some(&program.id)).of(self.rule).level(self.rule.level)
    }

    /// Whether `gate-unmet` says that an entity lacks a field.
    pub fn gate_speaks_of(&self, entity: Entity<'_>, key: Key) -> bool {
        self.speaks("gate-unmet") && self.workspace.gate_asks_for(self.program, entity, key)
    }

    /// Whether `gate-unmet` says that a section is empty.
    pub fn gate_speaks_of_section(&self, section: Key) -> bool {
        self.speaks("gate-unmet") && self.workspace.gate_asks_for_section(self.program, section)
    }

    /// The entities of one section of the program.
    pub fn section(&self, section: Key) -> impl Iterator<Item = Entity<'w>> {
        self.program.section(section)
    }

    /// The entities of one section that are open.
    pub fn open(&self, section: Key) -> impl Iterator<Item = Entity<'w>> {
        self.section(section).filter(|entity| entity.is_open())
    }

    /// The last day that a date field stands for: the one that counts when dates are compared.
    pub fn day(&self, entity: Entity<'_>, key: Key) -> Option<Date> {
        self.workspace.day(entity, key)
    }

    /// The day that a date field names; `None` for a period, which leaves the day open.
    pub fn named_day(&self, entity: Entity<'_>, key: Key) -> Option<Date> {
        self.workspace.config.calendar.named_day(entity.when(key)?)
    }

    /// The days that a date field stands for.
    pub fn days(&self, entity: Entity<'_>, key: Key) -> Option<Period> {
        self.workspace.days(entity.when(key))
    }

    /// The day of a date field, where it has passed.
    pub fn passed(&self, entity: Entity<'_>, key: Key) -> Option<Date> {
        self.day(entity, key).filter(|day| *day < self.today)
    }

    /// The day of an open milestone, where it has passed. Where a day says that it was met, and its state does not,
    /// `milestone-done-mismatch` speaks.
    pub fn overdue(&self, milestone: Entity<'_>) -> Option<Date> {
        let day = self.passed(milestone, Key::Due).filter(|_| milestone.is_open())?;
        let is_said = matches!(milestone.when(Key::Done), Some(When::Days(_)))
            && self.speaks("milestone-done-mismatch");
        (!is_said).then_some(day)
    }

    /// Whom to ask about a dependency, in words.
    pub fn whom_to_ask(&self, dependency: Entity<'_>) -> String {
        if let Some(person) = self.workspace.answers_for(self.program, dependency) {
            return format!("`{person}`");
        }
        match dependency.word(Key::From).and_then(From::parse) {
            Some(From::Team(team)) => format!("team `{team}`"),
            Some(From::External(name)) => name.to_owned(),
            _ => "the provider".to_owned(),
        }
    }

    /// Calendar days from today to a day; negative for the past.
    pub fn days_until(&self, day: Date) -> i64 {
        days_between(self.today, day)
    }

    /// How far a day is from today, in words: `12 days ago`.
    pub fn distance(&self, day: Date) -> String {
        distance(self.days_until(day))
    }

    /// A number option of the rule, as set here or as its default.
    pub fn number(&self, option: &str) -> i64 {
        match self.settings.option(option) {
            Some(OptionValue::Number(number)) => i64::from(*number),
            _ => match self.default(option) {
                OptionDefault::Number(number) => i64::from(number),
                OptionDefault::Phase(_) => unreachable!("the option is a number"),
            },
        }
    }

    /// A number option of another rule, so that this one knows when that one speaks.
    pub fn number_of(&self, other: &str, option: &str) -> i64 {
        let rule = rule(other).expect("rules ask for rules that are registered");
        Self { rule, settings: self.profile.of(rule), ..*self }.number(option)
    }

    /// The phase from which on the rule is as serious as its level says.
    pub fn from_phase(&self) -> Stage {
        let set = match self.settings.option("from-phase") {
            Some(OptionValue::Phase(phase)) => self
                .workspace
                .playbook(self.program)
                .and_then(|book| book.stage(phase))
                .or_else(|| Stage::parse(phase)),
            _ => None,
        };
        set.unwrap_or_else(|| match self.default("from-phase") {
            OptionDefault::Phase(phase) => Stage::parse(phase).expect("defaults are standard phases"),
            OptionDefault::Number(_) => unreachable!("the option is a phase"),
        })
    }

    /// Whether the program is still before the rule's `from-phase`; `None` where its phase could not be read.
    pub fn is_early(&self) -> Option<bool> {
        let stage = self.program.stage?;
        let book = self.workspace.playbook(self.program)?;
        // Of its own phases several may stand for one of the standard ones, and then their order tells more.
        if let Some(OptionValue::Phase(from)) = self.settings.option("from-phase")
            && let Some(from) = book.place(from)
        {
            let phase = self.program.table().and_then(|table| table.word(Key::Phase));
            return Some(phase.and_then(|phase| book.place(phase)).unwrap_or_default() < from);
        }
        Some(stage < self.from_phase())
    }

    fn default(&self, option: &str) -> OptionDefault {
        let declared = self.rule.options.iter().find(|declared| declared.name == option);
        declared.expect("a rule asks for options that it declares").default
    }

    /// A finding at a field of an entity; at the entity's id where the field is not there.
    pub fn finding(&self, entity: Entity<'_>, key: Key, message: impl Into<String>) -> Finding {
        let path = if entity.has(key) { entity.path_of(key) } else { entity.path() };
        self.finding_at(entity.span(key), Some(path), message)
    }

    /// A finding at an entity's id.
    pub fn finding_of(&self, entity: Entity<'_>, message: impl Into<String>) -> Finding {
        self.finding_at(entity.id_span(), Some(entity.path()), message)
    }

    /// A finding at a place of the program's file.
    pub fn finding_at(&self, span: Span, path: Option<String>, message: impl Into<String>) -> Finding {
        let mut finding =
            Finding::new(self.rule.id, self.rule.level, &self.program.file.path, span, message.into());
        finding.program = Some(self.program.id.clone());
        finding.path = path;
        finding
    }
}

/// Calendar days from one day to another; negative where the second comes first.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
