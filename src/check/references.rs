//! References from one record to another, to staff, to levels of help and to residents.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::nearest::{nearest, one_of};
use super::{Context, MAX_NAMED, fixes};
use crate::finding::{Code, Finding, Fix};
use crate::record::former::former_ids;
use crate::record::{Kind, Place, Record, slug};

/// The ids of the items in one resident's records.
#[derive(Debug, Default)]
pub(super) struct Items {
    /// By kind and list.
    lists: BTreeMap<Kind, BTreeMap<String, BTreeSet<String>>>,
    /// The ids that items had before they were renamed, by list. Records that name them need not be altered.
    former: BTreeMap<String, BTreeSet<String>>,
    kinds: BTreeSet<Kind>,
    /// Those of which not every item is known.
    unsure: BTreeSet<Kind>,
}

impl Items {
    /// Gathers the ids of records that lie in one folder. A file that could not be read is there all the same.
    pub(super) fn new<'r>(readings: impl Iterator<Item = (&'r str, Option<&'r Record>)>) -> Self {
        let mut folder = Self::default();
        let live = [Kind::SupportPlan, Kind::SafetyPlan, Kind::Referral, Kind::Assessment];
        let kind = |path, record: Option<&Record>| record.map(Record::kind).or_else(|| Some(Place::of(path)?.kind));
        let placed = readings.filter_map(|(path, record)| Some((kind(path, record)?, record)));
        for (kind, record) in placed.filter(|(kind, _)| live.contains(kind)) {
            folder.kinds.insert(kind);
            let Some(record) = record.filter(|record| !record.front.unread) else {
                folder.unsure.insert(kind);
                continue;
            };
            if record.front.broken.iter().any(|key| key == "risks") || !record.has_all_ids("risks") {
                folder.unsure.insert(kind);
            }
            for key in ["outcomes", "actions", "strengths", "risks"] {
                if record.values.get(key).is_some_and(Value::is_array) && record.has_all_ids(key) {
                    let ids = record.ids(key).map(str::to_owned);
                    let list = folder.lists.entry(kind).or_default().entry(key.to_owned()).or_default();
                    list.extend(ids);
                    let former = record.list(key).iter().flat_map(former_ids).map(str::to_owned);
                    folder.former.entry(key.to_owned()).or_default().extend(former);
                }
            }
        }
        folder
    }

    fn list(&self, kind: Kind, key: &str) -> Option<&BTreeSet<String>> {
        self.lists.get(&kind)?.get(key)
    }
}

/// Every reference of `record` that leads nowhere.
pub(super) fn check(record: &Record, items: &Items, context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    each_reference(record, &mut |node, target| {
        let Some(id) = node.text().filter(|_| !node.is_null()) else { return };
        if let Some(finding) = leads_nowhere(id, target, record, items, context) {
            let fix = meant(id, target, record, items, context).and_then(|(meant, is_id)| {
                let fix = fixes::word(node, record, &meant)?;
                Some(if is_id {
                    Fix { label: "write the id as its item has it".to_owned(), ..fix }.quoting()
                } else {
                    fix
                })
            });
            let near = near_item(id, target, record, items);
            let quoted = near.map_or_else(|| id.to_owned(), |near| format!("{id}; did you mean {near}?"));
            findings.push(Finding { span: node.span, ..finding }.quoting(quoted).fixed_by(fix));
        }
    });
    findings
}

/// Calls `visit` with each value that refers to something, and with what the schema says it refers to.
fn each_reference<'r>(record: &'r Record, visit: &mut dyn FnMut(&'r crate::record::yaml::Node, &str)) {
    record.schema().shape.each_scalar(&record.front.root, &mut |node, shape| {
        if let Some(target) = &shape.refers {
            visit(node, target);
        }
    });
}

/// What a reference that leads nowhere can only have been meant to be, and whether that is an item's id: the same in other letters, or
/// a level of help that is misspelt. Nobody's name is guessed.
fn meant(id: &str, target: &str, record: &Record, items: &Items, context: &Context) -> Option<(String, bool)> {
    let same = |known: &&str| known.eq_ignore_ascii_case(id);
    let staff = || context.settings.staff.iter().map(|staff| staff.id.as_str());
    let known = match target {
        "staff" => staff().find(same),
        "signatories" => staff().chain(["resident", "representative"]).find(same),
        "levels" => fixes::surely(id, context.levels.iter().map(|level| level.id.as_str())),
        "residents" => context.residents.iter().map(String::as_str).find(same),
        target => {
            let lists = item_lists(target, record, items)?;
            let id = slug(id);
            return lists.iter().any(|list| list.contains(&id)).then_some((id, true));
        }
    };
    Some((known?.to_owned(), false))
}

/// The item's id that is nearest to one that leads nowhere. It is a word of the record.
fn near_item<'f>(id: &str, target: &str, record: &Record, items: &'f Items) -> Option<&'f str> {
    if matches!(target, "staff" | "signatories" | "levels" | "residents") {
        return None;
    }
    let lists = item_lists(target, record, items)?;
    nearest(id, lists.into_iter().flatten().take(MAX_NAMED).map(String::as_str))
}

fn leads_nowhere(id: &str, target: &str, record: &Record, items: &Items, context: &Context) -> Option<Finding> {
    let settings = &context.settings;
    match target {
        "staff" => {
            let known = settings.staff.iter().map(|staff| staff.id.as_str());
            unknown(id, known, Code::UnknownStaff, "this member of staff is not in the service's settings", |known| {
                format!("Known are {}. Someone new is added under `staff` in supportplan.yaml.", one_of(known))
            })
        }
        "signatories" => {
            let known = settings.staff.iter().map(|staff| staff.id.as_str()).chain(["resident", "representative"]);
            unknown(id, known, Code::UnknownStaff, "nobody of this id can have signed", |known| {
                format!("Write {}.", one_of(known))
            })
        }
        "levels" => {
            let known = context.levels.iter().map(|level| level.id.as_str());
            unknown(id, known, Code::UnknownLevel, "this is not a level of help that the service has", |known| {
                format!("Write {}.", one_of(known))
            })
        }
        "residents" => (!context.residents.contains(id)).then(|| {
            let message = "there is no resident of this reference in the service";
            let help = "Look the reference up among the folders in residents.";
            Finding::new(Code::UnknownResident, crate::text::Span::default(), message, help)
        }),
        target => {
            // Ids of a record's items are words of the record, so the nearest is only quoted.
            let there = item_lists(target, record, items)?.iter().any(|list| list.contains(id));
            (!there).then(|| {
                let message = format!("there is no such item in {}", whose(target, items));
                let help = "Mend the id, or add the item that is meant. An item keeps its id for life; one that is over is marked `ended`.";
                Finding::new(Code::UnknownId, crate::text::Span::default(), message, help)
            })
        }
    }
}

/// The lists of ids that an item may be in; none where they could not be read, which is reported elsewhere.
fn item_lists<'f>(target: &str, record: &Record, items: &'f Items) -> Option<Vec<&'f BTreeSet<String>>> {
    match target.split_once('.') {
        Some(("plan", _)) if !items.kinds.contains(&Kind::SupportPlan) => Some(Vec::new()),
        Some(("plan", key)) => {
            Some([items.list(Kind::SupportPlan, key)?].into_iter().chain(items.former.get(key)).collect())
        }
        _ if target == "risks" && !items.unsure.is_empty() => None,
        _ if target == "risks" => {
            let all = items.lists.values().filter_map(|lists| lists.get(target));
            Some(all.chain(items.former.get(target)).collect())
        }
        _ => Some(vec![items.list(record.kind(), target)?]),
    }
}

/// How to call the lists that an item may be in.
fn whose(target: &str, items: &Items) -> String {
    match target.split_once('.') {
        Some(("plan", _)) if !items.kinds.contains(&Kind::SupportPlan) => {
            "this resident's support plan, because there is no plan.md".to_owned()
        }
        Some(("plan", key)) => format!("`{key}` of the support plan"),
        _ if target == "risks" => "`risks` of the plan, the safety plan, the referral or the assessment".to_owned(),
        _ => format!("`{target}` of this record"),
    }
}

fn unknown<'k>(
    id: &str,
    known: impl Iterator<Item = &'k str>,
    code: Code,
    message: &str,
    help: impl FnOnce(Vec<&'k str>) -> String,
) -> Option<Finding> {
    let known: Vec<_> = known.collect();
    if known.contains(&id) {
        return None;
    }
    let message = match nearest(id, known.iter().copied()) {
        Some(meant) => format!("{message}; did you mean `{meant}`?"),
        None => message.to_owned(),
    };
    Some(Finding::new(code, crate::text::Span::default(), message, help(known)))
}
