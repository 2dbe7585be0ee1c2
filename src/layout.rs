//! The files of a repository of programs, in their canonical layout.

use std::sync::Arc;

use rayon::prelude::*;

use crate::disk::MARK;
use crate::document::Document;
use crate::document::layout::{Refused, canonical};
use crate::error::Error;
use crate::fix::Rewritten;
use crate::model::{ORG, PLAYBOOK, PROGRAM, Shape, WORKSPACE, place};
use crate::text::{Source, Span};
use crate::tree::{Listed, Tree};
use crate::workspace::Config;

/// A file, and what came of it.
#[derive(Debug)]
pub struct Laid {
    /// Its path, relative to the root.
    pub path: Arc<str>,
    /// Its text in the canonical layout; an error where it stays as it is.
    pub outcome: Result<Rewritten, Error>,
}

impl Laid {
    /// The file, where its layout is to change.
    pub fn change(&self) -> Option<&Rewritten> {
        self.outcome.as_ref().ok().filter(|file| file.before != file.after)
    }
}

/// Lays out the files that `wants` names, sorted by path.
pub fn lay_out(tree: &Tree, config: &Config, wants: &dyn Fn(&str) -> bool) -> Vec<Laid> {
    let below =
        |folders: &[(String, Option<Span>)], shape: &'static Shape| -> Vec<(Listed, &'static Shape)> {
            folders.iter().flat_map(|(folder, _)| tree.list(folder)).map(|listed| (listed, shape)).collect()
        };
    let mut files = vec![(tree.file(MARK), &WORKSPACE)];
    files.extend(below(&[("playbooks".to_owned(), None)], &PLAYBOOK));
    files.extend(below(&config.org, &ORG));
    files.extend(below(&config.programs, &PROGRAM));
    files.retain(|(listed, _)| wants(&listed.path));
    files.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
    files.dedup_by(|(later, _), (earlier, _)| later.path == earlier.path);
    let lay_out =
        |(listed, shape): (Listed, &Shape)| Laid { outcome: file(tree, &listed, shape), path: listed.path };
    files.into_par_iter().map(lay_out).collect()
}

fn file(tree: &Tree, listed: &Listed, shape: &Shape) -> Result<Rewritten, Error> {
    let path = Arc::clone(&listed.path);
    let before = tree
        .read(listed)
        .map_err(|problem| Error::new(format!("{path} {}", problem.message)).help(problem.help))?;
    match canonical(&before, &|table, key| place(shape, table, key)) {
        Ok(after) => Ok(Rewritten { path, before, after }),
        Err(Refused::Broken) => Err(broken(&path, &before)),
        Err(Refused::Unlike) => Err(Error::new(format!("{path} would say something else in another order"))
            .help("Look at what its comments silence, and lay it out by hand.")),
    }
}

/// The first syntax error of a file, and how many more there are.
fn broken(path: &Arc<str>, text: &str) -> Error {
    let mut working = String::new();
    let findings = Document::parse(path, text, &mut working).findings;
    let help = "`milepost lint` says what is wrong and how to mend it; until then the file stays as it is.";
    match findings.first() {
        Some(first) => {
            let line = Source::new(text).line_at(first.span.start as usize) + 1;
            Error::new(format!("{path}:{line}: {}", first.message)).help(help)
        }
        None => Error::new(format!("{path} is no TOML")).help(help),
    }
}
