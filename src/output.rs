//! What is written: one file a format, one function each, over one value.

mod attention;
mod columns;
pub mod concise;
pub mod csv;
mod effects;
pub mod github;
pub mod gitlab;
pub mod graph;
pub mod history;
pub mod html;
pub mod human;
mod inert;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod narrated;
mod opening;
pub mod patch;
mod phrase;
pub mod rdjson;
mod remedy;
pub mod rule_pages;
pub mod rule_settings;
pub mod sarif;
pub mod slack;
mod snippet;
mod spreadsheet;
pub mod status;
mod style;
mod tally;
pub mod terminal;
pub mod trend;
mod xml;

pub use style::Style;
