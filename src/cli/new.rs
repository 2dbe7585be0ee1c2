//! `milepost new`: start a program from a template.

use super::Outcome;
use super::session::{Session, check_format};
use super::template::{argument, fill, person_id};
use crate::disk::Made;
use crate::error::{Error, Result};
use crate::git::{Identity, Repository};
use crate::model::{Entity, Key, as_id, is_id};
use crate::text::{clean, closest};
use crate::tree::Tree;
use crate::workspace::{Cache, Playbook, Workspace};

const TEMPLATE: &str = include_str!("new/program.toml");

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The id of the program, such as checkout-rebuild; a folder may stand before it: payments/checkout-rebuild
    program: String,
    /// What people call it; left out, the id in words
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    /// Who runs it; left out, you, as git knows you
    #[arg(long, value_name = "PERSON")]
    tpm: Option<String>,
    /// The playbook; left out, the one that milepost.toml names
    #[arg(long, value_name = "ID")]
    playbook: Option<String>,
}

pub(super) fn run(args: &Args, session: &Session) -> Result<Outcome> {
    let place = session.place()?;
    let Some(root) = &place.root else {
        return Err(Error::new("a bare repository has no work tree to write to")
            .help("Clone it, and run the command in the clone."));
    };
    let workspace = Workspace::load(&Tree::disk(root), &mut Cache::default());
    check_format(&workspace.config)?;

    let (programs, _) = workspace.config.programs.first().ok_or_else(|| {
        Error::new(format!("{} names no folder for programs", workspace.config.file))
            .help("Write one: programs = [\"programs\"]")
    })?;
    let (folder, id) = parse(&args.program, programs)?;
    if let Some(program) = workspace.program(id) {
        return Err(Error::new(format!("there is a program `{id}` already: {}", clean(&program.file.path)))
            .help("Choose another id: it is unique in all folders."));
    }
    let playbook = playbook(args, &workspace)?;
    let tpm = tpm(args, &workspace, place.git().ok())?;
    let name = args.name.clone().unwrap_or_else(|| in_words(id));
    let phase = playbook.phases.first().map(String::as_str);
    let text = fill(
        TEMPLATE,
        &[
            ("name", Some(&name)),
            ("tpm", Some(&tpm)),
            ("playbook", args.playbook.as_deref()),
            ("phase", phase),
            ("phases", Some(&playbook.phases.join(", "))),
        ],
    );

    let parts = programs.split('/').chain(folder.split('/')).filter(|part| !matches!(*part, "" | "."));
    let path = parts.chain([format!("{id}.toml").as_str()]).collect::<Vec<_>>().join("/");
    if !crate::disk::stays_below(root, &path) {
        return Err(Error::new(format!("{path} would lie outside this repository of programs"))
            .help("A folder of its path is a link that leads out. Choose another folder."));
    }
    let mut made = Made::default();
    made.file(&root.join(&path), text.as_bytes())?;
    made.keep();
    session.print(&format!("{path}\n"))?;
    session.hint("Next: replace the texts in <angle brackets>. What is left:");
    session.hint(&format!("  milepost lint {}", argument(&path)));
    Ok(Outcome::Clean)
}

/// Splits what the user wrote into a folder and an id. The folder of all programs and the ending may stand there, too.
fn parse<'a>(written: &'a str, programs: &str) -> Result<(&'a str, &'a str)> {
    let path = written.strip_suffix(".toml").unwrap_or(written);
    let path = path.strip_prefix(programs).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path);
    let (folder, id) = path.rsplit_once('/').unwrap_or(("", path));
    if !folder.is_empty() && crate::disk::below_root(folder).is_none() {
        return Err(Error::new(format!("the folder {} is not below {programs}", clean(folder)))
            .help("Write a folder below it, such as payments/checkout-rebuild, without `..`."));
    }
    if is_id(id) {
        return Ok((folder, id));
    }
    let help = match as_id(id) {
        Some(meant) if folder.is_empty() => format!("Write `milepost new {meant}`."),
        Some(meant) => format!("Write `milepost new {}`.", argument(&format!("{}/{meant}", clean(folder)))),
        None => {
            "An id is made of lower-case letters, digits and single hyphens, at most 64: checkout-rebuild"
                .to_owned()
        }
    };
    Err(Error::new(format!("`{}` cannot be the id of a program", clean(id))).help(help))
}

fn playbook<'w>(args: &Args, workspace: &'w Workspace) -> Result<&'w Playbook> {
    let id = args.playbook.as_ref().unwrap_or(&workspace.config.playbook);
    workspace.playbooks.get(id).ok_or_else(|| {
        let known: Vec<&str> = workspace.playbooks.keys().map(String::as_str).collect();
        let help = match closest(id, known.iter().copied()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("There are {}.", known.join(", ")),
        };
        Error::new(format!("there is no playbook `{}`", clean(id))).help(help)
    })
}

/// Who runs the program: the one that was named, else whom git takes its user to be.
fn tpm(args: &Args, workspace: &Workspace, repository: Option<&Repository>) -> Result<String> {
    let people = workspace.people();
    if let Some(named) = &args.tpm {
        if people.is_empty() && is_id(named) || workspace.person(named).is_some() {
            return Ok(named.clone());
        }
        let help = match closest(named, people.iter().copied()) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None if people.is_empty() => match as_id(named) {
                Some(meant) => format!("Write `--tpm {meant}`."),
                None => "Write an id, such as maya-chen.".to_owned(),
            },
            None => format!("Add them to {}, or name somebody who is there.", workspace.org[0].path),
        };
        return Err(Error::new(format!("there is no person `{}`", clean(named))).help(help));
    }
    let identity = Identity::of(repository);
    if people.is_empty() {
        return Ok(person_id(&identity).unwrap_or_else(|| "you".to_owned()));
    }
    let is_user = |person: Entity<'_>| {
        let says = |key, value: &Option<String>| value.is_some() && person.word(key) == value.as_deref();
        says(Key::Email, &identity.email) || says(Key::Name, &identity.name)
    };
    let by_entry = people.iter().find(|id| workspace.person(id).is_some_and(|(_, person)| is_user(person)));
    let by_name = || person_id(&identity).filter(|id| workspace.person(id).is_some());
    by_entry.map(|id| (*id).to_owned()).or_else(by_name).ok_or_else(|| {
        let who = identity.email.or(identity.name).unwrap_or_else(|| "nobody".to_owned());
        Error::new(format!("git's user is {}, and no person of this repository is", clean(&who)))
            .help("Say who runs the program, with --tpm PERSON; or add yourself, with your e-mail address, to org/people.toml.")
    })
}

/// `checkout-rebuild` as people would write it: `Checkout rebuild`.
fn in_words(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
