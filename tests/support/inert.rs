//! What must hold for each format, whatever it tells: what reads it finds nothing to obey in it.

#![allow(dead_code, reason = "each binary asks for its own part of it")]

use milepost::text::clean;
use pulldown_cmark::{Event, Options, Parser, Tag};
use quick_xml::events::Event as Xml;
use serde_json::Value;

/// Whether nothing in a text steers a terminal.
pub(crate) fn plain(text: &str) {
    let steers = |letter: char| {
        (letter.is_control() && letter != '\n')
            || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.chars().find(|letter| steers(*letter));
    assert!(found.is_none(), "{found:?} in {text:?}");
}

/// Whether JSON can be read, and shown.
pub(crate) fn json(text: &str) -> Value {
    plain(text);
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Whether JSON of our own can be read, and shown.
pub(crate) fn whole(text: &str) {
    assert_eq!(json(text)["version"], 1);
}

/// Whether XML is well formed, and holds these elements alone, without a script and without a link out of it.
pub(crate) fn xml(text: &str, known: &[&str]) {
    plain(text);
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = 0;
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
            event @ (Xml::Start(_) | Xml::Empty(_)) => {
                open += i32::from(matches!(event, Xml::Start(_)));
                let (Xml::Start(tag) | Xml::Empty(tag)) = event else { unreachable!("it is one of both") };
                let name = tag.name().as_ref().to_owned();
                assert!(known.contains(&&*name), "<{name}> in {text}");
                for attribute in tag.attributes() {
                    let attribute = attribute.expect("an attribute");
                    let key = attribute.key.as_ref().to_owned();
                    assert!(!key.starts_with("on") && !key.ends_with("href"), "{key} in {text}");
                    quick_xml::escape::unescape(&attribute.value).expect("it is escaped");
                }
            }
            Xml::End(_) => open -= 1,
            Xml::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "{text}");
}

/// Whether each line is a command of ours to a workflow of GitHub, or the count that stands alone.
pub(crate) fn workflow(log: &str) {
    plain(log);
    let ours = ["::error ", "::warning ", "::notice ", "::group::", "::endgroup::"];
    for line in log.lines() {
        assert!(
            ours.iter().any(|start| line.starts_with(start)) || line.starts_with("No findings in "),
            "{line}"
        );
    }
}

/// Whether a text that others take for Markdown or HTML is neither, and notifies nobody.
pub(crate) fn unformatted(text: &str) {
    plain(text);
    for (at, _) in text.match_indices(['@', '#']) {
        let next = text[at + 1..].chars().next().unwrap_or(' ');
        assert!(!next.is_alphanumeric(), "{text:?}");
    }
    for loud in ["](", "<s", "<i", "</", "://"] {
        assert!(!text.contains(loud), "{text:?} holds {loud}");
    }
}

/// Whether a page of Markdown has no tag, picture, link, table that is not ours or mention in it.
pub(crate) fn markdown(page: &str) {
    plain(page);
    let mut is_code = false;
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock | Tag::FootnoteDefinition(_),
            ) => {
                panic!("{event:?} in {page}")
            }
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => is_code = false,
            Event::Text(text) if !is_code => {
                for (at, _) in text.match_indices('@') {
                    let next = text[at + 1..].chars().next().unwrap_or(' ');
                    assert!(!next.is_alphanumeric(), "{text:?} in {page}");
                }
                assert!(!text.contains("://"), "{text:?} in {page}");
            }
            _ => {}
        }
    }
}

/// Whether a table can be read, and no cell of it is a formula; a number is one.
pub(crate) fn table(text: &str) {
    plain(&text.replace("\r\n", "\n"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    for row in reader.records() {
        for cell in &row.expect("a row as long as the others") {
            let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!is_formula || cell.parse::<i64>().is_ok(), "{cell:?} in {text}");
            assert!(
                cell.trim_start_matches('\u{200b}') == clean(cell.trim_start_matches('\u{200b}')),
                "{cell:?}"
            );
        }
    }
}

/// Whether a page for browsers has no element of anybody's own, no script, and asks for nothing.
pub(crate) fn page(page: &str) {
    plain(page);
    for tag in page.split('<').skip(1) {
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let ours = tag.starts_with('/') || tag.starts_with('!') || TAGS.contains(&&*name);
        assert!(ours, "<{}", tag.chars().take(40).collect::<String>());
        let inside = tag.split('>').next().unwrap_or_default();
        if let Some((_, to)) = inside.split_once("href=\"") {
            assert!(to.starts_with('#') || to.starts_with("data:,"), "<{inside}>");
        }
        for word in inside.split_ascii_whitespace().skip(1) {
            assert!(!word.to_ascii_lowercase().starts_with("on"), "<{inside}>");
        }
    }
}

/// The elements of our own pages.
const TAGS: &[&str] = &[
    "a", "article", "b", "body", "circle", "code", "defs", "desc", "details", "div", "footer", "g", "h1",
    "h2", "h3", "h4", "head", "header", "html", "li", "line", "link", "main", "marker", "meta", "nav", "p",
    "path", "q", "rect", "section", "small", "span", "strong", "style", "summary", "svg", "table", "tbody",
    "td", "text", "th", "thead", "time", "title", "tr", "tspan", "ul", "use", "wbr",
];

/// Whether a message for Slack has no mention and no link in it.
pub(crate) fn message(text: &str) {
    let message = json(text);
    let blocks = message["blocks"].as_array().expect("a list");
    assert!(blocks.len() <= 50);
    for block in blocks {
        let text = [&block["text"], &block["elements"][0]].into_iter().find(|text| text["type"] == "mrkdwn");
        let Some(written) = text.and_then(|text| text["text"].as_str()) else { continue };
        assert!(!written.contains(['<', '>']), "{written}");
        assert!(!written.replace("@\u{200b}", "").contains('@'), "{written}");
        assert!((1..=3_000).contains(&written.encode_utf16().count()), "{written}");
    }
}

/// Whether names in a flowchart stay between their quotes, and only letters and numbers of letters stand there.
pub(crate) fn mermaid(chart: &str) {
    plain(chart);
    for line in chart.lines() {
        let parts: Vec<&str> = line.split('"').collect();
        assert!(matches!(parts.len(), 1 | 3), "{line}");
        let Some(label) = parts.get(1) else { continue };
        let is_plain = |letter: char| letter.is_alphanumeric() || " ,·…-#;".contains(letter);
        assert!(label.replace("<br/>", "").chars().all(is_plain), "{line}");
    }
}

/// Whether names in a chart for Graphviz stay between their quotes.
pub(crate) fn dot(chart: &str) {
    plain(chart);
    for line in chart.lines() {
        let bare = line.replace("\\\\", "").replace("\\\"", "");
        assert!(bare.matches('"').count() % 2 == 0, "{line}");
    }
}
