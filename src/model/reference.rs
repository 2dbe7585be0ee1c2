//! Ids, and what a text says when it points at something.

/// Whether a text is an id: `[a-z0-9]+(-[a-z0-9]+)*`, at most 64 characters.
pub fn is_id(text: &str) -> bool {
    let mut before = b'-';
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => {}
            b'-' if before != b'-' => {}
            _ => return false,
        }
        before = byte;
    }
    before != b'-' && text.len() <= 64
}

/// The id that a text would be, so that a message can offer it. `None` when nothing of it is left.
pub fn as_id(text: &str) -> Option<String> {
    let mut id = String::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_ascii_alphanumeric() {
            id.push(character);
        } else if let Some((_, plain)) = MARKED.iter().find(|(marked, _)| marked.contains(character)) {
            id.push_str(plain);
        } else if !id.is_empty() && !id.ends_with('-') && !is_mark(character) {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    (is_id(id)).then(|| id.to_owned())
}

/// Latin letters that are not ASCII, and what people write where they have no such key.
const MARKED: &[(&str, &str)] = &[
    ("àáâãäåāăą", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņň", "n"),
    ("òóôõöøōŏő", "o"),
    ("œ", "oe"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ß", "ss"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűų", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
];

/// Whether a character is an accent of its own, which follows its letter.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// Who provides a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From<'a> {
    /// `identity/ga`: a milestone of a program.
    Milestone(&'a str, &'a str),
    /// `identity/`: a program whose milestone is not yet agreed.
    Program(&'a str),
    /// `identity`: a team.
    Team(&'a str),
    /// `external:ACME`: somebody outside.
    External(&'a str),
}

impl<'a> From<'a> {
    /// Reads a provider; `None` where it is none of the four forms.
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some(name) = text.strip_prefix("external:") {
            return (!name.trim().is_empty()).then_some(Self::External(name.trim()));
        }
        match text.split_once('/') {
            None => is_id(text).then_some(Self::Team(text)),
            Some((program, "")) => is_id(program).then_some(Self::Program(program)),
            Some((program, milestone)) => {
                (is_id(program) && is_id(milestone)).then_some(Self::Milestone(program, milestone))
            }
        }
    }
}

/// Whether a text has the form of a reference: `id`, `program/id`, `section.id` or `program/section.id`.
pub(super) fn is_reference(text: &str) -> bool {
    let entity = match text.split_once('/') {
        Some((program, entity)) if is_id(program) => entity,
        Some(_) => return false,
        None => text,
    };
    let id = match entity.split_once('.') {
        Some((section, id)) if is_id(section) => id,
        Some(_) => return false,
        None => entity,
    };
    is_id(id)
}

/// Whether a text has the form of a former id: `id` or `program/id`.
pub(super) fn is_former(text: &str) -> bool {
    match text.split_once('/') {
        Some((program, id)) => is_id(program) && is_id(id),
        None => is_id(text),
    }
}

/// Whether a text is a number of hours, days or weeks: `12h`, `2d`, `1w`.
pub(super) fn is_span(text: &str) -> bool {
    text.strip_suffix(['h', 'd', 'w']).is_some_and(|digits| {
        (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether a text is an address with a scheme, such as `https:`.
pub fn is_url(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, rest)| if rest.is_empty() { "" } else { scheme });
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+.-".contains(character))
        && !text.chars().any(char::is_whitespace)
}

/// Whether a text is a path as gates name it: keys joined by dots, the second may be `*`.
pub(crate) fn is_requirement(text: &str) -> bool {
    let mut parts = text.split('.');
    let first = parts.next().is_some_and(is_id);
    first && parts.clone().count() <= 2 && parts.all(|part| part == "*" || is_id(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kebab_case() {
        for good in ["a", "beta", "2025h1-all-hands", "x-1", &"a".repeat(64)] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "-a", "a-", "a--b", "A", "a_b", "é", "a.b", &"a".repeat(65)] {
            assert!(!is_id(bad), "{bad}");
        }
    }

    #[test]
    fn what_was_meant_as_an_id_is_offered_as_one() {
        assert_eq!(as_id("Maya Chen").as_deref(), Some("maya-chen"));
        assert_eq!(as_id("Schema_Freeze!").as_deref(), Some("schema-freeze"));
        assert_eq!(as_id("漢字"), None);
        assert_eq!(as_id("Inês Łukasz Weiß").as_deref(), Some("ines-lukasz-weiss"));
        assert_eq!(as_id("Ine\u{302}s").as_deref(), Some("ines"));
    }

    #[test]
    fn a_provider_is_one_of_four() {
        assert_eq!(From::parse("identity/ga"), Some(From::Milestone("identity", "ga")));
        assert_eq!(From::parse("identity/"), Some(From::Program("identity")));
        assert_eq!(From::parse("identity"), Some(From::Team("identity")));
        assert_eq!(From::parse("external: ACME Corp."), Some(From::External("ACME Corp.")));
        for bad in ["", "/", "/ga", "Identity", "a/b/c", "external:", "external"] {
            assert!(From::parse(bad).is_none() || bad == "external", "{bad}");
        }
    }
}
