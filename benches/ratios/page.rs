//! Writes the table into `docs/speed.md`, where people read it.

use std::path::Path;

const BEGIN: &str = "<!-- What follows is written by `cargo bench -- --page`. -->\n";
const END: &str = "<!-- What comes before is written by `cargo bench -- --page`. -->\n";

pub(crate) fn write(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/speed.md");
    let page = std::fs::read_to_string(&path).expect("the page is in the repository");
    let (before, rest) = page.split_once(BEGIN).expect("the page says where the table begins");
    let (_, after) = rest.split_once(END).expect("the page says where the table ends");
    let page = format!("{before}{BEGIN}\n{table}\n{END}{after}");
    std::fs::write(&path, page).expect("the page can be written");
}
