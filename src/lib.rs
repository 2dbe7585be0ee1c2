//! milepost reads engineering programs that are kept as TOML files in git, finds the landmines in
//! them, and says what changed. ARCHITECTURE.md shows how the modules stand on each other.

pub mod changes;
pub mod cli;
pub mod disk;
pub mod document;
pub mod error;
pub mod example;
pub mod finding;
pub mod fix;
pub mod git;
pub mod layout;
pub mod model;
pub mod output;
pub mod report;
pub mod rules;
pub mod schema;
pub mod since;
pub mod text;
pub mod tree;
pub mod workspace;
