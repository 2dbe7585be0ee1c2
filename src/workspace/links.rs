//! What the references of each program lead to, found once while it is loaded: a dozen rules ask for the same.

use std::ops::Range;

use rayon::prelude::*;

use super::dependency::answered;
use super::load::FILES_A_TASK;
use super::{Edge, Program, Target, Workspace};
use crate::model::{Entity, From, Key, Party, PartyRole, Reference};
use crate::text::Span;

/// What the references of one program lead to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// What its milestones need of other milestones, in their order.
    needs: Box<[Need]>,
    /// The milestones that items of scope and commitments name, by their place.
    milestones: Box<[(u32, Place)]>,
    /// Its dependencies, in their order.
    dependencies: Box<[Asked]>,
    /// Its commitments that say what they answer, in the order of that.
    commitments: Box<[u32]>,
    /// The entities that point at something which is not there, or at two things at once.
    lost: Box<[u32]>,
    /// The entities that name a person or a team who may not stand there.
    strangers: Box<[u32]>,
}

/// An entity: the place of its program among all, and its own place there.
type Place = (u32, u32);

/// A member of `needs` that leads to a milestone.
#[derive(Debug)]
struct Need {
    milestone: u32,
    span: Span,
    needed: Place,
}

/// Where a reference leads.
enum Led<'w> {
    To(&'w Program, Entity<'w>),
    /// To a whole program, a team, or somebody else.
    Outside,
}

/// What a dependency waits for.
#[derive(Debug)]
struct Asked {
    dependency: u32,
    /// The program that it comes from.
    provider: Option<u32>,
    /// The milestone of that program that it names.
    milestone: Option<u32>,
    /// The commitments of that program that answer it.
    answers: Range<u32>,
}

impl Workspace {
    /// Finds what all references lead to.
    pub(super) fn link(&mut self) {
        let programs = || self.programs.par_iter().enumerate().with_min_len(FILES_A_TASK);
        let links: Vec<Links> = programs().map(|(at, _)| self.links_of(at)).collect();
        for (program, links) in self.programs.iter_mut().zip(links) {
            program.links = links;
        }
        // What answers a dependency stands among the commitments of its provider, which are known only now.
        let programs = self.programs.par_iter().with_min_len(FILES_A_TASK);
        let dependencies: Vec<Box<[Asked]>> = programs.map(|program| self.asked_by(program)).collect();
        for (program, dependencies) in self.programs.iter_mut().zip(dependencies) {
            program.links.dependencies = dependencies;
        }
    }

    /// What a program's references lead to, but for its dependencies.
    fn links_of(&self, at: usize) -> Links {
        let program = &self.programs[at];
        let (mut needs, mut milestones) = (Vec::new(), Vec::new());
        let (mut lost, mut strangers) = (Vec::new(), Vec::new());
        for entity in program.file.facts.entities() {
            let row = small(entity.place());
            let (mut is_lost, mut is_strange) = (false, false);
            for (key, kind) in entity.pointing() {
                is_strange |= entity.parties_in(key, kind).any(|party| self.is_stranger(party));
                for reference in entity.references_in(key, kind) {
                    let led = self.follow(program, reference);
                    is_lost |= led.is_none();
                    let Some(Led::To(there, found)) = led else { continue };
                    let own = std::ptr::eq(there, program).then_some(at);
                    let Some(there) = own.or_else(|| self.program_at(&there.id)) else { continue };
                    let place = (small(there), small(found.place()));
                    match key {
                        Key::Needs => {
                            needs.push(Need { milestone: row, span: reference.item.span, needed: place });
                        }
                        Key::Milestone => milestones.push((row, place)),
                        _ => {}
                    }
                }
            }
            lost.extend(is_lost.then_some(row));
            strangers.extend(is_strange.then_some(row));
        }
        let mut commitments: Vec<Entity<'_>> =
            program.section(Key::Commitments).filter(|entity| entity.word(Key::To).is_some()).collect();
        commitments.sort_by_key(|commitment| answered(program, *commitment));
        Links {
            needs: needs.into(),
            milestones: milestones.into(),
            dependencies: Box::default(),
            commitments: commitments.into_iter().map(|commitment| small(commitment.place())).collect(),
            lost: lost.into(),
            strangers: strangers.into(),
        }
    }

    /// Where a reference of a program leads; `None` where that is nowhere, or to two things at once.
    fn follow<'w>(&'w self, program: &'w Program, reference: Reference<'w>) -> Option<Led<'w>> {
        let text = reference.item.text;
        match reference.provider() {
            // Whether the team exists is no matter of references.
            Some(From::Team(_) | From::External(_)) => Some(Led::Outside),
            Some(From::Program(id)) => self.program(id).map(|_| Led::Outside),
            _ => match self.resolve(program, text, reference.sections)? {
                Target::Found(there, entity) => Some(Led::To(there, entity)),
                _ => None,
            },
        }
    }

    /// What the dependencies of a program lead to.
    fn asked_by(&self, program: &Program) -> Box<[Asked]> {
        let asked = program.section(Key::Dependencies).map(|dependency| {
            let from = dependency.word(Key::From).and_then(From::parse);
            let (provider, milestone) = match from {
                Some(From::Milestone(program, milestone)) => (self.program_at(program), Some(milestone)),
                Some(From::Program(program)) => (self.program_at(program), None),
                _ => (None, None),
            };
            let there = provider.map(|at| &self.programs[at]);
            let milestone =
                there.zip(milestone).and_then(|(there, id)| there.file.facts.entity(Key::Milestones, id));
            let answers = there.map_or(0..0, |there| there.answers_to(&program.id, Some(dependency.id())));
            Asked {
                dependency: small(dependency.place()),
                provider: provider.map(small),
                milestone: milestone.map(|milestone| small(milestone.place())),
                answers: small(answers.start)..small(answers.end),
            }
        });
        asked.collect()
    }

    /// Whether a party is not what its field takes: nobody, or a team in place of a person. While no people or no teams
    /// are declared, every id may be one.
    fn is_stranger(&self, party: Party<'_>) -> bool {
        let is_person = || self.person(party.id).is_some();
        let is_team = || self.team(party.id).is_some();
        match party.role {
            PartyRole::Person => !is_person() && (self.has_people() || is_team()),
            PartyRole::Team => self.has_teams() && !is_team(),
            PartyRole::Either => self.has_people() && self.has_teams() && !is_person() && !is_team(),
        }
    }

    fn at_place(&self, (program, row): Place) -> (&Program, Entity<'_>) {
        let program = &self.programs[program as usize];
        (program, program.file.facts.entity_at(row as usize))
    }

    /// The program that a dependency of `program` comes from, where it names one that exists.
    pub fn provider<'w>(&'w self, program: &Program, dependency: Entity<'_>) -> Option<&'w Program> {
        let provider = program.asked(dependency)?.provider?;
        Some(&self.programs[provider as usize])
    }

    /// The milestone that a dependency of `program` comes from, where it names one that exists.
    pub fn providing_milestone<'w>(
        &'w self,
        program: &Program,
        dependency: Entity<'_>,
    ) -> Option<(&'w Program, Entity<'w>)> {
        let asked = program.asked(dependency)?;
        Some(self.at_place((asked.provider?, asked.milestone?)))
    }

    /// The commitments with which the provider answers a dependency of `program`.
    pub fn commitments_to<'w>(
        &'w self,
        program: &'w Program,
        dependency: Entity<'_>,
    ) -> impl Iterator<Item = (&'w Program, Entity<'w>)> {
        let asked = program.asked(dependency);
        let provider = asked.and_then(|asked| Some((asked, &self.programs[asked.provider? as usize])));
        provider.into_iter().flat_map(|(asked, provider)| {
            let answers = asked.answers.start as usize..asked.answers.end as usize;
            let answers = provider.links.commitments[answers].iter();
            answers.map(move |row| (provider, provider.file.facts.entity_at(*row as usize)))
        })
    }

    /// The milestone that an item of scope or a commitment of `program` names, where it leads to one.
    pub fn milestone_of<'w>(
        &'w self,
        program: &Program,
        entity: Entity<'_>,
    ) -> Option<(&'w Program, Entity<'w>)> {
        debug_assert!(program.holds(entity), "it is one of this program");
        let milestones = &program.links.milestones;
        let at = milestones.binary_search_by_key(&entity.place(), |(row, _)| *row as usize).ok()?;
        Some(self.at_place(milestones[at].1))
    }

    /// The milestones that deliver a dependency of `program`: the one that it names, and those that the commitments to
    /// it name.
    pub fn deliveries<'w>(
        &'w self,
        program: &'w Program,
        dependency: Entity<'_>,
    ) -> impl Iterator<Item = (&'w Program, Entity<'w>)> {
        let named = self.providing_milestone(program, dependency);
        let committed = self
            .commitments_to(program, dependency)
            .filter_map(|(provider, commitment)| self.milestone_of(provider, commitment))
            .filter(move |(there, milestone)| {
                named.is_none_or(|(provider, named)| {
                    provider.id != there.id || named.place() != milestone.place()
                })
            });
        named.into_iter().chain(committed)
    }

    /// Whether a program commits to anything that `program` depends on.
    pub fn commits_to(&self, provider: &Program, program: &Program) -> bool {
        self.program(&provider.id).is_some_and(|provider| !provider.answers_to(&program.id, None).is_empty())
    }
}

impl Program {
    /// Its commitments to one dependency of a program, or to all of them.
    fn answers_to(&self, program: &str, dependency: Option<&str>) -> Range<usize> {
        let commitments = &self.links.commitments;
        let key = |row: &u32| answered(self, self.file.facts.entity_at(*row as usize));
        let start = commitments.partition_point(|row| key(row) < (program, dependency.unwrap_or("")));
        let is_one = |row: &u32| {
            let (there, asked) = key(row);
            there == program && dependency.is_none_or(|wanted| asked == wanted)
        };
        start..start + commitments[start..].partition_point(is_one)
    }

    fn asked(&self, dependency: Entity<'_>) -> Option<&Asked> {
        debug_assert!(
            std::ptr::eq(dependency.facts(), &raw const self.file.facts),
            "it is one of this program"
        );
        let asked = &self.links.dependencies;
        let at = asked.binary_search_by_key(&dependency.place(), |asked| asked.dependency as usize);
        at.ok().map(|at| &asked[at])
    }

    fn holds(&self, entity: Entity<'_>) -> bool {
        std::ptr::eq(entity.facts(), &raw const self.file.facts)
    }

    /// The entities of which a reference leads nowhere, or to two things at once.
    pub fn lost(&self) -> impl Iterator<Item = Entity<'_>> {
        self.links.lost.iter().map(|row| self.file.facts.entity_at(*row as usize))
    }

    /// The people and teams that it names and who may not stand there.
    pub fn strangers<'w>(&'w self, workspace: &'w Workspace) -> impl Iterator<Item = Party<'w>> {
        let entities = self.links.strangers.iter().map(|row| self.file.facts.entity_at(*row as usize));
        entities.flat_map(Entity::parties).filter(|party| workspace.is_stranger(*party))
    }
}

/// The `needs` of one program's milestones that lead to a milestone.
pub fn edges_of<'w>(workspace: &'w Workspace, program: &'w Program) -> impl Iterator<Item = Edge<'w>> {
    program.links.needs.iter().map(|need| {
        let (needed_program, needed) = workspace.at_place(need.needed);
        let milestone = program.file.facts.entity_at(need.milestone as usize);
        Edge { program, milestone, span: need.span, needed_program, needed }
    })
}

fn small(place: usize) -> u32 {
    u32::try_from(place).expect("there is no memory for so many programs or entities")
}
