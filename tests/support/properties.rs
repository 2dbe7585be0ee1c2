//! What must hold for any bytes whatever: asked by `tests/properties.rs` of mutated fixtures, and by `fuzz/` for hours.

#![allow(dead_code, reason = "each binary asks for its own part of it")]

mod applied;
mod formats;
mod inert;
mod period;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use milepost::changes::{Change, ChangeKind, Comparison, ProgramChange, ProgramKind, Side, Texts, between};
use milepost::document::layout::{Refused, canonical};
use milepost::document::{Marks, merge};
use milepost::finding::{Finding, Level};
use milepost::fix::{self, Request};
use milepost::model::{ORG, PLAYBOOK, PROGRAM as SHAPE, Shape, WORKSPACE, place};
use milepost::output::{Style, patch};
use milepost::report::{LintReport, Summary};
use milepost::rules::{self, Selection};
use milepost::since;
use milepost::text::Span;
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// The day that counts as today.
const TODAY: Date = date(2026, 6, 15);

/// The file that holds the bytes where they are a program.
const PROGRAM: &str = "programs/a.toml";

/// Another program and some people, so that links between files have something to find.
const AROUND: [(&str, &str); 3] = [
    ("milepost.toml", "format = 1\n"),
    (
        "org/people.toml",
        "[people.ann]\nname = \"Ann\"\n\n[people.bob]\nname = \"Bob\"\n\n[teams.web]\nname = \"Web\"\n",
    ),
    (
        "programs/b.toml",
        "[program]\nname = \"B\"\nphase = \"build\"\n\n[owners]\ntpm = \"bob\"\n\n[milestones.ga]\nname = \"GA\"\n\
         due = 2026-08-01\n\n[dependencies.api]\nneed = \"The API\"\nfrom = \"a/beta\"\nneeded-by = 2026-07-01\n\n\
         [commitments.data]\nto = \"a/data\"\nmilestone = \"ga\"\npromised = 2026-08-01\n",
    ),
];

/// A version in which one file holds these bytes.
fn with(path: &str, bytes: &[u8]) -> Tree {
    Tree::memory(AROUND.map(|(path, text)| (path, text.as_bytes().to_vec()))).with(path, bytes.to_vec())
}

/// Any bytes as a program: read and judged.
pub(crate) fn a_program(bytes: &[u8]) {
    judged(&with(PROGRAM, bytes));
}

/// Any bytes as `milepost.toml`, as people, and as a playbook: read, judged, and shown in every format.
pub(crate) fn a_configuration(bytes: &[u8]) {
    for path in ["milepost.toml", "org/people.toml", "playbooks/launch.toml"] {
        let program = "[program]\nname = \"A\"\nplaybook = \"launch\"\nphase = \"build\"\n";
        let tree = with(path, bytes).with(PROGRAM, program.into());
        formats::lint(&LintReport::new(judged(&tree), &tree, Summary::default()), "");
        formats::version(&load(&tree), TODAY);
    }
}

/// Any text in comments: what it silences may go, and of the rest nothing.
pub(crate) fn a_comment(text: &str) {
    const SHOUTING: &str = "[program]\nname = \"TBD\"\n\n[milestones.beta]\nname = \"Beta\"\ndue = 2026-05-01\nowner = \"nobody\"\n";
    let kept = |text: &str| -> BTreeSet<String> {
        let tree = with(PROGRAM, text.as_bytes());
        judged(&tree).iter().map(|finding| finding.message.clone()).collect()
    };
    let words: Vec<&str> = text.lines().collect();
    let mut commented = String::new();
    for (at, line) in SHOUTING.lines().enumerate() {
        let word = words.get(at).copied().unwrap_or_default();
        // Not every letter may stand in a comment.
        let word: String = word.chars().filter(|letter| !letter.is_control()).collect();
        commented.extend(["# milepost: ", &word, "\n", line, " # ", &word, "\n"]);
    }
    let (plain, silenced) = (kept(SHOUTING), kept(&commented));
    let is_of_comments = |message: &&String| !plain.contains(*message);
    let tree = with(PROGRAM, commented.as_bytes());
    let more: BTreeSet<String> = silenced.iter().filter(is_of_comments).cloned().collect();
    for finding in judged(&tree) {
        assert!(
            !more.contains(&finding.message) || finding.rule.starts_with("suppression-"),
            "a comment raised {finding:?} in\n{commented}"
        );
    }
}

/// Any text as a point in time: nothing, or a moment that is no later at its start than at its end.
pub(crate) fn a_time(text: &str) {
    let zones =
        [TimeZone::UTC, TimeZone::fixed(jiff::tz::offset(13)), TimeZone::fixed(jiff::tz::offset(-11))];
    let now = Timestamp::from_second(1_781_520_000).expect("a time");
    for today in [TODAY, Date::MIN, Date::MAX, date(2024, 2, 29), date(2026, 12, 31)] {
        if let Some(when) = since::parse(text, today) {
            for zone in &zones {
                assert!(when.start(zone, now) <= when.end(zone, now), "{text:?} on {today}");
            }
        }
    }
}

/// Any bytes as a program that is mended: no file is lost, and a second run has nothing to do.
pub(crate) fn a_fix(bytes: &[u8]) {
    for with_unsafe in [false, true] {
        let selection = Selection::default();
        let request = Request { today: TODAY, selection: &selection, wants: &|_| true, with_unsafe };
        let before = judged(&with(PROGRAM, bytes));
        let mended = fix::apply(with(PROGRAM, bytes), request);
        let after = judged(&mended.tree);
        let unreadable = |findings: &[Finding]| {
            findings.iter().filter(|finding| finding.rule.starts_with("toml-syntax")).count()
        };
        assert!(unreadable(&after) <= unreadable(&before), "a fix broke the file");
        if mended.findings == 0 {
            assert!(mended.files.is_empty(), "files were changed for nothing");
        }
        for file in &mended.files {
            assert_ne!(file.before, file.after);
            assert_eq!(comments(&file.before), comments(&file.after), "a comment was lost\n{}", file.after);
        }
        // A patch keeps the tabs and line ends of the file, or it would not apply.
        inert::plain(&patch::patch(&mended.files, Style::PLAIN).replace("\r\n", "\n").replace('\t', " "));
        if !mended.is_unfinished {
            let again = fix::apply(mended.tree, request);
            assert!(
                again.files.is_empty(),
                "mended twice:\n{}\n{}",
                again.files[0].before,
                again.files[0].after
            );
        }
    }
}

/// How many comments of each kind a text has; `suppression-unused` may take its own away.
fn comments(text: &str) -> Vec<String> {
    let mut comments: Vec<String> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix('#'))
        .filter(|comment| !comment.contains("milepost"))
        .map(str::to_owned)
        .collect();
    comments.sort();
    comments
}

/// Any two texts as two versions of a program: each equals itself, the way back is the way there turned around, and
/// what changed, applied to the one, makes the other of it.
pub(crate) fn a_change(before: &[u8], after: &[u8]) {
    let (old, new) = (with(PROGRAM, before), with(PROGRAM, after));
    for tree in [&old, &new] {
        let same = compare(tree, tree);
        assert!(same.programs.is_empty(), "a version differs from itself: {:?}", same.programs);
    }
    let (there, back) = (compare(&old, &new), compare(&new, &old));
    assert_eq!(there.unreadable.len(), back.unreadable.len());
    let turned: Vec<ProgramKind> = there.programs.iter().map(|program| turned(program.kind)).collect();
    let kinds: Vec<ProgramKind> = back.programs.iter().map(|program| program.kind).collect();
    // By their ids, which are the files' names here, both are in one order.
    assert_eq!(turned, kinds);
    for (there, back) in there.programs.iter().zip(&back.programs) {
        let mut forth: Vec<_> = there.changes.iter().filter_map(|change| told(change, true)).collect();
        let mut again: Vec<_> = back.changes.iter().filter_map(|change| told(change, false)).collect();
        forth.sort();
        again.sort();
        let is_renamed = |change: &Change| matches!(change.kind, ChangeKind::Renamed | ChangeKind::Moved);
        if !there.changes.iter().chain(&back.changes).any(is_renamed) {
            assert_eq!(forth, again);
            if there.kind == ProgramKind::Changed
                && let Some(text) = applied::applied(there)
            {
                let reached = compare(&with(PROGRAM, text.as_bytes()), &new);
                assert!(reached.programs.is_empty(), "{:?} is left of\n{text}", reached.programs);
            }
        }
    }
}

/// Any two texts as two versions of a program: every format tells what changed, and obeys nothing of it.
pub(crate) fn a_report(before: &[u8], after: &[u8]) {
    let subject: String = String::from_utf8_lossy(after).chars().take(200).collect();
    let (old, new) = (with(PROGRAM, before), with(PROGRAM, after));
    formats::period(&period::period(&old, &new, period::commit(&subject), Some(&subject)));
    formats::version(&load(&new), TODAY);
}

/// Any bytes as a program: every format of `lint` tells what is wrong, and obeys nothing of it.
pub(crate) fn a_lint(bytes: &[u8]) {
    let tree = with(PROGRAM, bytes);
    let findings = judged(&tree);
    let name: String =
        String::from_utf8_lossy(bytes).chars().filter(|letter| *letter != '/').take(40).collect();
    formats::lint(&LintReport::new(findings, &tree, Summary::default()), &name);
}

/// Any text as a file that is laid out: it is refused, or it says the same, keeps its comments and line ends, and a
/// second time changes nothing.
pub(crate) fn a_layout(text: &str) {
    for shape in [&SHAPE, &ORG, &PLAYBOOK, &WORKSPACE] {
        let Ok(once) = laid_out(text, shape) else { continue };
        // A number that is too large for any reader stays as it is written. Two numbers that are none are not equal, and
        // print the same.
        let read = |text: &str| text.parse::<toml::Table>().map(|table| format!("{table:?}")).ok();
        assert_eq!(read(text), read(&once), "{text}\n{once}");
        assert_eq!(letters(text), letters(&once), "{text}\n{once}");
        assert_eq!(laid_out(&once, shape).as_ref(), Ok(&once), "twice is not once: {text}");
        let first = text.find('\n').is_some_and(|at| text[..at].ends_with('\r'));
        let is_inside = |text: &str| text.contains("\"\"\"") || text.contains("'''");
        if !is_inside(text) {
            assert_eq!(
                once.matches("\r\n").count(),
                if first { once.matches('\n').count() } else { 0 },
                "{text:?}"
            );
        }
    }
}

fn laid_out(text: &str, shape: &Shape) -> Result<String, Refused> {
    canonical(text, &|table, key| place(shape, table, key))
}

/// Any three texts as versions of a file: where one side changed nothing, their merge is the other side; seen from the
/// other side it is the same; and no line that a side added is lost.
pub(crate) fn a_merge([base, ours, theirs]: [&str; 3]) {
    const MARKS: Marks<'_> = Marks { length: 7, ours: "ours", theirs: "theirs" };
    if let Some(merged) = merge([base, base, theirs], MARKS) {
        assert_eq!(bare(&merged.text), bare(theirs), "ours changed nothing");
        assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    }
    if let Some(merged) = merge([base, ours, base], MARKS) {
        assert_eq!(bare(&merged.text), bare(ours), "theirs changed nothing");
        assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
    }
    let Some(merged) = merge([base, ours, theirs], MARKS) else { return };
    let is: BTreeSet<&str> = merged.text.lines().map(str::trim).collect();
    let was: BTreeSet<&str> = base.trim_start_matches('\u{feff}').lines().map(str::trim).collect();
    for line in ours.lines().chain(theirs.lines()).map(|line| line.trim_matches('\u{feff}').trim()) {
        assert!(
            line.is_empty() || was.contains(line) || is.contains(line),
            "{line:?} is lost in {}",
            merged.text
        );
    }
    if merged.conflicts.is_empty() {
        let values: Result<toml::Table, _> = merged.text.trim_start_matches('\u{feff}').parse();
        let turned = merge([base, theirs, ours], MARKS).filter(|turned| turned.conflicts.is_empty());
        if let Some(turned) = turned {
            let other: Result<toml::Table, _> = turned.text.trim_start_matches('\u{feff}').parse();
            assert_eq!(format!("{values:?}"), format!("{other:?}"), "from the other side");
        }
    }
}

/// A text without what a merge takes from one side for all of it: its mark at the start, and how its lines end.
fn bare(text: &str) -> String {
    let mut bare = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    if !bare.is_empty() && !bare.ends_with('\n') {
        bare.push('\n');
    }
    bare
}

/// All that is no layout, comments as well: however things are moved, these letters are there as often as before.
fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> =
        text.chars().filter(|letter| !letter.is_whitespace() && *letter != ',').collect();
    letters.sort_unstable();
    letters
}

/// What is different, which is the same whether all is read or what differs alone.
fn compare(before: &Tree, after: &Tree) -> Comparison {
    let [whole, brief] = [Texts::default(), Texts::brief()]
        .map(|mut texts| between(&Side::open(before), &Side::open(after), &mut texts));
    assert_eq!(whole.unreadable, brief.unreadable);
    assert_eq!(whole.programs.len(), brief.programs.len());
    for (whole, brief) in whole.programs.iter().zip(&brief.programs) {
        let said = |program: &ProgramChange| {
            let people: Vec<_> = program
                .changes
                .iter()
                .map(|change| [program.owner_of(change), program.team_of(change)])
                .collect();
            format!("{:?} {:?} {:?} {people:?}", program.name, program.kind, program.tpm())
        };
        assert_eq!(whole.changes, brief.changes);
        assert_eq!(said(whole), said(brief));
    }
    whole
}

fn turned(kind: ProgramKind) -> ProgramKind {
    match kind {
        ProgramKind::Added => ProgramKind::Removed,
        ProgramKind::Removed => ProgramKind::Added,
        kind => kind,
    }
}

/// A change, seen from its other side where it is turned.
fn told(change: &Change, is_turned: bool) -> Option<String> {
    let kind = match (change.kind, is_turned) {
        (ChangeKind::Renamed | ChangeKind::Moved, _) => return None,
        (ChangeKind::Added, true) => ChangeKind::Removed,
        (ChangeKind::Removed, true) => ChangeKind::Added,
        (kind, _) => kind,
    };
    let (before, after) =
        if is_turned { (&change.after, &change.before) } else { (&change.before, &change.after) };
    Some(format!("{} {} {before:?} {after:?}", change.path, kind.name()))
}

fn load(tree: &Tree) -> Workspace {
    Workspace::load(tree, &mut Cache::default())
}

/// The findings of a version: in order, each inside its file, and each format takes them.
fn judged(tree: &Tree) -> Vec<Finding> {
    let workspace = load(tree);
    let findings = rules::run(&workspace, TODAY, &Selection::default()).findings;
    assert!(findings.is_sorted_by(|one, other| one.file <= other.file), "files are told in order");
    for finding in &findings {
        inside(tree, &finding.file, finding.span);
        for related in &finding.related {
            inside(tree, &related.file, related.span);
        }
        assert!(!finding.message.is_empty(), "{}: says nothing", finding.rule);
        if finding.level == Level::Error {
            assert!(!finding.help.is_empty(), "{}: no help for {}", finding.rule, finding.message);
        }
    }
    findings
}

/// Whether a span can be cut out of its file.
fn inside(tree: &Tree, file: &str, span: Span) {
    let (start, end) = (span.start as usize, span.end as usize);
    // A finding on a whole file that cannot be read stands at its beginning.
    let text = tree.read(&tree.file(file)).unwrap_or_default();
    assert!(start <= end && end <= text.len().max(start), "{start}..{end} is not in {file}");
    assert!(
        text.is_empty() || (text.is_char_boundary(start) && text.is_char_boundary(end)),
        "{start}..{end} cuts a character of {file}"
    );
}
