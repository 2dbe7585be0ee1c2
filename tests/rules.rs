//! Every rule's examples and fixtures: the expected finding stands under its place, as a comment with carets.
//!
//! A fixture is `tests/rules/<rule>/<what-it-shows>.toml`. Like the examples in a rule's own file it is one
//! program, or several files after `#-- path` lines; `[program]` and `[owners]` are added where they are missing.
//! Carets right after the `#` begin at the first column; `#!` means the first character alone.
//! A `�` stands for a byte that is no UTF-8.
//! Today is 2026-06-15, or what an `#@ 2026-07-01` line says.
//! The rules that read the history are told it as commits; `support/example.rs` says how.

#[path = "support/example.rs"]
mod example;
#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeMap;
use std::path::Path;

use example::{State, files_of, states_of};
use milepost::finding::{Finding, Level};
use milepost::fix::{self, Request};
use milepost::git::Repository;
use milepost::model::is_id;
use milepost::report::{History, Present};
use milepost::rules::{self, RULES, Selection};
use milepost::text::{Source, Span};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use repository::{Draft, Fixture, alone};

/// The bytes of a file. A `�` stands for a byte that is no UTF-8, as an editor shows it.
fn bytes_of(text: &str) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split('�').map(str::as_bytes).collect();
    parts.join(&0xe9)
}

/// What the carets of a file announce: line, columns, and `level: message`.
fn announced(text: &str) -> Vec<(usize, usize, usize, String)> {
    let mut expected = Vec::new();
    let mut shown = 0;
    for (at, line) in text.lines().enumerate() {
        match marks(line) {
            Some((start, end)) => {
                let said = line[end..].trim_start_matches('!').trim();
                expected.push((shown + 1, start + 1, end + 1, said.to_owned()));
            }
            None => shown = at,
        }
    }
    expected
}

/// The columns, from 0, that a line of carets points at.
fn marks(line: &str) -> Option<(usize, usize)> {
    let rest = line.strip_prefix('#')?;
    let start = line.len() - rest.trim_start().len();
    let end = line.len() - rest.trim_start().trim_start_matches('^').len();
    match (rest.starts_with('!'), start == end, start) {
        (true, ..) => Some((0, 1)),
        (false, true, _) => None,
        (false, false, 1) => Some((0, end)),
        (false, false, _) => Some((start, end)),
    }
}

fn findings(files: &BTreeMap<String, String>, today: &str) -> Vec<Finding> {
    let tree = Tree::memory(files.iter().map(|(path, text)| (path.clone(), bytes_of(text))));
    let workspace = Workspace::load(&tree, &mut Cache::default());
    rules::run(&workspace, today.parse().expect("a day"), &Selection::default()).findings
}

/// The findings in the last state of an example; where its commits are told, with the history that they make in `dir`.
fn findings_of(dir: &Path, example: &str) -> Vec<Finding> {
    let (states, today) = states_of(example);
    let last = states.last().expect("an example has at least one state");
    if states.len() == 1 && last.time.is_none() {
        return findings(&last.files, today);
    }
    let folder = tempfile::tempdir_in(dir).expect("a folder can be made");
    let tip = commit(&Fixture::new(folder.path(), true), &states);
    let repository = Repository::discover(folder.path(), false).expect("the repository opens");
    let tip = repository.commit(&tip).expect("it was just written").oid;
    let blobs = repository.blobs().expect("it opens once more");
    let history = History { repository: &repository, blobs: &blobs, folder: "" };
    let later = Tree::memory(last.files.iter().map(|(path, text)| (path.clone(), bytes_of(text))));
    let workspace = Workspace::load(&later, &mut Cache::default());
    let today = today.parse().expect("a day");
    let present = Present { workspace: &workspace, day: today };
    let later = last.time.is_none().then_some(&later);
    let past = history.past(None, present, tip, later).expect("the history can be read");
    assert!(past.is_some(), "the history is whole");
    rules::run_with_past(&workspace, today, &Selection::default(), past.as_ref()).findings
}

/// Writes the commits of an example, and returns the last one's id.
fn commit(fixture: &Fixture, states: &[State]) -> String {
    let (mut tip, mut branch): (Option<String>, Option<String>) = (None, None);
    for state in states {
        let Some(time) = &state.time else { continue };
        let time = if time.contains('T') { time.clone() } else { format!("{time}T12:00:00Z") };
        let time: jiff::Timestamp = time.parse().expect("a day or a time");
        let files: Vec<(&str, Vec<u8>)> =
            state.files.iter().map(|(path, text)| (path.as_str(), bytes_of(text))).collect();
        let files: Vec<(&[u8], u32, &[u8])> =
            files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_slice())).collect();
        let parents: Vec<String> = if state.is_beside {
            branch.clone().or_else(|| tip.clone()).into_iter().collect()
        } else {
            tip.iter().cloned().chain(branch.take()).collect()
        };
        let id = fixture.commit(&Draft {
            parents: &parents.iter().map(String::as_str).collect::<Vec<_>>(),
            time: time.as_second(),
            author: format!("{} <a@milepost.example>", state.author.as_deref().unwrap_or("Maya Chen"))
                .as_bytes(),
            message: state.message.as_bytes(),
            files: &files,
        });
        *(if state.is_beside { &mut branch } else { &mut tip }) = Some(id);
    }
    tip.expect("a history has a commit")
}

/// A finding as the carets tell it. Of a span over several lines the first line counts.
fn told(finding: &Finding, text: &str) -> (usize, usize, usize, String) {
    let source = Source::new(text);
    let start = source.position(finding.span.start as usize);
    let line_end = source.line_range(start.line - 1).end;
    let end = source.position((finding.span.end as usize).min(line_end));
    let width = end.column.saturating_sub(start.column).max(1);
    (start.line, start.column, start.column + width, format!("{}: {}", finding.level.name(), finding.message))
}

/// Checks that `rule` finds in the example what its carets announce, and nothing else.
fn check(dir: &Path, rule: &str, name: &str, example: &str) -> usize {
    let (files, _) = files_of(example);
    let found = findings_of(dir, example);
    let mut count = 0;
    for (path, text) in &files {
        let mut told: Vec<_> = found
            .iter()
            .filter(|finding| finding.rule == rule && *finding.file == **path)
            .map(|finding| told(finding, text))
            .collect();
        told.sort();
        let mut announced = announced(text);
        announced.sort();
        assert_eq!(told, announced, "{name}, {path}\nall findings: {found:#?}");
        count += told.len();
    }
    count
}

#[test]
fn the_bad_example_of_every_rule_is_found() {
    alone(&[], |dir| {
        for rule in RULES {
            let count = check(dir, rule.id, rule.id, rule.bad);
            assert!(count > 0, "the bad example of {} announces nothing", rule.id);
        }
    });
}

#[test]
fn the_good_example_of_every_rule_raises_nothing() {
    alone(&[], |dir| {
        for rule in RULES {
            assert_eq!(findings_of(dir, rule.good), [], "the good example of {}", rule.id);
        }
    });
}

#[test]
fn every_fixture_says_what_its_carets_announce() {
    alone(&[], |dir| {
        let fixtures = fixtures();
        assert!(!fixtures.is_empty());
        for (id, name, text) in fixtures {
            assert!(rules::rule(&id).is_some(), "tests/rules/{id} is the folder of no rule");
            check(dir, &id, &name, &text);
        }
    });
}

#[test]
fn every_rule_has_a_fixture_that_it_finds_fault_with_and_one_that_it_leaves_alone() {
    alone(&[], |dir| {
        let mut speaks: BTreeMap<String, (bool, bool)> = BTreeMap::new();
        for (id, _, text) in fixtures() {
            let found = findings_of(dir, &text).iter().any(|finding| finding.rule == id);
            let (fires, is_silent) = speaks.entry(id).or_default();
            *fires |= found;
            *is_silent |= !found;
        }
        let says = |id: &str| match speaks.get(id).copied().unwrap_or_default() {
            (true, true) => None,
            (fires, is_silent) => Some(format!("{id}: fires {fires}, is silent {is_silent}")),
        };
        let lacking: Vec<String> = RULES.iter().filter_map(|rule| says(rule.id)).collect();
        assert!(lacking.is_empty(), "{lacking:#?}");
    });
}

#[test]
fn every_safe_fix_mends_what_it_is_offered_for() {
    let examples = RULES.iter().map(|rule| (rule.id.to_owned(), rule.id.to_owned(), rule.bad.to_owned()));
    for (id, name, text) in examples.chain(fixtures()) {
        let (files, today) = files_of(&text);
        let before = findings(&files, today);
        for finding in before.iter().filter(|finding| finding.rule == id) {
            let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safe) else { continue };
            let mut mended = files.clone();
            for edit in fix.edits.iter().rev() {
                let text = mended.get_mut(&*edit.file).expect("a fix edits files that are there");
                text.replace_range(edit.span.range(), &edit.replacement);
            }
            let after = findings(&mended, today);
            let same = |others: &[Finding]| {
                others
                    .iter()
                    .filter(|other| (other.rule, &other.message) == (finding.rule, &finding.message))
                    .count()
            };
            assert_eq!(same(&after) + 1, same(&before), "{name}: {}", fix.title);
            let broken = after.iter().find(|finding| finding.rule == "toml-syntax");
            assert!(broken.is_none() || id == "toml-syntax", "{name}: {} breaks the file", fix.title);
        }
    }
}

#[test]
fn an_edit_is_safe_only_where_one_answer_is_meant() {
    let offered = |rule: &str, example: &str| {
        let (files, today) = files_of(example);
        let mut found = findings(&files, today).into_iter().filter(|finding| finding.rule == rule);
        let finding = found.next().unwrap_or_else(|| panic!("{rule} finds nothing in {example}"));
        finding.fix.map(|fix| (fix.edits[0].replacement.clone(), fix.safe))
    };
    let pair = |text: &str, safe| Some((text.to_owned(), safe));
    let priority =
        |word| offered("invalid-value", &format!("[scope.api]\ntitle = \"API\"\npriority = \"{word}\"\n"));
    assert_eq!(priority("shoud"), pair("\"should\"", true));
    assert_eq!(priority("hould"), pair("\"should\"", false), "it is as near to `could`");
    let key =
        |key| offered("unknown-key", &format!("[milestones.beta]\nname = \"Beta\"\n{key} = 2026-08-14\n"));
    assert_eq!(key("duee"), pair("due", true));
    assert_eq!(key("doe"), pair("due", false), "it is as near to `done`");
    let silenced = |rule| offered("suppression-unknown", &format!("# milepost: ignore-file[{rule}] why\n"));
    assert_eq!(silenced("org-duplicat"), pair("org-duplicate", true));
    assert_eq!(
        silenced("gram-duplicate"),
        pair("org-duplicate", false),
        "it is as near to `program-duplicate`"
    );
    let owner = |id| {
        let people = "#-- org/people.toml\n[people.li-wei]\nname = \"Li Wei\"\n[people.li-wan]\nname = \"Li Wan\"\n[people.maya-chen]\nname = \"Maya\"\n";
        offered("person-unknown", &format!("[issues.one]\ntitle = \"One\"\nowner = \"{id}\"\n{people}"))
    };
    assert_eq!(owner("maya-chn"), pair("\"maya-chen\"", true));
    assert_eq!(owner("li-wai"), pair("\"li-wan\"", false), "it is as near to `li-wei`");
    let needs = "[milestones.beta]\nname = \"Beta\"\ndue = 2026-08-14\nneeds = [\"checkout/ga\"]\n";
    let program = "[milestones.ga]\nname = \"GA\"\ndue = 2026-07-14\n";
    assert_eq!(
        offered("reference-unknown", &format!("{needs}#-- programs/checkouts.toml\n{program}")),
        pair("\"checkouts/ga\"", true)
    );
    assert_eq!(
        offered("reference-unknown", &format!("{needs}#-- programs/check\"out.toml\n{program}")),
        None
    );
}

/// Every fixture: its rule, its path and its text.
fn fixtures() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    let mut fixtures = Vec::new();
    for rule in std::fs::read_dir(folder).expect("the fixtures are there") {
        let rule = rule.expect("a folder").path();
        let id = rule.file_name().expect("a name").to_string_lossy().into_owned();
        for fixture in std::fs::read_dir(&rule).expect("a folder") {
            let fixture = fixture.expect("a file").path();
            let text = std::fs::read_to_string(&fixture).expect("a text");
            fixtures.push((id.clone(), fixture.display().to_string(), text));
        }
    }
    fixtures
}

#[test]
fn the_list_of_rules_is_sorted_and_complete() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let machinery = ["context", "dated", "here", "levels", "parties", "runner"];
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")).expect("the rules")
    {
        let path = file.expect("a file").path();
        let id = path.file_stem().expect("a name").to_string_lossy().replace('_', "-");
        assert!(is_id(&id));
        assert!(machinery.contains(&id.as_str()) || ids.contains(&id.as_str()), "{id} is in no list");
    }
}

#[test]
fn every_finding_has_a_place_that_exists_and_a_help() {
    alone(&[], |dir| {
        for rule in RULES {
            let (files, _) = files_of(rule.bad);
            for finding in findings_of(dir, rule.bad) {
                let text = files.get(&*finding.file).map_or("", String::as_str);
                let Span { start, end } = finding.span;
                assert!(start <= end && end as usize <= text.len(), "{finding:?}");
                assert!(!finding.help.is_empty() && !finding.message.ends_with('.'), "{finding:?}");
            }
        }
    });
}

#[test]
fn a_rule_says_that_it_is_fixable_where_it_offers_edits() {
    let mut offering = std::collections::BTreeSet::new();
    let examples = RULES.iter().map(|rule| rule.bad.to_owned());
    for text in examples.chain(fixtures().into_iter().map(|(.., text)| text)) {
        let (files, today) = files_of(&text);
        let found = findings(&files, today).into_iter().filter(|finding| finding.fix.is_some());
        offering.extend(found.map(|finding| finding.rule));
    }
    for rule in RULES {
        assert_eq!(
            offering.contains(rule.id),
            rule.fixable,
            "{} says otherwise, or no fixture shows its edit",
            rule.id
        );
    }
}

#[test]
fn all_fixes_together_mend_and_make_nothing_worse() {
    let examples = RULES.iter().map(|rule| (rule.id.to_owned(), rule.bad.to_owned()));
    for (name, text) in examples.chain(fixtures().into_iter().map(|(_, name, text)| (name, text))) {
        let (files, today) = files_of(&text);
        let tree = Tree::memory(files.iter().map(|(path, text)| (path.clone(), bytes_of(text))));
        let today = today.parse().expect("a day");
        let tree = fixing_mends(&name, tree, today, false);
        fixing_mends(&name, tree, today, true);
    }
}

fn fixing_mends(name: &str, tree: Tree, today: jiff::civil::Date, with_unsafe: bool) -> Tree {
    let selection = Selection::default();
    let request = Request { today, selection: &selection, wants: &|_| true, with_unsafe };
    let found = |tree: &Tree| {
        let workspace = Workspace::load(tree, &mut Cache::default());
        rules::run(&workspace, today, &selection).findings
    };
    let before = found(&tree);
    let mended = fix::apply(tree, request);
    let after = found(&mended.tree);
    let count = |findings: &[Finding], is: &dyn Fn(&Finding) -> bool| {
        findings.iter().filter(|finding| is(finding)).count()
    };
    let syntax = |finding: &Finding| ["toml-syntax", "merge-conflict-marker"].contains(&finding.rule);
    let offers = |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.safe || with_unsafe);
    let is_error = |finding: &Finding| finding.level == Level::Error;
    assert!(count(&after, &syntax) <= count(&before, &syntax), "{name}: {after:#?}");
    assert!(count(&after, &offers) <= count(&before, &offers), "{name}: {after:#?}");
    // What could not be read may be wrong as well, once it can. A guess makes nothing worse.
    if with_unsafe {
        assert!(count(&after, &is_error) <= count(&before, &is_error), "{name}: {after:#?}");
        assert!(after.len() < before.len() || mended.findings == 0, "{name}: {after:#?}");
    }
    assert_eq!(mended.findings == 0, mended.files.is_empty(), "{name}");
    let again = fix::apply(mended.tree, request);
    assert_eq!((again.findings, again.files), (0, Vec::new()), "{name}: a second time nothing is left to do");
    again.tree
}
