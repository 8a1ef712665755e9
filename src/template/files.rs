//! The templates as files: what each is called and what it is for.

/// The templates as they lie in the project, by name. A service replaces any of them by one of the same name.
pub const FILES: &[(&str, &str)] = &[
    ("page/base.html", include_str!("../../templates/page/base.html")),
    ("page/style.css", include_str!("../../templates/page/style.css")),
    ("page/parts.html", include_str!("../../templates/page/parts.html")),
    ("page/plans.html", include_str!("../../templates/page/plans.html")),
    ("page/support-plan.html", include_str!("../../templates/page/support-plan.html")),
    ("page/safety-plan.html", include_str!("../../templates/page/safety-plan.html")),
    ("page/weekly-review.html", include_str!("../../templates/page/weekly-review.html")),
    ("page/formal-review.html", include_str!("../../templates/page/formal-review.html")),
    ("page/formal-pack.html", include_str!("../../templates/page/formal-pack.html")),
    ("page/weekly-sheet.html", include_str!("../../templates/page/weekly-sheet.html")),
    ("page/record.html", include_str!("../../templates/page/record.html")),
    ("page/report.html", include_str!("../../templates/page/report.html")),
    ("page/overview.html", include_str!("../../templates/page/overview.html")),
    ("page/progress.html", include_str!("../../templates/page/progress.html")),
    ("page/index.html", include_str!("../../templates/page/index.html")),
    ("scaffold/formal-review.md", include_str!("../../templates/scaffold/formal-review.md")),
    ("scaffold/formal-review-discussed.md", include_str!("../../templates/scaffold/formal-review-discussed.md")),
    ("scaffold/formal-review-closed.md", include_str!("../../templates/scaffold/formal-review-closed.md")),
    ("scaffold/referral.md", include_str!("../../templates/scaffold/referral.md")),
    ("scaffold/assessment.md", include_str!("../../templates/scaffold/assessment.md")),
    ("scaffold/support-plan.md", include_str!("../../templates/scaffold/support-plan.md")),
    ("scaffold/safety-plan.md", include_str!("../../templates/scaffold/safety-plan.md")),
    ("scaffold/weekly-review.md", include_str!("../../templates/scaffold/weekly-review.md")),
    ("scaffold/incident.md", include_str!("../../templates/scaffold/incident.md")),
    ("scaffold/team-reflection.md", include_str!("../../templates/scaffold/team-reflection.md")),
    ("scaffold/plan-audit.md", include_str!("../../templates/scaffold/plan-audit.md")),
    ("scaffold/item-strength.md", include_str!("../../templates/scaffold/item-strength.md")),
    ("scaffold/item-outcome.md", include_str!("../../templates/scaffold/item-outcome.md")),
    ("scaffold/item-action.md", include_str!("../../templates/scaffold/item-action.md")),
    ("scaffold/item-risk.md", include_str!("../../templates/scaffold/item-risk.md")),
    ("scaffold/moved-on.md", include_str!("../../templates/scaffold/moved-on.md")),
];

/// What the head of each page says about where it comes from. By this the program knows its own pages.
pub const GENERATOR: &str = "<meta name=\"generator\" content=\"supportplan\">";

/// What the head of each page begins with, so that the page loads nothing from anywhere and runs no script.
pub const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">";

/// Where a service keeps its own versions of templates.
pub const OWN_FOLDER: &str = ".supportplan/templates";

/// What the template of this name is for, as words that follow its name; nothing, where there is none.
pub fn purpose(name: &str) -> Option<&'static str> {
    Some(match name {
        "page/base.html" => "what all pages have in common",
        "page/style.css" => "how pages look",
        "page/parts.html" => "parts that several pages have",
        "page/plans.html" => "what the pages of plans and the formal review pack say of plans",
        "page/support-plan.html" => "the page of a support plan",
        "page/safety-plan.html" => "the page of a safety plan",
        "page/weekly-review.html" => "the page of a weekly review",
        "page/formal-review.html" => "the page of a formal review",
        "page/formal-pack.html" => "the pages of a formal review",
        "page/weekly-sheet.html" => "the sheets of a week",
        "page/record.html" => "the page of any other record",
        "page/report.html" => "what the overview and the report on progress have in common",
        "page/overview.html" => "the overview of the service",
        "page/progress.html" => "the report on progress",
        "page/index.html" => "the list of all pages",
        "scaffold/referral.md" => "a new referral",
        "scaffold/assessment.md" => "a new assessment",
        "scaffold/support-plan.md" => "a new support plan",
        "scaffold/safety-plan.md" => "a new safety plan",
        "scaffold/weekly-review.md" => "a new weekly review",
        "scaffold/formal-review.md" => "a new formal review",
        "scaffold/formal-review-discussed.md" => "what a formal review asks once the plan was gone through",
        "scaffold/formal-review-closed.md" => "what a formal review asks at the end",
        "scaffold/item-strength.md" => "a new strength of a plan",
        "scaffold/item-outcome.md" => "a new outcome of a plan",
        "scaffold/item-action.md" => "a new action of a plan",
        "scaffold/item-risk.md" => "a new risk of a plan",
        "scaffold/moved-on.md" => "what a plan asks about a resident who leaves",
        "scaffold/incident.md" => "a new incident",
        "scaffold/team-reflection.md" => "a new team reflection",
        "scaffold/plan-audit.md" => "a new plan audit",
        _ => return None,
    })
}

/// The program's own template of this name.
pub fn original(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// Whether there is a template of this name.
pub fn is_known(name: &str) -> bool {
    original(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::Templates;
    use super::*;
    use crate::service::store;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn every_file_is_a_template() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = BTreeSet::new();
        // What goes to a forge as it is fills nothing in.
        let folders = store::list(&root)
            .expect("the folder of templates")
            .into_iter()
            .filter(|folder| folder.name != "ci" && folder.name != "README.md");
        for folder in folders {
            for file in store::list(&root.join(&folder.name)).expect("a folder of templates") {
                found.insert(format!("{}/{}", folder.name, file.name));
            }
        }
        assert_eq!(found, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
        Templates::new(Vec::new()).expect("the project's templates fit together");
        assert!(FILES.iter().all(|(name, _)| purpose(name).is_some()), "each is for something");
    }
}
