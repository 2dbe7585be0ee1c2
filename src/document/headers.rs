//! Where names stand first in headers: `[milestones.beta]` is one of `milestones`.

use rustc_hash::FxHashMap;
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::text::Span;

/// The places of each top-level name in the headers of a file. A list holds no names without quotes, so that a bracket at
/// the start of a line and the name behind it are a header's.
pub(super) fn headers(text: &str) -> FxHashMap<String, Vec<Span>> {
    let mut places: FxHashMap<String, Vec<Span>> = FxHashMap::default();
    let (mut line_start, mut bracket) = (true, false);
    for token in Source::new(text).lex() {
        let place = token.span().start()..token.span().end();
        match token.kind() {
            TokenKind::Whitespace => {}
            TokenKind::LeftSquareBracket if line_start => bracket = true,
            kind => {
                if kind == TokenKind::Atom
                    && bracket
                    && line_start
                    && let Some(name) = text.get(place.clone())
                {
                    places.entry(name.to_owned()).or_default().push(Span::new(place));
                }
                line_start = kind == TokenKind::Newline;
                bracket = false;
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::headers;

    #[test]
    fn a_name_is_found_in_headers_alone() {
        let text = "\
milestone = 1 # [milestone]
[milestone]
  [[ milestone . x ]]
[milestone.beta]\r
text = \"\"\"
[milestone.gamma]
\"\"\"
[other.milestone]
list = [
  [1, 2],
  [\"milestone\"],
]
[\"milestone\".x]
[milestone";
        let found: Vec<usize> = headers(text)["milestone"]
            .iter()
            .map(|span| text[..span.start as usize].lines().count())
            .collect();
        assert_eq!(found, [2, 3, 4, 14]);
    }
}
