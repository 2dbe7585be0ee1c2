//! Text and places in it: byte spans, line numbers, "did you mean", and what is safe to print.

mod clean;
mod lines;
mod source;
mod suggest;
mod words;

pub use clean::clean;
pub use lines::Lines;
pub use source::{Position, Source, Span};
pub use suggest::{Guesses, closest, nearest};
pub use words::{cut, distance, join_and, join_or, plural, same_words, shorten};
