//! The man pages: one for each command, and nothing is left out of them.

use std::path::Path;
use std::process::{Command, Output};

fn milepost(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(words)
        .current_dir(folder)
        .output()
        .expect("the command starts")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what milepost says is text")
}

#[test]
fn every_command_and_every_option_has_its_place_in_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let written = milepost(folder.path(), &["man", "--dir", "share/man1"]);
    assert!(written.status.success() && written.stdout.is_empty(), "{written:?}");
    let command = milepost::cli::command();
    for about in command.get_subcommands().chain([&command]) {
        let name = about.get_display_name().unwrap_or("milepost");
        let path = folder.path().join("share/man1").join(format!("{name}.1"));
        let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let word = (about.get_name() != "milepost").then_some(about.get_name());
        let words: Vec<&str> = ["man"].into_iter().chain(word).collect();
        assert_eq!(said(&milepost(folder.path(), &words).stdout), page, "{words:?} and {name}.1");
        assert!(page.contains(&format!(".TH {name} 1 \" \" \"milepost ")), "{page}");
        let page = page.replace("\\-", "-");
        for option in about.get_arguments().filter_map(clap::Arg::get_long) {
            assert!(page.contains(&format!("--{option}")), "{name}.1 says nothing of --{option}");
        }
        assert!(page.contains("EXIT STATUS"), "{name}.1");
    }
    let pages = std::fs::read_dir(folder.path().join("share/man1")).expect("the pages").count();
    assert_eq!(pages, command.get_subcommands().count() + 1);
}

#[test]
fn a_page_of_another_version_is_replaced_and_nothing_else_is_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("milepost-lint.1"), "of old").expect("a file");
    std::fs::write(folder.path().join("git.1"), "not ours").expect("a file");
    assert!(milepost(folder.path(), &["man", "--dir", "."]).status.success());
    let page = std::fs::read_to_string(folder.path().join("milepost-lint.1")).expect("a page");
    assert_eq!(said(&milepost(folder.path(), &["man", "lint"]).stdout), page);
    assert_eq!(std::fs::read_to_string(folder.path().join("git.1")).expect("a file"), "not ours");
}

#[test]
fn what_cannot_be_written_or_is_no_command_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("taken"), "").expect("a file");
    let wrong = milepost(folder.path(), &["man", "--dir", "taken"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong.stderr).contains("taken is there already, and is no folder"), "{wrong:?}");
    let wrong = milepost(folder.path(), &["man", "repot"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(said(&wrong.stderr).contains("Did you mean `report`?"), "{wrong:?}");
}
