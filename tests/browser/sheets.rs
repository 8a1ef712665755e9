//! Printed pages: the words of a PDF with their places, and which of them are which words of the page.

use std::ops::Range;
use std::path::Path;
use std::process::Command;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::Event;
use unicode_normalization::UnicodeNormalization as _;

/// Something written on a sheet, in points from its upper left corner.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    pub(crate) text: String,
    /// The sheet, the first being 0.
    pub(crate) sheet: usize,
    pub(crate) left: f64,
    pub(crate) right: f64,
    pub(crate) top: f64,
    pub(crate) bottom: f64,
}

/// A printed page.
#[derive(Debug, Default)]
pub(crate) struct Sheets {
    /// Width and height of each sheet, in points.
    pub(crate) sizes: Vec<(f64, f64)>,
    /// What stands on them, in the order in which it was written, the margins aside.
    pub(crate) marks: Vec<Mark>,
    /// What stands in the margins, below the page's own text.
    pub(crate) margins: Vec<Mark>,
    /// Its title, as the PDF has it.
    pub(crate) title: Option<String>,
    /// Its language.
    pub(crate) lang: Option<String>,
    /// Whether it says which text is a heading, a table and so on.
    pub(crate) tagged: bool,
}

impl Sheets {
    /// Reads a PDF.
    pub(crate) fn read(pdf: &Path) -> Self {
        let output = Command::new("pdftotext").args(["-bbox", "-raw"]).arg(pdf).arg("-").output().expect("pdftotext");
        assert!(output.status.success(), "pdftotext: {}", String::from_utf8_lossy(&output.stderr));
        let mut sheets = Self::default();
        sheets.words(&String::from_utf8(output.stdout).expect("text"));
        sheets.set_margins_apart();
        sheets.catalogue(pdf);
        sheets
    }

    fn words(&mut self, xml: &str) {
        // pdftotext writes some characters that XML does not have.
        let xml: String = xml.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        let mut reader = Reader::from_str(&xml);
        reader.config_mut().check_end_names = false;
        let mut mark: Option<Mark> = None;
        loop {
            match reader.read_event().expect("XML") {
                Event::Start(tag) => {
                    let number = |name: &str| {
                        let value = tag.try_get_attribute(name).ok().flatten()?;
                        value.value.parse::<f64>().ok()
                    };
                    match tag.name().as_ref() {
                        "page" => self.sizes.push((number("width").expect("width"), number("height").expect("height"))),
                        "word" => {
                            let side = |name: &str| number(name).expect("a side");
                            let (left, right) = (side("xMin"), side("xMax"));
                            let (top, bottom) = (side("yMin"), side("yMax"));
                            mark = Some(Mark {
                                text: String::new(),
                                sheet: self.sizes.len() - 1,
                                left,
                                right,
                                top,
                                bottom,
                            });
                        }
                        _ => {}
                    }
                }
                Event::Text(text) => {
                    if let Some(mark) = &mut mark {
                        mark.text += &text;
                    }
                }
                Event::GeneralRef(name) => {
                    if let Some(mark) = &mut mark {
                        let entity = format!("&{};", &*name);
                        mark.text += &quick_xml::escape::unescape(&entity).expect("an entity");
                    }
                }
                Event::End(tag) if tag.name().as_ref() == "word" => self.marks.extend(mark.take()),
                Event::Eof => break,
                _ => {}
            }
        }
    }

    /// What stands on a line with "Page 1 of 9" at the foot of a sheet is in its margin.
    fn set_margins_apart(&mut self) {
        for sheet in 0..self.sizes.len() {
            let on: Vec<_> = self.marks.iter().filter(|mark| mark.sheet == sheet).collect();
            let page = ["Page".to_owned(), (sheet + 1).to_string(), "of".to_owned(), self.sizes.len().to_string()];
            let foot = self.sizes[sheet].1 * 0.9;
            let mut lines = on.windows(4).filter(|four| four[0].top > foot);
            let Some(line) = lines.find(|four| four.iter().zip(&page).all(|(mark, word)| mark.text == *word)) else {
                continue;
            };
            let top = line[0].top;
            let apart = |mark: &Mark| mark.sheet == sheet && mark.top >= top - 2.0;
            let (margin, rest) = std::mem::take(&mut self.marks).into_iter().partition(apart);
            self.marks = rest;
            self.margins.extend::<Vec<_>>(margin);
        }
    }

    fn catalogue(&mut self, pdf: &Path) {
        let file = lopdf::Document::load(pdf).expect("a PDF");
        let catalogue = file.catalog().expect("a catalogue");
        let text = |value: &lopdf::Object| lopdf::decode_text_string(value).ok();
        self.lang = catalogue.get(b"Lang").ok().and_then(text);
        let of = |value: &lopdf::Object| file.dereference(value).ok().map(|(_, value)| value.clone());
        let marked = catalogue.get(b"MarkInfo").ok().and_then(of);
        let marked = marked.as_ref().and_then(|info| info.as_dict().ok()?.get(b"Marked").ok()?.as_bool().ok());
        self.tagged = marked == Some(true) && catalogue.has(b"StructTreeRoot");
        let info = file.trailer.get(b"Info").ok().and_then(of);
        self.title = info.as_ref().and_then(|info| text(info.as_dict().ok()?.get(b"Title").ok()?));
    }

    /// What stands in the margin of a sheet.
    pub(crate) fn margin(&self, sheet: usize) -> String {
        let words = self.margins.iter().filter(|mark| mark.sheet == sheet);
        words.map(|mark| mark.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Finds each of these words: the marks that it is written with, none where it is not there. Words are looked for in
    /// their order, then elsewhere; no mark is taken twice.
    /// `heads` are the letters of the heads of tables, which are written again on each sheet that their table goes on to.
    pub(crate) fn find(&self, words: &[&str], heads: &[String]) -> Vec<Option<Range<usize>>> {
        let words: Vec<_> = words.iter().map(|word| plain(word)).collect();
        let mut ink = Ink::of(&self.marks);
        for sheet in 1..self.sizes.len() {
            ink.pass_over(self.marks.partition_point(|mark| mark.sheet < sheet), heads);
        }
        let mut found = vec![None; words.len()];
        for at in 0..words.len() {
            found[at] = if words[at].is_empty() { None } else { ink.next(&words[at..]) };
        }
        // Those that were passed over may stand where nothing else was found.
        for at in 0..words.len() {
            if found[at].is_none() && !words[at].is_empty() {
                found[at] = ink.anywhere(&words[at]);
            }
        }
        // What has no letters to be seen counts as written where the word before it is.
        for at in 0..words.len() {
            if words[at].is_empty() {
                found[at] = if at == 0 { Some(0..0) } else { found[at - 1].clone() };
            }
        }
        found
    }
}

/// What is written, one letter after the other, for what to look for in it.
pub(crate) fn letters<'t>(words: impl IntoIterator<Item = &'t str>) -> String {
    words.into_iter().map(plain_mark).collect()
}

/// A word without what a printer may add or leave out: case, joined letters, and characters that are not seen.
fn plain(word: &str) -> String {
    let unseen = |c: &char| {
        !matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            && !c.is_whitespace()
            && !c.is_control()
    };
    word.nfkd().filter(unseen).flat_map(char::to_lowercase).collect()
}

/// The same of a word on a sheet, where pdftotext has written Hebrew as it is seen: from the left.
fn plain_mark(word: &str) -> String {
    let plain = plain(word);
    if plain.contains(|c| matches!(c, '\u{590}'..='\u{5ff}')) { plain.chars().rev().collect() } else { plain }
}

/// What is written, one letter after the other.
struct Ink {
    letters: String,
    /// Where each mark begins in the letters.
    begins: Vec<usize>,
    taken: Vec<bool>,
    /// Which letters are those of a head that stood on an earlier sheet already.
    again: Vec<bool>,
    at: usize,
}

impl Ink {
    fn of(marks: &[Mark]) -> Self {
        let mut letters = String::new();
        let begins = marks.iter().map(|mark| {
            let begin = letters.len();
            letters += &plain_mark(&mark.text);
            begin
        });
        let begins: Vec<_> = begins.collect();
        let (taken, again) = (vec![false; letters.len()], vec![false; letters.len()]);
        Self { letters, begins, taken, again, at: 0 }
    }

    /// A head that a sheet begins with, at this mark, where it is not the first of its kind.
    fn pass_over(&mut self, mark: usize, heads: &[String]) {
        let Some(begin) = self.begins.get(mark).copied() else { return };
        let is_again = |head: &&String| {
            self.letters[begin..].starts_with(head.as_str()) && self.letters.find(head.as_str()) < Some(begin)
        };
        if let Some(head) = heads.iter().find(is_again) {
            self.again[begin..begin + head.len()].fill(true);
        }
    }

    /// The mark that this letter is of.
    fn mark(&self, letter: usize) -> usize {
        self.begins.partition_point(|begin| *begin <= letter).saturating_sub(1)
    }

    fn take(&mut self, at: usize, length: usize) -> Range<usize> {
        self.taken[at..at + length].fill(true);
        self.at = at + length;
        self.mark(at)..self.mark(at + length - 1) + 1
    }

    fn is_free(&self, at: usize, length: usize) -> bool {
        self.taken[at..at + length].iter().all(|taken| !taken)
    }

    /// The first of these words: right here, or else where what follows it stands as well, as near as can be.
    fn next(&mut self, words: &[String]) -> Option<Range<usize>> {
        while self.again.get(self.at) == Some(&true) {
            self.at += 1;
        }
        let length = words[0].len();
        let is_here = self.letters[self.at..].starts_with(&words[0]) && self.is_free(self.at, length);
        let here = is_here.then_some(self.at);
        let at = here
            .or_else(|| self.nearest(&run(words, 30), usize::MAX))
            .or_else(|| self.nearest(&run(words, 14), usize::MAX))
            .or_else(|| self.nearest(&words[0], 400))?;
        Some(self.take(at, length))
    }

    /// Where this is written that was not found yet, at the beginning of a mark and within so many letters from here.
    fn nearest(&self, run: &str, reach: usize) -> Option<usize> {
        let near = |at: &usize| at.abs_diff(self.at);
        let from = self.at.saturating_sub(reach);
        let to = self.at.saturating_add(reach).min(self.letters.len());
        let places = memmem::find_iter(&self.letters.as_bytes()[from..to], run.as_bytes()).map(|at| at + from);
        places
            .filter(|at| self.begins.binary_search(at).is_ok() && self.is_free(*at, run.len()) && !self.again[*at])
            .min_by_key(near)
    }

    /// A word that stands by itself, or within what nothing else was found in.
    fn anywhere(&mut self, word: &str) -> Option<Range<usize>> {
        let places =
            memmem::find_iter(self.letters.as_bytes(), word.as_bytes()).filter(|at| self.is_free(*at, word.len()));
        let whole = |at: &usize| {
            let (begin, end) = (self.mark(*at), self.mark(at + word.len() - 1) + 1);
            let before = self.begins[begin] == *at || self.taken[*at - 1];
            let end = self.begins.get(end).copied().unwrap_or(self.letters.len());
            before && (end == at + word.len() || self.taken[at + word.len()])
        };
        let at = places.into_iter().find(whole)?;
        Some(self.take(at, word.len()))
    }
}

/// So many of these words in a row as have this many letters.
fn run(words: &[String], letters: usize) -> String {
    let mut run = String::new();
    for word in words {
        run += word;
        if run.len() >= letters {
            break;
        }
    }
    run
}
