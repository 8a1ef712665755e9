//! Passages of several lines compared: line by line, then word by word, so that no mark goes on from one entry of a list into the next.

use std::collections::HashMap;

use super::diff;
use super::words::{self, Kind, Run};

/// The two passages as one: what both have, what was removed and what was added. Each run lies in one line; what stands before the first word of
/// a line is the run's gap. White space alone is no difference.
pub fn compare<'t>(old: &'t str, new: &'t str) -> Vec<Run<'t>> {
    let (old_lines, new_lines) = (lines(old), lines(new));
    if old_lines.len() < 2 && new_lines.len() < 2 {
        return words::compare(old, new);
    }
    let tokens = |lines: &[Line<'t>]| lines.iter().map(|line| line.text.as_bytes()).collect::<Vec<&[u8]>>();
    let mut runs = Vec::new();
    let whole = |kind: Kind, line: &Line<'t>| Run { kind, gap: line.gap, text: line.text };
    let mut at = 0;
    for hunk in diff::hunks(&tokens(&old_lines), &tokens(&new_lines)) {
        runs.extend(new_lines[at..hunk.new.start].iter().map(|line| whole(Kind::Kept, line)));
        let (mut left, new) = (&old_lines[hunk.old], &new_lines[hunk.new.clone()]);
        let mut known = Known::default();
        let (old_words, new_words) = (known.all_of(left), known.all_of(new));
        let mut left_words = &old_words[..];
        // What was removed stands before what took its place.
        let mut added = Vec::new();
        for (line, words) in new.iter().zip(&new_words) {
            let Some(same) = left_words.iter().take(MOST_COMPARED).position(|old| is_like(old, words)) else {
                added.push(whole(Kind::Added, line));
                continue;
            };
            runs.extend(left[..same].iter().map(|line| whole(Kind::Removed, line)));
            runs.append(&mut added);
            runs.extend(within(&left[same], line));
            (left, left_words) = (&left[same + 1..], &left_words[same + 1..]);
        }
        runs.extend(left.iter().map(|line| whole(Kind::Removed, line)));
        runs.append(&mut added);
        at = hunk.new.end;
    }
    runs.extend(new_lines[at..].iter().map(|line| whole(Kind::Kept, line)));
    runs
}

/// With how many of the old lines that are left a new one is compared, at most.
const MOST_COMPARED: usize = 200;

/// A line that says something, with the white space before it.
struct Line<'t> {
    gap: &'t str,
    text: &'t str,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut end, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let said = line.trim();
        if !said.is_empty() {
            let start = at + line.len() - line.trim_start().len();
            lines.push(Line { gap: &text[end..start], text: said });
            end = start + said.len();
        }
        at += line.len();
    }
    lines
}

/// One line that became another.
fn within<'t>(old: &Line<'t>, new: &Line<'t>) -> Vec<Run<'t>> {
    let mut runs = words::compare(old.text, new.text);
    for run in &mut runs {
        for line in [old, new] {
            if std::ptr::eq(run.text.as_ptr(), line.text.as_ptr()) {
                run.gap = line.gap;
            }
        }
    }
    runs
}

/// The words of lines, each known by a number, so that they are told apart soon.
#[derive(Default)]
struct Known<'t>(HashMap<&'t str, usize>);

impl<'t> Known<'t> {
    /// The words of each line, sorted.
    fn all_of(&mut self, lines: &[Line<'t>]) -> Vec<Vec<usize>> {
        lines.iter().map(|line| self.of(line.text)).collect()
    }

    fn of(&mut self, line: &'t str) -> Vec<usize> {
        let mut number = |word: &'t str| {
            let next = self.0.len();
            *self.0.entry(word).or_insert(next)
        };
        let mut words: Vec<usize> = words::of(line).into_iter().map(|word| number(word.text)).collect();
        words.sort_unstable();
        words
    }
}

/// Whether at least half of the words of the longer line stand in the other one too. Both are sorted.
fn is_like(old: &[usize], new: &[usize]) -> bool {
    let longer = old.len().max(new.len());
    2 * old.len().min(new.len()) >= longer && 2 * shared(old, new) >= longer
}

/// How many words both lines have.
fn shared(mut old: &[usize], mut new: &[usize]) -> usize {
    let mut count = 0;
    while let ([first, old_rest @ ..], [second, new_rest @ ..]) = (old, new) {
        count += usize::from(first == second);
        (old, new) = (if first <= second { old_rest } else { old }, if second <= first { new_rest } else { new });
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let run = |run: &Run<'_>| match run.kind {
            Kind::Kept => format!("{}{}", run.gap, run.text),
            Kind::Removed => format!("{}[-{}-]", run.gap, run.text),
            Kind::Added => format!("{}{{+{}+}}", run.gap, run.text),
        };
        compare(old, new).iter().map(run).collect()
    }

    #[test]
    fn marks_end_with_the_line() {
        let (old, new) =
            ("- a flat\n- the shop and the bus alone\n- a job", "- a flat\n- the shop alone\n- the bus alone\n- a job");
        assert_eq!(shown(old, new), "- a flat\n- the shop [-and the bus-] alone\n{+- the bus alone+}\n- a job");
        assert_eq!(shown("One two.\n\nThree four.", "Five six."), "[-One two.-]\n\n[-Three four.-]{+Five six.+}");
        assert_eq!(shown("one two", "one three"), "one [-two-] {+three+}");
        assert_eq!(shown("a b c\n\nd", "x b c\n\nd"), "[-a-]{+x+} b c\n\nd");
    }

    /// A passage of a thousand and one lines, of which the one at `place` stands in the other passage too, with one word changed.
    fn long(place: usize) -> String {
        let mut lines: Vec<String> = (0..1_000).map(|n| format!("- one{n} two{n}")).collect();
        lines.insert(place, "- the shop and the bus".to_owned());
        lines.join("\n")
    }

    #[test]
    fn a_line_is_found_again_where_few_others_stand_before_it() {
        let new = "- the shop and a bus";
        assert!(shown(&long(0), new).starts_with("- the shop and [-the-] {+a+} bus"));
        assert!(shown(&long(100), new).contains("- the shop and [-the-] {+a+} bus\n[-"));
        let far = shown(&long(1_000), new);
        assert!(far.contains("\n[-- the shop and the bus-]") && far.ends_with("{+- the shop and a bus+}"), "{far}");
    }

    proptest! {
        /// Kept and added runs are the new text, kept and removed ones the words of the old; and no run has two lines.
        #[test]
        fn each_side_is_whole(old in "(a|b|c|- | |\n){0,24}", new in "(a|b|c|- | |\n){0,24}") {
            let (old, new) = (old.trim(), new.trim());
            let runs = compare(old, new);
            let side = |without: Kind| -> String {
                runs.iter().filter(|run| run.kind != without).flat_map(|run| [run.gap, run.text]).collect()
            };
            prop_assert!(runs.iter().all(|run| !run.text.contains('\n')));
            prop_assert_eq!(side(Kind::Removed).split_whitespace().collect::<String>(), new.split_whitespace().collect::<String>());
            prop_assert_eq!(side(Kind::Added).split_whitespace().collect::<String>(), old.split_whitespace().collect::<String>());
        }
    }
}
