//! The order in which people write sections and keys: that of the declarations.

use super::kind::{Kind, Shape};

/// The place of a key in a table of a file, counted from 0; the greatest number for one that is not declared. In a table
/// whose keys are the user's own all have one place.
pub fn place(file: &Shape, table: &[&str], key: &str) -> usize {
    match table_at(file, table) {
        Some(Table::Of(shape)) => {
            shape.fields.iter().position(|field| field.key.name() == key).unwrap_or(usize::MAX)
        }
        Some(Table::Rules) => usize::from(key != "preset"),
        None => 0,
    }
}

/// A table whose keys have an order.
enum Table<'s> {
    Of(&'s Shape),
    Rules,
}

/// The table at a path; `None` for one whose keys are the user's own, and for one that is not declared.
fn table_at<'s>(file: &'s Shape, path: &[&str]) -> Option<Table<'s>> {
    let mut names = path.iter();
    let mut shape = file;
    while let Some(name) = names.next() {
        let mut kind = &shape.field(name)?.kind;
        shape = loop {
            match kind {
                Kind::Table(inner) | Kind::Tables(inner) => break inner,
                Kind::Keyed(inner) => {
                    names.next()?;
                    break inner;
                }
                Kind::Map(_, inner) => {
                    names.next()?;
                    kind = inner;
                }
                Kind::Rules => return names.next().is_none().then_some(Table::Rules),
                _ => return None,
            }
        };
    }
    Some(Table::Of(shape))
}

#[cfg(test)]
mod tests {
    use super::super::{PLAYBOOK, PROGRAM, WORKSPACE};
    use super::*;

    #[test]
    fn keys_stand_as_they_are_declared() {
        let before = |shape, table: &[&str], one, other| {
            assert!(place(shape, table, one) < place(shape, table, other), "{table:?} {one} {other}");
        };
        before(&PROGRAM, &[], "program", "milestones");
        before(&PROGRAM, &["milestones", "beta"], "name", "due");
        before(&PROGRAM, &["milestones", "beta"], "due", "unheard-of");
        before(&PROGRAM, &["escalation"], "to", "within");
        before(&WORKSPACE, &["rules"], "preset", "milestone-overdue");
        before(&WORKSPACE, &["fields", "program", "tier"], "type", "required");
        before(&PLAYBOOK, &["rules"], "preset", "milestone-overdue");
    }

    #[test]
    fn names_that_users_choose_have_no_order() {
        for (shape, table) in [
            (&PROGRAM, &["owners"][..]),
            (&PROGRAM, &["milestones"]),
            (&PROGRAM, &["milestones", "beta", "custom"]),
            (&PROGRAM, &["unheard-of"]),
            (&WORKSPACE, &["calendar", "releases"]),
        ] {
            assert_eq!(place(shape, table, "tpm"), place(shape, table, "a"), "{table:?}");
        }
    }
}
