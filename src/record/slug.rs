//! Headings and the ids that they stand for.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The id that a heading stands for: small letters and digits, accents dropped, apostrophes dropped, and one hyphen
/// for anything else between them. "Sam's café visits" becomes `sams-cafe-visits`.
pub fn slug(heading: &str) -> String {
    if heading.is_ascii() {
        return joined(heading.len(), heading.chars().map(|c| c.to_ascii_lowercase()));
    }
    joined(heading.len(), heading.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase))
}

/// The small letters and digits among `chars`, with hyphens for anything else between them.
fn joined(length: usize, chars: impl Iterator<Item = char>) -> String {
    let mut id = String::with_capacity(length);
    let mut gap = false;
    for c in chars {
        if is_apostrophe(c) {
            continue;
        }
        if is_of_id(c) {
            if gap && !id.is_empty() {
                id.push('-');
            }
            gap = false;
            id.push(c);
        } else {
            gap = true;
        }
    }
    id
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}')
}

/// Whether an id can hold this letter or digit, which is small already, if it can be. The format's pattern for ids says the same:
/// capitals without a small form are none, and circled letters are signs.
fn is_of_id(c: char) -> bool {
    c.is_alphanumeric() && !c.is_uppercase() && !matches!(c, '\u{24b6}'..='\u{24e9}')
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
        assert_eq!(slug("Sam\u{2bc}s コーヒー ⓐ"), "sams-コーヒー");
    }

    proptest! {
        #[test]
        fn an_id_is_its_own_slug(heading in "\\PC{0,40}") {
            let id = slug(&heading);
            prop_assert_eq!(slug(&id), id.clone());
        }

        #[test]
        fn every_heading_has_a_valid_id(heading in "\\PC{1,20}") {
            let id = slug(&heading);
            let values = serde_json::json!({"strengths": [{"id": id}]});
            let schema = crate::record::Schema::of(crate::record::Kind::SupportPlan);
            let wrong = schema.errors(&values).any(|error| error.instance_path().as_str().ends_with("/id"));
            prop_assert!(id.is_empty() || !wrong, "{}", id);
        }

        #[test]
        fn a_heading_made_from_an_id_leads_back(id in "[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}") {
            prop_assert_eq!(slug(&heading_for(&id)), id);
        }
    }
}
