//! milepost reads engineering programs that are kept as TOML files in git, finds the landmines in
//! them, and says what changed. ARCHITECTURE.md shows how the modules stand on each other.

pub mod error;
pub mod text;
