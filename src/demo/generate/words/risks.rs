//! Risks: what was known of each, what is done, and what may happen all the same.

/// A risk.
pub(crate) struct Risk {
    /// Its id, whose words are its heading.
    pub(crate) id: &'static str,
    /// How a sentence speaks of it.
    pub(crate) called: &'static str,
    /// The outcomes that it bears on.
    pub(crate) bears_on: &'static [&'static str],
    /// What a referral or an assessment says; `{m}` is a small number.
    pub(crate) known: &'static [&'static str],
    /// What could happen.
    pub(crate) could: &'static str,
    /// Why the approach is in proportion.
    pub(crate) right: &'static str,
    /// What staff watch.
    pub(crate) watch: &'static str,
    /// When to act.
    pub(crate) escalate: &'static str,
    /// What to do first.
    pub(crate) first: &'static str,
    /// What makes it harder.
    pub(crate) triggers: &'static [&'static str],
    /// What is noticed early.
    pub(crate) signs: &'static [&'static str],
    /// What the resident does.
    pub(crate) mine: &'static [&'static str],
    /// What staff do.
    pub(crate) staff: &'static [&'static str],
    /// What is changed in the house.
    pub(crate) safer: &'static str,
    /// What has happened at times.
    pub(crate) scenes: &'static [Scene],
}

/// An incident that bears on a risk.
pub(crate) struct Scene {
    /// What was seen and heard; `{d}` the day, `{h}` the time, `{V}` who was there, `{p}` where, `{i}` minutes.
    pub(crate) happened: &'static str,
    /// What made it better.
    pub(crate) helped: &'static str,
    /// What is known now.
    pub(crate) learnt: &'static str,
    /// What the safety plan says from then on.
    pub(crate) since: &'static str,
}

/// A risk that is known and needs no answer in the safety plan: its id, what was known, and why it is set aside.
pub(crate) const SET_ASIDE: &[(&str, &str, &str)] = &[
    (
        "rent-owed",
        "{N} owed {m} weeks of rent when the last home ended. The letters had gone to an old address.",
        "The sum was paid before moving in, and rent now leaves the account by itself.",
    ),
    (
        "lost-keys",
        "{N} lost {their} keys {m} times in one year and had to wait for somebody to come home.",
        "The house has a key safe, and there is always somebody at the desk.",
    ),
    (
        "stairs-without-a-rail",
        "At the last home {N} slipped on stairs that had no rail. It happened on the way down with a full basket.",
        "The room is on the ground floor, and all stairs of the house have rails.",
    ),
];

/// All risks.
pub(crate) const RISKS: &[Risk] = &[
    Risk {
        id: "missed-tablets",
        called: "missed tablets",
        bears_on: &["takes-tablets-on-time", "sleeps-through-the-night"],
        known: &[
            "In the last half year {N} missed tablets for {m} days in a row twice. Both times {they} slept badly first.",
            "{N} stopped the tablets once without telling anybody. After {m} weeks {they} felt much worse and rang the surgery.",
        ],
        could: "{N} may forget tablets for days, mostly after bad nights. After three days {they} may sleep little and feel very anxious.",
        right: "Taking the tablets is {their} own task and pride. Handing them out would take that away.",
        watch: "The box, the card, and how {N} says the nights are. The day worker notes the time at which the box was empty.",
        escalate: "Two days missed in a row: {W} asks the pharmacist the same day. After three days the manager and the surgery are told.",
        first: "Sit down with {N} and the box, without blame. Ask the pharmacist before anything is taken late.",
        triggers: &["a new box with tablets of another colour", "nights with less than four hours of sleep"],
        signs: &["the box is still shut at noon", "{N} says that the tablets do nothing"],
        mine: &["I look at the box when I brush my teeth.", "If I have missed one, I say so and ask what to do."],
        staff: &[
            "Ask about the night first and the tablets second.",
            "Never hand over a tablet that was missed without asking the pharmacist.",
        ],
        safer: "The box stands on {their} shelf at eye level, with the pharmacy's card beside it.",
        scenes: &[
            Scene {
                happened: "At {h} {V} saw that the box was full for {d} and the two days before. {N} said that the new tablets looked wrong. {They} had not wanted to bother anybody.",
                helped: "{V} sat down, thanked {N} for saying so, and rang the pharmacy with {them}. The pharmacist explained the new colour in {i} minutes.",
                learnt: "A change in colour or shape is reason enough for doubt. Nobody had told {N} of it beforehand.",
                since: "the pharmacy tells us of each change, and {N} sees a new tablet before the old ones run out",
            },
            Scene {
                happened: "{N} came to the office on {d} at {h} and said that {they} had taken the evening's tablets twice. {They} felt dizzy and a little sick.",
                helped: "The duty worker rang the health line at once and stayed with {N} {p}. After {i} minutes the advice was to drink water and rest.",
                learnt: "The evening and the morning row look alike in a dim room. {N} had meant to be careful.",
                since: "the evening row has a blue lid, and {N} ticks the card before opening it",
            },
        ],
    },
    Risk {
        id: "burns-in-the-kitchen",
        called: "burns in the kitchen",
        bears_on: &["cooks-hot-meals", "keeps-the-evening-safe", "eats-in-the-morning"],
        known: &[
            "{N} once left a pan on the hob and went to the door. The kitchen filled with smoke, and nobody was hurt.",
            "There were {m} small burns from hot pans in two years. {N} was tired or in a hurry each time.",
        ],
        could: "A pan may stay on the heat while {N} follows another thought. A burn or smoke in the kitchen is possible, about once a year.",
        right: "Cooking is what {N} wants most. The timer and the red switch make harm unlikely.",
        watch: "Whether the timer is used and the red light is off. Staff note each time that the timer rang without an answer.",
        escalate: "Any burn, or the hob left on once: a worker stays in the kitchen for the next three meals. The manager is told the same day.",
        first: "Red switch off. Hold a burn under cool running water for 20 minutes, then ring the duty worker.",
        triggers: &["the doorbell while a pan is on", "cooking late, when {N} is tired"],
        signs: &["the timer rings and nobody moves", "{N} walks out of the kitchen with a pan on"],
        mine: &["I set the timer before I turn the heat on.", "I stay in the kitchen while the ring is hot."],
        staff: &["Answer the door when {N} is cooking.", "Say once: timer? Then leave it to {N}."],
        safer: "The hob has a red switch and a timer. Oven gloves hang beside it, and a burns kit is on the wall.",
        scenes: &[
            Scene {
                happened: "The smoke alarm in the kitchen rang on {d} at {h}. A pan of oil stood on the hot ring, and {N} was at the front door. {V} turned the switch off; there was no fire.",
                helped: "{N} opened both windows and wet a cloth without being told. Nobody raised their voice, and tea was made in the lounge.",
                learnt: "The bell at the door had called {N} away. {They} had meant to be gone for a moment only.",
                since: "whoever is on duty answers the door while {N} cooks",
            },
            Scene {
                happened: "{N} touched the hot handle of a pan on {d} at {h} and burned two fingers. {V} was in the next room and came at once.",
                helped: "{N} held {their} hand under cool water for 20 minutes. {They} counted the minutes aloud and dressed the burn with {V}.",
                learnt: "The oven gloves were in the wash, and the cloth that {N} took was wet.",
                since: "a second pair of gloves hangs by the hob, and wet cloths stay at the sink",
            },
        ],
    },
    Risk {
        id: "low-mood-at-night",
        called: "low mood at night",
        bears_on: &["sleeps-through-the-night", "stays-close-to-family", "opens-the-post"],
        known: &[
            "{N} has had nights of dark thoughts, about {m} a month. They came after bad news, and passed when somebody sat with {them}.",
            "A year ago {N} rang the night line from a bridge and was brought home. {They} asked for help in time and spoke of it with pride.",
        ],
        could: "At night {N} may feel that nothing is worth it, and may think of ending {their} life. It is most likely after bad news.",
        right: "Checks all night would break {their} sleep. The bell, the agreed question and the plan by the bed keep {N} safe and rested.",
        watch: "Food left over, curtains shut by day, short answers. The evening worker asks openly about thoughts of suicide when two signs come together.",
        escalate: "Any plan or means: stay with {N}, ring the crisis line together, and the emergency number 999 if there is danger.",
        first: "Sit with {N} and ask plainly about thoughts of suicide. Do not leave before the next step is agreed.",
        triggers: &["bad news late in the day", "days on which somebody who was loved died"],
        signs: &["curtains stay shut by day", "{N} gives things away or stops answering messages"],
        mine: &["I ring the bell by my bed, at any hour.", "I read the card that I wrote for myself."],
        staff: &[
            "Come within five minutes of the bell, and sit down.",
            "Ask directly. The word suicide does no harm; silence may.",
        ],
        safer: "A bell is by the bed. Tablets are kept for one week at a time, and {N} agreed to that.",
        scenes: &[
            Scene {
                happened: "{N} rang the bell on {d} night, just after one, and said that it was all too much. {V} sat with {them} for {i} minutes. {N} had thoughts of ending {their} life and no plan.",
                helped: "{N} rang the bell in time. {V} asked plainly, made cocoa, and stayed until {they} slept. The crisis nurse came in the morning.",
                learnt: "A letter about money had come at six. Nobody looked in between six and the bell.",
                since: "hard news is opened before four, and the evening worker looks in at eight afterwards",
            },
            Scene {
                happened: "At {h} on {d} {V} noticed that {N} had not been seen since breakfast. {They} lay in bed with the curtains shut and said little. Asked plainly, {N} spoke of dark thoughts.",
                helped: "{V} stayed nearby, and later they ate soup together. {N} chose to ring the crisis line and spoke for {i} minutes.",
                learnt: "It was a day of remembering somebody who died. {N} had told nobody of the date.",
                since: "the hard dates are in the day book, and {N} says beforehand who should be near",
            },
        ],
    },
    Risk {
        id: "walking-off-when-upset",
        called: "walking off when upset",
        bears_on: &["settles-after-upsets", "walks-every-week", "travels-by-bus", "goes-to-the-class"],
        known: &[
            "When it is too much, {N} leaves and walks for hours. {They} came back each time, once with sore feet and no coat.",
            "In the last year {N} walked off {m} times after an argument. Traffic is the danger, because {they} may not look up.",
        ],
        could: "{N} may leave without phone or coat and walk by busy roads. It has happened a few times a year.",
        right: "Walking helps {N} to calm down, and going out is {their} right. A message is enough; nobody needs to follow.",
        watch: "Whether the phone is gone from its hook, and whether the message has come. Times are noted in the day book.",
        escalate: "No message after 60 minutes: the manager is told. After two hours, or at once if there is danger: the emergency number 999.",
        first: "Send one message: all right? Do not follow. Look at the three places that {N} named.",
        triggers: &["two people talking at once", "being asked again after a no"],
        signs: &["{N} looks at the door and stops answering", "pacing in the hall with the coat on"],
        mine: &[
            "I take my phone and send the word walking.",
            "I turn round at the bridge and write that I am coming back.",
        ],
        staff: &[
            "Step aside from the door and say: phone?",
            "Send one message and wait twenty minutes for the answer.",
        ],
        safer: "A phone pouch and a warm coat hang by the front door.",
        scenes: &[
            Scene {
                happened: "After loud words in the lounge on {d} at {h}, {N} left without phone or coat. {V} looked at the three places. {N} sat at the second one and came home after {i} minutes.",
                helped: "{V} sat down two steps away and said nothing. {N} spoke first and wanted tea.",
                learnt: "The phone was upstairs on the charger, so no message could come. The places on the list were right.",
                since: "a charger is by the front door, and the phone spends the day there",
            },
            Scene {
                happened: "{N} walked out of a meeting on {d} at {h} and did not come home by dusk. The manager was told after an hour. {N} sent a message from the bus station and {V} met {them} there.",
                helped: "{N} sent the message without being asked. On the way home they talked about the film on Sunday.",
                learnt: "Three strangers at one table were too many. {N} had said so the day before, and it was not passed on.",
                since: "meetings have one new face at most, and {N} sees the list of names beforehand",
            },
        ],
    },
    Risk {
        id: "going-without-food",
        called: "going without food",
        bears_on: &["eats-in-the-morning", "cooks-hot-meals", "knows-where-money-goes"],
        known: &[
            "{N} lost weight over {m} months in the last home. The kitchen was shared with people who frightened {them}.",
            "When {N} is low, {they} can go two days without a meal. It was last seen before the move.",
        ],
        could: "On low days {N} may not eat until evening, or not at all. Weight fell by five kilos the last time.",
        right: "Nobody likes to be watched at meals. An open invitation and a filled shelf leave the choice with {N}.",
        watch: "Bowls in the rack, the shelf, and the belt that {N} wears. {N} steps on the scales once a week, by choice.",
        escalate: "Two days without a meal, or two kilos lost in a month: {W} and {N} ring the surgery together.",
        first: "Put something small and liked within reach. Eat something too, and talk about other things.",
        triggers: &["strangers in the kitchen", "a fridge that smells or a shelf that is bare"],
        signs: &["cups pile up and no bowls do", "{N} says that food is a bother"],
        mine: &["I keep soup and crackers in my room for bad days.", "I eat something before I decide about the day."],
        staff: &["Offer twice and leave it at that.", "Cook something that smells good and lay one place more."],
        safer: "{N} has a shelf with a lock and a small fridge in {their} room.",
        scenes: &[
            Scene {
                happened: "{N} felt faint on the stairs on {d} at {h} and sat down. {They} had eaten nothing for a day and a half. {V} brought juice, and it passed after {i} minutes.",
                helped: "{N} sat down at once and called out. {V} kept the stairs free and asked no questions until the glass was empty.",
                learnt: "The shelf had been bare since the weekend. The money for food was spent on a bill.",
                since: "a box with five meals stands in the store, and {N} takes from it without asking",
            },
            Scene {
                happened: "At the weekly weighing on {d} the scales showed three kilos less than a month ago. {N} was surprised and a little frightened. {V} looked at the week's meals with {them} at {h}.",
                helped: "{N} spoke openly and asked for a meal plan. They rang the surgery together and had an answer in {i} minutes.",
                learnt: "Weekends had no meal with company. {N} eats less when alone.",
                since: "Saturday and Sunday each have one shared meal, and the weekend worker knows of it",
            },
        ],
    },
    Risk {
        id: "money-asked-for-by-others",
        called: "money asked for by others",
        bears_on: &["knows-where-money-goes", "opens-the-post", "stays-close-to-family"],
        known: &[
            "People whom {N} knew from the street came on paydays and asked for money. In {m} months {they} gave away about half of it.",
            "{N} lent money to a man who called himself a friend. It never came back, and {N} was afraid to say no.",
        ],
        could: "Others may press {N} for money or goods, most of all on paydays. {They} may end up without food money and afraid.",
        right: "{N} likes company and chooses {their} own friends. Practising a no protects {them} better than a shut door.",
        watch: "New visitors on paydays, missing things, and food money gone within two days. Staff write down what they saw.",
        escalate: "Threats, or money gone twice in a month: the manager makes a safeguarding referral and tells {N} so first.",
        first: "Go to the door together. Say that {N} is busy. Ask afterwards what {N} wants to do.",
        triggers: &["paydays", "a message from somebody not heard of for months"],
        signs: &["{N} keeps the phone face down", "a visitor who waits outside and does not come in"],
        mine: &["I say that I do not lend, and I shut the door.", "I tell staff when somebody asks twice."],
        staff: &["Stand where visitors can see you.", "Practise the sentence with {N}: I do not lend money."],
        safer: "Visitors sign in. {N} keeps little cash and has the rest in the office safe.",
        scenes: &[
            Scene {
                happened: "A visitor waited for {N} outside on {d} at {h} and left with {their} speaker. {N} told {V} about it after {i} minutes. {They} had been told that it was a loan.",
                helped: "{N} spoke up on the same day. {V} listened first and wrote it down in {their} words.",
                learnt: "The visitor knew the payday. Nobody was at the door in the hour after the shift changed.",
                since: "somebody is at the front door for the whole of payday, and {N} is met at the bank",
            },
            Scene {
                happened: "{N} asked for money from the safe on {d} at {h} and was pale. A man on the phone had asked for it. {V} asked quietly, and {N} put the phone away.",
                helped: "{V} and {N} sat {p} and said the sentence aloud three times. {N} blocked the number.",
                learnt: "A call is harder to end than a talk at the door. {N} had practised only the door.",
                since: "{N} lets unknown callers leave a message and hears it with staff",
            },
        ],
    },
    Risk {
        id: "falls-on-the-stairs",
        called: "falls on the stairs",
        bears_on: &["walks-every-week", "does-own-washing", "helps-at-the-garden", "travels-by-bus"],
        known: &[
            "{N} fell {m} times in the last year, each time on stairs. {They} had bruises and one cut.",
            "Since an illness {N} has been less steady. One fall led to a night in hospital.",
        ],
        could: "{N} may fall on stairs or wet floors, most of all when tired or in a hurry.",
        right: "Staying downstairs would cost {N} company and strength. Rails, good shoes and time make the stairs safe enough.",
        watch: "Shoes, wet floors, and how often {N} holds the rail. Each stumble is noted with the place and the hour.",
        escalate: "Any fall with a blow to the head: the emergency number 999. Two stumbles in a week: {W} asks for the falls nurse.",
        first: "Do not lift {N}. Ask where it hurts, keep {them} warm, and ring the duty worker.",
        triggers: &["a ringing phone upstairs", "socks without shoes on a wet floor"],
        signs: &["{N} holds on to furniture", "steps that get shorter towards evening"],
        mine: &["I hold the rail and wear my shoes.", "I sit down first when I feel dizzy."],
        staff: &["Walk beside {N}, never behind and in a hurry.", "Mop up at once and put out the sign."],
        safer: "There are rails on both sides, white edges on the steps and a light that comes on by itself.",
        scenes: &[
            Scene {
                happened: "{N} missed the last step on {d} at {h} and fell on one knee. {V} heard it {p} and came at once. The knee was bruised; {N} stood up after {i} minutes.",
                helped: "{N} stayed on the floor until it was clear that nothing was broken. {V} brought a chair and a cold pack.",
                learnt: "The light on the landing had gone out the evening before. Two people had seen it.",
                since: "a light that is out is reported the same hour, and a lamp is put there meanwhile",
            },
            Scene {
                happened: "{N} slipped in the kitchen on {d} at {h}, where the floor was wet. {They} held on to the table and hurt {their} wrist. The surgery looked at it the same day.",
                helped: "{N} called out at once. {V} put a chair behind {them} and a cold cloth on the wrist.",
                learnt: "The floor had been mopped {i} minutes before, and the sign stood in the cupboard.",
                since: "floors are mopped after eight in the evening, and the sign goes out first",
            },
        ],
    },
    Risk {
        id: "drinking-more-than-planned",
        called: "drinking more than planned",
        bears_on: &["keeps-the-evening-safe", "goes-to-the-class", "helps-at-the-garden", "stays-close-to-family"],
        known: &[
            "{N} drank every evening for {m} years and cut down two years ago with a nurse's help. Lonely weekends are the hardest.",
            "After a loss {N} drank for some weeks and missed meals and visits. {They} stopped without harm, and could say why it began.",
        ],
        could: "{N} may drink more than {they} planned, mostly alone at weekends. Falls, missed meals and low days may follow.",
        right: "{N} chose two evenings a week with two cans at most. A ban would only move it out of sight.",
        watch: "Bottles in the recycling, plans called off on Mondays, and what {N} says. Nothing is searched.",
        escalate: "Shaking, sweating or seeing things after stopping: the emergency number 999. Four days in a row: the nurse is asked.",
        first: "Bring water and food, stay friendly, and talk about it the day after.",
        triggers: &["Saturday evenings without a plan", "a message from an old drinking friend"],
        signs: &["{N} asks for a loan before the weekend", "music late and loud behind a shut door"],
        mine: &["I plan my Saturday by Thursday.", "I ring the helpline before I go to the shop."],
        staff: &["Ask on Thursday what the weekend looks like.", "Say what you see, without a lecture."],
        safer: "{N} keeps no drink in the room, by {their} own wish. Soft drinks are always in the lounge.",
        scenes: &[
            Scene {
                happened: "{V} found {N} asleep {p} on {d} evening, with empty bottles beside {them}. {They} could be woken and spoke clearly. Staff looked in every {i} minutes.",
                helped: "{N} let staff stay near and drank water. The day after, {they} told {W} what had led up to it.",
                learnt: "A plan for the evening had fallen through, and there was no second one.",
                since: "each weekend has a second plan, and the late worker knows it",
            },
            Scene {
                happened: "{N} came home late on {d} and could hardly stand. {They} hit one elbow on the door frame. {V} helped {them} to sit and rang the health line.",
                helped: "{N} had asked a neighbour to walk home with {them}. After {i} minutes of water and toast it was better.",
                learnt: "It was the day of a bill that {N} could not pay. Asking for help had felt harder than drinking.",
                since: "bills go into the red tray, and {W} asks about the tray each week",
            },
        ],
    },
];
