//! `reference-unknown`: a field points at something that does not exist.

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, From, Key, Reference, Shape, is_id, section};
use crate::text::{join_or, nearest};
use crate::workspace::{Program, Target};

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "reference-unknown",
    group: Group::Dependencies,
    level: Level::Error,
    summary: "A field points at a program, milestone or other entity that does not exist, or at two at once.",
    why: "A line that points at nothing is checked against nothing. The plan looks connected, and the one edge that \
          mattered was renamed in somebody else's file in March.",
    bad: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["schema-frezze"]
#        ^^^^^^^^^^^^^^^ error: there is no milestone `schema-frezze` in this program

[milestones.schema-freeze]
name = "Schema frozen"
due = 2026-08-14
owner = "li-wei"
"#,
    good: r#"
[milestones.beta]
name = "Closed beta"
due = 2026-08-28
owner = "ana-souza"
needs = ["schema-freeze"]

[milestones.schema-freeze]
name = "Schema frozen"
due = 2026-08-14
owner = "li-wei"
"#,
    fixable: true,
    options: &[],
    check: Check::Program(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    for reference in cx.program.lost().flat_map(Entity::references) {
        let lost = Lost(reference);
        findings.extend(match reference.provider() {
            // Whether the team exists is the business of `team-unknown`.
            Some(From::Team(_) | From::External(_)) => None,
            Some(From::Program(id)) if cx.workspace.program(id).is_some() => None,
            Some(From::Program(id)) => Some(lost.no_program(cx, id)),
            _ => lost.check(cx),
        });
    }
}

/// A reference that may lead nowhere.
#[derive(Clone, Copy)]
struct Lost<'w>(Reference<'w>);

impl<'w> Lost<'w> {
    fn check(self, cx: &Context<'w>) -> Option<Finding> {
        match cx.workspace.resolve(cx.program, self.0.item.text, self.0.sections)? {
            Target::Found(..) => None,
            Target::NoProgram(id) => Some(self.no_program(cx, id)),
            // Of a file that could only be read in part nobody knows what it does not hold.
            Target::NoEntity(program, _) if !program.file.is_whole() => None,
            Target::NoEntity(program, id) => Some(self.no_entity(cx, program, id)),
            Target::Ambiguous(one, other) => Some(self.ambiguous(cx, one, other)),
        }
    }

    fn finding(self, cx: &Context<'w>, message: String) -> Finding {
        cx.finding_at(self.0.item.span, Some(self.0.entity.path_of(self.0.key)), message)
    }

    /// The edit that writes another reference in its place, where that one leads somewhere.
    fn instead(self, cx: &Context<'w>, finding: Finding, text: &str, certain: bool) -> Finding {
        let leads = match From::parse(text) {
            Some(From::Program(id)) => cx.workspace.program(id).is_some(),
            _ => matches!(cx.workspace.resolve(cx.program, text, self.0.sections), Some(Target::Found(..))),
        };
        // An id that is at fault itself is no answer, and may not even fit into quotes.
        let is_sound = text.split(['/', '.']).all(|part| part.is_empty() || is_id(part));
        if !leads || !is_sound {
            return finding;
        }
        finding.write(self.0.item.span, text, certain)
    }

    fn no_program(self, cx: &Context<'w>, id: &str) -> Finding {
        let finding = self.finding(cx, format!("there is no program `{id}`"));
        let rest = &self.0.item.text[id.len()..];
        if let Some(program) = cx.workspace.program_formerly(id) {
            let text = format!("{}{rest}", program.id);
            let finding =
                finding.help(format!("It is called `{}` now: write \"{text}\".", program.id)).relate(
                    &program.file.path,
                    program.table().map_or(self.0.item.span, Entity::id_span),
                    "this one",
                );
            return self.instead(cx, finding, &text, true);
        }
        match cx.guesses.nearest(id, cx.workspace.program_ids().filter(|id| is_id(id))) {
            Some((meant, certain)) => {
                let text = format!("{meant}{rest}");
                self.instead(cx, finding.help(format!("Did you mean \"{text}\"?")), &text, certain)
            }
            None => finding.help(
                "Write the id of a program, which is the name of its file without .toml; or take the reference out.",
            ),
        }
    }

    fn no_entity(self, cx: &Context<'w>, program: &'w Program, id: &str) -> Finding {
        let (before, named) = self.prefix();
        if let Some(named) =
            named.filter(|named| self.0.sections.iter().all(|section| section.name() != *named))
        {
            return self.no_section(cx, before, named, id);
        }
        let wanted =
            || self.0.sections.iter().filter(|section| named.is_none_or(|named| section.name() == named));
        let nouns: Vec<&str> = wanted().filter_map(|key| section(*key)).map(Shape::noun).collect();
        let nouns = join_or(&nouns);
        let own = std::ptr::eq(program, cx.program);
        let finding = self.finding(
            cx,
            if own {
                format!("there is no {nouns} `{id}` in this program")
            } else {
                format!("program `{}` has no {nouns} `{id}`", program.id)
            },
        );
        let named = named.map_or_else(String::new, |named| format!("{named}."));

        // Nothing points at itself, however near its id is.
        let other = |entity: &Entity<'w>| {
            !own || (entity.section(), entity.place()) != (self.0.entity.section(), self.0.entity.place())
        };
        let here = || wanted().flat_map(|section| program.section(*section)).filter(other);
        let formerly = cx.workspace.formerly(program, id).filter(other);
        let of = |section: &Key| formerly.clone().find(|entity| entity.section() == *section);
        if let Some(entity) = wanted().find_map(of) {
            let text = format!("{before}{named}{}", entity.id());
            let help = format!("It is called `{}` now: write \"{text}\".", entity.id());
            let finding = finding.help(help).relate(&program.file.path, entity.id_span(), "this one");
            return self.instead(cx, finding, &text, true);
        }
        if let Some((there, entity)) = self.moved(cx, program, id) {
            let text = if std::ptr::eq(there, cx.program) {
                format!("{named}{}", entity.id())
            } else {
                format!("{}/{named}{}", there.id, entity.id())
            };
            let help = format!("It has moved to `{}`: write \"{text}\".", there.id);
            let finding = finding.help(help).relate(&there.file.path, entity.id_span(), "this one");
            return self.instead(cx, finding, &text, true);
        }
        let meant = cx.guesses.nearest(id, here().map(Entity::id).filter(|id| is_id(id)));
        let meant = meant.and_then(|(meant, certain)| Some((here().find(|it| it.id() == meant)?, certain)));
        if let Some((entity, certain)) = meant {
            let text = format!("{before}{named}{}", entity.id());
            let finding = finding.help(format!("Did you mean \"{text}\"?")).relate(
                &program.file.path,
                entity.id_span(),
                "this one?",
            );
            return self.instead(cx, finding, &text, certain);
        }
        let finding = finding.help(if own {
            "Write the id of one that is here, or \"program/id\" for another program's; or take the reference out."
                .to_owned()
        } else {
            format!("Write the id of one that is in {}, or take the reference out.", program.file.path)
        });
        match program.table().filter(|_| !own) {
            Some(table) => {
                finding.relate(&program.file.path, table.id_span(), "this program does not have it")
            }
            None => finding,
        }
    }

    fn no_section(self, cx: &Context<'w>, before: &str, section: &str, id: &str) -> Finding {
        let finding = self.finding(cx, format!("`{}` does not point at `{section}`", self.0.key.name()));
        let known = || self.0.sections.iter().map(|section| section.name());
        if let Some((meant, certain)) = nearest(section, known()) {
            let text = format!("{before}{meant}.{id}");
            return self.instead(cx, finding.help(format!("Did you mean \"{text}\"?")), &text, certain);
        }
        let right: Vec<String> = known().map(|section| format!("\"{before}{section}.{id}\"")).collect();
        finding.help(format!("Write {}.", join_or(&right)))
    }

    fn ambiguous(self, cx: &Context<'w>, one: Entity<'w>, other: Entity<'w>) -> Finding {
        let id = one.id();
        let noun = |entity: Entity<'_>| section(entity.section()).map_or("", |shape| shape.noun());
        let (before, _) = self.prefix();
        let file = match self.0.item.text.split_once('/') {
            Some((program, _)) => cx.workspace.program(program).map_or(cx.program, |program| program),
            None => cx.program,
        };
        let label = |entity: Entity<'_>| format!("the {} `{id}`", noun(entity));
        self.finding(cx, format!("`{id}` is the id of {} and of {}", article(one), article(other)))
            .help(format!(
                "Say which: \"{before}{}.{id}\" or \"{before}{}.{id}\".",
                one.section().name(),
                other.section().name()
            ))
            .relate(&file.file.path, one.id_span(), label(one))
            .relate(&file.file.path, other.id_span(), label(other))
    }

    /// What stands before the id: the program with its slash, and the section.
    fn prefix(self) -> (&'w str, Option<&'w str>) {
        let text = self.0.item.text;
        let (before, entity) = text.split_at(text.find('/').map_or(0, |slash| slash + 1));
        (before, entity.split_once('.').map(|(section, _)| section))
    }

    /// Where an entity has gone that was in `program`.
    fn moved(self, cx: &Context<'w>, program: &Program, id: &str) -> Option<(&'w Program, Entity<'w>)> {
        let mut moved = cx.workspace.moved_from(&format!("{}/{id}", program.id));
        moved.find(|(_, entity)| self.0.sections.contains(&entity.section()))
    }
}

/// `a milestone`, `an item of scope`.
fn article(entity: Entity<'_>) -> String {
    let title = section(entity.section()).map_or("", |shape| shape.title);
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
