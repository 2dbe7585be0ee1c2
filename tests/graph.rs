//! Graphs: what the documents show of them is fresh, and names that mean something elsewhere are only shown.

#[path = "support/published.rs"]
mod published;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What `milepost` writes to standard output.
fn milepost(workspace: &str, words: &str) -> String {
    milepost_on("2026-06-15", workspace, words)
}

fn milepost_on(day: &str, workspace: &str, words: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .arg("-C")
        .arg(root().join(workspace))
        .args(["--as-of", day])
        .args(words.split_whitespace())
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    let out = String::from_utf8(output.stdout).expect("text");
    published::check(&words.split_whitespace().collect::<Vec<_>>(), &out);
    out
}

/// Each block below `<!-- milepost … -->` is what that command says of the example.
#[test]
fn what_the_documents_show_is_fresh() {
    let path: PathBuf = root().join("docs/graph.md");
    let written = fs::read_to_string(&path).expect("the page").replace("\r\n", "\n");
    let mut fresh = String::new();
    let mut lines = written.lines();
    let mut shown = 0;
    while let Some(line) = lines.next() {
        writeln!(fresh, "{line}").expect("a string takes every text");
        let command = line.strip_prefix("<!-- milepost ").and_then(|rest| rest.strip_suffix(" -->"));
        let Some(command) = command else { continue };
        let fence = lines.next().expect("a block follows");
        writeln!(fresh, "{fence}\n{}```", milepost("example-program", command))
            .expect("a string takes every text");
        assert!(lines.any(|line| line == "```"), "the block ends");
        shown += 1;
    }
    assert!(shown > 1);
    let picture = milepost("example-program", "graph --format svg");
    let drawn = root().join("docs/graph.svg");
    if std::env::var_os("MILEPOST_BLESS").is_some() {
        fs::write(&path, &fresh).expect("the page can be written");
        fs::write(&drawn, &picture).expect("the picture can be written");
    } else {
        let drawn = fs::read_to_string(&drawn).expect("the picture").replace("\r\n", "\n");
        assert!(written == fresh, "docs/graph.md is stale: MILEPOST_BLESS=1 cargo test writes it anew");
        assert!(drawn == picture, "docs/graph.svg is stale: MILEPOST_BLESS=1 cargo test writes it anew");
    }
}

#[test]
fn in_a_flowchart_names_stay_between_their_quotes() {
    let chart = milepost("tests/mermaid/hostile", "graph --format mermaid");
    let ours = |label: &str| label.replace("<br/>", "");
    for line in chart.lines() {
        let parts: Vec<&str> = line.split('"').collect();
        assert!(matches!(parts.len(), 1 | 3), "{line}");
        let Some(label) = parts.get(1) else { continue };
        let is_plain = |character: char| character.is_alphanumeric() || " ,·…-#;".contains(character);
        assert!(ours(label).chars().all(is_plain), "{line}");
        assert!(!label.starts_with('-'), "{line}");
    }
    assert!(chart.contains("#60;script#62;"), "{chart}");
}

#[test]
fn in_dot_names_stay_between_their_quotes() {
    let chart = milepost("tests/mermaid/hostile", "graph --format dot");
    for line in chart.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert!(bare.matches('"').count() % 2 == 0, "{line}");
    }
    assert!(
        chart.contains(r#"\"quote\""#) || chart.contains(r#"[label="\"]"#) || chart.contains(r#"label="\"]"#)
    );
}

#[test]
fn in_a_terminal_names_steer_nothing_and_no_line_is_too_wide() {
    let text = milepost("tests/mermaid/hostile", "graph");
    assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text}");
    let example = milepost("example-program", "graph");
    assert!(example.lines().all(|line| line.chars().count() <= 80), "{example}");
}

/// How many elements of a picture have a class that starts so.
fn count(picture: &str, class: &str) -> usize {
    picture.matches(&format!("<g class=\"{class}")).count()
}

#[test]
fn a_picture_has_the_marks_and_arrows_of_the_json() {
    for (day, workspace, words) in [
        ("2026-06-15", "example-program", "graph"),
        ("2026-06-15", "example-program", "graph --all"),
        ("2026-06-15", "example-program", "graph hearth-voice/dogfood --upstream"),
        ("2026-06-15", "example-program", "graph signal-lake"),
        ("2026-09-01", "example-program", "graph"),
        ("2026-06-15", "tests/mermaid/hostile", "graph"),
    ] {
        let json = milepost_on(day, workspace, &format!("{words} --format json"));
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        let picture = milepost_on(day, workspace, &format!("{words} --format svg"));
        let edges = json["edges"].as_array().expect("edges");
        let late = edges.iter().filter(|edge| edge["late"] == true).count();
        assert_eq!(count(&picture, "mark "), json["nodes"].as_array().expect("nodes").len(), "{words}");
        assert_eq!(count(&picture, "wait"), edges.len(), "{words}");
        assert_eq!(count(&picture, "wait late"), late, "{words}");
        let critical = picture
            .lines()
            .filter(|line| line.starts_with("<g class=\"wait") && line.contains(" critical\""));
        let steps = json["critical-path"].as_array().expect("a path").len().saturating_sub(1);
        assert_eq!(critical.count(), steps, "{words}");
        if day == "2026-09-01" {
            assert!(late > 3, "the case shows something late");
        }
    }
}

#[test]
fn in_a_picture_names_are_only_shown() {
    let picture = milepost("tests/mermaid/hostile", "graph --format svg");
    let mut reader = quick_xml::Reader::from_str(&picture);
    let known = ["svg", "title", "desc", "style", "rect", "path", "g", "text", "tspan", "circle"];
    loop {
        match reader.read_event().expect("it is XML") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                assert!(known.contains(&name.as_str()), "{name}");
                for attribute in tag.attributes() {
                    let key = attribute.expect("an attribute").key;
                    assert!(!key.as_ref().starts_with("on") && !key.as_ref().ends_with("href"), "{name}");
                }
            }
            _ => {}
        }
    }
    assert!(picture.contains("&lt;script&gt;"), "{picture}");
    assert!(picture.chars().all(|character| character == '\n' || !character.is_control()), "{picture}");
}

#[test]
fn a_circle_and_a_crowd_end() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("programs")).expect("a folder");
    fs::write(folder.path().join("milepost.toml"), "").expect("a file");
    // Every milestone of one layer needs every one of the next, and the last needs the first.
    let mut text = String::new();
    for layer in 0..20 {
        let next = (layer + 1) % 20;
        let needs: Vec<String> = (0..20).map(|at| format!("\"m{next}-{at}\"")).collect();
        for at in 0..20 {
            let (day, needs) = (layer + 1, needs.join(", "));
            writeln!(text, "[milestones.m{layer}-{at}]\ndue = 2026-08-{day:02}\nneeds = [{needs}]")
                .expect("a string takes every text");
        }
    }
    fs::write(folder.path().join("programs/knot.toml"), text).expect("a file");
    let workspace = folder.path().to_str().expect("a path of text");
    let picture = milepost(workspace, "graph --format svg");
    assert_eq!((count(&picture, "mark "), count(&picture, "wait")), (250, 500));
    assert!(picture.contains("7500 waits more"), "what is left out is counted");
    assert!(
        picture.contains("150 marks of what has no arrow here"),
        "{}",
        picture.lines().nth(2).unwrap_or_default()
    );
    for format in ["human", "mermaid", "dot", "json"] {
        let text = milepost(workspace, &format!("graph --format {format}"));
        assert!(text.len() > 1000 && text.len() < 10_000_000, "{format}: {}", text.len());
    }
}
