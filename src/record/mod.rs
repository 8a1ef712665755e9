//! Records: bytes become a [`Record`] whose every part knows its place, and findings about what could not be read. Nothing
//! here stops at the first fault, and nothing reads or writes files.

pub mod body;
pub mod change;
pub mod edit;
pub mod former;
mod front_matter;
pub mod insert;
pub mod kind;
pub mod model;
pub mod outline;
pub mod reference;
pub mod schema;
pub mod settings;
pub mod shape;
mod slug;
pub mod yaml;

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

pub use self::former::Former;
pub use self::kind::{Kind, Place};
pub use self::outline::{Outline, Wording};
pub use self::schema::Schema;
use self::schema::{BodySpec, Headings};
pub use self::settings::Settings;
pub use self::slug::{heading_for, slug};
use crate::finding::{Code, Finding, Fix, Severity};
use crate::text::{Edit, Span, is_obeyed};

/// The largest file that is read as a record, in bytes. The longest plan there is fits fifty times.
pub const MAX_BYTES: usize = 1 << 20;

/// One file of a service, as it was read.
#[derive(Debug)]
pub struct Record {
    /// Its path in the service's folder, written with `/`.
    pub path: String,
    /// Where that is in the format.
    pub place: Place,
    /// The whole file.
    pub text: String,
    /// The bytes of the front matter, without its `---` lines; none where the file has no front matter.
    pub front_span: Option<Span>,
    /// The front matter with its places.
    pub front: yaml::Tree,
    /// The front matter's values, typed as the schema asks.
    pub values: Value,
    /// The text below, with its places.
    pub body: body::Body,
    /// The text below, as the format means it.
    pub outline: Outline,
}

/// What came of reading a file.
#[derive(Debug)]
pub struct Reading {
    /// The record, unless the file is no text at all.
    pub record: Option<Record>,
    /// The text, as far as it is text: what the places of the findings count in.
    pub text: String,
    /// What is wrong with how it is written. Whether it fits the format is for [`crate::check`] to say.
    pub findings: Vec<Finding>,
}

impl Record {
    /// The kind of record that belongs in its place.
    pub fn kind(&self) -> Kind {
        self.place.kind
    }

    /// The schema of that kind.
    pub fn schema(&self) -> &'static Schema {
        Schema::of(self.kind())
    }

    /// The text of the front matter's value `key`.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.values.get(key).and_then(Value::as_str)
    }

    /// Where the front matter's value lies that these keys lead to; the key itself where it has none, and the beginning of the file
    /// where there is no such key.
    pub fn span_of(&self, keys: &[&str]) -> Span {
        let mut node = &self.front.root;
        let mut span = Span::empty(0);
        for key in keys {
            let Some(entry) = node.entry(key) else { break };
            node = &entry.value;
            span = if node.is_null() { entry.key_span } else { node.span };
        }
        span
    }

    /// The words in `span`, without comments and without white space at either end.
    pub fn words(&self, span: Span) -> String {
        without_comments(&self.text, span, &self.body.comments)
    }

    /// The items of the front matter's list `key`.
    pub fn list(&self, key: &str) -> &[Value] {
        self.values.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether each item of the front matter's list `key` has an id as ids are written.
    pub fn has_all_ids(&self, key: &str) -> bool {
        let formed =
            |item: &Value| item.get("id").and_then(Value::as_str).is_some_and(|id| !id.is_empty() && slug(id) == id);
        let items = self.list(key);
        // A list that is to have an item and has none lost all that there were.
        let is_asked = || self.schema().json["properties"][key].get("minItems").is_some();
        items.iter().all(formed) && !(items.is_empty() && self.values.get(key).is_some() && is_asked())
    }

    /// The ids of the items that the format asks a heading for.
    pub fn ids_with_headings(&self) -> BTreeSet<&str> {
        ids_with_headings(&self.values, &self.schema().body)
    }

    /// The ids of the items in the front matter's list `key`.
    pub fn ids<'r>(&'r self, key: &str) -> impl Iterator<Item = &'r str> {
        self.list(key).iter().filter_map(|item| item.get("id").and_then(Value::as_str))
    }
}

/// The ids in `values` of the items that `spec` asks a heading for.
fn ids_with_headings<'v>(values: &'v Value, spec: &BodySpec) -> BTreeSet<&'v str> {
    let mut ids = BTreeSet::new();
    for section in &spec.sections {
        let mut items = section.items.as_ref();
        while let Some(list) = items {
            let named = values.get(&list.key).and_then(Value::as_array).into_iter().flatten();
            let named = named.filter(|_| list.headings == Headings::Required);
            ids.extend(named.filter_map(|item| item.get("id")?.as_str()).filter(|id| !id.is_empty()));
            items = list.items.as_deref();
        }
    }
    ids
}

/// The words in `span` of `text` that lie in none of the comments.
fn without_comments(text: &str, span: Span, comments: &[Span]) -> String {
    let mut kept = String::with_capacity(span.end - span.start);
    let mut at = span.start;
    let first = comments.partition_point(|comment| comment.end <= span.start);
    for comment in comments[first..].iter().take_while(|comment| comment.start < span.end) {
        kept.push_str(Span::new(at, comment.start.max(at)).of(text));
        at = comment.end.min(span.end);
    }
    kept.push_str(Span::new(at, span.end).of(text));
    kept.trim().to_owned()
}

/// The hash by which a formal review names a version of a plan: SHA-256 over the file's content, with line ends as `\n` and
/// no byte-order mark, so that it is the same on every machine.
pub fn content_hash(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { sha256(text.replace("\r\n", "\n").as_bytes()) } else { sha256(text.as_bytes()) }
}

/// The SHA-256 of some bytes, as records write it.
pub fn sha256(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digits = Sha256::digest(bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    "sha256:".chars().chain(digits.map(|digit| DIGITS[usize::from(digit)])).collect()
}

/// Reads the file at `path`, which lies in the format's `place`.
pub fn read(path: &str, place: Place, bytes: Vec<u8>, wording: &Wording) -> Reading {
    let text = match decode(bytes) {
        Ok(text) => text,
        Err(unread) => {
            let (text, finding) = *unread;
            return Reading { record: None, text, findings: vec![finding] };
        }
    };
    if let Some(finding) = old_line_ends(&text) {
        return Reading { record: None, text, findings: vec![finding] };
    }
    let mut findings = control_characters(&text);
    let conflicts = conflict_markers(&text);
    let parts = match place.kind {
        Kind::Settings => front_matter::Parts::all_yaml(&text),
        _ => front_matter::split(&text),
    };
    findings.extend(parts.findings);
    let source = match parts.blanked {
        // A stray line was reported; the YAML is read as though it were empty, at the same places.
        Some(stray) => {
            let mut blank = text.clone();
            blank.replace_range(stray.start..stray.end, &" ".repeat(stray.end - stray.start));
            Some(blank)
        }
        None => None,
    };
    let mut front = yaml::read(source.as_ref().unwrap_or(&text), parts.yaml.unwrap_or_default());
    findings.append(&mut front.findings);
    let schema = Schema::of(place.kind);
    let values = schema.type_values(&front.root);
    let body = body::read(&text, parts.body);
    let ids = ids_with_headings(&values, &schema.body);
    findings.extend(body.unclosed.map(|span| {
        let message = "what begins here is not closed, so all below it is hidden";
        let help = "Put `-->` behind a comment, or a line like the opening one below a block of code.";
        Finding::new(Code::Unclosed, span, message, help)
    }));
    findings.extend(body.too_deep.map(|span| {
        let message = "lists or quotations lie too deep in one another here, so nothing is read from here on";
        let help = "Take signs such as `>` and `-` away from the beginning of this line.";
        Finding::new(Code::TooDeep, span, message, help)
    }));
    findings.extend(body.too_many.map(|span| {
        let message =
            format!("a record has at most {} headings and labels, so nothing is read from here on", body::MAX_PARTS);
        Finding::new(Code::TooLarge, span, message, "Look for something that was pasted in many times by mistake.")
    }));
    let outline = Outline::new(&body, &schema.body, wording, &ids);
    if !conflicts.is_empty() {
        // Everything between the markers stands there twice, so nothing else that was found says much.
        findings = conflicts;
    }
    let record = Record {
        path: path.to_owned(),
        place,
        text: text.clone(),
        front_span: parts.yaml,
        front,
        values,
        body,
        outline,
    };
    Reading { record: Some(record), text, findings }
}

/// The values of the front matter of the record of `kind` that `bytes` hold, typed as the schema asks; none where it is not written as the
/// format asks. The text below is not read.
pub fn front_values(kind: Kind, bytes: Vec<u8>) -> Option<Value> {
    let text = decode(bytes).ok()?;
    let parts = front_matter::split(&text);
    let yaml = parts.yaml.filter(|_| parts.findings.is_empty())?;
    let front = yaml::read(&text, yaml);
    let is_sound = front.findings.iter().all(|finding| finding.severity < Severity::Error);
    is_sound.then(|| Schema::of(kind).type_values(&front.root))
}

/// The value of `key` in the front matter of the record that begins with `bytes`, where it stands on one line. Nothing else is read.
pub fn one_value(bytes: &[u8], key: &str) -> Option<String> {
    // A last line without an end may go on.
    let whole = &bytes[..bytes.iter().rposition(|byte| *byte == b'\n')?];
    let front = whole.split(|byte| *byte == b'\n').skip(1).take_while(|line| !line.starts_with(b"---"));
    let value = front.filter_map(|line| line.strip_prefix(key.as_bytes())?.strip_prefix(b":")).next()?;
    let value = serde_yaml::from_slice::<String>(value).ok()?;
    Some(value).filter(|value| !value.trim().is_empty())
}

/// The bytes as text, or what could be read of them and why not all.
fn decode(bytes: Vec<u8>) -> Result<String, Box<(String, Finding)>> {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let nul_twins = bytes.len() > 3 && (bytes[..4] == [b'-', 0, b'-', 0] || bytes[..4] == [0, b'-', 0, b'-']);
    if utf16 || nul_twins {
        let finding = Finding::new(
            Code::NotUtf8,
            Span::empty(0),
            "the file is written as UTF-16",
            "Save it again as UTF-8: most editors offer this under \"Save as\", \"Encoding\".",
        );
        return Err(Box::new((String::new(), finding)));
    }
    if bytes.len() > MAX_BYTES {
        let finding = Finding::new(
            Code::TooLarge,
            Span::empty(0),
            format!("the file is larger than a record can be, which is {MAX_BYTES} bytes"),
            "Look for something pasted in by mistake. Pictures and scans lie in files of their own.",
        );
        return Err(Box::new((String::new(), finding)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let end = at + text[at..].chars().next().map_or(0, char::len_utf8);
        let finding = Finding::new(
            Code::NotUtf8,
            Span::new(at, end),
            "the file is not UTF-8 text from here on",
            "Save it again as UTF-8: most editors offer this under \"Save as\", \"Encoding\". Then look at this character.",
        );
        Box::new((text, finding))
    })
}

/// The lines with which git parts two versions that it could not bring together.
fn conflict_markers(text: &str) -> Vec<Finding> {
    let holds = |marker: &str| memchr::memmem::find(text.as_bytes(), marker.as_bytes()).is_some();
    if !holds("<<<<<<< ") && !holds(">>>>>>> ") {
        return Vec::new();
    }
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        at += line.len();
        (at - line.len(), line.trim_end())
    });
    let markers = lines.filter(|(_, line)| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> "));
    let finding = |(start, line): (usize, &str)| {
        Finding::new(
            Code::ConflictMarker,
            Span::new(start, start + line.len()),
            "two versions of the file meet here, and nobody has chosen between them yet",
            "Keep the words that are right from above and below the line `=======`, and delete the three lines with the signs.",
        )
    };
    markers.map(finding).collect()
}

/// A text whose lines all end as those of old Macs did, so that it looks like one line.
fn old_line_ends(text: &str) -> Option<Finding> {
    let ends: Vec<usize> = memchr::memchr_iter(b'\r', text.as_bytes()).collect();
    let first = *ends.first().filter(|_| ends.len() > 1 && memchr::memchr(b'\n', text.as_bytes()).is_none())?;
    let message = "the lines of this file end as those of old Macs did, so it reads as one long line";
    let help = "Save it again with ordinary line ends: most editors offer this under \"Save as\", or in the line at the bottom.";
    let edits = ends.iter().map(|at| Edit::replace(Span::new(*at, at + 1), "\n"));
    let finding = Finding::new(Code::ControlCharacter, Span::new(first, first + 1), message, help);
    Some(finding.fixed_by(Some(Fix::new("write ordinary line ends", edits))))
}

/// How many control characters are named one by one.
const MAX_CONTROL_FINDINGS: usize = 20;

fn control_characters(text: &str) -> Vec<Finding> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
        return Vec::new();
    }
    let forbidden = |at: usize, c: char| match c {
        '\n' | '\t' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        c => is_obeyed(c),
    };
    let mut old_ends = 0;
    let mut is_new = |c: char| {
        old_ends += usize::from(c == '\r');
        c != '\r' || old_ends == 1
    };
    let found = text.char_indices().filter(|(at, c)| forbidden(*at, *c) && is_new(*c)).take(MAX_CONTROL_FINDINGS);
    found
        .map(|(at, c)| {
            Finding::new(
                Code::ControlCharacter,
                Span::new(at, at + c.len_utf8()),
                format!("there is a control character here (U+{:04X}), which nobody sees", u32::from(c)),
                "Delete it. It often comes along when text is pasted from another program.",
            )
            .fixed_by(without_control_character(text, at, c))
        })
        .collect()
}

/// What takes a control character out, where nothing else can have been meant by it: some programs write an end of a line as one, or a
/// quotation mark.
fn without_control_character(text: &str, at: usize, c: char) -> Option<Fix> {
    let span = Span::new(at, at + c.len_utf8());
    match c {
        '\r' | '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' => None,
        // Between two words it parts them, as it did where they were copied from.
        '\u{b}' | '\u{c}' | '\u{85}' => {
            let is_word = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_obeyed(c));
            let parts = is_word(text[..at].chars().next_back()) && is_word(text[span.end..].chars().next());
            Some(Fix::new("take it out", [Edit::replace(span, if parts { " " } else { "" })]))
        }
        _ => Some(Fix::new("take it out", [Edit::delete(span)])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_hash_is_the_same_for_either_line_end() {
        assert_eq!(content_hash("a\nb\n"), content_hash("\u{feff}a\r\nb\r\n"));
        assert_eq!(content_hash(""), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn comments_are_left_out_of_words() {
        let text = "a <!-- b --> c <!-- d -->";
        let comments = [Span::new(2, 12), Span::new(15, 25)];
        assert_eq!(without_comments(text, Span::new(0, text.len()), &comments), "a  c");
    }
}
