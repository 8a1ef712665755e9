//! GitLab's Code Quality report.

use serde::Serialize;

use super::fingerprint::fingerprints;
use super::{Found, as_json};
use crate::finding::Severity;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn text(found: &[Found], show_text: bool) -> anyhow::Result<String> {
    let prints = fingerprints(found);
    let issues: Vec<_> =
        found.iter().zip(prints).map(|(found, fingerprint)| issue(found, fingerprint, show_text)).collect();
    as_json(&issues)
}

fn issue(found: &Found, fingerprint: String, show_text: bool) -> Issue {
    let further: String = found.further.iter().map(|further| format!(" ({})", further.told())).collect();
    Issue {
        description: format!("{}: {}{further}", found.code.number(), found.told(show_text)),
        check_name: found.code.number(),
        fingerprint,
        severity: match found.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Location { path: found.shown_path(), lines: Lines { begin: found.start.line, end: found.end.line } },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::samples;
    use super::*;

    #[test]
    fn it_is_a_list_of_issues() {
        let report: Value =
            serde_json::from_str(&text(&samples::report().found, false).expect("written")).expect("JSON");
        let issues = report.as_array().expect("a list");
        assert_eq!(issues.len(), 3);
        assert_eq!(
            issues[1]["description"],
            "F031: this key is not known. Delete it. (see line 3: it stands here as well)"
        );
        assert_eq!(issues[1]["location"]["path"], "residents/R-0142/plan.md");
        assert_eq!(issues[1]["location"]["lines"]["begin"], 2);
        assert_eq!((&issues[0]["severity"], &issues[1]["severity"]), (&"minor".into(), &"major".into()));
    }
}
