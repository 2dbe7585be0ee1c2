//! Finding and opening a repository, and what is said where that fails.

use milepost::git::Repository;

use crate::repository::{Fixture, alone, git};
use crate::{at, commands, failure, made_by_git, open};

#[test]
fn a_repository_can_be_handed_to_a_thread() {
    fn is_send<T: Send>() {}
    is_send::<Repository>();
}

#[test]
fn no_repository_is_none_or_an_error() {
    alone(&[], |dir| {
        assert!(Repository::try_discover(dir, false).expect("no failure").is_none());
        let (message, help) = failure(Repository::discover(dir, true));
        assert!(message.ends_with("is not in a git repository"), "{message}");
        assert!(help.contains("-C DIR"), "{help}");
        let (message, _) = failure(Repository::try_discover(&dir.join("nowhere"), false));
        assert!(message.starts_with("could not open"), "{message}");
    });
}

#[test]
fn a_subfolder_knows_its_prefix() {
    alone(&[], |dir| {
        let root = dir.join("repository");
        Fixture::new(&root, false);
        std::fs::create_dir_all(root.join("plans/année")).expect("a folder can be made");
        let repository = open(&root.join("plans"));
        assert_eq!(repository.workdir().map(|path| path.canonicalize().ok()), Some(root.canonicalize().ok()));
        assert_eq!(repository.prefix_of(&root).expect("inside"), "");
        assert_eq!(repository.prefix_of(&root.join("plans/../plans/année")).expect("inside"), "plans/année");
        let (message, _) = failure(repository.prefix_of(dir));
        assert!(message.contains("is outside the work tree"), "{message}");
        failure(repository.prefix_of(&root.join("absent")));
    });
}

#[test]
fn an_unborn_head_is_no_failure() {
    alone(&[], |dir| {
        Fixture::new(dir, false);
        let repository = open(dir);
        assert_eq!(repository.head().expect("no failure"), None);
        assert!(!repository.is_shallow());
        for rev in ["HEAD", "@", "HEAD~1"] {
            let (message, help) = failure(repository.commit(rev));
            assert_eq!(message, "there is no commit yet", "{rev}");
            assert!(help.contains("git commit"), "{help}");
        }
        assert!(repository.index_files("").expect("an empty index").entries.is_empty());
    });
}

#[test]
fn a_bare_repository_has_commits_and_no_index() {
    alone(&[], |dir| {
        let fixture = Fixture::new(dir, true);
        fixture.set("refs/heads/main", &fixture.commit_text(&[], 100, &[("a.toml", "a")]));
        let repository = open(dir);
        assert_eq!(repository.workdir(), None);
        assert_eq!(repository.prefix_of(dir).expect("bare"), "");
        assert_eq!(repository.files(at(&repository, "main"), "").expect("a commit").entries.len(), 1);
        let (message, _) = failure(repository.index_files(""));
        assert_eq!(message, "a bare repository has no index");
    });
}

#[test]
fn a_linked_worktree_has_its_own_root_head_and_index() {
    alone(&[], |dir| {
        let fixture = Fixture::new(&dir.join("main"), false);
        fixture.set("refs/heads/main", &fixture.commit_text(&[], 100, &[("a.toml", "a")]));
        git(&dir.join("main"), &["worktree", "add", "-q", "-b", "side", "../linked"]);
        let linked = dir.join("linked");
        std::fs::write(linked.join("b.toml"), "b").expect("a file can be written");
        git(&linked, &["add", "b.toml"]);
        git(&linked, &["commit", "-q", "-m", "Side"]);

        let repository = open(&linked);
        assert_eq!(repository.prefix_of(&linked).expect("inside"), "");
        assert_eq!(repository.head().expect("a head").expect("a commit").subject, "Side");
        assert_eq!(repository.index_files("").expect("its index").entries.len(), 2);
        let main = open(&dir.join("main"));
        assert_eq!(main.head().expect("a head").expect("a commit").subject, "Change at 100");
    });
}

#[test]
fn fact_3_a_hook_reads_the_index_of_the_commit_in_the_making() {
    alone(&[("GIT_INDEX_FILE", "{dir}/next-index")], |dir| {
        let fixture = Fixture::new(dir, false);
        let mut usual = fixture.inner.index().expect("an index");
        let blob = fixture.inner.blob(b"usual").expect("a blob");
        usual.add(&crate::repository::entry(b"usual.toml", 0o100_644, blob, 0, 0)).expect("an entry");
        usual.write().expect("an index can be written");

        // libgit2 takes an absent index for an empty one; we do not.
        let (message, help) = failure(Repository::discover(dir, true).expect("opens").index_files(""));
        assert!(message.contains("next-index, which does not exist"), "{message}");
        assert!(help.contains("GIT_INDEX_FILE"), "{help}");

        let mut next = git2::Index::open(&dir.join("next-index")).expect("an index");
        next.add(&crate::repository::entry(b"next.toml", 0o100_644, blob, 0, 0)).expect("an entry");
        next.write().expect("an index can be written");

        let paths = |ambient| {
            let repository = Repository::discover(dir, ambient).expect("opens");
            let files = repository.index_files("").expect("an index");
            files.entries.into_iter().map(|entry| entry.path).collect::<Vec<_>>()
        };
        assert_eq!(paths(true), ["next.toml"]);
        assert_eq!(paths(false), ["usual.toml"]);
    });
}

#[test]
fn fact_3_git_dir_is_obeyed_only_when_asked_for() {
    alone(&[("GIT_DIR", "{dir}/other/.git")], |dir| {
        let other = Fixture::new(&dir.join("other"), false);
        other.set("refs/heads/main", &other.commit_text(&[], 100, &[]));
        Fixture::new(&dir.join("here"), false);
        let here = dir.join("here");
        assert!(Repository::discover(&here, false).expect("opens").head().expect("a head").is_none());
        let ambient = Repository::discover(&here, true).expect("opens");
        assert!(ambient.head().expect("a head").is_some());
    });
}

#[test]
fn fact_3_a_git_dir_that_names_nothing_is_an_error() {
    alone(&[("GIT_DIR", "{dir}/nowhere")], |dir| {
        Fixture::new(dir, false);
        let (message, _) = failure(Repository::try_discover(dir, true));
        assert_eq!(message, "GIT_DIR does not name a git repository");
    });
}

#[test]
fn a_hook_of_a_server_sees_what_is_being_pushed() {
    let variables = [
        ("GIT_DIR", "{dir}/server"),
        ("GIT_OBJECT_DIRECTORY", "{dir}/incoming"),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "{dir}/server/objects"),
    ];
    alone(&variables, |dir| {
        let server = Fixture::new(&dir.join("server"), true);
        let old = server.commit_text(&[], 100, &[("a.toml", "old")]);
        let pushed = Fixture::new(&dir.join("client"), true).commit_text(&[], 200, &[("a.toml", "new")]);
        std::fs::rename(dir.join("client/objects"), dir.join("incoming")).expect("a folder can be moved");
        let repository = Repository::discover(&dir.join("server"), true).expect("opens");
        for (id, content) in [(old, b"old"), (pushed, b"new")] {
            let files = repository.files(at(&repository, &id), "").expect("a commit");
            assert_eq!(repository.read(files.entries[0].oid).expect("a file"), content);
        }
    });
}

#[test]
fn a_ceiling_ends_the_search() {
    alone(&[("GIT_CEILING_DIRECTORIES", "{dir}/inner")], |dir| {
        Fixture::new(dir, false);
        let deep = dir.join("inner/deep");
        std::fs::create_dir_all(&deep).expect("a folder can be made");
        assert!(Repository::try_discover(&deep, true).expect("no failure").is_none());
        assert!(Repository::try_discover(&deep, false).expect("no failure").is_some());
    });
}

#[test]
fn fact_4_a_partial_clone_of_an_odd_kind_is_read_and_names_what_fetches_the_rest() {
    alone(&[], |dir| {
        made_by_git(dir, &[]);
        std::fs::write(dir.join("programs/a.toml"), "a").expect("a file can be written");
        git(&dir.join("programs"), &["add", "."]);
        git(&dir.join("programs"), &["commit", "-q", "-m", "Begin"]);
        git(&dir.join("programs"), &["config", "uploadpack.allowFilter", "true"]);
        let url = format!("file://{}", dir.join("programs").display());
        git(dir, &["clone", "-q", "--filter=blob:none", "--no-checkout", &url, "clone"]);
        let path = dir.join("clone");
        git(&path, &["config", "core.repositoryFormatVersion", "1"]);
        git(&path, &["config", "extensions.partialClone", "origin"]);
        let repository = open(&path);
        assert!(repository.is_read_by_git());
        let files = repository.files(at(&repository, "HEAD"), "").expect("folders were cloned");
        // Nothing is fetched behind anybody's back.
        let (message, help) = failure(repository.read(files.entries[0].oid));
        assert!(message.ends_with("is not in this clone, which is a partial one"), "{message}");
        git(&path, &commands(&help)[0]);
        assert_eq!(open(&path).read(files.entries[0].oid).expect("fetched"), b"a");
    });
}

#[test]
fn fact_4_a_broken_configuration_is_named_with_its_line() {
    alone(&[], |dir| {
        let path = dir.join("programs");
        made_by_git(dir, &[]);
        let config = path.join(".git/config");
        let sound = std::fs::read_to_string(&config).expect("a repository has a configuration");
        let line = sound.lines().count() + 1;
        std::fs::write(&config, format!("{sound}[core\n")).expect("a file can be written");
        let (message, help) = failure(Repository::discover(&path, false));
        assert!(message.starts_with("git's configuration cannot be read"), "{message}");
        assert!(message.contains(&format!("config:{line}")), "{message}");
        assert!(help.contains("git config --list"), "{help}");
    });
}

#[test]
fn fact_4_a_broken_configuration_of_the_user_is_named() {
    alone(&[], |dir| {
        made_by_git(dir, &[]);
        std::fs::create_dir_all(dir.join("home")).expect("a folder can be made");
        std::fs::write(dir.join("home/.gitconfig"), "[user\nname=").expect("a file can be written");
        let (message, _) = failure(Repository::discover(&dir.join("programs"), false));
        assert!(message.contains(".gitconfig"), "{message}");
    });
}

#[test]
fn fact_4_another_users_repository_is_told_apart() {
    alone(&[], |dir| {
        made_by_git(dir, &[]);
        let path = dir.join("programs");
        // Only the superuser can give a folder away; the wording has a test beside it.
        let given = std::process::Command::new("chown").args(["-R", "12345"]).arg(&path).output();
        if given.is_ok_and(|output| output.status.success()) {
            let (message, help) = failure(Repository::discover(&path, false));
            assert!(message.contains("belongs to another user"), "{message}");
            let trusted = path.canonicalize().expect("it exists").display().to_string();
            assert!(help.contains(&format!("safe.directory {trusted}`")), "{help}");
            std::fs::create_dir_all(dir.join("home")).expect("a folder can be made");
            let config = format!("[safe]\n\tdirectory = {trusted}\n");
            std::fs::write(dir.join("home/.gitconfig"), config).expect("a file can be written");
            assert!(open(&path).head().expect("a head").is_some());
        }
    });
}
