//! The history of a program as a person reads it in a terminal: a ledger, one entry a commit.

use std::fmt::Write as _;

use super::{Mark, count, day, ledger, mark, so_far, title, told, whole, words};
use crate::output::Style;
use crate::report::{Chronicle, Entry};
use crate::text::clean;

/// Writes a history.
pub fn history(chronicle: &Chronicle, style: Style) -> String {
    let mut page = Page { style, out: String::new() };
    page.line(0, &style.bold(&clean(&title(chronicle))));
    let place = match (&chronicle.path, chronicle.is_gone) {
        (Some(path), _) => format!("{}/{path}", chronicle.program),
        (None, _) => chronicle.program.clone(),
    };
    let gone = if chronicle.is_gone { ", removed since" } else { "" };
    page.line(0, &style.dim(&clean(&format!("{place}{gone}, {}", count(chronicle)))));
    if let Some(kept) = &chronicle.ledger {
        let what = if chronicle.path.is_none() { "Target: " } else { "" };
        let mut text = ledger(kept, |day| day.to_string());
        if what.is_empty() {
            text[..1].make_ascii_uppercase();
        }
        page.line(0, &format!("{what}{text}."));
    }
    for unread in &chronicle.unreadable {
        let text = format!("{} cannot be read: {}", unread.file, unread.message);
        page.line(0, &style.red(&clean(&text)));
    }
    for entry in &chronicle.entries {
        page.entry(chronicle, entry);
    }
    page.out
}

struct Page {
    style: Style,
    out: String,
}

impl Page {
    /// One line, wrapped so that what follows stands `more` columns further in.
    fn line(&mut self, more: usize, text: &str) {
        let indent = " ".repeat(text.len() - text.trim_start_matches(' ').len() + more);
        writeln!(self.out, "{}", self.style.fill(text.trim_end(), &indent))
            .expect("a string takes every text");
    }

    fn entry(&mut self, chronicle: &Chronicle, entry: &Entry) {
        self.out.push('\n');
        match (&entry.commit, day(chronicle, entry)) {
            (Some(commit), Some(day)) => {
                let who = self.style.bold(&clean(&format!("{day}, {}", commit.author)));
                let short = self.style.dim(&commit.oid.to_string()[..9]);
                self.line(2, &format!("{who}: {}  {short}", clean(&commit.subject)));
            }
            _ => self.line(2, &self.style.bold("Not committed yet")),
        }
        if let Some(reason) = &entry.reason {
            self.line(2, &format!("  Reason: {}", clean(reason)));
        }
        if chronicle.path.is_none()
            && let Some(whole) = whole(entry)
        {
            let sign = match entry.kind {
                crate::changes::ProgramKind::Added => self.style.green("+"),
                crate::changes::ProgramKind::Removed => self.style.red("-"),
                _ => self.style.yellow("~"),
            };
            self.line(2, &format!("  {sign} {}", clean(&whole)));
        }
        for told in told(chronicle, entry) {
            let sign = match mark(told) {
                Mark::Slip => self.style.red("!"),
                Mark::Added => self.style.green("+"),
                Mark::Removed => self.style.red("-"),
                Mark::Changed => self.style.yellow("~"),
            };
            let phrase = words(chronicle, told);
            self.line(2, &format!("  {sign} {}: {}", clean(&phrase.what), clean(&phrase.how)));
            if let Some(standing) = told.so_far {
                let text = self.style.dim(&so_far(standing));
                self.line(0, &format!("    {text}"));
            }
        }
    }
}
