//! Workflow commands, which GitHub and Forgejo show beside the lines of a change. All that is not fixed here is escaped, so that no path
//! and no message can be a command of its own.

use super::Found;
use crate::finding::Severity;

pub(super) fn text(found: &[Found], show_text: bool) -> String {
    found.iter().map(|found| command(found, show_text)).collect()
}

fn command(found: &Found, show_text: bool) -> String {
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (file, start, end, number) = (property(&found.shown_path()), found.start, found.end, found.code.number());
    // Columns are taken only where the finding lies in one line.
    let columns =
        if start.line == end.line { format!(",col={},endColumn={}", start.column, end.column) } else { String::new() };
    let further: String = found.further.iter().map(|further| format!("\n({})", further.told())).collect();
    let message = data(&format!("{}\nWhat to do: {}{further}", found.said(show_text), found.help));
    format!("::{level} file={file},line={},endLine={}{columns},title={number}::{message}\n", start.line, end.line)
}

/// The text behind a command's second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn a_finding_is_a_command_in_one_line() {
        let text = text(&samples::report().found, false);
        let lines: Vec<_> = text.lines().collect();
        let cut = "::warning file=team/audits/2026-11.md,line=2,endLine=3,title=F012::this is cut short%0AWhat to do: Put it in quotes.";
        let key = "::error file=residents/R-0142/plan.md,line=2,endLine=2,col=1,endColumn=7,title=F031::this key is not known%0AWhat to do: Delete it.%0A(see line 3: it stands here as well)";
        assert_eq!(lines[..2], [cut, key]);
    }

    #[test]
    fn nothing_in_a_path_or_a_message_is_a_command() {
        let text = text(&samples::report().found, true);
        assert_eq!(text.split(['\n', '\r']).filter(|line| !line.is_empty()).count(), 3);
        let hostile = text.lines().last().expect("a line");
        let (properties, message) = hostile[2..].split_once("::").expect("two parts");
        assert!(properties.ends_with(",title=F031") && properties.matches(',').count() == 5, "{properties}");
        assert!(properties.contains("%3A%3Aset-output name=x%3A%3Ay%250A%3A%3Aerror"), "{properties}");
        assert!(message.contains("y%250A::error") && !message.contains("y%0A"), "{message}");
        assert_eq!(property("50%, a:b\r\n"), "50%25%2C a%3Ab%0D%0A");
    }
}
