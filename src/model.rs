//! What a program is: one declaration per field, from which reader, schema, category and docs derive.

mod category;
mod custom;
mod declarations;
mod facts;
mod index;
mod key;
mod kind;
mod next_line;
mod order;
mod packed;
mod party;
mod placeholder;
mod pointing;
mod reader;
mod reference;
mod spelling;
mod state;
mod value;
mod when;

pub use category::Category;
pub use custom::{Custom, CustomKind, CustomValue};
pub use declarations::{ORG, PLAYBOOK, PROGRAM, STANDARD_PHASES, WORKSPACE, section};
pub use facts::{Entity, Facts, Item};
pub use key::Key;
pub use kind::{Field, Kind, LEVELS, Names, PRESETS, Shape};
pub use next_line::NextLine;
pub use order::place;
pub use party::{Party, PartyRole};
pub use placeholder::is_placeholder;
pub use pointing::Reference;
pub use reader::{Reading, custom_sections, read, read_into_facts};
pub(crate) use reference::is_requirement;
pub use reference::{From, as_id, is_id, is_url};
pub use spelling::spell_date;
pub use when::{Period, When, parse_period};
