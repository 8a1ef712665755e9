//! What must hold of a page as it is opened: what it is made of, what it asks for, and how it is shown on a screen.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;

use crate::colour::contrast;
use crate::facts::{Chart, Facts, Link, Violation, Wide};
use crate::fault::Faults;

/// The one policy that a page has.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
/// Elements that run, load or ask for something.
const UNSAFE: &str = "script iframe frame object embed applet base link form input button textarea audio video source track portal template noscript \
                      foreignobject use animate set math";

/// What must hold of a page as it is opened.
pub(crate) fn check(facts: &Facts, file: &Path, faults: &mut Faults) {
    for (how, found) in [("in light", &facts.light), ("in the dark", &facts.dark), ("at 320 px", &facts.narrow)] {
        accessible(how, found, faults);
    }
    no_wider("no sideways scrolling", &facts.wide, faults);
    one_file(facts, file, faults);
    for chart in &facts.charts {
        drawn_with_care(chart, faults);
    }
    for chart in facts.charts.iter().chain(&facts.dark_charts) {
        for stroke in &chart.strokes {
            let colour = stroke.split_once(": ").map_or("", |(_, colour)| colour);
            if contrast(colour, &chart.ground).is_none_or(|contrast| contrast < 3.0) {
                faults.add("charts", format!("{stroke} is faint on {}", chart.ground));
            }
        }
    }
}

fn accessible(how: &str, found: &[Violation], faults: &mut Faults) {
    for violation in found {
        let places = violation.places.iter().take(3).map(|place| format!("\n      {place}")).collect::<String>();
        let more = violation.places.len();
        faults.add("accessible", format!("{how}: {}: {} ({more} places){places}", violation.id, violation.help));
    }
}

/// Nothing is wider than where it is shown.
pub(crate) fn no_wider(property: &'static str, wide: &Wide, faults: &mut Faults) {
    if wide.needed > wide.width + 1.0 {
        faults.add(property, format!("{} px where there are {}: {}", wide.needed, wide.width, wide.places.join("; ")));
    }
}

/// A page is one file that runs nothing, asks for nothing and leads nowhere unsafe.
fn one_file(facts: &Facts, file: &Path, faults: &mut Faults) {
    let markup = &facts.markup;
    for asked in facts.requests.iter().chain(&facts.said) {
        faults.add("one file", asked.clone());
    }
    if markup.policy != [POLICY] {
        faults.add("policy", format!("{:?}", markup.policy));
    }
    let made: BTreeSet<_> = markup.elements.iter().map(String::as_str).collect();
    for name in UNSAFE.split_whitespace().filter(|name| made.contains(name)) {
        faults.add("no script", format!("<{name}>"));
    }
    for risky in &markup.risky {
        faults.add("no script", risky.clone());
    }
    let style = markup.style.to_lowercase();
    for reach in ["url(", "@import", "@font-face", "image-set(", "src("] {
        if style.replace("url(data:", "").contains(reach) {
            faults.add("one file", format!("the style sheet has {reach}"));
        }
    }
    for link in markup.links.iter().filter(|link| !leads_well(link, file)) {
        faults.add("links", format!("{}: {}={:?}", link.at, link.name, link.value));
    }
    if markup.lang.is_empty() || markup.title.trim().is_empty() {
        faults.add("title and language", format!("{:?} in {:?}", markup.title, markup.lang));
    }
}

/// To a place on the page, to another page that is there, or to an address with a harmless scheme.
fn leads_well(link: &Link, file: &Path) -> bool {
    if let Some(leads) = link.leads {
        return leads;
    }
    let value = link.value.as_str();
    if link.name != "href" {
        return link.name == "src" && value.starts_with("data:image/");
    }
    match value.split_once(':') {
        Some((scheme, _)) if !scheme.contains('/') => ["http", "https", "mailto", "tel"].contains(&scheme),
        _ => {
            let path = value.split(['#', '?']).next().unwrap_or("");
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
            !path.starts_with(['/', '\\']) && file.with_file_name(path).is_file()
        }
    }
}

/// A drawing says what it shows to those who do not see it, and its numbers stand beside it.
fn drawn_with_care(chart: &Chart, faults: &mut Faults) {
    let at = &chart.at;
    if chart.role.as_deref() != Some("img") || !chart.labelled {
        faults.add("charts", format!("{at} has no role `img` that is labelled by its title and description"));
    }
    if chart.title.trim().is_empty() || chart.text.trim().is_empty() {
        faults.add("charts", format!("{at} has no title or no description"));
    }
    for shape in &chart.bare {
        faults.add("charts", format!("{shape} does not say itself how it is drawn"));
    }
    let number = Regex::new(r"\d+(?:[.,]\d+)*").expect("a pattern");
    let numbers = |text: &str| number.find_iter(text).map(|found| found.as_str().to_owned()).collect::<BTreeSet<_>>();
    let drawn: BTreeSet<_> = chart.words.iter().flat_map(|words| numbers(words)).collect();
    let missing: Vec<_> = drawn.difference(&numbers(&chart.beside)).cloned().collect();
    if !missing.is_empty() {
        faults.add("charts", format!("{at}: not beside the drawing as text: {}", missing.join(", ")));
    }
}
