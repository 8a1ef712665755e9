//! What residents bring.

/// A strength.
pub(crate) struct Strength {
    /// Its id, whose words are its heading.
    pub(crate) id: &'static str,
    /// What it looks like in practice.
    pub(crate) seen: &'static [&'static str],
    /// How staff put it to work in an action.
    pub(crate) used: &'static [&'static str],
    /// How an assessment speaks of it.
    pub(crate) found: &'static str,
}

/// All strengths.
pub(crate) const STRENGTHS: &[Strength] = &[
    Strength {
        id: "keeps-lists",
        seen: &[
            "{N} writes down what has to be done and ticks it off. What is on {their} list gets done.",
            "{N} has a small notebook for lists and looks at it several times a day.",
        ],
        used: &["Begin with {their} own list.", "Ask {N} to put the next step on {their} list."],
        found: "{N} has kept lists for years and finds things again because of them.",
    },
    Strength {
        id: "remembers-routes",
        seen: &[
            "After walking a way once, {N} knows it, with all its corners. {They} can describe it to others.",
            "{N} remembers places by what stands there: a blue gate, a bakery, a bent lamp post.",
        ],
        used: &["Let {N} lead the way.", "Ask {N} to describe the steps like a route, from start to end."],
        found: "{N} drew the way from the station to the house after a single visit.",
    },
    Strength {
        id: "good-with-hands",
        seen: &[
            "{N} mends what is broken: hinges, plugs, zips. Showing works better than telling.",
            "Give {N} a thing and {they} will find out how it works.",
        ],
        used: &[
            "Show the step once and let {their} hands do the rest.",
            "Put the thing itself on the table, not a leaflet.",
        ],
        found: "{N} repaired a neighbour's bicycle and was asked to do two more.",
    },
    Strength {
        id: "loves-music",
        seen: &[
            "{N} knows hundreds of songs and hums when all is well. A song gives {them} the pace of a task.",
            "Music calms {N} and helps {them} to begin. {They} made lists of songs for different moods.",
        ],
        used: &[
            "Let {N} choose the song to start with.",
            "Use the length of two songs as the time for the first step.",
        ],
        found: "{N} sang in a choir as a child and plays the guitar a little.",
    },
    Strength {
        id: "speaks-plainly",
        seen: &[
            "{N} says yes or no and means it. Staff need not guess.",
            "{N} tells people what is wrong, and what would put it right.",
        ],
        used: &[
            "Ask one short question and take the answer as it is.",
            "Ask {N} what should be different, and write that down.",
        ],
        found: "{N} told the assessor plainly which questions were none of our business.",
    },
    Strength {
        id: "up-with-the-birds",
        seen: &[
            "{N} wakes early and does {their} best work before ten.",
            "The first hours of the day belong to {N}. {They} can do things then that are too much at four.",
        ],
        used: &[
            "Put the harder part in the first half of the morning.",
            "Start while {N} is fresh and stop while it still goes well.",
        ],
        found: "{N} worked early shifts for years and still wakes at six.",
    },
    Strength {
        id: "notices-details",
        seen: &[
            "{N} sees what others miss: a new sign, a changed face, a wrong sum.",
            "{N} compares and checks, and is nearly always right.",
        ],
        used: &["Ask {N} to check it and say what does not match.", "Leave the last check to {N}."],
        found: "{N} found two mistakes in the papers that we brought.",
    },
    Strength {
        id: "makes-people-laugh",
        seen: &[
            "{N} has a dry joke for most moments, and it opens doors.",
            "People like to be near {N}. A laugh brings {them} back sooner than any advice.",
        ],
        used: &["Keep it light and leave room for a joke.", "Let {N} do the greeting."],
        found: "{N} had everybody in the waiting room laughing.",
    },
    Strength {
        id: "patient-with-animals",
        seen: &[
            "Dogs and cats come to {N}. {They} can sit still for an hour to win a shy one over.",
            "{N} looks after the house cat and notices how it feels.",
        ],
        used: &["Talk it over while {N} brushes the cat.", "Compare it with how {N} would teach a nervous dog."],
        found: "{N} grew up with dogs and walked those of the whole street.",
    },
    Strength {
        id: "reads-a-lot",
        seen: &[
            "{N} reads every evening and remembers what {they} read. Written words reach {them} best.",
            "{N} likes to read a thing through before talking about it.",
        ],
        used: &["Give it in writing the day before.", "Let {N} read it alone first, then talk."],
        found: "{N} reads two books a week, mostly about the sea.",
    },
    Strength {
        id: "quick-with-figures",
        seen: &[
            "{N} adds up in {their} head and keeps prices, times and scores in mind.",
            "Numbers please {N}. What can be counted, {they} will count.",
        ],
        used: &["Let {N} do the counting.", "Turn it into a number that {N} can beat."],
        found: "{N} kept the accounts of a football club for some years.",
    },
    Strength {
        id: "holds-to-a-routine",
        seen: &[
            "What has its hour in the week, {N} does without being told.",
            "{N} builds habits quickly and keeps them for months.",
        ],
        used: &["Keep to the same hour and the same order.", "Tie the new step to one that {N} does anyway."],
        found: "{N} had the same seat, the same walk and the same tea time for years.",
    },
    Strength {
        id: "asks-when-unsure",
        seen: &[
            "{N} asks when something is not clear, and asks again until it is.",
            "{N} finds the right person to ask, and writes down the answer.",
        ],
        used: &["Wait for {their} question and answer just that.", "Say what may be unclear, and let {N} ask."],
        found: "{N} came with a page of questions and left with answers to all of them.",
    },
    Strength {
        id: "finishes-things",
        seen: &[
            "What {N} has begun gets finished, even if it takes weeks.",
            "{N} does not like loose ends. {They} will come back to a task without a reminder.",
        ],
        used: &["Agree what finished looks like before starting.", "Begin something small that can be finished today."],
        found: "{N} once rebuilt a garden wall alone, stone by stone.",
    },
];
