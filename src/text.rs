//! Text and places in it: byte spans, line numbers, "did you mean", and what is safe to print.

mod clean;
mod source;
mod suggest;

pub use clean::clean;
pub use source::{Position, Source, Span};
pub use suggest::closest;
