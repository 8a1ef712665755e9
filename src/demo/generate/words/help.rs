//! The levels of help, as sentences speak of them. Their order is that of `record::settings::LEVELS`.

/// A level of help.
pub(crate) struct Help {
    /// How a sentence speaks of it.
    pub(crate) called: &'static str,
    /// What staff do at this level.
    pub(crate) staff: &'static [&'static str],
    /// When they step back from it.
    pub(crate) back: &'static [&'static str],
}

/// The levels, most help first.
pub(crate) const HELP: [Help; 6] = [
    Help {
        called: "full help",
        staff: &[
            "Do it while {N} watches, and say each step aloud.",
            "Do it for {N} at first, slowly, and explain each step.",
        ],
        back: &[
            "After three weeks {N} does the last step, then the last two.",
            "As soon as {N} wants to, {they} will do the first step alone.",
        ],
    },
    Help {
        called: "side-by-side help",
        staff: &[
            "Work side by side, and leave the first and the last step to {N}.",
            "Do every second step, and let {N} choose which.",
        ],
        back: &[
            "After four good weeks staff put their hands in their pockets and only talk.",
            "When four weeks have gone well, staff coach from the other side of the room.",
        ],
    },
    Help {
        called: "coaching",
        staff: &[
            "Talk it through beforehand, then stand back and answer questions.",
            "Ask what the next step is, and wait for the answer.",
        ],
        back: &[
            "After four weeks done in full, one prompt takes the place of the talk.",
            "Once {N} names each step alone for a month, a prompt is enough.",
        ],
    },
    Help {
        called: "prompts",
        staff: &[
            "Give one spoken prompt, then wait two minutes.",
            "Remind {N} once, in one sentence, and go on with something else.",
        ],
        back: &[
            "After a month without a second prompt, staff stay nearby and say nothing.",
            "When four weeks need one prompt at most, it falls away.",
        ],
    },
    Help {
        called: "staff nearby",
        staff: &["Stay within call and do something else.", "Be in the next room, and come only when called."],
        back: &[
            "After a month without a call, staff stay away and ask at the weekly review.",
            "When nobody has been called for four weeks, {N} does it alone.",
        ],
    },
    Help {
        called: "no help",
        staff: &[
            "Stay away, and ask at the weekly review how it went.",
            "Leave it to {N}, and look at the count once a week.",
        ],
        back: &[
            "It is {their} own. The hours can rest or go to something new.",
            "Staff ask every second week only, then no more.",
        ],
    },
];
