//! What is put into a record without touching anything else: keys and items into its front matter, in the style that is there, and
//! paragraphs into its text.

use super::edit::{FRONT_GUIDANCE, double_quoted, yaml_text};
use super::yaml::{Entry, Node, Yaml};
use super::{Record, model};
use crate::text::{Edit, Span};

/// A value that is put in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// As it stands behind its colon; empty for a question that is still open.
    Scalar(String),
    /// A list.
    List(Vec<New>),
    /// Keys and values.
    Mapping(Vec<NewEntry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Comments above it, each on a line of its own where lines can be put in.
    pub hints: Vec<String>,
    /// The key.
    pub key: String,
    /// Its value.
    pub value: New,
}

impl NewEntry {
    /// A key without comments.
    pub fn new(key: &str, value: New) -> Self {
        Self { hints: Vec::new(), key: key.to_owned(), value }
    }
}

impl New {
    /// A text, quoted where it could be taken for something else.
    pub fn text(text: &str) -> Self {
        Self::Scalar(yaml_text(text))
    }

    /// Keys with values, each as it stands behind its colon.
    pub fn mapping<const N: usize>(entries: [(&str, String); N]) -> Self {
        Self::Mapping(entries.into_iter().map(|(key, value)| NewEntry::new(key, Self::Scalar(value))).collect())
    }

    /// What `node` of `record` says, with its hints where `with_hints` asks for them; a key without a value stays an open question.
    pub fn of(node: &Node, record: &Record, with_hints: bool) -> Self {
        match &node.value {
            _ if node.is_null() => Self::Scalar(String::new()),
            Yaml::Scalar { text, plain } => {
                Self::Scalar(if *plain && is_plain(text) { text.clone() } else { yaml_text(text) })
            }
            Yaml::Sequence(items) => Self::List(items.iter().map(|item| Self::of(item, record, with_hints)).collect()),
            Yaml::Mapping(entries) => {
                let entry = |entry: &Entry| NewEntry {
                    hints: if with_hints { hints_above(entry, record) } else { Vec::new() },
                    key: entry.key.clone(),
                    value: Self::of(&entry.value, record, with_hints),
                };
                Self::Mapping(entries.iter().map(entry).collect())
            }
        }
    }

    /// The same without the questions that are still open.
    pub fn answered(self) -> Self {
        match self {
            Self::Scalar(_) => self,
            Self::List(items) => Self::List(items.into_iter().map(Self::answered).collect()),
            Self::Mapping(entries) => {
                let is_open = |entry: &NewEntry| entry.value == Self::Scalar(String::new());
                let entries = entries.into_iter().filter(|entry| !is_open(entry));
                Self::Mapping(entries.map(|entry| NewEntry { value: entry.value.answered(), ..entry }).collect())
            }
        }
    }

    /// As lines behind a colon, or behind the dash of an item.
    fn block(&self, indent: usize, end: &str, lines: &mut String) {
        match self {
            Self::Scalar(text) if text.is_empty() => {}
            Self::Scalar(text) => *lines += &format!(" {text}"),
            Self::List(items) if items.is_empty() => *lines += " []",
            Self::Mapping(entries) if entries.is_empty() => *lines += " {}",
            Self::List(items) => items.iter().for_each(|item| {
                lines.push_str(end);
                item.item(indent + 2, 2, end, lines);
            }),
            Self::Mapping(entries) => entries.iter().for_each(|entry| {
                lines.push_str(end);
                entry.lines(indent + 2, end, lines);
            }),
        }
    }

    /// As an item of a list, with its dash at `indent` and its keys `offset` further on.
    fn item(&self, indent: usize, offset: usize, end: &str, lines: &mut String) {
        let dash = format!("{}-", " ".repeat(indent));
        match self {
            Self::Mapping(entries) if !entries.is_empty() => {
                for (at, entry) in entries.iter().enumerate() {
                    let mut own = String::new();
                    let inner = indent + offset;
                    if at == 0 {
                        let hints = entry.hints.iter().map(|hint| format!("{}{hint}{end}", " ".repeat(indent)));
                        lines.extend(hints);
                        entry.behind_hints(inner, end, &mut own);
                        *lines += &dash;
                        *lines += &own[indent + 1..];
                    } else {
                        lines.push_str(end);
                        entry.lines(inner, end, lines);
                    }
                }
            }
            other => {
                *lines += &dash;
                other.block(indent, end, lines);
            }
        }
    }

    /// As it stands within brackets.
    fn flow(&self) -> String {
        match self {
            Self::Scalar(text) if text.starts_with(['"', '\'']) || !text.contains([',', '[', ']', '{', '}']) => {
                text.clone()
            }
            Self::Scalar(text) => double_quoted(text),
            Self::List(items) => format!("[{}]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")),
            Self::Mapping(entries) => {
                format!("{{{}}}", entries.iter().map(NewEntry::flow).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl NewEntry {
    /// `key: value` with its comments, without an end of the last line.
    fn lines(&self, indent: usize, end: &str, lines: &mut String) {
        lines.extend(self.hints.iter().map(|hint| format!("{}{hint}{end}", " ".repeat(indent))));
        self.behind_hints(indent, end, lines);
    }

    fn behind_hints(&self, indent: usize, end: &str, lines: &mut String) {
        *lines += &format!("{}{}:", " ".repeat(indent), yaml_text(&self.key));
        self.value.block(indent, end, lines);
    }

    fn flow(&self) -> String {
        format!("{}: {}", yaml_text(&self.key), self.value.flow())
    }
}

/// Whether what was written without quotes is taken by every reader for what it is here: a number, true or false, a day, a week.
fn is_plain(text: &str) -> bool {
    let is_week = |text: &str| text.split_once("-W").is_some_and(|(year, week)| year.len() == 4 && week.len() == 2);
    matches!(text, "true" | "false")
        || serde_json::from_str::<serde_json::Number>(text).is_ok()
        || model::date(text).is_some()
        || is_week(text)
}

/// A value as it stands behind the colon of `entry`, which is in the mapping `around`.
pub fn behind_colon(record: &Record, new: &New, around: &Node, entry: &Entry) -> String {
    if is_flow(around, &record.text) {
        return format!(" {}", new.flow());
    }
    let mut lines = String::new();
    new.block(column(&record.text, entry.key_span.start), line_end(&record.text), &mut lines);
    lines
}

/// The comments on lines of their own above an entry.
pub fn hints_above(entry: &Entry, record: &Record) -> Vec<String> {
    let text = &record.text;
    let mut at = line_start(text, entry.key_span.start);
    let mut hints = Vec::new();
    while at > 0 {
        let start = line_start(text, at - 1);
        let line = text[start..at].trim();
        if !line.starts_with('#') {
            break;
        }
        hints.push(line.to_owned());
        at = start;
    }
    hints.reverse();
    hints
}

/// Adds a key to a mapping of the front matter: behind the entry `after`, or behind its last.
pub fn member(record: &Record, mapping: &Node, after: Option<&Entry>, new: &NewEntry) -> Edit {
    let text = &record.text;
    let Some(last) = after.or(mapping.entries().last()) else {
        return match text[mapping.span.start..].starts_with('{') {
            true => Edit::insert(mapping.span.end.saturating_sub(1), new.flow()),
            false => Edit::insert(record.front_span.unwrap_or_default().end, own_line(new, 0, line_end(text))),
        };
    };
    if is_flow(mapping, text) {
        let is_last = mapping.entries().last().is_some_and(|other| other.key_span == last.key_span);
        return match is_last {
            true => in_brackets(text, mapping, end_of(&last.value, text).max(last.key_span.end), &new.flow()),
            false => Edit::insert(end_of(&last.value, text), format!(", {}", new.flow())),
        };
    }
    let column = mapping.entries().first().map_or(0, |first| column(text, first.key_span.start));
    let at = block_end(text, end_of(&last.value, text).max(last.key_span.end), column);
    Edit::insert(at, own_line(new, column, line_end(text)))
}

fn own_line(new: &NewEntry, indent: usize, end: &str) -> String {
    let mut lines = String::new();
    new.lines(indent, end, &mut lines);
    lines + end
}

/// Adds an item to the list `key` at the top of the front matter: behind its last, in the style of the list. A list that is not there
/// comes behind the key that the format has before it.
pub fn item(record: &Record, key: &str, new: &New) -> Vec<Edit> {
    let (text, root) = (&record.text, &record.front.root);
    let end = line_end(text);
    let Some(entry) = root.entry(key) else {
        let list = NewEntry::new(key, New::List(vec![new.clone()]));
        return vec![member(record, root, before(record, key), &list)];
    };
    let mut lines = String::new();
    let (list, key_column) = (&entry.value, column(text, entry.key_span.start));
    if let (Some(last), false) = (list.items().last(), is_flow(list, text)) {
        let (dash, offset) = dash_of(text, last);
        new.item(dash, offset, end, &mut lines);
        return vec![Edit::insert(block_end(text, end_of(last, text), dash + 1), lines + end)];
    }
    let inside = list.span.of(text).strip_prefix('[').and_then(|inside| inside.strip_suffix(']'));
    match inside {
        Some(inside) if !list.items().is_empty() || inside.contains(['\n', '#']) => {
            let last = list.items().last().map_or(list.span.start + 1, |last| end_of(last, text));
            vec![in_brackets(text, list, last, &new.flow())]
        }
        _ => {
            new.item(key_column + usual_dash(record), 2, end, &mut lines);
            let colon = entry.key_span.end + text[entry.key_span.end..].find(':').map_or(0, |at| at + 1);
            let empty = Edit::delete(Span::new(colon, list.span.end));
            let at = next_line(text, list.span.end.max(colon));
            let edits = [empty, Edit::insert(at, lines + end)].into_iter();
            edits.filter(|edit| !edit.span.is_empty() || !edit.with.is_empty()).collect()
        }
    }
}

/// Takes a key out of a mapping of the front matter, with the comments of the program's right above it; none, where that would leave nothing
/// or it stands in brackets.
pub fn without_member(record: &Record, mapping: &Node, key: &str) -> Option<Edit> {
    let text = &record.text;
    let entry = mapping.entry(key).filter(|_| !is_flow(mapping, text) && mapping.entries().len() > 1)?;
    let first = line_start(text, entry.key_span.start);
    // One that begins an item stands behind its dash.
    if !text[first..entry.key_span.start].trim().is_empty() {
        return None;
    }
    let end = next_line(text, end_of(&entry.value, text).max(entry.key_span.end));
    Some(Edit::delete(Span::new(with_hints(text, first), end)))
}

/// Takes the item at place `at` out of the list `key` at the top of the front matter, with the comments of the program's right above it. A list
/// that has no other is left without a value.
pub fn without_item(record: &Record, key: &str, at: usize) -> Option<Edit> {
    let (text, entry) = (&record.text, record.front.root.entry(key)?);
    let items = entry.value.items();
    let item = items.get(at)?;
    if items.len() == 1 {
        let colon = entry.key_span.end + text[entry.key_span.end..].find(':').map_or(0, |at| at + 1);
        return Some(Edit::delete(Span::new(colon, end_of(&entry.value, text).max(colon))));
    }
    if is_flow(&entry.value, text) {
        let others = items.iter().enumerate().filter(|(other, _)| *other != at);
        let others = New::List(others.map(|(_, item)| New::of(item, record, false)).collect());
        return Some(Edit::replace(entry.value.span, others.flow()));
    }
    let (dash, _) = dash_of(text, item);
    let mut start = line_start(text, item.span.start);
    while !text[start..].trim_start_matches(' ').starts_with('-') && start > 0 {
        start = line_start(text, start - 1);
    }
    Some(Edit::delete(Span::new(with_hints(text, start), block_end(text, end_of(item, text), dash + 1))))
}

/// Where the program's comments begin on the lines right above the one that begins at `line`.
fn with_hints(text: &str, line: usize) -> usize {
    let mut at = line;
    while at > 0 {
        let above = line_start(text, at - 1);
        if !text[above..at].trim_start().starts_with(FRONT_GUIDANCE) {
            break;
        }
        at = above;
    }
    at
}

/// The entry of the front matter behind which the key belongs, by the format's order.
pub fn before<'r>(record: &'r Record, key: &str) -> Option<&'r Entry> {
    let known = record.schema().json["properties"].as_object();
    let known: Vec<&str> =
        known.into_iter().flatten().map(|(key, _)| key.as_str()).take_while(|it| *it != key).collect();
    known.iter().rev().find_map(|key| record.front.root.entry(key))
}

/// Puts `new` behind byte `last`, where the last value within the brackets of `node` ends.
fn in_brackets(text: &str, node: &Node, last: usize, new: &str) -> Edit {
    let close = node.span.end.saturating_sub(1);
    let tail = Span::new(last, close).of(text);
    let bare: String = tail.lines().map(|line| line.split_once(" #").map_or(line, |(bare, _)| bare)).collect();
    let is_empty = Span::new(node.span.start + 1, last).of(text).trim().is_empty();
    let comma = if is_empty || bare.contains(',') { "" } else { ", " };
    // Behind a line there may be a remark, which what is put in must not become part of.
    match tail.contains('\n') {
        true => Edit::insert(close, format!("{comma}{new}").trim_start()),
        false if bare.contains(',') => Edit::insert(close, format!(" {new}").replace("  ", " ")),
        false => Edit::insert(last, format!("{comma}{new}")),
    }
}

/// How far the dash of an item stands from the margin, and its first key from the dash.
fn dash_of(text: &str, item: &Node) -> (usize, usize) {
    let own = line_start(text, item.span.start);
    let mut start = own;
    while !text[start..].trim_start_matches(' ').starts_with('-') && start > 0 {
        start = line_start(text, start - 1);
    }
    let dash = text[start..].len() - text[start..].trim_start_matches(' ').len();
    let first = item.entries().first().filter(|_| !is_flow(item, text)).map(|first| column(text, first.key_span.start));
    (dash, first.and_then(|first| first.checked_sub(dash)).filter(|offset| *offset > 1).unwrap_or(2))
}

/// How far the dashes of this front matter's lists stand from their keys.
fn usual_dash(record: &Record) -> usize {
    let text = &record.text;
    let lists = record.front.root.entries().iter().filter(|entry| !is_flow(&entry.value, text));
    let mut dashes = lists.filter_map(|entry| {
        let dash = dash_of(text, entry.value.items().first()?).0;
        dash.checked_sub(column(text, entry.key_span.start))
    });
    dashes.next().unwrap_or(2)
}

/// Whether a list or mapping stands in brackets.
pub fn is_flow(node: &Node, text: &str) -> bool {
    let is_collection = matches!(node.value, Yaml::Sequence(_) | Yaml::Mapping(_));
    is_collection && node.span.of(text).starts_with(['[', '{'])
}

/// Where the last value within `node` ends.
pub fn end_of(node: &Node, text: &str) -> usize {
    match &node.value {
        _ if is_flow(node, text) => node.span.end,
        Yaml::Mapping(entries) => {
            entries.last().map_or(node.span.end, |last| end_of(&last.value, text).max(last.key_span.end))
        }
        Yaml::Sequence(items) => items.last().map_or(node.span.end, |last| end_of(last, text)),
        Yaml::Scalar { .. } => node.span.end,
    }
}

/// Where the line begins that follows a block which ends at `at`, with the remarks below it that are indented by `column` at least.
fn block_end(text: &str, at: usize, column: usize) -> usize {
    let mut at = next_line(text, at);
    loop {
        let line = text[at..].split_inclusive('\n').next().unwrap_or_default();
        let indent = line.len() - line.trim_start_matches(' ').len();
        if column == 0 || indent < column || !line.trim_start().starts_with('#') {
            return at;
        }
        at += line.len();
    }
}

/// Where the line begins that follows the one in which `at` lies; `at` itself, where it begins one.
fn next_line(text: &str, at: usize) -> usize {
    if at == 0 || text[..at].ends_with('\n') {
        return at;
    }
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

/// How the lines of a text end.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Puts paragraphs of their own before byte `at`, which begins a line or ends the text.
pub fn paragraphs(text: &str, at: usize, words: &[String]) -> Edit {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let (end, flat) = (line_end(before), before.replace("\r\n", "\n"));
    let gap = match flat {
        _ if flat.is_empty() || flat.ends_with("\n\n") => "",
        _ if flat.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let rest = after.trim_start_matches('\r');
    let tail = if rest.is_empty() || rest.starts_with('\n') { "\n" } else { "\n\n" };
    Edit::insert(at, format!("{gap}{}{tail}", words.join("\n\n").replace("\r\n", "\n")).replace('\n', end))
}
