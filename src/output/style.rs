//! How text is set off on a terminal: decided for the stream that is written.

use anstyle::{AnsiColor, Effects};

/// What the stream that is written can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether it shows colors.
    pub color: bool,
    /// Whether it shows hyperlinks.
    pub links: bool,
    /// How many columns it has.
    pub width: usize,
}

impl Style {
    /// Plain text, 80 columns wide: for files and pipes.
    pub const PLAIN: Self = Self { color: false, links: false, width: 80 };

    /// Text in lines that fit, parted between words; those after the first begin with `indent`.
    pub(super) fn fill(self, text: &str, indent: &str) -> String {
        let options = textwrap::Options::new(self.width)
            .subsequent_indent(indent)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false);
        textwrap::fill(text, options)
    }

    fn paint(self, style: anstyle::Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.paint(anstyle::Style::new().bold(), text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.paint(anstyle::Style::new().effects(Effects::DIMMED), text)
    }

    pub(super) fn red(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    pub(super) fn yellow(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default().bold(), text)
    }

    pub(super) fn green(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    pub(super) fn blue(self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }
}
