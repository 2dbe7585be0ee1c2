//! Which programs of a portfolio are asked for, and what was meant where nothing is called so.

use std::collections::BTreeSet;

use crate::model::{Entity, Key};
use crate::text::{clean, closest};
use crate::workspace::{Program, Stage, Workspace};

/// How many teams may stand above one another.
const TALLEST: usize = 32;

/// Which programs are asked for: those to which all of this applies.
#[derive(Debug, Clone, Default)]
pub struct Portfolio {
    /// A person of `[owners]`, in any role.
    pub owner: Option<String>,
    /// A team that has scope or a milestone there, or that somebody of `[owners]` is in; those above it too.
    pub team: Option<String>,
    /// One of its tags.
    pub tag: Option<String>,
    /// Its phase, or the standard phase for which that stands.
    pub phase: Option<String>,
    /// Whether closed programs count too; asked for by their phase, they do.
    pub closed: bool,
}

impl Portfolio {
    /// Whether a program is asked for, closed or not.
    pub fn holds(&self, workspace: &Workspace, program: &Program) -> bool {
        let is = |wanted: &Option<String>, holds: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(holds);
        is(&self.owner, &|owner| owners(program).any(|other| other == owner))
            && is(&self.team, &|team| teams(workspace, program).any(|other| is_below(workspace, other, team)))
            && is(&self.tag, &|tag| tags(program).any(|other| other == tag))
            && is(&self.phase, &|phase| is_in(workspace, program, phase))
    }

    /// Whether a program is left out for no other reason than that it is closed.
    pub fn leaves_out(&self, program: &Program) -> bool {
        program.is_closed() && !self.closed && self.phase.is_none()
    }

    /// What was asked for that is nowhere in the workspace, each with what may be meant.
    pub fn unknown(&self, workspace: &Workspace) -> Vec<String> {
        let programs = || workspace.programs.iter();
        let mut hints = Vec::new();
        let mut check = |what: &str, wanted: &Option<String>, known: &dyn Fn() -> BTreeSet<String>| {
            let Some(wanted) = wanted else { return };
            let known = known();
            if !known.contains(wanted) {
                let meant = closest(wanted, known.iter().map(String::as_str));
                let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
                hints.push(clean(&format!("no {what} `{wanted}`{meant}")).into_owned());
            }
        };
        let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
        check("program has an owner", &self.owner, &|| owned(programs().flat_map(owners).collect()));
        check("program has a team", &self.team, &|| {
            owned(
                workspace
                    .teams()
                    .into_iter()
                    .chain(programs().flat_map(|one| teams(workspace, one)))
                    .collect(),
            )
        });
        check("program has the tag", &self.tag, &|| owned(programs().flat_map(tags).collect()));
        check("playbook has a phase", &self.phase, &|| {
            workspace.playbooks.values().flat_map(|book| book.phases.iter().cloned()).collect()
        });
        hints
    }
}

/// The people of `[owners]`.
fn owners(program: &Program) -> impl Iterator<Item = &str> {
    program.section(Key::Owners).filter_map(|role| role.word(Key::Value))
}

fn tags(program: &Program) -> impl Iterator<Item = &str> {
    program.table().into_iter().flat_map(|table| table.list(Key::Tags)).map(|tag| tag.text)
}

/// The teams that have scope or a milestone in a program, and those of its owners.
fn teams<'w>(workspace: &'w Workspace, program: &'w Program) -> impl Iterator<Item = &'w str> {
    let team = |entity: Entity<'w>| entity.word(Key::Team);
    let own = [Key::Scope, Key::Milestones].into_iter().flat_map(|section| program.section(section));
    let people = owners(program).filter_map(|owner| workspace.person(owner));
    own.filter_map(team).chain(people.filter_map(move |(_, person)| team(person)))
}

/// Whether a team is another one, or stands somewhere below it.
fn is_below(workspace: &Workspace, team: &str, above: &str) -> bool {
    let parent = |team: &&str| workspace.team(team)?.1.word(Key::Parent);
    std::iter::successors(Some(team), |team| parent(team)).take(TALLEST).any(|team| team == above)
}

fn is_in(workspace: &Workspace, program: &Program, wanted: &str) -> bool {
    let written = program.table().and_then(|table| table.word(Key::Phase));
    let first = || workspace.playbook(program)?.phases.first().map(String::as_str);
    let stands_for = program.stage.is_some() && program.stage == Stage::parse(wanted);
    stands_for || written.or_else(first) == Some(wanted)
}
