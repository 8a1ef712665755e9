//! A service's own templates: read from its folder, and tried out before anybody meets a fault in them.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::{Service, store};
use crate::check::{self, Checkup, Unread};
use crate::scaffold::trial;
use crate::template::{self, Fault, GENERATOR, House, OWN_FOLDER, POLICY, Templates};

impl Service {
    /// The templates that pages are made from, with the service's own in place of those that they are named after. Where the logo cannot be used
    /// they are without it ([`Service::lacks_logo`]): nobody has to wait for a picture before they can print.
    ///
    /// # Errors
    /// An own template cannot be read, has a name that no template has, or is no template.
    pub fn page_templates(&self) -> Result<Templates> {
        let logo = self.logo().unwrap_or_default();
        let house = House { wording: self.context.wording.clone(), logo };
        Templates::of_house(self.own_templates_that(|name| !is_scaffold(name))?.into_iter().collect(), house)
    }

    /// The templates that new records are made from, with the service's own. What is wrong with a page keeps nobody from writing.
    ///
    /// # Errors
    /// As [`Service::page_templates`].
    pub fn scaffold_templates(&self) -> Result<Templates> {
        Templates::new(self.own_templates_that(is_scaffold)?.into_iter().collect())
    }

    /// The service's own templates, by name, whether there are templates of these names or not.
    ///
    /// # Errors
    /// One cannot be read, or is no text.
    pub fn own_templates(&self) -> Result<BTreeMap<String, String>> {
        self.own_templates_that(|_| true)
    }

    fn own_templates_that(&self, is_meant: impl Fn(&str) -> bool) -> Result<BTreeMap<String, String>> {
        let text = |(name, bytes): (String, Vec<u8>)| match String::from_utf8(bytes) {
            Ok(text) => Ok((name, text)),
            Err(_) => bail!("{OWN_FOLDER}/{name} is not UTF-8 text, so it is no template"),
        };
        let is_in_the_way = |path: &str| !is_template(path) || is_meant(name_of(path));
        if let Some((path, _)) = self.unread_templates()?.iter().find(|(path, _)| is_in_the_way(path)) {
            bail!(
                "{path} is a link or no file, so it cannot be used as a template. Put the template itself there, or take it away"
            );
        }
        self.own_files()?.into_iter().filter(|(name, _)| is_meant(name)).map(text).collect()
    }

    /// The paths of what lies where templates do and is not read, since it is a link or no file, each with why.
    fn unread_templates(&self) -> Result<Vec<(String, Unread)>> {
        match self.link_on_the_way_to(OWN_FOLDER) {
            Some(link) => Ok(vec![(link, Unread::Link)]),
            None => Ok(self.group(None, OWN_FOLDER)?.unread),
        }
    }

    /// The files of the service's own templates, by name, each as far as a template may be large.
    pub(in crate::service) fn own_files(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let files = self.group(None, OWN_FOLDER)?.files.into_iter();
        let read = |path: String| {
            Ok((name_of(&path).to_owned(), store::read_start(&self.full(&path), template::MOST_BYTES + 1)?))
        };
        files.map(read).collect()
    }

    /// The service's own templates that have a fault, with what is wrong with them.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn check_templates(&self) -> Result<Vec<Checkup>> {
        let mut faulty = self.check_these_templates(self.own_files()?);
        faulty.extend(self.unread_templates()?.into_iter().map(|(path, why)| check::unread(&path, why)));
        Ok(faulty)
    }

    /// Which of these templates, by name, have a fault, where they are the service's own.
    pub(in crate::service) fn check_these_templates(&self, own: BTreeMap<String, Vec<u8>>) -> Vec<Checkup> {
        let mut faults = Vec::new();
        let (mut known, mut texts) = (BTreeMap::new(), BTreeMap::new());
        for (name, bytes) in own {
            match String::from_utf8(bytes) {
                _ if !template::is_known(&name) => faults.push(fault(&name, STRANGER)),
                Ok(text) if is_page(&name) && !shows(&text) => faults.push(fault(&name, SHOWS_NOTHING)),
                Ok(text) if lacks(&name, &text, GENERATOR) => faults.push(fault(&name, LACKS_SIGN)),
                Ok(text) if lacks(&name, &text, POLICY) => faults.push(fault(&name, LACKS_POLICY)),
                Ok(text) => _ = known.insert(name.clone(), text),
                Err(_) => faults.push(fault(&name, "the file is not UTF-8 text, so it is no template")),
            }
            texts.insert(name.clone(), known.get(&name).cloned().unwrap_or_default());
        }
        let all = |known: &BTreeMap<String, String>| Templates::new(known.clone().into_iter().collect());
        let templates = loop {
            let error = match all(&known) {
                Ok(templates) => break Some(templates),
                Err(error) => error,
            };
            // One that is no template is left out, so that the others can be tried; where one of the program's no longer fits, it is because of the
            // one without which it does.
            let found = match error.downcast_ref::<Fault>().filter(|fault| known.contains_key(&fault.name)) {
                Some(found) => found.clone(),
                None => {
                    let without = |name: &&String| {
                        let mut others = known.clone();
                        others.remove(*name);
                        all(&others).is_ok()
                    };
                    let Some(name) = known.keys().find(without).or(known.keys().next()) else { break None };
                    fault(name, &format!("with it, the templates do not fit together: {error:#}"))
                }
            };
            known.remove(&found.name);
            faults.push(found);
        };
        if let Some(templates) = templates {
            faults.extend(known.keys().flat_map(|name| trial::faults(&templates, name, &self.context)));
        }
        let of = |name: &String| {
            let faults = faults.iter().filter(|fault| fault.name == *name);
            let faults: Vec<_> = faults.map(|fault| (fault.line, fault.message.clone())).collect();
            (!faults.is_empty()).then_some(faults)
        };
        let faulty = texts.into_iter().filter_map(|(name, text)| Some((of(&name)?, name, text)));
        let faulty = faulty.map(|(faults, name, text)| {
            check::template(&format!("{OWN_FOLDER}/{name}"), text, template::is_known(&name), faults)
        });
        faulty.collect()
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

/// Whether the template of this name makes a new record, or a part of one.
fn is_scaffold(name: &str) -> bool {
    name.split('/').next() == Some("scaffold")
}

/// Whether the template of this name makes a page.
fn is_page(name: &str) -> bool {
    name.starts_with("page/") && name.ends_with(".html")
}

/// Whether a template fills in anything, or takes in another that does.
fn shows(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// Whether a template that makes whole pages leaves this out of their head.
fn lacks(name: &str, text: &str, part: &str) -> bool {
    (name == "page/base.html" || is_page(name) && text.contains("<html")) && !text.contains(part)
}

/// What is wrong with a page that is the same for every record.
const SHOWS_NOTHING: &str =
    "it fills nothing in, so every page that it makes would say the same, and nothing of the record";

/// What is wrong with pages that nobody can tell from other files.
const LACKS_SIGN: &str = "it leaves out `<meta name=\"generator\" content=\"supportplan\">`, by which the program knows its own pages, so it could \
                          not make any of them a second time";

/// What is wrong with pages that could load something.
const LACKS_POLICY: &str = "it leaves out the line with `Content-Security-Policy` as the program's own page/base.html has it, so its pages could load \
                            something from elsewhere, and it makes none";

/// What is wrong with a template of a name that there is not.
const STRANGER: &str =
    "there is no template of this name, so it is never used; `supportplan template list` names those there are";

fn fault(name: &str, message: &str) -> Fault {
    Fault { name: name.to_owned(), line: 1, message: message.to_owned(), is_own: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::SETTINGS;
    use crate::template::original;

    fn faults(own: &[(&str, &[u8])]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let settings =
            "supportplan: 1\nservice: Larch House\nstaff:\n  - {id: priya-n, name: Priya N, email: p@x.example}\n";
        store::write(&folder.path().join("supportplan.yaml"), settings.as_bytes()).expect("written");
        for (name, text) in own {
            store::write(&folder.path().join(OWN_FOLDER).join(name), text).expect("written");
        }
        let service = Service::at(folder.path(), chrono::NaiveDate::default()).expect("a service");
        let found = service.check_templates().expect("read");
        let each =
            found.iter().flat_map(|checkup| checkup.positions().map(move |(finding, at, _)| (checkup, finding, at)));
        each.map(|(checkup, finding, at)| format!("{}:{} {}", name_of(&checkup.path), at.line, finding.message))
            .collect()
    }

    #[test]
    fn a_page_that_shows_nothing_is_no_page() {
        let found = faults(&[("page/base.html", b"<html>{% block main %}{% endblock %}</html>")]);
        assert!(found.len() == 1 && found[0].contains("page/base.html:1 it leaves out `<meta"), "{found:#?}");
        let open = format!("<html>{GENERATOR}{{{{ page }}}}</html>");
        for name in ["page/base.html", "page/record.html"] {
            let found = faults(&[(name, open.as_bytes())]);
            let told = format!("{name}:1 it leaves out the line with `Content-Security-Policy`");
            assert!(found.len() == 1 && found[0].starts_with(&told), "{found:#?}");
        }
        let found = faults(&[("page/record.html", b"x"), ("page/index.html", b"{% include \"page/style.css\" %}")]);
        assert!(found.len() == 1 && found[0].starts_with("page/record.html:1 it fills nothing in"), "{found:#?}");
    }

    #[test]
    fn a_fault_in_a_page_keeps_nobody_from_writing_and_one_in_a_scaffold_from_printing() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = "supportplan: 1\nservice: S\nstaff:\n  - {id: a, name: A, email: a@b.c}\n";
        store::write(&folder.path().join(SETTINGS), settings.as_bytes()).expect("written");
        let service = Service::at(folder.path(), chrono::NaiveDate::default()).expect("a service");
        let page = folder.path().join(OWN_FOLDER).join("page/index.html");
        store::write(&page, b"a\n{% if %}").expect("written");
        let error = service.page_templates().expect_err("a fault").to_string();
        assert!(error.starts_with("page/index.html, line 2: "), "{error}");
        service.scaffold_templates().expect("scaffolds");
        store::remove(&page).expect("taken away");
        store::write(&folder.path().join(OWN_FOLDER).join("scaffold/referral.md"), b"\xff").expect("written");
        let error = service.scaffold_templates().expect_err("a fault").to_string();
        assert!(error.contains("scaffold/referral.md is not UTF-8 text"), "{error}");
        service.page_templates().expect("pages");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_template() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings =
            "supportplan: 1\nservice: Larch House\nstaff:\n  - {id: priya-n, name: Priya N, email: p@x.example}\n";
        store::write(&folder.path().join("supportplan.yaml"), settings.as_bytes()).expect("written");
        store::write(&folder.path().join("elsewhere.md"), b"x").expect("written");
        let own = folder.path().join(OWN_FOLDER).join("scaffold");
        let original = original("scaffold/referral.md").expect("a template");
        store::write(&own.join("referral.md"), original.as_bytes()).expect("written");
        std::os::unix::fs::symlink(folder.path().join("elsewhere.md"), own.join("incident.md")).expect("a link");
        let service = Service::at(folder.path(), chrono::NaiveDate::default()).expect("a service");
        let found = service.check_templates().expect("read");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].path.ends_with("scaffold/incident.md"));
        let error = service.scaffold_templates().expect_err("a link").to_string();
        assert!(error.contains("scaffold/incident.md is a link"), "{error}");
    }

    #[test]
    fn each_own_template_is_tried_whatever_is_wrong_with_the_others() {
        let text = |name: &str| original(name).expect("a template");
        let incident = text("scaffold/incident.md").replace("## What helped\n", "");
        let parts = text("page/parts.html").replacen("<ruled", "<xruled", 1);
        let found = faults(&[
            ("page/index.html", b"a\n{% if %}"),
            ("page/parts.html", parts.as_bytes()),
            ("page/style.css", b"\xff"),
            ("scaffold/assessment.md", text("scaffold/assessment.md").as_bytes()),
            ("scaffold/incident.md", incident.as_bytes()),
            ("scaffold/incident.md~", b""),
        ]);
        let first_use = parts.lines().position(|line| line.contains("<xruled")).expect("a use") + 1;
        let parts_fault = format!("page/parts.html:{first_use} unknown component");
        let begins = [
            "page/index.html:2 ",
            parts_fault.as_str(),
            "page/style.css:1 the file is not",
            "scaffold/incident.md:",
            "scaffold/incident.md~:1 there is no",
        ];
        assert_eq!(found.len(), begins.len(), "{found:#?}");
        assert!(found.iter().zip(begins).all(|(found, begin)| found.starts_with(begin)), "{found:#?}");
    }

    #[test]
    fn a_logo_is_part_of_each_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = "supportplan: 1\nservice: S\nlogo: art/logo\nstaff:\n  - {id: a, name: A, email: a@b.c}\n";
        store::write(&folder.path().join(SETTINGS), settings.as_bytes()).expect("written");
        store::create_folder(&folder.path().join("residents")).expect("made");
        let service = Service::at(folder.path(), chrono::NaiveDate::default()).expect("a service");
        store::write(&folder.path().join("art/logo"), b"<svg xmlns='http://www.w3.org/2000/svg'/>").expect("written");
        let view = serde_json::json!({"service": "S", "as_at": null, "edition": "", "notice": null, "made": "today", "groups": []});
        let page = service.page_templates().expect("templates").render("page/index.html", &view).expect("a page");
        assert!(page.contains("<img class=\"logo\" src=\"data:image/svg+xml;base64,PHN2Zy"), "{page}");
    }
}
