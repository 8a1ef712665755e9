//! Who the resident is and where they come from: the words of the first records, and of where they want to go.

/// Who the resident is; `{n}` is their age.
pub(crate) const ABOUT_ME: &[&str] = &[
    "I am {n} and I have lived in more places than I can count on two hands.",
    "I am {n}, I grew up by the sea, and I still look for it.",
    "I am {n}. I worked nights in a bakery for a long time, and I know good bread.",
    "I am {n}. People think that I am shy, but I am only slow to start.",
    "I am {n} and the middle one of five. I learnt early to wait my turn.",
    "I am {n}. I drove a van for years and know every back road round here.",
    "I am {n}. I would rather do a thing than talk about it.",
    "I am {n}, and I have been ill, and I am not my illness.",
    "I am {n}. I left home early and have looked after myself since.",
    "I am {n}. I come from a loud family and I like a quiet room.",
    "I am {n}, I like old films, and I can tell you who is in them.",
    "I am {n}. I have a good memory for faces and a bad one for days.",
];

/// What a good day is like.
pub(crate) const GOOD_DAY: &[&str] = &[
    "A good day starts slowly, with tea and nobody asking anything.",
    "On a good day I have been outside before noon and have one thing to show for it.",
    "A good day has a plan, and the plan has a gap in it.",
    "A good day is when I have cooked, slept and laughed once.",
    "The best days are those when the post brings nothing.",
    "A good day ends with the window open and music on low.",
    "I like a day with something in the morning and nothing in the afternoon.",
    "On a good day I ring somebody, and they are pleased.",
    "A good day is when I finish what I began.",
    "I am at my best when I know the evening before what is coming.",
    "Give me sun on the bench and a newspaper, and the day is good.",
    "A good day is one on which I forget to look at the clock.",
];

/// Who matters.
pub(crate) const MY_PEOPLE: &[&str] = &[
    "My sister matters most. We speak on Sundays.",
    "My mum rings when she can. I keep that hour free.",
    "I have an old friend from school, and he knows everything about me.",
    "My aunt taught me to cook. I still ask her things.",
    "My brother and I are talking again. It is early days.",
    "My gran raised me. I carry her photo in my wallet.",
    "My daughter is eight. I want her to be proud when she visits.",
    "There is a man at the market who saves me the ends of the cheese. He counts.",
    "My cousin lives two streets away and comes when I ask.",
    "I do not have much family, so friends are family.",
];

/// How the resident likes to be talked with.
pub(crate) const TALK_WITH_ME: &[&str] = &[
    "Say one thing at a time and wait for me.",
    "Please knock and then count to ten.",
    "Tell me the truth, even when it is bad news.",
    "Do not stand in the doorway. Come in or go, but choose.",
    "Look at what I show you, not at your phone.",
    "Ask me, not the person next to me.",
    "If I go quiet, I am thinking. It is not about you.",
    "Write it down for me when it is more than two things.",
    "A joke helps me more than a leaflet.",
    "Do not say calm down. Say, I have time.",
    "I like to walk while I talk.",
    "If you are late, send me a message. Then I do not mind.",
];

/// What the resident does not want.
pub(crate) const NOT_FOR_ME: &[&str] = &[
    "I do not like surprises, not even nice ones.",
    "Please do not touch my things or my shoulder.",
    "I cannot think when two people talk at once.",
    "I do not want to be thanked for ordinary things.",
    "Bright lights give me a headache, so I sit at the back.",
    "I do not want staff to finish my sentences.",
    "Mornings before eight are not for talking.",
    "I do not want my past read out in every meeting.",
    "Strong smells put me off, and so do wet floors.",
    "I hate forms. Read them with me and I will sign.",
];

/// What both sides expect.
pub(crate) const AGREED: &[&str] = &[
    "Staff come at the times in this plan, and send a message if they are late.",
    "{N} says yes or no to a visit at the door, and either answer is fine.",
    "Visits are fixed at the weekly review, and {N} has them on paper.",
    "If a worker cannot come, {N} hears of it the same morning and gets a new time.",
    "{N} chooses the room in which we talk.",
    "We write down what we promise, and read it out a week later.",
    "{N} may have somebody of {their} own at any talk about this plan.",
    "Staff knock, wait, and come in only when asked.",
];

/// What happens if support is not taken up.
pub(crate) const AGREED_NO: &[&str] = &[
    "After three visits in a row that {N} did not want, {W} and {N} sit down and find out what should change.",
    "A no is noted without blame, and one other time is offered in the same week.",
    "If {N} takes no support for two weeks, the manager joins the next talk, because support belongs to living here.",
    "After two weeks without a visit we ask what we did wrong before we ask anything else.",
    "Should {N} want a pause, it gets a first and a last day, and the safety plan goes on.",
    "If visits are missed, we look at the hour and the worker first. A longer pause is talked over with the manager.",
];

/// How the resident pictures the next home.
pub(crate) const VISION: &[&str] = &[
    "{N} pictures a small flat with a balcony and a door that shuts softly.",
    "{N} would like two rooms near the market, with a neighbour who says good morning.",
    "{N} wants a flat of {their} own on a bus line, and a cat.",
    "{N} sees {their} next home near {their} sister, close enough for tea.",
    "{N} thinks of a shared house with one or two others who are quiet.",
    "{N} would like a ground-floor flat with a bit of earth to dig.",
    "{N} dreams of a kitchen with a window, and the rest can be small.",
    "{N} is not sure yet and wants to see three different flats before deciding.",
    "{N} wants to stay in this part of town, within a walk of the library.",
    "{N} would like a flat with a bath, and staff who come once a week at first.",
];

/// How all will know that the time is right.
pub(crate) const READY_WHEN: &[&str] = &[
    "The time is right when all outcomes have held for eight weeks with staff nearby at most.",
    "We will know by eight calm weeks in a row, and because {N} says so.",
    "The time is right when {N} has done a whole week from a list of {their} own, twice.",
    "{N} and {W} look at this each time that the plan is reviewed. {N} may wait or go faster.",
    "The time is right when two weeks at a trial flat have gone well.",
    "We will know when visits are for company and no longer for help.",
];

/// Further steps towards it.
pub(crate) const MOVE_STEP: &[&str] = &[
    "a look at an empty flat with {W}, with nothing to decide that day",
    "a form for the housing list, filled in by {N}",
    "one night alone in the trial flat, then three",
    "a sum of what a flat costs in a month",
    "a list of what {N} owns and what is missing",
    "a talk with somebody who moved on last year",
    "the name of a surgery and a shop near the new home",
];

/// Where the resident lived before.
pub(crate) const LIVED_BEFORE: &[&str] = &[
    "{N} lived in a rented room until the house was sold.",
    "{N} stayed with friends for {m} months, on sofas and floors.",
    "{N} was in hospital for {m} weeks and could not go back to {their} old home.",
    "{N} lived with {their} family until there was no longer room for everybody.",
    "{N} had a flat for {m} years and lost it after an illness.",
    "{N} came from another service, which closed at short notice.",
    "{N} slept in a hostel for {m} months and never felt safe there.",
    "{N} lived with a partner. The flat was in the partner's name.",
    "{N} shared a house with five others and moved out after a fire.",
    "{N} lived in foster homes and then in a place for young adults.",
];

/// What made the move needed.
pub(crate) const WHY_REFERRED: &[&str] = &[
    "Meals, post and sleep went out of step within {m} months.",
    "Twice in that time {N} asked for help and was sent elsewhere.",
    "Rent was paid on time to the end, and {N} is proud of that.",
    "By day {N} managed. The nights were too long.",
    "A worker from the day centre noticed that {N} had stopped coming.",
    "The surgery asked for a home with staff in the house.",
    "{N} did much alone that most people do with a family behind them.",
    "Old friends came by at all hours, and {N} could not send them away.",
    "{N} could say clearly what {they} can do, and what not yet.",
    "A first visit to the house went well; {N} asked about the kitchen.",
];

/// What the resident hopes for, when they were referred.
pub(crate) const WANT_FIRST: &[&str] = &[
    "I want a room with a lock, and a key that is mine.",
    "I want to stay in one place for longer than a year.",
    "I want to sleep without one ear open.",
    "I want people who do what they say.",
    "I want help with the things that I cannot do, and not with those that I can.",
    "I want to learn how to run a home before I have one.",
    "I would like to see my family and not need anything from them.",
    "I want to get through a week without something going wrong.",
    "I want to have work again one day, even if it is small.",
    "I want to know who will be at the door.",
    "I would like to be asked and not told.",
    "I want peace first. Then we will see.",
];

/// What they want help with.
pub(crate) const NEEDS: &[&str] = &[
    "{N} asked for help with the week's plan, and for company on the first days.",
    "With meals {N} wants somebody beside {them}, for the first month at least.",
    "{N} needs letters read through once, and then decides alone.",
    "{N} can wash, dress and get about without help.",
    "Mornings go well. From four in the afternoon {N} wants somebody within call.",
    "{N} asked that staff show a new thing twice and then step back.",
    "When last seen, {N} needed side-by-side help with money and none with shopping.",
    "{N} does not want help with friends, faith or clothes, and said so.",
    "New places are hard at first. {N} wants company on the first two visits.",
    "{N} takes in best what is both said and written down.",
];
