//! How serious a rule is for a program: built in, preset, `[rules]`, playbook, overrides, command line.

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use rayon::prelude::*;

use super::{Check, Group, OptionDefault, RULES, Rule, rule};
use crate::error::{Error, Result};
use crate::finding::{Finding, Level};
use crate::text::{Span, closest, join_or, nearest};
use crate::workspace::{OptionValue, Playbook, SetLevel, Settings, Workspace};

/// How many programs one task checks at least.
pub(super) const PROGRAMS_A_TASK: usize = 64;

/// What the command line asks for.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    select: Vec<&'static str>,
    ignore: Vec<&'static str>,
}

impl Selection {
    /// The first rule that was picked by its name or its group's, not along with all, and that needs the history.
    pub fn needs_history(select: &[String]) -> Option<&'static str> {
        let named = |rule: &Rule| words(select).any(|name| name == rule.id || name == rule.group.name());
        RULES.iter().find(|rule| rule.reads_history() && named(rule)).map(|rule| rule.id)
    }

    /// Reads rule ids, groups and `all`.
    pub fn new(select: &[String], ignore: &[String]) -> Result<Self> {
        let ignored = rules_of(ignore)?;
        for name in words(ignore).filter(|name| *name != "all") {
            if rules_of(&[name.to_owned()])?.into_iter().filter_map(rule).all(|rule| !rule.is_optional()) {
                let noun = if rule(name).is_some() { "the rule" } else { "the group" };
                return Err(Error::new(format!("{noun} `{name}` cannot be switched off"))
                    .help(format!("Mend what it finds, and take `{name}` out of --ignore.")));
            }
        }
        Ok(Self { select: rules_of(select)?, ignore: ignored })
    }
}

fn words(names: &[String]) -> impl Iterator<Item = &str> {
    names.iter().flat_map(|names| names.split(',')).map(str::trim).filter(|name| !name.is_empty())
}

fn rules_of(names: &[String]) -> Result<Vec<&'static str>> {
    let mut ids = Vec::new();
    for name in words(names) {
        let before = ids.len();
        ids.extend(
            RULES
                .iter()
                .filter(|rule| name == "all" || rule.id == name || rule.group.name() == name)
                .map(|rule| rule.id),
        );
        if ids.len() == before {
            let groups = Group::ALL.iter().map(|group| group.name());
            let known = RULES.iter().map(|rule| rule.id).chain(groups).chain(["all"]);
            let help = match closest(name, known) {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None => "`milepost rules` lists them all.".to_owned(),
            };
            return Err(Error::new(format!("there is no rule or group `{name}`")).help(help));
        }
    }
    Ok(ids)
}

/// A table that sets levels and options.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'w> {
    pub(super) owner: Owner<'w>,
    pub(super) file: &'w Arc<str>,
    pub(super) settings: &'w Settings,
}

/// Whose a table of levels and options is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'w> {
    /// `[rules]` of milepost.toml.
    Workspace,
    /// The playbook `id`; `of` is the one that inherits it, or is it.
    Playbook {
        /// Where it is written.
        id: &'w str,
        /// Which playbook the programs follow.
        of: &'w str,
    },
    /// The override at this place, from 0.
    Override(usize),
}

/// The tables that count for programs of a playbook and with overrides; later ones win.
pub(super) fn tables<'w>(
    workspace: &'w Workspace,
    playbook: Option<&'w Playbook>,
    overrides: &[usize],
) -> Vec<Table<'w>> {
    let config = &workspace.config;
    let table = |owner, settings, file| Table { owner, file, settings };
    let mut tables = vec![table(Owner::Workspace, &config.rules, &config.file)];
    if let Some(playbook) = playbook {
        let books = playbook.chain.iter().zip(&playbook.rules);
        tables.extend(
            books.map(|((id, file), rules)| table(Owner::Playbook { id, of: &playbook.id }, rules, file)),
        );
    }
    let own =
        overrides.iter().map(|at| table(Owner::Override(*at), &config.overrides[*at].rules, &config.file));
    tables.extend(own);
    tables
}

/// Which of those tables sets something, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Setter {
    pub(super) table: usize,
    pub(super) span: Span,
}

/// What is set for each rule, for programs that share playbook and overrides.
#[derive(Debug)]
pub struct Profile {
    rules: Vec<Resolved>,
    /// The playbook, by its id.
    pub(super) playbook: Option<String>,
    /// The overrides that apply, by their places.
    pub(super) overrides: Vec<usize>,
    /// Who names the preset.
    pub(super) preset: Option<Setter>,
}

/// What is set for one rule.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    off: bool,
    /// The rule's own level.
    own: Level,
    /// A level that somebody wrote down, in place of the rule's own.
    set: Option<Level>,
    /// How many steps graver a preset makes the rule's findings.
    steps: u8,
    options: Vec<(String, OptionValue, Setter)>,
    /// Who wrote the level down, or switched the rule off.
    set_by: Option<Setter>,
}

impl Resolved {
    /// What is set for a rule of which nobody said anything.
    fn untouched(rule: &Rule) -> Self {
        Self { off: false, own: rule.level, set: None, steps: 0, options: Vec::new(), set_by: None }
    }

    pub(super) fn is_on(&self) -> bool {
        !self.off
    }

    pub(super) fn option(&self, name: &str) -> Option<&OptionValue> {
        self.options.iter().rev().find(|(option, ..)| option == name).map(|(_, value, _)| value)
    }

    /// The options that are set, each once, with who set it.
    pub(super) fn options(&self) -> BTreeMap<&str, (&OptionValue, Setter)> {
        self.options.iter().map(|(name, value, setter)| (name.as_str(), (value, *setter))).collect()
    }

    /// Who set the level: wrote it down or switched the rule off; else who named the preset that makes it graver.
    pub(super) fn set_by(&self, preset: Option<Setter>) -> (Option<Setter>, bool) {
        if self.set_by.is_some() {
            return (self.set_by, false);
        }
        (preset.filter(|_| self.level(self.own) != self.own), true)
    }

    /// The level of a finding that the rule put at `level`.
    ///
    /// A level that somebody wrote down stands in place of the rule's own. A finding that the rule itself puts a step
    /// above or below its own level stays as many steps above or below the one that was written, between `info` and
    /// `error`: with `dependency-unanswered = "info"` what is needed within days is still graver than the rest.
    pub(super) fn level(&self, level: Level) -> Level {
        let Some(set) = self.set else {
            return (0..self.steps).fold(level, |level, _| level.graver());
        };
        let above = level as i8 - self.own as i8;
        let step = if above < 0 { Level::milder } else { Level::graver };
        (0..above.abs()).fold(set, |level, _| step(level))
    }
}

impl Profile {
    pub(super) fn of(&self, rule: &Rule) -> &Resolved {
        self.by_id(rule.id)
    }

    /// Whether the rule of this id is on.
    pub(super) fn is_on(&self, id: &str) -> bool {
        self.by_id(id).is_on()
    }

    fn by_id(&self, id: &str) -> &Resolved {
        let at = RULES.binary_search_by(|known| known.id.cmp(id)).expect("every rule is registered");
        &self.rules[at]
    }

    pub(super) fn at(&self, index: usize) -> &Resolved {
        &self.rules[index]
    }

    /// The profile of a program; of the workspace itself where there is none.
    fn new(
        workspace: &Workspace,
        playbook: Option<&Playbook>,
        overrides: &[usize],
        selection: &Selection,
    ) -> Self {
        let tables = tables(workspace, playbook, overrides);
        let preset = tables.iter().enumerate().rev().find_map(|(table, settings)| {
            let (name, span) = settings.settings.preset.as_ref()?;
            Some((name.as_str(), Setter { table, span: *span }))
        });
        let steps = |rule: &Rule| match (preset.map(|(name, _)| name), rule.level) {
            (Some("strict"), Level::Warn) | (Some("pedantic"), _) => 1,
            _ => 0,
        };
        let rules =
            RULES.iter().map(|rule| {
                let mut resolved = Resolved::untouched(rule);
                if !rule.is_optional() {
                    return resolved;
                }
                resolved.steps = steps(rule);
                let all = tables.iter().enumerate();
                let all =
                    all.flat_map(|(at, table)| table.settings.rules.iter().map(move |setting| (at, setting)));
                for (table, setting) in all.filter(|(_, setting)| setting.rule == rule.id) {
                    if let Some(level) = setting.level {
                        (resolved.off, resolved.set) = match level {
                            SetLevel::Off => (true, None),
                            SetLevel::At(level) => (false, Some(level)),
                        };
                        resolved.set_by = Some(Setter { table, span: setting.span });
                    }
                    let options = setting.options.iter();
                    resolved.options.extend(options.map(|(name, value, span)| {
                        (name.clone(), value.clone(), Setter { table, span: *span })
                    }));
                }
                if !selection.select.is_empty() {
                    resolved.off = !selection.select.contains(&rule.id);
                }
                resolved.off |= selection.ignore.contains(&rule.id);
                resolved
            });
        let playbook = playbook.map(|playbook| playbook.id.clone());
        let preset = preset.map(|(_, setter)| setter);
        Self { rules: rules.collect(), playbook, overrides: overrides.to_vec(), preset }
    }
}

/// The profiles of a workspace: one for each combination of playbook and overrides that occurs.
#[derive(Debug)]
pub(super) struct Profiles {
    profiles: Vec<Profile>,
    of_program: Vec<usize>,
}

impl Profiles {
    pub(super) fn new(workspace: &Workspace, selection: &Selection) -> Self {
        let overrides: Vec<Vec<GlobMatcher>> = workspace
            .config
            .overrides
            .iter()
            .map(|entry| entry.programs.iter().filter_map(|(glob, _)| matcher(glob)).collect())
            .collect();
        let mut keys: Vec<(Option<&str>, Vec<usize>)> = vec![(None, Vec::new())];
        let mut profiles = vec![Profile::new(workspace, None, &[], selection)];
        let mut of_program = Vec::with_capacity(workspace.programs.len());
        let set = workspace.programs.par_iter().with_min_len(PROGRAMS_A_TASK).map(|program| {
            let matches = |globs: &Vec<GlobMatcher>| globs.iter().any(|glob| glob.is_match(&*program.id));
            let applying: Vec<usize> =
                overrides.iter().enumerate().filter(|(_, globs)| matches(globs)).map(|(at, _)| at).collect();
            (workspace.playbook(program), applying)
        });
        for (playbook, applying) in set.collect::<Vec<_>>() {
            let key = (playbook.map(|playbook| playbook.id.as_str()), applying);
            let at = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
                profiles.push(Profile::new(workspace, playbook, &key.1, selection));
                keys.push(key);
                keys.len() - 1
            });
            of_program.push(at);
        }
        Self { profiles, of_program }
    }

    pub(super) fn workspace(&self) -> &Profile {
        &self.profiles[0]
    }

    /// Whether a rule is on for the workspace or for any program.
    pub(super) fn is_on_anywhere(&self, rule: &Rule) -> bool {
        self.profiles.iter().any(|profile| profile.of(rule).is_on())
    }

    pub(super) fn program(&self, at: usize) -> &Profile {
        &self.profiles[self.of_program[at]]
    }

    /// The profile of the program of this id; that of the workspace where there is none.
    pub(super) fn named(&self, workspace: &Workspace, program: Option<&str>) -> &Profile {
        let at = program.and_then(|id| workspace.program_at(id));
        at.map_or(self.workspace(), |at| self.program(at))
    }

    /// Every profile, that of the workspace itself first, and which of them each program has.
    pub(super) fn all(&self) -> (&[Profile], &[usize]) {
        (&self.profiles, &self.of_program)
    }
}

fn matcher(glob: &str) -> Option<GlobMatcher> {
    Glob::new(glob).ok().map(|glob| glob.compile_matcher())
}

/// What is wrong with the settings of rules: unknown rules, options and phases, and globs that are none.
pub fn check_settings(workspace: &Workspace) -> Vec<Finding> {
    let config = &workspace.config;
    let mut findings = Vec::new();
    let mut check = |settings: &Settings, file, is_for_all: bool| {
        for setting in &settings.rules {
            let finding = |span, message| Finding::new("config-invalid", Level::Error, file, span, message);
            let Some(rule) = rule(&setting.rule) else {
                let finding = finding(setting.span, format!("there is no rule `{}`", setting.rule));
                findings.push(match nearest(&setting.rule, RULES.iter().map(|rule| rule.id)) {
                    Some((meant, certain)) => {
                        let finding = finding.help(format!("Did you mean `{meant}`?"));
                        let is_set = settings.rules.iter().any(|other| other.rule == meant);
                        if is_set { finding } else { finding.rename(setting.span, meant, certain) }
                    }
                    None => finding.help("`milepost rules` lists them all."),
                });
                continue;
            };
            if !rule.is_optional() {
                let message = format!("`{}` cannot be switched off or set to another level", rule.id);
                findings.push(
                    finding(setting.span, message)
                        .help("A file that cannot be read hides everything else. Delete the line."),
                );
            }
            for (name, value, span) in &setting.options {
                let declared = rule.options.iter().find(|option| option.name == name);
                let problem = match (declared.map(|option| option.default), value) {
                    (Some(OptionDefault::Phase(_)), OptionValue::Phase(phase))
                        if !workspace.is_phase(phase) =>
                    {
                        let finding = finding(*span, format!("no playbook has a phase `{phase}`"));
                        findings.push(finding.help(workspace.phase_help(phase)));
                        continue;
                    }
                    (None, _) => format!("`{}` has no option `{name}`", rule.id),
                    (Some(_), _) if !is_for_all && matches!(rule.check, Check::Workspace(_)) => {
                        let message = format!("`{name}` of `{}` cannot be set for some programs", rule.id);
                        findings.push(
                            finding(*span, message).help(
                                "Set it in [rules] of milepost.toml: the rule looks over all programs.",
                            ),
                        );
                        continue;
                    }
                    // A value of another type is told about where it is read.
                    (Some(_), _) => continue,
                };
                let known = || rule.options.iter().map(|option| option.name).chain(["level"]);
                let finding = finding(*span, problem);
                let Some((meant, certain)) = nearest(name, known()) else {
                    let names: Vec<String> = known().map(|name| format!("`{name}`")).collect();
                    findings.push(finding.help(format!("It takes {}.", join_or(&names))));
                    continue;
                };
                let finding = finding.help(format!("Did you mean `{meant}`?"));
                let is_set = setting.options.iter().any(|(other, ..)| other == meant)
                    || (meant == "level" && setting.level.is_some());
                findings.push(if is_set { finding } else { finding.rename(*span, meant, certain) });
            }
        }
    };
    check(&config.rules, &config.file, true);
    for entry in &config.overrides {
        check(&entry.rules, &config.file, false);
    }
    for playbook in workspace.playbooks.values() {
        if let (Some(file), Some(own)) = (&playbook.file, playbook.rules.last()) {
            check(own, file, false);
        }
    }
    for (glob, span) in config.overrides.iter().flat_map(|entry| &entry.programs) {
        if matcher(glob).is_none() {
            let message = format!("`{glob}` is no pattern for program ids");
            findings.push(
                Finding::new("config-invalid", Level::Error, &config.file, *span, message)
                    .help("Write an id, or a pattern such as \"research-*\"."),
            );
        }
    }
    findings
}

/// Whether a rule's findings are found by running it, be the past known or not.
pub(super) fn is_run(rule: &Rule, with_past: bool) -> bool {
    match rule.check {
        Check::Own(_) | Check::Program(_) | Check::Workspace(_) => true,
        Check::History(_) => with_past,
        Check::Reading | Check::Silences => false,
    }
}
