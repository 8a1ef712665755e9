//! The text read as the format means it: which section, item and label each passage belongs to.

use std::collections::{BTreeMap, BTreeSet};

use super::body::{Body, Heading, Label};
use super::schema::{BodySpec, ItemsSpec};
use super::slug::slug;
use crate::text::Span;

/// A service's own wording for headings and labels, and the sections that it adds.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    /// The format's slug, by the slug of the service's wording.
    canonical: BTreeMap<String, String>,
    /// The service's wording, by the format's slug.
    shown: BTreeMap<String, String>,
    /// Slugs of added sections, by kind.
    own_sections: BTreeMap<String, Vec<String>>,
}

impl Wording {
    /// From the settings: the service's wording by the format's, and added headings by kind.
    pub fn new<'s>(
        wording: impl IntoIterator<Item = (&'s str, &'s str)>,
        own_sections: impl IntoIterator<Item = (&'s str, &'s [String])>,
    ) -> Self {
        let shown: BTreeMap<_, _> = wording.into_iter().map(|(ours, theirs)| (slug(ours), theirs.to_owned())).collect();
        Self {
            canonical: shown.iter().map(|(ours, theirs)| (slug(theirs), ours.clone())).collect(),
            shown,
            own_sections: own_sections
                .into_iter()
                .map(|(kind, headings)| (kind.to_owned(), headings.iter().map(|heading| slug(heading)).collect()))
                .collect(),
        }
    }

    /// The format's slug for a heading or label that a record has.
    pub fn canonical<'s>(&'s self, found: &'s str) -> &'s str {
        self.canonical.get(found).map_or(found, String::as_str)
    }

    /// How the service writes a heading or label of the format.
    pub fn shown<'s>(&'s self, ours: &'s str) -> &'s str {
        if self.shown.is_empty() {
            return ours;
        }
        self.shown.get(&slug(ours)).map_or(ours, String::as_str)
    }

    /// Whether the service adds a section of this slug to `kind`.
    pub fn is_own_section(&self, kind: &str, heading: &str) -> bool {
        self.own_sections.get(kind).is_some_and(|own| own.iter().any(|slug| slug == heading))
    }
}

/// A record's sections, in the order of the file.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Each second-level heading with what stands below it.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub heading: Heading,
    /// The format's slug for the heading.
    pub slug: String,
    /// All below the heading, items included.
    pub all: Span,
    /// What stands before its first item.
    pub text: Span,
    /// Its items.
    pub items: Vec<Item>,
}

/// A heading that stands for an item of the front matter.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its heading.
    pub heading: Heading,
    /// The front matter key of the list that it belongs to.
    pub key: &'static str,
    /// All below the heading, its own items included.
    pub all: Span,
    /// What stands before its first label or item.
    pub text: Span,
    /// Its labelled paragraphs.
    pub labels: Vec<Labelled>,
    /// Items one level further down.
    pub items: Vec<Item>,
}

impl Item {
    /// The id that its heading stands for.
    pub fn id(&self) -> &str {
        &self.heading.slug
    }

    /// Where its own words end, those of items below it left out.
    pub fn own_end(&self) -> usize {
        self.labels.last().map_or(self.text.end, |label| label.text.end)
    }

    /// The words behind a label of the format, by its slug.
    pub fn label(&self, slug: &str) -> Option<&Labelled> {
        self.labels.iter().find(|label| label.slug == slug)
    }
}

/// A labelled passage.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The format's slug for the label.
    pub slug: String,
    /// The bytes of the label.
    pub label: Span,
    /// The bytes of what stands behind it, up to the next label or heading.
    pub text: Span,
}

impl Outline {
    /// The section of this slug; the first, where there are two.
    pub fn section(&self, slug: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.slug == slug)
    }

    /// Every item of the list `key`, wherever its heading stands.
    pub fn items<'o>(&'o self, key: &'o str) -> impl Iterator<Item = &'o Item> {
        self.sections
            .iter()
            .flat_map(|section| &section.items)
            .flat_map(|item| std::iter::once(item).chain(&item.items))
            .filter(move |item| item.key == key)
    }

    /// The item with this id in the list `key`.
    pub fn item<'o>(&'o self, key: &'o str, id: &str) -> Option<&'o Item> {
        self.items(key).find(|item| item.id() == id)
    }

    /// Reads a body as `spec` means it. A heading that stands for one of `ids` ends the passage before it, even where it stands
    /// at a level that is not its own.
    pub fn new(body: &Body, spec: &'static BodySpec, wording: &Wording, ids: &BTreeSet<&str>) -> Self {
        let reader = Reader { body, wording, ids };
        let sections = reader.below(2, body.span).map(|(heading, all)| {
            let slug = wording.canonical(&heading.slug).to_owned();
            let items = spec.section(&slug).and_then(|section| section.items.as_ref());
            let items = items.map(|items| reader.items(items, 3, all)).unwrap_or_default();
            let text = Span::new(all.start, items.first().map_or(all.end, |item| item.heading.span.start));
            Section { heading: heading.clone(), slug, all, text, items }
        });
        Self { sections: sections.collect() }
    }
}

/// Those of `parts`, which stand in the order of the file, that begin within `span`.
pub(crate) fn within<T>(parts: &[T], span: Span, start: impl Fn(&T) -> usize) -> &[T] {
    let from = parts.partition_point(|part| start(part) < span.start);
    let rest = &parts[from..];
    &rest[..rest.partition_point(|part| start(part) < span.end)]
}

struct Reader<'b> {
    body: &'b Body,
    wording: &'b Wording,
    ids: &'b BTreeSet<&'b str>,
}

impl<'b> Reader<'b> {
    /// The headings of `level` within `span`, each with all that stands below it.
    fn below(&self, level: u8, span: Span) -> impl Iterator<Item = (&'b Heading, Span)> {
        let headings = within(&self.body.headings, span, |heading| heading.span.start);
        let asked = headings.iter().enumerate().filter(move |(_, heading)| heading.level == level);
        asked.map(move |(at, heading)| {
            let next = headings[at + 1..].iter().find(|next| next.level <= level);
            let end = next.map_or(span.end, |next| next.span.start.min(span.end));
            (heading, Span::new(heading.span.end, end))
        })
    }

    fn items(&self, spec: &'static ItemsSpec, level: u8, span: Span) -> Vec<Item> {
        let read = |(heading, all): (&Heading, Span)| {
            let items = spec.items.as_deref().map(|inner| self.items(inner, level + 1, all)).unwrap_or_default();
            let inside = within(&self.body.headings, all, |heading| heading.span.start);
            let other = inside.iter().find(|heading| self.ids.contains(heading.slug.as_str()));
            let ends = [items.first().map(|item| &item.heading), other].into_iter().flatten().map(|h| h.span.start);
            let own = Span::new(all.start, ends.min().unwrap_or(all.end));
            let labels = self.labels(spec, own);
            let text = Span::new(own.start, labels.first().map_or(own.end, |label| label.label.start));
            Item { heading: heading.clone(), key: &spec.key, all, text, labels, items }
        };
        self.below(level, span).map(read).collect()
    }

    /// The labels that `spec` knows within `span`. Other bold phrases are words like any.
    fn labels(&self, spec: &ItemsSpec, span: Span) -> Vec<Labelled> {
        let known = |label: &&Label| {
            let canonical = self.wording.canonical(&label.slug);
            spec.labels.iter().any(|known| known.slug == canonical)
        };
        let inside = within(&self.body.labels, span, |label| label.span.start);
        let found: Vec<_> = inside.iter().filter(known).collect();
        let ends = found.iter().skip(1).map(|next| next.span.start).chain([span.end]);
        let label = |(label, end): (&&Label, usize)| Labelled {
            slug: self.wording.canonical(&label.slug).to_owned(),
            label: label.span,
            text: Span::new(label.span.end, end),
        };
        found.iter().zip(ends).map(label).collect()
    }
}
