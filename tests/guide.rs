//! The guide to templates says what the code says: each template with what it is handed, field by field.
#![expect(clippy::disallowed_methods, reason = "this test reads the project's own sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use snapbox::{Assert, file};
use supportplan::template::{FILES, labels, purpose};

/// Where the guide goes over into what is written from the code.
const MARK: &str =
    "<!-- From here on written from the code: `SNAPSHOTS=overwrite cargo test --test guide` writes it anew. -->\n";

/// What each template of a page is handed. Those without are parts of the others.
const HANDED: &[(&str, &str)] = &[
    ("page/support-plan.html", "SupportPlan"),
    ("page/safety-plan.html", "SafetyPlan"),
    ("page/weekly-review.html", "WeeklyReview"),
    ("page/formal-review.html", "FormalReview"),
    ("page/record.html", "Other"),
    ("page/weekly-sheet.html", "WeeklySheets"),
    ("page/formal-pack.html", "FormalPack"),
    ("page/overview.html", "Overview"),
    ("page/progress.html", "ProgressReport"),
    ("page/index.html", "Index"),
];
const PARTS: [&str; 5] = ["page/base.html", "page/parts.html", "page/plans.html", "page/report.html", "page/style.css"];

#[derive(Default)]
struct Struct {
    doc: String,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    kind: String,
    doc: String,
    is_flat: bool,
}

/// The sources of what templates are handed.
fn sources() -> Vec<String> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                below(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page"), &mut paths);
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).expect("a source")).collect()
}

/// The structs of a source that are handed to templates, by name.
fn structs(source: &str, found: &mut BTreeMap<String, Struct>) {
    let (mut doc, mut derives, mut attributes) = (String::new(), String::new(), String::new());
    let mut open: Option<(String, Struct)> = None;
    for line in source.lines() {
        let line = line.trim();
        if let Some(words) = line.strip_prefix("///") {
            let _ = write!(doc, "{}{}", if doc.is_empty() { "" } else { " " }, words.trim());
        } else if line.starts_with("#[derive") {
            derives = line.to_owned();
        } else if line.starts_with("#[") {
            attributes.push_str(line);
        } else if let Some(name) = line.split_once("struct ").and_then(|(_, rest)| rest.strip_suffix(" {")) {
            if derives.contains("Serialize") && !derives.contains("Deserialize") {
                open = Some((name.to_owned(), Struct { doc: std::mem::take(&mut doc), fields: Vec::new() }));
            }
            derives.clear();
        } else if line == "}" {
            found.extend(open.take());
        } else if let (Some((_, open)), Some((name, kind))) = (&mut open, line.split_once(": ")) {
            let name = name.rsplit(' ').next().unwrap_or(name).to_owned();
            let kind = kind.trim_end_matches(',').to_owned();
            let doc = std::mem::take(&mut doc);
            if !attributes.contains("serde(skip)") {
                open.fields.push(Field { name, kind, doc, is_flat: attributes.contains("serde(flatten)") });
            }
            attributes.clear();
        } else {
            doc.clear();
        }
    }
}

/// A type in words, with a link to the struct that it is.
fn in_words(kind: &str, known: &BTreeMap<String, Struct>, met: &mut Vec<String>) -> String {
    if let Some(inner) = kind.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        return format!("{} or null", in_words(inner, known, met));
    }
    if let Some(inner) = kind.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>')) {
        return format!("list of {}", in_words(inner, known, met));
    }
    if let Some(inner) = kind.strip_prefix('[').and_then(|rest| rest.split_once(';')) {
        return format!("list of {}", in_words(inner.0, known, met));
    }
    match kind {
        "String" | "&'static str" => "text".to_owned(),
        "bool" => "true or false".to_owned(),
        "f64" | "usize" | "u32" | "i64" => "number".to_owned(),
        kind if known.contains_key(kind) => {
            met.push(kind.to_owned());
            format!("[{kind}](#{})", kind.to_lowercase())
        }
        other => panic!("the guide has no words for {other}"),
    }
}

fn table(name: &str, known: &BTreeMap<String, Struct>, met: &mut Vec<String>) -> String {
    let mut rows = String::new();
    for field in &known.get(name).unwrap_or_else(|| panic!("there is no struct {name}")).fields {
        if field.is_flat {
            rows.push_str(&table(&field.kind, known, met));
            continue;
        }
        let doc =
            field.doc.replace("[`Edition::words`](crate::page::Edition::words)", "an edition").replace('|', "\\|");
        assert!(!doc.is_empty(), "{name}.{} says nothing of itself", field.name);
        let _ = writeln!(rows, "| `{}` | {} | {doc} |", field.name, in_words(&field.kind, known, met));
    }
    rows
}

/// What is written from the code.
fn written() -> String {
    let mut known = BTreeMap::new();
    sources().iter().for_each(|source| structs(source, &mut known));
    let mut text =
        String::from("\n## Templates\n\n| template | what it is for | what it is handed |\n| --- | --- | --- |\n");
    for (name, _) in FILES {
        let handed = HANDED.iter().find(|(page, _)| page == name).map(|(_, handed)| *handed);
        assert!(handed.is_some() || PARTS.contains(name) || !name.starts_with("page/"), "{name} is handed something");
        let handed = handed.map_or_else(String::new, |handed| format!("[{handed}](#{})", handed.to_lowercase()));
        let _ = writeln!(text, "| `{name}` | {} | {handed} |", purpose(name).expect("a purpose"));
    }
    let words = labels().iter().copied().collect::<Vec<_>>().join(" · ");
    let _ = write!(text, "\n## Words of pages\n\nThese can be set in `wording` of `supportplan.yaml`:\n\n{words}\n");
    text.push_str("\n## What templates are handed\n");
    let mut next: Vec<String> = HANDED.iter().map(|(_, name)| (*name).to_owned()).collect();
    // What a page with changes has beside that.
    next.extend(["List", "Change"].map(str::to_owned));
    next.reverse();
    let mut told = BTreeSet::new();
    while let Some(name) = next.pop() {
        if !told.insert(name.clone()) {
            continue;
        }
        let mut met = Vec::new();
        let rows = table(&name, &known, &mut met);
        let _ = write!(
            text,
            "\n### {name}\n\n{}\n\n| field | type | what it is |\n| --- | --- | --- |\n{rows}",
            known[&name].doc
        );
        met.reverse();
        next.extend(met);
    }
    text
}

#[test]
fn the_guide_to_templates_is_written_from_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/README.md");
    let guide = fs::read_to_string(path).expect("the guide");
    let (by_hand, _) = guide.split_once(MARK).expect("the mark");
    let text = format!("{by_hand}{MARK}{}", written());
    Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).eq(text, file!["../templates/README.md"].raw());
}
