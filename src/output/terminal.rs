//! Findings as a person reads them: the place in the file, what belongs to it, and what to do.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use super::snippet::Snippet;
use super::tally::tally;
use super::{Style, remedy};
use crate::finding::{Finding, Level};
use crate::report::{LintReport, Located, Occurrences, Summary};
use crate::rules::rule;
use crate::text::{Position, clean, plural};

/// What stands left of an excerpt's text at most: line numbers, a bar, and the indent of a related place.
const FRAME: usize = 18;

const TAKES: &str = "a string takes every text";

/// So much of a line is always shown, in characters.
const MINIMUM: usize = 40;

/// So many places that say the same are listed.
const OTHERS: usize = 5;

/// So many places that belong to a finding are shown, in its own file and in others.
const PLACES: usize = 20;

/// Writes each finding with its excerpt, at most `most` of them, and a line that counts.
pub fn lint(report: &LintReport, style: Style, most: usize) -> String {
    let mut out = String::new();
    let longest = style.width.saturating_sub(FRAME).max(MINIMUM);
    let snippets: BTreeMap<&str, Arc<Snippet>> = report
        .sources
        .iter()
        .map(|(file, source)| (&**file, Arc::new(Snippet::new(file, source, longest))))
        .collect();
    let handler = handler(style);
    let told = report.occurrences();
    for occurrences in told.iter().take(most) {
        let first = &report.findings[occurrences.first];
        let mut shown = Shown::new(first, &snippets, longest);
        if let Some(remedy) = remedy::of(&first.finding, &report.sources, style) {
            shown.help = Some(shown.help.map_or(remedy.clone(), |help| format!("{help}\n{remedy}")));
        }
        handler.render_report(&mut out, &shown).expect(TAKES);
        out.push_str(&others(report, occurrences, style));
        out.push('\n');
    }
    out.push_str(&style.dim(&most_shown(&told, most)));
    out.push_str(&tally(&report.findings, style));
    out.push_str(&summary(&report.summary, style));
    out.push('\n');
    out
}

/// Says how many are left out; nothing where all are shown.
pub(super) fn most_shown(told: &[Occurrences], most: usize) -> String {
    let left: usize = told.iter().skip(most).map(|same| 1 + same.others.len()).sum();
    match left {
        0 => String::new(),
        left => format!(
            "… and {}, not shown; --max-findings shows more, --format concise all.\n\n",
            plural(left as u64, "more finding")
        ),
    }
}

/// Where else the same is found.
fn others(report: &LintReport, occurrences: &Occurrences, style: Style) -> String {
    let others = &occurrences.others;
    if others.is_empty() {
        return String::new();
    }
    let mut out = format!("  1 of {} occurrences; the others:\n", others.len() + 1);
    for other in others.iter().take(OTHERS).map(|at| &report.findings[*at]) {
        let Position { line, column, .. } = other.place.start;
        writeln!(out, "        {}:{line}:{column}", clean(&other.finding.file)).expect(TAKES);
    }
    if others.len() > OTHERS {
        writeln!(out, "        and {} more", others.len() - OTHERS).expect(TAKES);
    }
    style.dim(&out)
}

/// One line that counts: `2 errors, 3 warnings in 9 programs (14 files)`.
pub fn summary(summary: &Summary, style: Style) -> String {
    let count = |count: usize, noun: &str| plural(count as u64, noun);
    let scope = format!("{} ({})", count(summary.programs, "program"), count(summary.files, "file"));
    let mut parts = Vec::new();
    if summary.errors > 0 {
        parts.push(style.red(&count(summary.errors, "error")));
    }
    if summary.warnings > 0 {
        parts.push(style.yellow(&count(summary.warnings, "warning")));
    }
    if summary.infos > 0 {
        parts.push(style.blue(&count(summary.infos, "note")));
    }
    let found = match (parts.is_empty(), summary.known) {
        (false, _) => parts.join(", "),
        (true, 0) => style.green("No findings"),
        (true, _) => style.green("No new findings"),
    };
    let silenced = match summary.suppressed {
        0 => String::new(),
        silenced => format!("; {silenced} silenced by comments"),
    };
    format!("{found} in {scope}{silenced}")
}

fn handler(style: Style) -> GraphicalReportHandler {
    let styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(1)
        .with_show_related_as_nested(true)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation);
    if style.links {
        handler.with_links(true).with_link_display_text("→ why")
    } else {
        handler.with_urls(false)
    }
}

/// A finding, or a place in another file that belongs to it.
struct Shown {
    code: Option<String>,
    severity: Severity,
    message: String,
    help: Option<String>,
    url: Option<String>,
    source: Option<Arc<Snippet>>,
    labels: Vec<LabeledSpan>,
    related: Vec<Shown>,
}

impl Shown {
    fn new(located: &Located, snippets: &BTreeMap<&str, Arc<Snippet>>, longest: usize) -> Self {
        let finding = &located.finding;
        let severity = match finding.level {
            Level::Error => Severity::Error,
            Level::Warn => Severity::Warning,
            Level::Info => Severity::Advice,
        };
        let source = snippets.get(&*finding.file).map(Arc::clone);
        let (labels, list) = match &source {
            Some(source) => labels(located, source, longest),
            None => (Vec::new(), Vec::new()),
        };
        let help: Vec<String> = std::iter::once(help(finding)).chain(list).chain(left_out(finding)).collect();
        let help = help.join("\n");
        let elsewhere = finding.related.iter().filter(|related| related.file != finding.file);
        let related = elsewhere.take(PLACES).map(|related| {
            let source = snippets.get(&*related.file).map(Arc::clone);
            let labels = source
                .iter()
                .map(|source| LabeledSpan::new_primary_with_span(None, source.locate(related.span)));
            Self {
                code: None,
                severity: Severity::Advice,
                message: clean(&related.message).into_owned(),
                help: None,
                url: None,
                labels: labels.collect(),
                source,
                related: Vec::new(),
            }
        });
        Self {
            code: Some(format!("{}[{}]", finding.level.name(), finding.rule)),
            severity,
            message: clean(&finding.message).into_owned(),
            help: Some(help).filter(|help| !help.is_empty()),
            url: rule(finding.rule).map(crate::rules::Rule::url),
            source,
            labels,
            related: related.collect(),
        }
    }
}

/// The labels of the excerpt, and what does not fit beside it: a label is never wrapped, and two at one place hide each
/// other.
fn labels(located: &Located, source: &Snippet, longest: usize) -> (Vec<LabeledSpan>, Vec<String>) {
    let finding = &located.finding;
    let own = finding.related.iter().zip(&located.related);
    let own: Vec<_> = own.filter(|(related, _)| related.file == finding.file).collect();
    let at_it = own.iter().filter(|(related, _)| related.span == finding.span).count();
    let mut said = None;
    let (mut labels, mut list) = (Vec::new(), Vec::new());
    for (related, place) in own.into_iter().take(PLACES) {
        let text = clean(&related.message).into_owned();
        let is_here = related.span == finding.span;
        let fits = text.chars().count() <= longest && (!is_here || at_it == 1);
        match (is_here, fits) {
            (true, true) => said = Some(text),
            (true, false) => list.push(format!("· {text}")),
            (false, true) => labels.push(LabeledSpan::new_with_span(Some(text), source.locate(related.span))),
            (false, false) => list.push(format!("· line {}: {text}", place.start.line)),
        }
    }
    labels.insert(0, LabeledSpan::new_primary_with_span(said, source.locate(finding.span)));
    (labels, list)
}

/// How many places are too many to be shown.
fn left_out(finding: &Finding) -> Option<String> {
    let own = finding.related.iter().filter(|related| related.file == finding.file).count();
    let left = own.saturating_sub(PLACES) + (finding.related.len() - own).saturating_sub(PLACES);
    (left > 0).then(|| format!("· and {}; --format json has them all", plural(left as u64, "more place")))
}

fn help(finding: &Finding) -> String {
    clean(&finding.help).into_owned()
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_deref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(self.related.iter().map(|related| related as &dyn Diagnostic)))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use jiff::civil::date;

    use super::*;
    use crate::rules::{Selection, run};
    use crate::tree::Tree;
    use crate::workspace::{Cache, Workspace};

    #[test]
    fn of_many_places_the_first_are_shown_and_the_rest_counted() {
        let mut text = String::new();
        for at in 0..50 {
            let next = (at + 1) % 50;
            writeln!(text, "[milestones.m{at}]\ndue = 2026-08-01\nneeds = [\"m{next}\"]").expect(TAKES);
        }
        let tree = Tree::memory([("programs/one.toml", text)]);
        let workspace = Workspace::load(&tree, &mut Cache::default());
        let selection = Selection::new(&["dependency-cycle".to_owned()], &[]).expect("there is such a rule");
        let mut findings = run(&workspace, date(2026, 6, 15), &selection).findings;
        findings.retain(|finding| finding.rule == "dependency-cycle");
        let shown = lint(&LintReport::new(findings, &tree, Summary::default()), Style::PLAIN, 100);
        assert_eq!(shown.matches("╰── `m").count(), PLACES, "{shown}");
        assert!(shown.contains("· and 29 more places; --format json has them all"), "{shown}");
    }
}
