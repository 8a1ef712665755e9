//! Changes that a formal review agreed and that no plan shows.

mod named;

use super::{Example, Judge, Rule};
use crate::check::folder::{Folder, Typed};
use crate::finding::{Code, Finding};
use crate::record::model::FormalReview;
use crate::record::{Record, content_hash};
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::ChangeNotMade,
    checks: "It looks at the formal review that was closed last. Where the resident wanted something changed, and changes were agreed, the \
             plan under `agreed` is another than the one under `reviewed`. Changes to the safety plan alone, and things that stay as they \
             are, need no new plan. As long as the plan is the one that was agreed, it also looks up what the entries under \"Changes \
             agreed\" say for certain of an action or outcome that they begin with: that it has ended, its hours \"instead of\" others, \
             its target, and the day of it; and whether there is an action, outcome, strength or risk that an entry names by its id.",
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
    let Some(review) = folder.last_closed().filter(|review| folder.asks(review.at)) else { return Vec::new() };
    let answer = review.data.answers.as_ref().and_then(|answers| answers.change_plan.as_deref());
    let section = review.record.outline.section("changes-agreed").filter(|_| answer == Some("yes"));
    let (Some(section), Some(agreed)) = (section, &review.data.agreed) else { return Vec::new() };
    let entries = entries(review.record, section.text);
    if review.data.agreed != review.data.reviewed {
        return entries.iter().filter_map(|entry| not_in_plan(folder, review, agreed, entry)).collect();
    }
    if !entries.iter().any(|entry| changes_the_plan(&entry.words)) {
        return Vec::new();
    }
    let message = "changes were agreed, and the plan that came out is the one that went in";
    let help = "Make the changes in the support plan, save it, and let `agreed` name that version: `supportplan history` lists what was changed when.";
    let finding = Finding::new(Code::ChangeNotMade, review.record.span_of(&["agreed"]), message, help);
    vec![(review.at, finding.also_at(section.heading.span, "what was agreed"))]
}

/// What an entry says of the plan that was agreed, as long as that is the one at hand, and that is not so.
fn not_in_plan(folder: &Folder, review: &Typed<FormalReview>, agreed: &str, entry: &Entry) -> Option<(usize, Finding)> {
    let plan = folder.plan.as_ref()?;
    let message = named::missing(&entry.words, &plan.data, plan.record)?;
    if content_hash(&plan.record.text) != agreed {
        return None;
    }
    let help = "Make the change in the support plan, save it, and let `agreed` name that version. If the plan is right, allow this with the reason.";
    Some((review.at, Finding::new(Code::ChangeNotMade, entry.span, message, help).quoting(entry.words.as_str())))
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

/// Whether what an entry says is a change to the support plan.
fn changes_the_plan(entry: &str) -> bool {
    let item = entry.to_lowercase();
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
}

/// One thing that was agreed.
#[derive(Debug)]
struct Entry {
    span: Span,
    words: String,
}

/// The items of a list; where there is none, the first sentence. What stands around a list tells of it.
fn entries(record: &Record, within: Span) -> Vec<Entry> {
    let mut list: Vec<Entry> = Vec::new();
    let (mut is_in_list, mut start) = (false, within.start);
    for line in within.of(&record.text).split_inclusive('\n') {
        let at = start + (line.len() - line.trim_start().len());
        let end = start + line.trim_end().len();
        start += line.len();
        let words = if at < end { record.words(Span::new(at, end)) } else { String::new() };
        let words = words.trim();
        if let Some(item) = bullet(words) {
            list.push(Entry { span: Span::new(end - item.len().min(end - at), end), words: item.to_owned() });
            is_in_list = true;
        } else if words.is_empty() {
            is_in_list = false;
        } else if let Some(last) = list.last_mut().filter(|_| is_in_list) {
            last.words.push(' ');
            last.words.push_str(words);
            last.span.end = end;
        }
    }
    if list.is_empty() {
        let flat = record.words(within).split_whitespace().collect::<Vec<_>>().join(" ");
        // A second sentence without a change in it explains the first.
        let first = flat.split_inclusive(['.', '!', ';']).map(str::trim).find(|sentence| !sentence.is_empty());
        let span = record.body.first_words(within).unwrap_or(within);
        list.extend(first.map(|first| Entry { span, words: first.to_owned() }));
    }
    list
}

/// What stands behind the mark of a list's item.
fn bullet(line: &str) -> Option<&str> {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = numbered.strip_prefix(['.', ')']).filter(|_| numbered.len() < line.len());
    let after = line.strip_prefix(['-', '*', '+']).or(marked)?;
    after.strip_prefix(' ').map(str::trim)
}
