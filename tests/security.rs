//! What `SECURITY.md` promises of the code itself, where no run could show it.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn table(path: &str) -> toml::Table {
    let text = std::fs::read_to_string(root().join(path)).expect("a file of the repository");
    text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files below a folder of the source whose text has one of these words.
fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
        } else {
            let text = std::fs::read_to_string(&path).expect("the source is text");
            if words.iter().any(|word| text.contains(word)) {
                let name = path.strip_prefix(root()).expect("below the root");
                found.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_program_is_started_but_git() {
    let source = root().join("src");
    let starts = ["Command::new(", "process::Command"];
    // clap has a `Command` too.
    let started: Vec<String> =
        files_with(&source, &starts).into_iter().filter(|file| !file.starts_with("src/cli")).collect();
    assert_eq!(started, ["src/git/door.rs"]);
    assert_eq!(files_with(&source.join("cli"), &["process::Command", "Stdio"]), [] as [&str; 0]);
    let door = std::fs::read_to_string(source.join("git/door.rs")).expect("the source is text");
    let programs: Vec<&str> =
        door.split("Command::new(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert_eq!(programs, ["\"git\""]);
}

#[test]
fn nothing_opens_a_connection() {
    assert_eq!(files_with(&root().join("src"), &["std::net", "TcpStream", "UdpSocket"]), [] as [&str; 0]);
    let git2 = &table("Cargo.toml")["dependencies"]["git2"];
    assert_eq!(git2["default-features"].as_bool(), Some(false));
    let features = git2["features"].as_array().expect("features");
    for transport in ["https", "ssh"] {
        assert!(features.iter().all(|feature| feature.as_str() != Some(transport)), "git2 has {transport}");
    }
    let denied = table("deny.toml")["bans"]["deny"].as_array().expect("crates").clone();
    for library in ["openssl-sys", "libssh2-sys", "rustls", "curl-sys", "hyper", "socket2"] {
        let is_denied = denied.iter().any(|entry| entry["crate"].as_str() == Some(library));
        assert!(is_denied, "deny.toml takes {library}");
        let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("it is committed");
        assert!(!lock.contains(&format!("name = \"{library}\"\n")), "Cargo.lock has {library}");
    }
}

#[test]
fn the_compiler_forbids_unsafe_code() {
    let lints = &table("Cargo.toml")["lints"]["rust"];
    assert_eq!(lints["unsafe_code"].as_str(), Some("forbid"));
}
