//! What a page is made of: its elements and their attributes.

use std::collections::BTreeSet;

/// The elements of a page with the names of their attributes, as a browser would see them. Panics where a link leads anywhere but to the
/// web, a letter or a telephone, or where the style sheet says more than the project's.
pub(crate) fn inventory(html: &str) -> BTreeSet<String> {
    let (before, style) = html.split_once("<style>").expect("a style sheet");
    let (style, after) = style.split_once("</style>").expect("its end");
    let unquoted: String = style.split('"').step_by(2).collect();
    assert_eq!(unquoted.matches('{').count(), unquoted.matches('}').count(), "{style}");
    assert!(!unquoted.contains("url(") && !unquoted.contains("@import"), "{style}");
    [before, after].into_iter().flat_map(|part| part.split('<').skip(1)).map(element).collect()
}

fn element(tag: &str) -> String {
    let (name, mut rest) = tag.split_at(tag.find([' ', '\n', '>']).expect("the end of a tag"));
    let mut element = name.to_ascii_lowercase();
    if element.starts_with('/') || element == "!doctype" {
        return element;
    }
    loop {
        rest = rest.trim_start();
        if rest.trim_start_matches('/').starts_with('>') {
            return element;
        }
        let (key, behind) = rest.split_once("=\"").expect("an attribute in quotes");
        let (value, behind) = behind.split_once('"').expect("the end of a value");
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{tag}");
        let safe = ["https://", "http://", "mailto:", "tel:", "./"];
        assert!(key != "href" || safe.iter().any(|scheme| value.to_lowercase().starts_with(scheme)), "{tag}");
        element.push_str(&format!(" {key}"));
        rest = behind;
    }
}
