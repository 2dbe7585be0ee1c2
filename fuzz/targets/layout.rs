//! Any text as a file that is laid out.

#![no_main]

#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| properties::a_layout(text));
