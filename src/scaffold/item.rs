//! Items of a plan: one that is new, one that ends, one that gets another name. The plan's text becomes the changed text, and nothing
//! else in it is touched.

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use super::part::{self, NoPlace};
use super::trial::{DAY, data};
use super::{filled_from, hint, in_wording, one_line};
use crate::check::Context;
use crate::cycle;
use crate::record::former::{LISTS, former_ids};
use crate::record::insert::{self, New, NewEntry};
use crate::record::outline::Item;
use crate::record::{Record, Wording, body, heading_for, read, slug};
use crate::template::Templates;
use crate::text::{self, Edit, Span};

/// What an item of one of the plan's [`LISTS`] is called.
pub fn noun(list: &str) -> &str {
    list.strip_suffix('s').unwrap_or(list)
}

/// An item that is to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewItem<'n> {
    /// The list that it belongs to.
    pub list: &'static str,
    /// What it is called.
    pub name: &'n str,
    /// The outcome that an action is for.
    pub outcome: Option<&'n str>,
}

/// What the template of an item is given.
#[derive(Debug, Serialize)]
struct View<'v> {
    id: String,
    heading: &'v str,
    outcome: Option<Named>,
    levels: Vec<&'v str>,
    strengths: Vec<&'v str>,
    outcomes: Vec<&'v str>,
    in_three_months: NaiveDate,
    hints: Vec<Hint>,
}

#[derive(Debug, Serialize)]
struct Named {
    id: String,
    heading: String,
}

/// What another record says about a risk.
#[derive(Debug, Serialize)]
struct Hint {
    record: String,
    words: String,
}

/// The plan's text with a new item, whose questions are open. `others` are the resident's other records.
///
/// # Errors
/// The name cannot be that of an item or is another's, an action is for no outcome of the plan, the template is wrong, or the plan is
/// written in a way that leaves no place for it.
pub fn add(
    templates: &Templates,
    plan: &Record,
    others: &[Record],
    new: NewItem<'_>,
    context: &Context,
) -> Result<String> {
    let id = free_id(plan, new.name)?;
    let open = |list: &str| plan.list(list).iter().filter(|item| !is_ended(item)).filter_map(id_of).collect();
    let outcome = new.outcome.map(|id| {
        let item = plan.outline.item("outcomes", id).map(|item| one_line(&item.heading.text));
        let heading = item.with_context(|| {
            format!("the outcome `{id}` has no heading in the plan; `supportplan check` says where it goes")
        })?;
        anyhow::Ok(Named { id: id.to_owned(), heading })
    });
    if new.list == "actions" && outcome.is_none() {
        bail!("an action is for an outcome of the plan. Name one with --for");
    }
    let about = |record: &Record| {
        let item = record.outline.item(new.list, &id)?;
        let words = record.words(Span::new(item.heading.span.end, item.all.end));
        (!words.is_empty()).then(|| Hint { record: format!("The {}", record.kind().words()), words: hint(&words) })
    };
    let view = View {
        heading: new.name,
        outcome: outcome.transpose()?,
        levels: context.levels.iter().map(|level| level.id.as_str()).collect(),
        strengths: open("strengths"),
        outcomes: open("outcomes"),
        in_three_months: cycle::months_after(context.today, 3),
        hints: others.iter().filter(|_| new.list == "risks").filter_map(about).collect(),
        id,
    };
    let name = format!("item-{}", noun(new.list));
    let text = filled_from(templates, &name, &view, context)?;
    put(plan, &text, &context.wording).with_context(|| format!("the item cannot be added to {}", plan.path))
}

/// Puts a part, given as text, into a record.
pub(super) fn put(record: &Record, part: &str, wording: &Wording) -> Result<String> {
    let part = read(&record.path, record.place.clone(), part.as_bytes().to_vec(), wording).record.context(NoPlace)?;
    Ok(part::add(record, &part, wording)?)
}

/// The id that `name` stands for, where no item of the plan has it or had it.
///
/// # Errors
/// It has it, or nothing can be called so.
pub fn free_id(plan: &Record, name: &str) -> Result<String> {
    let id = slug(name);
    let line = format!("### {name}");
    let as_heading = body::read(&line, Span::new(0, line.len()));
    let is_heading = as_heading.headings.first().is_some_and(|heading| heading.slug == id && heading.level == 3);
    if id.is_empty() || !is_heading || name.contains(['\n', '\r']) {
        bail!("an item is called by a few plain words of letters and digits, such as \"Cooks lunch\"");
    }
    if id.chars().count() > MOST_LETTERS {
        bail!("the name is too long; it can have {MOST_LETTERS} letters");
    }
    for list in LISTS {
        for item in plan.list(list) {
            let what = noun(list);
            if id_of(item) == Some(&id) {
                let over = if is_ended(item) { ", which has ended" } else { "" };
                bail!("the plan has {} {what} of this name already{over}. Give this one another name", article(what));
            }
            if former_ids(item).any(|was| was == id) {
                bail!(
                    "{} {what} of the plan was called so before it was renamed, and older records still mean it by that. Give this one \
                     another name",
                    article(what)
                );
            }
        }
    }
    Ok(id)
}

/// The article of a noun.
pub fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// How many letters an id may have.
const MOST_LETTERS: usize = 80;

/// The id of an item.
fn id_of(item: &Value) -> Option<&str> {
    item.get("id").and_then(Value::as_str)
}

/// Whether an item is over.
fn is_ended(item: &Value) -> bool {
    item.get("ended").is_some_and(|ended| !ended.is_null())
}

/// An item of a plan, as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The list that it is in.
    pub list: &'static str,
    /// Its id.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Whether it is over.
    pub is_ended: bool,
}

/// The items that are meant by an id, a former id or a heading: those that bear it now, or else those that did.
pub fn find(record: &Record, name: &str) -> Vec<Found> {
    let wanted = slug(name);
    let all = || LISTS.iter().flat_map(|list| record.list(list).iter().map(move |item| (*list, item)));
    let found = |is_it: &dyn Fn(&Value) -> bool| -> Vec<Found> {
        let meant = all().filter(|(_, item)| is_it(item));
        meant.filter_map(|(list, item)| of(record, list, id_of(item)?)).collect()
    };
    let now = found(&|item| id_of(item).is_some_and(|id| id == name || id == wanted));
    if now.is_empty() { found(&|item| former_ids(item).any(|was| was == name || was == wanted)) } else { now }
}

/// The item of this id.
pub fn of(record: &Record, list: &'static str, id: &str) -> Option<Found> {
    let item = record.list(list).iter().find(|item| id_of(item) == Some(id))?;
    let words = record.outline.item(list, id);
    let heading = words.map_or_else(|| heading_for(id), |item| one_line(&item.heading.text));
    Some(Found { list, id: id.to_owned(), heading, is_ended: is_ended(item) })
}

/// How an item ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ending<'e> {
    /// The day.
    pub date: Option<NaiveDate>,
    /// One of the format's reasons.
    pub reason: Option<&'e str>,
    /// What was reached, or what changed.
    pub why: Option<&'e str>,
}

/// The record's text in which the item is over. What is not known of its ending is an open question.
///
/// # Errors
/// The item has no heading, or the record is written in a way that leaves no place for it.
pub fn end(record: &Record, found: &Found, ending: Ending<'_>, wording: &Wording) -> Result<String> {
    let item = record.outline.item(found.list, &found.id);
    let item = item.context("the item has no heading in the text; `supportplan check` says where it goes")?;
    let value = |value: Option<String>| value.map(|value| format!(" {value}")).unwrap_or_default();
    let mut text = format!(
        "---\n{}:\n  - id: {}\n    ended:\n      date:{}\n      reason:{}\n---\n",
        found.list,
        found.id,
        value(ending.date.map(|date| date.to_string())),
        value(ending.reason.map(str::to_owned)),
    );
    for heading in headings_to(record, item) {
        text.push_str(&format!("\n{heading}\n"));
    }
    let why = ending.why.map(|why| format!(" {}", why.trim())).unwrap_or_default();
    text.push_str(&format!("\n{}{why}\n", in_wording("**Why it ended:**", wording)));
    put(record, &text, wording).with_context(|| format!("the item cannot be ended in {}", record.path))
}

/// The lines of the headings that lead to an item: its section's, that of the item it stands under, and its own.
fn headings_to<'r>(record: &'r Record, item: &'r Item) -> Vec<&'r str> {
    let start = item.heading.span.start;
    let section = record.outline.sections.iter().find(|section| section.all.contains(start));
    let outer = section.into_iter().flat_map(|section| &section.items).find(|outer| outer.all.contains(start));
    let headings = section.map(|section| &section.heading).into_iter().chain(outer.map(|outer| &outer.heading));
    headings.chain([&item.heading]).map(|heading| heading.span.of(&record.text)).collect()
}

/// The record's text in which the item has another name: its heading, its id, wherever the record itself names it, and what it was called
/// before.
///
/// # Errors
/// The item has no heading, or the record is written in a way that leaves no place for it.
pub fn rename(record: &Record, found: &Found, name: &str, wording: &Wording) -> Result<String> {
    let (source, id) = (&record.text, slug(name));
    let item = record.outline.item(found.list, &found.id);
    let item = item.context("the item has no heading in the text; `supportplan check` says where it goes")?;
    let nodes = record.front.root.get(found.list).map(|list| list.items()).unwrap_or_default();
    let node = nodes.iter().find(|node| node.get("id").and_then(|id| id.text()) == Some(&found.id)).context(NoPlace)?;
    let span = item.heading.span;
    let at = span.of(source).rfind(&item.heading.text).map(|at| span.start + at).context(NoPlace)?;
    let mut edits = vec![Edit::replace(Span::new(at, at + item.heading.text.len()), name)];
    if id != found.id {
        edits.extend(node.get("id").map(|own| Edit::replace(own.span, &id)));
        record.schema().shape.each_scalar(&record.front.root, &mut |other, shape| {
            if shape.refers.as_deref() == Some(found.list) && other.text() == Some(&found.id) {
                edits.push(Edit::replace(other.span, &id));
            }
        });
        edits.extend(was(record, node, &found.id, &id));
    }
    let text = text::apply(source, edits);
    let now = read(&record.path, record.place.clone(), text.as_bytes().to_vec(), wording).record;
    let is_there =
        now.is_some_and(|now| now.ids(found.list).any(|it| it == id) && now.outline.item(found.list, &id).is_some());
    if is_there {
        Ok(text)
    } else {
        Err(NoPlace).with_context(|| format!("the item cannot be renamed in {}", record.path))
    }
}

/// Adds `old` to what the item at `node` was called, without what it is called now.
fn was(record: &Record, node: &crate::record::yaml::Node, old: &str, id: &str) -> Option<Edit> {
    let before = node.entry("was");
    let known = before.iter().flat_map(|was| was.value.items()).filter_map(|was| was.text());
    let ids: Vec<String> = known.filter(|was| *was != id && *was != old).chain([old]).map(str::to_owned).collect();
    let list = format!("[{}]", ids.join(", "));
    match before {
        None => {
            let new = NewEntry::new("was", New::Scalar(list));
            Some(insert::member(record, node, node.entry("id"), &new))
        }
        Some(before) => {
            let colon = before.key_span.end + 1;
            let end = insert::end_of(&before.value, &record.text).max(colon);
            Some(Edit::replace(Span::new(colon, end), format!(" {list}")))
        }
    }
}

/// What the templates are tried out with.
pub(super) fn samples(context: &Context) -> Vec<Value> {
    let named = || Named { id: "cooks-lunch".to_owned(), heading: "Cooks lunch".to_owned() };
    let view = |strengths: Vec<&'static str>, outcomes, hints| View {
        id: "picture-recipe".to_owned(),
        heading: "Picture recipe",
        outcome: Some(named()),
        levels: context.levels.iter().map(|level| level.id.as_str()).collect(),
        strengths,
        outcomes,
        in_three_months: cycle::months_after(DAY, 3),
        hints,
    };
    let hint = Hint { record: "The referral".to_owned(), words: "Two words.".to_owned() };
    let much = view(vec!["remembers-pictures"], vec!["cooks-lunch"], vec![hint]);
    vec![data(&much), data(&view(Vec::new(), Vec::new(), Vec::new()))]
}
