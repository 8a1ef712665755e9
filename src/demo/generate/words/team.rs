//! Frames for the team's own records. They speak of residents by reference, `{x}` and `{y}`, and hold none of their words.

/// What the team looked at.
pub(crate) const LOOKED: &[&str] = &[
    "We read the weekly reviews of {x} and {y} for the last {m} weeks, side by side.",
    "We laid the plan of {x} beside the help that was really given.",
    "We began with the promises of last time and asked of each whether it was kept.",
    "We took the risks of {y} one by one and asked what we would do first.",
    "Each of us brought one visit that had surprised us. We began with {x}.",
    "We counted how often we called off a visit in the last month, and looked at {y} first.",
    "We looked at the levels of help in the plan of {x} and asked which had not moved.",
    "Two of us read the safety plan of {y} as if it were our first day.",
    "We asked of {x}: what would we do less of, if we dared?",
    "We compared what {y} had asked for with what we then did.",
];

/// Where the team adapted.
pub(crate) const ADAPTED: &[&str] = &[
    "With {x} we moved the visit from the afternoon to the morning, and fewer were turned down.",
    "For {y} one worker now comes where two came before.",
    "We stopped reminding {x} of the one thing that goes well anyway.",
    "The plan of {y} changed in the same week as the review said so.",
    "We hand over in writing, and {V} reads it out at the start of each shift.",
    "After the talk with {x} we knock and wait, all of us.",
    "The hours that became free with {y} were talked over, and half of them rest.",
    "{V} sat in on a visit to {x} and noticed that we ask too many questions.",
    "A figure in the reviews of {y} had gone the wrong way for two weeks, and we acted on it.",
    "We named a second worker for each visit to {x}.",
    "Since last month {y} chooses the room in which we meet.",
    "For {x} the safety plan is printed again within the hour when it changes.",
];

/// Where the team is stuck.
pub(crate) const STUCK: &[&str] = &[
    "Help for {x} has stood at the same level for {m} weeks, and nobody can say why.",
    "Covering staff give {y} more help than the plan says, to be on the safe side.",
    "We still write down what {x} did not do sooner than what worked.",
    "What has to be ordered for {y} belongs to nobody, so it is late.",
    "With {x} we talk about the next step and do not fix a day for it.",
    "Cover is found too late, and {y} is the one who notices first.",
    "Two reviews of {x} in a row sounded much the same. We had looked at the sheet and not at the week.",
    "We fill the free hours of {y} at once and seldom ask whether they are needed.",
    "The plan of {x} has an action that all of us do differently.",
    "We wait for others with {y}: a form, a date, a call back. We could ask again sooner.",
    "Our own tiredness on late shifts shows in the notes on {x}.",
];

/// What the team will try; `{b}` is the day.
pub(crate) const TRY: &[&str] = &[
    "{V} reads the part called Stepping back before each visit to {x}, until {b}.",
    "{V} asks {y} which visit could go, and brings the answer by {b}.",
    "For two weeks we write one sentence on what {x} did alone. {V} collects them by {b}.",
    "{V} keeps a list of things to order, with a name and a day, from {b} on.",
    "With {y} we leave a pause of one minute before each prompt. {V} looks at it on {b}.",
    "{V} and {x} agree on a day for the next step by {b}.",
    "Each of us reads one plan that is not ours by {b}. {V} shares them out.",
    "{V} rings for the missing form each week until {b}.",
    "The late shift hands over {m} lines on {y} and no more. {V} starts on {b}.",
    "{V} takes the rota to the next house meeting on {b}, before it is final.",
];

/// How an audit looked at the plans that were drawn.
pub(crate) const READ_WITH: &[&str] = &[
    "Plan, safety plan and the latest reviews were read together, and the paper folders were compared with them.",
    "Each plan was read by two of us, who wrote down what they saw before they talked.",
    "For each plan we asked whether a new worker could follow it on the first day.",
    "The hours in each plan were added up and held against the rota.",
];

/// What an audit may find.
pub(crate) struct Finding {
    /// Its id, whose words are its heading.
    pub(crate) id: &'static str,
    /// What was seen.
    pub(crate) seen: &'static str,
    /// What it means, and what is done.
    pub(crate) done: &'static str,
    /// Whether it was put right on the same day.
    pub(crate) mended: bool,
}

/// All that audits find.
pub(crate) const FOUND: &[Finding] = &[
    Finding {
        id: "stepping-back-has-no-date",
        seen: "In the plan of {x} staff step back after good weeks, but no day is named on which somebody looks.",
        done: "For the resident this can mean the same help for longer than needed. The key worker adds a day at the next review.",
        mended: false,
    },
    Finding {
        id: "paper-copy-is-older",
        seen: "The folder of {x} held an older print of the safety plan.",
        done: "In a crisis staff would have followed old steps. The print was changed while we stood there.",
        mended: true,
    },
    Finding {
        id: "strength-used-once-only",
        seen: "A strength in the plan of {x} is put to work by one action and could serve another.",
        done: "The resident may find that action easier. The key worker brings the idea to the next visit.",
        mended: false,
    },
    Finding {
        id: "two-actions-say-the-same",
        seen: "Two actions in the plan of {x} ask staff for nearly the same thing at nearly the same hour.",
        done: "It makes two visits out of one. The resident is asked which of them should stay.",
        mended: false,
    },
    Finding {
        id: "cover-did-not-know-the-plan",
        seen: "The reviews of {x} show more help on days with cover than the plan asks for.",
        done: "The resident did less alone on those days. A card with the level of help now lies in front of the folder.",
        mended: true,
    },
    Finding {
        id: "review-written-a-day-late",
        seen: "One review of {x} was written down on the day after it was held.",
        done: "Small things get lost overnight. Time for writing is kept free from now on.",
        mended: true,
    },
    Finding {
        id: "target-reached-and-not-raised",
        seen: "A figure in the plan of {x} has stood at its target for some weeks.",
        done: "The outcome is reached or wants a new target. {V} raises it before the next formal review.",
        mended: false,
    },
    Finding {
        id: "own-words-could-be-newer",
        seen: "The resident's own words in the plan of {x} are from the first weeks.",
        done: "They may have changed since. The key worker asks at the next visit and writes down what is said.",
        mended: false,
    },
];

/// What the team takes from an audit.
pub(crate) const LEARNT: &[&str] = &[
    "All plans in the sample could be followed by somebody who had never met the resident.",
    "A plan lives as long as somebody has a reason to open it. Weekly reviews are that reason.",
    "What we print has to be thrown away again. Whoever saves a safety plan changes the paper too.",
    "Stepping back says two things: what staff stop doing, and what becomes of the time.",
    "Plans with few actions were followed more closely than plans with many.",
    "We are good at beginnings. Ends need a date as well.",
    "Where the key worker had asked one question more, the plan was better.",
    "Figures were honest, the low ones too. That is worth keeping.",
];
