//! Any bytes as a program, in every format of `lint`.

#![no_main]

#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::a_lint(bytes));
