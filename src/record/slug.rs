//! Headings and the ids that they stand for.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The id that a heading stands for: small letters and digits, accents dropped, apostrophes dropped, and one hyphen
/// for anything else between them. "Sam's café visits" becomes `sams-cafe-visits`.
pub fn slug(heading: &str) -> String {
    let mut id = String::with_capacity(heading.len());
    let mut gap = false;
    for c in heading.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if gap && !id.is_empty() {
                id.push('-');
            }
            gap = false;
            id.push(c);
        } else if !matches!(c, '\'' | '\u{2019}' | '\u{2018}') {
            gap = true;
        }
    }
    id
}

/// A heading that [`slug`] leads back from: the id with spaces for hyphens and a capital first.
pub fn heading_for(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn headings_become_ids() {
        assert_eq!(slug("Cooks lunch"), "cooks-lunch");
        assert_eq!(slug("Sam's café  visits!"), "sams-cafe-visits");
        assert_eq!(slug("  9 o’clock: bus/tram "), "9-oclock-bus-tram");
        assert_eq!(slug("***"), "");
    }

    proptest! {
        #[test]
        fn an_id_is_its_own_slug(heading in "\\PC{0,40}") {
            let id = slug(&heading);
            prop_assert_eq!(slug(&id), id.clone());
        }

        #[test]
        fn a_heading_made_from_an_id_leads_back(id in "[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}") {
            prop_assert_eq!(slug(&heading_for(&id)), id);
        }
    }
}
