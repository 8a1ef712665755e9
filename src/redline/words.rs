//! Texts as words, and two texts compared word by word.

use unicode_segmentation::UnicodeSegmentation as _;

use super::diff::{self, Token};

/// A word of a text, or the signs that stand before or behind one. A sign within a word is part of it, as in `10:30` or `well-being`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// What stands between the word before and this one: white space, or nothing where the two are written together.
    pub gap: &'t str,
    /// The word.
    pub text: &'t str,
}

impl Token for Word<'_> {
    fn key(&self) -> &[u8] {
        self.text.as_bytes()
    }

    fn is_glued(&self) -> bool {
        self.gap.is_empty()
    }
}

/// The words of `text`, in order. No grapheme is ever cut in two.
pub fn of(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.len() - rest.trim_start().len();
        let (mut gap, chunk) = rest.split_at(start);
        if chunk.is_empty() {
            return words;
        }
        let end = chunk.find(char::is_whitespace).unwrap_or(chunk.len());
        // A mark that belongs to the white space before it is no word of its own.
        let (chunk, behind) = chunk.split_at(end);
        for part in parts(chunk) {
            words.push(Word { gap, text: part });
            gap = "";
        }
        rest = behind;
    }
}

/// Signs that may stand before and behind a word without being part of it.
fn is_sign(grapheme: &str) -> bool {
    let mut chars = grapheme.chars();
    let sign = chars.next().is_some_and(|c| {
        matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '…'
                | '"'
                | '\''
                | '“'
                | '”'
                | '‘'
                | '’'
                | '„'
                | '«'
                | '»'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '、'
                | '。'
                | '，'
                | '！'
                | '？'
                | '「'
                | '」'
        )
    });
    sign && chars.next().is_none()
}

/// Whether words are written here without spaces between them.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// What is written without white space: each sign before and behind the word, and the word.
fn parts(chunk: &str) -> Vec<&str> {
    if chunk.is_ascii() && chunk.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return vec![chunk];
    }
    let graphemes: Vec<&str> = chunk.graphemes(true).collect();
    let before = graphemes.iter().take_while(|grapheme| is_sign(grapheme)).count();
    let behind = graphemes[before..].iter().rev().take_while(|grapheme| is_sign(grapheme)).count();
    let word = before..graphemes.len() - behind;
    let start: usize = graphemes[..before].iter().map(|grapheme| grapheme.len()).sum();
    let end = chunk.len() - graphemes[word.end..].iter().map(|grapheme| grapheme.len()).sum::<usize>();
    let mut parts = graphemes[..before].to_vec();
    let middle = &chunk[start..end];
    if middle.chars().any(is_unspaced) {
        parts.extend(unspaced(middle));
    } else if !middle.is_empty() {
        parts.push(middle);
    }
    parts.extend_from_slice(&graphemes[word.end..]);
    parts
}

/// The words of what is written without spaces, as Unicode (UAX #29) tells them apart.
fn unspaced(text: &str) -> impl Iterator<Item = &str> {
    // A few signs that Unicode calls words of their own still belong to the grapheme before them.
    let graphemes = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]);
    let graphemes: Vec<usize> = graphemes.collect();
    let mut start = 0;
    let ends = text.split_word_bound_indices().map(|(at, word)| at + word.len());
    let ends = ends.filter(move |end| graphemes.binary_search(end).is_ok());
    ends.map(move |end| &text[std::mem::replace(&mut start, end)..end])
}

/// What became of a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It stands in both texts.
    Kept,
    /// It stands in the old text alone.
    Removed,
    /// It stands in the new text alone.
    Added,
}

/// Words that follow each other and that the same became of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run<'t> {
    /// What became of them.
    pub kind: Kind,
    /// What stands before them in their text: white space, or nothing.
    pub gap: &'t str,
    /// The words as their text has them, without white space at either end; kept ones as the new text has them.
    pub text: &'t str,
}

/// The two texts as one: what both have, what was removed and what was added. White space alone is no difference.
///
/// Each run that was removed or added holds a word that really changed; words that both texts have lie in one only where two marks
/// stood so close that they were made one.
pub fn compare<'t>(old: &'t str, new: &'t str) -> Vec<Run<'t>> {
    let (old_words, new_words) = (of(old), of(new));
    let mut runs = Vec::new();
    let mut add = |kind: Kind, text: &'t str, words: &[Word<'t>]| {
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            let start = offset(text, first.text);
            runs.push(Run { kind, gap: first.gap, text: &text[start..offset(text, last.text) + last.text.len()] });
        }
    };
    let mut at = 0;
    for hunk in diff::hunks(&old_words, &new_words) {
        add(Kind::Kept, new, &new_words[at..hunk.new.start]);
        add(Kind::Removed, old, &old_words[hunk.old]);
        add(Kind::Added, new, &new_words[hunk.new.clone()]);
        at = hunk.new.end;
    }
    add(Kind::Kept, new, &new_words[at..]);
    runs
}

/// Where `part`, which is a slice of `text`, begins in it.
pub fn offset(text: &str, part: &str) -> usize {
    part.as_ptr().addr() - text.as_ptr().addr()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<&str> {
        of(text).into_iter().map(|word| word.text).collect()
    }

    /// The comparison as people would write it by hand.
    pub(crate) fn shown(old: &str, new: &str) -> String {
        let mut out = String::new();
        for run in compare(old, new) {
            out.push_str(if run.gap.is_empty() { "" } else { " " });
            match run.kind {
                Kind::Kept => out.push_str(&run.text.split_whitespace().collect::<Vec<_>>().join(" ")),
                Kind::Removed => out.push_str(&format!("[-{}-]", run.text)),
                Kind::Added => out.push_str(&format!("{{+{}+}}", run.text)),
            }
        }
        out
    }

    #[test]
    fn words_keep_their_signs_apart() {
        assert_eq!(
            texts("Sam (who's 10:30, £5.50) \"well-being\"!"),
            ["Sam", "(", "who's", "10:30", ",", "£5.50", ")", "\"", "well-being", "\"", "!"]
        );
        assert_eq!(texts("..."), [".", ".", "."]);
        assert_eq!(texts(" e\u{301}t\u{e9} .\u{301} "), ["e\u{301}t\u{e9}", ".\u{301}"]);
        assert_eq!(texts("每周做饭"), "每周做饭".split_word_bounds().collect::<Vec<_>>());
    }

    #[test]
    fn one_word_changed_is_one_mark() {
        assert_eq!(shown("Sam cooks lunch daily.", "Sam cooks lunch weekly."), "Sam cooks lunch [-daily-] {+weekly+}.");
        assert_eq!(shown("a (daily) b", "a (weekly) b"), "a ([-daily-]{+weekly+}) b");
        assert_eq!(shown("Sam cooks.", "Sam cooks lunch."), "Sam cooks {+lunch+}.");
        assert_eq!(shown("a\nb   c", "a b\nc"), "a b c");
    }

    /// Edits as people made them, each with how it is to be shown.
    #[test]
    fn small_edits_look_small_and_rewritten_texts_are_struck_whole() {
        let edits: Vec<&str> = include_str!("words/edits.txt").split("\n\n").skip(1).collect();
        assert!(edits.len() >= 20, "{}", edits.len());
        for edit in edits {
            let line = |sign: &str| edit.lines().find_map(|line| line.strip_prefix(sign)).unwrap_or("").trim();
            assert_eq!(shown(line("- "), line("+ ")), line("="));
        }
    }

    #[test]
    fn a_sign_alone_marks_the_word_that_it_belongs_to() {
        assert_eq!(
            shown("Sam wants to move. Soon", "Sam wants to move? Soon"),
            "Sam wants to [-move.-] {+move?+} Soon"
        );
        assert_eq!(shown("a \u{2014} b", "a b"), "a [-\u{2014}-] b");
    }

    #[test]
    fn a_rewritten_text_is_struck_whole() {
        let (old, new) = ("He is to attend the group on Mondays", "Bo walks with Sam to the shop each Friday morning");
        assert_eq!(shown(old, new), format!("[-{old}-]{{+{new}+}}"));
    }

    #[test]
    fn an_added_sentence_is_marked_as_that_sentence() {
        assert_eq!(
            shown("Bo rings Sam. Sam cooks.", "Bo rings Sam. Bo rings Kim. Sam cooks."),
            "Bo rings Sam. {+Bo rings Kim.+} Sam cooks."
        );
        assert_eq!(shown("Sam cooks.", "Sam cooks. Bo helps."), "Sam cooks. {+Bo helps.+}");
    }

    proptest! {
        /// Kept and added words are the new text, kept and removed ones the old.
        #[test]
        fn each_side_is_whole(old in "([ab.,(]| |\u{301}|cd|\n){0,30}", new in "([ab.,(]| |\u{301}|cd|\n){0,30}") {
            let runs = compare(&old, &new);
            let side = |without: Kind| -> Vec<String> {
                runs.iter().filter(|run| run.kind != without).flat_map(|run| of(run.text)).map(|word| word.text.to_owned()).collect()
            };
            prop_assert_eq!(side(Kind::Removed), texts(&new));
            prop_assert_eq!(side(Kind::Added), texts(&old));
        }

        /// No word begins or ends within a grapheme, and nothing but white space lies between words.
        #[test]
        fn words_are_whole(text in any::<String>()) {
            let bounds: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            let mut at = 0;
            for word in of(&text) {
                let start = offset(&text, word.text);
                prop_assert!(text[at..start].trim().is_empty());
                at = start + word.text.len();
                prop_assert!(bounds.contains(&start) && bounds.contains(&at), "{:?} in {:?}", word, text);
            }
            prop_assert!(text[at..].trim().is_empty());
        }

        /// A mark always holds what really changed: its two sides differ.
        #[test]
        fn a_mark_holds_a_change(old in "([abc.]| ){0,40}", new in "([abc.]| ){0,40}") {
            for hunk in diff::hunks(&of(&old), &of(&new)) {
                let texts = |words: &[Word<'_>]| words.iter().map(|word| word.text.to_owned()).collect::<Vec<_>>();
                let (removed, added) = (texts(&of(&old)[hunk.old]), texts(&of(&new)[hunk.new]));
                prop_assert_ne!(removed, added);
            }
        }
    }
}
