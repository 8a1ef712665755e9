//! What was done in a week, and what was not.

/// A visit that took place.
pub(crate) const VISIT_MET: &[&str] = &[
    "{V} came on {d}, and the hour went quickly.",
    "The visit on {d} took place in {their} room, with the cat on the chair.",
    "On {d} {N} and {V} sat {p} and went through the week.",
    "{N} opened the door on {d} before {V} had knocked.",
    "On {d} {N} asked for a shorter visit, and {i} minutes were enough.",
    "{V} was ten minutes late on {d} and had sent a message.",
    "All the visits took place, and on {d} {N} led the talk.",
    "On {d} the talk went on over a second cup of tea.",
    "{N} had a list of {m} things for {V} on {d}.",
    "{V} and {N} walked round the block on {d} and talked on the way.",
];

/// A visit that the resident did not want.
pub(crate) const VISIT_DECLINED: &[&str] = &[
    "On {d} {N} did not want a visit and said so at the door.",
    "{N} turned the visit on {d} down; {e} was enough.",
    "{N} sent a message on {d}: not today.",
    "On {d} {N} said no, because {they} had slept badly.",
    "The visit on {d} was not wanted. {V} left the new time on a note.",
];

/// A visit for which the resident was out.
pub(crate) const VISIT_OUT: &[&str] = &[
    "{N} was out when {V} came on {d} and rang later to say sorry.",
    "Nobody opened on {d}; {N} had gone to the shops and lost track of time.",
    "On {d} {N} was still on the bus at the time of the visit.",
    "{N} had forgotten the visit on {d} and wrote the next ones on {their} hand.",
];

/// A visit that staff called off.
pub(crate) const VISIT_OFF: &[&str] = &[
    "We called off the visit on {d}, because two of us were ill.",
    "The visit on {d} did not take place. Cover was found too late, and we said sorry.",
    "On {d} {V} was kept by an emergency in the house and told {N} at once.",
    "We had two visits in the book for the same hour on {d}, and {N} lost {their} hour.",
];

/// An action that was half done, on the resident's side.
pub(crate) const PARTLY_RESIDENT: &[&str] = &[
    "With {a}, {N} did the first half on {d} and left the rest.",
    "{N} began {a} on {d} and stopped after {i} minutes, which was enough for that day.",
    "There was too little sleep for {a} on {e}; {d} went well.",
    "{N} wanted {a} on one day only this week.",
    "On {d} {N} cut {a} short, because {their} phone rang.",
    "{A}: yes on {d}, no on {e}, and {N} gave reasons for both.",
];

/// An action that was half done, on the side of staff.
pub(crate) const PARTLY_SERVICE: &[&str] = &[
    "We were late for {a} on {d}, so only half of it was done.",
    "On {e} nobody was free for {a}; on {d} it went as planned.",
    "{V} did not know the plan for {a} and did too much of it.",
    "For {a} on {d} we had not prepared what we promised.",
    "A call from the office cut {a} short on {d}. {N} was right to be annoyed.",
];

/// An action that was half done, and nobody could help it.
pub(crate) const PARTLY_NEITHER: &[&str] = &[
    "Rain and a broken-down bus left time for half of {a} on {d}.",
    "The water was off on {d}, so {a} had to stop half way.",
    "A visit to the dentist on {d} took half of the time for {a}.",
    "On {d} a power cut came in the middle of {a}.",
];

/// An action that was not done, on the resident's side.
pub(crate) const NOT_RESIDENT: &[&str] = &[
    "{N} said no to {a} on {d} and on {e}.",
    "Nothing came of {a}; {N} needed the rest more.",
    "{N} left {a} out this week and said why.",
    "For {a} {N} had no head this week, with so much else going on.",
    "{N} did not want {a} on {d}, and offered {e} of next week.",
];

/// An action that was not done, on the side of staff.
pub(crate) const NOT_SERVICE: &[&str] = &[
    "Nobody came for {a} on {d}; we had not arranged cover.",
    "{A} fell through twice because of our rota. {W} has said sorry.",
    "We forgot {a} on {d}. It is in the office diary from now on.",
    "The things for {a} had not been ordered, so it did not take place.",
    "On {d} we were one worker short, and {a} was dropped.",
];

/// An action that was not done, and nobody could help it.
pub(crate) const NOT_NEITHER: &[&str] = &[
    "{A} did not take place, because the place was closed all week.",
    "A cold kept {N} in bed, so {a} had to wait.",
    "With the lift out of order, {a} was not possible.",
    "A hospital appointment fell on the same hour as {a}.",
];

/// What is added to a note on an action.
pub(crate) const TAIL: &[&str] = &[
    "{N} was quicker than the week before.",
    "It took two tries, and the second was calm.",
    "{V} said almost nothing and was thanked for it.",
    "{N} wants to do the same again, on the same day.",
    "Afterwards {N} sat down and looked content.",
    "The first five minutes were the hardest, as {N} had said.",
    "{N} found a better order for the steps.",
    "{V} had to hold back more than once.",
    "{N} asked one question, a good one.",
    "It ended with a cup of tea for two.",
    "Next time {N} wants to begin alone.",
    "{N} told a neighbour about it with some pride.",
];

/// What a resident says. The words stand in quotation marks.
pub(crate) const QUOTE: &[&str] = &[
    "That was all right.",
    "I did not think I would.",
    "Easier than last time.",
    "Leave me to it.",
    "Ask me tomorrow.",
    "I could get used to this.",
    "Not bad at all.",
    "I am tired, but the good kind.",
    "You can stay outside.",
    "It is mine now.",
    "One more time and I have it.",
    "I would rather do it early.",
    "That was my idea, remember?",
    "I nearly said no.",
    "Write that one down.",
    "It helps when it is quiet.",
    "Too many people for me.",
    "I will try again, but not today.",
    "I slept, so I could.",
    "Nobody rushed me.",
    "I want to show my sister.",
    "Next week I go first.",
    "I had a wobble, then it passed.",
    "You forgot, and I did not.",
];

/// A promise that was kept; `{q}` is what had been promised.
pub(crate) const KEPT: &[&str] = &[
    "We had promised to {q}, and it is done.",
    "{V} did what was promised: to {q}.",
    "Last week's promise to {q} was kept by {d}.",
    "To {q} was our task, and {V} saw to it on {d}.",
];

/// A promise that was not kept.
pub(crate) const NOT_KEPT: &[&str] = &[
    "We had promised to {q} and did not. {W} does it by {e}.",
    "Nobody found time to {q}, which we should have. It is first on the list now.",
    "To {q} is still open; {V} has taken it over.",
];

/// Why a review was missed, on the resident's side.
pub(crate) const MISSED_RESIDENT: &[&str] = &[
    "{N} did not want a review this week. A letter on {d} had taken all {their} strength.",
    "{N} was with {their} family on the day and did not come back in time.",
    "{N} was asleep at the agreed hour, and asked at the door to leave it for once.",
    "{N} went out before {h} and rang to say that the sun was too good.",
    "{N} had a cold from {d} on and wanted to sleep.",
    "A friend came by on the day, and {N} chose the friend.",
];

/// Why a review was missed, on the side of staff.
pub(crate) const MISSED_SERVICE: &[&str] = &[
    "{W} was ill from {d}, and nobody had been named to stand in.",
    "Two workers were away at once, and the review slipped off the list. That was our mistake.",
    "A burst pipe on {d} kept all of us busy until the evening.",
    "{V} was to hold it and was called to another house.",
    "The rota had no name for it on {d}, and none of us noticed before {e}.",
    "On {d} we moved it to {e}, and on {e} nobody came. {N} had waited {i} minutes.",
];

/// The resident was away.
pub(crate) const MISSED_AWAY: &[&str] = &[
    "{N} was away from {d} on and took the medicine and the sheet along.",
    "{N} left on {d} with a packed bag and a list of numbers.",
    "Nothing was due this week, as {N} was not in the house from {d} on.",
];

/// What was done meanwhile.
pub(crate) const MISSED_MEANWHILE: &[&str] = &[
    "Staff looked in each day, and {a} went on as far as it could.",
    "{V} spoke with {N} for a few minutes, and nothing was pressing.",
    "{N} sent a message on {e}: all well.",
    "The day book has a line for each day; no early sign was seen.",
    "We noted no figures, and we do not guess them now.",
];

/// What is done so that the next, on `{b}`, is not missed.
pub(crate) const MISSED_NEXT: &[&str] = &[
    "The next review, on {b}, stands in the office diary with two names beside it.",
    "{W} has put {b} on the board for the next one, with the hour that {N} chose.",
    "The next is on {b}, and {V} stands in if {W} is away.",
    "We meet on {b}, earlier in the day, which suits {N} better.",
    "{N} has a note with the new day, {b}, and hung it by the mirror.",
    "On {b} two of us are free for it, so that one can be kept.",
];
