//! A report as a message for Slack: Block Kit within its limits, and text from the repository shown, never obeyed.
//!
//! Slack takes 50 blocks, 3,000 characters a section and 150 a header, and refuses messages whose blocks hold more than
//! some 12,000 in all, a limit that it does not publish. What goes beyond is left out, and counted where it would stand.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::attention;
use super::opening::{besides, came_and_went, due, lists, scope_title, topic};
use super::phrase::{
    Group, all_new, groups, long_day, phrase, place, reasons, side, signed, slipped, span_of_days, untold,
    way,
};
use crate::changes::ProgramKind::{Added, Removed};
use crate::git::Commit;
use crate::report::{DiffReport, Excerpt, Headline, Moved, PeriodReport, Topic, chapters};
use crate::text::{clean, cut, distance, plural};

/// The most blocks of a message.
const BLOCKS: usize = 50;

/// The most characters of a header.
const HEADER: usize = 150;

/// The most characters of all blocks together: who wants more reads the report itself.
const MESSAGE: usize = 10_000;

/// The most characters of a list in the opening and at the end, and of a program: more than one has its place.
const LIST: usize = 800;
const PROGRAM: usize = 1_200;

/// The most characters of one piece of text from the repository.
const PIECE: usize = 200;

/// Writes a report.
pub fn period(report: &PeriodReport) -> String {
    let headline = Headline::new(&report.diff.comparison);
    let sentence = sentence(report, &headline);
    let title = title(report);
    let header = json!({"type": "header", "text": {"type": "plain_text", "text": title, "emoji": false}});

    let mut opening = vec![header, section(&sentence)];
    opening.extend(lists_of(report, &headline));
    let end = end(report);
    // Two dividers stand between the parts, and what the body leaves out takes a block.
    let blocks = BLOCKS - 3 - opening.len() - end.len();
    let used: usize = opening.iter().chain(&end).map(size).sum();
    let body = body(report, blocks, MESSAGE.saturating_sub(used));

    let mut blocks = opening;
    for part in [body, end].into_iter().filter(|part| !part.is_empty()) {
        blocks.push(json!({"type": "divider"}));
        blocks.extend(part);
    }
    let text = format!("{}: {}", escape(&title), sentence.replace(['*', '_'], "").replace('\n', " "));
    super::json::write(&json!({"text": text, "blocks": blocks}))
}

fn title(report: &PeriodReport) -> String {
    let day = |time: jiff::Timestamp| time.to_zoned(report.zone.clone()).date();
    let title = match &report.title {
        Some(title) => clean(title).trim().to_owned(),
        None => format!("What changed, {}", span_of_days(day(report.window.since), day(report.window.until))),
    };
    // Slack refuses a header without text.
    if title.is_empty() { "What changed".to_owned() } else { cut(&title, HEADER).into_owned() }
}

/// `*3 of 9 programs changed; 4 dates slipped, milestones by 44 days in all.*` and what happened besides.
fn sentence(report: &PeriodReport, headline: &Headline<'_>) -> String {
    let comparison = &report.diff.comparison;
    let untold = untold(comparison);
    let portfolio = plural(report.portfolio as u64, "program");
    let of = format!("{} of {portfolio} changed{}", headline.programs, came_and_went(comparison));
    let none = || if untold.is_none() { "; no date slipped" } else { "" }.to_owned();
    let first = all_new(comparison)
        .unwrap_or_else(|| of + &slipped(headline).map_or_else(none, |slips| format!("; {slips}")));
    let mut lines = vec![format!("*{first}.*")];
    lines.extend(besides(headline).map(|besides| format!("{besides}.")));
    lines.extend(untold.map(|untold| format!("{untold}: see below.")));
    if report.window.from.is_none() {
        lines.push("_The history begins inside this window, so everything counts as new._".to_owned());
    }
    lines.join("\n")
}

/// The lists of the opening.
fn lists_of(report: &PeriodReport, headline: &Headline<'_>) -> Vec<Value> {
    let mut blocks = Vec::new();
    for (title, slips) in headline.slips_in_parts() {
        let lines = slips.iter().map(|moved| (slip(&report.diff, moved), moved));
        blocks.extend(list(title, with_reasons(lines).into_iter()));
    }
    if let Some(title) = scope_title(headline) {
        let line = |way, moved| (format!("• {way} {}: {}", name(moved), escape(&moved.change.label)), moved);
        let inside = headline.scope_in.iter().map(|moved| line("in", moved));
        let out = headline.scope_out.iter().map(|moved| line("out", moved));
        blocks.extend(list(&title, with_reasons(inside.chain(out)).into_iter()));
    }
    for (title, list_of) in lists(headline) {
        let lines = list_of.iter().map(|moved| {
            let phrase = phrase(&report.diff, moved.change);
            let text = match title {
                "Health" => bold(&phrase.how),
                "Decided" => escape(&moved.change.label),
                _ => format!("{}: {}", escape(&phrase.what), escape(&phrase.how)),
            };
            (format!("• {}: {text}", name(moved)), moved)
        });
        blocks.extend(list(title, with_reasons(lines).into_iter()));
    }
    blocks
}

/// Lines, each with the reason behind its change below it, unless the line above said it already.
fn with_reasons<'m>(lines: impl Iterator<Item = (String, &'m Moved<'m>)>) -> Vec<String> {
    let mut last = Vec::new();
    let mut told = Vec::new();
    for (mut line, moved) in lines {
        let reasons = reasons(moved.change);
        for reason in reasons.iter().filter(|_| reasons != last) {
            write!(line, "\n    _{}_", escape(reason)).expect("a string takes every text");
        }
        last = reasons;
        told.push(line);
    }
    told
}

fn slip(report: &DiffReport, moved: &Moved<'_>) -> String {
    let date = moved.change.date.as_ref();
    let days = signed(date.and_then(|date| date.days).unwrap_or_default());
    let what = if moved.change.section() == "program" { "target" } else { &moved.change.label };
    let day = date.and_then(|date| date.after).map_or_else(String::new, long_day);
    let owner = report.owner(moved.program, moved.change).unwrap_or("nobody");
    let (name, what, owner) = (name(moved), escape(what), escape(owner));
    format!("• *{days}* {name}: {what}, now {day} ({owner})")
}

/// What the program of a change is called.
fn name(moved: &Moved<'_>) -> String {
    escape(&moved.program.name)
}

/// The programs, what moved and came back, and what could not be compared, in so many blocks and characters.
fn body(report: &PeriodReport, most: usize, room: usize) -> Vec<Value> {
    let mut last = Vec::new();
    let churn = report
        .churn
        .iter()
        .map(|churn| format!("• {}: {}", escape(&place(report, churn)), escape(&way(&churn.steps))));
    last.extend(list("Moved and came back", churn));
    let unread = report.diff.comparison.unreadable.iter().map(|unread| {
        format!("• {} ({}): {}", escape(&unread.file), side(unread.side), escape(&unread.message))
    });
    last.extend(list("Could not be compared", unread));

    let chapters = chapters(&report.diff, report.by);
    let excerpts: Vec<(Option<&str>, &Excerpt<'_>)> = chapters
        .iter()
        .flat_map(|chapter| chapter.programs.iter().map(|excerpt| (chapter.title.as_deref(), excerpt)))
        .collect();
    let mut blocks = Vec::new();
    let mut used: usize = last.iter().map(size).sum();
    for (at, (chapter, excerpt)) in excerpts.iter().enumerate() {
        let block = counted(&excerpt_title(*chapter, excerpt), &excerpt_lines(report, excerpt), PROGRAM);
        used += size(&block);
        if blocks.len() + last.len() >= most || used > room {
            blocks.push(left_out(&excerpts[at..]));
            break;
        }
        blocks.push(block);
    }
    blocks.append(&mut last);
    blocks
}

/// How much the message leaves out.
fn left_out(rest: &[(Option<&str>, &Excerpt<'_>)]) -> Value {
    let programs: BTreeSet<&str> = rest.iter().map(|(_, excerpt)| &*excerpt.program.id).collect();
    let changes: usize = rest.iter().map(|(_, excerpt)| excerpt.changes.len()).sum();
    let programs = plural(programs.len() as u64, "program");
    let text = format!(
        "Left out here: {} in {programs}. The report itself tells all.",
        plural(changes as u64, "change")
    );
    json!({"type": "context", "elements": [mrkdwn(&text)]})
}

fn excerpt_title(chapter: Option<&str>, excerpt: &Excerpt<'_>) -> String {
    let program = excerpt.program;
    let name = bold(&program.name);
    let name = match (program.kind, &program.previous_id) {
        (Added, _) => format!("{name} (new)"),
        (Removed, _) => format!("{name} (removed)"),
        (_, Some(previous)) => format!("{name} (was {})", escape(previous)),
        _ => name,
    };
    chapter.map_or_else(|| name.clone(), |chapter| format!("{} › {name}", escape(chapter)))
}

/// The changes of an excerpt: each with its line, and how many changes the line is.
fn excerpt_lines(report: &PeriodReport, excerpt: &Excerpt<'_>) -> Vec<(String, usize)> {
    let mut lines = Vec::new();
    let credit = |commit: &Commit| {
        let day = long_day(commit.time.to_zoned(report.zone.clone()).date());
        let why = commit.reason.as_ref().unwrap_or(&commit.subject);
        (format!("    _{}, {day}: {}_", escape(&commit.author), escape(why)), 0)
    };
    if excerpt.program.is_whole() {
        let steps = &excerpt.program.steps;
        let step = if excerpt.program.kind == Removed { steps.last() } else { steps.first() };
        lines.extend(step.and_then(|step| step.commit.as_deref()).map(credit));
    }
    for Group { changes, commits } in groups(excerpt.changes.iter().copied()) {
        for change in changes {
            let phrase = phrase(&report.diff, change);
            let mark = if change.is_slip() { "⚠ " } else { "" };
            lines.push((format!("• {mark}{}: {}", escape(&phrase.what), escape(&phrase.how)), 1));
        }
        lines.extend(commits.iter().map(|commit| credit(commit)));
    }
    lines
}

fn end(report: &PeriodReport) -> Vec<Value> {
    let mut blocks = Vec::new();
    for kind in Topic::ALL {
        // The message has its own limit, and counts what is beyond it.
        let findings = attention::in_order(report, kind).into_iter().map(|located| {
            let finding = &located.finding;
            let whose = attention::whose(report, located);
            let whose = whose.as_deref().unwrap_or(&finding.file);
            let besides = attention::besides(report, located).join(", ");
            let besides = if besides.is_empty() { besides } else { format!(" ({})", escape(&besides)) };
            format!("• {} {}: {}{besides}", finding.level.name(), escape(whose), prose(&finding.message))
        });
        blocks.extend(list(topic(kind), findings));
        if kind == Topic::Overdue {
            let soon = report.upcoming.iter().map(|item| {
                let days = report.window.today.until(item.day).map_or(0, |span| i64::from(span.get_days()));
                let owner = item.owner.as_deref().map_or("nobody", |owner| report.diff.name(owner));
                let program = report.contacts.program(&item.program);
                let (program, what, owner) = (escape(program), escape(&due(item)), escape(owner));
                format!("• {} {program}: {what} ({owner}, {})", item.day, distance(days))
            });
            blocks.extend(list("Due within two weeks", soon));
        }
    }
    blocks
}

/// A list under a title of ours; nothing where it is empty.
fn list(title: &str, lines: impl Iterator<Item = String>) -> Option<Value> {
    let lines: Vec<(String, usize)> = lines.map(|line| (line, 1)).collect();
    (!lines.is_empty()).then(|| counted(&bold(title), &lines, LIST))
}

/// A title and its lines, each of which tells so many things. What does not fit is counted: of lines first what stands
/// below them, their reasons.
fn counted(title: &str, lines: &[(String, usize)], most: usize) -> Value {
    let mut left: usize = lines.iter().map(|(_, things)| things).sum();
    let mut room = most.saturating_sub(length(title));
    let mut shown = Vec::new();
    for (line, things) in lines {
        let mut parts = line.split('\n');
        let first = parts.next().unwrap_or_default();
        if length(first) > room {
            break;
        }
        room -= length(first);
        left -= things;
        shown.push((first, parts.collect::<Vec<_>>()));
    }
    let mut text = title.to_owned();
    for (first, reasons) in shown {
        write!(text, "\n{first}").expect("a string takes every text");
        let count = reasons.len();
        for (at, reason) in reasons.into_iter().enumerate() {
            if length(reason) > room {
                let more = plural((count - at) as u64, "reason");
                write!(text, "\n    _… {more} more_").expect("a string takes every text");
                break;
            }
            room -= length(reason);
            write!(text, "\n{reason}").expect("a string takes every text");
        }
    }
    if left > 0 {
        write!(text, "\n… and {left} more").expect("a string takes every text");
    }
    section(&text)
}

fn section(text: &str) -> Value {
    json!({"type": "section", "text": mrkdwn(text)})
}

/// Text with Slack's marks, in which nothing becomes a link or a mention by itself.
fn mrkdwn(text: &str) -> Value {
    json!({"type": "mrkdwn", "text": text, "verbatim": true})
}

/// The characters of a section.
fn size(block: &Value) -> usize {
    block["text"]["text"].as_str().map_or(0, length)
}

/// The length of a text as Slack's servers may count it, which is never less than its characters.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn bold(text: &str) -> String {
    format!("*{}*", escape(text))
}

/// A message of ours: what it sets in backticks is code, the rest is text.
fn prose(message: &str) -> String {
    let parts = message.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    parts.map(|(at, part)| if at % 2 == 1 { format!("`{}`", escape(part)) } else { shown(part) }).collect()
}

/// Text from the repository that Slack shows as it is, wherever it stands.
///
/// Slack knows escapes for `&`, `<` and `>` alone, and with them there is no link and no `<!channel>`. Its other marks
/// give way to characters that look like them; a zero-width space keeps `@here`, `#general` and `:tada:` from meaning
/// something.
fn escape(text: &str) -> String {
    shown(cut(text.trim(), PIECE).trim())
}

fn shown(text: &str) -> String {
    let text = clean(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '*' => escaped.push('∗'),
            '~' => escaped.push('∼'),
            '`' => escaped.push('ˋ'),
            '_' if !is_inside_word(&text, at) => escaped.push('＿'),
            '@' | '#' => {
                escaped.push(character);
                escaped.push('\u{200b}');
            }
            ':' if !text[at + 1..].starts_with([' ', '/']) => escaped.push_str(":\u{200b}"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Whether letters or digits stand on both sides.
fn is_inside_word(text: &str, at: usize) -> bool {
    let (before, after) = (&text[..at], &text[at + 1..]);
    before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{escape, prose};

    #[test]
    fn text_is_shown_and_never_obeyed() {
        for (text, written) in [
            ("Wallet API v2", "Wallet API v2"),
            ("<!channel> & <https://x|y>", "&lt;!channel&gt; &amp; &lt;https://x|y&gt;"),
            ("@here, see #12", "@\u{200b}here, see #\u{200b}12"),
            ("*bold* _it_ ~del~ `code`", "∗bold∗ ＿it＿ ∼del∼ ˋcodeˋ"),
            ("snake_case: 10:30", "snake_case: 10:\u{200b}30"),
            (":tada: https://wiki.example", ":\u{200b}tada: https://wiki.example"),
            ("two\nlines", "two␊lines"),
            ("\u{1b}[31mred", "␛[31mred"),
            ("  spaced ", "spaced"),
        ] {
            assert_eq!(escape(text), written, "{text:?}");
        }
        assert_eq!(escape(&"x".repeat(300)).chars().count(), 200);
        assert_eq!(prose("`beta` was due, <!here>"), "`beta` was due, &lt;!here&gt;");
    }
}
