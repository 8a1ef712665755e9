//! A service's own templates: read from its folder, and tried out before anybody meets a fault in them.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Service, store};
use crate::check::{self, Checkup};
use crate::scaffold::trial;
use crate::template::{self, Fault, OWN_FOLDER, Templates};

impl Service {
    /// The templates, with the service's own in place of those that they are named after.
    ///
    /// # Errors
    /// An own template cannot be read, has a name that no template has, or is no template.
    pub fn templates(&self) -> Result<Templates> {
        Templates::new(self.own_templates()?.into_iter().collect())
    }

    /// The service's own templates, by name, whether there are templates of these names or not.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn own_templates(&self) -> Result<BTreeMap<String, String>> {
        let files = self.group(None, OWN_FOLDER)?.files.into_iter();
        files.map(|path| Ok((name_of(&path).to_owned(), store::read_text(&self.full(&path))?))).collect()
    }

    /// The service's own templates that have a fault, with what is wrong with them.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn check_templates(&self) -> Result<Vec<Checkup>> {
        Ok(self.check_these_templates(self.own_templates()?))
    }

    /// Which of these templates, by name, have a fault, where they are the service's own.
    pub(in crate::service) fn check_these_templates(&self, own: BTreeMap<String, String>) -> Vec<Checkup> {
        let (mut known, strange): (BTreeMap<_, _>, BTreeMap<_, _>) =
            own.clone().into_iter().partition(|(name, _)| template::is_known(name));
        let mut faults: Vec<Fault> = strange.into_keys().map(stranger).collect();
        // One that is no template is left out, so that the others can be tried.
        let templates = loop {
            match Templates::new(known.clone().into_iter().collect()) {
                Ok(templates) => break Some(templates),
                Err(error) => match error.downcast::<Fault>() {
                    Ok(fault) if known.remove(&fault.name).is_some() => faults.push(fault),
                    _ => break None,
                },
            }
        };
        if let Some(templates) = templates {
            faults.extend(known.keys().flat_map(|name| trial::faults(&templates, name, &self.context)));
        }
        let of = |name: &String| {
            let faults = faults.iter().filter(|fault| fault.name == *name);
            let faults: Vec<_> = faults.map(|fault| (fault.line, fault.message.clone())).collect();
            (!faults.is_empty()).then_some(faults)
        };
        let faulty = own.into_iter().filter_map(|(name, text)| Some((of(&name)?, name, text)));
        faulty.map(|(faults, name, text)| check::template(&format!("{OWN_FOLDER}/{name}"), text, faults)).collect()
    }
}

/// The name of the template at this path.
pub(in crate::service) fn name_of(path: &str) -> &str {
    path.strip_prefix(OWN_FOLDER).unwrap_or(path).trim_start_matches('/')
}

/// Whether this is the path of a template of the service's own.
pub(in crate::service) fn is_template(path: &str) -> bool {
    path.strip_prefix(OWN_FOLDER).is_some_and(|rest| rest.starts_with('/'))
}

fn stranger(name: String) -> Fault {
    let message =
        "there is no template of this name, so it is never used; `supportplan template list` names those there are";
    Fault { name, line: 1, message: message.to_owned(), is_own: true }
}
