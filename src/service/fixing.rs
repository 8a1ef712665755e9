//! Fixes: what mends a finding by itself is put into the record's text, as long as nothing else breaks by it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use super::{Group, SETTINGS, Service, check_settings_text, read_record, store};
use crate::check::Checkup;
use crate::finding::{Code, Finding, Severity};
use crate::record::{Settings, model};
use crate::text::{self, Edit};

/// A record that can be mended.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// Its path in the service's folder.
    pub path: String,
    /// What it says, as the folder has it.
    pub before: String,
    /// What it says once it is mended.
    pub after: String,
    /// What was mended, in order: the code, and what was done in words that hold none of the record's.
    pub done: Vec<(Code, String)>,
}

/// What came of mending records that belong together.
#[derive(Debug)]
pub struct Mended {
    /// Those that can be mended, in the order of their paths.
    pub fixed: Vec<Fixed>,
    /// All of them as they are once these are mended, with what is left to find.
    pub checkups: Vec<Checkup>,
}

/// The settings as they are once they are mended in memory, where that makes settings of them that can be used. `wanted` says which codes
/// are to be touched.
pub fn usable_settings(broken: &Checkup, wanted: &dyn Fn(Code) -> bool) -> Option<Checkup> {
    let check = |texts: &BTreeMap<String, String>| {
        let text = texts.get(SETTINGS).unwrap_or(&broken.text);
        Ok(vec![check_settings_text(text.clone().into_bytes())])
    };
    let mended = records(check, &|_, code| wanted(code)).ok()?;
    let usable = |checkup: &Checkup| checkup.record.as_ref().and_then(model::of::<Settings>).is_some();
    mended.checkups.into_iter().next().filter(usable)
}

/// How often a record is looked at again: mending one thing may show the next.
const MAX_ROUNDS: usize = 100;

/// Mends in memory what a group's records have that mends itself. `wanted` says of a path and a code whether it is to be touched.
///
/// # Errors
/// A record cannot be read.
pub fn group(service: &Service, group: &Group, wanted: &(dyn Fn(&str, Code) -> bool + Sync)) -> Result<Mended> {
    records(
        |texts| {
            service.check_group_with(group, |path| match texts.get(path) {
                Some(text) => Ok(Some(text.clone().into_bytes())),
                None => read_record(&service.full(path)).map(Some),
            })
        },
        wanted,
    )
}

/// Mends records as [`group`] does, where `check` looks at them all, some of them as the texts that it is given.
///
/// # Errors
/// `check` fails.
pub fn records(
    check: impl Fn(&BTreeMap<String, String>) -> Result<Vec<Checkup>>,
    wanted: &dyn Fn(&str, Code) -> bool,
) -> Result<Mended> {
    let mut texts = BTreeMap::new();
    let mut checkups = check(&texts)?;
    let mut fixed: BTreeMap<String, Fixed> = BTreeMap::new();
    let mut refused = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let mut round = Round::of(&checkups, wanted, &refused);
        if round.picked.is_empty() {
            break;
        }
        let (mut tried, mut after) = round.tried(&texts, &checkups, &check)?;
        if !round.mends(&checkups, &after) {
            // One of them breaks something, or comes to nothing, so the first is tried alone.
            round.picked.truncate(1);
            (tried, after) = round.tried(&texts, &checkups, &check)?;
            if !round.mends(&checkups, &after) {
                refused.extend(round.picked.iter().map(Picked::key));
                continue;
            }
        }
        for Picked { checkup, finding } in &round.picked {
            let begun = || Fixed {
                path: checkup.path.clone(),
                before: checkup.text.clone(),
                after: String::new(),
                done: Vec::new(),
            };
            let label = finding.fix.as_ref().map(|fix| fix.label.clone()).unwrap_or_default();
            fixed.entry(checkup.path.clone()).or_insert_with(begun).done.push((finding.code, label));
        }
        (texts, checkups) = (tried, after);
    }
    for (path, fixed) in &mut fixed {
        fixed.after = texts.remove(path).unwrap_or_default();
    }
    Ok(Mended { fixed: fixed.into_values().collect(), checkups })
}

/// Writes mended records to the service's folder.
///
/// # Errors
/// One of them was edited meanwhile, or cannot be written. Those before it are written.
pub fn write(service: &Service, fixed: &Fixed) -> Result<()> {
    service.keep_inside(&fixed.path)?;
    let full = service.full(&fixed.path);
    if !store::is_plain_file(&full) || store::read(&full)? != fixed.before.as_bytes() {
        bail!("{} was edited at this moment, so it was not touched; run the command again", fixed.path);
    }
    store::write(&full, fixed.after.as_bytes())
}

/// How many errors there are. A question that is open was open before its place was made.
fn faults(checkups: &[Checkup]) -> usize {
    let findings = checkups.iter().flat_map(|checkup| &checkup.findings);
    findings.filter(|finding| finding.severity == Severity::Error && finding.code != Code::Unanswered).count()
}

/// A finding that is to be mended.
struct Picked<'c> {
    checkup: &'c Checkup,
    finding: &'c Finding,
}

/// What a fix that was refused is known by.
type Key = (String, Code, Vec<(usize, usize, String)>);

impl Picked<'_> {
    fn key(&self) -> Key {
        let edits = self.finding.fix.iter().flat_map(|fix| &fix.edits);
        let edits = edits.map(|edit| (edit.span.start, edit.span.end, edit.with.clone())).collect();
        (self.checkup.path.clone(), self.finding.code, edits)
    }
}

/// What is mended at once.
struct Round<'c> {
    picked: Vec<Picked<'c>>,
}

impl<'c> Round<'c> {
    /// All findings that mend themselves, but for those whose bytes another one touches already.
    fn of(checkups: &'c [Checkup], wanted: &dyn Fn(&str, Code) -> bool, refused: &BTreeSet<Key>) -> Self {
        let mut picked = Vec::new();
        for checkup in checkups {
            let mut taken: Vec<&Edit> = Vec::new();
            for finding in checkup.findings.iter().filter(|finding| wanted(&checkup.path, finding.code)) {
                let Some(fix) = &finding.fix else { continue };
                let one = Picked { checkup, finding };
                let free = fix.edits.iter().all(|edit| !taken.iter().any(|other| meet(edit, other)));
                if free && !refused.contains(&one.key()) {
                    taken.extend(&fix.edits);
                    picked.push(one);
                }
            }
        }
        Self { picked }
    }

    /// Whether what was picked is mended by it, and nothing else is worse.
    fn mends(&self, before: &[Checkup], after: &[Checkup]) -> bool {
        let (then, now) = (kinds(before), kinds(after));
        let fewer = |picked: &Picked<'_>| {
            let label = picked.finding.fix.as_ref().map_or("", |fix| &fix.label);
            let kind = (picked.checkup.path.as_str(), picked.finding.code, label);
            now.get(&kind).copied().unwrap_or_default() < then.get(&kind).copied().unwrap_or_default()
        };
        faults(after) <= faults(before) && self.picked.iter().all(fewer)
    }

    /// The texts with all that was picked, and what is found in the records then.
    fn tried(
        &self,
        texts: &BTreeMap<String, String>,
        checkups: &[Checkup],
        check: &impl Fn(&BTreeMap<String, String>) -> Result<Vec<Checkup>>,
    ) -> Result<(BTreeMap<String, String>, Vec<Checkup>)> {
        let mut texts = texts.clone();
        for checkup in checkups {
            let of_file = self.picked.iter().filter(|picked| picked.checkup.path == checkup.path);
            let edits: Vec<Edit> =
                of_file.filter_map(|picked| picked.finding.fix.as_ref()).flat_map(|fix| fix.edits.clone()).collect();
            if !edits.is_empty() {
                texts.insert(checkup.path.clone(), text::apply(&checkup.text, edits));
            }
        }
        let after = check(&texts)?;
        Ok((texts, after))
    }
}

/// How many findings there are that mend themselves, by file and by what mends them.
fn kinds(checkups: &[Checkup]) -> BTreeMap<(&str, Code, &str), usize> {
    let mut kinds = BTreeMap::new();
    for checkup in checkups {
        for (finding, fix) in checkup.findings.iter().filter_map(|finding| Some((finding, finding.fix.as_ref()?))) {
            *kinds.entry((checkup.path.as_str(), finding.code, fix.label.as_str())).or_default() += 1;
        }
    }
    kinds
}

/// Whether two edits cannot both be made. Two that only insert at the same place can, one behind the other.
fn meet(one: &Edit, other: &Edit) -> bool {
    let (a, b) = (one.span, other.span);
    a.start < b.end && b.start < a.end || (a == b && !a.is_empty())
}
