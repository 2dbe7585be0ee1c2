//! Changes as a person reads them in a terminal.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::opening::{besides, came_and_went, due, first, lists, scope_title, topic};
use super::phrase::{
    all_new, groups, long_day, moves, phrase, place, reasons, side, signed, slipped, span_of_days, untold,
    way, who,
};
use super::{Style, attention, effects};
use crate::changes::{Change, ChangeKind, ProgramKind, Shift};
use crate::finding::Level;
use crate::report::{
    By, DiffReport, EffectKind, Excerpt, Headline, Located, Moved, PeriodReport, Topic, chapters,
};
use crate::text::{clean, distance, plural};

/// Writes the changes between two sides.
pub fn diff(report: &DiffReport, style: Style, zone: &TimeZone) -> String {
    let mut page = Page { report, style, zone, out: String::new() };
    if report.comparison.programs.is_empty() && report.comparison.unreadable.is_empty() {
        return String::new();
    }
    page.consequences();
    page.programs(By::Program);
    page.unreadable();
    let count =
        |kind| report.comparison.programs.iter().filter(|program| program.kind == kind).count() as u64;
    let changes: usize = report.comparison.programs.iter().map(|program| program.changes.len()).sum();
    let mut parts = Vec::new();
    for (kind, word) in [(ProgramKind::Added, "new program"), (ProgramKind::Removed, "removed program")] {
        if count(kind) > 0 {
            parts.push(plural(count(kind), word));
        }
    }
    let touched = count(ProgramKind::Changed) + count(ProgramKind::Renamed);
    if touched > 0 {
        parts.push(format!("{} in {}", plural(changes as u64, "change"), plural(touched, "program")));
    }
    if !parts.is_empty() {
        parts.extend(untold(&report.comparison));
        page.section(&parts.join(", "));
    }
    page.out
}

/// Writes a report: what an executive reads in ten seconds, then the programs, then what needs attention.
pub fn period(report: &PeriodReport, style: Style) -> String {
    let mut page = Page { report: &report.diff, style, zone: &report.zone, out: String::new() };
    let first = report.window.since.to_zoned(report.zone.clone()).date();
    let last = report.window.until.to_zoned(report.zone.clone()).date();
    let title = report.title.as_deref().map_or_else(
        || format!("What changed, {}", span_of_days(first, last)),
        |title| clean(title).into_owned(),
    );
    page.line(&style.bold(&title));
    if report.window.from.is_none() {
        page.line(&style.dim("The history begins inside this window, so everything counts as new."));
    }
    let headline = Headline::new(&report.diff.comparison);
    page.headline(&headline, report.portfolio);
    page.consequences();
    page.programs(report.by);
    page.churn(report);
    page.attention(report);
    page.unreadable();
    page.out
}

/// Where reasons stand: below the text of the line above.
const REASON: &str = "           ";

struct Page<'r> {
    report: &'r DiffReport,
    style: Style,
    zone: &'r TimeZone,
    out: String,
}

impl Page<'_> {
    /// One line, wrapped so that what follows stands below its text.
    fn line(&mut self, text: &str) {
        let indent = text.len() - text.trim_start_matches(' ').len();
        self.wrapped(text, if indent == 0 { 0 } else { indent + 4 });
    }

    fn wrapped(&mut self, text: &str, indent: usize) {
        let indent = " ".repeat(indent);
        writeln!(self.out, "{}", self.style.fill(text.trim_end(), &indent))
            .expect("a string takes every text");
    }

    /// The reason behind some changes, unless the line above said it already.
    fn reason(&mut self, change: &Change, last: &mut Vec<String>) {
        let reasons = reasons(change);
        if reasons != *last {
            for reason in &reasons {
                let text = format!("{REASON}{}", clean(reason));
                let text = self.style.dim(&text);
                self.wrapped(&text, REASON.len());
            }
        }
        *last = reasons;
    }

    fn section(&mut self, title: &str) {
        let title = self.style.bold(title);
        if !self.out.is_empty() {
            self.line("");
        }
        self.line(&title);
    }

    fn headline(&mut self, headline: &Headline<'_>, portfolio: usize) {
        let comparison = &self.report.comparison;
        let portfolio = plural(portfolio as u64, "program");
        let of = format!("{} of {portfolio} changed{}", headline.programs, came_and_went(comparison));
        let untold = untold(comparison);
        let slips = slipped(headline).map(|text| self.style.red(&text));
        let sentence = match (all_new(comparison), slips) {
            (Some(new), _) => new,
            (None, Some(slips)) => format!("{of}; {slips}"),
            // Nobody knows what slipped in a file that cannot be read.
            (None, None) if untold.is_some() => of,
            (None, None) => format!("{of}; no date slipped"),
        };
        self.line(&format!("{sentence}."));
        if let Some(besides) = besides(headline) {
            self.line(&format!("{besides}."));
        }
        if let Some(untold) = untold {
            let untold = self.style.red(&format!("{untold}: see below."));
            self.line(&untold);
        }
        for (title, slips) in headline.slips_in_parts() {
            self.section(title);
            let mut last = Vec::new();
            let (slips, more) = first(slips, "");
            for moved in slips {
                self.slip(moved, &mut last);
            }
            self.more(more);
        }
        if let Some(title) = scope_title(headline) {
            self.section(&title);
        }
        let mut last = Vec::new();
        for (sign, list, way) in [
            (self.style.green("+ in "), &headline.scope_in, " in"),
            (self.style.red("- out"), &headline.scope_out, " out"),
        ] {
            let (shown, more) = first(list, way);
            for moved in shown {
                self.line(&format!("  {sign}  {}: {}", self.name(moved), clean(&moved.change.label)));
                self.reason(moved.change, &mut last);
            }
            self.more(more);
        }
        for (title, list) in lists(headline) {
            if list.is_empty() {
                continue;
            }
            self.section(title);
            let mut last = Vec::new();
            let (shown, more) = first(list, "");
            for moved in shown {
                let phrase = phrase(self.report, moved.change);
                let name = self.name(moved);
                let text = match title {
                    "Health" => format!("  {name}: {}", self.health(&clean(&phrase.how))),
                    "Decided" => format!("  {name}: {}", clean(&moved.change.label)),
                    _ => format!("  {name}: {}: {}", clean(&phrase.what), clean(&phrase.how)),
                };
                self.line(&text);
                self.reason(moved.change, &mut last);
            }
            self.more(more);
        }
    }

    /// How many more there are, where a list is not shown whole.
    fn more(&mut self, more: Option<String>) {
        if let Some(more) = more {
            self.line(&format!("  {more}"));
        }
    }

    fn name(&self, moved: &Moved<'_>) -> String {
        self.style.bold(&clean(&moved.program.name))
    }

    fn health(&self, text: &str) -> String {
        match text.rsplit_once(' ') {
            Some((start, "red")) => format!("{start} {}", self.style.red("red")),
            Some((start, "yellow")) => format!("{start} {}", self.style.yellow("yellow")),
            Some((start, "green")) => format!("{start} {}", self.style.green("green")),
            _ => text.to_owned(),
        }
    }

    fn slip(&mut self, moved: &Moved<'_>, last: &mut Vec<String>) {
        let Some(date) = &moved.change.date else { return };
        let days = self.style.red(&format!("{:>9}", signed(date.days.unwrap_or_default())));
        let what = if moved.change.section() == "program" { "target" } else { &moved.change.label };
        let owner = self.report.owner(moved.program, moved.change).unwrap_or("nobody");
        let day = date.after.map_or_else(String::new, long_day);
        let (what, owner) = (clean(what), clean(owner));
        let text = format!("{days}  {}: {what}, now {day} ({owner})", self.name(moved));
        self.wrapped(&text, REASON.len());
        self.reason(moved.change, last);
    }

    /// What the changes do to others, the first thing that a reviewer wants to know.
    fn consequences(&mut self) {
        let all = &self.report.consequences;
        if all.is_empty() {
            return;
        }
        self.section(effects::TITLE);
        for consequence in all.iter().take(effects::MOST_CHANGES) {
            let Some(cause) = effects::cause(self.report, consequence) else { continue };
            let place = self.style.bold(&clean(&cause.place));
            self.line(&format!("  {place}: {}", clean(&cause.how)));
            for effect in consequence.effects.iter().take(effects::MOST) {
                let said = effects::effect(self.report, effect);
                let sign = match effect.kind {
                    kind if kind.is_relief() => self.style.green("+"),
                    EffectKind::OwnerChanged => self.style.yellow("~"),
                    _ => self.style.red("!"),
                };
                self.line(&format!("    {sign} {}: {}", clean(&said.place), clean(&said.how)));
            }
            if let Some(more) = effects::more(consequence.effects.len(), effects::MOST, "effect") {
                self.line(&format!("      {more}"));
            }
            if let Some(tell) = effects::tell(self.report, consequence) {
                self.line(&format!("    Tell: {}", clean(&tell)));
            }
        }
        if let Some(more) = effects::more(all.len(), effects::MOST_CHANGES, "change") {
            self.line(&format!("  {more}"));
        }
    }

    fn programs(&mut self, by: By) {
        for chapter in chapters(self.report, by) {
            if let Some(title) = &chapter.title {
                self.section(&clean(title));
            }
            for excerpt in &chapter.programs {
                self.program(excerpt);
            }
        }
    }

    fn program(&mut self, excerpt: &Excerpt<'_>) {
        let program = excerpt.program;
        let name = self.style.bold(&clean(&program.name));
        let file = self.style.dim(&clean(&program.file));
        if !self.out.is_empty() {
            self.line("");
        }
        match (&program.kind, &program.previous_id) {
            (ProgramKind::Added, _) => self.line(&format!("{} {name}  {file}", self.style.green("new"))),
            (ProgramKind::Removed, _) => self.line(&format!("{} {name}  {file}", self.style.red("removed"))),
            (_, Some(previous)) => self
                .line(&format!("{name}  {file} {}", self.style.dim(&format!("(was {})", clean(previous))))),
            _ => self.line(&format!("{name}  {file}")),
        }
        if program.is_whole() {
            let step =
                if program.kind == ProgramKind::Added { program.steps.first() } else { program.steps.last() };
            self.commits(step.and_then(|step| step.commit.as_deref()).into_iter());
        }
        for group in groups(excerpt.changes.iter().copied()) {
            for change in &group.changes {
                self.change(change);
            }
            self.commits(group.commits.iter().map(|commit| &**commit));
        }
    }

    fn change(&mut self, change: &Change) {
        let phrase = phrase(self.report, change);
        let sign = match (change.kind, change.date.as_ref().and_then(|date| date.shift)) {
            (_, Some(Shift::Later)) if change.is_slip() => self.style.red("!"),
            (ChangeKind::Added, _) => self.style.green("+"),
            (ChangeKind::Removed, _) => self.style.red("-"),
            _ => self.style.yellow("~"),
        };
        self.line(&format!("  {sign} {}: {}", clean(&phrase.what), clean(&phrase.how)));
        if let Some(moves) = moves(change) {
            let moves = format!("      {}", clean(&moves));
            self.line(&self.style.dim(&moves));
        }
    }

    fn commits<'c>(&mut self, commits: impl Iterator<Item = &'c crate::git::Commit>) {
        for commit in commits {
            let short = &commit.oid.to_string()[..9];
            let text = format!("      {short} {}: {}", who(commit, self.zone), commit.subject);
            let text = self.style.dim(&clean(&text));
            self.line(&text);
            if let Some(reason) = &commit.reason {
                let reason = format!("      Reason: {}", clean(reason));
                self.line(&reason);
            }
        }
    }

    fn churn(&mut self, report: &PeriodReport) {
        if report.churn.is_empty() {
            return;
        }
        self.section("Moved and came back");
        for churn in &report.churn {
            let line = format!("  {}: {}", place(report, churn), way(&churn.steps));
            self.line(&clean(&line));
        }
    }

    fn attention(&mut self, report: &PeriodReport) {
        for kind in Topic::ALL {
            let (findings, more) = attention::told(report, kind);
            if !findings.is_empty() {
                self.section(topic(kind));
            }
            for located in findings {
                self.finding(report, located);
            }
            for more in more {
                self.more(Some(more));
            }
            if kind == Topic::Overdue {
                self.upcoming(report);
            }
        }
    }

    fn finding(&mut self, report: &PeriodReport, located: &Located) {
        let finding = &located.finding;
        let level = match finding.level {
            Level::Error => self.style.red("error"),
            Level::Warn => self.style.yellow("warn "),
            Level::Info => self.style.blue("info "),
        };
        let mut besides = attention::besides(report, located);
        besides.push(format!("{}:{}", finding.file, located.place.start.line));
        let place = self.style.dim(&clean(&format!("({})", besides.join(", "))));
        let whose = attention::whose(report, located);
        let program = whose.map_or_else(String::new, |program| format!("{program}: "));
        self.line(&format!("  {level} {}{} {place}", clean(&program), clean(&finding.message)));
    }

    fn upcoming(&mut self, report: &PeriodReport) {
        if report.upcoming.is_empty() {
            return;
        }
        self.section("Due within two weeks");
        let (soon, more) = attention::soon(report);
        for item in soon {
            let days = report.window.today.until(item.day).map_or(0, |span| i64::from(span.get_days()));
            let owner = item.owner.as_deref().map_or("nobody", |owner| self.report.name(owner));
            let program = report.contacts.program(&item.program);
            let text = format!("  {} {program}: {} ({owner}, {})", item.day, due(item), distance(days));
            self.line(&clean(&text));
        }
        self.more(more);
    }

    fn unreadable(&mut self) {
        if self.report.comparison.unreadable.is_empty() {
            return;
        }
        self.section("Could not be compared");
        for unread in &self.report.comparison.unreadable {
            let text = format!("  {} ({}): {}", unread.file, side(unread.side), unread.message);
            self.line(&clean(&text));
        }
    }
}
