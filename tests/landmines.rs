//! Twelve landmines, each planted into the example as an edit of a line or two: each is found, and once.

use std::collections::BTreeMap;
use std::sync::Arc;

use milepost::example;
use milepost::finding::Finding;
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};

/// An edit of one file, and what must be said of it.
struct Landmine {
    file: &'static str,
    /// A table, a text that stands in it once, and what takes its place.
    edits: &'static [(&'static str, &'static str, &'static str)],
    rule: &'static str,
    /// The file of the finding, and the path in it.
    place: (&'static str, &'static str),
    message: &'static str,
}

const BEACON: &str = "programs/data/beacon-serving.toml";
const CONSENT: &str = "programs/consumer/consent-hub.toml";
const LAKE: &str = "programs/data/signal-lake.toml";
const MULTILINGUAL: &str = "programs/research/research-multilingual-wake.toml";
const SHERLOCK: &str = "programs/data/sherlock.toml";
const SPEECH: &str = "programs/data/far-field-asr.toml";
const VOICE: &str = "programs/devices/hearth-voice.toml";

const LANDMINES: [Landmine; 12] = [
    // A dependency that nobody sees until the old cluster is to be switched off.
    Landmine {
        file: LAKE,
        edits: &[(
            "[milestones.old-cluster-off]",
            r#""versioned-tables"]"#,
            r#""versioned-tables", "sherlock/cutover"]"#,
        )],
        rule: "dependency-undeclared",
        place: (LAKE, "milestones.old-cluster-off.needs"),
        message: "`old-cluster-off` needs `sherlock/cutover`, and no dependency here asks `sherlock` for it",
    },
    // They said yes, and do not believe it.
    Landmine {
        file: BEACON,
        edits: &[("[commitments.voice-streaming]", r#""medium""#, r#""low""#)],
        rule: "dependency-doubted",
        place: (VOICE, "dependencies.streaming.state"),
        message: "`streaming` is agreed for 2026-08-14, in 60 days, and `beacon-serving` has low confidence in it",
    },
    // The release train leaves two weeks later, and with it goes a date that another program needs.
    Landmine {
        file: "milepost.toml",
        edits: &[("[calendar.releases]", "2026-08-19", "2026-09-02")],
        rule: "dependency-late",
        place: (VOICE, "dependencies.firmware-image.promised"),
        message: "`firmware-image` is promised for 2026-09-02, 5 days after it is needed (2026-08-28)",
    },
    // Two programs wait for each other, and neither file shows it alone.
    Landmine {
        file: CONSENT,
        edits: &[
            (
                "[milestones.voice-consent]",
                r#""revocation-feed"]"#,
                r#""revocation-feed", "hearth-voice/dogfood"]"#,
            ),
            (
                "[dependencies.regulator-guidance]",
                "owner = \"rosa-diaz\"\n",
                "owner = \"rosa-diaz\"\n\n[dependencies.homes]\nneed = \"Consent given and withdrawn in 300 homes\"\nfrom = \"hearth-voice/dogfood\"\nneeded-by = 2026-09-04\n",
            ),
        ],
        rule: "dependency-cycle",
        place: (CONSENT, "milestones.voice-consent.needs"),
        message: "`consent-hub/voice-consent` waits for itself: consent-hub/voice-consent → hearth-voice/dogfood → consent-hub/voice-consent",
    },
    // Somebody who left is to move 214 queues.
    Landmine {
        file: SHERLOCK,
        edits: &[("[scope.queue-migration]", r#""ines-duarte""#, r#""daniel-reyes""#)],
        rule: "person-left",
        place: (SHERLOCK, "scope.queue-migration.owner"),
        message: "`daniel-reyes` left 2026-05-29, 17 days ago, and still is `owner` of `queue-migration`",
    },
    // A milestone that nobody owns.
    Landmine {
        file: MULTILINGUAL,
        edits: &[("[milestones.go-no-go]", "owner = \"anders-berg\"\n", "")],
        rule: "owner-missing",
        place: (MULTILINGUAL, "milestones.go-no-go"),
        message: "`go-no-go` is due 2026-09-30, in 107 days, and has no owner",
    },
    // Green, while what it waits for is red.
    Landmine {
        file: SHERLOCK,
        edits: &[("[program]", r#""yellow""#, r#""green""#)],
        rule: "health-contradicted",
        place: (SHERLOCK, "program.health"),
        message: "`sherlock` says green, and 1 fact says otherwise",
    },
    // In evaluation, and the plan for it is gone.
    Landmine {
        file: SPEECH,
        edits: &[("[docs]", "eval-plan = \"docs/far-field-asr/eval-plan.md\"\n", "")],
        rule: "gate-unmet",
        place: (SPEECH, "program.phase"),
        message: "the gate of `evaluation` asks for `docs.eval-plan`, and no document has that name",
    },
    // A week later is the week in which nothing may change.
    Landmine {
        file: CONSENT,
        edits: &[("[milestones.eu-rollout]", "2026-09-23", "2026-09-30")],
        rule: "milestone-in-freeze",
        place: (CONSENT, "milestones.eu-rollout.due"),
        message: "`eu-rollout` is to launch 2026-09-30, in 107 days, inside `Quarter-end change freeze` (2026-09-28 to 2026-10-04)",
    },
    // One team launches twice on one day.
    Landmine {
        file: VOICE,
        edits: &[
            ("[milestones.app-onboarding]", r#""consumer-apps""#, r#""consumer""#),
            ("[milestones.closed-beta]", "2026-10-07", "2026-09-16"),
        ],
        rule: "launches-collide",
        place: (VOICE, "milestones.closed-beta.due"),
        message: "`consumer` launches `closed-beta` 2026-09-16, on the same day as `app-onboarding`",
    },
    // What is committed hangs on a milestone that was dropped.
    Landmine {
        file: LAKE,
        edits: &[("[scope.old-cluster]", r#""old-cluster-off""#, r#""regional-copies""#)],
        rule: "scope-on-dropped-milestone",
        place: (LAKE, "scope.old-cluster.milestone"),
        message: "`old-cluster` is committed, and `regional-copies`, which delivers it, was dropped",
    },
    // A decision that is needed, and that nobody has taken.
    Landmine {
        file: SHERLOCK,
        edits: &[("[decisions.price-model]", "2026-08-31", "2026-05-29")],
        rule: "decision-overdue",
        place: (SHERLOCK, "decisions.price-model.needed-by"),
        message: "`price-model` was to be decided by 2026-05-29, 17 days ago",
    },
];

type Files = BTreeMap<String, Arc<str>>;

fn plant(files: &mut Files, landmine: &Landmine) {
    let text = files.get_mut(landmine.file).expect("the example has the file");
    for (header, stands, planted) in landmine.edits {
        let (before, rest) = text.split_once(header).expect("the table is there");
        let end = rest.find("\n[").map_or(rest.len(), |end| end + 1);
        let (table, after) = rest.split_at(end);
        assert_eq!(table.matches(stands).count(), 1, "{header}: {stands}");
        *text = format!("{before}{header}{}{after}", table.replacen(stands, planted, 1)).into();
    }
}

fn findings(files: &Files) -> Vec<Finding> {
    let tree = Tree::memory(files.iter().map(|(path, text)| (path.clone(), text.as_bytes().to_vec())));
    let workspace = Workspace::load(&tree, &mut Cache::default());
    let today = example::TODAY.parse().expect("a day");
    rules::run(&workspace, today, &Selection::default()).findings
}

/// A finding on one line: rule, place and message.
fn told(finding: &Finding) -> String {
    let path = finding.path.as_deref().unwrap_or_default();
    format!("{} {} {path}: {}", finding.rule, finding.file, finding.message)
}

fn expected(landmine: &Landmine) -> String {
    let Landmine { rule, place: (file, path), message, .. } = landmine;
    format!("{rule} {file} {path}: {message}")
}

#[test]
fn the_example_has_none() {
    assert_eq!(findings(&example::files()), []);
}

#[test]
fn each_is_found_once_and_nothing_else_is_said() {
    for landmine in &LANDMINES {
        let mut files = example::files();
        plant(&mut files, landmine);
        let found: Vec<String> = findings(&files).iter().map(told).collect();
        assert_eq!(found, [expected(landmine)]);
    }
}

#[test]
fn all_twelve_together_are_twelve_findings() {
    let mut files = example::files();
    for landmine in &LANDMINES {
        plant(&mut files, landmine);
    }
    let mut found: Vec<String> = findings(&files).iter().map(told).collect();
    let mut wanted: Vec<String> = LANDMINES.iter().map(expected).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}
