//! Where the records of one resident name others, as a text for the person who decides what may be handed over.

use std::fmt::Write as _;

use super::{plural, printable};
use crate::check::{Checkup, Mention, Named};
use crate::text::{LineIndex, Position, Span};

/// A record in which others are named.
#[derive(Debug)]
pub struct Naming<'c> {
    /// The record.
    pub record: &'c Checkup,
    /// The places, in the order of its text.
    pub mentions: Vec<Mention>,
}

/// The text. `unread` are the files into which nobody looked; `staff` says of each id who that is.
pub fn third_parties(named: &[Naming<'_>], unread: &[String], staff: &[(String, String)], resident: &str) -> String {
    let mut text = format!(
        "{resident}: WHERE THE RECORDS NAME OTHER PEOPLE\n\n\
         This list is a help for the person who decides what may be handed over, and to whom. It is no proof that nobody else is named:\n\
         it is made by looking for names of staff, for what other residents like to be called, for numbers and addresses, for words such as\n\
         \"mum\" and \"Dr\", and for words with a capital inside a sentence. Nothing that describes somebody without such a word is found. Read\n\
         every record and every scan as well.\n\n\
         What is listed need not be taken out. Where a resident asks for their own data, what also tells about somebody else may be given with that\n\
         person's consent, or where it is reasonable without it (Data Protection Act 2018, schedule 2, paragraph 16). Of people who gave care or\n\
         education in their work it usually is. The Information Commissioner's guidance on the right of access says more. Take advice where in doubt.\n\n\
         The list itself quotes the records. Do not hand it over with them.\n\n"
    );
    counts(&mut text, named);
    if !staff.is_empty() {
        text.push_str("\nSTAFF WHO ARE NAMED BY ID\n\n");
        for (id, name) in staff {
            let _ = writeln!(text, "  {id} is {}", printable(name));
        }
    }
    for record in named.iter().filter(|record| !record.mentions.is_empty()) {
        let _ = writeln!(text, "\n{}\n", printable(&record.record.path));
        let lines = LineIndex::new(&record.record.text);
        let mut last = (0, Position { line: 1, column: 1 });
        for mention in &record.mentions {
            let between = Span::new(last.0, mention.span.start).of(&record.record.text);
            let place = match between.contains('\n') || last.0 == 0 {
                true => lines.position(&record.record.text, mention.span.start),
                // A line is counted through once, however often it names somebody.
                false => Position { column: last.1.column + between.chars().count(), ..last.1 },
            };
            last = (mention.span.start, place);
            let words = mention.span.of(&record.record.text);
            let words = printable(&words.split_whitespace().collect::<Vec<_>>().join(" "));
            let _ = writeln!(text, "  {}:{}  \"{words}\"  {}", place.line, place.column, mention.who.words());
        }
    }
    if !unread.is_empty() {
        text.push_str("\nNOT LOOKED INTO: somebody has to read these\n\n");
        for path in unread {
            let _ = writeln!(text, "  {}", printable(path));
        }
    }
    text
}

/// How often who is named, in lines.
fn counts(text: &mut String, named: &[Naming<'_>]) {
    text.push_str("HOW OFTEN\n\n");
    for who in Named::ALL {
        let count = |record: &Naming<'_>| record.mentions.iter().filter(|mention| mention.who == who).count();
        let (times, records) = (named.iter().map(count).sum(), named.iter().filter(|record| count(record) > 0).count());
        if times > 0 {
            let (times, records) = (plural(times, "time", "times"), plural(records, "record", "records"));
            let _ = writeln!(text, "  {}: {times}, in {records}", who.words());
        }
    }
    if named.iter().all(|record| record.mentions.is_empty()) {
        text.push_str("  Nobody was found.\n");
    }
}
