//! A finding: one fault in a user's file, with its place, what to do about it, and what it relates to.

use std::borrow::Cow;
use std::sync::Arc;

use crate::text::Span;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth a look.
    Info,
    /// A landmine: something that goes off later.
    Warn,
    /// The file or the plan contradicts itself.
    Error,
}

impl Level {
    /// Every level, mildest first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warn, Self::Error];

    /// As users write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// Reads what [`Level::name`] writes.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// One step milder.
    #[must_use]
    pub fn milder(self) -> Self {
        match self {
            Self::Error => Self::Warn,
            Self::Warn | Self::Info => Self::Info,
        }
    }

    /// One step graver.
    #[must_use]
    pub fn graver(self) -> Self {
        match self {
            Self::Info => Self::Warn,
            Self::Warn | Self::Error => Self::Error,
        }
    }
}

/// One fault in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static str,
    /// How serious it is here.
    pub level: Level,
    /// The file, relative to the root, with `/`.
    pub file: Arc<str>,
    /// The bytes that are at fault.
    pub span: Span,
    /// The program that it belongs to, where there is one.
    pub program: Option<Arc<str>>,
    /// The dotted path of the entity or field, such as `milestones.beta.due`.
    pub path: Option<String>,
    /// The thing, the fact and the distance, in one sentence without a full stop.
    pub message: String,
    /// What to write or whom to ask.
    pub help: Cow<'static, str>,
    /// Places that belong to it, in this file or in others.
    pub related: Vec<Related>,
    /// An edit that mends it, where there is one right answer.
    pub fix: Option<Box<Fix>>,
}

/// A place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The file, relative to the root.
    pub file: Arc<str>,
    /// The bytes.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// An edit that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edit does, in a few words.
    pub title: String,
    /// Whether it may be applied without a look.
    pub safe: bool,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, relative to the root.
    pub file: Arc<str>,
    /// The bytes to replace.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

impl Finding {
    /// A finding at a place of a file, at its rule's own level.
    pub fn new(rule: &'static str, level: Level, file: &Arc<str>, span: Span, message: String) -> Self {
        Self {
            rule,
            level,
            file: Arc::clone(file),
            span,
            program: None,
            path: None,
            message,
            help: Cow::Borrowed(""),
            related: Vec::new(),
            fix: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = help.into();
        self
    }

    /// Points at a place that explains it.
    #[must_use]
    pub fn relate(mut self, file: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        // Most have one.
        if self.related.is_empty() {
            self.related.reserve_exact(1);
        }
        self.related.push(Related { file: Arc::clone(file), span, message: message.into() });
        self
    }

    /// Offers the one right answer: other bytes at one place of the finding's own file.
    #[must_use]
    pub fn replace(self, title: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        let edit = Edit { file: Arc::clone(&self.file), span, replacement: replacement.into() };
        self.mend(Fix { title: title.into(), safe: true, edits: vec![edit] })
    }

    /// Offers an edit that mends it.
    #[must_use]
    pub fn mend(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Says whether its edit may be applied without a look.
    #[must_use]
    pub fn safe_if(mut self, certain: bool) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.safe = certain;
        }
        self
    }

    /// Offers another text in place of one that stands between quotes.
    #[must_use]
    pub fn write(self, span: Span, text: &str, certain: bool) -> Self {
        self.replace(format!("write \"{text}\""), span, format!("\"{text}\"")).safe_if(certain)
    }

    /// Offers another key in place of one that stands without quotes.
    #[must_use]
    pub fn rename(self, span: Span, key: &str, certain: bool) -> Self {
        self.replace(format!("write `{key}`"), span, key).safe_if(certain)
    }

    /// Makes the same edit at all of these places, and not at one alone.
    #[must_use]
    pub fn everywhere(mut self, places: &[Span]) -> Self {
        if let Some(fix) = &mut self.fix
            && let Some(edit) = fix.edits.pop()
        {
            fix.edits = places.iter().map(|span| Edit { span: *span, ..edit.clone() }).collect();
        }
        self
    }

    /// Gives back the room that was left for more text.
    pub fn shrink(&mut self) {
        self.message.shrink_to_fit();
        if let Some(path) = &mut self.path {
            path.shrink_to_fit();
        }
        if let Cow::Owned(help) = &mut self.help {
            help.shrink_to_fit();
        }
        for related in &mut self.related {
            related.message.shrink_to_fit();
        }
    }

    /// The order of the files alone. Most that are compared stand in one file, and share its name.
    pub fn order_of_files(&self, other: &Self) -> std::cmp::Ordering {
        if Arc::ptr_eq(&self.file, &other.file) {
            return std::cmp::Ordering::Equal;
        }
        self.file.cmp(&other.file)
    }

    /// The order in which findings are told: by file, place, rule, and then by what they say.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |finding: &Self| (finding.span, finding.rule);
        self.order_of_files(other)
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.message.cmp(&other.message))
    }
}
