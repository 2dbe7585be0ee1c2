//! The gates that a program has come through: what must stand now and from here on.

use super::{Program, Workspace};
use crate::model::{Entity, Key, Kind, PROGRAM, Shape};
use crate::text::closest;

/// One thing that a gate asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement<'w> {
    /// The phase whose gate asks for it.
    pub phase: &'w str,
    /// The path: `docs.design`, `milestones.*.owner`.
    pub path: &'w str,
}

/// A requirement of a gate, read against the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked<'p> {
    /// `scope`: the section is not empty.
    Section(Key),
    /// `docs.design`, `milestones.beta`: there is an entry of this name.
    Entry(Key, &'p str),
    /// `program.target`, `milestones.beta.exit`: this entry has this field.
    Field(Key, &'p str, Key),
    /// `milestones.*.exit`: every open entity has this field.
    Each(Key, Key),
}

impl<'p> Asked<'p> {
    /// Reads a path; `None` where it names nothing that a program may have.
    pub fn parse(path: &'p str) -> Option<Self> {
        let mut parts = path.split('.');
        let declared = PROGRAM.field(parts.next()?)?;
        let section = declared.key;
        let field = |shape: &'static Shape, name| shape.field(name).map(|field| field.key);
        let kind = declared.kind;
        match (kind, parts.next(), parts.next()) {
            (Kind::Keyed(_) | Kind::Tables(_) | Kind::Map(..), None, _) => Some(Self::Section(section)),
            (Kind::Table(shape), Some(key), None) => {
                Some(Self::Field(section, section.name(), field(shape, key)?))
            }
            (Kind::Keyed(shape) | Kind::Tables(shape), Some("*"), Some(key)) => {
                Some(Self::Each(section, field(shape, key)?))
            }
            (_, Some("*"), _) => None,
            (Kind::Keyed(_) | Kind::Map(..), Some(id), None) => Some(Self::Entry(section, id)),
            (Kind::Keyed(shape), Some(id), Some(key)) => Some(Self::Field(section, id, field(shape, key)?)),
            _ => None,
        }
    }

    /// The section that it asks of.
    pub fn section(self) -> Key {
        match self {
            Self::Section(section)
            | Self::Entry(section, _)
            | Self::Field(section, ..)
            | Self::Each(section, _) => section,
        }
    }

    /// The path that was meant by one that cannot be read.
    pub(super) fn meant(path: &str) -> Option<String> {
        let mut parts: Vec<&str> = path.split('.').collect();
        let sections = || PROGRAM.fields.iter().map(|field| field.key.name());
        if PROGRAM.field(parts[0]).is_none() {
            parts[0] = closest(parts[0], sections())?;
        }
        let shape = match (PROGRAM.field(parts[0])?.kind, parts.len()) {
            (Kind::Table(shape), 2) | (Kind::Keyed(shape) | Kind::Tables(shape), 3) => Some(shape),
            _ => None,
        };
        if let (Some(shape), Some(last)) = (shape, parts.last_mut())
            && shape.field(last).is_none()
        {
            *last = closest(last, shape.fields.iter().map(|field| field.key.name()))?;
        }
        let all = parts.join(".");
        let fewer = parts[..parts.len() - 1].join(".");
        [all, fewer].into_iter().find(|meant| Asked::parse(meant).is_some())
    }
}

impl Workspace {
    /// What the gates of a program's phase and of all phases before it ask for, in the order of the phases.
    /// Nothing is asked of a closed program, nor of one whose phase could not be read.
    pub fn gates_in_force<'w>(&'w self, program: &'w Program) -> impl Iterator<Item = Requirement<'w>> {
        let playbook = self.playbook(program).filter(|_| program.stage.is_some() && !program.is_closed());
        let named = program.table().and_then(|table| table.word(Key::Phase));
        let passed = playbook.map_or(&[][..], |playbook| {
            let at = named.and_then(|named| playbook.phases.iter().position(|phase| phase == named));
            &playbook.phases[..playbook.phases.len().min(at.unwrap_or(0) + 1)]
        });
        passed.iter().flat_map(move |phase| {
            let paths = playbook.and_then(|playbook| playbook.gates.get(phase));
            paths.into_iter().flatten().map(move |path| Requirement { phase, path })
        })
    }

    /// Whether a gate that a program has come through asks for a field of an entity, and can tell that it is missing.
    pub fn gate_asks_for(&self, program: &Program, entity: Entity<'_>, key: Key) -> bool {
        let mut asked = self.gates_in_force(program).filter_map(|required| Asked::parse(required.path));
        let is_meant = |asked| match asked {
            Asked::Each(section, field) => (section, field) == (entity.section(), key) && entity.is_open(),
            Asked::Field(section, id, field) => (section, id, field) == (entity.section(), entity.id(), key),
            Asked::Section(_) | Asked::Entry(..) => false,
        };
        asked.any(is_meant) && program.file.has_whole(entity.section())
    }

    /// Whether a gate that a program has come through asks for a section, and nothing stands in it.
    pub fn gate_asks_for_section(&self, program: &Program, section: Key) -> bool {
        let mut asked = self.gates_in_force(program).filter_map(|required| Asked::parse(required.path));
        program.section(section).next().is_none()
            && asked.any(|asked| asked == Asked::Section(section))
            && program.file.has_whole(section)
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::Tree;
    use crate::workspace::{Asked, Cache, Workspace};

    fn asked(phase: &str) -> Vec<(String, String)> {
        let program = format!("[program]\nname = \"Example\"\nplaybook = \"own\"\n{phase}\n");
        let own = "extends = \"standard\"\nphases = [\"definition\", \"trial\", \"launch\", \"operate\", \"closed\"]\n\
                   [gates.trial]\nrequires = [\"risks.*.owner\"]\n";
        let tree = Tree::memory([("programs/example.toml", program.as_str()), ("playbooks/own.toml", own)]);
        let workspace = Workspace::load(&tree, &mut Cache::default());
        workspace
            .gates_in_force(&workspace.programs[0])
            .map(|asked| (asked.phase.to_owned(), asked.path.to_owned()))
            .collect()
    }

    #[test]
    fn a_misspelt_path_is_recognised() {
        let meant = |path| Asked::meant(path).unwrap_or_default();
        assert_eq!(meant("doc.design"), "docs.design");
        assert_eq!(meant("milestone"), "milestones");
        assert_eq!(meant("milestone.*.exits"), "milestones.*.exit");
        assert_eq!(meant("program.targt"), "program.target");
        assert_eq!(meant("owners.*"), "owners");
        assert_eq!(meant("program"), "");
        assert_eq!(meant("scope.*.nonsense"), "");
        assert_eq!(meant("nonsense"), "");
    }

    #[test]
    fn gates_add_up_until_the_program_is_closed() {
        let pair = |phase: &str, path: &str| (phase.to_owned(), path.to_owned());
        let definition = [pair("definition", "outcomes"), pair("definition", "owners.sponsor")];
        assert_eq!(asked(""), definition, "left out, it is the first phase");
        assert_eq!(asked("phase = \"definition\""), definition);
        assert_eq!(asked("phase = \"trial\"")[2..], [pair("trial", "risks.*.owner")]);
        assert_eq!(asked("phase = \"operate\"").len(), 7);
        assert_eq!(asked("phase = \"closed\""), []);
        assert_eq!(asked("phase = \"nonsense\""), []);
        assert_eq!(asked("phase = 3"), []);
    }
}
