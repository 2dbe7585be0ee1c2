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
    let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .arg("-C")
        .arg(root().join(workspace))
        .args(["--as-of", "2026-06-15"])
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
    if std::env::var_os("MILEPOST_BLESS").is_some() {
        fs::write(&path, &fresh).expect("the page can be written");
    } else {
        assert!(written == fresh, "docs/graph.md is stale: MILEPOST_BLESS=1 cargo test writes it anew");
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
    for format in ["human", "mermaid", "dot", "json"] {
        let text = milepost(workspace, &format!("graph --format {format}"));
        assert!(text.len() > 1000 && text.len() < 10_000_000, "{format}: {}", text.len());
    }
}
