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
        let mut left = &old_lines[hunk.old.clone()];
        let mut left_words: &[Words<'_>] = &left.iter().map(|line| Words::of(line.text)).collect::<Vec<_>>();
        // What was removed stands before what took its place.
        let mut added = Vec::new();
        for line in &new_lines[hunk.new.clone()] {
            let said = Words::of(line.text);
            let Some(same) = left_words.iter().take(MOST_LOOKED_AT).position(|old| old.is_like(&said)) else {
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

/// So many of the lines that were removed together are looked at for the one that a new line was before.
const MOST_LOOKED_AT: usize = 200;

/// The words of a line, each with how often it stands there.
struct Words<'t> {
    counts: HashMap<&'t str, usize>,
    all: usize,
}

impl<'t> Words<'t> {
    fn of(line: &'t str) -> Self {
        let words = words::of(line);
        let mut counts = HashMap::new();
        words.iter().for_each(|word| *counts.entry(word.text).or_default() += 1);
        Self { counts, all: words.len() }
    }

    /// Whether at least half of the words of the longer line stand in the other one too.
    fn is_like(&self, other: &Self) -> bool {
        let (fewer, more) = if self.all <= other.all { (self, other) } else { (other, self) };
        if 2 * fewer.all < more.all {
            return false;
        }
        let in_both = |(word, count): (&&str, &usize)| more.counts.get(word).map_or(0, |there| *there.min(count));
        2 * fewer.counts.iter().map(in_both).sum::<usize>() >= more.all
    }
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
