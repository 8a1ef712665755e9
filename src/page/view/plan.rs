//! The support plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::reader::Found;
use super::{Fact, Head, Item, Passage, Reader, Section, Signature};
use crate::page::chart::{self, Chart, Figure};
use crate::page::words;
use crate::record::schema::{Audience, ItemsSpec};
use crate::record::{Schema, slug};

/// A support plan. `sections` are all its sections in order; that of the outcomes leaves its items to `outcomes`.
#[derive(Debug, Serialize)]
pub struct SupportPlan {
    /// The page's head and foot.
    pub page: Head,
    /// Its sections.
    pub sections: Vec<Section>,
    /// The outcomes that are not over.
    pub outcomes: Vec<Outcome>,
    /// Actions of outcomes that are over or are not there.
    pub other_actions: Vec<Action>,
    /// What is over.
    pub ended: Vec<EndedItem>,
    /// Who signs.
    pub signatures: Vec<Signature>,
}

/// An outcome with its actions.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// Its heading and words; the resident's own words are the label with `own_words`.
    #[serde(flatten)]
    pub item: Item,
    /// Whether it moves something forward or keeps something steady.
    pub aim: Option<String>,
    /// How it is counted.
    pub measure: Measure,
    /// Its actions that are not over.
    pub actions: Vec<Action>,
}

/// How an outcome is counted, and how it stands.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    /// What is counted, and in which time.
    pub what: Option<String>,
    /// The figure at the start.
    pub baseline: Option<String>,
    /// The latest figure of a weekly review.
    pub latest: Option<Figure>,
    /// The figure to reach.
    pub target: Option<String>,
    /// When it is to be reached.
    pub by: Option<String>,
    /// When things are going the wrong way, in words.
    pub worse_if: Option<String>,
    /// The figures of the weekly reviews, oldest first.
    pub weeks: Vec<Figure>,
    /// The same as a drawing.
    pub chart: Option<Chart>,
}

/// What staff and the resident do.
#[derive(Debug, Serialize)]
pub struct Action {
    /// Its heading and labels.
    #[serde(flatten)]
    pub item: Item,
    /// Hours of support, in words; null where they are not known, or not for whom the page is made.
    pub hours: Option<String>,
    /// Whether the hours are asked for.
    pub asks_hours: bool,
    /// The level of help now.
    pub help: Option<String>,
    /// All levels of help, most help first.
    pub scale: Vec<Step>,
    /// The strengths that it puts to work; null where there are none.
    pub uses: Option<String>,
    /// Further outcomes that it works towards; null where there are none.
    pub also_for: Option<String>,
}

/// A level of help on its scale.
#[derive(Debug, Serialize)]
pub struct Step {
    /// Its name.
    pub label: String,
    /// Whether it is the level now.
    pub now: bool,
}

/// Something that is over.
#[derive(Debug, Serialize)]
pub struct EndedItem {
    /// Its id in the front matter.
    pub id: String,
    /// What it was: an outcome, an action, a risk.
    pub what: String,
    /// Its heading.
    pub name: String,
    /// The day on which it ended.
    pub date: Option<String>,
    /// The reason, in words.
    pub reason: Option<String>,
    /// What it said before its labels.
    pub html: String,
    /// Why it ended.
    pub why: Vec<Passage>,
}

impl SupportPlan {
    pub(in crate::page) fn of(reader: &Reader<'_>) -> Self {
        let all: Vec<_> = lists(reader.record.schema()).into_iter().flat_map(|spec| reader.found(spec)).collect();
        let of =
            |key: &'static str| all.iter().copied().filter(move |item| item.spec.key == key && item.ended().is_none());
        let outcomes: Vec<_> = of("outcomes").collect();
        let actions: Vec<_> = of("actions").map(|action| (home(action, reader, &outcomes), action)).collect();
        let under = |id: Option<&str>| {
            let inside = actions.iter().filter(|(home, _)| *home == id);
            inside.map(|(home, action)| Action::of(*action, *home, reader)).collect::<Vec<_>>()
        };
        let mut sections = reader.sections();
        for section in sections.iter_mut().filter(|section| section.slug == "outcomes") {
            section.items.clear();
        }
        let mut used_in: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for action in of("actions") {
            for strength in action.ids("uses").collect::<BTreeSet<_>>() {
                used_in.entry(reader.name_of("strengths", strength)).or_default().push(action.name());
            }
        }
        for strength in
            sections.iter_mut().filter(|section| section.slug == "strengths").flat_map(|section| &mut section.items)
        {
            if let Some(by) = used_in.get(&strength.name) {
                strength.facts.push(Fact { name: "Used in".to_owned(), value: Some(words::all_of(by)) });
            }
        }
        Self {
            page: reader.head(None, facts(reader)),
            sections,
            outcomes: outcomes.iter().map(|outcome| Outcome::of(*outcome, under(Some(outcome.id)), reader)).collect(),
            other_actions: under(None),
            ended: ended(reader),
            signatures: vec![
                Signature::open("Resident", reader.called()),
                Signature::open("Key worker", reader.record.value("key_worker").map(|id| reader.staff(id))),
            ],
        }
    }
}

fn facts(reader: &Reader<'_>) -> Vec<Fact> {
    let values = &reader.record.values;
    let hours = values["commissioned_hours"].as_f64().map(|hours| format!("{} a week", words::hours(hours)));
    let hours = Fact { name: reader.shown("Commissioned hours").to_owned(), value: hours };
    let away = values["away"].as_array().into_iter().flatten().filter_map(|away| {
        let from = words::date(away["from"].as_str()?);
        let back = away["back"].as_str().map_or_else(String::new, |back| format!(", back on {}", words::date(back)));
        let reason = away["reason"].as_str().map_or_else(String::new, |reason| format!(" ({})", words::choice(reason)));
        Some(Fact { name: reader.shown("Away").to_owned(), value: Some(format!("from {from}{back}{reason}")) })
    });
    let hours = Some(hours).filter(|_| reader.edition.shows(Some(Audience::Staff)));
    let first = ["key_worker", "moved_in"].into_iter().filter_map(|key| reader.fact(key));
    first.chain(hours).chain(reader.fact("left")).chain(away).collect()
}

/// The outcome under which an action is shown: the one that its heading stands under, or else the first that it is for.
fn home<'r>(action: Found<'r>, reader: &Reader<'r>, outcomes: &[Found<'r>]) -> Option<&'r str> {
    let parents = reader
        .record
        .outline
        .items("outcomes")
        .filter(|outcome| outcome.items.iter().any(|item| item.id() == action.id));
    let named = parents.map(outline_id).chain(action.ids("for"));
    let mut known = named.filter_map(|id| outcomes.iter().find(|outcome| outcome.id == id));
    known.next().map(|outcome| outcome.id)
}

fn outline_id(item: &crate::record::outline::Item) -> &str {
    item.id()
}

impl Outcome {
    fn of(outcome: Found<'_>, actions: Vec<Action>, reader: &Reader<'_>) -> Self {
        Self {
            aim: outcome.text("aim").map(words::choice),
            measure: Measure::of(outcome, reader),
            item: reader.item(outcome, 3),
            actions,
        }
    }
}

impl Measure {
    pub(super) fn of(outcome: Found<'_>, reader: &Reader<'_>) -> Self {
        let measure = &outcome.values["measure"];
        let figure = |key: &str| measure[key].as_f64();
        let text = |key: &str| measure[key].as_str().filter(|text| !text.is_empty());
        let figures = chart::figures(reader.record, reader.folder, outcome.id);
        let chart = Chart::of(&outcome.name(), text("what"), figure("baseline"), figure("target"), &figures);
        Self {
            what: text("what").map(|what| match text("per") {
                Some(per) => format!("{what}, each {per}"),
                None => what.to_owned(),
            }),
            baseline: figure("baseline").map(words::number),
            latest: figures.last().cloned(),
            target: figure("target").map(words::number),
            by: text("by").map(words::date),
            worse_if: worse_if(&measure["worse_if"]).filter(|_| reader.edition.shows(Some(Audience::Staff))),
            weeks: figures,
            chart,
        }
    }
}

fn worse_if(limit: &Value) -> Option<String> {
    let sides = ["below", "above"];
    let side = sides.iter().find_map(|side| Some(format!("{side} {}", words::number(limit[*side].as_f64()?))))?;
    let weeks =
        limit["for_weeks"].as_f64().map_or_else(String::new, |weeks| format!(" for {}", words::counted(weeks, "week")));
    Some(format!("{side}{weeks}"))
}

impl Action {
    fn of(action: Found<'_>, home: Option<&str>, reader: &Reader<'_>) -> Self {
        let mut item = reader.item(action, 4);
        // The values of an action have their own places on its card.
        item.facts.clear();
        let help = action.text("help");
        let hours = action.values["hours"].as_f64().map(|hours| format!("{} a week", words::hours(hours)));
        let is_counted = reader.edition.shows(Some(Audience::Staff));
        let names = |list: &str, ids: Vec<&str>| {
            let names: Vec<String> = ids.into_iter().map(|id| reader.name_of(list, id)).collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        Self {
            item,
            asks_hours: hours.is_none() && is_counted,
            hours: hours.filter(|_| is_counted),
            help: help.map(|id| reader.level(id)),
            scale: reader
                .context
                .levels
                .iter()
                .map(|level| Step { label: level.label.clone(), now: Some(&*level.id) == help })
                .collect(),
            uses: names("strengths", action.ids("uses").collect()),
            also_for: names("outcomes", action.ids("for").filter(|id| Some(*id) != home).collect()),
        }
    }
}

/// All lists of items that the text of a kind has, however deep.
pub(super) fn lists(schema: &'static Schema) -> Vec<&'static ItemsSpec> {
    let outer: Vec<_> = schema.body.sections.iter().filter_map(|section| section.items.as_ref()).collect();
    outer.into_iter().flat_map(|spec| std::iter::successors(Some(spec), |spec| spec.items.as_deref())).collect()
}

/// The items that are over, in the order of the text.
pub(super) fn ended(reader: &Reader<'_>) -> Vec<EndedItem> {
    let all = lists(reader.record.schema()).into_iter().flat_map(|spec| reader.found(spec));
    let over = all.filter_map(|item| Some((item, item.ended()?)));
    over.map(|(item, ended)| EndedItem {
        id: reader.id_now(item),
        what: words::capital(item.spec.key.trim_end_matches('s')),
        name: item.name(),
        date: ended["date"].as_str().map(words::date),
        reason: ended["reason"].as_str().map(words::choice),
        html: item.words.map(|words| reader.html(words.text, 3)).unwrap_or_default(),
        why: reader
            .labels(item, 3)
            .into_iter()
            .filter(|label| slug(&label.name) == slug(reader.shown("Why it ended")))
            .collect(),
    })
    .collect()
}
