//! What a weekly review says of the week and of the next.

/// A count that went the right way; `{n}` now, `{m}` before.
pub(crate) const COUNT_BETTER: &[&str] = &[
    "The count of {c} was {n}, and {m} the week before.",
    "For {c} the figure is {n} this week, which {N} read out; it was {m}.",
    "{N} counted {n} for {c}; the last figure was {m}.",
    "From {m} to {n}: that is the week's step for {c}.",
    "We wrote down {n} for {c}, after {m}.",
];

/// A count that went the wrong way.
pub(crate) const COUNT_WORSE: &[&str] = &[
    "The count of {c} went from {m} to {n}, and {N} knows why.",
    "For {c} we wrote down {n}; last time it was {m}. One week is no trend.",
    "{N} was cross about the figure for {c}: {n}, where {m} had been.",
    "A dip this week: {n} for {c}, after {m}.",
];

/// A count that stayed.
pub(crate) const COUNT_SAME: &[&str] = &[
    "The count of {c} stayed at {n}.",
    "For {c} it was {n} once more, on other days than last time.",
    "{N} had hoped for a move in {c}; it is {n} again.",
    "Again {n} for {c}, and {N} says that it takes less out of {them}.",
];

/// A count that has reached what was agreed.
pub(crate) const COUNT_REACHED: &[&str] = &[
    "The count of {c} was {n}, which is what we agreed to reach.",
    "With {n} for {c}, the week is where {N} wanted it.",
    "{N} drew a star beside the {n} for {c}.",
    "The sheet says {n} for {c}. {N} asked what comes next.",
];

/// The first count.
pub(crate) const COUNT_FIRST: &[&str] = &[
    "The first count of {c} is {n}.",
    "We begin with {n} for {c}, and {N} finds that honest.",
    "{N} wrote the first figure for {c} on the chart: {n}.",
];

/// What has changed.
pub(crate) const EMERGING: &[&str] = &[
    "{N} has slept better since the bed was moved away from the wall.",
    "A new neighbour plays music until ten; {N} has asked for headphones.",
    "{N} laughs more, and two people in the house have said so.",
    "A letter about benefits came on {d}; {N} put it into the tray.",
    "{N} has a cough and will see the nurse on {e} if it stays.",
    "{Their} aunt is ill, and {N} thinks of her a good deal.",
    "{N} bought a second-hand radio and knows all the stations already.",
    "A friend from before has written. {N} has not answered yet.",
    "{N} was quieter than usual from {d} on.",
    "There was talk in the house about a new rota, and {N} wants to know what it means.",
    "{N} has started to get up at the same time each day.",
    "The noise from the building site is hard in the mornings.",
    "{N} joined in a card game on {d} for the first time.",
    "{N} has asked twice about the housing list.",
    "{Their} shoes have worn through; new ones are on the list for {e}.",
    "{N} turned down a party on {d}, and was glad afterwards.",
    "A birthday in the family is coming up, and {N} is making the card.",
    "{N} had a headache on {m} days and drank too little water.",
    "A plant stands on the window sill now, and {N} waters it.",
    "{N} heard that a worker is leaving, and asked who will come.",
    "There were raised voices in the lounge on {d}; {N} left in good time.",
    "{N} has begun to draw again in the evenings.",
    "{Their} phone contract ends soon, and {N} is comparing prices.",
    "{N} helped to carry in the shopping for the house on {d}.",
    "{N} has been asked to read at a wedding and is thinking about it.",
    "On {d} {N} talked about {their} old job for the first time.",
    "{N} wants {their} hair cut before the weekend.",
    "A tooth hurts when {N} drinks something cold; the dentist has a time on {e}.",
    "{N} has made friends with the dog from next door.",
    "Two parcels went missing from the hall, one of them for {N}.",
];

/// The week of an incident, elsewhere in the review.
pub(crate) const INCIDENT: &[&str] = &[
    "The incident of {b} was the hardest part of the week, and {N} talks about it openly.",
    "Since {b} {N} has been a little careful, which we understand.",
    "What happened on {b} is written down; {N} read it and agreed.",
];

/// Whether the resident wants or needs the support.
pub(crate) const WANTED: &[&str] = &[
    "{N} wants the visits to stay as they are, and would like {a} a little earlier.",
    "{N} says that {a} could do with less of us.",
    "We are doing the plan, and {N} likes {a} best of all.",
    "{N} needs us less in the mornings and more at the end of the day.",
    "{N} asked that only one of us comes for {a}.",
    "For {a} {N} wants us within call, and not in the room.",
    "{N} finds that we talk too much during {a}, and is right.",
    "{N} is glad of the help with {a} and says it out loud.",
    "{N} would give up a visit, but not {a}.",
    "{N} takes up what we offer. With {a} {they} did more than the plan asks.",
    "{N} wonders whether {a} still needs a fixed day.",
    "With {a} we gave a little more help than planned, because {N} was tired.",
    "{N} wants to try {a} with somebody else from the team.",
    "On two days {N} did more of {a} alone than with us.",
    "On {d} {N} said that {V} may leave after the first step of {a}.",
    "{N} wants {a} on {d} and a free day after it.",
    "{N} asked {V} on {d} what {a} is good for, and liked the answer.",
    "We do {a} as the plan says; {N} would rather start {i} minutes later.",
    "{N} needs nobody for {a} on {d}, and somebody on {e}.",
    "For {a} {N} likes to have {V} there, and said why.",
    "On {e} {N} did {a} in {i} minutes and did not want to talk.",
    "{N} would like to swap {d} and {e}, and to keep {a} where it is.",
    "Help with {a} is welcome up to the last step, which {N} does alone.",
    "{N} called us once for {a}, on {d}, and it was the right moment.",
];

/// What is in the way.
pub(crate) const IN_THE_WAY: &[&str] = &[
    "What gets in the way is the hour after lunch, when {N} is tired.",
    "Nothing stands in the way but the weather.",
    "The washing machine is slow, and it eats into other plans.",
    "We wait for a date from the surgery; {W} asks again on {d}.",
    "The rota has changed twice, and {N} had to get used to new faces.",
    "Money is short until {d}, so the shop has to wait.",
    "Long phone queues cost {N} more strength than the calls themselves.",
    "It was loud in the house on {m} evenings.",
    "The form from the council is still not here.",
    "{N} has too much on {d}, so we spread things out.",
    "The bus pass runs out soon, and the photo is missing.",
    "Our own notes were late, and {V} came without them.",
    "{N} finds it hard to begin. Once begun, it goes.",
    "Appointments fell on the same day, which nobody had checked.",
    "A bad night before {e} took the wind out of the week.",
    "The key to the store room was with somebody on leave.",
    "From {d} to {e} the heating was off, and nobody did much.",
    "A visitor stayed {i} minutes too long on {d}, and the rest of the day slid.",
    "{N} ran out of credit on {d} and could not send messages.",
    "The quiet room was taken on {d} when {N} needed it.",
    "{N} had three appointments between {d} and {e}, one more than is good.",
    "{V} and {W} had told {N} two different times for {e}.",
];

/// Something that staff promise for the week; it follows "will".
pub(crate) const PROMISE: &[&str] = &[
    "ring the surgery about the new time",
    "print the photos for the cards",
    "bring batteries for the timer",
    "ask the housing office for the form",
    "put a second chair in the room",
    "find out the price of a bus pass",
    "fix the handle of the cupboard",
    "write the times on one sheet",
    "talk to the night worker about the noise",
    "bring the big calendar",
    "look for the missing parcel",
    "order the spare key",
    "book the quiet room",
    "ask the pharmacist about the label",
    "fetch the bicycle pump from the cellar",
    "get a new bulb for the hall",
    "find a second name for the visits",
    "make a copy of the letter",
    "borrow the book from the library",
    "ask the neighbour about the music",
];

/// When staff come next; `{d}` and `{e}` are planned days, `{h}` the time of the first.
pub(crate) const NEXT_VISITS: &[&str] = &[
    "{V} comes on {d} at {h}, and the next review is on {e}.",
    "We see {N} on {d} at {h} and again on {e}.",
    "The first visit is on {d} at {h}, with {V}; the last is on {e}.",
    "On {d} at {h} {V} is at the door; {e} is for the review.",
    "{N} has the visits on paper: {d} at {h} first, then on to {e}.",
    "{V} starts the week on {d} at {h}. On {e} we look back together.",
];

/// Who will do what; `{q}` is the promise.
pub(crate) const WILL_DO: &[&str] = &[
    "{V} will {q} by {d}.",
    "By {e} {V} will {q}.",
    "It is for {V} to {q} before {e}.",
    "{V} has promised to {q}.",
    "To {q} is for {V}, and {N} has written it down.",
];

/// What the resident will do.
pub(crate) const IS_FOR: &[&str] = &[
    "{N} chooses what to begin with.",
    "{N} sets out what is needed for {a}.",
    "{N} rings {their} sister before the weekend.",
    "{N} writes down two questions for the nurse.",
    "{N} tries {a} once without us.",
    "{N} keeps {d} free for rest.",
    "{N} tells {V} on {d} how the night was.",
    "{N} counts the days on the chart.",
    "{N} shows a new worker how {a} is done.",
    "{N} asks the neighbour about the washing line.",
    "{N} brings the photo for the pass.",
    "{N} puts a sign on the door on days without a visit.",
    "{N} thinks about what should come after {a}.",
    "{N} buys what is missing for {a}.",
];

/// Help that steps down, in a weekly review.
pub(crate) const STEP_DOWN: &[&str] = &[
    "The plan changes today: help with {a} steps down from {from} to {to}.",
    "From next week {a} has {to} in place of {from}; the plan says so from today.",
    "{N} and {W} agreed it: for {a}, {to} takes the place of {from}.",
    "After good weeks with {a} we step back from {from} to {to}, and change the plan today.",
];

/// Help that goes up again, in a weekly review.
pub(crate) const STEP_UP: &[&str] = &[
    "The plan changes today: {a} has {to} again in place of {from}, until it holds.",
    "For {a} we go back from {from} to {to} for some weeks, as {N} asked.",
    "{N} and {W} agreed that {a} needs {to} again; {from} came too soon.",
    "Help with {a} goes up from {from} to {to}, in the plan from today.",
];

/// A time in the plan that changes, in a weekly review.
pub(crate) const NEW_TIME: &[&str] = &[
    "The plan changes today: {a} moves to {d}, as {N} asked.",
    "{N} wants {a} on {d} from now on, and the plan says so from today.",
];

/// Words in the plan that change, in a weekly review.
pub(crate) const NEW_WORDS: &[&str] = &[
    "{N} has put {their} part of {a} into new words, and the plan has them from today.",
    "The plan changes today: what {N} does for {a} is said more plainly.",
    "Under {a} the plan now says in {their} own words what {N} does.",
];

/// How the safety plan is working.
pub(crate) const SAFETY_WORKS: &[&str] = &[
    "{N} knows where the sheet hangs and has looked at it on {d}.",
    "We read the first page together, and all of it still holds.",
    "The early signs did not show this week.",
    "One early sign showed on {d}; {N} saw it first and rested.",
    "{N} did not need the sheet, and keeps it by the bed.",
    "On {d} {N} used the first step alone, and it was enough.",
    "The names and the order of calls are right; {V} tried the numbers.",
    "{N} told {V} in {their} own words what to do first.",
    "The night worker has read it and knows what to look for.",
    "{N} practised the steps under What I do on {e}.",
    "A trigger came up on {d}, and the plan did what it should.",
    "The copy in the office is the same as the one in {their} room.",
    "{N} finds the sheet clear and would change nothing.",
    "{V} asked plainly about safety, and {N} answered plainly.",
    "{N} moved the sheet from the drawer to the door on {d}.",
    "On {e} {V} and {N} read the part on triggers, {i} minutes in all.",
    "{N} knew the order of calls by heart on {d}.",
    "A covering worker found the sheet at once on {d}.",
    "On {d} {N} felt uneasy, did the first step and slept.",
    "{N} has shown the sheet to {their} family.",
    "The steps under What I do were used on {d} and on {e}.",
    "{V} tried the bell on {d}; it rings in the office.",
    "All of us on shift on {e} had read it.",
    "{N} put the sheet beside the phone on {e}.",
    "What staff do was right on {d}: few words, and time.",
    "{N} asked on {e} who looks at it next, and when.",
];

/// How a single risk stands; `{q}` is how a sentence speaks of it.
pub(crate) const SAFETY_RISK: &[&str] = &[
    "There was nothing new about {q}.",
    "About {q} {N} had a question, which we answered.",
    "{N} saw no sign of {q} this week, and neither did {V}.",
    "For {q}, the steps were known to everybody on shift.",
    "{N} spoke about {q} without being asked, and calmly.",
    "As to {q}, staff looked out for the signs and found none.",
    "The talk on {d} about {q} was short and open.",
    "On {e} we read the lines on {q} again.",
    "{V} asked on {d} about {q}; all is quiet.",
    "{N} takes {q} seriously and is not afraid of it.",
    "Nobody on the late shift saw a sign of {q}.",
    "On {d} {N} named one sign of {q} for a new worker.",
];

/// The safety plan needs a change.
pub(crate) const SAFETY_NEEDS: &[&str] = &[
    "It needs a change: a name under People and places is out of date. {W} and {N} rewrite it on Monday.",
    "{N} no longer uses the place that it names. The new one goes in on Monday.",
    "The part on what helps is too long to read in a hurry. It gets shorter on Monday.",
];

/// The week of an incident; `{b}` is its day.
pub(crate) const SAFETY_AFTER: &[&str] = &[
    "After the incident of {b} it was changed the day after, and {N} helped to write it.",
    "It was rewritten after {b}. {N} has read the new version twice.",
    "The version that followed {b} hangs in {their} room; the old one was taken down.",
];
