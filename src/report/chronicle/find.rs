//! What the words mean that name a program, an entity or a field: today's names, and those that they had.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use toml::Table;

use super::{Followed, Place};
use crate::changes::{Side, Texts, title, value_at};
use crate::error::{Error, Result};
use crate::git::Oid;
use crate::model::{Kind, PROGRAM};
use crate::report::lineage::{covers, entity_end};
use crate::report::steps::History;
use crate::report::walk::Walk;
use crate::text::{clean, closest, join_or};

impl History<'_> {
    /// What a program of a former state is called in the end, or was when it went.
    pub(super) fn last_id(&self, tip: Oid, present: &Side<'_>, id: &str) -> Result<String> {
        let mut texts = Texts::default();
        let mut known: BTreeSet<String> = present.programs.keys().cloned().collect();
        let mut asked: FxHashSet<String> = FxHashSet::default();
        let mut sought = id.to_owned();
        'names: while asked.insert(sought.clone()) {
            let mut walk = Walk::new(*self, tip)?;
            loop {
                let mut is_gone = false;
                let step = walk.step(&mut texts, |_, files| {
                    known.extend(files.iter().map(|file| file.id.to_string()));
                    is_gone = files.iter().any(|file| *file.id == *sought && !file.stays());
                    files.retain(|file| is_gone && (*file.id == *sought || !file.was()));
                })?;
                if walk.cut.is_some() {
                    return Err(self.shallow(tip));
                }
                let Some(transitions) = step else { return Err(unknown(id, &known)) };
                if !is_gone {
                    continue;
                }
                let mut programs = transitions.iter().flat_map(|transition| &transition.comparison.programs);
                match programs.find(|program| program.previous_id.as_ref() == Some(&sought)) {
                    Some(program) if present.programs.contains_key(&program.id) => {
                        return Ok(program.id.clone());
                    }
                    Some(program) => sought.clone_from(&program.id),
                    None => return Ok(sought),
                }
                continue 'names;
            }
        }
        Ok(sought)
    }

    /// The whole history is asked for, and a shallow clone has a part of it.
    pub(super) fn shallow(&self, tip: Oid) -> Error {
        let line = self.repository.first_parents(None, tip).unwrap_or_default();
        let oldest = line.last().map_or(tip, |step| step.oid).to_string();
        Error::new(format!("this clone is shallow: its history begins with {}", &oldest[..9]))
            .help("Fetch the rest with `git fetch --unshallow`; in GitHub Actions, set `fetch-depth: 0` on actions/checkout.")
    }
}

fn unknown(id: &str, known: &BTreeSet<String>) -> Error {
    let error = Error::new(format!("there is no program `{}`, and there never was", clean(id)));
    match closest(id, known.iter().map(String::as_str)) {
        Some(meant) => error.help(format!("Did you mean `{}`?", clean(meant))),
        None => error.help("A program's id is the name of its file, without .toml."),
    }
}

impl Followed {
    /// The path that words name: an entity, a field, or the id of an entity alone. Where it has another name now, that.
    pub fn path(&self, words: &str) -> Result<String> {
        let now = |path: &str| self.table.as_ref().is_some_and(|table| value_at(table, path).is_some());
        if let Some(path) = self.standing(words, &now)? {
            return Ok(path);
        }
        let (entity, rest) = words.split_at(entity_end(words));
        let (id, field) = words.split_once('.').unwrap_or((words, ""));
        let former = match self.former(entity)? {
            Some(place) => Some((place, rest.to_owned())),
            None if field.is_empty() => None,
            None => self.former(id)?.map(|place| (place, format!(".{field}"))),
        };
        if let Some((place, rest)) = former {
            let path = place.path.clone() + &rest;
            if place.program == self.program {
                return Ok(path);
            }
            let (words, program) = (clean(words), &place.program);
            return Err(Error::new(format!("`{words}` was moved to another program, `{program}`"))
                .help(format!("milepost history {program}/{path}")));
        }
        let ever =
            |path: &str| now(path) || self.seen.iter().any(|seen| covers(path, seen) || covers(seen, path));
        if let Some(path) = self.standing(words, &ever)? {
            return Ok(path);
        }
        let (program, shown) = (&self.program, clean(words));
        let error = Error::new(format!("`{program}` has no `{shown}`, and never had"));
        let ids: BTreeSet<&str> = self.paths().flat_map(|path| [path, id_of(path)]).collect();
        let meant = closest(words, ids.iter().copied());
        Err(match meant {
            Some(meant) => error.help(format!("Did you mean `{program}/{}`?", clean(meant))),
            None => error.help(format!("`milepost history {program}` tells all that it has.")),
        })
    }

    /// The paths of the entities that are there or were.
    fn paths(&self) -> impl Iterator<Item = &str> {
        self.seen.iter().map(|path| &path[..entity_end(path)]).filter(|path| path.contains('.'))
    }

    /// The path that words name, of what stands there.
    fn standing(&self, words: &str, stands: &dyn Fn(&str) -> bool) -> Result<Option<String>> {
        let (first, rest) = words.split_once('.').unwrap_or((words, ""));
        let entity = &words[..entity_end(words)];
        let is_field = match PROGRAM.field(first).map(|section| section.kind) {
            Some(Kind::Keyed(shape)) => {
                let field = words[entity.len()..].trim_start_matches('.');
                field.is_empty() || shape.field(field).is_some()
            }
            _ => false,
        };
        if stands(words) || (is_field && stands(entity)) {
            return Ok(Some(words.to_owned()));
        }
        let whole = |path: &str| match rest {
            "" => path.to_owned(),
            rest => format!("{path}.{rest}"),
        };
        let is_known = |path: &str| {
            let shape = PROGRAM.field(path.split('.').next().unwrap_or_default()).map(|section| section.kind);
            let known = matches!(shape, Some(Kind::Keyed(shape)) if shape.field(rest).is_some());
            rest.is_empty() || known || stands(&whole(path))
        };
        let meant: BTreeSet<&str> =
            self.paths().filter(|path| id_of(path) == first && stands(path) && is_known(path)).collect();
        let meant: Vec<String> = meant.into_iter().map(whole).collect();
        match &meant[..] {
            [] => {
                let of_program = format!("program.{words}");
                Ok(stands(&of_program).then_some(of_program))
            }
            [path] => Ok(Some(path.clone())),
            _ => {
                let ways: Vec<String> =
                    meant.iter().map(|path| format!("`{}/{}`", self.program, clean(path))).collect();
                Err(Error::new(format!("`{}` is the id of several things here", clean(first)))
                    .help(format!("Write {}.", join_or(&ways))))
            }
        }
    }

    /// What an entity is called now that had another name, or stood here.
    fn former(&self, words: &str) -> Result<Option<&Place>> {
        if let Some(place) = self.aliases.get(words) {
            return Ok(Some(place));
        }
        let found: Vec<(&String, &Place)> =
            self.aliases.iter().filter(|(path, _)| id_of(path) == words).collect();
        match found[..] {
            [] => Ok(None),
            [(_, place)] => Ok(Some(place)),
            _ => {
                let ways: Vec<String> =
                    found.iter().map(|(path, _)| format!("`{}/{}`", self.program, clean(path))).collect();
                Err(Error::new(format!("`{}` was the id of several things here", clean(words)))
                    .help(format!("Write {}.", join_or(&ways))))
            }
        }
    }
}

/// The id in the path of an entity.
fn id_of(path: &str) -> &str {
    path.split_once('.').map_or(path, |(_, id)| id)
}

/// What people call the entity at a path of a program.
pub(in crate::report) fn title_at(table: Option<&Table>, path: &str) -> Option<String> {
    let (section, id) = path.split_once('.')?;
    let Kind::Keyed(shape) = PROGRAM.field(section)?.kind else { return None };
    let entity = value_at(table?, path)?.as_table()?;
    Some(title(shape, entity, id).to_owned())
}
