//! Any bytes as `milepost.toml`, as people, and as a playbook.

#![no_main]

#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| properties::a_configuration(bytes));
