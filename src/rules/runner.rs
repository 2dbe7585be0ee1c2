//! Runs the rules over a workspace, and applies levels and silencing comments, once.

use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::levels::{PROGRAMS_A_TASK, Profile, Profiles, check_settings, is_run};
use super::{Check, Context, RULES, Rule, Selection, rule};
use crate::document::{SILENCING_WORDS, Silence};
use crate::finding::Finding;
use crate::model::Facts;
use crate::text::{Guesses, join_and, nearest};
use crate::workspace::{File, Gaps, Past, Program, Workspace};

/// What a run of the rules found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The findings, in order.
    pub findings: Vec<Finding>,
    /// How many more were silenced by comments.
    pub suppressed: usize,
}

/// Runs every rule that is on and that needs no history.
pub fn run(workspace: &Workspace, today: Date, selection: &Selection) -> Outcome {
    run_with_past(workspace, today, selection, None)
}

/// Runs every rule that is on: those that read the history too, where the past is known.
pub fn run_with_past(
    workspace: &Workspace,
    today: Date,
    selection: &Selection,
    past: Option<&Past>,
) -> Outcome {
    run_for(workspace, today, selection, past, &|_| Wanted::All)
}

/// Which of the findings in a program are asked for.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'r> {
    /// All.
    All,
    /// Those of some rules.
    Of(&'r RuleSet),
    /// None.
    Nothing,
}

/// Some of the rules, by their places.
#[derive(Debug, Clone)]
pub struct RuleSet(Box<[bool]>);

impl RuleSet {
    /// Those of which this is true.
    pub fn of(is_in: impl Fn(&Rule) -> bool) -> Self {
        Self(RULES.iter().map(|rule| is_in(rule)).collect())
    }
}

impl Wanted<'_> {
    /// Whether what the rule at a place finds is asked for.
    fn holds(self, rule: usize) -> bool {
        match self {
            Self::All => true,
            Self::Of(rules) => rules.0[rule],
            Self::Nothing => false,
        }
    }
}

/// As [`run_with_past`], where only some findings are asked for. Others may be among them or not; how many were silenced is
/// told of all.
pub fn run_for<'r>(
    workspace: &Workspace,
    today: Date,
    selection: &Selection,
    past: Option<&Past>,
    wanted: &(dyn Fn(&Program) -> Wanted<'r> + Sync),
) -> Outcome {
    let profiles = &Profiles::new(workspace, selection);
    let mut findings = workspace.findings.clone();
    findings.extend(workspace.org.iter().flat_map(|file| faults_of_reading(file, profiles.workspace())));
    findings.extend(check_settings(workspace));

    // Together, those of a task take less room than those of each program on their own.
    let of_programs: Vec<Vec<Finding>> = workspace
        .programs
        .par_iter()
        .enumerate()
        .with_min_len(PROGRAMS_A_TASK)
        .fold(Vec::new, |mut found: Vec<Finding>, (at, program)| {
            // What a comment silences, or could, is found in its own file, and takes all that is found there.
            let wanted = if program.file.silences.is_empty() { wanted(program) } else { Wanted::All };
            if matches!(wanted, Wanted::Nothing) {
                return found;
            }
            let profile = profiles.program(at);
            found.extend(faults_of_reading(&program.file, profile));
            for (index, rule) in RULES.iter().enumerate() {
                let settings = profile.at(index);
                if !settings.is_on() || !wanted.holds(index) {
                    continue;
                }
                let before = found.len();
                let guesses = &Guesses::default();
                let context =
                    Context { workspace, program, today, rule, settings, profile, profiles, guesses };
                match (rule.check, past) {
                    (Check::Own(check) | Check::Program(check), _) => check(&context, &mut found),
                    (Check::History(check), Some(past)) => {
                        check(&Context { today: past.until, ..context }, past, &mut found);
                    }
                    _ => {}
                }
                for finding in &mut found[before..] {
                    finding.level = settings.level(finding.level);
                    finding.shrink();
                }
            }
            found
        })
        .map(|mut found| {
            found.shrink_to_fit();
            found
        })
        .collect();

    let program = &no_program(workspace);
    let checks: Vec<_> = RULES
        .iter()
        .filter_map(|rule| match rule.check {
            Check::Workspace(check) if profiles.is_on_anywhere(rule) => Some((*rule, check)),
            _ => None,
        })
        .collect();
    let of_workspace: Vec<(&Rule, Vec<Finding>)> = checks
        .into_par_iter()
        .with_max_len(1)
        .map(|(rule, check)| {
            let profile = profiles.workspace();
            let settings = profile.of(rule);
            let mut found = Vec::new();
            let guesses = &Guesses::default();
            let context = Context { workspace, program, today, rule, settings, profile, profiles, guesses };
            check(&context, &mut found);
            (rule, found)
        })
        .collect();
    let org: FxHashSet<&str> = workspace.org.iter().map(|file| &*file.path).collect();
    let all = of_programs.iter().map(Vec::len).sum::<usize>();
    findings.reserve_exact(all + of_workspace.iter().map(|(_, found)| found.len()).sum::<usize>());
    findings.extend(of_programs.into_iter().flatten());
    for (rule, found) in of_workspace {
        for mut finding in found {
            let settings = profiles.named(workspace, finding.program.as_deref()).of(rule);
            if settings.is_on() {
                finding.level = settings.level(finding.level);
                // What stands in an org file is of no program; a check names one there for its level alone.
                finding.program = finding.program.filter(|_| !org.contains(&*finding.file));
                findings.push(finding);
            }
        }
    }
    silence(workspace, findings, profiles, past.is_some())
}

/// What reading a file found. A list in place of a person has a rule of its own, which can be set; where that is off,
/// the value still cannot be read.
fn faults_of_reading(file: &File, profile: &Profile) -> impl Iterator<Item = Finding> {
    file.findings.iter().cloned().map(|mut finding| {
        if let Some(rule) = rule(finding.rule).filter(|rule| rule.is_optional()) {
            let settings = profile.of(rule);
            if settings.is_on() {
                finding.level = settings.level(finding.level);
            } else {
                finding.rule = "wrong-type";
            }
        }
        finding
    })
}

/// What stands for the program where the whole workspace is checked, which may have none.
fn no_program(workspace: &Workspace) -> Program {
    let path = Arc::clone(&workspace.config.file);
    let (facts, findings, silences) = (Facts::default(), Vec::new(), Vec::new());
    let file = File { path, facts, findings, silences, end: (0, true), gaps: Gaps::default() };
    Program::new(Arc::from(""), Arc::new(file), None)
}

/// Takes out what comments silence, and says which of the comments are at fault themselves.
fn silence(workspace: &Workspace, findings: Vec<Finding>, profiles: &Profiles, with_past: bool) -> Outcome {
    let mut comments: FxHashMap<&Arc<str>, Comments<'_>> = workspace
        .silences()
        .filter(|(_, silences)| !silences.is_empty())
        .map(|(file, silences)| (file, Comments::new(silences)))
        .collect();
    let before = findings.len();
    let mut left = findings;
    left.retain(|finding| match comments.get_mut(&finding.file) {
        Some(comments) if rule(finding.rule).is_none_or(Rule::is_optional) => !comments.silence(finding),
        _ => true,
    });
    let suppressed = before - left.len();
    let own: FxHashMap<&Arc<str>, usize> = workspace
        .programs
        .iter()
        .enumerate()
        .filter(|(_, program)| !program.file.silences.is_empty())
        .map(|(at, program)| (&program.file.path, at))
        .collect();
    for (file, comments) in &mut comments {
        comments.sort();
        // Which rules are on, and how grave they are, is for the program to say where the file is one.
        let at = own.get(file).copied();
        let profile = at.map_or(profiles.workspace(), |at| profiles.program(at));
        let judged = left.len();
        for silence in comments.silences {
            let is_used = |name: &str| comments.are_of_use(silence, name);
            judge(silence, is_used, file, profile, with_past, &mut left);
        }
        for finding in &mut left[judged..] {
            finding.program = at.map(|at| Arc::clone(&workspace.programs[at].id));
        }
    }
    left.sort_by(Finding::order);
    Outcome { findings: left, suppressed }
}

/// The silencing comments of a file. It may have thousands, and as many findings.
struct Comments<'w> {
    silences: &'w [Silence],
    of_rules: FxHashMap<&'w str, OfRule>,
}

/// The comments of a file that name one rule, and what that rule finds there.
#[derive(Default)]
struct OfRule {
    /// Whether one of them stands for the whole file.
    whole_file: bool,
    /// Where what each of the others covers begins, sorted, and the furthest end of it and of those before it.
    reach: Vec<(u32, u32)>,
    /// Where the findings begin; sorted once all are known.
    found: Vec<u32>,
}

impl<'w> Comments<'w> {
    fn new(silences: &'w [Silence]) -> Self {
        let mut of_rules: FxHashMap<&str, OfRule> = FxHashMap::default();
        for silence in silences {
            for (name, _) in &silence.rules {
                let of_rule = of_rules.entry(name).or_default();
                match silence.covers {
                    Some(covered) => of_rule.reach.push((covered.start, covered.last_held())),
                    None => of_rule.whole_file = true,
                }
            }
        }
        for of_rule in of_rules.values_mut() {
            of_rule.reach.sort_unstable();
            let mut furthest = 0;
            for (_, end) in &mut of_rule.reach {
                furthest = furthest.max(*end);
                *end = furthest;
            }
        }
        Self { silences, of_rules }
    }

    /// Whether any of them silences a finding; all that do are of use.
    fn silence(&mut self, finding: &Finding) -> bool {
        let Some(of_rule) = self.of_rules.get_mut(finding.rule) else { return false };
        let at = finding.span.start;
        of_rule.found.push(at);
        let before = of_rule.reach.partition_point(|(start, _)| *start <= at);
        of_rule.whole_file || before.checked_sub(1).is_some_and(|last| at <= of_rule.reach[last].1)
    }

    /// Sorts what they met, when all of it is known.
    fn sort(&mut self) {
        self.of_rules.values_mut().for_each(|of_rule| of_rule.found.sort_unstable());
    }

    /// Whether a comment met a finding of a rule that it names.
    fn are_of_use(&self, silence: &Silence, name: &str) -> bool {
        let Some(OfRule { found, .. }) = self.of_rules.get(name) else { return false };
        let Some(covered) = silence.covers else { return !found.is_empty() };
        let first = found.partition_point(|at| *at < covered.start);
        found.get(first).is_some_and(|at| *at <= covered.last_held())
    }
}

/// The three rules about silencing comments.
fn judge(
    silence: &Silence,
    is_used: impl Fn(&str) -> bool,
    file: &Arc<str>,
    profile: &Profile,
    with_past: bool,
    findings: &mut Vec<Finding>,
) {
    let add = |findings: &mut Vec<Finding>, id, finding: &dyn Fn(Finding) -> Finding, span, message| {
        let rule = rule(id).expect("the rules about silencing comments are registered");
        let settings = profile.of(rule);
        if settings.is_on() {
            findings.push(finding(Finding::new(id, settings.level(rule.level), file, span, message)));
        }
    };
    let names = &silence.rules;
    if let Some((word, span)) = &silence.misspelled {
        let message = format!("milepost does not know what `{word}` asks for");
        let help = |finding: Finding| match nearest(word, SILENCING_WORDS) {
            Some((meant, certain)) => finding
                .help(format!("Did you mean `{meant}`?"))
                .replace(format!("write `{meant}`"), *span, meant)
                .safe_if(certain),
            None => finding.help("Write: # milepost: ignore[milestone-overdue] why"),
        };
        add(findings, "suppression-unknown", &help, *span, message);
        return;
    }
    if names.is_empty() {
        let message = "this comment names no rule and silences nothing".to_owned();
        let help = |finding: Finding| {
            finding.help("Name the rule in brackets and say why: # milepost: ignore[milestone-overdue] why")
        };
        add(findings, "suppression-unused", &help, silence.span, message);
        return;
    }
    if !silence.explained {
        let names: Vec<String> = names.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("this comment silences {} and does not say why", join_and(&names));
        let help = |finding: Finding| {
            finding.help("Write the reason after the bracket, for those who read it next year.")
        };
        add(findings, "suppression-unexplained", &help, silence.span, message);
    }
    for (at, (name, span)) in names.iter().enumerate() {
        // A reason that somebody wrote is lost with the comment, and what it silenced may be back tomorrow.
        let take_out = |finding: Finding| {
            let title = if names.len() == 1 { "delete the comment" } else { "take the rule out" };
            finding.replace(title, silence.without(at), "").safe_if(false)
        };
        let Some(known) = rule(name) else {
            let help = |finding: Finding| match nearest(name, RULES.iter().map(|rule| rule.id)) {
                Some((meant, certain)) => {
                    finding.help(format!("Did you mean `{meant}`?")).rename(*span, meant, certain)
                }
                None => finding.help("`milepost rules` lists them all."),
            };
            let message = format!("there is no rule `{name}` to silence");
            add(findings, "suppression-unknown", &help, *span, message);
            continue;
        };
        let ran = is_run(known, with_past) && profile.of(known).is_on();
        let about_comments = matches!(known.check, Check::Silences);
        if !known.is_optional() || about_comments {
            let message = format!("`{name}` cannot be silenced");
            let help = |finding: Finding| {
                take_out(finding).help(if about_comments {
                    format!("Take it out of this comment; in milepost.toml it can be set: {name} = \"off\"")
                } else {
                    "Mend what it finds, and take the rule out of this comment.".to_owned()
                })
            };
            add(findings, "suppression-unused", &help, *span, message);
        } else if ran && !is_used(name) {
            let message = format!("`{name}` finds nothing here");
            let rest =
                if names.len() == 1 { "Delete this comment." } else { "Take the rule out of this comment." };
            let help = |finding: Finding| take_out(finding).help(rest);
            add(findings, "suppression-unused", &help, *span, message);
        }
    }
}
