//! Which changes are shown: by category and by program.

use globset::{Glob, GlobMatcher};

use crate::changes::{Comparison, ProgramChange, Side};
use crate::error::{Error, Result};
use crate::model::Category;
use crate::report::Consequence;
use crate::text::{clean, closest, join_or};
use crate::workspace::stem;

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// Show only changes of these categories
    #[arg(long, value_name = "CATEGORY,…", value_delimiter = ',')]
    only: Vec<String>,
    /// Show only programs whose id matches this pattern
    #[arg(long, value_name = "GLOB")]
    program: Option<String>,
}

/// What is shown.
pub(super) struct Filter {
    categories: Vec<Category>,
    program: Option<GlobMatcher>,
}

impl Filter {
    pub(super) fn new(args: &Args) -> Result<Self> {
        let categories = args.only.iter().map(|name| category(name.trim())).collect::<Result<_>>()?;
        let program = args.program.as_deref().map(pattern).transpose()?;
        Ok(Self { categories, program })
    }

    /// Whether nothing is left out.
    pub(super) fn shows_all(&self) -> bool {
        self.categories.is_empty() && self.program.is_none()
    }

    /// Whether changes of this category are shown.
    pub(super) fn shows(&self, category: Category) -> bool {
        self.categories.is_empty() || self.categories.contains(&category)
    }

    /// Whether this program is shown.
    pub(super) fn shows_program(&self, id: &str) -> bool {
        self.program.as_ref().is_none_or(|glob| glob.is_match(id))
    }

    /// What to say where the pattern matches no program of either side: it may be misspelled.
    pub(super) fn unmatched(&self, sides: [&Side<'_>; 2]) -> Option<String> {
        let ids = || sides.into_iter().flat_map(|side| side.programs.keys()).map(String::as_str);
        unmatched(self.program.as_ref()?, ids)
    }

    /// Takes out what is not shown. A program that came or went is of no category.
    pub(super) fn apply(&self, comparison: &mut Comparison) {
        comparison.programs.retain_mut(|program: &mut ProgramChange| {
            let previous = program.previous_id.as_deref();
            if !self.shows_program(&program.id) && !previous.is_some_and(|id| self.shows_program(id)) {
                return false;
            }
            program.changes.retain(|change| self.shows(change.category));
            self.categories.is_empty() || !program.changes.is_empty()
        });
        comparison.unreadable.retain(|unread| self.shows_program(stem(&unread.file)));
    }

    /// Takes out the consequences of what is not shown.
    pub(super) fn apply_to(&self, consequences: &mut Vec<Consequence>, shown: &Comparison) {
        if !self.shows_all() {
            consequences.retain(|consequence| consequence.change(shown).is_some());
        }
    }
}

/// A pattern for program ids.
pub(super) fn pattern(glob: &str) -> Result<GlobMatcher> {
    let matcher = Glob::new(glob).map(|glob| glob.compile_matcher());
    matcher.map_err(|_| {
        Error::new(format!("`{glob}` is no pattern for program ids"))
            .help("Write an id, or a pattern such as \"research-*\".")
    })
}

/// What to say where a pattern matches none of these ids.
pub(super) fn unmatched<'a, I: Iterator<Item = &'a str>>(
    pattern: &GlobMatcher,
    ids: impl Fn() -> I,
) -> Option<String> {
    if ids().any(|id| pattern.is_match(id)) {
        return None;
    }
    let pattern = pattern.glob().glob();
    let meant = closest(pattern, ids()).map_or_else(String::new, |id| format!("; did you mean `{id}`?"));
    Some(clean(&format!("no program matches `{pattern}`{meant}")).into_owned())
}

fn category(name: &str) -> Result<Category> {
    Category::parse(name).ok_or_else(|| {
        let names = Category::ALL.map(Category::name);
        let help = match closest(name, names) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => format!("Write {}.", join_or(&names)),
        };
        Error::new(format!("there is no category `{name}`")).help(help)
    })
}
