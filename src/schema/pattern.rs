//! What the texts of the format look like, as regular expressions that every engine reads the same.
//!
//! None looks ahead or behind: tombi's engine has no such thing, and would skip the check. `[0-9]` is written out
//! because `\d` means more digits to some engines than to others.

use serde_json::{Value, json};

use super::{Object, object};
use crate::model::Kind;

const ID: &str = "[a-z0-9]+(-[a-z0-9]+)*";
const LONGEST_ID: usize = 64;
const PERIOD: &str = "[0-9]{4}(-(0[1-9]|1[0-2])|-W(0[1-9]|[1-4][0-9]|5[0-3])|-Q[1-4]|-H[12])?";
/// How a text begins that holds more than space and does not begin as a year alone or a year and a hyphen.
const RELEASE: &str = r"\s+\S|[^\s0-9]|[0-9]{1,3}([^0-9]|$)|[0-9]{4}[^-]";

/// A text, and what must hold of it.
pub(super) struct Text {
    pattern: Option<String>,
    longest: Option<usize>,
    never: Option<String>,
}

impl Text {
    /// Any text.
    fn any() -> Self {
        Self { pattern: None, longest: None, never: None }
    }

    fn matching(pattern: impl Into<String>) -> Self {
        Self { pattern: Some(pattern.into()), ..Self::any() }
    }

    /// Ids joined by other signs, none of them too long.
    fn of_ids(pattern: &str) -> Self {
        let never = format!("[a-z0-9-]{{{}}}", LONGEST_ID + 1);
        Self { never: Some(never), ..Self::matching(pattern.replace("ID", ID)) }
    }

    /// An id.
    pub(super) fn id() -> Self {
        Self { longest: Some(LONGEST_ID), ..Self::matching(format!("^{ID}$")) }
    }

    /// The name of a release.
    pub(super) fn release() -> Self {
        Self::matching(format!("^({RELEASE})"))
    }

    /// A period.
    pub(super) fn period() -> Self {
        Self::matching(format!("^{PERIOD}$"))
    }

    /// A period, or the name of a release.
    pub(super) fn when() -> Self {
        Self::matching(format!("^({PERIOD}$|{RELEASE})"))
    }

    /// What a value of this kind looks like; any text where the kind is no text of a form.
    pub(super) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Url => Self::matching(r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$"),
            Kind::Document => Self::matching(r"\S"),
            Kind::Id | Kind::Phase | Kind::Playbook | Kind::Person | Kind::Team | Kind::Party => Self::id(),
            // What stands after `external:` is any text, however long its words are.
            Kind::Provider => {
                let text = Self::of_ids(r"^(ID(/(ID)?)?$|external:\s*\S)");
                Self { never: text.never.map(|never| format!("^[^:]*{never}")), ..text }
            }
            Kind::Reference(_) => Self::of_ids(r"^(ID/)?(ID\.)?ID$"),
            Kind::Former => Self::of_ids("^(ID/)?ID$"),
            Kind::Span => Self::matching("^[0-9]{1,4}[hdw]$"),
            Kind::Requirement => Self::of_ids(r"^ID(\.(\*|ID)){0,2}$"),
            _ => Self::any(),
        }
    }

    /// Its schema.
    pub(super) fn schema(&self) -> Object {
        let mut schema = object(json!({ "type": "string" }));
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                schema.insert(key.to_owned(), value);
            }
        };
        put("pattern", self.pattern.clone().map(Value::from));
        put("maxLength", self.longest.map(Value::from));
        put("not", self.never.as_ref().map(|never| json!({ "pattern": never })));
        schema
    }
}
