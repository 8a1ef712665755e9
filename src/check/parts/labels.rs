//! The labels below an item's heading.

use serde_json::Value;

use super::{Parts, applies, not_now, twice};
use crate::check::nearest::nearest;
use crate::check::{MAX_NAMED, fixes};
use crate::finding::{Code, Finding, Fix};
use crate::record::body::Label;
use crate::record::outline::{Item, within};
use crate::record::schema::LabelSpec;
use crate::record::{insert, slug};
use crate::text::{Edit, Span};

/// A line that begins with a label's words in another form than a label has.
struct Stuck {
    /// The line, without what stands before the words or their marks.
    line: Span,
    /// The words with their marks and their colon.
    written: Span,
    /// Whether nothing stands before them that would keep them from being a label.
    is_first: bool,
}

impl<'r> Parts<'r> {
    /// The label of `spec` below an item's heading: missing, empty, not asked for, or there twice.
    pub(super) fn label(&mut self, spec: &'static LabelSpec, item: &'r Item, values: &Value, labels: &[LabelSpec]) {
        let asked = applies(spec.when.as_ref(), values);
        let name = self.shown(&spec.label);
        let own_slug = spec.slug.as_str();
        match (item.label(own_slug), asked) {
            (None, true) => self.findings.push(self.missing_label(spec, item, labels)),
            (Some(label), true) if !self.record.body.has_words(label.text) => {
                let message = format!("\"{name}\" is not answered yet");
                self.findings.push(Finding::new(
                    Code::Unanswered,
                    label.label,
                    message,
                    format!("Write behind it: {}", spec.help),
                ));
            }
            (Some(label), false) => {
                let message = format!("\"{name}\" does not belong here: {}", not_now(spec.when.as_ref()));
                let help = "Mend the item in the front matter, or take the paragraph out.";
                self.findings.push(Finding::new(Code::UnexpectedPart, label.label, message, help));
            }
            _ => {}
        }
        let mut same = item.labels.iter().filter(|label| label.slug == own_slug);
        if let Some(first) = same.next() {
            self.findings.extend(same.map(|again| twice(again.label, first.label, "label")));
        }
    }

    /// What is said of a label that is not there: at the words that are meant for it, or else at the item's heading.
    fn missing_label(&self, spec: &'static LabelSpec, item: &Item, labels: &[LabelSpec]) -> Finding {
        let name = self.shown(&spec.label);
        if let Some(stuck) = self.stuck_label(name, item) {
            let message = format!("\"{name}\" is not written as a label here");
            let help = format!(
                "Write `**{name}:**` at the beginning of a line, with a space behind the last stars and none inside them."
            );
            let gap = if stuck.written.end < stuck.line.end { " " } else { "" };
            let edit = Edit::replace(stuck.written, format!("**{name}:**{gap}"));
            let fix = stuck.is_first.then(|| Fix::new("write it as a label", [edit]));
            return Finding::new(Code::MissingLabel, stuck.line, message, help).fixed_by(fix);
        }
        let unknown = self.unknown_labels(item);
        if let Some(near) = unknown.iter().find(|found| nearest(&found.slug, [slug(&spec.label).as_str()]).is_some()) {
            let message = format!("this label is not one that the format knows; did you mean \"{name}\"?");
            let help = format!("Write `**{name}:**`.");
            let shown = labels.iter().map(|label| self.shown(&label.label));
            let surely = fixes::surely(&near.text, shown) == Some(name);
            let edit = Edit::replace(near.span, format!("**{name}:**"));
            let fix = surely.then(|| Fix::new(format!("write \"{name}\""), [edit]));
            return Finding::new(Code::MissingLabel, near.span, message, help).quoting(&near.text).fixed_by(fix);
        }
        let message = format!("\"{name}\" is missing below this heading");
        let help = format!("Add a paragraph that begins with `**{name}:**`. {}", spec.help);
        // A label that nobody knows may be what was meant.
        let fix = unknown.is_empty().then(|| self.added_label(name, spec, item, labels));
        Finding::new(Code::MissingLabel, item.heading.span, message, help).fixed_by(fix)
    }

    /// Adds a label behind those that go before it, still to be answered.
    fn added_label(&self, name: &str, spec: &LabelSpec, item: &Item, labels: &[LabelSpec]) -> Fix {
        let before = labels.iter().take_while(|other| other.label != spec.label);
        let last = before.filter_map(|other| item.label(&other.slug)).max_by_key(|label| label.text.end);
        let at = last.map_or(item.text.end, |label| label.text.end);
        let edit = insert::paragraphs(&self.record.text, at, &[format!("**{name}:**")]);
        Fix::new("add the label, for the answer to be written behind it", [edit])
    }

    /// The bold phrases within the item that look like labels and are none of the format's.
    fn unknown_labels(&self, item: &Item) -> Vec<&'r Label> {
        let inside = within(&self.record.body.labels, item.all, |label| label.span.start).iter();
        let known = |at: usize| item.labels.binary_search_by_key(&at, |known| known.label.start).is_ok();
        inside.filter(|found| !known(found.span.start)).take(MAX_NAMED).collect()
    }

    /// A line that begins with the label's words in another form: between stars that Markdown does not take for bold, without stars, with
    /// too few of them, without the colon, or as an entry of a list.
    fn stuck_label(&self, name: &str, item: &Item) -> Option<Stuck> {
        let (mut at, wanted) = (item.all.start, slug(name));
        item.all.of(&self.record.text).split_inclusive('\n').find_map(|line| {
            at += line.len();
            let start = at - line.trim_start().len();
            let line = line.trim();
            let words = line.trim_start_matches(['-', '+', '>', ' ']);
            let words = if words.starts_with("* ") { words[1..].trim_start() } else { words };
            let begin = start + line.len() - words.len();
            let end = begin + written(words, &wanted)?;
            let rest = Span::new(end, start + line.len()).of(&self.record.text);
            Some(Stuck {
                line: Span::new(begin, start + line.len()),
                written: Span::new(begin, end + rest.len() - rest.trim_start().len()),
                is_first: begin == start,
            })
        })
    }
}

/// How many bytes the words with this slug take up at the beginning of a line, with the marks around them and the colon. Without a colon they
/// are to be bold.
fn written(line: &str, wanted: &str) -> Option<usize> {
    let is_mark = |c: char| matches!(c, '*' | '_');
    let inner = line.trim_start_matches(is_mark);
    let marks = line.len() - inner.len();
    if let Some((words, behind)) = inner.split_once(':').filter(|(words, _)| slug(words) == wanted) {
        let words = words.trim_end_matches(|c| is_mark(c) || c == ' ');
        // What closes the marks may stand behind the colon, after a space.
        let closed = inner.split_once(':').is_some_and(|(all, _)| all.trim_end().len() > words.len());
        let close = if closed || marks == 0 { "" } else { behind };
        let close = close.trim_start_matches(' ');
        let stars = close.len() - close.trim_start_matches(is_mark).len();
        let end = if stars > 0 { behind.len() - close.len() + stars } else { 0 };
        return Some(line.len() - behind.len() + end);
    }
    let bold = line.strip_prefix("**")?;
    let (words, behind) = bold.split_once("**")?;
    (slug(words) == wanted && !words.ends_with(' ')).then_some(line.len() - behind.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_known_in_other_forms() {
        let found = |line: &'static str| written(line, "staff-will").map(|end| &line[..end]);
        for (line, expected) in [
            ("Staff will: hang it", "Staff will:"),
            ("*Staff will:* hang it", "*Staff will:*"),
            ("*Staff will*: hang it", "*Staff will*:"),
            ("_staff will:_ hang it", "_staff will:_"),
            ("**Staff will** hang it", "**Staff will**"),
            ("**Staff will:**hang it", "**Staff will:**"),
            ("**Staff will: ** hang it", "**Staff will: **"),
            ("** Staff will:** hang it", "** Staff will:**"),
            ("Staff will: *always* hang it", "Staff will:"),
        ] {
            assert_eq!(found(line), Some(expected), "{line}");
        }
        for line in ["Staff will hang it", "*Staff will* hang it", "The staff will: hang", "Staff: will", ""] {
            assert_eq!(found(line), None, "{line}");
        }
    }
}
