//! What keeps a resident safe, and what helps when something has happened.

/// Triggers that many people have.
pub(crate) const TRIGGER: &[&str] = &[
    "a change of worker without a word beforehand",
    "brown envelopes late on a Friday",
    "doors that slam",
    "a promise that was not kept",
    "crowded rooms with no way out",
    "being woken suddenly",
    "long waits on the phone",
    "talk about {them} in the hall",
    "too little sleep two nights running",
    "raised voices next door",
    "days without any plan",
    "questions in front of others",
];

/// What is noticed early.
pub(crate) const EARLY_SIGN: &[&str] = &[
    "{N} answers with one word only",
    "the curtains are still shut at eleven",
    "{N} walks up and down in the hall",
    "jokes stop, and so does the radio",
    "messages stay unread for a day",
    "{N} says that it does not matter",
    "the same question comes three times",
    "{N} rubs {their} hands and looks at the floor",
    "cups gather on the window sill",
    "{N} skips the thing that {they} liked best last week",
];

/// What the resident does for themselves.
pub(crate) const I_DO: &[&str] = &[
    "I put my headphones on and walk round the block once.",
    "I run warm water over my hands and count to fifty.",
    "I write down what is going on in my head, and shut the book.",
    "I sit on the back step until my breath is slow.",
    "I send a message with one word, and staff know what it means.",
    "I lie down flat and look at the ceiling until it passes.",
    "I make tea and hold the cup with both hands.",
    "I say aloud what is true today.",
    "I ring somebody who makes me laugh.",
    "I do ten minutes of something with my hands.",
];

/// What staff say and do.
pub(crate) const STAFF_DO: &[&str] = &[
    "Speak low, sit down, and say that there is time.",
    "Send others out of the room in a friendly way.",
    "Say who you are and that {N} is safe here.",
    "Ask what {N} needs, once, and wait.",
    "Stay within sight and do not stand in the way.",
    "Leave rules and money for another day.",
    "Do not ask why. Ask what would help now.",
    "Offer water and a blanket, and sit at an angle.",
];

/// People and places that help.
pub(crate) const HELPS: &[&str] = &[
    "{W} is the worker whom {N} would choose; the manager comes next.",
    "The bench behind the house is {their} place, at any hour.",
    "The library's back room is quiet until six.",
    "{Their} sister can be rung at any time, by {N} or by staff. {N} agreed to that in writing.",
    "The day centre keeps a chair for {N}, and lunch is at twelve.",
    "In the house it is the small lounge, with the lamp and not the big light.",
    "The chapel round the corner is open by day, and {N} likes to sit at the back.",
    "A friend from the class has said that {N} may come by on any evening.",
    "The path along the water is good, in company.",
    "The house cat helps more than most people, says {N}.",
];

/// What helps when it is over.
pub(crate) const AFTERWARDS: &[&str] = &[
    "Tea, a quiet room and no questions until {N} begins.",
    "Something to eat, and then sleep.",
    "A walk together the next morning, if {N} likes.",
    "{N} wants the room put right first, and does it with staff.",
    "A note in the day book, which {N} reads before it is final.",
    "A joke is welcome after an hour, not sooner.",
    "{N} likes to hear that nobody is cross.",
    "Fresh clothes and a shower come before any talk.",
];

/// Who looks at the safety plan again.
pub(crate) const LOOK_AGAIN: &[&str] = &[
    "{W} and {N} look at this sheet within two working days and change what did not help.",
    "The next day {N} and {W} read this sheet and strike out what did not work.",
    "{N} says what came too late, and {W} writes it in here within two days.",
    "At the next weekly review all of this sheet is read aloud.",
];

/// What is added about what helped in an incident.
pub(crate) const HELPED_TOO: &[&str] = &[
    "{N} said afterwards what would have helped even sooner.",
    "Others in the house gave {them} room.",
    "Nobody was in a hurry, and that helped most.",
    "{V} wrote down {their} words on the same evening.",
    "A blanket and a quiet voice did more than advice.",
];

/// What is added about what was learnt.
pub(crate) const LEARNT_TOO: &[&str] = &[
    "The sign had been there the day before, and nobody had passed it on.",
    "{N} had told one of us, and one is not enough.",
    "What we had written down was right. It lay in the wrong place.",
    "A second worker would not have changed it; an earlier word would.",
    "{N} knows {their} own signs better than we do.",
];
