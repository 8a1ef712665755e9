//! The kinds of fault of format, for people who ask: why each matters, and an example.

use crate::finding::Code;

/// A kind of fault of format, explained.
#[derive(Debug)]
pub struct Fault {
    /// The code of what is found.
    pub code: Code,
    /// Why it matters, in whole sentences.
    pub why: &'static str,
    /// Where a few words show it.
    pub example: Option<Example>,
}

/// A record of the worked example's R-0142 with a few words changed.
#[derive(Debug)]
pub struct Example {
    /// The record, by its path in the resident's folder.
    pub file: &'static str,
    /// Words that stand there once, as they should be.
    pub good: &'static str,
    /// The same place with the fault.
    pub bad: &'static str,
}

const fn fault(code: Code, why: &'static str) -> Fault {
    Fault { code, why, example: None }
}

impl Fault {
    const fn such_as(mut self, file: &'static str, good: &'static str, bad: &'static str) -> Self {
        self.example = Some(Example { file, good, bad });
        self
    }
}

const PLAN: &str = "plan.md";
const SAFETY_PLAN: &str = "safety-plan.md";
const WEEKLY: &str = "weekly/2026-W46.md";

const UNREAD: &str = "From there on nothing can be read, so nobody is told what else is missing.";
const LOST: &str = "What stands there reaches no page, no count and no reminder, as though nobody had written it.";
const LINK: &str = "What was meant cannot be found from here. A chain from risk to action to review breaks.";
const PLACE: &str = "A record in the wrong place counts for the wrong resident, or for nobody.";
const KEPT: &str =
    "What was agreed or signed is relied on later. Changing it silently takes that away; a new record keeps both.";

/// Every code of a fault of format, in the order of the codes.
pub const FAULTS: &[Fault] = &[
    fault(Code::NotUtf8, "Letters such as é or £ become others, or the whole file cannot be shown."),
    fault(Code::ControlCharacter, "Nobody sees it, and programs obey it: a word looks right and is not found."),
    fault(Code::TooLarge, "A record is read by people. Something of this size was pasted in by mistake, and slows everything down."),
    fault(Code::NoFrontMatter, UNREAD).such_as(SAFETY_PLAN, "---\nsupportplan: 1\nkind: safety-plan\n", "supportplan: 1\nkind: safety-plan\n"),
    fault(Code::UnclosedFrontMatter, "The text below is taken for keys, or the keys for text.").such_as(
        PLAN,
        "---\n\n# Support plan\n",
        "\n# Support plan\n",
    ),
    fault(Code::SecondDocument, "What comes after it belongs to nothing.").such_as(
        PLAN,
        "key_worker: priya-n\n",
        "---\nkey_worker: priya-n\n",
    ),
    fault(Code::Syntax, UNREAD).such_as(PLAN, "called: Sam\n", "called: \"Sam\n"),
    fault(Code::Indent, "Spaces before a key say what it belongs to. One too many, and it belongs to nothing.").such_as(
        PLAN,
        "      by: 2026-12-11\n",
        "       by: 2026-12-11\n",
    ),
    fault(Code::TabIndent, "A tab looks like some spaces, and nobody can tell how many.").such_as(
        PLAN,
        "  - id: straight-talking\n",
        "\t- id: straight-talking\n",
    ),
    fault(Code::DuplicateKey, "Nobody can tell which of the two is meant.").such_as(
        PLAN,
        "called: Sam\n",
        "called: Sam\ncalled: Sammy\n",
    ),
    fault(Code::YamlFeature, "Signs such as `&`, `*` and `!` make a value mean something that is written elsewhere, which nobody expects in a record.")
        .such_as(PLAN, "called: Sam\n", "called: &name Sam\n"),
    fault(Code::TextCut, "The words behind the sign look like part of the text and are lost.").such_as(
        PLAN,
        "what: lunches cooked with one prompt at most\n",
        "what: lunches cooked in kitchen #2 with one prompt at most\n",
    ),
    fault(Code::NewerVersion, "An older program would misread it, or save it with something lost.").such_as(
        PLAN,
        "supportplan: 1\n",
        "supportplan: 2\n",
    ),
    fault(Code::ConflictMarker, "Two people changed the same words. Until somebody chooses, the record says both.").such_as(
        PLAN,
        "called: Sam\n",
        "<<<<<<< mine\ncalled: Sam\n=======\ncalled: Sammy\n>>>>>>> theirs\n",
    ),
    fault(Code::Unclosed, "All that follows is hidden on the page, while it looks well in the file.").such_as(
        PLAN,
        "## Moving on\n",
        "<!-- to be talked about\n\n## Moving on\n",
    ),
    fault(Code::TooDeep, "Signs such as `>` were put before the line by mistake, most often when it was pasted from a long e-mail."),
    fault(Code::Unplaced, PLACE),
    fault(Code::WrongKind, PLACE).such_as(SAFETY_PLAN, "kind: safety-plan\n", "kind: support-plan\n"),
    fault(Code::WrongResident, PLACE).such_as(SAFETY_PLAN, "resident: R-0142\n", "resident: R-0117\n"),
    fault(Code::WrongFileName, PLACE).such_as(WEEKLY, "week: 2026-W46\n", "week: 2026-W45\n"),
    fault(Code::MissingKey, "Reminders, counts and pages need it.").such_as(
        PLAN,
        "called: Sam\nmoved_in: 2026-07-13\n",
        "called: Sam\n",
    ),
    fault(Code::UnknownKey, LOST).such_as(PLAN, "key_worker: priya-n\n", "key_wroker: priya-n\n"),
    fault(Code::WrongType, "It cannot be counted, compared or drawn.").such_as(
        PLAN,
        "commissioned_hours: 6\n",
        "commissioned_hours: six\n",
    ),
    fault(Code::NotAChoice, "Everybody uses the same words, so that one review can be compared with the next.").such_as(
        WEEKLY,
        "safety_plan: working\n",
        "safety_plan: fine\n",
    ),
    fault(Code::BadDate, "03/04 is a day in April to one reader and in March to another. What is due cannot be counted from it.").such_as(
        PLAN,
        "moved_in: 2026-07-13\n",
        "moved_in: 13/07/2026\n",
    ),
    fault(Code::BadValue, "A value that cannot be true leads every count that uses it astray.").such_as(
        PLAN,
        "commissioned_hours: 6\n",
        "commissioned_hours: -6\n",
    ),
    fault(Code::Unanswered, "A question was put for a reason. Left open, it looks as though somebody had thought about it.").such_as(
        PLAN,
        "called: Sam\n",
        "called:\n",
    ),
    fault(Code::DuplicateId, "An id stands for one thing for life. With two, nobody knows which one a review speaks of.").such_as(
        PLAN,
        "  - id: straight-talking\n",
        "  - id: likes-structure\n",
    ),
    fault(Code::UnknownId, LINK).such_as(WEEKLY, "  - id: quiet-shop\n", "  - id: quiet-stop\n"),
    fault(Code::UnknownLevel, "Whether help becomes less is seen only where everybody uses the same levels.").such_as(
        WEEKLY,
        "  - id: quiet-shop\n    result: done\n    help: prompts\n",
        "  - id: quiet-shop\n    result: done\n    help: some\n",
    ),
    fault(Code::UnknownStaff, "Who did something has to be found again, also after they have left.").such_as(
        WEEKLY,
        "date: 2026-11-13\nby: priya-n\n",
        "date: 2026-11-13\nby: pryia-n\n",
    ),
    fault(Code::UnknownResident, LINK),
    fault(Code::MissingSection, "Each section is a question that somebody asks about every resident.").such_as(
        PLAN,
        "## Moving on\n",
        "**Moving on**\n",
    ),
    fault(Code::UnknownSection, LOST).such_as(PLAN, "## Moving on\n", "## Movin on\n"),
    fault(Code::DuplicateSection, "A reader finds the first and misses the second.").such_as(
        PLAN,
        "## Moving on\n",
        "## Moving on\n\nNot before the spring.\n\n## Moving on\n",
    ),
    fault(Code::HeadingWithoutItem, LOST).such_as(PLAN, "### Burns\n", "### Scalds\n"),
    fault(Code::ItemWithoutHeading, "The figures are there, and nobody reads what they are about.").such_as(
        PLAN,
        "### Remembers pictures\n",
        "**Remembers pictures**\n",
    ),
    fault(Code::MissingLabel, "The label is a question about each item. Without it nobody knows whether the answer was thought of.").such_as(
        PLAN,
        "#### Picture recipe\n\n**When:** Tuesday",
        "#### Picture recipe\n\nTuesday",
    ),
    fault(Code::MisplacedItem, LOST).such_as(PLAN, "### Remembers pictures\n", "#### Remembers pictures\n"),
    fault(Code::UnexpectedPart, "Text and keys tell two stories, and one of them is wrong.").such_as(
        WEEKLY,
        "# Weekly review\n",
        "# Weekly review\n\n## Why it was missed\n\nSam was at home all week.\n",
    ),
    fault(Code::UnusedAllowance, "An allowance that outlives its reason hides the next finding of its kind.").such_as(
        PLAN,
        "called: Sam\n",
        "called: Sam\nallow:\n  - code: P004\n    reason: three hours start in December\n",
    ),
    fault(Code::ClosedReviewAltered, KEPT),
    fault(Code::OldReviewAltered, KEPT),
    fault(Code::RecordDeleted, KEPT),
    fault(Code::ItemGone, "What ended is as telling as what goes on. Marked `ended`, with the reason, it stays to be learnt from."),
    fault(Code::TemplateFault, "Everybody who begins a record with it would begin with the fault."),
    fault(Code::LogoFault, "Pages are made without it, so that nobody has to wait for a picture, and nobody may notice for long."),
];
