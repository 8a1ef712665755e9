//! Findings that the tests of all forms use: plain ones, and ones with everything in them that a form could stumble over.

use super::Report;
use crate::check::Checkup;
use crate::finding::{Code, Finding, Fix};
use crate::text::{Edit, Span};

/// A path and a message that try to be more than words.
pub(super) const HOSTILE: &str = "a\n::set-output name=x::y%0A::error::\r]]>\"'<b>&,\u{1b}[2J\u{9b}\u{202e}\u{ffff}é";

fn checkup(path: &str, text: &str, findings: Vec<Finding>) -> Checkup {
    Checkup { path: path.to_owned(), text: text.to_owned(), findings, record: None }
}

/// A finding and a warning in a plan, and a hostile one in a file with a hostile name.
pub(super) fn report() -> Report {
    let mut report = warnings();
    let key = Finding::new(Code::UnknownKey, Span::new(4, 10), "this key is not known", "Delete it.")
        .quoting("secret")
        .also_at(Span::new(14, 16), "it stands here as well")
        .fixed_by(Some(Fix::new("write `key`", [Edit::replace(Span::new(4, 10), "key")])));
    report.add(&checkup("residents/R-0142/plan.md", "---\nsecret: 1\nü: 2\n", vec![key]), None);
    let fix = Fix::new(HOSTILE, [Edit::insert(3, "secret")]).quoting();
    let hostile =
        Finding::new(Code::UnknownKey, Span::new(0, 3), HOSTILE, HOSTILE).quoting("secret").fixed_by(Some(fix));
    report.add(&checkup(&format!("residents/R-0158/{HOSTILE}.md"), "---\nü: 2\n", vec![hostile]), None);
    report
}

/// A warning alone, which covers two lines.
pub(super) fn warnings() -> Report {
    let mut report = Report::default();
    let cut = Finding::new(Code::TextCut, Span::new(5, 10), "this is cut short", "Put it in quotes.").quoting("secret");
    report.add(&checkup("team/audits/2026-11.md", "---\na: b\nc # d\n", vec![cut]), None);
    report
}
