//! Formal reviews closed on a version of the plan that nobody can find again.

use super::{Example, Judge, Need, Past, Rule};
use crate::check::folder::Folder;
use crate::check::{History, Plans};
use crate::finding::{Code, Finding};
use crate::record::content_hash;

const SOURCE: &str =
    "The plan is checked to be the current one before it is printed, gone through and signed (the first seed).";
const WHY: &str =
    "A signature stands for a certain text. If nobody can bring that text back, nobody can say what was agreed.";

pub(super) const UNKNOWN: Rule = Rule {
    code: Code::UnknownVersion,
    checks: "It looks whether git's history holds the versions of the support plan that a closed formal review names under `reviewed` and \
             `agreed`; the plan as it lies in the folder counts too. Reviews from before the service kept its records in git are left \
             alone, and so are plans behind a filter such as git-crypt.",
    why: WHY,
    source: SOURCE,
    options: &[],
    needs: Some(Need::History),
    bad: Example {
        past: Some(Past { plans: &[AGREED], ..Past::NONE }),
        ..Example::new(
            "formal/2026-10-26.md",
            &[(REVIEWED, "«sha256:f9a11bf2d693e5a61657c24e1307ece5e80d3c7449725439386f05739c4c9cb3»")],
        )
    },
    good: Example {
        past: Some(Past { plans: &[REVIEWED, AGREED], ..Past::NONE }),
        ..Example::new("formal/2026-10-26.md", &[("next_review: 2027-02-15\n", "next_review: 2027-02-16\n")])
    },
    judge: Judge::Folder(unknown),
};

pub(super) const UNTOLD: Rule = Rule {
    code: Code::UntoldVersion,
    checks: "It says where nobody can tell whether a version of the support plan that a closed formal review names is in the history, \
             because this copy of the repository is cut off.",
    why: WHY,
    source: SOURCE,
    options: &[],
    needs: Some(Need::History),
    bad: Example {
        past: Some(Past { is_cut: true, plans: &[AGREED], ..Past::NONE }),
        ..Example::new(
            "formal/2026-10-26.md",
            &[(REVIEWED, "«sha256:f9a11bf2d693e5a61657c24e1307ece5e80d3c7449725439386f05739c4c9cb3»")],
        )
    },
    good: Example {
        past: Some(Past { is_cut: true, plans: &[REVIEWED, AGREED], ..Past::NONE }),
        ..Example::new("formal/2026-10-26.md", &[("next_review: 2027-02-15\n", "next_review: 2027-02-16\n")])
    },
    judge: Judge::Folder(untold),
};

/// The versions of the plan that the example's review names.
const REVIEWED: &str = "sha256:f9a11bf2d693e5a61657c24e1307ece5e80d3c7449725439386f05739c4c9cb3";
const AGREED: &str = "sha256:8a1d4d3a8c27c9b62b360f8f0cc03369b9ae21caa31e2f848089714284de8223";

/// What is said of each version that a closed review names and that was not found.
fn lost(
    folder: &Folder,
    is_said: impl Fn(&History, &Plans) -> bool,
    finding: impl Fn(&str) -> Finding,
) -> Vec<(usize, Finding)> {
    let Some(history) = folder.history() else { return Vec::new() };
    let mut findings = Vec::new();
    for review in folder.formal.iter().filter(|review| review.data.stage == "closed") {
        let plans = review.record.place.resident().and_then(|resident| history.plans.get(resident));
        let Some(plans) =
            plans.filter(|plans| history.kept.contains_key(&review.record.path) && is_said(history, plans))
        else {
            continue;
        };
        let day = review.data.discussed.unwrap_or(review.data.prepared);
        if !history.is_cut && history.begins.is_none_or(|begins| day < begins) {
            continue;
        }
        for (key, hash, was) in
            [("reviewed", &review.data.reviewed, "gone through"), ("agreed", &review.data.agreed, "agreed")]
        {
            let Some(hash) = hash.as_ref().filter(|hash| !plans.found.contains(*hash)) else { continue };
            if folder.plan.as_ref().is_none_or(|plan| content_hash(&plan.record.text) != *hash) {
                findings.push((review.at, Finding { span: review.record.span_of(&[key]), ..finding(was) }));
            }
        }
    }
    findings
}

fn unknown(folder: &Folder) -> Vec<(usize, Finding)> {
    lost(
        folder,
        |history, plans| !history.is_cut && !plans.is_hidden,
        |was| {
            let message = format!("the plan that was {was} is none that was ever saved");
            let help = "Either this line was changed, or the plan was changed between printing and saving. Compare it with the signed paper; \
                        `git log -p` on the review shows who changed the line and when.";
            Finding::new(Code::UnknownVersion, crate::text::Span::default(), message, help)
        },
    )
}

fn untold(folder: &Folder) -> Vec<(usize, Finding)> {
    lost(
        folder,
        |history, plans| history.is_cut && !plans.is_hidden,
        |was| {
            let message =
                format!("cannot tell whether the plan that was {was} is in the history: this copy of it is cut off");
            let help = "`git fetch --unshallow` brings the rest. Where a forge checks changes, let it fetch the whole history.";
            Finding::new(Code::UntoldVersion, crate::text::Span::default(), message, help)
        },
    )
}
