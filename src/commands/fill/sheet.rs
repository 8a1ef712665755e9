//! Which record is filled in, and what one that git has already means.

use anyhow::Result;
use chrono::NaiveDate;

use super::{Desk, Given, Part};
use crate::record::{Kind, Place, Record};
use crate::service::{Group, Service};

/// The record that is to be filled in.
pub(in super::super) struct Sheet {
    /// The resident whose record it is; none for the team's.
    pub(in super::super) resident: Option<String>,
    /// Its path in the service's folder.
    pub(in super::super) path: String,
    /// What messages call it, such as "the review of 2026-W47 for R-0142".
    pub(in super::super) name: String,
    /// The command that goes on with it, such as `supportplan new-review weekly R-0142`.
    pub(in super::super) command: String,
    /// What a version of it that git has already means.
    pub(in super::super) kept: Kept,
    /// What options say of it.
    pub(in super::super) given: Vec<Given>,
    /// What else is changed once it is filled in, before it is kept: the paths of other records of the same resident.
    pub(in super::super) beside: fn(&Record, &mut Desk<'_>) -> Result<Vec<String>>,
}

/// What a version of a record that git has already means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Kept {
    /// There is one already, and there cannot be two; with what to do instead.
    Refused(String),
    /// It is that version that is changed. Where nothing in it is open, all of it is gone through.
    Changed,
    /// A part of it is changed, and nothing else is asked. Where git has no version yet, the record stays in the folder.
    Part(Part),
    /// It is that version that is gone on with: only what is open is asked.
    GoneOnWith,
}

impl Sheet {
    /// A record of the team's of the day `date`. `name` is what messages call it, `command` what begins it.
    pub(in super::super) fn of_team(kind: Kind, name: &str, command: &str, service: &Service, date: NaiveDate) -> Self {
        let path = Place::path(kind, &[("date", &date.to_string())]);
        let there = service.full(&path);
        let instead = format!("To change it, open {} in an editor, then run `supportplan save`", there.display());
        Self {
            resident: None,
            path,
            name: format!("{name} of {date}"),
            command: format!("supportplan {command}"),
            kept: Kept::Refused(instead),
            given: Vec::new(),
            beside: Self::nothing_beside,
        }
    }

    /// Nothing else is changed.
    pub(in super::super) fn nothing_beside(_: &Record, _: &mut Desk<'_>) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// The part that is changed, where it is only a part.
    pub(super) fn part(&self) -> Option<&Part> {
        match &self.kept {
            Kept::Part(part) => Some(part),
            _ => None,
        }
    }

    /// Whether it is a part of a record that git does not have yet.
    pub(super) fn is_unsaved(&self, desk: &Desk<'_>) -> Result<bool> {
        Ok(self.part().is_some() && !desk.repo.last_commit_has(&self.path)?)
    }

    /// The records among which it is checked.
    pub(super) fn group(&self, service: &Service) -> Result<Group> {
        match &self.resident {
            Some(resident) => service.group_of(resident),
            None => service.team(),
        }
    }
}
