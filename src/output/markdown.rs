//! Changes as Markdown, for a pull request, a mail or a wiki: text from the repository is shown, never obeyed.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::opening::{due, first, lists, scope_title, sentence, topic};
use super::phrase::{groups, long_day, moves, phrase, place, reasons, side, signed, span_of_days, way, who};
use super::{attention, effects};
use crate::changes::ProgramKind;
use crate::report::{By, DiffReport, EffectKind, Excerpt, Headline, Moved, PeriodReport, Topic, chapters};
use crate::text::{clean, distance};

/// Writes the changes between two sides.
pub fn diff(report: &DiffReport, zone: &TimeZone) -> String {
    let mut page = Page { report, zone, out: String::new() };
    let comparison = &report.comparison;
    if comparison.programs.is_empty() && comparison.unreadable.is_empty() {
        return "No program changed.\n".to_owned();
    }
    let headline = Headline::new(comparison);
    page.line(&format!("**{}**", sentence(comparison, &headline, None)));
    page.consequences();
    page.headline(&headline);
    page.programs(By::Program);
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
    page.line(&format!("**{}**", sentence(&report.diff.comparison, &headline, Some(report.portfolio))));
    if report.window.from.is_none() {
        page.line("");
        page.line("_The history begins inside this window, so everything counts as new._");
    }
    page.headline(&headline);
    page.consequences();
    page.programs(report.by);
    page.churn(report);
    page.attention(report);
    page.unreadable();
    page.out
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
        self.heading("###", title);
    }

    fn heading(&mut self, marks: &str, title: &str) {
        if !self.out.ends_with("\n\n") {
            self.line("");
        }
        self.line(&format!("{marks} {title}"));
        self.line("");
    }

    fn headline(&mut self, headline: &Headline<'_>) {
        for (title, slips) in headline.slips_in_parts() {
            self.section(title);
            let mut last = Vec::new();
            let (slips, more) = first(slips, "");
            for moved in slips {
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
            self.more(more);
        }
        if let Some(title) = scope_title(headline) {
            self.section(&title);
            let mut last = Vec::new();
            for (sign, list) in [("in", &headline.scope_in), ("out", &headline.scope_out)] {
                let (shown, more) = first(list, &format!(" {sign}"));
                for moved in shown {
                    let (name, label) = (escape(&moved.program.name), escape(&moved.change.label));
                    self.line(&format!("- **{sign}** {name}: {label}{}", reason(moved, &mut last)));
                }
                self.more(more);
            }
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
                let name = escape(&moved.program.name);
                let text = match title {
                    "Health" => format!("{name}: **{}**", escape(&phrase.how)),
                    "Decided" => format!("{name}: {}", escape(&moved.change.label)),
                    _ => format!("{name}: {}: {}", escape(&phrase.what), escape(&phrase.how)),
                };
                self.line(&format!("- {text}{}", reason(moved, &mut last)));
            }
            self.more(more);
        }
    }

    /// How many more there are, where a list is not shown whole.
    fn more(&mut self, more: Option<String>) {
        if let Some(more) = more {
            self.line(&format!("- {more}"));
        }
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
            self.line(&format!("- **{}**: {}", escape(&cause.place), escape(&cause.how)));
            for effect in consequence.effects.iter().take(effects::MOST) {
                let said = effects::effect(self.report, effect);
                let is_harm = !effect.kind.is_relief() && effect.kind != EffectKind::OwnerChanged;
                let mark = if is_harm { "⚠ " } else { "" };
                self.line(&format!("  - {mark}{}: {}", escape(&said.place), escape(&said.how)));
            }
            if let Some(more) = effects::more(consequence.effects.len(), effects::MOST, "effect") {
                self.line(&format!("  - {more}"));
            }
            if let Some(tell) = effects::tell(self.report, consequence) {
                self.line(&format!("  - **Tell**: {}", escape(&tell)));
            }
        }
        if let Some(more) = effects::more(all.len(), effects::MOST_CHANGES, "change") {
            self.line(&format!("- {more}"));
        }
    }

    fn programs(&mut self, by: By) {
        for chapter in chapters(self.report, by) {
            if let Some(title) = &chapter.title {
                self.section(&escape(title));
            }
            let marks = if chapter.title.is_some() { "####" } else { "###" };
            for excerpt in &chapter.programs {
                self.program(excerpt, marks);
            }
        }
    }

    fn program(&mut self, excerpt: &Excerpt<'_>, marks: &str) {
        let program = excerpt.program;
        let name = escape(&program.name);
        let title = match (&program.kind, &program.previous_id) {
            (ProgramKind::Added, _) => format!("{name} (new)"),
            (ProgramKind::Removed, _) => format!("{name} (removed)"),
            (_, Some(previous)) => format!("{name} (was {})", code(previous)),
            _ => name,
        };
        self.heading(marks, &title);
        if program.is_whole() {
            let step =
                if program.kind == ProgramKind::Added { program.steps.first() } else { program.steps.last() };
            let commit = step.and_then(|step| step.commit.as_deref());
            let who = commit.map_or_else(String::new, |commit| {
                format!(", {}: {}", escape(&who(commit, self.zone)), escape(&commit.subject))
            });
            self.line(&format!("- {}{who}", code(&program.file)));
        }
        for group in groups(excerpt.changes.iter().copied()) {
            for change in &group.changes {
                let phrase = phrase(self.report, change);
                let mark = if change.is_slip() { "⚠ " } else { "" };
                let moves = moves(change).map_or_else(String::new, |moves| format!(" ({})", escape(&moves)));
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
            let (place, way) = (escape(&place(report, churn)), escape(&way(&churn.steps)));
            self.line(&format!("- **{place}**: {way}"));
        }
    }

    fn attention(&mut self, report: &PeriodReport) {
        for kind in Topic::ALL {
            let (findings, more) = attention::told(report, kind);
            if !findings.is_empty() {
                self.section(topic(kind));
            }
            for located in findings {
                let finding = &located.finding;
                let besides = attention::besides(report, located).into_iter().map(|text| escape(&text));
                let place = code(&format!("{}:{}", finding.file, located.place.start.line));
                let besides: Vec<String> = besides.chain([place]).collect();
                let whose = attention::whose(report, located);
                let program = whose.map_or_else(String::new, |program| format!("{}: ", escape(&program)));
                let (level, message) = (finding.level.name(), prose(&finding.message));
                self.line(&format!("- **{level}** {program}{message} ({})", besides.join(", ")));
            }
            for more in more {
                self.more(Some(more));
            }
            if kind == Topic::Overdue {
                self.upcoming(report);
            }
        }
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
            let (label, owner) = (escape(&due(item)), escape(owner));
            let program = escape(report.contacts.program(&item.program));
            self.line(&format!("- **{}** {program}: {label} ({owner}, {})", item.day, distance(days)));
        }
        self.more(more);
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
                side(unread.side),
                escape(&unread.message)
            ));
        }
    }
}

/// The reason behind a change, unless the item above said it already.
fn reason(moved: &Moved<'_>, last: &mut Vec<String>) -> String {
    let reasons = reasons(moved.change);
    let told = reasons == *last;
    last.clone_from(&reasons);
    let shown = reasons.iter().filter(|_| !told).map(|reason| format!("  \n  _{}_", escape(reason)));
    shown.collect()
}

/// Text that Markdown shows as it is, wherever it stands: at the start of an item, in bold, in a heading.
///
/// A zero-width space after `@`, `#` and `GH-` keeps a posted comment from notifying people and from linking to
/// issues; an address stays text too, since a link would show the marks that keep its underscores.
pub(super) fn escape(text: &str) -> String {
    shown(clean(text).trim())
}

fn shown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + character.len_utf8()..]);
        match character {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' | '^' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // These mean something at the start alone, or behind the number of a list's item.
            '-' | '(' | '+' | '!' | '=' if before.is_empty() => {
                escaped.push('\\');
                escaped.push(character);
            }
            '.' | ')' if before.bytes().all(|byte| byte.is_ascii_digit()) => {
                escaped.push('\\');
                escaped.push(character);
            }
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            ':' if after.starts_with("//") => escaped.push_str("&#58;"),
            '.' if ends_with(before, "www") => escaped.push_str("&#46;"),
            '@' | '#' => {
                escaped.push(character);
                escaped.push('\u{200b}');
            }
            '-' if ends_with(before, "gh") => escaped.push_str("-\u{200b}"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Whether a text ends in a word, in capitals or not.
fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// A message of ours: what it sets in backticks is code, the rest is text.
fn prose(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { shown(&clean(part)) }).collect()
}

/// Text as code.
pub(super) fn code(text: &str) -> String {
    let text = clean(text).replace('`', "'");
    if text.is_empty() { String::new() } else { format!("`{text}`") }
}

#[cfg(test)]
mod tests {
    use super::{code, escape};

    #[test]
    fn text_is_shown_and_never_obeyed() {
        for (text, written) in [
            ("Wallet API v2", "Wallet API v2"),
            ("p99 below 300 ms (web)", "p99 below 300 ms (web)"),
            ("**bold** _it_ ~~del~~ `code`", r"\*\*bold\*\* \_it\_ \~\~del\~\~ \`code\`"),
            ("[link](x) ![img](x)", r"\[link\](x) !\[img\](x)"),
            ("a|b", r"a\|b"),
            ("<script> &amp;", "&lt;script&gt; &amp;amp;"),
            ("ask @lee, see #12 and GH-34", "ask @\u{200b}lee, see #\u{200b}12 and GH-\u{200b}34"),
            ("https://wiki.example/a_b", r"https&#58;//wiki.example/a\_b"),
            ("www.wiki.example", "www&#46;wiki.example"),
            ("1. one, 2. two", r"1\. one, 2. two"),
            ("2026) year", r"2026\) year"),
            ("- item", r"\- item"),
            ("+ item", r"\+ item"),
            ("# head", "#\u{200b} head"),
            ("> quote", "&gt; quote"),
            ("    indented ", "indented"),
            ("two\nlines", "two␊lines"),
            ("\u{1b}[31mred", r"␛\[31mred"),
        ] {
            assert_eq!(escape(text), written, "{text:?}");
        }
        assert_eq!(code("a`b\u{202e}c"), "`a'b�c`");
        assert_eq!(code(""), "");
    }
}
