//! A file's text made safe to print, with its lines indexed once, for miette to take excerpts from.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::text::{Source, Span, clean};

/// A file as it may be printed: one safe character for each of its own, long lines cut.
///
/// miette's own source scans the file for every label; this one looks lines up.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    safe: Source,
    /// Where each line starts in the file.
    starts: Vec<usize>,
    original: Source,
}

impl Snippet {
    /// Lines longer than `longest` characters are cut.
    pub(super) fn new(name: &str, source: &Source, longest: usize) -> Self {
        let mut safe = String::with_capacity(source.text().len());
        let mut starts = Vec::with_capacity(source.line_count());
        for line in 0..source.line_count() {
            let range = source.line_range(line);
            starts.push(range.start);
            let text = &source.text()[range];
            match text.char_indices().nth(longest) {
                Some((end, _)) => {
                    safe.push_str(&clean(&text[..end]));
                    safe.push('…');
                }
                None => safe.push_str(&clean(text)),
            }
            safe.push('\n');
        }
        Self { name: clean(name).into_owned(), safe: Source::new(safe), starts, original: source.clone() }
    }

    /// Where a span of the file is here. It is never empty where there is a character to show.
    pub(super) fn locate(&self, span: Span) -> SourceSpan {
        let start = self.offset(span.start as usize);
        let end = self.offset((span.end.max(span.start)) as usize).max(start);
        let line = self.safe.line_range(self.safe.line_at(start));
        let (start, end) = match (start == end, end < line.end, line.start < start) {
            (true, true, _) => (start, self.next(start)),
            (true, false, true) => (self.safe.floor(start - 1), end),
            _ => (start, end),
        };
        SourceSpan::new(start.into(), end - start)
    }

    fn next(&self, offset: usize) -> usize {
        let rest = &self.safe.text()[offset..];
        offset + rest.chars().next().map_or(0, char::len_utf8)
    }

    fn offset(&self, offset: usize) -> usize {
        let offset = self.original.floor(offset);
        let line = self.original.line_at(offset);
        let column = self.original.text()[self.starts[line]..offset].chars().count();
        let range = self.safe.line_range(line);
        let text = &self.safe.text()[range.clone()];
        text.char_indices().nth(column).map_or(range.end, |(at, _)| range.start + at)
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let text = self.safe.text();
        let start = span.offset().min(text.len());
        let end = (span.offset() + span.len()).clamp(start, text.len());
        let at = self.safe.position(start);
        let (first, last) = (at.line - 1, self.safe.line_at(end.max(start + 1) - 1));
        let (range, line, column) = if before == 0 && after == 0 {
            (start..end, first, at.column - 1)
        } else {
            let from = first.saturating_sub(before);
            let to = (last + after).min(self.starts.len() - 1);
            (self.safe.line_range(from).start..self.safe.line_range(to).end, from, 0)
        };
        let covered = SourceSpan::new(range.start.into(), range.len());
        let count = last - line + 1;
        let data = &text.as_bytes()[range];
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, covered, line, column, count)))
    }
}
