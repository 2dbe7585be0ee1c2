//! Where one more line can be added to an entity, in the layout of its file.

use super::facts::Entity;

/// A place for one more line of an entity's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextLine {
    /// The byte at which it is written.
    pub at: u32,
    /// What goes before it: the line break of the file, and the space with which its lines begin.
    pub start: Box<str>,
}

/// The place below the last of an entity's simple keys, or else below its header. `None` where the entity has no
/// header of its own: in an inline table, or among dotted keys, one line more is not so easily right.
pub(super) fn next_line(text: &str, entity: Entity<'_>) -> Option<NextLine> {
    let id = entity.id_span().range();
    let (start, before) = line_before(text, id.start)?;
    let section = before.strip_prefix('[')?.trim().strip_suffix('.')?.trim_end();
    let after = text.get(id.end..)?.trim_start_matches(BLANK).strip_prefix(']')?;
    if section.trim_matches(['"', '\'']) != entity.section().name() {
        return None;
    }
    let header = (start, line_end(text, text.len() - after.len())?);
    let keys = entity.keys().filter_map(|(key, span)| {
        let (start, before) = line_before(text, span.range().start)?;
        // A key below another header, or one of several on a line, does not stand here alone.
        let is_own = before.strip_suffix('=').is_some_and(|written| written.trim_end() == key.name());
        Some((start, line_end(text, span.range().end)?)).filter(|_| is_own)
    });
    let (start, end) = keys.max_by_key(|(_, end)| *end).unwrap_or(header);
    let line = &text[start..];
    let indent = &line[..line.len() - line.trim_start_matches(BLANK).len()];
    // The last line of a file may have no end; then the first one says how lines end here.
    let is_crlf = match &text[end..] {
        "" => text.find('\n').is_some_and(|first| text[..first].ends_with('\r')),
        rest => rest.starts_with('\r'),
    };
    let line_break = if is_crlf { "\r\n" } else { "\n" };
    Some(NextLine { at: u32::try_from(end).ok()?, start: format!("{line_break}{indent}").into() })
}

const BLANK: [char; 2] = [' ', '\t'];

/// Where the line of a place begins, and what stands on it before the place, without the space around it.
fn line_before(text: &str, at: usize) -> Option<(usize, &str)> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Some((start, before[start..].trim()))
}

/// Where the line of a place ends; `None` where more than a comment follows on it.
fn line_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let line = rest.split('\n').next()?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    let follows = line.trim_start_matches(BLANK);
    (follows.is_empty() || follows.starts_with('#')).then_some(at + line.len())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::document::Document;
    use crate::model::{Key, PROGRAM, read_into_facts};

    /// The text with a line `state = "superseded"` in its decision `a`, where there is a place for it.
    fn superseded(text: &str) -> Option<String> {
        let mut working = String::new();
        let file = Arc::from("programs/example.toml");
        let facts = read_into_facts(&Document::parse(&file, text, &mut working), &PROGRAM).facts;
        let next = facts.entity(Key::Decisions, "a")?.next_line()?.clone();
        let mut text = text.to_owned();
        text.insert_str(next.at as usize, &format!("{}state = \"superseded\"", next.start));
        let table: toml::Table = toml::from_str(&text).expect("it is TOML still");
        assert_eq!(table["decisions"]["a"]["state"].as_str(), Some("superseded"), "{text}");
        Some(text)
    }

    #[test]
    fn the_line_goes_below_the_last_key_in_the_layout_of_the_file() {
        let line = "state = \"superseded\"";
        for (before, after) in [
            ("[decisions.a]\ntitle = \"A\"\n", format!("\ntitle = \"A\"\n{line}\n")),
            ("[decisions.a]\ntitle = \"A\"", format!("\ntitle = \"A\"\n{line}")),
            ("[decisions.a]\r\ntitle = \"A\"", format!("\r\ntitle = \"A\"\r\n{line}")),
            ("[decisions.a]\r\ntitle = \"A\"\r\n", format!("\r\ntitle = \"A\"\r\n{line}\r\n")),
            ("[decisions.a]", format!("\n{line}")),
            ("[decisions.a] # why not\n\n[x]\n", format!(" # why not\n{line}\n\n[x]\n")),
            (
                "  [decisions.a]\n    title = \"A\" # so\n\n",
                format!("\n    title = \"A\" # so\n    {line}\n\n"),
            ),
            ("[decisions.a]\n\ttitle = \"A\"\n", format!("\n\ttitle = \"A\"\n\t{line}\n")),
            ("[decisions.a]\nwhy = \"\"\"\n[b]\n\"\"\"\n", format!("\nwhy = \"\"\"\n[b]\n\"\"\"\n{line}\n")),
            (
                "[decisions.a]\ntitle=\"A\"\n[decisions.a.custom]\nx = 1\n",
                format!("\ntitle=\"A\"\n{line}\n[decisions.a.custom]\nx = 1\n"),
            ),
            (
                "[decisions.a]\ntitle = \"A\"\ncustom.x = 1\n",
                format!("\ntitle = \"A\"\n{line}\ncustom.x = 1\n"),
            ),
            ("[decisions.a]\nby = \"b\"\ntitle = \"A\"\n", format!("\nby = \"b\"\ntitle = \"A\"\n{line}\n")),
            ("[ decisions . \"a\" ]\ntitle = \"A\"\n", format!(" ]\ntitle = \"A\"\n{line}\n")),
            (
                "[decisions.a]\ntitle = \"A\"\n[decisions.a.why]\nwhy = 1\n",
                format!("\ntitle = \"A\"\n{line}\n[decisions.a.why]\nwhy = 1\n"),
            ),
        ] {
            let found = superseded(before).unwrap_or_else(|| panic!("no place in {before:?}"));
            assert!(found.ends_with(&after), "{found:?} should end in {after:?}");
        }
    }

    #[test]
    fn without_a_header_of_its_own_there_is_no_place() {
        for text in [
            "[decisions]\na = { title = \"A\" }\n",
            "[decisions]\na.title = \"A\"\n",
            "decisions.a.title = \"A\"\n",
            "decisions = { a = { title = \"A\" } }\n",
            "[decisions.a.custom]\nx = 1\n",
            "[decisions.a]\ntitle = \"A\"\nstate = \"decided\"\n",
            "[decisions.a]\ntitle = \"A\"\nby = = \"b\"\n",
        ] {
            assert_eq!(superseded(text), None, "{text:?}");
        }
    }
}
