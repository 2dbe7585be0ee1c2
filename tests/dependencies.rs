//! What others wrote and we build with.

use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn crates_are_judged_for_the_machines_of_a_release() {
    let deny: toml::Table = read("deny.toml").parse().expect("deny.toml is TOML");
    let judged = deny["graph"]["targets"].as_array().expect("a list of targets");
    let judged: Vec<&str> = judged.iter().filter_map(toml::Value::as_str).collect();
    let workflow = read(".github/workflows/release.yml");
    let released = workflow.lines().filter_map(|line| line.trim().strip_prefix("- target: "));
    assert_eq!(judged, released.collect::<Vec<_>>());
}

#[test]
fn what_is_locked_is_kept_up_to_date() {
    let dependabot = read(".github/dependabot.yml");
    for (lock, folder) in [("Cargo.lock", "/"), ("fuzz/Cargo.lock", "/fuzz")] {
        assert!(!read(lock).is_empty());
        assert!(dependabot.contains(&format!("\"{folder}\"")), "nobody renews {lock}");
    }
    assert!(dependabot.contains("package-ecosystem: github-actions"), "nobody renews the actions");
}
