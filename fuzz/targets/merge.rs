//! Any three texts as versions of a file that are merged, parted by a line of `====`: the common one, ours, theirs.

#![no_main]

#[path = "../../tests/support/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut texts = text.splitn(3, "\n====\n");
    properties::a_merge(std::array::from_fn(|_| texts.next().unwrap_or_default()));
});
