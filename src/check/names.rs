//! The full names of staff, and names within paths.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::record::{Settings, slug};
use crate::text::Span;

/// The full names of a service's staff: those of two words or more.
#[derive(Debug)]
pub struct StaffNames {
    /// The words of each name.
    names: Vec<Vec<String>>,
    /// Finds first words.
    first: OnceLock<First>,
}

/// The first words of names.
#[derive(Debug)]
struct First {
    /// Finds them, the longest at each place; none, where there is no name.
    words: Option<AhoCorasick>,
    /// For each, the names that begin with it.
    names: Vec<Vec<usize>>,
}

impl First {
    fn of(names: &[Vec<String>]) -> Self {
        let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, words) in names.iter().enumerate() {
            by_word.entry(&words[0]).or_default().push(at);
        }
        // Every record is looked through for them, so it pays to make them ready for speed.
        let kind = Some(AhoCorasickKind::DFA);
        let words = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(by_word.keys());
        Self { words: words.ok().filter(|_| !names.is_empty()), names: by_word.into_values().collect() }
    }
}

impl StaffNames {
    /// The names that the settings list.
    pub(super) fn of(settings: &Settings) -> Self {
        let words = |name: &str| name.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let names = settings.staff.iter().map(|staff| words(&staff.name)).filter(|words| words.len() > 1);
        let mut names: Vec<Vec<String>> = names.collect();
        // Headings and notes in a hurry are written in capitals.
        let loud: Vec<_> = names.iter().map(|words| words.iter().map(|word| word.to_uppercase()).collect()).collect();
        names.extend(loud);
        Self { names, first: OnceLock::new() }
    }

    /// Where one of them stands in `text`: every word of it, in order.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let first = self.first.get_or_init(|| First::of(&self.names));
        let hits = first.words.iter().flat_map(move |words| words.find_iter(text));
        hits.filter_map(move |hit| {
            let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if joined(text[..hit.start()].chars().next_back()) {
                return None;
            }
            let ends = first.names[hit.pattern().as_usize()].iter().filter_map(|name| {
                let rest = &self.names[*name][1..];
                rest.iter().try_fold(hit.end(), |end, word| follows(text, end, word))
            });
            let end = ends.filter(|end| !joined(text[*end..].chars().next())).max()?;
            Some(Span::new(hit.start(), end))
        })
    }

    /// Whether a path whose words these are holds the name of a member of staff.
    fn is_in(&self, words: &[&str]) -> bool {
        self.names.iter().any(|name| holds(words, &slug(&name.join(" "))))
    }
}

/// The end of `word`, where it stands behind `at` with white space between.
fn follows(text: &str, at: usize, word: &str) -> Option<usize> {
    let rest = &text[at..];
    let start = rest.trim_start();
    (start.len() < rest.len() && start.starts_with(word)).then(|| at + (rest.len() - start.len()) + word.len())
}

/// Names that are words as well, so that a path may hold them without naming anybody.
const WORDS: [&str; 24] = [
    "april", "art", "august", "bill", "dawn", "faith", "grace", "hope", "ivy", "joy", "june", "kit", "lily", "mark",
    "may", "page", "pat", "ray", "rob", "rose", "sky", "summer", "will", "win",
];

/// Whether a file's or folder's path below that of a resident or the team holds a name: what a resident likes to be called, or the
/// full name or id of a member of staff.
pub(super) fn is_in_path<'n>(path: &str, staff: &StaffNames, called: impl IntoIterator<Item = &'n String>) -> bool {
    let below = path.splitn(if path.starts_with("residents/") { 3 } else { 2 }, '/').last().unwrap_or_default();
    let slug_of_path = slug(&below.replace(['/', '.', '_'], " "));
    let words: Vec<&str> = slug_of_path.split('-').collect();
    let named = |called: &String| {
        let name = slug(called);
        name.len() > 1 && !WORDS.contains(&name.as_str()) && holds(&words, &name)
    };
    called.into_iter().any(named) || staff.is_in(&words)
}

/// Whether `words` hold those of `name`, a slug, in order.
fn holds(words: &[&str], name: &str) -> bool {
    let name: Vec<&str> = name.split('-').collect();
    let possessive = |word: &str, name: &str| word == name || word.strip_suffix('s') == Some(name);
    words.windows(name.len()).any(|window| window.iter().zip(&name).all(|(word, name)| possessive(word, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff(names: &[&str]) -> StaffNames {
        let staff: Vec<_> =
            names.iter().map(|n| serde_json::json!({"id": slug(n), "name": n, "email": "a@b.c"})).collect();
        let settings = serde_json::json!({"service": "S", "staff": staff});
        StaffNames::of(&serde_json::from_value(settings).expect("settings"))
    }

    #[test]
    fn a_full_name_is_every_word_of_it_in_order() {
        let names = staff(&["Priya N", "Mary Ann Lee", "Tom"]);
        let found = |text: &str| names.find(text).map(|span| span.of(text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            found("Priya N came with Priya\nN. and Mary  Ann Lee's dog."),
            ["Priya N", "Priya\nN", "Mary  Ann Lee"]
        );
        assert!(found("Priya, Priya Naidu, priya-n, Mary Ann, Ann Lee, N Priya, aPriya N, Tom and Priya.").is_empty());
        assert!(staff(&["Tom"]).find("Tom").next().is_none());
    }

    #[test]
    fn paths_bear_no_names() {
        let staff = staff(&["Priya N"]);
        let called = ["Sam".to_owned(), "May".to_owned(), "Mary Ann".to_owned()];
        let named = |path: &str| is_in_path(path, &staff, &called);
        for path in
            ["residents/R-0142/scans/sam-formal.pdf", "team/notes-sam.md", "team/Sams_notes/a.pdf", "team/priya-n.pdf"]
        {
            assert!(named(path), "{path}");
        }
        assert!(named("residents/R-0117/scans/letter.Mary Ann.pdf"));
        for path in
            ["residents/R-0142/scans/2026-11-20-formal.pdf", "team/sample.pdf", "team/may-2026.pdf", "team/mary.pdf"]
        {
            assert!(!named(path), "{path}");
        }
    }
}
