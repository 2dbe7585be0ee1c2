//! The house rules that a test can hold: floors, file heads, sizes, and what the documents name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of ARCHITECTURE.md: a module imports only from its own floor and from floors below it.
const FLOORS: &[(&str, usize)] = &[
    ("text", 0),
    ("error", 0),
    ("since", 0),
    ("finding", 1),
    ("disk", 1),
    ("git", 1),
    ("tree", 1),
    ("document", 2),
    ("model", 3),
    ("workspace", 4),
    ("rules", 5),
    ("changes", 5),
    ("report", 6),
    ("schema", 6),
    ("example", 6),
    ("fix", 6),
    ("layout", 6),
    ("output", 7),
    ("cli", 8),
];

/// Files that may be longer than the limit, each for a reason.
const LONG: &[(&str, &str)] = &[
    ("src/model/declarations.rs", "one table of fields"),
    ("src/changes/compare.rs", "one walk, every kind of section"),
];

/// Past so many lines a file is looked at twice.
const LIMIT: usize = 420;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder with an extension, as paths from the root.
fn files(folder: &str, extension: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let relative = path.strip_prefix(root()).expect("below the root");
                files.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The module that a file of `src` belongs to: `src/git/oid.rs` is of `git`.
fn module(path: &str) -> &str {
    path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default()
}

#[test]
fn a_module_imports_only_from_floors_below() {
    let floors: BTreeMap<&str, usize> = FLOORS.iter().copied().collect();
    for path in files("src", "rs") {
        let from = module(&path);
        if ["lib", "main"].contains(&from) {
            continue;
        }
        let floor = floors.get(from).unwrap_or_else(|| panic!("{path} stands on no floor"));
        let text = read(&path);
        for (at, _) in text.match_indices("crate::") {
            let to: String = text[at + 7..]
                .chars()
                .take_while(|character| character.is_alphanumeric() || *character == '_')
                .collect();
            let Some(other) = floors.get(to.as_str()) else { continue };
            assert!(other <= floor, "{path} (floor {floor}) imports from {to} (floor {other})");
            assert!(from == to || !(*floor == 5 && *other == 5), "{path} imports from its peer {to}");
        }
    }
}

#[test]
fn each_outside_thing_is_named_in_one_place() {
    let only = [
        ("git2::", vec!["src/git.rs", "src/git/"]),
        ("miette::", vec!["src/output/terminal.rs", "src/output/snippet.rs"]),
        ("clap::", vec!["src/cli.rs", "src/cli/"]),
        ("std::env::var", vec!["src/cli.rs", "src/cli/", "src/git.rs", "src/git/"]),
        ("Timestamp::now", vec!["src/cli/"]),
        ("std::fs", vec!["src/disk.rs", "src/disk/", "src/git.rs", "src/git/"]),
    ];
    for path in files("src", "rs") {
        let text = read(&path);
        let code: String = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        for (name, places) in &only {
            let allowed = places.iter().any(|place| path.starts_with(place));
            assert!(allowed || !code.contains(name), "{path} names {name}");
        }
    }
}

#[test]
fn each_file_says_first_what_it_is() {
    for folder in ["src", "tests", "benches"] {
        for path in files(folder, "rs") {
            assert!(read(&path).starts_with("//! "), "{path} does not start with //! and a sentence");
        }
    }
}

#[test]
fn no_file_grows_without_a_reason() {
    for path in files("src", "rs") {
        let lines = read(&path).lines().count();
        let reason = LONG.iter().find(|(long, _)| *long == path);
        assert!(lines <= LIMIT || reason.is_some(), "{path} has {lines} lines: is it still one thing?");
    }
    for (path, _) in LONG {
        assert!(root().join(path).exists(), "{path} is gone from the list of long files");
    }
}

#[test]
fn no_name_says_nothing() {
    for path in files("src", "rs") {
        for word in ["util", "helper", "common", "manager", "misc"] {
            assert!(!path.contains(word), "{path} has a name that says nothing");
        }
    }
}

#[test]
fn the_readme_is_short_and_its_commands_are_those_of_ci() {
    let readme = read("README.md");
    assert!(readme.lines().count() <= 150, "the README has {} lines", readme.lines().count());
    let ci = read(".ci/run");
    assert!(readme.contains("\ncargo test --locked\n"), "the README names its test command");
    assert!(ci.contains("\ncargo test --locked\n"), "CI runs the README's test command");
}

#[test]
fn documents_name_only_paths_that_exist() {
    let mut documents = files("docs", "md");
    let beside = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"];
    documents.extend(beside.map(str::to_owned));
    for document in documents {
        let text = read(&document);
        let quoted = text.split('`').skip(1).step_by(2);
        let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for name in quoted.chain(linked) {
            let path = name.split(['#', ' ']).next().unwrap_or_default();
            let ours =
                ["src/", "tests/", "docs/", "schema/", "benches/", ".ci/", ".github/", "example-program/"];
            let is_path = ours.iter().any(|start| path.starts_with(start)) && !path.contains(['*', '<', '…']);
            let is_link = !name.contains("://") && name.ends_with(".md") && !name.contains(' ');
            if !is_path && !is_link {
                continue;
            }
            let base = root().join(&document);
            let beside = base.parent().unwrap_or_else(|| Path::new("")).join(path);
            assert!(
                root().join(path).exists() || beside.exists(),
                "{document} names {path}, which does not exist"
            );
        }
    }
}

#[test]
fn documents_show_only_commands_and_options_that_exist() {
    let command = milepost::cli::command();
    let mut documents = files("docs", "md");
    documents.extend(files("example-program", "md"));
    documents.extend(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(str::to_owned));
    let mut seen = 0;
    for document in documents {
        for line in read(&document).lines().flat_map(|line| line.split(['`', '&', ';', '|'])) {
            let Some((before, rest)) = line.split_once("milepost ") else { continue };
            if !before.trim().is_empty() && !before.ends_with("entry: ") {
                continue;
            }
            let words: Vec<&str> = rest.split('#').next().unwrap_or_default().split_whitespace().collect();
            let global = |word: &str| command.get_arguments().any(|known| is_option(known, word));
            let Some(name) = words.iter().find(|word| command.find_subcommand(word).is_some()) else {
                continue;
            };
            let subcommand = command.find_subcommand(name).expect("just found");
            for option in words.iter().filter(|word| word.starts_with('-') && word.len() > 1) {
                let known = subcommand.get_arguments().any(|known| is_option(known, option));
                assert!(
                    known || global(option),
                    "{document} shows {option} of {name}, which does not exist: {line}"
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} commands");
}

fn is_option(argument: &clap::Arg, word: &str) -> bool {
    let long = word.strip_prefix("--").map(|word| word.split('=').next().unwrap_or_default());
    let short = word.strip_prefix('-').filter(|word| word.len() == 1).and_then(|word| word.chars().next());
    (long.is_some() && argument.get_long() == long) || (short.is_some() && argument.get_short() == short)
}

#[test]
fn the_pages_of_rules_are_fresh() {
    let fresh = milepost::output::rule_pages::site();
    let bless = std::env::var_os("MILEPOST_BLESS").is_some();
    for (path, text) in &fresh {
        let path = root().join("docs").join(path);
        if bless {
            fs::create_dir_all(path.parent().expect("below docs")).expect("docs can be written");
            fs::write(&path, text).expect("docs can be written");
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(written == *text, "{} is stale: MILEPOST_BLESS=1 cargo test writes it anew", path.display());
    }
    for path in files("docs/rules", "md") {
        let known = fresh.contains_key(path.trim_start_matches("docs/"));
        if bless && !known {
            fs::remove_file(root().join(&path)).expect("docs can be written");
        }
        assert!(known || bless, "{path} is the page of no rule: MILEPOST_BLESS=1 cargo test takes it away");
    }
}

#[test]
fn the_table_of_contents_names_every_page_once() {
    let summary = read("docs/SUMMARY.md");
    let written: Vec<&str> = summary.lines().filter(|line| !line.starts_with("  - [")).collect();
    let rules = milepost::rules::RULES.iter().map(|rule| format!("  - [{0}](rules/{0}.md)", rule.id));
    let rules: Vec<String> = rules.collect();
    let fresh = written.join("\n") + "\n";
    let fresh =
        fresh.replace("- [Rules](rules.md)\n", &format!("- [Rules](rules.md)\n{}\n", rules.join("\n")));
    if std::env::var_os("MILEPOST_BLESS").is_some() {
        fs::write(root().join("docs/SUMMARY.md"), &fresh).expect("docs can be written");
    }
    assert!(
        read("docs/SUMMARY.md") == fresh,
        "the rules in docs/SUMMARY.md are stale: MILEPOST_BLESS=1 cargo test writes them anew"
    );
    let mut listed: Vec<String> = links(&fresh).map(|link| format!("docs/{link}")).collect();
    listed.sort();
    let mut pages = files("docs", "md");
    pages.retain(|page| page != "docs/SUMMARY.md");
    assert_eq!(listed, pages, "docs/SUMMARY.md names every page of docs once");
}

#[test]
fn links_between_pages_lead_to_a_page_and_a_heading() {
    let mut seen = 0;
    for page in files("docs", "md") {
        let text = read(&page);
        for link in links(&text).filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(&page).parent().expect("in docs");
            let target = if path.is_empty() { page.clone() } else { folder.join(path).display().to_string() };
            assert!(root().join(&target).is_file(), "{page} leads to {link}, which is not there");
            let outside = Path::new(path).components().any(|part| part == std::path::Component::ParentDir);
            assert!(!outside, "{page} leads to {link}, which the site does not have");
            let known = anchor.is_empty() || headings(&read(&target)).contains(&anchor.to_owned());
            assert!(known, "{page} leads to {link}, and there is no such heading");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} links");
}

#[test]
fn the_archives_are_called_as_binstall_and_the_docs_expect() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    let package = &manifest["package"];
    let binstall = &package["metadata"]["binstall"];
    let text = |table: &toml::Value, key: &str| table[key].as_str().expect("a text").to_owned();
    let version = text(package, "version");
    let page = read("docs/install.md");
    let workflow = read(".github/workflows/release.yml");
    let targets: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().strip_prefix("- target: ")).collect();
    assert!(targets.len() >= 5, "{targets:?}");
    for target in &targets {
        let own = binstall.get("overrides").and_then(|overrides| overrides.get(target));
        let format = own.map_or_else(|| text(binstall, "pkg-fmt"), |own| text(own, "pkg-fmt"));
        // As .github/release/archive.sh calls them; tests/package/check.sh looks that it does.
        let (suffix, extension) = if target.contains("windows") { (".zip", ".exe") } else { (".tar.gz", "") };
        assert_eq!(format, if suffix == ".zip" { "zip" } else { "tgz" }, "{target}");
        let render = |key: &str| {
            let values = [
                ("{ repo }", text(package, "repository")),
                ("{ name }", text(package, "name")),
                ("{ bin }", "milepost".to_owned()),
                ("{ version }", version.clone()),
                ("{ target }", (*target).to_owned()),
                ("{ archive-suffix }", suffix.to_owned()),
                ("{ binary-ext }", extension.to_owned()),
            ];
            values.iter().fold(text(binstall, key), |text, (name, value)| text.replace(name, value))
        };
        let archive = format!("milepost-v{version}-{target}");
        assert_eq!(
            render("pkg-url"),
            format!("{}/releases/download/v{version}/{archive}{suffix}", text(package, "repository"))
        );
        assert_eq!(render("bin-dir"), format!("{archive}/milepost{extension}"));
        let shown = format!("`milepost-vVERSION-{target}{suffix}`");
        assert!(page.contains(&shown), "docs/install.md does not name {shown}");
    }
    assert_eq!(
        page.matches("`milepost-vVERSION-").count(),
        targets.len(),
        "docs/install.md names others, too"
    );
}

/// Where the links and pictures of a page lead, outside of its code.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let prose = text.split("```").step_by(2);
    prose.flat_map(|text| text.split("](").skip(1).filter_map(|rest| rest.split(')').next()))
}

/// The anchors of a page's headings, as mdBook and GitHub make them.
fn headings(text: &str) -> Vec<String> {
    let prose = text.split("```").step_by(2);
    let lines = prose.flat_map(str::lines).filter_map(|line| line.strip_prefix('#'));
    let titles = lines.filter_map(|line| line.trim_start_matches('#').strip_prefix(' '));
    let anchor = |title: &str| {
        let lower = title.trim().to_lowercase();
        let kept = lower.chars().filter(|one| one.is_alphanumeric() || matches!(one, ' ' | '-' | '_'));
        kept.map(|one| if one == ' ' { '-' } else { one }).collect()
    };
    titles.map(anchor).collect()
}
