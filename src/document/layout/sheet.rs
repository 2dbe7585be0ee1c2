//! A file as people see it: tables, the entries in them, and the comments that go with each.

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct Sheet<'t> {
    /// What speaks of the file as a whole, at its top.
    pub top: Vec<Note<'t>>,
    /// What stands above the first header, then each header with what stands below it.
    pub blocks: Vec<Block<'t>>,
    /// What follows the last entry.
    pub end: Vec<Note<'t>>,
}

/// A line without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note<'t> {
    Blank,
    Comment(&'t str),
}

/// A comment at the end of a line, and the white space before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Aside<'t> {
    pub space: &'t str,
    pub text: &'t str,
}

/// A header and the entries below it.
#[derive(Debug, Default)]
pub(super) struct Block<'t> {
    /// The comments above the header.
    pub above: Vec<Note<'t>>,
    /// `None` for what stands above the first header.
    pub header: Option<Header<'t>>,
    /// The comments that speak of the table, right below its header.
    pub top: Vec<Note<'t>>,
    pub entries: Vec<Entry<'t>>,
    /// The comments right below the last entry: keys that are commented out, mostly.
    pub below: Vec<Note<'t>>,
}

/// `[milestones.beta]`, `[[escalation]]`.
#[derive(Debug)]
pub(super) struct Header<'t> {
    pub keys: Vec<&'t str>,
    pub is_array: bool,
    pub aside: Option<Aside<'t>>,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    /// The comments above it.
    pub above: Vec<Note<'t>>,
    pub keys: Vec<&'t str>,
    pub value: Value<'t>,
    pub aside: Option<Aside<'t>>,
    /// The comments right below it, with an empty line behind them.
    pub below: Vec<Note<'t>>,
}

/// What stands behind an equals sign.
#[derive(Debug)]
pub(super) enum Value<'t> {
    /// What stays as it is written.
    Plain(&'t str),
    Array(Array<'t>),
    /// A table on one line.
    Table(Vec<(Vec<&'t str>, Value<'t>)>),
}

#[derive(Debug, Default)]
pub(super) struct Array<'t> {
    /// The comment right behind the bracket.
    pub aside: Option<Aside<'t>>,
    pub items: Vec<Item<'t>>,
    /// The comments behind the last item.
    pub end: Vec<Note<'t>>,
}

#[derive(Debug)]
pub(super) struct Item<'t> {
    /// The comments above it.
    pub above: Vec<Note<'t>>,
    pub value: Value<'t>,
    pub aside: Option<Aside<'t>>,
}

impl Note<'_> {
    /// Whether it is a comment that silences what comes next.
    pub(super) fn silences_next(&self) -> bool {
        matches!(self, Self::Comment(text) if is_ours(text) && !text.contains("ignore-file"))
    }

    /// Whether it speaks of the whole file: a directive, or a comment that silences a rule in all of it.
    pub(super) fn is_of_file(&self) -> bool {
        let Self::Comment(text) = self else { return false };
        text.starts_with("#:") || (is_ours(text) && text.contains("ignore-file"))
    }
}

/// Whether a comment says something to milepost.
pub(super) fn is_ours(comment: &str) -> bool {
    comment.contains("milepost:")
}

/// The name that a key stands for. One with escapes in it is no key of ours, and keeps its quotes.
pub(super) fn name(key: &str) -> &str {
    let quoted = |quote| key.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).filter(|name| !name.contains('\\')).unwrap_or(key)
}
