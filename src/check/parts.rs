//! The text against what its kind asks for: sections, items with their headings, labels, and an answer in each.

mod items;
mod labels;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::items::Ids;
use super::nearest::nearest;
use super::{Context, MAX_NAMED, fixes};
use crate::finding::{Code, Finding, Fix};
use crate::record::body::Heading;
use crate::record::outline::{Item, Section};
use crate::record::schema::{Condition, ItemsSpec, SectionSpec};
use crate::record::{Record, insert, slug};
use crate::text::{Edit, Span};

/// Every way in which the text breaks the format.
pub(super) fn check(record: &Record, context: &Context) -> Vec<Finding> {
    if record.front_span.is_none() && record.outline.sections.is_empty() {
        // This is no record at all, which was said already.
        return Vec::new();
    }
    let headed = record.body.headings.iter().map(|heading| heading.slug.as_str()).collect();
    let (ids, findings) = (Ids::new(record), Vec::new());
    let mut parts = Parts { record, context, ids, headed, misspelt: BTreeMap::new(), findings };
    parts.misspelt = parts.misspelt_sections();
    let specs = &record.schema().body.sections;
    for (at, spec) in specs.iter().enumerate() {
        parts.section(spec, &specs[..at]);
    }
    parts.unknown_sections();
    for spec in specs {
        if let Some((items, section)) = spec.items.as_ref().zip(parts.answered(spec)) {
            let found: Vec<&Item> = section.items.iter().collect();
            parts.items(items, &found, &spec.heading, 3);
        }
    }
    parts.misplaced_headings(specs);
    parts.duplicate_ids();
    let mut findings = parts.findings;
    if record.body.unclosed.is_some() || record.body.too_deep.is_some() || record.body.too_many.is_some() {
        // What is hidden or not read is not missing.
        findings.retain(|finding| {
            use Code::{ItemWithoutHeading, MissingLabel, MissingSection, Unanswered};
            !matches!(finding.code, ItemWithoutHeading | MissingLabel | MissingSection | Unanswered)
        });
    }
    findings
}

/// Words that stand in no section, where answers belong to none: before the first, or below a title further down.
pub(super) fn words_outside(record: &Record) -> Vec<Finding> {
    let (mut at, mut outside) = (record.body.span.start, Vec::new());
    for section in &record.outline.sections {
        outside.push(Span::new(at, section.heading.span.start));
        at = section.all.end;
    }
    outside.push(Span::new(at, record.body.span.end));
    let first = record.outline.sections.first().map_or(0, |section| section.heading.span.start);
    let titles = record.body.headings.iter().filter(|heading| heading.level == 1 && heading.span.start > first);
    let found = outside.into_iter().filter_map(|span| record.body.first_words(span));
    let found = found.chain(titles.map(|title| title.span));
    let message = "these words stand in no section, so they answer nothing";
    let help = "Put them under a heading `## …` of the record.";
    found.map(|words| Finding::new(Code::UnknownSection, words, message, help)).collect()
}

/// Whether the section or label at `span` is for records or items that have a key which is not there.
pub(super) fn goes_with_what_is_not_there(record: &Record, span: Span) -> bool {
    let lacks = |when: Option<&Condition>, values: &Value| {
        when.is_some_and(|when| !when.absent && values.get(&when.key).is_none_or(Value::is_null))
    };
    let spec = &record.schema().body;
    let section = record.outline.sections.iter().find(|section| section.heading.span == span);
    if let Some(section) = section {
        return spec.section(&section.slug).is_some_and(|spec| lacks(spec.when.as_ref(), &record.values));
    }
    let mut lists = spec.sections.iter().filter_map(|section| section.items.as_ref());
    let inside = |spec: &'static ItemsSpec| std::iter::successors(Some(spec), |spec| spec.items.as_deref());
    lists.any(|spec| {
        inside(spec).any(|spec| {
            record.outline.items(&spec.key).any(|item| {
                let values = record.list(&spec.key).iter().find(|values| values["id"] == item.id());
                let mut labels = item.labels.iter().filter(|label| label.label == span);
                let condition = |slug: &str| spec.labels.iter().find(|label| label.slug == slug)?.when.as_ref();
                labels.any(|label| values.is_none_or(|values| lacks(condition(&label.slug), values)))
            })
        })
    })
}

struct Parts<'r> {
    record: &'r Record,
    context: &'r Context,
    ids: Ids<'r>,
    /// The ids that any heading stands for.
    headed: BTreeSet<&'r str>,
    /// The known headings that misspelt ones stand for, by where the misspelt ones begin.
    misspelt: BTreeMap<usize, &'r str>,
    findings: Vec<Finding>,
}

fn applies(when: Option<&Condition>, values: &Value) -> bool {
    when.is_none_or(|when| when.holds(values))
}

impl<'r> Parts<'r> {
    fn shown(&self, heading: &'r str) -> &'r str {
        self.context.wording.shown(heading)
    }

    /// The section, unless it is missing or empty as a whole, which was said already.
    fn answered(&self, spec: &SectionSpec) -> Option<&'r Section> {
        let section = self.record.outline.section(&spec.slug)?;
        (!section.items.is_empty() || self.record.body.has_words(section.all)).then_some(section)
    }

    fn section(&mut self, spec: &'static SectionSpec, before: &[SectionSpec]) {
        let record = self.record;
        let asked = match &spec.when {
            Some(when) if record.front.broken.contains(&when.key) => None,
            Some(when) => when.asks(&record.values, &record.schema().json),
            None => Some(true),
        };
        let heading = self.shown(&spec.heading);
        let own_slug = spec.slug.as_str();
        match (record.outline.section(own_slug), asked) {
            (None, Some(true)) if self.misspelt.values().any(|meant| *meant == heading) => {}
            (None, Some(true)) if self.otherwise_written(heading).is_some() => {
                if let Some((span, edit)) = self.otherwise_written(heading) {
                    let message = format!("\"{heading}\" is not written as the heading of a section here");
                    let help = format!("Write `## {heading}` on a line of its own.");
                    let fix = Fix::new("write it as the heading of a section", [edit]);
                    self.findings.push(Finding::new(Code::MissingSection, span, message, help).fixed_by(Some(fix)));
                }
            }
            (None, Some(true)) => {
                let finding = Finding::new(
                    Code::MissingSection,
                    self.place_after(before),
                    format!("the section \"{heading}\" is missing"),
                    format!("Add a heading `## {heading}` after this part, and answer below it: {}", spec.help),
                );
                let edit = insert::paragraphs(&record.text, self.section_place(before), &[format!("## {heading}")]);
                // A section that nobody knows may be what was meant.
                let fix = self.unknown().next().is_none();
                let fix = fix.then(|| Fix::new("add the heading, for the answer to be written below it", [edit]));
                self.findings.push(finding.fixed_by(fix));
            }
            // Where there are items without words, each is named by itself.
            (Some(section), Some(true)) if section.items.is_empty() && !record.body.has_words(section.all) => {
                self.findings.push(Finding::new(
                    Code::Unanswered,
                    section.heading.span,
                    format!("\"{heading}\" is not answered yet"),
                    format!("Write below this heading: {}", spec.help),
                ));
            }
            (Some(section), Some(false)) => {
                let finding = Finding::new(
                    Code::UnexpectedPart,
                    section.heading.span,
                    format!("the section \"{heading}\" does not belong here: {}", not_now(spec.when.as_ref())),
                    "Mend the front matter, or take the section out.",
                );
                let place = Span::new(section.heading.span.start, section.all.end);
                let is_bare = section.items.is_empty() && section.all.of(&record.text).trim().is_empty();
                let fix =
                    is_bare.then(|| Fix::new("take the section out, in which nothing stands", [Edit::delete(place)]));
                self.findings.push(finding.fixed_by(fix));
            }
            _ => {}
        }
        let mut same = record.outline.sections.iter().filter(|section| section.slug == own_slug);
        if let Some(first) = same.next() {
            let first = first.heading.span;
            self.findings.extend(same.map(|again| twice(again.heading.span, first, "section")));
        }
    }

    /// A line that has the words of a section's heading and is none, with what makes it one: it has too many or too few `#`, or no space
    /// behind them.
    fn otherwise_written(&self, heading: &str) -> Option<(Span, Edit)> {
        let (text, wanted) = (&self.record.text, slug(heading));
        let other = self.record.body.headings.iter().find(|other| other.level != 2 && other.slug == wanted);
        let known = |other: &Heading| !self.ids.required(&other.slug) && other.span.of(text).starts_with('#');
        if let Some(other) = other.filter(|other| known(other)) {
            let words = other.span.of(text);
            let marks = words.len() - words.trim_start_matches('#').len();
            return Some((other.span, Edit::replace(Span::new(other.span.start, other.span.start + marks), "##")));
        }
        let mut at = self.record.body.span.start;
        self.record.body.span.of(text).split_inclusive('\n').find_map(|line| {
            at += line.len();
            let words = line.strip_prefix("##").filter(|words| words.starts_with(char::is_alphanumeric))?;
            let start = at - line.len();
            let span = Span::new(start, start + line.trim_end().len());
            (slug(words) == wanted).then(|| (span, Edit::insert(start + 2, " ")))
        })
    }

    /// The heading of the last section there is among `before`, or the top of the text.
    fn place_after(&self, before: &[SectionSpec]) -> Span {
        let outline = &self.record.outline;
        let last = before.iter().rev().find_map(|spec| outline.section(&spec.slug));
        let top = || self.record.body.headings.first().map(|heading| heading.span);
        last.map(|section| section.heading.span).or_else(top).unwrap_or(Span::empty(self.record.body.span.start))
    }

    /// Where a section begins that follows those of `before`.
    fn section_place(&self, before: &[SectionSpec]) -> usize {
        let outline = &self.record.outline;
        let last = before.iter().rev().find_map(|spec| outline.section(&spec.slug));
        let first = || outline.sections.first().map(|section| section.heading.span.start);
        last.map(|section| section.all.end).or_else(first).unwrap_or(self.record.text.len())
    }

    /// The sections that neither the format nor the service knows.
    fn unknown(&self) -> impl Iterator<Item = &'r Section> + use<'r> {
        let (record, context) = (self.record, self.context);
        let known: BTreeSet<&str> = record.schema().body.sections.iter().map(|spec| spec.slug.as_str()).collect();
        let own = |section: &Section| context.wording.is_own_section(record.kind().name(), &section.slug);
        record.outline.sections.iter().filter(move |section| !known.contains(section.slug.as_str()) && !own(section))
    }

    /// The known headings that unknown ones stand for. A section under a misspelt heading is not missing as well.
    fn misspelt_sections(&self) -> BTreeMap<usize, &'r str> {
        let known: Vec<_> = self.record.schema().body.sections.iter().map(|spec| self.shown(&spec.heading)).collect();
        let meant = |section: &Section| {
            Some((section.heading.span.start, nearest(&section.heading.text, known.iter().copied())?))
        };
        self.unknown().take(MAX_NAMED).filter_map(meant).collect()
    }

    fn unknown_sections(&mut self) {
        for section in self.unknown() {
            // The heading of an item is reported as such.
            if self.ids.required(&section.slug) {
                continue;
            }
            let message = match self.misspelt.get(&section.heading.span.start) {
                Some(meant) => format!("this section is not one that the format knows; did you mean \"{meant}\"?"),
                None => "this section is not one that the format knows".to_owned(),
            };
            let help = "Move its words to the section where they belong, or list the heading under `own_sections` in supportplan.yaml.";
            let finding = Finding::new(Code::UnknownSection, section.heading.span, message, help);
            let fix = self.right_heading(section);
            self.findings.push(finding.quoting(&section.heading.text).fixed_by(fix));
        }
    }
}

impl<'r> Parts<'r> {
    /// Writes the heading that a misspelt one can only have been, where it is not there already, and no other one can be it.
    fn right_heading(&self, section: &'r Section) -> Option<Fix> {
        let specs = &self.record.schema().body.sections;
        let known = || specs.iter().map(|spec| self.shown(&spec.heading));
        let meant = fixes::surely(&section.heading.text, known())?;
        let is_there = specs
            .iter()
            .any(|spec| self.shown(&spec.heading) == meant && self.record.outline.section(&spec.slug).is_some());
        let others = self.misspelt.values().filter(|other| **other == meant).count();
        let span = section.heading.span;
        let at = span.of(&self.record.text).find(&section.heading.text)? + span.start;
        let edit = Edit::replace(Span::new(at, at + section.heading.text.len()), meant);
        (!is_there && others == 1).then(|| Fix::new(format!("write \"{meant}\""), [edit]))
    }
}

fn twice(again: Span, first: Span, what: &str) -> Finding {
    Finding::new(
        Code::DuplicateSection,
        again,
        format!("this {what} stands here a second time"),
        "Put the words of both under the first, and take this one out.",
    )
    .also_at(first, "the first")
}

/// Why a part with a condition is not asked for.
fn not_now(when: Option<&Condition>) -> String {
    match when {
        Some(Condition { key, absent: true, .. }) => format!("it is for records without `{key}`"),
        Some(Condition { key, values: Some(values), .. }) => {
            format!("it is for records whose `{key}` is {}", super::nearest::one_of(values.iter().map(String::as_str)))
        }
        Some(Condition { key, .. }) => format!("it goes with `{key}`, which is not there"),
        None => String::new(),
    }
}
