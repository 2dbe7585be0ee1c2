//! `person-duplicate`: one e-mail address or one account stands under two people.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{Check, Context, Group, Rule};
use crate::finding::{Finding, Level};
use crate::model::{Entity, Key, is_placeholder};
use crate::workspace::File;

/// The rule.
pub(super) static RULE: Rule = Rule {
    id: "person-duplicate",
    group: Group::Owners,
    level: Level::Warn,
    summary: "Two people have one e-mail address or one GitHub account.",
    why: "Somebody was added twice under two spellings. Half of what she owns stands under each, so that neither looks \
          overloaded, and on the day on which she leaves only half of it is noticed.",
    bad: r#"
#-- org/people.toml
[people.ana-souza]
name = "Ana Souza"
email = "ana@example.com"

[people.ana-s]
name = "Ana S."
email = "Ana@example.com"
#       ^^^^^^^^^^^^^^^^^ warn: `ana-s` has the e-mail address of `ana-souza`: Ana@example.com
"#,
    good: r#"
#-- org/people.toml
[people.ana-souza]
name = "Ana Souza"
email = "ana@example.com"
previously = ["ana-s"]
"#,
    fixable: false,
    options: &[],
    check: Check::Workspace(check),
};

fn check(cx: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut first: FxHashMap<(Key, Cow<'_, str>), Place<'_>> = FxHashMap::default();
    for file in &cx.workspace.org {
        let mut people: Vec<Entity<'_>> = file.facts.section(Key::People).collect();
        people.sort_by_key(|person| person.id_span().start);
        for person in people {
            let mut told = None;
            for key in [Key::Email, Key::Github] {
                let Some(contact) = contact(person, key) else { continue };
                let (other_file, other) = *first.entry((key, contact)).or_insert((&**file, person));
                // One id that stands there twice is for `org-duplicate`, and who shares both is told of once.
                if other.id() != person.id() && told.replace(other.id()) != Some(other.id()) {
                    findings.push(finding(cx, (&**file, person), (other_file, other), key));
                }
            }
        }
    }
}

type Place<'w> = (&'w File, Entity<'w>);

/// An address or an account as it is compared; `None` where it tells nobody apart.
fn contact(person: Entity<'_>, key: Key) -> Option<Cow<'_, str>> {
    let written = person.word(key)?.trim();
    let contact = if key == Key::Github { written.trim_start_matches('@') } else { written };
    if contact.is_empty() || is_placeholder(contact) {
        return None;
    }
    let is_lower = contact.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    Some(if is_lower { Cow::Borrowed(contact) } else { Cow::Owned(contact.to_lowercase()) })
}

fn finding(cx: &Context<'_>, (file, person): Place<'_>, (other_file, other): Place<'_>, key: Key) -> Finding {
    let (id, first) = (person.id(), other.id());
    let what = if key == Key::Email { "the e-mail address" } else { "the GitHub account" };
    let message = format!("`{id}` has {what} of `{first}`: {}", person.word(key).unwrap_or_default().trim());
    let mut finding = Finding::new(cx.rule.id, cx.rule.level, &file.path, person.span(key), message);
    finding.path = Some(person.path_of(key));
    finding
        .help(format!(
            "If they are one person, keep one, put the other id into its `previously`, and use the one that stays everywhere; if not, correct `{}`.",
            key.name()
        ))
        .relate(&other_file.path, other.span(key), format!("`{first}`"))
}
