//! Abbreviations in what residents are given to keep: the program's own words have none, and those of the records are told, so that they can be
//! written out.

use std::collections::BTreeMap;
use std::sync::Mutex;

use anyhow::Result;

use crate::check::{Context, abbreviations};
use crate::commands::Ui;
use crate::record::Record;
use crate::report::plural;
use crate::text::LineIndex;

/// So many records are named, and so many places in each.
const MOST: usize = 10;

/// Abbreviations by the path of the record and the line there.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    found: Mutex<BTreeMap<String, BTreeMap<usize, Vec<String>>>>,
}

impl Abbreviations {
    /// Looks for them in `record`, of a resident who is called `called`.
    pub(super) fn look(&self, record: &Record, called: Option<&str>, context: &Context) {
        let spans = abbreviations(record, called, context);
        if spans.is_empty() {
            return;
        }
        let lines = LineIndex::new(&record.text);
        let mut of_record: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for span in spans {
            let words = of_record.entry(lines.position(&record.text, span.start).line).or_default();
            let word = span.of(&record.text);
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        if let Ok(mut found) = self.found.lock() {
            found.insert(record.path.clone(), of_record);
        }
    }

    /// Says where they stand and, where words of records are shown, which they are.
    ///
    /// # Errors
    /// Nothing can be said.
    pub(super) fn tell(&self, ui: &mut Ui) -> Result<()> {
        let Ok(found) = self.found.lock() else { return Ok(()) };
        for line in told(&found, ui.style().show_text) {
            ui.note(&line)?;
        }
        Ok(())
    }
}

fn told(found: &BTreeMap<String, BTreeMap<usize, Vec<String>>>, show_text: bool) -> Vec<String> {
    if found.is_empty() {
        return Vec::new();
    }
    let holds = if found.len() == 1 { "holds" } else { "hold" };
    let records = plural(found.len(), "record", "records");
    let named = found.iter().take(MOST).map(|(path, lines)| format!("  {path}: {}", places(lines, show_text)));
    let more = found.len().saturating_sub(MOST);
    let first = format!(
        "{records} {holds} abbreviations that a resident may not know. Write them out, or say in brackets what they mean."
    );
    let shows = (!show_text).then(|| "With `--show-text` they are shown.".to_owned());
    let more = (more > 0).then(|| format!("  and {}", plural(more, "more record", "more records")));
    std::iter::once(first).chain(named).chain(more).chain(shows).collect()
}

fn places(lines: &BTreeMap<usize, Vec<String>>, show_text: bool) -> String {
    let place = |(line, words): (&usize, &Vec<String>)| match show_text {
        true => format!("line {line}: {}", words.join(", ")),
        false => line.to_string(),
    };
    let places: Vec<String> = lines.iter().take(MOST).map(place).collect();
    let more = if lines.len() > MOST { " and more" } else { "" };
    match (show_text, lines.len()) {
        (true, _) => format!("{}{more}", places.join("; ")),
        (false, 1) => format!("line {}", places.join("")),
        (false, _) => format!("lines {}{more}", places.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_and_words_only_where_they_may_be() {
        let of = |lines: &[(usize, &str)]| {
            lines.iter().map(|(line, words)| (*line, words.split(' ').map(str::to_owned).collect())).collect()
        };
        let mut found = BTreeMap::from([("plan.md".to_owned(), of(&[(3, "CPA GP"), (12, "OT")]))]);
        let first = "1 record holds abbreviations that a resident may not know. Write them out, or say in brackets what they mean.";
        assert_eq!(told(&found, false), [first, "  plan.md: lines 3, 12", "With `--show-text` they are shown."]);
        assert_eq!(told(&found, true), [first, "  plan.md: line 3: CPA, GP; line 12: OT"]);
        found.extend((0..12).map(|at| (format!("x{at}.md"), of(&[(1, "OT")]))));
        let many = told(&found, false);
        assert_eq!((many.len(), many[11].as_str()), (13, "  and 3 more records"));
        assert_eq!(told(&BTreeMap::new(), true), Vec::<String>::new());
    }
}
