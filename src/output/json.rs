//! JSON, version 1: types of its own, so that what is published does not change with the code.

mod change;
mod consequence;
mod diff;
mod finding;
mod graph;
mod history;
mod lint;
mod report;
mod rules;
mod status;

use serde::Serialize;

pub use diff::diff;
pub use graph::graph;
pub use history::history;
pub use lint::lint;
pub use report::period;
pub use rules::{rule_settings, rules};
pub use status::status;

/// The version of every JSON that milepost writes.
const VERSION: u8 = 1;

fn write(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("its keys are text and its numbers are finite");
    text.push('\n');
    text
}
