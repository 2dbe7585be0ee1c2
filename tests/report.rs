//! What `milepost report` tells of small histories: windows, the steps behind a change, whom they are credited to,
//! and what moved and came back.

#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use milepost::changes::{Side, Step, Texts, between};
use milepost::git::Repository;
use milepost::report::{Asked, Former, Headline, History, Known, Window, attention, upcoming, window};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use repository::{Draft, Fixture, alone, git};
use serde_json::Value;

/// A history by names. Every commit holds the programs of its first parent and those that it is told.
struct Story {
    fixture: Fixture,
    commits: BTreeMap<&'static str, (String, BTreeMap<String, String>)>,
}

/// One commit: its name is its subject, its author, and where it says so the trailer.
struct Told<'t> {
    parents: &'t [&'static str],
    time: &'t str,
    author: &'t str,
    reason: Option<&'t str>,
    /// The files that it writes; an empty text takes the file out.
    files: &'t [(&'t str, &'t str)],
}

impl Default for Told<'_> {
    fn default() -> Self {
        Self { parents: &[], time: "2026-06-01T10:00:00Z", author: "Ann", reason: None, files: &[] }
    }
}

impl Story {
    fn new(dir: &Path) -> Self {
        Self { fixture: Fixture::new(dir, true), commits: BTreeMap::new() }
    }

    /// Writes a commit, and makes it the tip of main.
    fn commit(&mut self, name: &'static str, told: &Told<'_>) {
        let mut files =
            told.parents.first().map_or_else(BTreeMap::new, |first| self.commits[first].1.clone());
        files.entry("milepost.toml".to_owned()).or_default();
        for (path, text) in told.files {
            if text.is_empty() {
                files.remove(*path);
            } else {
                files.insert((*path).to_owned(), (*text).to_owned());
            }
        }
        let entries: Vec<(&[u8], u32, &[u8])> =
            files.iter().map(|(path, text)| (path.as_bytes(), 0o100_644, text.as_bytes())).collect();
        let parents: Vec<&str> = told.parents.iter().map(|parent| self.commits[parent].0.as_str()).collect();
        let reason = told.reason.map_or_else(String::new, |reason| format!("\nReason: {reason}\n"));
        let message = format!("{name}\n{reason}");
        let author = format!("{0} <{0}@milepost.example>", told.author);
        let id = self.fixture.commit(&Draft {
            parents: &parents,
            time: time(told.time).as_second(),
            author: author.as_bytes(),
            message: message.as_bytes(),
            files: &entries,
        });
        self.fixture.set("refs/heads/main", &id);
        self.commits.insert(name, (id, files));
    }

    /// Commits in a row, one a day from 1 June on, each with the files that it writes.
    fn days(&mut self, days: &[(&'static str, &[(&str, &str)])]) {
        let mut last: Vec<&'static str> = Vec::new();
        for (day, (name, files)) in days.iter().enumerate() {
            let time = format!("2026-06-{:02}T10:00:00Z", day + 1);
            self.commit(name, &Told { parents: &last, time: &time, files, ..Told::default() });
            last = vec![name];
        }
    }

    fn window(&self, since: Option<&str>, until: Option<&str>) -> Window {
        self.try_window(since, until, &TimeZone::UTC).expect("there is such a window")
    }

    fn try_window(
        &self,
        since: Option<&str>,
        until: Option<&str>,
        zone: &TimeZone,
    ) -> milepost::error::Result<Window> {
        let repository = Repository::discover(&self.fixture.path, false).expect("the repository opens");
        let text = |text: Option<&str>| text.map(str::to_owned);
        let asked = Asked { since: text(since), until: text(until), rev: None, as_of: None };
        window(&repository, &asked, zone, time("2026-07-01T12:00:00Z"))
    }

    /// The name of the commit that a window starts or ends with.
    fn name(&self, commit: Option<&milepost::git::Commit>) -> &'static str {
        let Some(commit) = commit else { return "nothing" };
        let id = commit.oid.to_string();
        self.commits.iter().find(|(_, (known, _))| *known == id).expect("one of the story's own").0
    }

    /// The states between which a window of days lies.
    fn states(&self, since: &str, until: &str, zone: &str) -> (&'static str, &'static str) {
        let zone = TimeZone::get(zone).expect("the zones are built in");
        let window = self.try_window(Some(since), Some(until), &zone).expect("there is such a window");
        (self.name(window.from.as_ref()), self.name(Some(&window.to)))
    }

    /// What changed in June: each change, the steps behind it, and what moved and came back.
    fn june(&self) -> String {
        self.told(Some("2026-06-02"), Some("2026-06-30"))
    }

    fn told(&self, since: Option<&str>, until: Option<&str>) -> String {
        let repository = Repository::discover(&self.fixture.path, false).expect("the repository opens");
        let blobs = repository.blobs().expect("it opens once more");
        let history = History { repository: &repository, blobs: &blobs, folder: "" };
        let window = self.window(since, until);
        let nothing = || Tree::memory(Vec::<(String, String)>::new());
        let before = window.from.as_ref().map_or_else(nothing, |commit| history.tree(commit.oid));
        let after = history.tree(window.to.oid);
        let mut texts = Texts::brief();
        let mut comparison = between(&Side::open(&before), &Side::open(&after), &mut texts);
        let from = window.from.as_ref().map(|commit| commit.oid);
        let churn = history
            .explain(&mut comparison, from, window.to.oid, None, &texts)
            .expect("the history is whole");
        let mut text = String::new();
        for program in &comparison.programs {
            if program.changes.is_empty() {
                line(&mut text, &format!("{} {}", program.kind.name(), program.id), &program.steps);
            }
            for change in &program.changes {
                let what = format!("{} {}/{}", change.kind.name(), program.id, change.path);
                line(&mut text, &what, &change.steps);
            }
        }
        for churn in &churn {
            line(&mut text, &format!("churn {}/{}", churn.program, churn.path), &churn.steps);
        }
        for unread in &comparison.unreadable {
            writeln!(text, "unreadable {} {}", unread.side.name(), unread.file).expect("a string");
        }
        text
    }
}

/// What the headline tells of two versions of one program.
fn headline(before: &str, after: &str) -> String {
    let (before, after) = (Tree::memory([(A, before)]), Tree::memory([(A, after)]));
    let comparison = between(&Side::open(&before), &Side::open(&after), &mut Texts::default());
    let headline = Headline::new(&comparison);
    let mut text = String::new();
    let lists = [("in", headline.scope_in), ("out", headline.scope_out), ("decided", headline.decisions)];
    for (what, list) in lists {
        for moved in list {
            writeln!(text, "{what} {} {}", moved.change.kind.name(), moved.change.path).expect("a string");
        }
    }
    text
}

/// A change, and a line for each of its steps.
fn line(text: &mut String, what: &str, steps: &[Step]) {
    let shown = |value: &Option<Value>| match value {
        Some(Value::Object(_)) => "it".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => "nothing".to_owned(),
    };
    writeln!(text, "{what}").expect("a string takes every text");
    for step in steps {
        let commit = step.commit.as_ref().expect("everything is committed");
        let reason = commit.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
        let (mut before, mut after) = (shown(&step.before), shown(&step.after));
        if let Some((from, to)) = step.release {
            write!(before, " ({from})").expect("a string");
            write!(after, " ({to})").expect("a string");
        }
        writeln!(text, "  {}, {}{reason}: {before} → {after}", commit.subject, commit.author)
            .expect("a string");
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("the test's own time")
}

/// A program with one milestone.
fn beta(due: &str) -> String {
    format!("[program]\nname = \"Checkout\"\n\n[milestones.beta]\nname = \"Beta\"\ndue = {due}\n")
}

const A: &str = "programs/a.toml";

#[test]
fn windows_lie_side_by_side_without_gap_or_overlap() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        // In Los Angeles, June began at seven in the morning, UTC.
        let times = [
            ("last of May", "2026-06-01T06:59:59Z"),
            ("first of June", "2026-06-01T07:00:00Z"),
            ("last of day one", "2026-06-02T06:59:59Z"),
            ("first of day two", "2026-06-02T07:00:00Z"),
        ];
        let mut last: Vec<&'static str> = Vec::new();
        for (name, time) in times {
            story.commit(name, &Told { parents: &last, time, files: &[(A, name)], ..Told::default() });
            last = vec![name];
        }
        let zone = "America/Los_Angeles";
        assert_eq!(story.states("2026-05-31", "2026-05-31", zone), ("nothing", "last of May"));
        assert_eq!(story.states("2026-06-01", "2026-06-01", zone), ("last of May", "last of day one"));
        assert_eq!(story.states("2026-06-02", "2026-06-02", zone), ("last of day one", "first of day two"));
        assert_eq!(story.states("2026-05", "2026-05", zone), ("nothing", "last of May"));
        assert_eq!(story.states("2026-W23", "2026-W23", zone), ("last of May", "first of day two"));
        // A time is that very moment, on both sides.
        let moment = "2026-06-01T07:00:00Z";
        assert_eq!(story.states(moment, moment, zone), ("first of June", "first of June"));
        // A revision is itself.
        assert_eq!(story.states("main~2", "main~1", zone), ("first of June", "last of day one"));
    });
}

#[test]
fn a_week_is_one_of_the_calendar_where_the_clocks_change() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[("one", &[(A, "a = 1")])]);
        let zone = TimeZone::get("Europe/Berlin").expect("the zones are built in");
        // Summer time began on 29 March 2026, and ends on 25 October.
        for (until, since) in [("2026-06-30", "2026-06-23T22:00:00Z"), ("2027-03-28", "2027-03-21T23:00:00Z")]
        {
            let window = story.try_window(None, Some(until), &zone).expect("there is such a window");
            assert_eq!(window.since, time(since), "a week before the end of {until}");
            let day: Date = until.parse().expect("a date");
            assert_eq!(window.today, day);
        }
        let before = story.try_window(None, Some("2026-10-18"), &zone).expect("a window");
        let after = story.try_window(None, Some("2026-10-25"), &zone).expect("a window");
        assert_eq!(
            after.since.duration_since(before.until).as_nanos(),
            1,
            "one begins where the other ended"
        );
    });
}

#[test]
fn a_window_without_an_end_ends_no_earlier_than_it_starts() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        // The clock of the second commit was ahead: by time alone, it came after the third.
        for (name, parents, time) in [
            ("one", &[][..], "2026-06-01T10:00:00Z"),
            ("ahead", &["one"], "2026-06-20T10:00:00Z"),
            ("three", &["ahead"], "2026-06-10T10:00:00Z"),
            ("tomorrow", &["three"], "2026-07-02T10:00:00Z"),
        ] {
            story.commit(name, &Told { parents, time, files: &[(A, time)], ..Told::default() });
        }
        let states = |since: &str| {
            let window = story.window(Some(since), None);
            assert!(window.since <= window.until, "{since}");
            (story.name(window.from.as_ref()), story.name(Some(&window.to)))
        };
        assert_eq!(states("main~3"), ("one", "ahead"));
        assert_eq!(states("main~1"), ("three", "three"), "nothing is told backwards");
        assert_eq!(states("main"), ("tomorrow", "tomorrow"));
        let earlier = story.try_window(Some("main"), Some("2026-06-30"), &TimeZone::UTC);
        assert!(earlier.is_err(), "an end that was asked for is not moved");
    });
}

#[test]
fn a_window_that_cannot_be_says_why() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[("one", &[(A, "a = 1")])]);
        for (since, until, message) in [
            (Some("garbage"), None, "`garbage` is no time and no revision"),
            (
                Some("2026-06-08"),
                Some("2026-06-01"),
                "the window ends on 2026-06-01, before it starts on 2026-06-08",
            ),
            (None, Some("2026-05-01"), "there was no commit yet on 2026-05-01"),
        ] {
            let error = story.try_window(since, until, &TimeZone::UTC).expect_err("there is no such window");
            assert_eq!(error.to_string(), message);
            assert!(error.help_text().is_some(), "{message}");
        }
    });
}

#[test]
fn a_shallow_clone_that_begins_inside_the_window_says_so() {
    alone(&[], |dir| {
        let mut story = Story::new(&dir.join("origin"));
        story.days(&[("one", &[(A, "a = 1")]), ("two", &[(A, "a = 2")]), ("three", &[(A, "a = 3")])]);
        let url = format!("file://{}", story.fixture.path.display());
        git(dir, &["clone", "--quiet", "--bare", "--depth", "2", &url, "clone"]);
        let clone = Story { fixture: Fixture::new(&dir.join("clone"), true), ..story };
        let window = clone.window(Some("2026-06-03"), Some("2026-06-03"));
        assert_eq!(clone.name(window.from.as_ref()), "two");
        let error = clone
            .try_window(Some("2026-06-02"), Some("2026-06-03"), &TimeZone::UTC)
            .expect_err("what was before the oldest commit is not there");
        let short = &clone.commits["two"].0[..9];
        assert!(error.to_string().contains(short), "{error}");
        let help = error.help_text().expect("it names the command");
        assert!(help.contains("git fetch --unshallow"), "{help}");
        // The start may be there without what lies between.
        let one = &clone.commits["one"].0;
        git(&clone.fixture.path, &["fetch", "--quiet", "--depth", "1", "origin", one]);
        let error = clone.try_window(Some(one), Some("2026-06-03"), &TimeZone::UTC).expect_err("a gap");
        assert!(error.to_string().contains("this clone is shallow"), "{error}");
    });
}

#[test]
fn steps_lead_from_the_one_end_to_the_other() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("slip", &[(A, &beta("2026-08-10"))]),
            ("say so", &[("README.md", "# Programs")]),
            ("slip again", &[(A, &beta("2026-08-20"))]),
        ]);
        assert_eq!(
            story.june(),
            "changed a/milestones.beta.due\n  \
               slip, Ann: 2026-08-01 → 2026-08-10\n  \
               slip again, Ann: 2026-08-10 → 2026-08-20\n"
        );
    });
}

#[test]
fn a_change_written_in_spring_and_merged_in_june_is_of_june_and_of_its_author() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        let root = [(A, &*beta("2026-08-01")), ("programs/b.toml", &*beta("2026-08-01"))];
        story.commit("plan", &Told { time: "2026-03-01T10:00:00Z", files: &root, ..Told::default() });
        story.commit(
            "slip",
            &Told {
                parents: &["plan"],
                time: "2026-03-02T10:00:00Z",
                author: "Bob",
                reason: Some("the vendor is late"),
                files: &[(A, &beta("2026-08-20"))],
            },
        );
        let other = [("programs/b.toml", &*beta("2026-09-01"))];
        story.commit(
            "other",
            &Told {
                parents: &["slip"],
                time: "2026-03-03T10:00:00Z",
                author: "Cy",
                files: &other,
                ..Told::default()
            },
        );
        let merged = [(A, &*beta("2026-08-20")), other[0]];
        story.commit(
            "merge",
            &Told {
                parents: &["plan", "other"],
                time: "2026-06-09T10:00:00Z",
                author: "Button",
                reason: None,
                files: &merged,
            },
        );
        assert_eq!(story.told(Some("2026-03-02"), Some("2026-03-31")), "");
        assert_eq!(
            story.told(Some("2026-06-08"), Some("2026-06-14")),
            "changed a/milestones.beta.due\n  \
               slip, Bob (the vendor is late): 2026-08-01 → 2026-08-20\n\
             changed b/milestones.beta.due\n  \
               other, Cy: 2026-08-01 → 2026-09-01\n"
        );
    });
}

#[test]
fn authors_are_called_as_the_mailmap_says() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        let map = "Ann Arbor <ann@milepost.example> <Ann@milepost.example>\n";
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01")), (".mailmap", map)]),
            ("slip", &[(A, &beta("2026-08-10"))]),
        ]);
        let told = story.june();
        assert!(told.contains("slip, Ann Arbor: "), "{told}");
    });
}

#[test]
fn a_foxtrot_merge_hides_no_change() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        let day = |time| Told { time, ..Told::default() };
        story.commit("plan", &Told { files: &[(A, &beta("2026-08-01"))], ..day("2026-05-01T10:00:00Z") });
        let slip = [(A, &*beta("2026-08-20"))];
        story.commit("slip", &Told { parents: &["plan"], files: &slip, ..day("2026-06-02T10:00:00Z") });
        let notes = [("README.md", "notes")];
        story.commit("notes", &Told { parents: &["plan"], files: &notes, ..day("2026-06-03T10:00:00Z") });
        // Somebody pulled main into their branch, and pushed that as main.
        story.commit(
            "pull",
            &Told { parents: &["notes", "slip"], files: &slip, ..day("2026-06-04T10:00:00Z") },
        );
        assert_eq!(story.june(), "changed a/milestones.beta.due\n  slip, Ann: 2026-08-01 → 2026-08-20\n");
        assert_eq!(
            story.told(Some("main^2"), Some("main")),
            "",
            "both states have it, though it is not on the line between them"
        );
    });
}

#[test]
fn what_moved_and_came_back_is_churn() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        let renamed =
            beta("2026-08-20").replace("[milestones.beta]", "[milestones.closed]\npreviously = [\"beta\"]");
        let back = renamed.replace("2026-08-20", "2026-08-01");
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("slip", &[(A, &beta("2026-08-20"))]),
            ("rename", &[(A, &renamed)]),
            ("pull in", &[(A, &back)]),
        ]);
        assert_eq!(
            story.june(),
            "renamed a/milestones.closed\n  \
               rename, Ann: it → it\n",
            "what is told of an entity is not told twice"
        );
        let mut story = Story::new(&dir.join("plain"));
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("slip", &[(A, &beta("2026-08-20"))]),
            ("pull in", &[(A, &beta("2026-08-01"))]),
        ]);
        assert_eq!(
            story.june(),
            "churn a/milestones.beta.due\n  \
               slip, Ann: 2026-08-01 → 2026-08-20\n  \
               pull in, Ann: 2026-08-20 → 2026-08-01\n"
        );
    });
}

#[test]
fn whoever_mends_a_broken_file_changed_what_is_different_since() {
    alone(&[], |dir| {
        let broken = "[program\n";
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("break", &[(A, broken)]),
            ("mend", &[(A, &beta("2026-08-20"))]),
        ]);
        assert_eq!(story.june(), "changed a/milestones.beta.due\n  mend, Ann: 2026-08-01 → 2026-08-20\n");

        // The same where it was mended in another folder, and where it was taken out.
        let mut story = Story::new(&dir.join("moved"));
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01")), ("programs/b.toml", "[program]\nname = \"B\"\n")]),
            ("break", &[(A, broken), ("programs/b.toml", broken)]),
            ("mend", &[(A, ""), ("programs/x/a.toml", &beta("2026-08-20")), ("programs/b.toml", "")]),
        ]);
        assert_eq!(
            story.june(),
            "changed a/milestones.beta.due\n  mend, Ann: 2026-08-01 → 2026-08-20\n\
             removed b\n  mend, Ann: nothing → nothing\n"
        );
    });
}

#[test]
fn of_what_cannot_be_read_at_one_end_nothing_is_said_to_have_come_back() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[
            ("broken", &[(A, "[program\n")]),
            ("mend", &[(A, &beta("2026-08-01"))]),
            ("slip", &[(A, &beta("2026-08-20"))]),
            ("pull in", &[(A, &beta("2026-08-01"))]),
        ]);
        assert_eq!(story.june(), "unreadable before programs/a.toml\n");
    });
}

#[test]
fn a_program_renamed_in_one_commit_or_in_two_keeps_its_steps() {
    alone(&[], |dir| {
        let renamed =
            beta("2026-08-20").replace("name = \"Checkout\"", "name = \"Shop\"\npreviously = [\"a\"]");
        let later = renamed.replace("2026-08-20", "2026-09-01");
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("slip", &[(A, &beta("2026-08-20"))]),
            ("rename", &[(A, ""), ("programs/b.toml", &renamed)]),
            ("slip again", &[("programs/b.toml", &later)]),
        ]);
        let name = |steps: &str| format!("changed b/program.name\n{steps}");
        let slips = "  slip, Ann: 2026-08-01 → 2026-08-20\n";
        let again = "  slip again, Ann: 2026-08-20 → 2026-09-01\n";
        assert_eq!(
            story.june(),
            name("  rename, Ann: Checkout → Shop\n") + "changed b/milestones.beta.due\n" + slips + again
        );

        let mut story = Story::new(&dir.join("in-two"));
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("slip", &[(A, &beta("2026-08-20"))]),
            ("take out", &[(A, "")]),
            ("put in", &[("programs/b.toml", &renamed)]),
        ]);
        assert_eq!(
            story.june(),
            name("  take out, Ann: Checkout → nothing\n  put in, Ann: nothing → Shop\n")
                + "changed b/milestones.beta.due\n"
                + slips
                + "  take out, Ann: 2026-08-20 → nothing\n  put in, Ann: nothing → 2026-08-20\n"
        );
    });
}

#[test]
fn an_entity_that_moved_to_another_program_keeps_its_steps() {
    alone(&[], |dir| {
        let (a, b) = ("[program]\nname = \"A\"\n", "[program]\nname = \"B\"\n");
        let entity =
            |due: &str, more: &str| format!("\n[milestones.beta]\nname = \"Beta\"\ndue = {due}\n{more}");
        let came = format!("{b}{}", entity("2026-08-20", "previously = [\"a/beta\"]\n"));
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &format!("{a}{}", entity("2026-08-01", ""))), ("programs/b.toml", b)]),
            ("slip", &[(A, &format!("{a}{}", entity("2026-08-20", "")))]),
            ("move", &[(A, a), ("programs/b.toml", &came)]),
        ]);
        assert_eq!(
            story.june(),
            "moved b/milestones.beta\n  move, Ann: it → it\n\
             changed b/milestones.beta.due\n  slip, Ann: 2026-08-01 → 2026-08-20\n"
        );
    });
}

#[test]
fn an_entity_taken_out_under_a_new_name_tells_who_did() {
    alone(&[], |dir| {
        let renamed =
            beta("2026-08-01").replace("[milestones.beta]", "[milestones.closed]\npreviously = [\"beta\"]");
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("rename", &[(A, &renamed)]),
            ("take out", &[(A, "[program]\nname = \"Checkout\"\n")]),
        ]);
        assert_eq!(
            story.june(),
            "removed a/milestones.beta\n  rename, Ann: it → it\n  take out, Ann: it → nothing\n"
        );
    });
}

#[test]
fn while_two_files_have_one_id_the_first_by_path_counts() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[("programs/m/a.toml", &beta("2026-08-01"))]),
            ("copy behind", &[("programs/z/a.toml", &beta("2026-08-10"))]),
            ("take out", &[("programs/m/a.toml", "")]),
            ("copy before", &[("programs/b/a.toml", &beta("2026-08-20"))]),
        ]);
        assert_eq!(
            story.june(),
            "changed a/milestones.beta.due\n  \
               take out, Ann: 2026-08-01 → 2026-08-10\n  \
               copy before, Ann: 2026-08-10 → 2026-08-20\n\
             unreadable after programs/z/a.toml\n"
        );
    });
}

#[test]
fn a_release_that_moves_is_the_step_behind_its_dates() {
    alone(&[], |dir| {
        let release = |day: &str| format!("[calendar.releases]\n\"v1\" = {day}\n");
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[("milepost.toml", &release("2026-08-01")), (A, &beta("\"v1\""))]),
            ("train slips", &[("milepost.toml", &release("2026-08-20"))]),
        ]);
        assert_eq!(
            story.june(),
            "changed a/milestones.beta.due\n  train slips, Ann: v1 (2026-08-01) → v1 (2026-08-20)\n"
        );
    });
}

#[test]
fn a_history_that_begins_inside_the_window_starts_from_nothing() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[("plan", &[(A, &beta("2026-08-01"))]), ("slip", &[(A, &beta("2026-08-20"))])]);
        assert_eq!(
            story.told(Some("2026-05-01"), Some("2026-06-30")),
            "added a\n  plan, Ann: nothing → nothing\n  slip, Ann: nothing → nothing\n"
        );
    });
}

#[test]
fn a_decision_is_taken_once_whether_its_state_is_written_or_follows_from_the_day() {
    let decision = |lines: &str| format!("[decisions.token]\ntitle = \"Token\"\n{lines}");
    let (open, day, state) = ("state = \"open\"\n", "decided = 2026-06-11\n", "state = \"decided\"\n");
    let both = format!("{state}{day}");
    let by_day = "decided added decisions.token.decided\n";
    for (before, after, told) in [
        (open, day, by_day),
        ("", day, by_day),
        (open, state, "decided changed decisions.token.state\n"),
        (open, &both, "decided changed decisions.token.state\n"),
        ("", &both, "decided added decisions.token.state\n"),
        (state, &both, ""),
        (&both, day, ""),
        (day, open, ""),
        (open, "state = \"superseded\"\ndecided = 2026-06-11\n", ""),
    ] {
        assert_eq!(headline(&decision(before), &decision(after)), told, "{before} to {after}");
    }
    assert_eq!(headline("", &decision(day)), "decided added decisions.token\n");
    assert_eq!(headline("", &decision(open)), "");
    let renamed = |lines: &str| decision(lines).replace(".token]", ".jwt]\npreviously = [\"token\"]");
    assert_eq!(headline(&decision(open), &renamed(day)), "decided added decisions.jwt.decided\n");
    assert_eq!(headline(&decision(day), &renamed(day)), "");
}

#[test]
fn scope_is_entered_and_left_by_the_state_that_counts() {
    let item = |lines: &str| format!("[scope.api]\ntitle = \"API\"\n{lines}");
    let (committed, cut) = ("state = \"committed\"\n", "state = \"cut\"\n");
    for (before, after, told) in [
        (committed, "", "out removed scope.api.state\n"),
        ("", committed, "in added scope.api.state\n"),
        (committed, cut, "out changed scope.api.state\n"),
        (cut, "", ""),
        (committed, "state = \"done\"\n", ""),
    ] {
        assert_eq!(headline(&item(before), &item(after)), told, "{before} to {after}");
    }
    assert_eq!(headline("", &item(committed)), "in added scope.api\n");
    assert_eq!(headline("", &item("")), "");
    assert_eq!(headline(&item(committed), ""), "out removed scope.api\n");
    let renamed = item(committed).replace(".api]", ".web]\npreviously = [\"api\"]");
    assert_eq!(headline(&item(committed), &renamed), "");
}

#[test]
fn sides_carry_the_revision_as_it_was_written() {
    alone(&[], |dir| {
        let mut story = Story::new(dir);
        story.days(&[("one", &[(A, "a = 1")]), ("two", &[(A, "a = 2")])]);
        let repository = Repository::discover(dir, false).expect("the repository opens");
        let now = time("2026-07-01T12:00:00Z");
        for (since, until, rev, from, to) in [
            (Some("main~1"), None, None, Some("main~1"), None),
            (Some("main~1"), None, Some("main"), Some("main~1"), Some("main")),
            (None, Some("main"), Some("HEAD"), None, Some("main")),
            (Some("2026-06-02"), Some("2026-06-30"), None, None, None),
        ] {
            let text = |text: Option<&str>| text.map(str::to_owned);
            let asked = Asked { since: text(since), until: text(until), rev: text(rev), as_of: None };
            let window = window(&repository, &asked, &TimeZone::UTC, now).expect("there is such a window");
            let sides = window.sides();
            assert_eq!((sides.0.rev.as_deref(), sides.1.rev.as_deref()), (from, to), "{asked:?}");
        }
    });
}

#[test]
fn a_slip_is_of_whoever_moved_the_release_not_of_whoever_wrote_its_day() {
    alone(&[], |dir| {
        let release = |day: &str| format!("[calendar.releases]\n\"v1\" = {day}\n");
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[("milepost.toml", &release("2026-07-01")), (A, &beta("\"v1\""))]),
            ("train slips", &[("milepost.toml", &release("2026-08-01"))]),
            ("train comes in", &[("milepost.toml", &release("2026-07-15"))]),
            ("say the day", &[(A, &beta("2026-07-15"))]),
            ("train slips again", &[("milepost.toml", &release("2026-09-01"))]),
        ]);
        assert_eq!(
            story.june(),
            "changed a/milestones.beta.due\n  \
               train slips, Ann: v1 (2026-07-01) → v1 (2026-08-01)\n  \
               train comes in, Ann: v1 (2026-08-01) → v1 (2026-07-15)\n  \
               say the day, Ann: v1 → 2026-07-15\n"
        );
    });
}

#[test]
fn a_date_that_comes_to_point_at_a_release_moves_with_it_from_then_on() {
    alone(&[], |dir| {
        let release = |day: &str| format!("[calendar.releases]\n\"v1\" = {day}\n");
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[("milepost.toml", &release("2026-07-01")), (A, &beta("2026-07-01"))]),
            ("train slips", &[("milepost.toml", &release("2026-08-01"))]),
            ("follow", &[(A, &beta("\"v1\""))]),
            ("train slips again", &[("milepost.toml", &release("2026-09-01"))]),
        ]);
        assert_eq!(
            story.june(),
            "changed a/milestones.beta.due\n  \
               follow, Ann: 2026-07-01 → v1\n  \
               train slips again, Ann: v1 (2026-08-01) → v1 (2026-09-01)\n"
        );
    });
}

#[test]
fn a_release_that_moves_and_comes_back_is_churn_of_each_date_that_points_at_it() {
    alone(&[], |dir| {
        let release = |day: &str| {
            format!("[calendar.releases]\n\"v1\" = {day}\n\n[fields.program.cut-off]\ntype = \"date\"\n")
        };
        let other =
            "[program]\nname = \"v1\"\ntarget = \"v1\"\n\n[custom]\ncut-off = \"v1\"\nlabel = \"v1\"\n";
        let mut story = Story::new(dir);
        story.days(&[
            (
                "plan",
                &[
                    ("milepost.toml", &release("2026-07-01")),
                    (A, &beta("\"v1\"")),
                    ("programs/b.toml", other),
                    ("programs/c.toml", &beta("2026-08-01")),
                ],
            ),
            ("train slips", &[("milepost.toml", &release("2026-08-01"))]),
            ("follow", &[("programs/c.toml", &beta("\"v1\""))]),
            ("train comes in", &[("milepost.toml", &release("2026-07-01"))]),
            ("leave", &[("programs/c.toml", &beta("2026-08-01"))]),
        ]);
        let steps = "  train slips, Ann: v1 (2026-07-01) → v1 (2026-08-01)\n  \
                       train comes in, Ann: v1 (2026-08-01) → v1 (2026-07-01)\n";
        assert_eq!(
            story.june(),
            format!(
                "churn a/milestones.beta.due\n{steps}churn b/custom.cut-off\n{steps}churn b/program.target\n{steps}\
                 churn c/milestones.beta.due\n  \
                   follow, Ann: 2026-08-01 → v1\n  \
                   train comes in, Ann: v1 (2026-08-01) → v1 (2026-07-01)\n  \
                   leave, Ann: v1 → 2026-08-01\n"
            )
        );
    });
}

#[test]
fn what_is_told_of_a_place_hides_no_churn_beside_it() {
    alone(&[], |dir| {
        let text = |name: &str, due: &str, next: &str, list: &str| {
            let two = format!("\n[milestones.beta-2]\nname = \"Next\"\ndue = {next}\n\n[owners]\n{list}");
            beta(due).replace("\"Beta\"", name) + &two
        };
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &text("\"Beta\"", "2026-08-01", "2026-08-01", "tpm = \"ann\"\n"))]),
            ("turn", &[(A, &text("\"Gamma\"", "2026-08-02", "2026-09-01", ""))]),
            ("turn back", &[(A, &text("\"Beta\"", "2026-08-02", "2026-08-01", "tpm = \"ann\"\n"))]),
        ]);
        let lines = story.june();
        let places: Vec<&str> = lines.lines().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(
            places,
            [
                "changed a/milestones.beta.due",
                "churn a/milestones.beta-2.due",
                "churn a/milestones.beta.name",
                "churn a/owners.tpm"
            ]
        );
    });
}

#[test]
fn a_section_that_was_no_table_for_a_while_is_churn_as_a_whole() {
    alone(&[], |dir| {
        let flat = "[program]\nname = \"Checkout\"\n".to_owned();
        let mut story = Story::new(dir);
        story.days(&[
            ("plan", &[(A, &beta("2026-08-01"))]),
            ("break", &[(A, &format!("milestones = 1\n{flat}"))]),
            ("mend", &[(A, &beta("2026-08-01"))]),
        ]);
        assert_eq!(story.june(), "churn a/milestones\n  break, Ann: it → 1\n  mend, Ann: 1 → it\n");
    });
}

/// A workspace of one program.
fn workspace(text: &str) -> Workspace {
    Workspace::load(&Tree::memory([("milepost.toml", ""), (A, text)]), &mut Cache::default())
}

#[test]
fn attention_is_for_what_is_new_and_for_what_is_overdue_until_it_is_mended() {
    let today: Date = "2026-06-15".parse().expect("a date");
    let findings = |text: &str| rules::run(&workspace(text), today, &Selection::default()).findings;
    let start = "[program]\nname = \"Checkout\"\n\n[owners]\ntpm = \"ann\"\n";
    let milestone =
        |id: &str, lines: &str| format!("\n[milestones.{id}]\nname = \"{id}\"\nowner = \"ann\"\n{lines}\n");
    let late = milestone("late", "due = 2026-05-01");
    let old = milestone("old", "due = \"nonsense\"");
    let new = milestone("new", "due = \"rubbish\"");
    let later = milestone("later", "due = 2026-06-14");
    let on_list = |before: &str, after: &str| -> Vec<(&str, String)> {
        let before = findings(before);
        let known = Known { today: &before, then: &before };
        let list = attention(known, findings(after), &Former::default()).into_iter();
        list.map(|(finding, _)| (finding.rule, finding.path.unwrap_or_default())).collect()
    };
    let before = format!("{start}{late}{old}");
    let overdue = ("milestone-overdue", "milestones.late.due".to_owned());
    assert_eq!(on_list(&before, &before), std::slice::from_ref(&overdue));
    let rules = on_list(&before, &format!("{before}{new}{later}"));
    let mut paths: Vec<&str> = rules.iter().map(|(_, path)| path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["milestones.late.due", "milestones.later.due", "milestones.new.due"]);
    assert_eq!(on_list(&before, &format!("{start}{old}")), [], "what is mended is off the list");
    let asked = "\n[dependencies.api]\nneed = \"An API\"\nfrom = \"platform\"\nneeded-by = 2026-07-10\n";
    let waiting = format!("{start}{asked}");
    let list = on_list(&waiting, &waiting);
    assert!(list.iter().any(|(rule, _)| *rule == "dependency-unanswered"), "until it is answered: {list:?}");
    let all = on_list("", &before);
    assert!(all.contains(&overdue) && all.iter().any(|(_, path)| path == "milestones.old.due"), "{all:?}");
}

#[test]
fn upcoming_is_what_is_open_and_due_from_today_to_two_weeks_ahead() {
    let today: Date = "2026-06-15".parse().expect("a date");
    let dated = |due: &str, more: &str| format!("{}{more}\n[owners]\ntpm = \"ann\"\n", beta(due));
    let listed = |text: &str| -> Vec<String> {
        let list = upcoming(&workspace(text), today).into_iter();
        list.map(|item| format!("{} {} {}", item.path, item.day, item.owner.unwrap_or_default())).collect()
    };
    for (due, is_listed) in [
        ("2026-06-14", false),
        ("2026-06-15", true),
        ("2026-06-29", true),
        ("\"2026-W26\"", true),
        ("2026-06-30", false),
        ("\"2026-06\"", false),
    ] {
        assert_eq!(listed(&dated(due, "")).len(), usize::from(is_listed), "{due}");
    }
    let owned = dated("2026-06-20", "owner = \"bob\"\n");
    assert_eq!(listed(&owned), ["milestones.beta.due 2026-06-20 bob"]);
    assert_eq!(listed(&dated("2026-06-20", "")), ["milestones.beta.due 2026-06-20 ann"]);
    assert_eq!(listed(&dated("2026-06-20", "state = \"done\"\n")), [""; 0]);
    let more = "\n[decisions.token]\ntitle = \"Token\"\nneeded-by = 2026-06-16\n\n\
                [dependencies.api]\nneed = \"An API\"\nfrom = \"platform\"\nneeded-by = 2026-06-17\n";
    assert_eq!(
        listed(&dated("2026-06-20", more)),
        [
            "decisions.token.needed-by 2026-06-16 ann",
            "dependencies.api.needed-by 2026-06-17 ann",
            "milestones.beta.due 2026-06-20 ann"
        ]
    );
    // What is promised for the day on which it is needed is told once.
    let promises = "\n[dependencies.one]\nneed = \"One\"\nfrom = \"platform\"\nneeded-by = 2026-06-17\npromised = 2026-06-17\n\n\
                    [dependencies.two]\nneed = \"Two\"\nfrom = \"platform\"\nneeded-by = 2026-07-17\npromised = 2026-06-18\n\n\
                    [dependencies.three]\nneed = \"Three\"\nfrom = \"platform\"\npromised = 2026-06-19\nstate = \"delivered\"\n";
    assert_eq!(
        listed(&dated("2026-09-20", promises)),
        ["dependencies.one.needed-by 2026-06-17 ann", "dependencies.two.promised 2026-06-18 ann"]
    );
    let more = "\n[issues.leak]\ntitle = \"A leak\"\ndue = 2026-06-16\n\n\
                [issues.mended]\ntitle = \"Mended\"\ndue = 2026-06-16\nstate = \"resolved\"\n\n\
                [assumptions.traffic]\nstatement = \"Traffic\"\nvalidate-by = 2026-06-17\n\n\
                [risks.vendor]\ntitle = \"Vendor\"\nreview-by = 2026-06-17\n";
    let target = dated("2026-09-20", more).replace("[program]\n", "[program]\ntarget = 2026-06-29\n");
    assert_eq!(
        listed(&target),
        [
            "issues.leak.due 2026-06-16 ann",
            "assumptions.traffic.validate-by 2026-06-17 ann",
            "program.target 2026-06-29 ann"
        ],
        "the review of a risk is no date that others wait for"
    );
    let operates = target.replace("[program]\n", "[program]\nphase = \"operate\"\n");
    assert!(!listed(&operates).iter().any(|item| item.starts_with("program.")), "it has reached its target");
    let closed = dated("2026-06-20", "").replace("[program]\n", "[program]\nphase = \"closed\"\n");
    assert_eq!(listed(&closed), [""; 0]);
}
