//! A line for each finding, for editors and for searching.

use super::Found;

pub(super) fn text(found: &[Found], show_text: bool) -> String {
    found.iter().map(|found| line(found, show_text)).collect()
}

fn line(found: &Found, show_text: bool) -> String {
    let (path, line, column) = (found.shown_path(), found.start.line, found.start.column);
    let (number, level, said) = (found.code.number(), found.severity.word(), found.said(show_text));
    let further: String = found.further.iter().map(|further| format!("; {}", further.told())).collect();
    format!("{path}:{line}:{column}: {number} {level} {said}{further}\n")
}

#[cfg(test)]
mod tests {
    use super::super::samples;

    #[test]
    fn each_finding_has_one_line() {
        let report = samples::report();
        let text = super::text(&report.found, false);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), report.found.len());
        assert_eq!(
            lines[1],
            "residents/R-0142/plan.md:2:1: F031 error this key is not known; see line 3: it stands here as well"
        );
        assert!(super::text(&report.found, true).contains("this key is not known (secret)"));
    }
}
