//! `docs/hard-ground.md` and `SECURITY.md`: each test that their tables name is there, and does run.

use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A name between backticks.
fn quoted(cell: &str) -> Option<&str> {
    cell.trim().strip_prefix('`')?.strip_suffix('`')
}

/// Looks at each row of the tables of a page, which ends in a test and its file; tells how many there are.
fn rows_that_name_a_test(page: &str) -> usize {
    let mut seen = 0;
    for line in read(page).lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let [.., name, file] = cells.as_slice() else { panic!("{line}") };
        if ["in", "---"].contains(&file.trim()) {
            continue;
        }
        let file = quoted(file).unwrap_or_else(|| panic!("no file is named: {line}"));
        let text = read(file);
        if file.ends_with(".sh") {
            assert_eq!(name.trim(), "a script", "{line}");
        } else {
            let name = quoted(name).unwrap_or_else(|| panic!("no test is named: {line}"));
            let head = format!("fn {name}(");
            let at = text.find(&head).unwrap_or_else(|| panic!("{file} has no {name}"));
            let above: Vec<&str> = text[..at].lines().rev().take(3).map(str::trim).collect();
            assert!(above.contains(&"#[test]"), "{name} is no test of {file}");
            assert!(!above.iter().any(|line| line.starts_with("#[ignore")), "{name} is not run");
        }
        seen += 1;
    }
    seen
}

#[test]
fn each_case_of_hard_ground_names_a_test_that_is_there() {
    let seen = rows_that_name_a_test("docs/hard-ground.md");
    assert!(seen > 50, "{seen} cases");
}

#[test]
fn each_promise_about_hostile_repositories_names_a_test_that_is_there() {
    let seen = rows_that_name_a_test("SECURITY.md");
    assert!(seen > 25, "{seen} promises");
}
