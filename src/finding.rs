//! What is wrong, where, and what to do about it: findings as data. How they look is the business of [`crate::report`].

use crate::text::{Edit, Span};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; asks for nothing.
    Info,
    /// A matter of judgement. It never keeps a record out of git unless the service's settings say so.
    Warning,
    /// The record breaks the format, or a question is not answered. It keeps the record out of git.
    Error,
}

impl Severity {
    /// The word that people see.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One fault or remark about one place in one file.
///
/// `message`, `help` and the labels of `also` hold no word of the record, so that they can be shown anywhere;
/// `quoted` may, and is shown only where the record itself may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind of finding.
    pub code: Code,
    /// How much it weighs here.
    pub severity: Severity,
    /// The place in the file.
    pub span: Span,
    /// What is wrong, in plain words, ending without a full stop.
    pub message: String,
    /// What the record says there, where that helps.
    pub quoted: Option<String>,
    /// What to do, as one or two whole sentences.
    pub help: String,
    /// Further places in the same file that explain it, each with a few words.
    pub also: Vec<(Span, String)>,
    /// What mends it, where that is safe.
    pub fix: Option<Box<Fix>>,
}

/// A change to the file that mends what was found. It touches only its own bytes, and leaves what somebody meant as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words that hold no word of the record, such as "write `key_worker`".
    pub label: String,
    /// What it does, byte by byte.
    pub edits: Vec<Edit>,
    /// Whether the edits write words of the record, so that they are shown only where the record itself may be shown.
    pub quotes: bool,
}

impl Fix {
    /// A fix that writes no word of the record.
    pub fn new(label: impl Into<String>, edits: impl IntoIterator<Item = Edit>) -> Self {
        Self { label: label.into(), edits: edits.into_iter().collect(), quotes: false }
    }

    /// The same, where it writes words of the record.
    pub fn quoting(mut self) -> Self {
        self.quotes = true;
        self
    }
}

impl Finding {
    /// A finding with the severity that its code has by default.
    pub fn new(code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            span,
            message: message.into(),
            quoted: None,
            help: help.into(),
            also: Vec::new(),
            fix: None,
        }
    }

    /// The same, with what the record says there.
    pub fn quoting(mut self, words: impl Into<String>) -> Self {
        self.quoted = Some(words.into());
        self
    }

    /// The same, with a second place in the file.
    pub fn also_at(mut self, span: Span, label: impl Into<String>) -> Self {
        self.also.push((span, label.into()));
        self
    }

    /// The same, with what mends it, if something does.
    pub fn fixed_by(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix.map(Box::new);
        self
    }
}

/// Declares the codes, so that number, name, severity and meaning stand in one table.
macro_rules! codes {
    ($($variant:ident $number:literal $name:literal $severity:ident $meaning:literal)*) => {
        /// The kinds of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The code as it is shown and as settings name it: a letter for its family, and three digits.
            pub fn number(self) -> &'static str { match self { $(Code::$variant => $number),* } }

            /// A short name, in small letters with hyphens.
            pub fn name(self) -> &'static str { match self { $(Code::$variant => $name),* } }

            /// The severity that it has unless the settings say otherwise.
            pub fn severity(self) -> Severity { match self { $(Code::$variant => Severity::$severity),* } }

            /// What it means, as one sentence.
            pub fn meaning(self) -> &'static str { match self { $(Code::$variant => $meaning),* } }
        }
    };
}

codes! {
    LatePlan "C001" "late-plan" Warning "A support plan was first kept long after moving in."
    NoPlanYet "C002" "no-plan-yet" Info "A resident has moved in and has no support plan yet."
    MissingWeek "C003" "missing-week" Warning "A week between two weekly reviews, or after moving in, has none."
    WeeklyOverdue "C004" "weekly-review-overdue" Info "A weekly review is overdue today."
    FormalOpen "C005" "formal-review-open" Info "The next formal review can be held by now."
    FormalOverdue "C006" "formal-review-overdue" Info "A formal review is overdue today."
    ActionForgotten "C007" "action-passed-over" Warning "A weekly review passes over an action of the week before."
    VisitForgotten "C008" "visit-passed-over" Warning "A weekly review passes over a visit that was planned the week before."
    LeftOpen "C009" "formal-review-left-open" Info "A formal review was prepared or gone through, and never closed."
    UnknownVersion "C010" "version-not-in-history" Warning "A closed formal review names a version of the plan that was never saved."
    UntoldVersion "C011" "version-cannot-be-told" Info "Nobody can tell whether a version of the plan is in the history, because the history is cut off."
    ChangedSinceClosed "C012" "changed-since-closed" Warning "A formal review was altered after it was closed."
    ChangeNotMade "C013" "change-not-made" Warning "A formal review agreed changes, and the plan stayed as it was."
    NextReview "C014" "next-review-outside-interval" Warning "The next formal review is agreed for too early or too late a day."
    NoMovingOnStep "C015" "no-moving-on-step" Warning "Supported accommodation is no longer needed, and the plan has no step towards another home."
    ReflectionOverdue "C016" "reflection-overdue" Info "A team reflection is overdue today."
    AuditOverdue "C017" "audit-overdue" Info "A plan audit is overdue today."
    KeptLate "C018" "kept-late" Warning "A record was first kept long after the day that it is dated."
    NotKeptYet "C019" "not-kept-yet" Info "A record is some days old, and was never saved."
    ImpossibleDate "C020" "impossible-date" Warning "A date cannot be right beside the others, or today."
    RepeatedAnswer "D001" "repeated-answer" Warning "An answer says what the record before said."
    CopiedAnswer "D002" "copied-answer" Warning "An answer says what another resident's record says."
    TemplateWords "D003" "template-words" Warning "An answer is the template's own words."
    EmptyAnswer "D004" "empty-answer" Warning "An answer says nothing."
    ShortReview "D005" "short-review" Warning "A weekly review is far shorter than the service's usual ones."
    SteadyHelp "D006" "steady-help" Warning "The help for an outcome that aims at progress does not become less."
    DoneForThem "D007" "done-for-them" Warning "The resident has no part in an action."
    UnmovedOutcome "D008" "unmoved-outcome" Warning "An outcome that aims at progress has not moved for a long time."
    OtherReference "D009" "other-reference" Warning "The reference of another resident stands in a record."
    OtherName "D010" "other-name" Warning "The name of another resident stands in a record."
    NotUtf8 "F001" "not-utf-8" Error "The file is not UTF-8 text."
    ControlCharacter "F002" "control-character" Error "The file holds a control character, which no keyboard types and no page shows."
    TooLarge "F003" "too-large" Error "The file is too large to be a record."
    NoFrontMatter "F004" "no-front-matter" Error "The file does not begin with front matter."
    UnclosedFrontMatter "F005" "unclosed-front-matter" Error "The front matter has no closing line."
    SecondDocument "F006" "second-document" Error "The front matter holds a second document."
    Syntax "F007" "syntax" Error "The front matter is not YAML."
    Indent "F008" "indent" Error "A line of the front matter is indented wrongly."
    TabIndent "F009" "tab-indent" Error "A line of the front matter is indented with a tab."
    DuplicateKey "F010" "duplicate-key" Error "A key stands twice in the same place."
    YamlFeature "F011" "yaml-feature" Error "The front matter uses a part of YAML that the format does without."
    TextCut "F012" "text-cut" Warning "Text after ` #` in the front matter is a comment, so what is kept is cut short."
    NewerVersion "F013" "newer-version" Error "The record is of a newer version of the format."
    ConflictMarker "F014" "conflict-marker" Error "Two versions of the file were brought together, and nobody has chosen between them yet."
    Unclosed "F015" "unclosed" Error "A comment or a block of code in the text is not closed, so that all below it is hidden."
    TooDeep "F016" "too-deep" Error "Lists or quotations lie too deep in one another, so that what follows is not read."
    Unplaced "F020" "unplaced" Error "The file lies where the format has no place for a record."
    WrongKind "F021" "wrong-kind" Error "The record is not of the kind that belongs in its place."
    WrongResident "F022" "wrong-resident" Error "The record names another resident than the folder it lies in."
    WrongFileName "F023" "wrong-file-name" Error "The file's name and the record do not agree."
    MissingKey "F030" "missing-key" Error "A key that the format asks for is missing."
    UnknownKey "F031" "unknown-key" Error "A key is not one that the format knows."
    WrongType "F032" "wrong-type" Error "A value is of the wrong type."
    NotAChoice "F033" "not-a-choice" Error "A value is not one of the choices."
    BadDate "F034" "bad-date" Error "A date does not exist, or is not written as YYYY-MM-DD."
    BadValue "F035" "bad-value" Error "A value does not have the form that the format asks for."
    Unanswered "F036" "unanswered" Error "A question is not answered yet."
    DuplicateId "F037" "duplicate-id" Error "Two items have the same id, or a list names something twice."
    UnknownId "F040" "unknown-id" Error "A reference points at an item that is not there."
    UnknownLevel "F041" "unknown-level" Error "A level of help is not one that the service has."
    UnknownStaff "F042" "unknown-staff" Error "A member of staff is not in the service's settings."
    UnknownResident "F043" "unknown-resident" Error "A resident is not in the service."
    MissingSection "F050" "missing-section" Error "A section that the format asks for is missing."
    UnknownSection "F051" "unknown-section" Error "A section is not one that the format knows."
    DuplicateSection "F052" "duplicate-section" Error "A section, an item's heading or a label stands twice."
    HeadingWithoutItem "F053" "heading-without-item" Error "A heading has no item in the front matter."
    ItemWithoutHeading "F054" "item-without-heading" Error "An item in the front matter has no heading in the text."
    MissingLabel "F055" "missing-label" Error "A label that the format asks for is missing."
    MisplacedItem "F056" "misplaced-item" Error "An item's words stand under the wrong heading."
    UnexpectedPart "F057" "unexpected-part" Error "A section or label is there although the front matter says otherwise."
    UnusedAllowance "F058" "unused-allowance" Warning "An allowance takes nothing out of the record."
    ClosedReviewAltered "F059" "closed-review-altered" Warning "A formal review that was closed says something else than before."
    OldReviewAltered "F060" "old-review-altered" Warning "A weekly review of a week that is over for long says something else than before."
    RecordDeleted "F061" "record-deleted" Warning "A record that was there before is gone."
    ItemGone "F062" "item-gone" Warning "An item is gone without having been ended, or has another id than before."
    TemplateFault "F063" "template-fault" Error "A template of the service's own cannot be used, or makes no valid record."
    LogoFault "F064" "logo-fault" Error "The logo that the settings name cannot be used."
    DeficitTerm "L001" "deficit-term" Warning "A term makes a person smaller, and there is a better one."
    LongSentence "L002" "long-sentence" Warning "A sentence is too long to be read easily."
    HardToRead "L003" "hard-to-read" Info "A part that the resident reads has long sentences throughout."
    PhoneNumber "N001" "phone-number" Warning "A phone number stands where none belongs."
    EmailAddress "N002" "email-address" Warning "An e-mail address stands where none belongs."
    Postcode "N003" "postcode" Warning "A postcode stands where none belongs."
    NhsNumber "N004" "nhs-number" Warning "An NHS number stands in a record."
    InsuranceNumber "N005" "national-insurance-number" Warning "A National Insurance number stands in a record."
    StaffName "N006" "staff-name" Warning "The full name of a member of staff stands in a record."
    NameInPath "N007" "name-in-path" Warning "The path of a file holds a name."
    NoWorseIf "P001" "no-worse-if" Warning "An outcome that keeps something steady does not say when things are getting worse."
    UnusedStrength "P002" "unused-strength" Warning "No action puts a strength to work."
    OneSided "P003" "one-sided" Warning "The outcomes are all about progress, or all about stability."
    HoursApart "P004" "hours-apart" Warning "The hours of the actions and the commissioned hours are far apart."
    VagueOutcome "P005" "vague-outcome" Warning "The words of an outcome name nothing that anybody could see."
    VagueMeasure "P006" "vague-measure" Warning "What a measure counts cannot be counted."
    TargetAstray "P007" "target-astray" Warning "A target is no step on from where things began, or lies the wrong way."
    EmptyActionPart "P008" "empty-action-part" Warning "A part of an action is filled in and says nothing."
    NoEvidence "P009" "no-evidence" Warning "Nobody says how an outcome will be known."
    NoEntry "P010" "no-entry" Warning "No weekly review since the last formal review has a figure for an outcome."
    OutcomeWithoutAction "P011" "outcome-without-action" Warning "No action works towards an outcome."
    HoursWithoutOutcome "P012" "hours-without-outcome" Warning "An action takes hours, and all that it was for has ended."
    NothingAgreed "P013" "nothing-agreed" Warning "Nothing is agreed about support."
    NoWayOn "P014" "no-way-on" Warning "The plan says nothing about moving on."
    TargetPassed "P015" "target-passed" Info "The day by which a target was to be reached has passed."
    EmptyRiskPart "R001" "empty-risk-part" Warning "A part of a risk is filled in and says nothing."
    UnansweredRisk "R002" "unanswered-risk" Warning "A known risk is neither answered in the safety plan nor set aside."
    LateSafetyPlan "R003" "late-safety-plan" Warning "The safety plan did not begin on the day of moving in."
    SafetyPlanBehindIncident "R004" "safety-plan-behind-incident" Warning "The safety plan is older than an incident that is said to have changed it."
    SafetyPlanBehindReview "R005" "safety-plan-behind-review" Warning "The safety plan is older than the review that said it needs updating."
    IncidentWithoutChange "R006" "incident-without-change" Warning "An incident names neither a change nor why none was needed."
    RiskOutsideSafetyPlan "R007" "risk-outside-safety-plan" Warning "The safety plan does not have a risk of the support plan."
    RiskOfThePast "R008" "risk-of-the-past" Warning "A risk is kept, and every outcome that it bears on has ended."
    NoSafetyPlan "R009" "no-safety-plan" Warning "The resident has moved in, and there is no safety plan."
    SafetyPlanUnseen "R010" "safety-plan-not-looked-at" Warning "Nothing says that the safety plan was looked at after an incident."
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_sorted_and_well_formed() {
        let numbers: Vec<_> = Code::ALL.iter().map(|code| code.number()).collect();
        assert!(numbers.is_sorted());
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len());
        let names: BTreeSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), numbers.len());
        for code in Code::ALL {
            assert!(code.number().len() == 4 && code.number().starts_with(|c: char| c.is_ascii_uppercase()));
            assert!(code.meaning().ends_with('.'));
        }
    }
}
