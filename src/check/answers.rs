//! The answers of a record: what staff wrote under each heading and behind each label, ready to be compared with what others wrote.

use super::likeness::Gist;
use super::prose::Prose;
use crate::record::Record;
use crate::record::outline::{Item, Section};
use crate::text::Span;

/// What staff wrote in one part of a record.
#[derive(Debug)]
pub(super) struct Answer<'r> {
    /// The section's slug.
    pub section: &'r str,
    /// The item's id, where it stands under an item.
    pub item: Option<&'r str>,
    /// The label's slug, where it stands behind a label.
    pub label: Option<&'r str>,
    /// From its first word to its last.
    pub span: Span,
    /// Its words, ready to be compared.
    pub gist: Gist,
    /// Whether something in it stands in quotation marks.
    pub speaks: bool,
}

/// Parts that are often the same without anybody having copied them: why a week was missed (an office that was closed, a house that was ill), and
/// what the program draws from the records.
const ALIKE: [&str; 2] = ["why-it-was-missed", "since-the-last-review"];

impl Answer<'_> {
    /// Whether it says something when this is like another answer.
    pub(super) fn is_own(&self) -> bool {
        !ALIKE.contains(&self.section)
    }

    /// Whether it stands in the same part of its record.
    pub(super) fn same_part(&self, other: &Self) -> bool {
        (self.section, self.item, self.label) == (other.section, other.item, other.label)
    }
}

/// The answers of `record`, in the order of the file; parts without a word of staff left out. `called` are the numbers of the resident's name.
pub(super) fn of<'r>(record: &'r Record, prose: &Prose, called: &[u16]) -> Vec<Answer<'r>> {
    let mut answers = Vec::new();
    for section in &record.outline.sections {
        answers.extend(answer(record, prose, called, (section, None, None), section.text));
        for item in section.items.iter().flat_map(|item| std::iter::once(item).chain(&item.items)) {
            answers.extend(answer(record, prose, called, (section, Some(item), None), item.text));
            for label in &item.labels {
                answers.extend(answer(record, prose, called, (section, Some(item), Some(&label.slug)), label.text));
            }
        }
    }
    answers
}

type Part<'r> = (&'r Section, Option<&'r Item>, Option<&'r str>);

fn answer<'r>(record: &'r Record, prose: &Prose, called: &[u16], part: Part<'r>, within: Span) -> Option<Answer<'r>> {
    let mut span: Option<Span> = None;
    let words = prose.words(within).inspect(|word| {
        let word = word.span();
        span = Some(Span::new(span.map_or(word.start, |span| span.start), word.end));
    });
    let gist = Gist::of(words, &record.text, called);
    let span = span?;
    let (section, item, label) = part;
    let (section, item) = (section.slug.as_str(), item.map(Item::id));
    Some(Answer { section, item, label, span, gist, speaks: prose.speaks(span) })
}
