//! What is said at a formal review, and why an outcome ended.

/// What is to be improved or changed.
pub(crate) const IMPROVE: &[&str] = &[
    "Yes. {N} went through the printed plan with a red pen and stopped at {a}.",
    "Yes. {N} had marked two places beforehand, both about {a}.",
    "Yes. {N} read the plan aloud and changed what no longer sounded like {them}.",
    "Yes. {N} wants the plan to say more about what comes next and less about {a}.",
    "Yes. {N} crossed out a line, wrote another above it, and explained both.",
    "Yes. We laid the plan beside the weekly reviews, and {N} saw where it lags behind.",
];

/// Nothing is to be changed.
pub(crate) const IMPROVE_NONE: &[&str] = &[
    "No. {N} read all of it over two days and wants it to stay as it is for now.",
    "No. {N} finds that {a} and all else still fit.",
    "No. {N} said that a plan which works should be left in peace.",
];

/// More on what should change.
pub(crate) const IMPROVE_MORE: &[&str] = &[
    "{They} asked us to keep {a} and to speak less during it.",
    "About {a} {they} said that the day matters more than the hour.",
    "{They} would like the weekly figures on one sheet.",
    "{They} asked for fewer words and bigger letters in the next print.",
    "{They} asked why {a} takes an hour when half would do.",
    "{They} liked the part about strengths and read it twice.",
];

/// Supported accommodation is still needed.
pub(crate) const STILL_NEEDED: &[&str] = &[
    "Yes, for now. {N} says that the nights are good because somebody is in the house.",
    "Yes. {N} can name what still goes wrong alone, and wants to work on that first.",
    "Yes. {N} would like to look at flats in the coming months, without a rush.",
    "Yes. {W} and {N} both think that the last steps need a safe place.",
    "Yes. {N} says that here {they} can try things and fail at them.",
    "Yes, and {N} wants fewer visits before moving on, to see how that feels.",
];

/// Not sure whether it is needed.
pub(crate) const NOT_SURE: &[&str] = &[
    "{N} is not sure. The days would be fine, but {they} would miss the voices in the kitchen.",
    "{N} goes back and forth. We look at one flat together before the next review.",
    "Perhaps not for much longer. {N} wants to try two nights elsewhere and then say.",
];

/// Happy to review again.
pub(crate) const AGAIN: &[&str] = &[
    "Yes, in 13 weeks, at the same table.",
    "Yes, and next time {N} wants to see the questions a week before.",
    "Yes. {N} would like {V} to be there as well.",
    "Yes, as long as it stays under an hour.",
    "Yes. {N} wrote the day on the calendar at once.",
    "Yes, in the morning and with good coffee, says {N}.",
];

/// What the resident says about plan and support.
pub(crate) const VIEWS: &[&str] = &[
    "It is my plan when I can scribble on it.",
    "Most of it is right. The rest I have crossed out.",
    "I like that you write down when you got it wrong.",
    "I do more than I thought. I can see it on the chart.",
    "Do not change people on me without saying.",
    "I do not need somebody in the room. I need somebody who comes when I call.",
    "The visits are fine. The paper is too much.",
    "I was scared of this talk, and it was only a talk.",
    "I want to be here until I am ready, and not a day longer.",
    "My sister says that I sound different on the phone.",
    "I still have bad days. I have fewer of them.",
    "Keep the mornings as they are. They hold the rest up.",
    "I would like it to be boring for a while.",
    "I want to be asked about the good things as well.",
    "You knock now, and you wait. That matters.",
    "I am proud of one thing in here, and I am not telling you which.",
    "It is slow. Slow is all right.",
    "When I read last year's plan, I hardly know that person.",
];

/// What the resident declined to sign and why.
pub(crate) const DECLINED: &[&str] = &[
    "{N} agrees with the plan and does not sign papers any more. {They} said so kindly.",
    "{N} wanted to think about it at home, and then decided to leave the line empty.",
    "{N} was content with the talk, and feels that a signature is for banks.",
];

/// Why somebody else signed.
pub(crate) const UNABLE: &[&str] = &[
    "{N} was too unwell to sign this week. The advocate went through every page with {them} and signed.",
    "{N} could not hold a pen after hurting {their} hand. The advocate heard {their} yes and signed.",
];

/// Why an outcome ended; `{n}` of `{c}` were reached.
pub(crate) const OUTCOME_ENDED: &[&str] = &[
    "Reached: {n} for {c}, and it has held for weeks. {N} calls it a habit.",
    "{N} reached {n} for {c} and wants the time for something new.",
    "The figure for {c} stands at {n} and stays there without much from us.",
    "Done: {n} for {c}. {N} crossed it out with a thick pen.",
];

/// Why an action ended.
pub(crate) const ACTION_ENDED: &[&str] = &[
    "{N} does it without staff, and its hours went to something new.",
    "It is part of {their} week now and needs no visit.",
    "{N} has made it {their} own. Staff hear of it at the weekly review.",
    "No help was needed for weeks, so it was struck out of the week.",
];
