//! Changes that a formal review agreed and that no plan shows.

use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::ChangeNotMade,
    checks: "It looks at the formal review that was closed last. Where the resident wanted something changed, and changes were agreed, the \
             plan under `agreed` is another than the one under `reviewed`. Changes to the safety plan alone, and things that stay as they \
             are, need no new plan.",
    why: "The resident said what is to change, and staff agreed. A plan that stays as it was breaks that promise on the first day.",
    source: "What is outdated is struck through, and the live plan is brought up to date (the first seed).",
    options: &[],
    needs: None,
    bad: Example::new(
        "formal/2026-10-26.md",
        &[(
            "agreed: sha256:8a1d4d3a8c27c9b62b360f8f0cc03369b9ae21caa31e2f848089714284de8223\n",
            "agreed: «sha256:f9a11bf2d693e5a61657c24e1307ece5e80d3c7449725439386f05739c4c9cb3»\n",
        )],
    ),
    good: Example::new(
        "formal/2026-10-26.md",
        &[
            (
                "agreed: sha256:8a1d4d3a8c27c9b62b360f8f0cc03369b9ae21caa31e2f848089714284de8223\n",
                "agreed: sha256:f9a11bf2d693e5a61657c24e1307ece5e80d3c7449725439386f05739c4c9cb3\n",
            ),
            ("  change_plan: yes\n", "  change_plan: no\n"),
        ],
    ),
    judge: Judge::Folder(judge),
};

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let Some(review) = folder.last_closed() else { return Vec::new() };
    let answer = review.data.answers.as_ref().and_then(|answers| answers.change_plan.as_deref());
    let is_as_before = review.data.agreed.is_some() && review.data.agreed == review.data.reviewed;
    if answer != Some("yes") || !is_as_before {
        return Vec::new();
    }
    let Some(section) = review.record.outline.section("changes-agreed") else { return Vec::new() };
    if !changes_the_plan(&review.record.words(section.text)) {
        return Vec::new();
    }
    let message = "changes were agreed, and the plan that came out is the one that went in";
    let help = "Make the changes in the support plan, save it, and let `agreed` name that version: `supportplan history` lists what was changed when.";
    let finding = Finding::new(Code::ChangeNotMade, review.record.span_of(&["agreed"]), message, help);
    vec![(review.at, finding.also_at(section.heading.span, "what was agreed"))]
}

/// Beginnings of what is no change.
const NO_CHANGE: [&str; 18] = [
    "none",
    "no ",
    "no.",
    "nothing",
    "not ",
    "nil",
    "n a",
    "n/a",
    "there are no",
    "there were no",
    "there is nothing",
    "we agreed no",
    "neither",
    "all stays",
    "everything stays",
    "the plan stays",
    "the plan stands",
    "all stands",
];

/// Words that say of a thing that it goes on as it is.
const STAYS: [&str; 20] = [
    "stays as",
    "stay as",
    "stays the same",
    "stay the same",
    "kept as",
    "keep as",
    "keeps as",
    "remains as",
    "remain as",
    "remains the same",
    "remain the same",
    "unchanged",
    "as it stands",
    "as they stand",
    "as it is",
    "as they are",
    "as before",
    "no change",
    "goes on as",
    "go on as",
];

/// Words that say that something is changed all the same.
const BUT: [&str; 6] = [" but ", " except ", " apart from ", " other than ", " only that ", " instead"];

/// Whether what was agreed is a change to the support plan, judged item by item of a list, or sentence by sentence.
fn changes_the_plan(words: &str) -> bool {
    items(words).iter().any(|item| {
        let item = item.to_lowercase();
        let is_but = BUT.iter().any(|word| item.contains(word));
        let is_none = NO_CHANGE.iter().any(|start| item.starts_with(start)) || item == "no";
        let is_kept = STAYS.iter().any(|words| item.contains(words));
        let elsewhere = ["safety plan", "the safety plan", "in the safety plan", "to the safety plan"];
        let is_alone =
            item.starts_with("only") || ["no more", "nothing else", "nothing more"].iter().any(|it| item.contains(it));
        let is_elsewhere =
            elsewhere.iter().any(|start| item.starts_with(start)) || (is_alone && item.contains("safety plan"));
        let is_elsewhere = is_elsewhere && !item.contains("support plan");
        !(is_elsewhere || (is_none || is_kept) && !is_but)
    })
}

/// The items of a list; where there is none, the sentences. What stands around a list tells of it.
fn items(words: &str) -> Vec<String> {
    let bullet = |line: &str| -> Option<String> {
        let line = line.trim_start();
        let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let after = line.strip_prefix(['-', '*', '+']).or_else(|| {
            let marked = numbered.strip_prefix(['.', ')']);
            marked.filter(|_| numbered.len() < line.len())
        });
        after?.strip_prefix(' ').map(|rest| rest.trim().to_owned())
    };
    let mut list: Vec<String> = Vec::new();
    let mut is_in_list = false;
    for line in words.lines() {
        if let Some(item) = bullet(line) {
            list.push(item);
            is_in_list = true;
        } else if line.trim().is_empty() {
            is_in_list = false;
        } else if let Some(last) = list.last_mut().filter(|_| is_in_list) {
            last.push(' ');
            last.push_str(line.trim());
        }
    }
    if list.is_empty() {
        let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let sentences = flat.split_inclusive(['.', '!', ';']).map(|sentence| sentence.trim().to_owned());
        // A second sentence without a change in it explains the first.
        return sentences.filter(|sentence| !sentence.is_empty()).take(1).collect();
    }
    list
}
