//! Any two texts as two versions of a program, in every format of what tells of them. A line of `====` parts them.

#![no_main]

#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    const BETWEEN: &[u8] = b"\n====\n";
    let middle = bytes.windows(BETWEEN.len()).position(|window| window == BETWEEN).unwrap_or(bytes.len());
    let after = bytes.get(middle + BETWEEN.len()..).unwrap_or_default();
    properties::a_report(&bytes[..middle], after);
});
