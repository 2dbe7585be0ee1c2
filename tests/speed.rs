//! `docs/speed.md`: its rows are those that the benchmark knows, each with its goals.

#[path = "../benches/ratios/rows.rs"]
mod rows;

use std::collections::BTreeSet;

/// The cells of the rows that the benchmark wrote.
fn written(page: &str) -> Vec<Vec<&str>> {
    let ends: Vec<&str> = page.split("written by `cargo bench -- --page`. -->\n").collect();
    let [_, table, _] = ends.as_slice() else { panic!("docs/speed.md says where the tables begin and end") };
    let lines = table.lines().filter(|line| line.starts_with("| "));
    let rows = lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect());
    rows.filter(|row: &Vec<&str>| !row[0].starts_with("what") && !row[0].starts_with("----")).collect()
}

#[test]
fn the_page_shows_each_row_of_the_benchmark_and_no_other() {
    let page = include_str!("../docs/speed.md");
    let mut seen = BTreeSet::new();
    for row in written(page) {
        let at = rows::find(row[0]);
        let at = at.unwrap_or_else(|| panic!("{} is missing in benches/ratios/rows.rs", row[0]));
        for goal in rows::ROWS[at].1 {
            let shown = row.last().is_some_and(|goals| goals.contains(&goal.to_string()));
            assert!(shown, "{} is shown without its goal of {goal}: `cargo bench -- --page`", row[0]);
        }
        seen.insert(at);
    }
    for (at, (name, _)) in rows::ROWS.iter().enumerate() {
        assert!(seen.contains(&at), "docs/speed.md lacks `{name}`: `cargo bench -- --page`");
    }
}

#[test]
fn the_readme_quotes_the_page() {
    let (page, readme) = (include_str!("../docs/speed.md"), include_str!("../README.md"));
    let quoted = readme.split("`docs/speed.md` (").nth(1).expect("the README quotes the page");
    let (day, figures) = quoted.split_once("):").expect("it says of which day");
    assert!(page.contains(&format!("{day}, ")), "the page is not of {day}");
    let words = figures.lines().take(2).flat_map(str::split_whitespace);
    let ratios: Vec<&str> = words
        .filter(|word| word.ends_with('x') && word.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    assert!(ratios.len() > 1, "{ratios:?}");
    for ratio in ratios {
        assert!(page.contains(&format!(" {ratio} |")), "{ratio} is not in docs/speed.md");
    }
}
