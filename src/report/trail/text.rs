//! The audit trail for people: each save with when, who, and which records.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::{Deed, Entry, Review, Signed, Touched, What};
use crate::report::{plural, printable};
use crate::text::wrapped;

/// The widest that it is, in columns.
const WIDEST: usize = 100;
/// How many residents of one save are told one by one.
const RESIDENTS: usize = 12;
/// How many records of one kind, of one resident and in one save, are named one by one; and how many reviews.
const NAMED: usize = 4;

impl Entry {
    /// The save for people, in lines of at most `width` columns.
    pub fn in_full(&self, width: usize) -> String {
        let width = width.min(WIDEST);
        let mut text = String::new();
        let (short, author) = (self.commit.get(..7).unwrap_or(&self.commit), &self.author);
        put(&mut text, width, "", &format!("{}, {} ({short})", when(author), printable(&author.who.name)));
        if !author.is_as(&self.committer) {
            let by = printable(&self.committer.who.name);
            let later = if author.time == self.committer.time {
                String::new()
            } else {
                format!(" on {}", when(&self.committer))
            };
            put(&mut text, width, "  ", &format!("Put into the history by {by}{later}."));
        }
        if self.is_cut {
            let cut = "The history in this copy of the repository is cut off here. What this save changed, and what was before, is not in it.";
            put(&mut text, width, "  ", cut);
            return text;
        }
        if self.is_merge {
            put(&mut text, width, "  ", "Brought versions together.");
        }
        if self.touched.is_empty() && !self.is_merge {
            put(&mut text, width, "  ", "Changed what no file says.");
        }
        self.groups(&mut text, width);
        // Where only some kinds are asked for, the review may not be among what is told.
        let told: HashSet<(Option<&str>, &str)> =
            self.touched.iter().map(|touched| (touched.resident.as_deref(), touched.name.as_str())).collect();
        let untold = |review: &&Review| !told.contains(&(Some(review.resident.as_str()), review.name.as_str()));
        let mut reviews: Vec<&str> = self.reviews.iter().filter(untold).map(|review| review.name.as_str()).collect();
        reviews.dedup();
        if !reviews.is_empty() {
            let many = plural(reviews.len(), "review", "reviews");
            let reviews = if reviews.len() > NAMED { many } else { reviews.join(", ") };
            put(&mut text, width, "  ", &format!("With {reviews}."));
        }
        if self.says_otherwise {
            put(&mut text, width, "  ", "Its message says otherwise.");
        }
        text
    }

    /// What it did to whose records.
    fn groups(&self, text: &mut String, width: usize) {
        let groups: Vec<&[Touched]> = self.touched.chunk_by(|one, next| one.whose() == next.whose()).collect();
        let (told, rest) = groups.split_at(if groups.len() > RESIDENTS { RESIDENTS - 1 } else { groups.len() });
        for group in told {
            let deeds = group.chunk_by(|one, next| one.deed == next.deed);
            let deeds: Vec<_> = deeds.map(|same| format!("{} {}", same[0].deed.word(), names(same))).collect();
            put(text, width, "  ", &format!("{}: {}", group[0].whose(), deeds.join("; ")));
        }
        if !rest.is_empty() {
            let files = rest.iter().flat_map(|group| group.iter()).map(|touched| touched.files).sum();
            let _ = writeln!(text, "  and {} of {} more", plural(files, "file", "files"), rest.len());
        }
    }
}

impl Deed {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Brought => "brought",
            Deed::Changed => "changed",
            Deed::Removed => "removed",
        }
    }
}

/// Adds words in as many lines as they need, the first after `indent`, those after it a little further in.
fn put(text: &mut String, width: usize, indent: &str, words: &str) {
    for (at, line) in wrapped(words, width.saturating_sub(indent.len() + 2)).iter().enumerate() {
        let further = if at > 0 { "  " } else { "" };
        let _ = writeln!(text, "{indent}{further}{line}");
    }
}

fn when(signed: &Signed) -> String {
    signed.time.format("%-d %B %Y, %H:%M").to_string()
}

/// What was done the same to: records by their names, very many of a kind by the first and the last of them, other files by their number.
fn names(touched: &[Touched]) -> String {
    let kinds = touched.chunk_by(|one, next| one.what == next.what);
    let kinds = kinds.map(|same| {
        let files = same.iter().map(|touched| touched.files).sum();
        match same[0].what {
            What::Record(kind) => {
                listed(same.iter().map(|touched| touched.name.clone()).collect(), &format!("{}s", kind.words()))
            }
            What::Scan => plural(files, "scan", "scans"),
            What::Template => plural(files, "template", "templates"),
            What::Other => plural(files, "other file", "other files"),
        }
    });
    kinds.collect::<Vec<_>>().join(", ")
}

/// Names, or how many there are and the first and the last of them.
fn listed(names: Vec<String>, many: &str) -> String {
    match names.as_slice() {
        [first, .., last] if names.len() > NAMED => {
            let last = last.rsplit(' ').next().unwrap_or(last);
            format!("{} {many} ({first} to {last})", names.len())
        }
        names => names.join(", "),
    }
}
