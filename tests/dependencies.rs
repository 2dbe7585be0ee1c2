//! What others wrote and we build with: crates, and the actions of the workflows.

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
fn each_action_of_a_workflow_is_named_by_its_commit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/workflows");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("there are workflows") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name of ours");
        let text = read(&format!(".github/workflows/{name}"));
        for line in text.lines() {
            let Some(action) = line.trim().trim_start_matches("- ").strip_prefix("uses: ") else { continue };
            let (commit, version) = action
                .split_once('@')
                .and_then(|(_, rest)| rest.split_once(" # v"))
                .unwrap_or_else(|| panic!("{name}: {line}: write `uses: NAME@COMMIT # vVERSION`"));
            let whole = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(whole, "{name}: {commit} is no whole commit id");
            assert_eq!(version.split('.').count(), 3, "{name}: {version} is no whole version");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} actions");
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
