//! The picture that a service's settings name for the head of each page.

use std::path::{Component, Path};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{SETTINGS, Service, store};

/// How many bytes it may have: it is part of each page.
pub(super) const MOST_BYTES: usize = 512 << 10;

/// Why there is no such picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// A link, or a way up, leads out of the service's folder.
    Outside,
    /// There is no file.
    Missing,
    /// The file is there and cannot be read.
    Unreadable,
    /// It has too many bytes.
    TooLarge,
    /// It is a file of another kind.
    NoPicture,
}

impl Unfit {
    /// What is wrong, without a full stop, and what to do.
    pub(super) fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Outside => {
                ("the logo does not lie in the service's folder", "Put the picture there, and name its path in it.")
            }
            Self::Missing => (
                "the logo is not there",
                "Put the picture there, name it as it is called, capitals and small letters told apart, or take the line out.",
            ),
            Self::Unreadable => ("the logo cannot be read", "Make it a file that you may read, or take the line out."),
            Self::TooLarge => (
                "the logo is larger than 512 KB, and each page would hold it",
                "Save a smaller picture there, or take the line out.",
            ),
            Self::NoPicture => {
                ("the logo is no PNG, JPEG or SVG picture", "Save the picture as one of these, or take the line out.")
            }
        }
    }
}

impl Service {
    /// Why pages are without the logo that the settings name, and what to do, for whoever makes some; none where they have it, or none is named.
    pub fn lacks_logo(&self) -> Option<String> {
        let (path, why) = self.logo().err()?;
        let (message, help) = why.told();
        Some(format!("{SETTINGS}: {message} ({path}), so the pages are without it. {help}"))
    }

    /// The logo as an address that holds the whole of it; none, where the settings name none.
    ///
    /// # Errors
    /// There is no such picture.
    pub(super) fn logo(&self) -> Result<Option<String>, (String, Unfit)> {
        let Some(path) = &self.settings().logo else { return Ok(None) };
        let bytes = on_disk(&self.root, path).map_err(|why| (path.clone(), why))?;
        let kind = kind(&bytes).map_err(|why| (path.clone(), why))?;
        Ok(Some(format!("data:{kind};base64,{}", data_encoding::BASE64.encode(&bytes))))
    }
}

/// Looks whether the file at `path` in the service's folder `root` can be its logo.
///
/// # Errors
/// It cannot.
pub(super) fn look(root: &Path, path: &str) -> Result<(), Unfit> {
    on_disk(root, path).and_then(|bytes| kind(&bytes)).map(|_| ())
}

/// The bytes of the file at `path` in the service's folder `root`, as far as they matter.
///
/// # Errors
/// There is no such file, or it lies elsewhere.
fn on_disk(root: &Path, path: &str) -> Result<Vec<u8>, Unfit> {
    let mut place = root.to_owned();
    for part in Path::new(path).components() {
        place.push(part);
        if !matches!(part, Component::Normal(_) | Component::CurDir) || store::is_link(&place) {
            return Err(Unfit::Outside);
        }
    }
    if !store::is_plain_file(&place) {
        return Err(Unfit::Missing);
    }
    store::read_start(&place, MOST_BYTES + 1).map_err(|_| Unfit::Unreadable)
}

/// What kind of picture these bytes are. A page shows an SVG as a picture, in which no script runs and which loads nothing.
///
/// # Errors
/// They are none, or too many.
pub(super) fn kind(bytes: &[u8]) -> Result<&'static str, Unfit> {
    match bytes {
        _ if bytes.len() > MOST_BYTES => Err(Unfit::TooLarge),
        [0x89, b'P', b'N', b'G', ..] => Ok("image/png"),
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        _ if is_svg(bytes) => Ok("image/svg+xml"),
        _ => Err(Unfit::NoPicture),
    }
}

/// Whether these bytes are a drawing, by their first element.
fn is_svg(bytes: &[u8]) -> bool {
    let mut reader = Reader::from_reader(bytes);
    let mut room = Vec::new();
    loop {
        match reader.read_event_into(&mut room) {
            Ok(Event::Decl(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_)) => {}
            Ok(Event::Text(text)) if text.trim_start_matches('\u{feff}').trim().is_empty() => {}
            Ok(Event::Start(element) | Event::Empty(element)) => return element.local_name().as_ref() == "svg",
            _ => return false,
        }
        room.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checkup;
    use crate::service::{check_settings, check_settings_in};

    #[test]
    fn a_drawing_is_known_by_its_first_element() {
        let drawings = [
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\u{feff}<?xml version='1.0'?>\n<!DOCTYPE svg>\n<!-- <p> -->\n<svg><p/></svg>",
            "<s:svg xmlns:s='http://www.w3.org/2000/svg'></s:svg>",
        ];
        let others = [
            "",
            "a <svg/>",
            "<p><svg/></p>",
            "---\nkind: support-plan\n---\n<svg>",
            "<!-- <svg> -->",
            "<svgs/>",
            "<svg",
        ];
        for (texts, is_one) in [(&drawings[..], true), (&others[..], false)] {
            for text in texts {
                assert_eq!(kind(text.as_bytes()).is_ok(), is_one, "{text}");
            }
        }
    }

    const START: &str = "supportplan: 1\nservice: S\n";
    const STAFF: &str = "staff:\n  - {id: a, name: A, email: a@b.c}\n";

    fn found(checkup: &Checkup) -> Vec<String> {
        let each = checkup.positions();
        each.map(|(finding, at, _)| format!("{}:{} {} {}", at.line, at.column, finding.code.number(), finding.message))
            .collect()
    }

    #[test]
    fn a_logo_that_cannot_be_used_is_found_in_the_settings() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let names = |logo: &str| {
            let text = format!("{START}logo: {logo}\n{STAFF}");
            store::write(&root.join(SETTINGS), text.as_bytes()).expect("written");
            assert_eq!(found(&check_settings(root).expect("read")), found(&check_settings_in(root, text.into())));
            found(&check_settings(root).expect("read"))
        };
        let lies = |path: &str, bytes: &[u8]| store::write(&root.join(path), bytes).expect("written");
        assert_eq!(names("art/logo.svg"), ["3:7 F064 the logo is not there"]);
        lies("art/logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>");
        assert_eq!(names("art/logo.svg"), Vec::<String>::new());
        assert_eq!(names("art"), ["3:7 F064 the logo is not there"]);
        assert_eq!(names("art/../../logo.svg"), ["3:7 F064 the logo does not lie in the service's folder"]);
        lies("logo.gif", b"GIF89a");
        assert_eq!(names("logo.gif"), ["3:7 F064 the logo is no PNG, JPEG or SVG picture"]);
        lies("logo.png", &[&b"\x89PNG"[..], &vec![0; MOST_BYTES]].concat());
        assert_eq!(names("logo.png"), ["3:7 F064 the logo is larger than 512 KB, and each page would hold it"]);
        // A path that is none is told as such, and looked for nowhere.
        assert!(names("/etc/logo.png").iter().all(|finding| finding.contains("F035")));
    }

    #[test]
    fn settings_with_such_a_logo_can_be_used() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = format!("{START}logo: logo.png\n{STAFF}");
        store::write(&folder.path().join(SETTINGS), text.as_bytes()).expect("written");
        let service = Service::at(folder.path(), chrono::NaiveDate::default()).expect("a service");
        assert_eq!(service.logo(), Err(("logo.png".to_owned(), Unfit::Missing)));
        let remark = service.lacks_logo().expect("a remark");
        assert!(
            remark.starts_with("supportplan.yaml: the logo is not there (logo.png), so the pages are without it. ")
        );
        let view = serde_json::json!({"service": "S", "as_at": null, "edition": "", "notice": null, "made": "today", "groups": []});
        let page = service.page_templates().expect("templates").render("page/index.html", &view).expect("a page");
        assert!(!page.contains("<img"), "{page}");
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_to_a_logo() {
        let folder = tempfile::tempdir().expect("a folder");
        store::write(&folder.path().join("real.svg"), b"<svg/>").expect("written");
        std::os::unix::fs::symlink(folder.path().join("real.svg"), folder.path().join("logo.svg")).expect("a link");
        assert_eq!(on_disk(folder.path(), "logo.svg"), Err(Unfit::Outside));
        assert!(on_disk(folder.path(), "real.svg").is_ok_and(|bytes| kind(&bytes).is_ok()));
    }
}
