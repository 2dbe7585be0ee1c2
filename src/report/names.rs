//! What people and teams are called.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::model::{ORG, read_into_facts};
use crate::tree::Tree;
use crate::workspace::Config;

/// The names of the people and teams of a version, by id.
pub fn names(tree: &Tree, config: &Config) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for listed in config.org.iter().flat_map(|(folder, _)| tree.list(folder)) {
        let Ok(text) = tree.read(&listed) else { continue };
        let mut working = String::new();
        let reading = read_into_facts(&Document::parse(&listed.path, &text, &mut working), &ORG);
        for entity in reading.facts.entities() {
            names.entry(entity.id().to_owned()).or_insert_with(|| entity.title().to_owned());
        }
    }
    names
}
