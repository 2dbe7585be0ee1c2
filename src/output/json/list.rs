//! A list that is made while it is written, so that what is long stands in memory once.

use serde::{Serialize, Serializer};

/// What is to be listed, and how one of it is told.
pub(super) struct List<'r, T, J>(pub &'r [T], pub fn(&'r T) -> J);

impl<T, J: Serialize> Serialize for List<'_, T, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

#[cfg(test)]
impl<T, J: schemars::JsonSchema> schemars::JsonSchema for List<'_, T, J> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        <Vec<J>>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Vec<J>>::json_schema(generator)
    }
}
