//! `supportplan render --changes`: pages that show what changed since an earlier version.

use std::rc::Rc;

use anyhow::{Result, anyhow};
use chrono::NaiveDate;

use super::folder::{Folder, Lived};
use crate::check::Context;
use crate::cycle::Week;
use crate::page::changes::Changed;
use crate::page::{Page, Press};
use crate::record::{Kind, Place, Record, content_hash, one_value};
use crate::redline::steps::{Life, Version};
use crate::service::repository::Repo;
use crate::service::saving::message::name_of;
use crate::service::steps::Histories;
use crate::service::then::{self, Moment, in_words};

/// Since when changes are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) enum Since {
    /// None are shown.
    None,
    /// The last review that took place, weekly or formal.
    LastReview,
    /// The last formal review that was closed: the version of the plan that was agreed in it.
    LastFormal,
    /// The beginning.
    All,
    /// The end of a day, or a version of git's.
    Moment(String),
}

impl std::str::FromStr for Since {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "none" => Self::None,
            "last-review" => Self::LastReview,
            "last-formal" => Self::LastFormal,
            "all" => Self::All,
            moment => Self::Moment(moment.to_owned()),
        })
    }
}

/// Makes pages with what changed.
pub(in crate::commands) struct Changes<'s> {
    /// The histories of the service's records.
    pub(in crate::commands) histories: &'s Histories<'s>,
    /// Since when.
    pub(in crate::commands) since: &'s Since,
    /// The paths that were named. Changes are shown in plans and safety plans, and in other records where they are named themselves.
    pub(in crate::commands) named: &'s [String],
}

/// From which version on changes are shown, and that in words.
struct Base {
    version: usize,
    words: String,
}

/// What is told of the life of a record.
pub(super) struct Told<'t> {
    base: Base,
    lived: Rc<Lived>,
    context: &'t Context,
}

impl Told<'_> {
    /// What changed. None where no version can be shown.
    pub(super) fn changed(&self) -> Option<Changed<'_>> {
        let Lived { life, views } = &*self.lived;
        let name = name_of(&life.path);
        let changed = Changed::since(self.base.version, self.base.words.clone(), (&name, self.context), life)?;
        Some(changed.kept_in(views))
    }
}

impl Changes<'_> {
    /// The page of `record` with what changed in it; none for a record that is to be shown as it is.
    ///
    /// # Errors
    /// The history cannot be read, there is no such moment, or a template has a mistake.
    pub(in crate::commands) fn page(
        &self,
        press: &Press<'_>,
        record: &Record,
        folder: &Folder<'_>,
    ) -> Result<Option<Page>> {
        let lives = matches!(record.kind(), Kind::SupportPlan | Kind::SafetyPlan);
        if *self.since == Since::None || !(lives || self.named.contains(&record.path)) {
            return Ok(None);
        }
        let told = self.told(record, folder)?;
        let Some(changed) = told.as_ref().and_then(Told::changed) else { return Ok(None) };
        Ok(Some(press.changed(&changed, &folder.records)?))
    }

    /// The life of `record`, and from which version on changes are shown. None where no version can be read.
    ///
    /// # Errors
    /// The history cannot be read, or there is no such moment.
    pub(super) fn told(&self, record: &Record, folder: &Folder<'_>) -> Result<Option<Told<'_>>> {
        let lived = folder.life(record, self.histories)?;
        let base = self.histories.look(|repo| self.base(repo, &folder.records, &lived.life))?;
        let context = &self.histories.service.context;
        Ok(base.map(|base| Told { base, lived, context }))
    }

    /// None where no version can be read.
    fn base(&self, repo: &Repo, folder: &[&Record], life: &Life) -> Result<Option<Base>> {
        let Some(first) = life.first() else { return Ok(None) };
        let Life { versions, records, .. } = life;
        let beginning = |why: &str| Base { version: first, words: format!("{}{why}", beginning(&versions[first])) };
        let base = match self.since {
            Since::None => return Ok(None),
            Since::All => beginning(""),
            Since::Moment(text) => {
                let moment = Moment::named(text, self.histories.service.context.today)?;
                let words = match &moment {
                    Moment::Day(day) => in_words(*day),
                    Moment::Revision(name) => format!("version {name}"),
                };
                let commit = then::commit_at(repo, &moment).map_err(|error| match moment {
                    Moment::Day(_) => error,
                    Moment::Revision(_) => {
                        anyhow!("{error:#}. --changes knows last-review, last-formal and all as well")
                    }
                })?;
                match at(repo, &commit.to_string(), life) {
                    Some(version) => Base { version, words },
                    None => beginning(&format!(" ({words} was before that)")),
                }
            }
            Since::LastReview | Since::LastFormal => {
                let Some(review) = self.last_review(folder)? else {
                    return Ok(Some(beginning(" (there was no such review yet)")));
                };
                let agreed = review
                    .agreed
                    .filter(|_| Place::of(&life.path).is_some_and(|place| place.kind == Kind::SupportPlan));
                let agreed = agreed.and_then(|agreed| {
                    let is_it =
                        |held: &Option<Record>| held.as_ref().is_some_and(|held| content_hash(&held.text) == agreed);
                    records.iter().rposition(is_it)
                });
                let saved = || match &review.commit {
                    Some(commit) => at(repo, commit, life),
                    None => versions
                        .iter()
                        .zip(records)
                        .rposition(|(version, held)| version.saved.is_some() && held.is_some()),
                };
                match agreed.or_else(saved) {
                    Some(version) => Base { version, words: format!("the {}", review.name) },
                    None => beginning(&format!(" (the {} was before that)", review.name)),
                }
            }
        };
        Ok(Some(base))
    }

    /// The last review of the resident's, or the last formal one, that took place.
    fn last_review(&self, folder: &[&Record]) -> Result<Option<Review>> {
        let of = |kind: Kind| folder.iter().copied().filter(move |record| record.kind() == kind);
        let formal = of(Kind::FormalReview).filter(|record| record.value("stage") == Some("closed"));
        let weekly = of(Kind::WeeklyReview).filter(|record| record.value("missed").is_none());
        let weekly = weekly.filter(|_| *self.since == Since::LastReview);
        let last = [formal.max_by_key(|record| &record.path), weekly.max_by_key(|record| &record.path)];
        let mut found: Vec<(_, Review)> = Vec::new();
        for record in last.into_iter().flatten() {
            // A weekly review is over when it is saved; a formal one when it is first saved as closed: a scan that is attached later does not move it.
            let is_closed = |content: &Vec<u8>| one_value(content, "stage").as_deref() == Some("closed");
            let is_over = |version: &Version| {
                record.kind() != Kind::FormalReview || version.content.as_ref().is_some_and(is_closed)
            };
            let over = self.histories.versions(&record.path)?.into_iter().find(is_over);
            let saved = over.and_then(|version| version.saved);
            let agreed = record.value("agreed").map(str::to_owned);
            // What is not saved yet is later than all that is.
            let when = (saved.is_none(), saved.as_ref().map(|saved| saved.when));
            let commit = saved.map(|saved| saved.commit);
            found.push((when, Review { name: in_page(record), commit, agreed }));
        }
        Ok(found.into_iter().max_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, review)| review))
    }
}

/// All that ever changed in the life of a record. None where no version can be shown.
pub(in crate::commands) fn whole_life<'l>(life: &'l Life, context: &Context) -> Option<Changed<'l>> {
    let first = life.first()?;
    Changed::since(first, beginning(&life.versions[first]), (&name_of(&life.path), context), life)
}

/// In words that follow "since", that all that ever changed is shown: since `first`.
fn beginning(first: &Version) -> String {
    let day = first.saved.as_ref().map(|saved| format!(", {}", in_words(saved.when.date_naive())));
    format!("the beginning{}", day.unwrap_or_default())
}

/// What a page calls a review: by the days that it is of, as people say them.
fn in_page(review: &Record) -> String {
    let words = review.kind().words();
    let prepared = review.place.values.get("prepared").and_then(|day| day.parse::<NaiveDate>().ok());
    let week = review.place.values.get("week").and_then(|week| Week::parse(week));
    match (prepared, week) {
        (Some(day), _) => format!("{words} of {}", in_words(day)),
        (_, Some(week)) => format!("{words} of the week from {}", in_words(week.monday())),
        _ => name_of(&review.path),
    }
}

/// A review that took place.
struct Review {
    name: String,
    /// Where it was saved; none where that is still to come.
    commit: Option<String>,
    /// The content hash of the plan that was agreed in it.
    agreed: Option<String>,
}

/// The version that a commit holds, or the last that can be read before it.
fn at(repo: &Repo, commit: &str, life: &Life) -> Option<usize> {
    let is_in = |version: &Version| version.saved.as_ref().is_some_and(|saved| repo.has_before(commit, &saved.commit));
    life.versions.iter().zip(&life.records).rposition(|(version, held)| held.is_some() && is_in(version))
}
