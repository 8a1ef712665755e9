//! The words of a record that staff wrote, for rules that judge words. What the resident says is never judged: their own sections and
//! labels, block quotes and quoted speech.

use std::ops::Range;
use std::sync::OnceLock;

use super::words::{Word, Words};
use crate::record::body::Passage;
use crate::record::schema::Voice;
use crate::record::{Kind, Record, Schema, slug};
use crate::text::Span;

/// The running text of a record, with what of it staff wrote.
#[derive(Debug)]
pub(super) struct Prose<'r> {
    text: &'r str,
    /// All passages, in the order of the file.
    stretches: Vec<Stretch>,
    /// The words of all passages, whoever speaks there.
    words: Words,
    /// What is said in quotation marks or as code, and comments: within passages, and not staff's own words.
    left_out: Vec<Span>,
}

/// A passage and its words.
#[derive(Debug)]
struct Stretch {
    passage: Passage,
    /// Whether staff wrote it.
    is_staffs: bool,
    /// Where its words lie among all.
    words: Range<usize>,
}

/// A sentence that staff wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence {
    /// From its first word to its last sign.
    pub span: Span,
    /// How many words it has, those in quoted speech among them.
    pub words: usize,
}

impl<'r> Prose<'r> {
    /// The words of `record`.
    pub(super) fn of(record: &'r Record) -> Self {
        let theirs = residents_words(record);
        let (mut words, mut stretches, mut left_out) = (Words::default(), Vec::new(), Vec::new());
        for passage in &record.body.passages {
            let (read, has_marks) = words.read(&record.text, passage.span);
            let is_staffs = !passage.quoted && !theirs.iter().any(|span| span.contains(passage.span.start));
            if is_staffs && has_marks {
                left_out.extend(speech(&record.text, passage.span));
            }
            stretches.push(Stretch { passage: *passage, is_staffs, words: read });
        }
        left_out.extend(&record.body.comments);
        left_out.sort_by_key(|span| span.start);
        Self { text: &record.text, stretches, words, left_out }
    }

    /// Whether staff's own words stand at this byte.
    pub(super) fn is_staffs(&self, at: usize) -> bool {
        self.passage(at).is_some() && !self.left_out.iter().any(|span| span.contains(at))
    }

    /// The passage around this byte, where staff wrote it.
    pub(super) fn passage(&self, at: usize) -> Option<Span> {
        let stretch = self.from(at).first().filter(|stretch| stretch.is_staffs)?;
        Some(stretch.passage.span).filter(|span| span.start <= at)
    }

    /// The passages that end behind this byte.
    fn from(&self, at: usize) -> &[Stretch] {
        &self.stretches[self.stretches.partition_point(|stretch| stretch.passage.span.end <= at)..]
    }

    fn words_of(&self, stretch: &Stretch) -> &[Word] {
        self.words.all().get(stretch.words.clone()).unwrap_or_default()
    }

    /// How many words of a sentence are staff's own.
    pub(super) fn own_words(&self, sentence: Span) -> usize {
        let around = self.from(sentence.start).first().map(|stretch| self.words_of(stretch)).unwrap_or_default();
        let own = |word: &&Word| sentence.contains(word.start()) && word.counts && self.is_staffs(word.start());
        around.iter().filter(own).count()
    }

    /// Each passage with its words, whoever says them.
    pub(super) fn all(&self) -> impl Iterator<Item = (Span, &[Word])> {
        self.stretches.iter().map(|stretch| (stretch.passage.span, self.words_of(stretch)))
    }

    /// The words within `span` that staff wrote, headings aside.
    pub(super) fn words(&self, span: Span) -> impl Iterator<Item = &Word> {
        let mut hidden = self.left_out[self.left_out.partition_point(|out| out.end <= span.start)..].iter().peekable();
        let within = self.from(span.start).iter().take_while(move |stretch| stretch.passage.span.start < span.end);
        let running = within.filter(|stretch| stretch.is_staffs && !stretch.passage.heading);
        running.flat_map(|stretch| self.words_of(stretch)).filter(move |word| {
            let start = word.start();
            while hidden.next_if(|out| out.end <= start).is_some() {}
            !hidden.peek().is_some_and(|out| out.contains(start))
        })
    }

    /// Whether something within `span` stands in quotation marks.
    pub(super) fn speaks(&self, span: Span) -> bool {
        let first = self.left_out.partition_point(|out| out.end <= span.start);
        let inside = self.left_out[first..].iter().take_while(|out| out.start < span.end);
        inside.into_iter().any(|out| !out.of(self.text).starts_with("<!--"))
    }

    /// The sentences, headings aside. An entry of a list or a cell of a table ends one too.
    pub(super) fn sentences(&self) -> impl Iterator<Item = Sentence> {
        let running = self.stretches.iter().filter(|stretch| stretch.is_staffs && !stretch.passage.heading);
        running.flat_map(|stretch| sentences(self.text, stretch.passage.span, self.words_of(stretch), &self.left_out))
    }
}

/// Which parts of a kind of record hold the resident's words, by slug.
#[derive(Debug, Default)]
struct Theirs {
    sections: Vec<String>,
    /// With the key of the items that have such a label.
    labels: Vec<(String, String)>,
}

impl Theirs {
    fn of(kind: Kind) -> Self {
        let is_theirs = |voice: Option<Voice>| voice == Some(Voice::Resident);
        let mut theirs = Self::default();
        for section in &Schema::of(kind).body.sections {
            theirs.sections.extend(is_theirs(section.voice).then(|| slug(&section.heading)));
            for items in std::iter::successors(section.items.as_ref(), |items| items.items.as_deref()) {
                let labels = items.labels.iter().filter(|label| is_theirs(label.voice));
                theirs.labels.extend(labels.map(|label| (items.key.clone(), slug(&label.label))));
            }
        }
        theirs
    }
}

/// Where the resident speaks: sections and labelled passages that the format gives to them.
fn residents_words(record: &Record) -> Vec<Span> {
    static THEIRS: [OnceLock<Theirs>; Kind::ALL.len()] = [const { OnceLock::new() }; Kind::ALL.len()];
    let parts = THEIRS[record.kind() as usize].get_or_init(|| Theirs::of(record.kind()));
    let mut theirs = Vec::new();
    for section in &record.outline.sections {
        theirs.extend(parts.sections.contains(&section.slug).then_some(section.all));
        if parts.labels.is_empty() {
            continue;
        }
        for item in section.items.iter().flat_map(|item| std::iter::once(item).chain(&item.items)) {
            let is_theirs = |slug: &str| parts.labels.iter().any(|(key, label)| key == item.key && label == slug);
            theirs.extend(item.labels.iter().filter(|label| is_theirs(&label.slug)).map(|label| label.text));
        }
    }
    theirs
}

/// What is said in quotation marks within a passage. A mark that is never closed quotes nothing.
fn speech(text: &str, passage: Span) -> Vec<Span> {
    let words = passage.of(text);
    let mut found: Vec<Span> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let after = || words[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        match open {
            Some((start, closing)) => {
                // An apostrophe is no end of speech: a letter follows it.
                let ends = c == closing && !(matches!(c, '\'' | '’') && after().is_alphanumeric());
                if ends {
                    found.push(Span::new(passage.start + start, passage.start + at + c.len_utf8()));
                    open = None;
                }
            }
            None => {
                let begins = !before.is_alphanumeric() && !after().is_whitespace();
                open = closing(c).filter(|_| begins).map(|closing| (at, closing));
            }
        }
        before = c;
    }
    found
}

/// The mark that ends what this mark begins.
fn closing(mark: char) -> Option<char> {
    match mark {
        '"' => Some('"'),
        '“' | '„' => Some('”'),
        '\'' => Some('\''),
        '‘' => Some('’'),
        '«' => Some('»'),
        '`' => Some('`'),
        _ => None,
    }
}

/// Words that end in a full stop without ending a sentence.
const ABBREVIATIONS: [&str; 16] = [
    "e.g.", "i.e.", "eg.", "ie.", "approx.", "dr.", "mr.", "mrs.", "ms.", "st.", "tel.", "ext.", "vs.", "incl.", "rd.",
    "ave.",
];

/// Words that end in a full stop, and end a sentence only where a capital follows.
const ABBREVIATIONS_AT_AN_END: [&str; 5] = ["etc.", "a.m.", "p.m.", "dept.", "ref."];

/// The sentences within a passage that has these words.
fn sentences(text: &str, passage: Span, words: &[Word], left_out: &[Span]) -> Vec<Sentence> {
    let (mut found, mut open): (Vec<Sentence>, Option<Sentence>) = (Vec::new(), None);
    let first = left_out.partition_point(|span| span.end <= passage.start);
    let hidden: Vec<&Span> = left_out[first..]
        .iter()
        .take_while(|span| span.start < passage.end)
        .filter(|span| span.of(text).starts_with("<!--"))
        .collect();
    for word in words {
        let here = word.span();
        if hidden.iter().any(|span| span.contains(here.start)) {
            continue;
        }
        let sentence = open.get_or_insert(Sentence { span: here, words: 0 });
        sentence.span.end = here.end;
        sentence.words += usize::from(word.counts);
        if word.may_end && ends_sentence(here.of(text), &text[here.end..passage.end]) {
            found.extend(open.take());
        }
    }
    found.extend(open);
    found.retain(|sentence| sentence.words > 0);
    found
}

/// Whether a sentence ends with `word`, where `rest` follows in its passage.
fn ends_sentence(word: &str, rest: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', '”', '’', ')', ']', '*', '_', '»']);
    if bare.ends_with(['?', '!', '…']) {
        return true;
    }
    let begun = bare.trim_start_matches(['(', '"', '“']);
    let is = |known: &str| known.eq_ignore_ascii_case(begun);
    if !bare.ends_with('.') || ABBREVIATIONS.iter().any(|known| is(known)) {
        return false;
    }
    let next = rest.trim_start().trim_start_matches(['"', '\'', '“', '‘', '(', '[', '*', '_', '«']).chars().next();
    if is("no.") {
        return !next.is_some_and(|c| c.is_ascii_digit());
    }
    // An initial, such as the N in "Priya N. came".
    let initial = bare.chars().count() == 2 && bare.starts_with(char::is_uppercase);
    let open = initial || ABBREVIATIONS_AT_AN_END.iter().any(|known| is(known));
    !(open && next.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Place, Wording, read};

    fn record(body: &str) -> Record {
        let path = "residents/R-0142/plan.md";
        let text = format!("---\nkind: support-plan\noutcomes:\n  - id: a\n---\n{body}");
        read(path, Place::of(path).expect("a place"), text.into_bytes(), &Wording::default()).record.expect("a record")
    }

    fn staffs(body: &str) -> Vec<String> {
        let record = record(body);
        let prose = Prose::of(&record);
        let all = prose.all().flat_map(|(_, words)| words).map(|word| word.span());
        let own = all.filter(|word| prose.is_staffs(word.start));
        own.map(|word| word.of(&record.text).to_owned()).collect()
    }

    #[test]
    fn what_the_resident_says_is_left_out() {
        assert_eq!(
            staffs("## About me\n\nI am me.\n\n## Moving on\n\nSam looks.\n"),
            ["About", "me", "Moving", "on", "Sam", "looks."]
        );
        let outcome = "## Outcomes\n\n### A\n\nOne.\n\n**In my words:** Two.\n\n**How we will know:** Three.\n";
        assert_eq!(staffs(outcome), ["Outcomes", "A", "One.", "Three."]);
        assert_eq!(
            staffs("One.\n\n> Two.\n\nSam said \"three four\" and 'five, isn't it' <!-- six --> don't.\n"),
            ["One.", "Sam", "said", "and", "don't."]
        );
        assert_eq!(staffs("The staff's 6\" pan, and Sam’s.\n").len(), 6);
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let found = |body: &str| {
            let record = record(body);
            let prose = Prose::of(&record);
            prose.sentences().map(|s| (s.span.of(&record.text).to_owned(), s.words)).collect::<Vec<_>>()
        };
        let text =
            "Dr. Shah came at 9.30 a.m. with Priya N. and left. Why? Nobody\nknows (yet).\n\n- one\n- two - three\n";
        let expected = [
            ("Dr. Shah came at 9.30 a.m. with Priya N. and left.", 11),
            ("Why?", 1),
            ("Nobody\nknows (yet).", 3),
            ("one", 1),
            ("two - three", 2),
        ];
        assert_eq!(found(text), expected.map(|(text, words)| (text.to_owned(), words)));
        let ends = |body: &str| found(body).len();
        assert_eq!((ends("A yes or a no. A no is fine.\n"), ends("It is no. 7 on the left.\n")), (2, 1));
        assert_eq!((ends("Bread, milk etc. Sam paid.\n"), ends("At 9 a.m. sharp, (e.g. Dr. Shah).\n")), (2, 1));
        assert_eq!(found("One <!-- a b c --> two.\n"), [("One <!-- a b c --> two.".to_owned(), 2)]);
    }
}
