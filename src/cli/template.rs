//! Templates: TOML files that are valid as they stand, with `{names}` for what the command knows.

use std::fmt::Write as _;

use crate::git::Identity;
use crate::model::as_id;
use crate::text::clean;

/// The column, from 0, at which the comment behind a value begins.
const COMMENT: usize = 40;

/// Fills a template. A value in quotes is written as a TOML string; a line whose value is `None` falls away.
pub(super) fn fill(template: &str, values: &[(&str, Option<&str>)]) -> String {
    let mut out = String::new();
    for line in template.lines() {
        if values.iter().any(|(name, value)| value.is_none() && line.contains(&format!("{{{name}}}"))) {
            continue;
        }
        match line.split_once("  #") {
            Some((code, comment)) if code.contains('{') => {
                let code = fill_line(code.trim_end(), values);
                let comment = fill_line(comment, values);
                write!(out, "{code:COMMENT$}#{comment}").expect("a string takes every text");
            }
            _ => out.push_str(&fill_line(line, values)),
        }
        out.push('\n');
    }
    out
}

fn fill_line(line: &str, values: &[(&str, Option<&str>)]) -> String {
    let mut line = line.to_owned();
    for (name, value) in values {
        if let Some(value) = value {
            let name = format!("{{{name}}}");
            line = line.replace(&format!("\"{name}\""), &quoted(value)).replace(&name, &clean(value));
        }
    }
    line
}

/// A text as a TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\0'..='\x1f' | '\x7f' => {
                write!(out, "\\u{:04X}", u32::from(character)).expect("a string takes every text");
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

/// The id that somebody's name in git would be as a person.
pub(super) fn person_id(identity: &Identity) -> Option<String> {
    let account = identity.email.as_deref().and_then(|email| email.split('@').next());
    identity.name.as_deref().and_then(as_id).or_else(|| account.and_then(as_id))
}

/// A path as an argument that can be copied into a shell.
pub(super) fn argument(path: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/\\._-:~+,@".contains(character);
    if path.chars().all(plain) { path.to_owned() } else { format!("\"{path}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_leave_its_string() {
        let template = "name = \"{name}\"\nphase = \"{phase}\"   # {phases}\nplaybook = \"{playbook}\"\n";
        let values = [
            ("name", Some("A \"B\"\n[owners]\\")),
            ("phase", Some("data")),
            ("phases", Some("data, launch\nx")),
            ("playbook", None),
        ];
        let filled = fill(template, &values);
        let expected = "name = \"A \\\"B\\\"\\u000A[owners]\\\\\"\n\
                        phase = \"data\"                          # data, launch␊x\n";
        assert_eq!(filled, expected);
    }

    #[test]
    fn a_person_is_called_as_git_calls_them() {
        let id = |name: &str, email: &str| {
            person_id(&Identity { name: Some(name.to_owned()), email: Some(email.to_owned()) })
        };
        assert_eq!(id("Inês Duarte", "").as_deref(), Some("ines-duarte"));
        assert_eq!(id("李伟", "li.wei@corp.example").as_deref(), Some("li-wei"));
        assert_eq!(id("李伟", ""), None);
        assert_eq!(person_id(&Identity::default()), None);
    }

    #[test]
    fn a_path_with_a_space_is_one_argument() {
        assert_eq!(argument("plans/2026"), "plans/2026");
        assert_eq!(argument("our plans"), "\"our plans\"");
    }
}
