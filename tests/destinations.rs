//! A result is the same bytes on standard output and in a file, alone or with others.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn milepost(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
        .output()
        .expect("the binary starts")
}

#[test]
fn every_command_writes_to_a_file_what_it_prints() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path().canonicalize().expect("it is there");
    assert!(milepost(&folder, &["init", "--example", "."]).status.success());
    let of_formats: [(&[&str], &[&str]); 7] = [
        (
            &["lint", "--rev", "HEAD~8"],
            &[
                "human", "narrated", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit",
                "rdjson",
            ],
        ),
        (&["diff", "HEAD~8"], &["human", "markdown", "json", "csv", "html"]),
        (&["report"], &["human", "markdown", "json", "csv", "slack", "html"]),
        (&["history", "sherlock"], &["human", "markdown", "json", "csv"]),
        (&["status"], &["human", "markdown", "json", "csv"]),
        (&["graph"], &["human", "mermaid", "dot", "json"]),
        (&["rules", "--all"], &["human", "json"]),
    ];
    for (command, formats) in of_formats {
        let run = |more: &[String]| {
            let more = more.iter().map(String::as_str);
            let arguments: Vec<&str> =
                command.iter().copied().chain(["--as-of", "2026-06-15"]).chain(more).collect();
            milepost(&folder, &arguments)
        };
        let printed: Vec<Output> =
            formats.iter().map(|format| run(&["--format".to_owned(), (*format).to_owned()])).collect();
        let all: Vec<String> = formats
            .iter()
            .flat_map(|format| ["--format".to_owned(), format!("{format}={format}.out")])
            .collect();
        let silent = run(&all);
        assert!(silent.stdout.is_empty(), "{command:?}");
        for (format, printed) in formats.iter().zip(&printed) {
            assert!(!printed.stdout.is_empty() && printed.status == silent.status, "{command:?} {format}");
            let path = folder.join(format!("{format}.out"));
            assert!(fs::read(&path).expect("it was written") == printed.stdout, "{command:?} {format}");
            fs::remove_file(&path).expect("it can be removed");
        }
        let alone = run(&["--format", formats[1], "--output", "alone.out"].map(str::to_owned));
        assert!(alone.stdout.is_empty(), "{command:?}");
        assert!(fs::read(folder.join("alone.out")).expect("it was written") == printed[1].stdout);
    }
    for command in [&["schema", "org"][..], &["explain", "milestone-overdue"], &["completions", "bash"]] {
        let printed = milepost(&folder, command).stdout;
        let written = milepost(&folder, &[command, &["-o", "alone.out"]].concat());
        assert!(written.stdout.is_empty() && !printed.is_empty(), "{command:?}");
        assert!(fs::read(folder.join("alone.out")).expect("it was written") == printed, "{command:?}");
    }
}

#[test]
fn a_report_in_a_file_can_be_marked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path().canonicalize().expect("it is there");
    assert!(milepost(&folder, &["init", "--example", "."]).status.success());
    let report = ["report", "--as-of", "2026-06-15", "--mark", "weekly", "--format", "html=week.html"];
    let output = milepost(&folder, &report);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("Marked `weekly`"), "{said}");
    assert!(fs::read_to_string(folder.join("week.html")).expect("it was written").ends_with("</html>\n"));
}

#[cfg(unix)]
#[test]
fn no_link_of_the_repository_leads_a_result_out_of_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path().canonicalize().expect("it is there");
    let root = folder.join("repository");
    let programs = root.join("roadmap");
    fs::create_dir_all(&programs).expect("a folder");
    fs::write(programs.join("milepost.toml"), "").expect("a file");
    fs::write(folder.join("secret"), "kept").expect("a file");
    std::os::unix::fs::symlink(&folder, root.join("out")).expect("a link");
    assert!(Command::new("git").args(["init", "-q"]).current_dir(&root).status().expect("git").success());
    // The programs are a subfolder: the link stands beside it, in the same repository.
    let output = milepost(&programs, &["lint", "--output", "../out/secret"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("../out is a link that leads out of the repository"), "{said}");
    assert_eq!(fs::read_to_string(folder.join("secret")).expect("it is there"), "kept");
    // And by one's own word, out of the repository.
    let output = milepost(&programs, &["lint", "--quiet", "--output", "../../result"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.join("result").exists());
}
