//! Residents who no longer need supported accommodation, and whose plan has no step towards another home.

use std::sync::LazyLock;

use regex::Regex;

use super::no_way_on::{MOVING_ON, says_nothing};
use super::{Example, Judge, Rule};
use crate::check::folder::Folder;
use crate::finding::{Code, Finding};

pub(super) const RULE: Rule = Rule {
    code: Code::NoMovingOnStep,
    checks: "Where the formal review that was closed last says that supported accommodation is no longer needed, it looks for a step in the \
             plan's section about moving on: a list, a day, or something that somebody does, such as an application or a viewing.",
    why: "Somebody who is ready and whose plan does not move stays for want of a first step. Support then goes on for its own sake.",
    source: "The formal review asks whether supported accommodation is still needed (the first seed); a good plan has a section about moving \
             on that is structured but flexible (the second seed).",
    options: &[],
    needs: None,
    bad: Example {
        also: NOT_NEEDED,
        ..Example::new(
            "plan.md",
            &[("## Moving on\n", "«## Moving on»\n"), (MOVING_ON, "Sam would like a quiet flat of their own one day.")],
        )
    },
    good: Example {
        also: NOT_NEEDED,
        ..Example::new("plan.md", &[(MOVING_ON, "Sam and Priya fill in the housing application by 2026-12-04.")])
    },
    judge: Judge::Folder(judge),
};

const NOT_NEEDED: super::Changes = &[("formal/2026-10-26.md", &[("  still_needed: yes\n", "  still_needed: no\n")])];

fn judge(folder: &Folder) -> Vec<(usize, Finding)> {
    let (Some(review), Some(plan)) = (folder.last_closed(), folder.asked_plan()) else { return Vec::new() };
    if review.data.answers.as_ref().and_then(|answers| answers.still_needed.as_deref()) != Some("no") {
        return Vec::new();
    }
    let Some(section) = plan.record.outline.section("moving-on") else { return Vec::new() };
    let words = plan.record.words(section.text);
    // Of words that say nothing at all, another rule tells.
    if words.is_empty() || has_step(&words) || says_nothing(plan.record).is_some() {
        return Vec::new();
    }
    let message = "the last formal review says that supported accommodation is no longer needed, and no step towards another home stands here";
    let help = "Write down the first step with the resident: what, who and by when, such as an application, a viewing or a deposit.";
    vec![(plan.at, Finding::new(Code::NoMovingOnStep, section.heading.span, message, help))]
}

/// Days and months, which somebody has fixed.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let day = r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\bby (?:the )?(?:end of |middle of |start of )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bon (?:the \d{1,2}(?:st|nd|rd|th)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bnext (?:week|month)\b|\b(?:in|by|on|from|until|since|before|for|of|this|next) (?:the )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:end of |start of |early |late |mid-)?(?:january|february|march|april|may|june|july|august|september|october|november|december|easter|christmas|new year)\b";
    Regex::new(day).ok()
});

/// Things that are done on the way to a home, by somebody who does them.
static DEED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let deed = r"\b(?:appl(?:y|ies|ied|ying|ication|ications)|bid|bids|bidding|regist(?:er|ers|ered|ering|ration)|view(?:s|ed|ing|ings) |viewings?|deposit|tenanc(?:y|ies) (?:training|course|workshop|application|interview|support)|housing (?:register|list|option|options|officer|application|team)|waiting list|nominat(?:e|es|ed|ion)|refer(?:s|red|ral|ring)?|landlord|letting|lettings|estate agent|fill(?:s|ed|ing)? (?:in|out)|form|forms|sav(?:e|es|ed|ing)|budget(?:s|ing)?|first step|next step|steps?|ring(?:s|ing)?|phon(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:the|a)|writ(?:e|es|ing) to|email(?:s|ed|ing)?|meet(?:s|ing)?|visit(?:s|ed|ing)?|look(?:s|ed|ing)? (?:at|round|around|for)|search(?:es|ed|ing)?|pack(?:s|ed|ing)?|buy(?:s|ing)?|practis(?:e|es|ed|ing)|try|tries|trial|overnight|stay(?:s|ed|ing)? (?:a |one |two )?nights?|collect(?:s|ed|ing)?|gather(?:s|ed|ing)?|learn(?:s|ed|ing|t)?|book(?:s|ed|ing)?|set(?:s|ting)? up|ask(?:s|ed|ing)?|check(?:s|ed|ing)?|mov(?:e|es|ing) (?:in|out|into|to)|keys? (?:(?:is|are|was|were) )?(?:handed|collected)|interviews?|removal)\b";
    Regex::new(deed).ok()
});

/// What says that nothing is done yet, or that it is somebody's wish alone.
static IDLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let idle = r"\b(?:not|no|nothing|never|nobody|yet to|without|unsure|undecided|would like|would love|hopes?|wants?|wishes|wish|dreams?|want to|one day|some day|someday|eventually|at some point|in (?:the )?future|when (?:the time|they|he|she|ready|\w+ (?:is|are|feels?) (?:ready|sure))|may|might|could|can|later|tb[cda]|to be (?:discussed|confirmed|decided|agreed|completed|arranged|talked)|n/?a|ongoing|don't|doesn't|hasn't|haven't|isn't|too early|needs? to|should|waiting to hear)\b";
    Regex::new(idle).ok()
});

/// Whether a section about moving on holds a step: an item of a list, or a sentence with a day or a deed in it that is no mere wish.
fn has_step(words: &str) -> bool {
    let (Some(day), Some(deed), Some(idle)) = (&*DAY, &*DEED, &*IDLE) else { return true };
    let lower = words.to_lowercase();
    let sentences = lower.split(['.', '!', '?', ';', '\n']).collect::<Vec<_>>();
    // Lines of a paragraph belong together, and those of a list do not.
    let flat = lower.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let is_listed = |line: &&str| {
        let line = line.trim_start();
        let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let item = line
            .strip_prefix("- ")
            .or_else(|| line.strip_prefix("* "))
            .or_else(|| line.strip_prefix("+ "))
            .or_else(|| number.strip_prefix(['.', ')']).filter(|_| number.len() < line.len()));
        item.is_some_and(|item| item.split_whitespace().count() > 1 && !idle.is_match(item))
    };
    let listed = lower.lines().filter(|line| is_listed(line)).count();
    let acts = |sentence: &str| {
        let sentence = sentence.trim();
        !sentence.is_empty() && !idle.is_match(sentence) && (day.is_match(sentence) || deed.is_match(sentence))
    };
    listed > 0 || sentences.iter().any(|sentence| acts(sentence)) || flat.split(['.', '!', '?', ';']).any(acts)
}
