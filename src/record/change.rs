//! What changed between two versions of a record, part by part and in plain words. Parts are matched by their ids, never by their
//! place or likeness, so that moving an outcome is no change.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::body::Heading;
use crate::record::outline::{Item, Section};
use crate::record::schema::ItemsSpec;
use crate::record::{Former, Kind, Record, Wording, slug};

/// One change to one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the part is: "outcome", "risk", "section", "detail".
    pub noun: &'static str,
    /// What was done to it.
    pub deed: Deed,
    /// The part, such as `outcome "Cooks lunch"`. Holds words of the record.
    pub part: String,
    /// What is different in it, one line each. Holds words of the record.
    pub details: Vec<String>,
}

/// What was done to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// It is new.
    Added,
    /// It is there as before, with something different in it.
    Changed,
    /// It is over, and says why.
    Ended,
    /// It is no longer there.
    Removed,
}

impl Deed {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Deed::Added => "added",
            Deed::Changed => "changed",
            Deed::Ended => "ended",
            Deed::Removed => "removed",
        }
    }
}

/// How long a passage may be to be quoted as a whole, old and new.
const QUOTED: usize = 70;

/// All that differs between `old` and `new`, which are versions of one record.
pub fn between(old: &Record, new: &Record, wording: &Wording) -> Vec<Change> {
    let comparer = Comparer { old, new, wording, former: Former::of([new]) };
    let mut changes = comparer.top_values();
    for spec in &new.schema().body.sections {
        let (before, after) = (old.outline.section(&slug(&spec.heading)), new.outline.section(&slug(&spec.heading)));
        changes.extend(comparer.section(spec.heading.as_str(), before, after));
        let mut items = spec.items.as_ref();
        while let Some(spec) = items {
            changes.extend(comparer.items(spec));
            items = spec.items.as_deref();
        }
    }
    changes.extend(comparer.own_sections());
    // Only where every word that a reader sees is the same has nothing but the layout changed.
    if changes.is_empty() && visible_words(old) != visible_words(new) {
        let part = "words outside the sections".to_owned();
        changes.push(Change { noun: "section", deed: Deed::Changed, part, details: Vec::new() });
    }
    changes
}

/// The changes as a commit's subject may name them: numbers only, such as "1 outcome changed, 2 risks added".
pub fn counted(changes: &[Change]) -> String {
    let mut counts: BTreeMap<(Deed, &str), usize> = BTreeMap::new();
    for change in changes {
        *counts.entry((change.deed, change.noun)).or_default() += 1;
    }
    let mut parts: Vec<_> = counts.into_iter().collect();
    // Items before sections and details, each in the order in which they stand in the record.
    let order = |noun: &str| changes.iter().position(|change| change.noun == noun);
    parts.sort_by_key(|((deed, noun), _)| (matches!(*noun, "section" | "detail"), order(noun), *deed));
    let words = parts.iter().map(|((deed, noun), count)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} {noun}{plural} {}", deed.word())
    });
    words.collect::<Vec<_>>().join(", ")
}

struct Comparer<'r> {
    old: &'r Record,
    new: &'r Record,
    wording: &'r Wording,
    /// What items were called before.
    former: Former,
}

impl Comparer<'_> {
    /// Values of the front matter that are about the record as a whole.
    fn top_values(&self) -> Vec<Change> {
        let lists = item_lists(self.new.kind());
        let (old, new) = (object(&self.old.values), object(&self.new.values));
        let mut changes = Vec::new();
        let keys = new.keys().chain(old.keys().filter(|key| !new.contains_key(*key)));
        for key in keys.filter(|key| !lists.contains(&key.as_str()) && *key != "supportplan") {
            let (before, after) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
            if before != after {
                let details = differences(&self.title(&[key]), before, after);
                changes.push(Change { noun: "detail", deed: Deed::Changed, part: String::new(), details });
            }
        }
        changes
    }

    /// A section's own words, its items left aside.
    fn section(&self, heading: &str, before: Option<&Section>, after: Option<&Section>) -> Option<Change> {
        let words =
            |record: &Record, section: Option<&Section>| section.map(|s| record.words(s.text)).unwrap_or_default();
        let (old, new) = (words(self.old, before), words(self.new, after));
        let part = format!("section \"{}\"", self.wording.shown(heading));
        let details: Vec<String> =
            renamed(before.map(|section| &section.heading), after.map(|section| &section.heading))
                .into_iter()
                .collect();
        if same_words(&old, &new) {
            return (!details.is_empty()).then_some(Change { noun: "section", deed: Deed::Changed, part, details });
        }
        Some(Change { noun: "section", deed: deed(&old, &new), part, details })
    }

    /// Sections that the service adds to the format's.
    fn own_sections(&self) -> Vec<Change> {
        let own = |section: &&Section| self.new.schema().body.section(&section.slug).is_none();
        let new = self.new.outline.sections.iter().filter(own);
        let gone =
            self.old.outline.sections.iter().filter(own).filter(|old| self.new.outline.section(&old.slug).is_none());
        let headings = new.chain(gone).map(|section| (&section.heading.text, &section.slug));
        headings
            .filter_map(|(heading, slug)| {
                self.section(heading, self.old.outline.section(slug), self.new.outline.section(slug))
            })
            .collect()
    }

    fn items(&self, spec: &'static ItemsSpec) -> Vec<Change> {
        let (old, new) = (by_id(self.old, &spec.key), by_id(self.new, &spec.key));
        // One that was renamed is the same one.
        let now = |id| self.former.current(&spec.key, id);
        let gone = old.iter().filter(|(id, _)| !new.iter().any(|(there, _)| there == id || *there == now(id)));
        let mut changes = Vec::new();
        for (id, values) in &new {
            let same = old.iter().find(|(known, _)| known == id);
            let before = same.or_else(|| old.iter().find(|(known, _)| now(known) == *id));
            changes.extend(self.item(spec, before.copied(), (*id, *values)));
        }
        changes.extend(gone.map(|(id, _)| Change {
            noun: noun(&spec.key),
            deed: Deed::Removed,
            part: self.part(self.old, spec, id),
            details: Vec::new(),
        }));
        changes
    }

    fn item(
        &self,
        spec: &'static ItemsSpec,
        before: Option<(&str, &Value)>,
        (id, after): (&str, &Value),
    ) -> Option<Change> {
        let noun = noun(&spec.key);
        // One that was renamed is known by the name that it had.
        let part = match before {
            Some((old_id, _)) if old_id != id => self.part(self.old, spec, old_id),
            _ => self.part(self.new, spec, id),
        };
        let Some((old_id, before)) = before else {
            return Some(Change { noun, deed: Deed::Added, part, details: Vec::new() });
        };
        let (old, new) = (object(before), object(after));
        let mut details = Vec::new();
        let keys = new.keys().chain(old.keys().filter(|key| !new.contains_key(*key)));
        let is_told = |key: &&String| match key.as_str() {
            // The heading tells it.
            "id" | "was" => false,
            "ended" => old.contains_key("ended"),
            _ => true,
        };
        for key in keys.filter(is_told) {
            let (before, after) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
            let before = self.named_as_now(&spec.key, key, before);
            if *before != *after {
                details.extend(differences(&self.title(&[&spec.key, key]), &before, after));
            }
        }
        let words = (self.old.outline.item(&spec.key, old_id), self.new.outline.item(&spec.key, id));
        details.extend(renamed(words.0.map(|item| &item.heading), words.1.map(|item| &item.heading)));
        details.extend(self.item_words(spec, words.0, words.1));
        let ended = after.get("ended").filter(|_| before.get("ended").is_none());
        if let Some(reason) = ended.and_then(|ended| ended.get("reason")).and_then(Value::as_str) {
            details.insert(0, format!("because: {}", reason.replace('-', " ")));
            return Some(Change { noun, deed: Deed::Ended, part, details });
        }
        (!details.is_empty()).then_some(Change { noun, deed: Deed::Changed, part, details })
    }

    /// What the key of an item held, with each item that it names as it is called now.
    fn named_as_now<'v>(&self, list: &str, key: &str, before: &'v Value) -> Cow<'v, Value> {
        use crate::record::schema::Step;
        let schema = self.new.schema().at([Step::Key(list), Step::Item(0), Step::Key(key)]);
        match (before, schema.get("x-refers").and_then(Value::as_str)) {
            (Value::Array(ids), Some(target)) if !self.former.is_empty() => {
                let now = |id: &Value| match id.as_str() {
                    Some(id) => Value::String(self.former.current(target, id).to_owned()),
                    None => id.clone(),
                };
                Cow::Owned(Value::Array(ids.iter().map(now).collect()))
            }
            _ => Cow::Borrowed(before),
        }
    }

    fn item_words(&self, spec: &'static ItemsSpec, before: Option<&Item>, after: Option<&Item>) -> Vec<String> {
        let mut passages = Passages::default();
        let text = |record: &Record, item: Option<&Item>| item.map(|item| record.words(item.text)).unwrap_or_default();
        passages.compare("", &text(self.old, before), &text(self.new, after));
        for label in &spec.labels {
            let slug = slug(&label.label);
            let words = |record: &Record, item: Option<&Item>| {
                item.and_then(|item| item.label(&slug)).map(|l| record.words(l.text)).unwrap_or_default()
            };
            passages.compare(self.wording.shown(&label.label), &words(self.old, before), &words(self.new, after));
        }
        passages.details()
    }

    fn part(&self, record: &Record, spec: &ItemsSpec, id: &str) -> String {
        let heading = record.outline.item(&spec.key, id).map_or(id, |item| &item.heading.text);
        format!("{} \"{heading}\"", noun(&spec.key))
    }

    /// The schema's title for a key, in small letters: what people call it.
    fn title(&self, keys: &[&str]) -> String {
        use crate::record::schema::Step;
        let steps = keys.iter().enumerate().flat_map(|(at, key)| {
            let item = (at + 1 < keys.len()).then_some(Step::Item(0));
            std::iter::once(Step::Key(key)).chain(item)
        });
        let title = self.new.schema().at(steps)["title"].as_str().unwrap_or(keys.last().unwrap_or(&""));
        title.to_lowercase()
    }
}

/// What a part is called now, where its heading is written in another way.
fn renamed(before: Option<&Heading>, after: Option<&Heading>) -> Option<String> {
    let (before, after) = before.zip(after)?;
    (!same_words(&before.text, &after.text)).then(|| format!("now called \"{}\"", after.text))
}

/// What one item of a front matter list is called.
fn noun(key: &str) -> &'static str {
    match key {
        "strengths" => "strength",
        "outcomes" => "outcome",
        "actions" => "action",
        "risks" => "risk",
        "findings" => "finding",
        _ => "item",
    }
}

/// The front matter keys whose items have words in the text.
fn item_lists(kind: Kind) -> Vec<&'static str> {
    let mut keys = Vec::new();
    for section in &crate::record::Schema::of(kind).body.sections {
        let mut items = section.items.as_ref();
        while let Some(spec) = items {
            keys.push(spec.key.as_str());
            items = spec.items.as_deref();
        }
    }
    keys
}

fn object(value: &Value) -> &serde_json::Map<String, Value> {
    static EMPTY: std::sync::LazyLock<serde_json::Map<String, Value>> = std::sync::LazyLock::new(serde_json::Map::new);
    value.as_object().unwrap_or(&EMPTY)
}

fn by_id<'r>(record: &'r Record, key: &str) -> Vec<(&'r str, &'r Value)> {
    record.list(key).iter().filter_map(|item| Some((item.get("id")?.as_str()?, item))).collect()
}

/// Each value inside that differs, with the old and the new.
fn differences(title: &str, before: &Value, after: &Value) -> Vec<String> {
    if let (Value::Object(old), Value::Object(new)) = (before, after) {
        let keys = new.keys().chain(old.keys().filter(|key| !new.contains_key(*key)));
        // A measure's parts speak for themselves; those of anything else need its name before them.
        let prefix = if title == "measure" { String::new() } else { format!("{title} ") };
        let differing = keys.filter_map(|key| {
            let (before, after) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
            (before != after).then(|| differences(&format!("{prefix}{}", key.replace('_', " ")), before, after))
        });
        return differing.flatten().collect();
    }
    vec![format!("{title}: {} → {}", plain(before), plain(after))]
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{} {}", key.replace('_', " "), plain(value)));
            members.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// The words that a reader sees, in no order, so that moving a part is no change.
fn visible_words(record: &Record) -> Vec<String> {
    let words = record.words(record.body.span);
    let words = words.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort_unstable();
    words
}

/// Whether two passages say the same, however their lines are wrapped.
fn same_words(old: &str, new: &str) -> bool {
    old.split_whitespace().eq(new.split_whitespace())
}

fn deed(old: &str, new: &str) -> Deed {
    match (old.is_empty(), new.is_empty()) {
        (true, _) => Deed::Added,
        (_, true) => Deed::Removed,
        _ => Deed::Changed,
    }
}

/// Passages of one item that changed: quoted where they are short, named together where they are long.
#[derive(Default)]
struct Passages {
    quoted: Vec<String>,
    reworded: Vec<String>,
}

impl Passages {
    /// Compares two versions of the passage behind the label `name`; of the item's first words, where that is empty.
    fn compare(&mut self, name: &str, old: &str, new: &str) {
        if same_words(old, new) {
            return;
        }
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (old, new) = (one_line(old), one_line(new));
        let short = old.chars().count() <= QUOTED && new.chars().count() <= QUOTED;
        let name = if name.is_empty() { "what it says".to_owned() } else { format!("\"{name}\"") };
        match deed(&old, &new) {
            Deed::Added if short => self.quoted.push(format!("{name} added: {new}")),
            Deed::Removed if short => self.quoted.push(format!("{name} removed: {old}")),
            Deed::Changed if short => self.quoted.push(format!("{name}: {old} → {new}")),
            Deed::Added => self.quoted.push(format!("{name} added")),
            Deed::Removed => self.quoted.push(format!("{name} removed")),
            _ => self.reworded.push(name),
        }
    }

    fn details(mut self) -> Vec<String> {
        if !self.reworded.is_empty() {
            self.quoted.push(format!("reworded: {}", self.reworded.join(", ")));
        }
        self.quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Place, read};

    const PLAN: &str = include_str!("../../examples/service/residents/R-0142/plan.md");

    fn plan(text: &str) -> Record {
        let place = Place::of("residents/R-0142/plan.md").expect("a place");
        read("residents/R-0142/plan.md", place, text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
    }

    fn changes(new: &str) -> Vec<Change> {
        between(&plan(PLAN), &plan(new), &Wording::default())
    }

    #[test]
    fn a_version_does_not_differ_from_itself_however_it_is_wrapped() {
        assert_eq!(changes(PLAN), []);
        let (front, body) = PLAN.split_once("\n# ").expect("a body");
        let wrap = |line: &str| if line.starts_with('#') { line.to_owned() } else { line.replace(" the ", "\nthe ") };
        let wrapped = body.split_inclusive('\n').map(wrap).collect::<String>();
        assert_ne!(wrapped, body);
        assert_eq!(changes(&format!("{front}\n# {wrapped}")), []);
    }

    #[test]
    fn a_changed_value_is_named_with_old_and_new() {
        let found = changes(&PLAN.replacen("target: 1\n", "target: 2\n", 1));
        assert_eq!(counted(&found), "1 outcome changed");
        assert_eq!(found[0].details, ["target: 1 → 2"]);
    }

    #[test]
    fn every_word_that_a_reader_sees_counts() {
        let details = |new: &str| -> Vec<(String, Vec<String>)> {
            changes(new).into_iter().map(|change| (change.part, change.details)).collect()
        };
        assert_eq!(
            details(&PLAN.replacen("### Burns\n", "### BURNS\n", 1)),
            [("risk \"BURNS\"".to_owned(), vec!["now called \"BURNS\"".to_owned()])]
        );
        let outside = [("words outside the sections".to_owned(), Vec::new())];
        assert_eq!(details(&PLAN.replacen("# Support plan\n", "# Support plan\n\nNew words.\n", 1)), outside);
        assert_eq!(details(&format!("{PLAN}\n# More\n")), outside);
    }

    #[test]
    fn how_an_item_ended_can_change_later() {
        let ended = |date: &str| {
            PLAN.replacen(
                "  - id: burns\n",
                &format!("  - id: burns\n    ended: {{date: {date}, reason: replaced}}\n"),
                1,
            )
        };
        let found = between(&plan(&ended("2026-11-01")), &plan(&ended("2026-11-02")), &Wording::default());
        assert_eq!(found[0].details, ["ended date: 2026-11-01 → 2026-11-02"]);
        let found = between(&plan(&ended("2026-11-01")), &plan(PLAN), &Wording::default());
        assert_eq!(counted(&found), "1 risk changed");
    }

    #[test]
    fn a_note_that_is_new_is_a_change() {
        const WEEK: &str = include_str!("../../examples/service/residents/R-0142/weekly/2026-W46.md");
        let week = |text: &str| {
            let path = "residents/R-0142/weekly/2026-W46.md";
            let place = Place::of(path).expect("a place");
            read(path, place, text.as_bytes().to_vec(), &Wording::default()).record.expect("text")
        };
        let without = WEEK.replacen("### Quiet shop\n", "", 1);
        let found = between(&week(&without), &week(WEEK), &Wording::default());
        assert!(
            found.iter().any(|change| change.part == "item \"Quiet shop\"" || change.part == "action \"Quiet shop\""),
            "{found:?}"
        );
    }

    #[test]
    fn an_item_that_is_gone_is_removed() {
        let found = changes(&PLAN.replacen("  - id: draws-fine-detail\n", "", 1));
        assert_eq!(counted(&found), "1 strength removed");
    }
}
