//! Changes as Markdown, for a pull request, a mail or a wiki: text from the repository is shown, never obeyed.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::human::reason_of;
use super::phrase::{groups, long_day, phrase, signed, span_of_days, way, who};
use crate::changes::{ProgramChange, ProgramKind};
use crate::report::{DiffReport, Headline, Moved, PeriodReport};
use crate::text::{clean, distance, plural};

/// Writes the changes between two sides.
pub fn diff(report: &DiffReport, zone: &TimeZone) -> String {
    let mut page = Page { report, zone, out: String::new() };
    let comparison = &report.comparison;
    if comparison.programs.is_empty() && comparison.unreadable.is_empty() {
        return "No program changed.\n".to_owned();
    }
    let headline = Headline::new(comparison);
    page.line(&format!("**{}**", sentence(&headline, None)));
    page.headline(&headline);
    page.programs();
    page.unreadable();
    page.out
}

/// Writes a report.
pub fn period(report: &PeriodReport) -> String {
    let mut page = Page { report: &report.diff, zone: &report.zone, out: String::new() };
    let first = report.window.since.to_zoned(report.zone.clone()).date();
    let last = report.window.until.to_zoned(report.zone.clone()).date();
    let title = report
        .title
        .as_deref()
        .map_or_else(|| format!("What changed, {}", span_of_days(first, last)), escape);
    page.line(&format!("## {title}"));
    page.line("");
    let headline = Headline::new(&report.diff.comparison);
    page.line(&format!("**{}**", sentence(&headline, Some(report.portfolio))));
    if report.window.from.is_none() {
        page.line("");
        page.line("_The history begins inside this window, so everything counts as new._");
    }
    page.headline(&headline);
    page.programs();
    page.churn(report);
    page.attention(report);
    page.unreadable();
    page.out
}

/// `3 of 9 programs changed. 4 dates slipped, milestones by 44 days in all.`
fn sentence(headline: &Headline<'_>, portfolio: Option<usize>) -> String {
    let programs = match portfolio {
        Some(portfolio) => {
            format!("{} of {} changed.", headline.programs, plural(portfolio as u64, "program"))
        }
        None => format!("{} changed.", plural(headline.programs as u64, "program")),
    };
    match headline.slips.len() {
        0 => format!("{programs} No date slipped."),
        count => {
            let days = plural(headline.slipped_days.unsigned_abs(), "day");
            format!("{programs} {} slipped, milestones by {days} in all.", plural(count as u64, "date"))
        }
    }
}

struct Page<'r> {
    report: &'r DiffReport,
    zone: &'r TimeZone,
    out: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        writeln!(self.out, "{}", text.trim_end()).expect("a string takes every text");
    }

    fn section(&mut self, title: &str) {
        self.line("");
        self.line(&format!("### {title}"));
        self.line("");
    }

    fn headline(&mut self, headline: &Headline<'_>) {
        if !headline.slips.is_empty() {
            self.section("Slipped");
            let mut last = None;
            for moved in &headline.slips {
                let date = moved.change.date.as_ref();
                let days = signed(date.and_then(|date| date.days).unwrap_or_default());
                let what = if moved.change.section() == "program" { "target" } else { &moved.change.label };
                let day = date.and_then(|date| date.after).map_or_else(String::new, long_day);
                let owner = self.report.owner(moved.program, moved.change).unwrap_or("nobody");
                let line = format!(
                    "- **{days}** {}: {}, now **{day}** ({}){}",
                    escape(&moved.program.name),
                    escape(what),
                    escape(owner),
                    reason(moved, &mut last)
                );
                self.line(&line);
            }
        }
        if !headline.scope_in.is_empty() || !headline.scope_out.is_empty() {
            self.section(&format!("Scope: {} in, {} out", headline.scope_in.len(), headline.scope_out.len()));
            let mut last = None;
            for (sign, list) in [("in", &headline.scope_in), ("out", &headline.scope_out)] {
                for moved in list {
                    let (name, label) = (escape(&moved.program.name), escape(&moved.change.label));
                    self.line(&format!("- **{sign}** {name}: {label}{}", reason(moved, &mut last)));
                }
            }
        }
        for (title, list) in
            [("Owners", &headline.owners), ("Health", &headline.health), ("Decided", &headline.decisions)]
        {
            if list.is_empty() {
                continue;
            }
            self.section(title);
            let mut last = None;
            for moved in list {
                let phrase = phrase(self.report, moved.change);
                let name = escape(&moved.program.name);
                let text = match title {
                    "Health" => format!("{name}: **{}**", escape(&phrase.how)),
                    "Decided" => format!("{name}: {}", escape(&moved.change.label)),
                    _ => format!("{name}: {}: {}", escape(&phrase.what), escape(&phrase.how)),
                };
                self.line(&format!("- {text}{}", reason(moved, &mut last)));
            }
        }
    }

    fn programs(&mut self) {
        for program in &self.report.comparison.programs {
            self.program(program);
        }
    }

    fn program(&mut self, program: &ProgramChange) {
        let name = escape(&program.name);
        let title = match (&program.kind, &program.previous_id) {
            (ProgramKind::Added, _) => format!("{name} (new)"),
            (ProgramKind::Removed, _) => format!("{name} (removed)"),
            (_, Some(previous)) => format!("{name} (was {})", code(previous)),
            _ => name,
        };
        self.section(&title);
        if program.is_whole() {
            let step =
                if program.kind == ProgramKind::Added { program.steps.first() } else { program.steps.last() };
            let commit = step.and_then(|step| step.commit.as_deref());
            let who = commit.map_or_else(String::new, |commit| {
                format!(", {}: {}", escape(&who(commit, self.zone)), escape(&commit.subject))
            });
            self.line(&format!("- {}{who}", code(&program.file)));
        }
        for group in groups(program) {
            for change in &group.changes {
                let phrase = phrase(self.report, change);
                let mark = if change.is_slip() { "⚠ " } else { "" };
                let moves = if change.steps.len() > 1 && change.date.is_some() {
                    format!(" (in {} moves: {})", change.steps.len(), escape(&way(&change.steps)))
                } else {
                    String::new()
                };
                self.line(&format!("- {mark}**{}**: {}{moves}", escape(&phrase.what), escape(&phrase.how)));
            }
            for commit in &group.commits {
                let short = &commit.oid.to_string()[..9];
                let why = commit
                    .reason
                    .as_deref()
                    .map_or_else(String::new, |reason| format!(". _Reason:_ {}", escape(reason)));
                let who = escape(&who(commit, self.zone));
                self.line(&format!("  - {} {who}: {}{why}", code(short), escape(&commit.subject)));
            }
        }
    }

    fn churn(&mut self, report: &PeriodReport) {
        if report.churn.is_empty() {
            return;
        }
        self.section("Moved and came back");
        for churn in &report.churn {
            let path = code(&format!("{}/{}", churn.program, churn.path));
            self.line(&format!("- {path}: {}", escape(&way(&churn.steps))));
        }
    }

    fn attention(&mut self, report: &PeriodReport) {
        if !report.attention.is_empty() {
            self.section("Needs attention");
            for located in &report.attention {
                let finding = &located.finding;
                let place = code(&format!("{}:{}", finding.file, located.place.start.line));
                self.line(&format!("- **{}** {} ({place})", finding.level.name(), prose(&finding.message)));
            }
        }
        if !report.upcoming.is_empty() {
            self.section("Due within two weeks");
            for item in &report.upcoming {
                let days = report.window.today.until(item.day).map_or(0, |span| i64::from(span.get_days()));
                let owner = item.owner.as_deref().map_or("nobody", |owner| self.report.name(owner));
                let (label, owner) = (escape(&item.label), escape(owner));
                let program = code(&item.program);
                self.line(&format!("- **{}** {program}: {label} ({owner}, {})", item.day, distance(days)));
            }
        }
    }

    fn unreadable(&mut self) {
        if self.report.comparison.unreadable.is_empty() {
            return;
        }
        self.section("Could not be compared");
        for unread in &self.report.comparison.unreadable {
            self.line(&format!(
                "- {} ({}): {}",
                code(&unread.file),
                unread.side.name(),
                escape(&unread.message)
            ));
        }
    }
}

/// The reason behind a change, unless the item above said it already.
fn reason(moved: &Moved<'_>, last: &mut Option<String>) -> String {
    let reason = reason_of(&moved.change.steps);
    let told = reason == *last;
    last.clone_from(&reason);
    reason.filter(|_| !told).map_or_else(String::new, |reason| format!("  \n  _{}_", escape(&reason)))
}

/// Text that Markdown shows as it is. A zero-width space after `@` and `#` keeps a posted comment from
/// notifying people and from linking to issues.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in clean(text).chars() {
        match character {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '+' | '-' | '!' | '|' | '~'
            | '$' | '^' | '=' => {
                if !matches!(character, '-' | '(' | ')' | '+' | '!' | '=') || escaped.is_empty() {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' | '#' => {
                escaped.push(character);
                escaped.push('\u{200b}');
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A message of ours: what it sets in backticks is code, the rest is text.
fn prose(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { escape(part) }).collect()
}

/// Text as code.
fn code(text: &str) -> String {
    format!("`{}`", clean(text).replace('`', "'"))
}
