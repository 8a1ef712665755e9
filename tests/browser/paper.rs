//! What must hold of a page as it is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex::Regex;

use crate::colour::contrast;
use crate::facts::{Facts, Group, Kind, Paper, Word};
use crate::fault::{Engine, Faults};
use crate::screen::no_wider;
use crate::sheets::{Mark, Sheets, letters};

/// A millimetre, in points.
const MM: f64 = 72.0 / 25.4;
/// What most printers leave blank at each edge.
const EDGE: f64 = 7.0 * MM;
/// The least size of any print, in points.
const LEAST: f64 = 9.0;
/// How high letters of Arial, and of fonts of the same measure, stand from the deepest to the highest, by their size.
const HEIGHT: f64 = 1.116;

/// What must hold whichever engine prints the page.
pub(crate) fn check(facts: &Facts, faults: &mut Faults) {
    let paper = &facts.paper;
    no_wider("clipped", &paper.wide, faults);
    faults.add_all("clipped", &paper.cut);
    faults.add_all("needs a background", &paper.filled);
    let (least, is_large) = body_size(&facts.markup.kind);
    let sizes = |word: &&Word| word.size < if word.small && !is_large { LEAST } else { least } - 0.05;
    let told = |word: &Word| format!("{:.1} pt: {:?} in {}", word.size, word.text, word.at);
    faults.add_all("size of text", &once_each(paper.words.iter().filter(sizes), told));
    let faint = |word: &&Word| contrast(&word.colour, "rgb(255, 255, 255)").is_none_or(|contrast| contrast < 4.5);
    let told = |word: &Word| format!("{} on white: {:?} in {}", word.colour, word.text, word.at);
    faults.add_all("contrast on paper", &once_each(paper.words.iter().filter(faint), told));
    said_in_the_body(facts, faults);
    hidden_on_paper(facts, faults);
}

/// What is seen on a screen is printed.
fn hidden_on_paper(facts: &Facts, faults: &mut Faults) {
    let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
    facts.paper.words.iter().for_each(|word| *printed.entry(&word.text).or_default() += 1);
    let hidden = facts.screen.iter().filter(|word| match printed.get_mut(word.as_str()) {
        Some(left @ 1..) => {
            *left -= 1;
            false
        }
        _ => true,
    });
    let hidden: Vec<_> = hidden.map(|word| format!("{word:?} is on the screen alone")).collect();
    faults.add_all("nothing lost", &hidden);
}

/// The least size of the text of a page, in points, by its kind, and whether that holds of its small print as well.
fn body_size(kind: &str) -> (f64, bool) {
    let sizes = [("large-print", 18.0, true), ("resident-copy", 16.0, true), ("reader", 14.0, false)];
    let is = |name: &str| kind.split_whitespace().any(|word| word == name);
    sizes.into_iter().find(|(name, ..)| is(name)).map_or((12.0, false), |(_, size, is_large)| (size, is_large))
}

/// What is told of the first word in each place.
fn once_each<'w>(words: impl Iterator<Item = &'w Word>, told: impl Fn(&Word) -> String) -> Vec<String> {
    let mut places = BTreeSet::new();
    words.filter(|word| places.insert(word.at.as_str())).map(told).collect()
}

/// Reference and version stand in the page itself too, for browsers that leave margins empty.
fn said_in_the_body(facts: &Facts, faults: &mut Faults) {
    if let Some(reference) = reference(&facts.markup.title).filter(|reference| !facts.paper.text.contains(reference)) {
        faults.add("reference and version in the body", reference.to_owned());
    }
    if !is_a_list(facts) && !pattern(VERSION).is_match(&facts.paper.text.to_lowercase()) {
        faults.add("reference and version in the body", "there is no version".to_owned());
    }
}

fn reference(title: &str) -> Option<&str> {
    pattern(r"\bR-\d+\b").find(title).map(|found| found.as_str())
}

const VERSION: &str = r"version [0-9a-f]{7}";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// What must hold of the sheets that an engine made.
pub(crate) fn check_sheets(facts: &Facts, sheets: &Sheets, faults: &mut Faults) {
    let mut printed = Printed { paper: &facts.paper, sheets, places: Vec::new() };
    let heads: Vec<_> = printed.groups(Kind::Head).map(|(_, _, words)| printed.letters(&words)).collect();
    let words: Vec<_> = facts.paper.words.iter().map(|word| word.text.as_str()).collect();
    printed.places = sheets.find(&words, &heads);
    about_the_file(facts, sheets, faults);
    margins(facts, sheets, faults);
    printed.within_the_edges(faults);
    printed.nothing_lost(faults);
    printed.no_word_torn(faults);
    printed.as_large_as_asked(faults);
    printed.no_blank_sheet(faults);
    printed.no_heading_alone(faults);
    printed.nothing_torn(faults);
    printed.heads_again(faults);
}

/// Tagged, with title and language.
fn about_the_file(facts: &Facts, sheets: &Sheets, faults: &mut Faults) {
    if !sheets.tagged {
        faults.add("tagged", "the PDF has no tags".to_owned());
    }
    if sheets.lang.as_deref() != Some(&facts.markup.lang) {
        faults.add("title and language", format!("the PDF's language is {:?}", sheets.lang));
    }
    let title = facts.markup.title.split_whitespace().collect::<Vec<_>>().join(" ");
    if sheets.title.as_deref() != Some(&title) {
        faults.add("title and language", format!("the PDF's title is {:?}", sheets.title));
    }
    let a4 = |(width, height): &(f64, f64)| (width - 210.0 * MM).abs() < 1.0 && (height - 297.0 * MM).abs() < 1.0;
    if !sheets.sizes.iter().all(a4) {
        faults.add("A4", format!("{:?}", sheets.sizes));
    }
}

/// Reference, version, day, and which page of how many, in the margin of each sheet.
fn margins(facts: &Facts, sheets: &Sheets, faults: &mut Faults) {
    let pages = sheets.sizes.len();
    let mut lacking: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for sheet in 0..pages {
        let margin = sheets.margin(sheet);
        let page = margin.contains(&format!("Page {} of {pages}", sheet + 1));
        let reference = reference(&facts.markup.title).is_none_or(|reference| margin.contains(reference));
        let version = is_a_list(facts) || pattern(VERSION).is_match(&margin);
        let day = pattern(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b").is_match(&margin);
        for (there, what) in [(page, "page"), (reference, "reference"), (version, "version"), (day, "day")] {
            if !there {
                lacking.entry(what).or_default().push(format!("{} ({margin})", sheet + 1));
            }
        }
    }
    for (what, sheets) in lacking {
        let (first, count) = (&sheets[0], sheets.len());
        faults.add("margins", format!("no {what} on {count} sheets, the first of them {first}"));
    }
}

/// Whether a page only leads to others, and so has no version of its own.
fn is_a_list(facts: &Facts) -> bool {
    facts.markup.kind.split_whitespace().any(|word| word == "index")
}

/// Whether a word may be broken by the engine: WeasyPrint breaks a line within a word, and writes in between, where words that are
/// heard and not seen stand beside it, as in marks of changes.
fn is_broken_by(engine: Option<Engine>) -> impl Fn(&Word) -> bool {
    let in_a_mark = |word: &Word| word.at.split(" > ").any(|name| name == "ins" || name == "del");
    move |word| engine == Some(Engine::WeasyPrint) && in_a_mark(word)
}

/// A page and its sheets, with the marks that each word of it is written with.
struct Printed<'p> {
    paper: &'p Paper,
    sheets: &'p Sheets,
    places: Vec<Option<Range<usize>>>,
}

impl Printed<'_> {
    /// The sheets that a word stands on.
    fn on(&self, word: usize) -> Range<usize> {
        match &self.places[word] {
            Some(marks) if !marks.is_empty() => {
                self.sheets.marks[marks.start].sheet..self.sheets.marks[marks.end - 1].sheet + 1
            }
            _ => 0..0,
        }
    }

    /// The words of each group of this kind.
    fn groups(&self, kind: Kind) -> impl Iterator<Item = (usize, &Group, Vec<usize>)> {
        let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, word) in self.paper.words.iter().enumerate() {
            for group in word.within.iter().filter(|group| self.paper.groups[**group].kind == kind) {
                of.entry(*group).or_default().push(at);
            }
        }
        of.into_iter().map(|(group, words)| (group, &self.paper.groups[group], words))
    }

    /// The sheets that these words stand on.
    fn sheets_of(&self, words: &[usize]) -> BTreeSet<usize> {
        words.iter().flat_map(|word| self.on(*word)).collect()
    }

    fn letters(&self, words: &[usize]) -> String {
        letters(words.iter().map(|word| self.paper.words[*word].text.as_str()))
    }

    fn said(&self, words: &[usize]) -> String {
        words.iter().take(8).map(|word| self.paper.words[*word].text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Everything that is seen lies where printers print.
    fn within_the_edges(&self, faults: &mut Faults) {
        let sheets = self.sheets;
        let seen = self.places.iter().flatten().flat_map(|marks| &sheets.marks[marks.clone()]);
        let out = |mark: &&Mark| {
            let (width, height) = sheets.sizes[mark.sheet];
            mark.left < EDGE || mark.top < EDGE || mark.right > width - EDGE || mark.bottom > height - EDGE
        };
        let told = |mark: &Mark| {
            let at = [mark.left, mark.top, mark.right, mark.bottom].map(|side| format!("{:.0}", side / MM)).join(" ");
            format!("sheet {}: {:?} ({at} mm)", mark.sheet + 1, mark.text)
        };
        let out: Vec<_> = seen.chain(&sheets.margins).filter(out).map(told).collect();
        faults.add_all("within 7 mm of the edges", &out);
    }

    fn nothing_lost(&self, faults: &mut Faults) {
        let broken = is_broken_by(faults.engine());
        let is_lost = |word: &Word| word.text.len() <= 14 || !broken(word);
        let lost = self.paper.words.iter().zip(&self.places);
        let lost = lost.filter(|(word, place)| place.is_none() && is_lost(word));
        let lost: Vec<_> = lost.map(|(word, _)| format!("{:?} in {}", word.text, word.at)).collect();
        faults.add_all("nothing lost", &lost);
    }

    /// A word of usual length stands in one line.
    fn no_word_torn(&self, faults: &mut Faults) {
        let broken = is_broken_by(faults.engine());
        let torn = self.paper.words.iter().zip(self.places.iter().cloned()).filter(|(word, marks)| {
            let usual = word.text.len() <= 14 && word.text.chars().all(char::is_alphanumeric) && !word.crowded;
            let marks = &self.sheets.marks[marks.clone().unwrap_or_default()];
            let usual = usual && !broken(word);
            usual && marks.windows(2).any(|two| two[1].top > two[0].bottom || two[0].sheet != two[1].sheet)
        });
        let torn: Vec<_> = torn.map(|(word, _)| format!("{:?} in {}", word.text, word.at)).collect();
        faults.add_all("no word torn", &torn);
    }

    /// No engine has made the text smaller than the page asks.
    fn as_large_as_asked(&self, faults: &mut Faults) {
        let mut small = Vec::new();
        for (word, marks) in self.paper.words.iter().zip(&self.places) {
            let plain = word.text.len() > 2 && word.text.chars().all(|c| c.is_ascii_alphanumeric());
            let Some(mark) = marks.as_ref().filter(|_| plain).and_then(|marks| self.sheets.marks.get(marks.start))
            else {
                continue;
            };
            let size = (mark.bottom - mark.top) / HEIGHT;
            if size < word.size * 0.97 {
                small.push(format!("{size:.1} pt in place of {:.1}: {:?} in {}", word.size, word.text, word.at));
            }
        }
        faults.add_all("size of text", &small);
    }

    fn no_blank_sheet(&self, faults: &mut Faults) {
        let foot: BTreeSet<_> = self.groups(Kind::Foot).flat_map(|(_, _, words)| words).collect();
        let filled = (0..self.places.len()).filter(|word| !foot.contains(word)).flat_map(|word| self.on(word));
        let filled: BTreeSet<_> = filled.collect();
        for sheet in (0..self.sheets.sizes.len()).filter(|sheet| !filled.contains(sheet)) {
            faults.add("no blank page", format!("sheet {} has nothing of the page, or its foot alone", sheet + 1));
        }
    }

    fn no_heading_alone(&self, faults: &mut Faults) {
        for (group, heading, words) in self.groups(Kind::Heading) {
            let mut after = words[words.len() - 1] + 1..self.paper.words.len();
            let Some(next) = after.find(|word| !self.paper.words[*word].within.contains(&group)) else { continue };
            let (last, next) = (self.sheets_of(&words), self.on(next));
            if last.len() > 1 || last.last().is_some_and(|last| *last < next.start) {
                faults.add(
                    "no heading alone",
                    format!("{} at the foot of sheet {last:?}: {}", heading.at, self.said(&words)),
                );
            }
        }
    }

    /// No row is torn that fits on a sheet, and no signature.
    fn nothing_torn(&self, faults: &mut Faults) {
        for (kind, property) in [(Kind::Row, "no row torn"), (Kind::Signature, "signatures whole")] {
            for (_, group, words) in self.groups(kind) {
                let on = self.sheets_of(&words);
                if on.len() > 1 && group.height < self.paper.height * 0.95 {
                    let on: Vec<_> = on.iter().map(|sheet| (sheet + 1).to_string()).collect();
                    faults.add(property, format!("{} on sheets {}: {}", group.at, on.join(", "), self.said(&words)));
                }
            }
        }
    }

    /// A table that goes on has its head on each sheet.
    fn heads_again(&self, faults: &mut Faults) {
        for (_, head, words) in self.groups(Kind::Head) {
            let head_text = self.letters(&words);
            let bodies = self.groups(Kind::Body).filter(|(_, body, _)| body.table == head.table);
            let on: BTreeSet<_> = bodies.flat_map(|(_, _, words)| self.sheets_of(&words)).collect();
            for sheet in on {
                let marks = self.sheets.marks.iter().filter(|mark| mark.sheet == sheet);
                if !letters(marks.map(|mark| mark.text.as_str())).contains(&head_text) {
                    faults.add("table heads again", format!("sheet {}: {}", sheet + 1, self.said(&words)));
                }
            }
        }
    }
}
