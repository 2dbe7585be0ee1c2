//! Columns of text in a terminal: letters may be two columns wide, or none.

use textwrap::core::display_width;

/// As much of a text as so many columns hold, with an ellipsis where that is not all.
pub(super) fn fit(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut fitting = String::new();
    let mut width = 0;
    for character in text.chars() {
        width += display_width(character.encode_utf8(&mut [0; 4]));
        if width + 1 > columns {
            break;
        }
        fitting.push(character);
    }
    format!("{}…", fitting.trim_end())
}

/// The spaces that fill a text up to so many columns.
pub(super) fn fill(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(display_width(text)))
}

#[cfg(test)]
mod tests {
    use super::{fill, fit};

    #[test]
    fn text_is_cut_by_columns() {
        for (text, columns, cut) in [
            ("beta", 4, "beta"),
            ("closed beta", 8, "closed…"),
            ("日本語", 6, "日本語"),
            ("日本語", 5, "日本…"),
            ("beta", 1, "…"),
        ] {
            assert_eq!(fit(text, columns), cut);
        }
        assert_eq!(fill("日本", 6), "  ");
        assert_eq!(fill("beta", 2), "");
    }
}
