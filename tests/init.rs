//! `init`, `new` and `init --example`: what they make is right, and what stands in their way is left alone.

#[path = "support/repository.rs"]
mod repository;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use milepost::example;
use milepost::finding::{Finding, Level};
use milepost::rules::{self, Selection};
use milepost::tree::Tree;
use milepost::workspace::{Cache, Workspace};
use tempfile::TempDir;

use repository::{clean, git};

/// The day on which `init` runs here.
const TODAY: &str = "2026-11-22";

/// A folder to work in, `work`, beside a home folder that knows no user of git.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    for name in ["home", "work"] {
        fs::create_dir(folder.path().join(name)).expect("a folder can be made");
    }
    folder
}

/// Runs milepost in `dir`: its exit status, and what it printed on each stream.
fn milepost(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let home = dir.ancestors().find(|folder| folder.join("home").is_dir()).expect("a folder of these tests");
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    clean(&mut command, home);
    command
        .env_remove("GIT_CONFIG_GLOBAL")
        .env("GIT_CEILING_DIRECTORIES", home)
        .env("TZ", "America/Los_Angeles");
    let output = command.current_dir(dir).args(arguments).output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Runs milepost, which must succeed, and returns what it printed on standard output.
fn succeed(dir: &Path, arguments: &[&str]) -> String {
    let (status, out, error) = milepost(dir, arguments);
    assert_eq!(status, 0, "{arguments:?}: {error}");
    out
}

/// Runs milepost, which must say that it cannot do the work, and change nothing.
fn fail(dir: &Path, arguments: &[&str]) -> String {
    let before = content(dir);
    let (status, out, error) = milepost(dir, arguments);
    assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}: {error}");
    assert!(error.contains("\n help: "), "{error}");
    assert_eq!(content(dir), before, "{arguments:?} changed something");
    error
}

/// Every file and folder below a folder, the insides of `.git` excepted.
fn content(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut content = BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(dir).expect("below it").to_string_lossy().replace('\\', "/");
            let bytes = if path.is_dir() { Vec::new() } else { fs::read(&path).expect("a file") };
            if path.is_dir() && name != ".git" {
                open.push(path);
            }
            content.insert(name, bytes);
        }
    }
    content
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Everything that lint finds on a day.
fn findings(root: &Path, day: &str) -> Vec<Finding> {
    let workspace = Workspace::load(&Tree::disk(root), &mut Cache::default());
    rules::run(&workspace, day.parse().expect("a day"), &Selection::default()).findings
}

/// The text with every example in a comment taken out of it: `# key = …` and `# [header]`.
fn uncommented(text: &str) -> String {
    let is_code = |line: &str| {
        let key: String = line.chars().take_while(|character| !" =".contains(*character)).collect();
        line.starts_with('[')
            || line[key.len()..].starts_with(" = ")
                && key
                    .chars()
                    .all(|character| character.is_ascii_lowercase() || "-\".136v".contains(character))
    };
    let lines = text.lines().map(|line| line.strip_prefix("# ").filter(|rest| is_code(rest)).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[test]
fn what_init_makes_lints_clean_today_and_in_years() {
    let folder = folder();
    let work = folder.path().join("work");
    succeed(&work, &["init", "--as-of", TODAY]);
    assert_eq!(
        content(&work).into_keys().collect::<Vec<_>>(),
        [".git", "milepost.toml", "org", "org/people.toml", "programs", "programs/checkout-rebuild.toml"]
    );
    for day in [TODAY, "2030-01-01"] {
        assert_eq!(findings(&work, day), []);
        assert_eq!(
            succeed(&work, &["lint", "--deny", "info", "--format", "concise", "--as-of", day]),
            "",
            "{day}"
        );
    }
    for path in ["milepost.toml", "org/people.toml", "programs/checkout-rebuild.toml"] {
        assert!(read(&work.join(path)).starts_with("#:schema https://"), "{path}");
    }
    assert!(
        read(&work.join("milepost.toml")).contains("timezone = \"America/Los_Angeles\"        # decides")
    );
    assert!(read(&work.join("programs/checkout-rebuild.toml")).contains("\ndone = 2026-11-22   "));
    assert_eq!(git(&work, &["symbolic-ref", "HEAD"]), "refs/heads/main");
}

#[test]
fn what_init_and_new_show_in_comments_is_right_too() {
    let folder = folder();
    let work = folder.path().join("work");
    succeed(&work, &["init", "--as-of", TODAY]);
    succeed(&work, &["new", "second"]);
    for path in content(&work).keys().filter(|path| work.join(path).extension().is_some()) {
        let text = read(&work.join(path));
        let shown = uncommented(&text);
        assert!(shown.matches("\n# ").count() < text.matches("\n# ").count(), "{path} shows nothing");
        // The one who runs the programs has not left, and the sponsor is no person yet.
        let lines = shown.lines().filter(|line| !line.starts_with("left = "));
        write(
            &work.join(path),
            &lines.map(|line| line.replace("\"lee-park\"", "\"you\"") + "\n").collect::<String>(),
        );
    }
    let found = findings(&work, TODAY);
    let wrong: Vec<&Finding> = found.iter().filter(|finding| finding.rule != "placeholder-text").collect();
    assert!(
        wrong.iter().all(|finding| finding.rule == "person-unknown" && finding.message.contains("ana-souza")),
        "{wrong:#?}"
    );
}

#[test]
fn init_touches_nothing_that_is_there() {
    let folder = folder();
    let work = folder.path().join("work");
    succeed(&work, &["init"]);
    assert!(fail(&work, &["init"]).contains("milepost.toml is there already"));
    assert!(fail(&work, &["init", "programs/inner"]).contains("milepost.toml is there already"));

    let other = folder.path().join("other");
    write(&other.join("org/people.toml"), "# ours\n");
    let error = fail(&other, &["init"]);
    assert!(error.contains("org/people.toml is there already, and nothing is overwritten"), "{error}");
}

#[test]
fn init_in_a_git_repository_makes_no_second_one() {
    let folder = folder();
    let work = folder.path().join("work");
    git(&work, &["init", "-q"]);
    write(&work.join("plans/notes.md"), "notes\n");
    let (status, _, said) = milepost(&work, &["init", "plans", "--as-of", TODAY]);
    assert_eq!(status, 0, "{said}");
    assert!(!work.join("plans/.git").exists());
    assert!(
        said.contains("Next, in plans:") && said.contains("git add milepost.toml org programs"),
        "{said}"
    );
    assert_eq!(findings(&work.join("plans"), TODAY), []);
}

#[test]
fn what_git_knows_nobody_types() {
    let folder = folder();
    let work = folder.path().join("work");
    succeed(&work, &["init", "unknown"]);
    assert!(read(&work.join("unknown/programs/checkout-rebuild.toml")).contains("tpm = \"you\"\n"));

    write(
        &folder.path().join("home/.gitconfig"),
        "[user]\n\tname = Inês \\\"Ida\\\" Duarte\n\temail = ida@x.example\n",
    );
    succeed(&work, &["init", "known"]);
    let known = work.join("known");
    assert!(read(&known.join("programs/checkout-rebuild.toml")).contains("tpm = \"ines-ida-duarte\"\n"));
    let people = read(&known.join("org/people.toml"));
    assert!(
        people.contains("# [people.ines-ida-duarte]\n# name = \"Inês \\\"Ida\\\" Duarte\"\n"),
        "{people}"
    );

    // Once people are declared, the entry with that address is meant, whatever its id.
    write(&known.join("org/people.toml"), "[people.ida]\nname = \"Ida\"\nemail = \"ida@x.example\"\n");
    succeed(&known, &["new", "mine"]);
    assert!(read(&known.join("programs/mine.toml")).contains("tpm = \"ida\"\n"));
    write(&known.join("org/people.toml"), "[people.maya-chen]\nname = \"Maya\"\n");
    assert!(fail(&known, &["new", "other"]).contains("git's user is ida@x.example"));
    let error = fail(&known, &["new", "other", "--tpm", "maya-chn"]);
    assert!(error.contains("there is no person `maya-chn`\n help: Did you mean `maya-chen`?"), "{error}");
    succeed(&known, &["new", "other", "--tpm", "maya-chen"]);
}

#[test]
fn new_asks_for_what_is_to_be_written_and_nothing_else() {
    let folder = folder();
    let work = folder.path().join("work");
    write(&work.join("milepost.toml"), "programs = [\"plans\", \"more\"]\n");
    write(&work.join("more/old.toml"), "[program]\nname = \"Old\"\n[owners]\ntpm = \"you\"\n");
    write(&work.join("playbooks/ours.toml"), "name = \"Ours\"\nphases = [\"idea\", \"closed\"]\n");
    assert_eq!(succeed(&work, &["new", "payments/card-vault"]), "plans/payments/card-vault.toml\n");
    assert_eq!(
        succeed(&work, &["new", "plans/wallet.toml", "--name", "The \"wallet\""]),
        "plans/wallet.toml\n"
    );
    assert_eq!(succeed(&work, &["-C", "more", "new", "idea-1", "--playbook", "ours"]), "plans/idea-1.toml\n");

    let table = |path: &str| {
        let file: toml::Table = toml::from_str(&read(&work.join(path))).expect("it is TOML");
        file["program"].as_table().expect("a table").clone()
    };
    assert_eq!(table("plans/payments/card-vault.toml")["name"].as_str(), Some("Card vault"));
    assert!(!table("plans/wallet.toml").contains_key("playbook"));
    assert_eq!(table("plans/wallet.toml")["name"].as_str(), Some("The \"wallet\""));
    assert_eq!(table("plans/idea-1.toml")["phase"].as_str(), Some("idea"));
    assert_eq!(table("plans/idea-1.toml")["playbook"].as_str(), Some("ours"));

    let found = findings(&work, TODAY);
    assert!(found.len() >= 15, "{found:#?}");
    assert!(
        found.iter().all(|finding| finding.rule == "placeholder-text" && finding.level < Level::Error),
        "{found:#?}"
    );
}

#[test]
fn new_says_what_stands_in_its_way() {
    let folder = folder();
    let work = folder.path().join("work");
    assert!(fail(&work, &["new", "wallet"]).contains("milepost init"));
    write(&work.join("milepost.toml"), "");
    write(&work.join("programs/data/lake.toml"), "[program]\nname = \"Lake\"\n[owners]\ntpm = \"you\"\n");
    write(&work.join("programs/taken"), "a file, no folder\n");
    for (arguments, said) in [
        (&["new", "Checkout_Rebuild"][..], "Write `milepost new checkout-rebuild`."),
        (&["new", "pay/Card Vault"], "Write `milepost new pay/card-vault`."),
        (&["new", "漢字"], "lower-case letters, digits and single hyphens"),
        (&["new", ""], "lower-case letters"),
        (&["new", "lake"], "there is a program `lake` already: programs/data/lake.toml"),
        (&["new", "other/lake"], "programs/data/lake.toml"),
        (&["new", "../outside"], "is not below programs"),
        (&["new", "/tmp/outside"], "is not below programs"),
        (&["new", "taken/deep/x"], "programs/taken"),
        (&["new", "x", "--playbook", "standrd"], "Did you mean `standard`?"),
        (&["new", "x", "--playbook", "waterfall"], "There are plain, standard."),
        (&["new", "x", "--tpm", "Maya Chen"], "Write `--tpm maya-chen`."),
    ] {
        let error = fail(&work, arguments);
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}

#[test]
fn the_example_is_a_git_repository_with_its_history() {
    let folder = folder();
    let work = folder.path().join("work");
    // What a user has configured makes no difference, neither to what is written nor to how git sees it.
    let config = "[core]\n\tautocrlf = true\n[commit]\n\tgpgSign = true\n[init]\n\tdefaultBranch = trunk\n[user]\n\tname = Somebody\n";
    succeed(&work, &["init", "--example", "one"]);
    write(&folder.path().join("home/.gitconfig"), config);
    fs::create_dir(work.join("two")).expect("a folder can be made");
    succeed(&work, &["-C", "two", "init", "--example"]);

    let source = content(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-program"));
    for name in ["one", "two"] {
        let path = work.join(name);
        let mut laid_down = content(&path);
        assert!(laid_down.remove(".git").is_some());
        assert!(laid_down == source, "{name} differs from example-program");
        assert_eq!(git(&path, &["status", "--porcelain"]), "");
        assert_eq!(git(&path, &["-c", "core.autocrlf=true", "status", "--porcelain"]), "");
        assert_eq!(git(&path, &["fsck", "--strict", "--no-progress"]), "");
        assert_eq!(git(&path, &["symbolic-ref", "HEAD"]), "refs/heads/main");
        let told = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/example/history.toml"));
        let commits = told.matches("\n[[commit]]\n").count().to_string();
        assert_eq!(git(&path, &["rev-list", "--count", "HEAD"]), commits);
        assert_eq!(
            git(&path, &["log", "-1", "--format=%ad", "--date=iso", "--reverse"]),
            "2026-06-15 09:40:00 -0700"
        );
        let other = ["log", "--format=%H %an %ae %ad=%cd %cn", "HEAD"];
        assert_eq!(git(&path, &other), git(&work.join("one"), &other));
    }
}

#[test]
fn what_lint_finds_in_the_example_is_mended_commit_by_commit() {
    let folder = folder();
    let work = folder.path().join("work");
    succeed(&work, &["init", "--example"]);
    assert_eq!(findings(&work, example::TODAY), []);
    let found_at = |revision: &str| {
        let lint = ["lint", "--rev", revision, "--as-of", example::TODAY, "--format", "concise", "-q"];
        succeed(&work, &lint).lines().count()
    };
    let mending = example::UNMENDED.strip_prefix("HEAD~").expect("so many commits ago");
    let commits = (0..=mending.parse().expect("a number")).map(|back| found_at(&format!("HEAD~{back}")));
    let counts: Vec<usize> = commits.collect();
    assert_eq!(counts, [0, 1, 2, 3, 4, 5, 6, 8, 9], "what is found, from the last commit backwards");
    // Nothing stays right by itself.
    assert!(findings(&work, "2026-08-15").iter().any(|finding| finding.level == Level::Error));
}

#[test]
fn what_the_example_says_to_run_runs() {
    let folder = folder();
    let work = folder.path().join("work");
    let (_, _, said) = milepost(&work, &["init", "--example", "our demo"]);
    let commands: Vec<&str> =
        said.lines().filter_map(|line| line.strip_prefix("  milepost -C \"our demo\" ")).collect();
    assert_eq!(commands.len(), 3, "{said}");
    for command in commands {
        let arguments: Vec<&str> = ["-C", "our demo"].into_iter().chain(command.split(' ')).collect();
        assert!(succeed(&work, &arguments).lines().count() > 30, "{command}");
    }
}

#[test]
fn the_example_needs_a_folder_of_its_own() {
    let folder = folder();
    let work = folder.path().join("work");
    write(&work.join("notes.md"), "notes\n");
    assert!(fail(&work, &["init", "--example"]).contains("this folder is not empty"));
    assert!(fail(&work, &["init", "--example", "notes.md"]).contains("notes.md: not a directory"));
    assert!(fail(&work, &["init", "notes.md/here"]).contains("not a directory"));
    succeed(&work, &["init", "--example", "new/folder"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let work = folder.path().join("work");
    fs::set_permissions(&work, fs::Permissions::from_mode(0o555)).expect("the mode can be set");
    // The superuser may write everywhere.
    if fs::write(work.join("probe"), "").is_err() {
        for arguments in
            [&["init"][..], &["init", "deep/er"], &["init", "--example", "x"], &["init", "--example"]]
        {
            let error = fail(&work, arguments);
            assert!(error.to_lowercase().contains("permission denied"), "{error}");
        }
    }
    fs::set_permissions(&work, fs::Permissions::from_mode(0o755)).expect("the mode can be set");
}

#[test]
fn the_readme_shows_what_the_example_says() {
    let readme = include_str!("../README.md").replace("\r\n", "\n");
    let folder = folder();
    let work = folder.path().join("work");
    succeed(&work, &["init", "--example", "demo"]);
    let demo = work.join("demo");
    let (_, lint, _) = milepost(&demo, &["lint", "--rev", "HEAD~8", "--as-of", "2026-06-15"]);
    let (_, report, _) = milepost(&demo, &["report", "--as-of", "2026-06-15"]);
    let shown: Vec<&str> =
        readme.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(shown.len(), 2, "a finding, and the beginning of a report");
    assert!(lint.contains(shown[0]), "not in what lint says:\n{lint}");
    assert!(report.starts_with(shown[1]), "not how the report begins:\n{report}");
}
