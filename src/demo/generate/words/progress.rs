//! Outcomes that move something forward.

use super::{Act, Theme};

pub(super) const THEMES: &[Theme] = &[
    Theme {
        id: "cooks-hot-meals",
        counted: "hot meals cooked",
        baseline: (0, 1),
        target: (3, 4),
        most: 7,
        statement: &[
            "{N} cooks a hot meal {n} times a week by {b}, and eats it the same day.",
            "By {b}, {N} has cooked and eaten a hot meal on {n} days of each week.",
        ],
        mine: &[
            "I want to smell my own dinner again. Toast is not a dinner.",
            "When I cook, the evening has a middle. I want that on most days.",
            "I used to cook for a full table. I would like to cook for one and enjoy it.",
        ],
        known: &[
            "A tick and the name of the dish go on the sheet by the cooker. Staff read the sheet with {N} at each weekly review.",
            "{N} takes a photo of each plate. The photos are counted together at the weekly review.",
        ],
        actions: &[
            Act {
                id: "recipe-cards",
                called: "the recipe cards",
                when: "{d} and {e}, {h}, in the shared kitchen.",
                staff: &[
                    "Lay out the card for the day with one step on each side.",
                    "Have the three recipe cards ready and let {N} choose.",
                ],
                mine: &[
                    "I pick the dish the day before, cook it and wash up.",
                    "I choose, I stir, I season. I tick the sheet when I have eaten.",
                ],
                done: &[
                    "{N} cooked lentil soup on {d} and had a second bowl.",
                    "On {e} it was rice and peas from the card, with the timer set by {N}.",
                    "An omelette on {d} turned out well, and {N} washed the pan straight after.",
                    "{N} swapped the carrots for peppers on {d}, which was not on the card and worked.",
                    "Pasta bake on {e}: {N} read each step aloud before doing it.",
                ],
            },
            Act {
                id: "shopping-list",
                called: "the shopping list",
                when: "{d} and {e}, {h}, at the table in the hall, then the corner shop.",
                staff: &[
                    "Sit down with the week's meals and the empty list.",
                    "Ask which meals are planned and what is still in the cupboard.",
                ],
                mine: &[
                    "I write the list, keep to it and carry the bag.",
                    "I look in the fridge first, then I write down what is missing.",
                ],
                done: &[
                    "The list on {d} had nine things and {N} came home with all nine.",
                    "{N} wrote the list on {d} without looking at last week's.",
                    "At the shop on {e}, {N} found a cheaper bag of onions and was pleased.",
                    "{N} did the shop on {d} in {i} minutes, list in hand.",
                ],
            },
        ],
    },
    Theme {
        id: "travels-by-bus",
        counted: "bus trips made",
        baseline: (0, 1),
        target: (3, 4),
        most: 8,
        statement: &[
            "{N} makes {n} bus trips a week by {b} and comes home at the time that was planned.",
            "By {b}, {N} goes by bus {n} times a week, there and back, to places of {their} choice.",
        ],
        mine: &[
            "I do not want to wait for a lift. The bus goes past the door.",
            "If I can do the bus, I can do the market and the library on my own.",
            "I like the top deck. I want to look at the town again.",
        ],
        known: &[
            "{N} keeps the tickets in a tin. They are counted at the weekly review, with the help that each trip took.",
            "Each trip is marked on the map in {their} room, with the date beside it.",
        ],
        actions: &[
            Act {
                id: "route-practice",
                called: "the route practice",
                when: "{d} and {e}, {h}, from the stop outside.",
                staff: &[
                    "Go over the stops on the map before leaving.",
                    "Name the stop to get off at and the landmark before it.",
                ],
                mine: &[
                    "I say the stop to the driver, I ring the bell, I get off.",
                    "I read the number on the bus and choose the seat.",
                ],
                done: &[
                    "{N} rode to the library on {d} and rang the bell two stops early, just to be sure.",
                    "The bus was full on {e}; {N} stood all the way and did not mind.",
                    "On {d} {they} took the bus to the market and back within the hour.",
                    "The driver changed the stop on {d}, and {N} asked where to get off.",
                ],
            },
            Act {
                id: "ready-to-leave",
                called: "getting ready to leave",
                when: "Ten minutes before each trip, by the front door.",
                staff: &[
                    "Look at the card on the door: pass, phone, keys, water.",
                    "Check the time of the bus together ten minutes before.",
                ],
                mine: &[
                    "I go through the card and say each thing aloud.",
                    "I charge my phone the night before and put the pass in my coat.",
                ],
                done: &[
                    "Pass, phone and keys were in {their} hand before anybody spoke on {d}.",
                    "{N} was at the door on {e} with four minutes to spare.",
                    "{They} packed the bag on the evening before {d}.",
                    "On {d} {N} noticed the low battery and charged the phone first.",
                ],
            },
        ],
    },
    Theme {
        id: "knows-where-money-goes",
        counted: "days with spending written down",
        baseline: (0, 2),
        target: (5, 6),
        most: 7,
        statement: &[
            "{N} writes down what {they} spent on {n} days of each week by {b}, and knows on Sunday what is left.",
            "By {b}, {N} has written down the day's spending on {n} days a week.",
        ],
        mine: &[
            "I hate the end of the week with nothing left. I want to see it coming.",
            "It is my money. I want to be the one who knows where it went.",
            "I want to save for a proper coat and not borrow for it.",
        ],
        known: &[
            "The money book has a line for each day. {N} and the worker count the lines at the weekly review.",
            "{N} shows the book at the weekly review. Days with a line are counted, whatever the sum.",
        ],
        actions: &[
            Act {
                id: "money-book",
                called: "the money book",
                when: "{d} and {e}, {h}, at the kitchen table.",
                staff: &[
                    "Put the book and the receipts on the table and wait.",
                    "Ask what the day cost, and let {N} write it.",
                ],
                mine: &[
                    "I write each thing down on the day, even the small ones.",
                    "I keep the receipts in the jar until they are in the book.",
                ],
                done: &[
                    "{N} filled in the book on {d}, and the sums came out right.",
                    "There were {m} receipts in the jar on {e}, and all went into the book.",
                    "On {d} {they} found a payment that had gone out twice and wrote it in red.",
                    "{N} added up the page on {e} while the kettle boiled.",
                ],
            },
            Act {
                id: "envelope-day",
                called: "envelope day",
                when: "{d}, {h}, in the office, with the door shut.",
                staff: &[
                    "Count the week's money with {N} into food, travel and treats.",
                    "Have the three envelopes ready and check the sum once.",
                ],
                mine: &[
                    "I decide how much goes into each envelope.",
                    "I count it twice and write the sum on the front.",
                ],
                done: &[
                    "The envelopes were filled on {d}, with a little more for food than last time.",
                    "{N} moved some of the treat money to travel on {d}, after thinking it over.",
                    "The food envelope still had something in it on {e}.",
                    "On {d} {N} did the counting and {V} only checked the total.",
                ],
            },
        ],
    },
    Theme {
        id: "goes-to-the-class",
        counted: "hours spent at the class",
        baseline: (0, 0),
        target: (2, 3),
        most: 6,
        statement: &[
            "{N} spends {n} hours a week at the class by {b} and stays to the end of what {they} began.",
            "By {b}, {N} is at the class for {n} hours each week, with staff out of the room.",
        ],
        mine: &[
            "I left school with nothing I was proud of. I want to finish one thing.",
            "I like making something that was not there before.",
            "In the class I am not a resident. I am the one who sits by the window.",
        ],
        known: &[
            "The tutor signs a slip with the times of coming and going. {N} brings it to the weekly review.",
            "{N} writes the hours on the calendar in {their} room. They are added up at the weekly review.",
        ],
        actions: &[
            Act {
                id: "walk-to-class",
                called: "the walk to class",
                when: "{d} and {e}, 09:15, from the house to the college door.",
                staff: &[
                    "Set off at the same time each week and take the quiet street.",
                    "Agree at the gate who will text whom, and when.",
                ],
                mine: &[
                    "I pack my folder the night before and set the pace.",
                    "I go in by myself and take my usual seat.",
                ],
                done: &[
                    "{N} walked in on {d} with {their} folder under one arm and waved {V} off.",
                    "The walk on {e} took {i} minutes, and {N} talked about the project all the way.",
                    "It rained hard on {d}. {N} went all the same.",
                    "On {d} {they} arrived early and helped to put out the chairs.",
                ],
            },
            Act {
                id: "word-with-the-tutor",
                called: "the word with the tutor",
                when: "{d}, 11:30, at the end of the class.",
                staff: &[
                    "Remind {N} of the question that {they} wanted to ask.",
                    "Help {N} to put the week's question into one sentence.",
                ],
                mine: &["I ask my one question and write down the answer.", "I tell the tutor when it goes too fast."],
                done: &[
                    "{N} asked the tutor on {d} for a quieter table and got one.",
                    "The question on {e} was about the next piece of work; the answer is in the folder.",
                    "On {d} {N} showed the tutor what {they} had made at home.",
                    "The tutor told {N} on {e} that the last piece may go on the wall.",
                ],
            },
        ],
    },
    Theme {
        id: "does-own-washing",
        counted: "loads washed and put away",
        baseline: (0, 1),
        target: (2, 3),
        most: 5,
        statement: &[
            "{N} washes, dries and puts away {n} loads a week by {b}.",
            "By {b}, {n} loads a week go from {their} basket to the drawer in two days or less.",
        ],
        mine: &[
            "Fresh sheets make me sleep. I want them every week.",
            "I want to open the drawer and find what I need.",
            "I do not want others to handle my things.",
        ],
        known: &[
            "A peg goes into the jar for each load that is put away. The pegs are counted at the weekly review.",
            "{N} marks each finished load on the laundry board.",
        ],
        actions: &[
            Act {
                id: "wash-day",
                called: "wash day",
                when: "{d} and {e}, {h}, in the laundry room.",
                staff: &[
                    "Keep the machine free for the hour that {N} chose.",
                    "Have the picture of the right programme on the machine.",
                ],
                mine: &[
                    "I sort, I measure the powder, I set the timer on my phone.",
                    "I bring the basket down and start it myself.",
                ],
                done: &[
                    "A dark load went in on {d} and came out on time.",
                    "{N} sorted the basket into two heaps on {d} without being asked.",
                    "The sheets were done on {e}, and {N} hung them straight.",
                    "On {d} {they} measured the powder by eye and got it right.",
                ],
            },
            Act {
                id: "folding-hour",
                called: "the folding hour",
                when: "The evening of each wash day, in {their} room, with the radio on.",
                staff: &["Fold one piece as a start, then leave the rest.", "Ask which drawer comes first."],
                mine: &[
                    "I fold while the radio plays and stop when the drawer is full.",
                    "I put it all away the same evening.",
                ],
                done: &[
                    "All was folded by the end of the programme on {d}.",
                    "{N} emptied the chair on {e}; the drawers shut again.",
                    "On {d} {they} gave away three shirts that no longer pleased {them}.",
                    "{N} has labelled the drawers, and on {e} the socks found theirs.",
                ],
            },
        ],
    },
    Theme {
        id: "opens-the-post",
        counted: "letters opened and answered",
        baseline: (0, 1),
        target: (3, 5),
        most: 8,
        statement: &[
            "{N} opens and answers {n} letters a week by {b}, until no letter is older than a week.",
            "By {b}, {n} letters a week are opened, read and dealt with by {N}.",
        ],
        mine: &[
            "A shut letter shouts at me. An open one is only paper.",
            "I want to know what they write about me before others do.",
            "I had a drawer full of brown envelopes. I do not want one again.",
        ],
        known: &[
            "{N} writes the date on each letter when it is opened. Dated letters are counted at the weekly review.",
            "The tray by the door is emptied at the weekly review. What has a date and an answer is counted.",
        ],
        actions: &[
            Act {
                id: "post-hour",
                called: "the post hour",
                when: "{d} and {e}, {h}, in the small lounge.",
                staff: &[
                    "Bring tea and sit down before the first envelope.",
                    "Keep the three trays ready: now, later, bin.",
                ],
                mine: &[
                    "I open each letter, read it aloud and choose the tray.",
                    "I write the date on it and say what it wants from me.",
                ],
                done: &[
                    "{N} opened {m} envelopes on {d}; two went straight into the bin.",
                    "On {d} a letter turned out to be good news about the rent.",
                    "{They} read each one aloud on {e} and asked about one word only.",
                    "The tray was empty by the end of {d}.",
                ],
            },
            Act {
                id: "phone-call-together",
                called: "the phone call together",
                when: "{d} and {e}, {h}, in the office.",
                staff: &[
                    "Write down with {N} what is to be said, in three lines.",
                    "Dial the number and pass the phone across.",
                ],
                mine: &[
                    "I say who I am and what I want. I write down the answer.",
                    "I make the call, and I ask them to slow down.",
                ],
                done: &[
                    "{N} rang the housing office on {d} and was put through at once.",
                    "The call on {e} took {i} minutes, most of it waiting, and {N} kept calm.",
                    "On {d} {N} did the talking; {V} only held the letter.",
                    "{They} got a date for the home visit by ringing on {e}.",
                ],
            },
        ],
    },
    Theme {
        id: "walks-every-week",
        counted: "walks of twenty minutes",
        baseline: (0, 1),
        target: (3, 5),
        most: 7,
        statement: &[
            "{N} goes for {n} walks of twenty minutes a week by {b}.",
            "By {b}, {N} is out walking for twenty minutes on {n} days of the week.",
        ],
        mine: &[
            "My legs feel better when I have been out, and so does my head.",
            "I want to reach the lake and sit there.",
            "The doctor said walk. I say, then let it be somewhere nice.",
        ],
        known: &[
            "{N} notes each walk on the sheet in the hall, with the time out and the time back.",
            "Walks are counted from {their} step counter at the weekly review.",
        ],
        actions: &[
            Act {
                id: "walking-route",
                called: "the walking route",
                when: "{d} and {e}, {h}, from the back gate.",
                staff: &[
                    "Agree the way and the turning point before leaving.",
                    "Walk half a step behind and let {N} set the pace.",
                ],
                mine: &["I choose the way and say when I want to rest.", "I go as far as the bench and decide there."],
                done: &[
                    "{N} walked to the bridge and back on {d}, with one rest.",
                    "On {e} it was the long way round, {i} minutes in all.",
                    "{They} met a neighbour's dog on {d} and stopped for a while.",
                    "The walk on {d} was short and quick, because of the rain.",
                ],
            },
            Act {
                id: "shoes-by-the-door",
                called: "the shoes by the door",
                when: "Every morning at 08:30, in the hall.",
                staff: &["Ask in the morning what the day's walk is.", "Look at the sky together and name a time."],
                mine: &[
                    "I put the shoes out at breakfast so that I see them.",
                    "I write the time of my walk on the board.",
                ],
                done: &[
                    "The shoes stood ready on {d} before breakfast was over.",
                    "{N} wrote a time on the board on {n} days.",
                    "On {e} {they} changed the time of the walk and said so.",
                    "{N} put new laces in the shoes on {d}.",
                ],
            },
        ],
    },
    Theme {
        id: "helps-at-the-garden",
        counted: "hours at the community garden",
        baseline: (0, 0),
        target: (2, 4),
        most: 8,
        statement: &[
            "{N} works at the community garden for {n} hours a week by {b}.",
            "By {b}, {N} spends {n} hours each week at the community garden, on a task of {their} own.",
        ],
        mine: &[
            "There I am useful. I like dirt under my nails.",
            "I want people to ask where I am when I do not come.",
            "Things grow even if I have a bad day. I like that.",
        ],
        known: &[
            "The garden's book has the times of coming and going. {N} brings a photo of the page.",
            "{N} tells at the weekly review what was done, and the hours are taken from the garden's book.",
        ],
        actions: &[
            Act {
                id: "garden-morning",
                called: "the garden morning",
                when: "{d} and {e}, 10:00, at the community garden.",
                staff: &[
                    "Arrive together and look at the job board first.",
                    "Name a way out: the bench by the shed, no questions asked.",
                ],
                mine: &[
                    "I choose my job from the board and fetch my own tools.",
                    "I work until the break and then decide whether to stay.",
                ],
                done: &[
                    "{N} weeded the long bed on {d} and stayed for the break.",
                    "On {d} {they} repotted the herbs and showed a volunteer how.",
                    "{N} came home on {e} with a bag of potatoes from {their} own row.",
                    "A volunteer asked {N} on {d} to look after the seedlings.",
                ],
            },
            Act {
                id: "tool-check",
                called: "the tool check",
                when: "{d} and {e}, 12:30, in the shed at the garden.",
                staff: &["Read out the list once, then wait outside.", "Be there for the lock and nothing else."],
                mine: &["I count the tools back in and hang each on its hook.", "I oil the shears and lock the shed."],
                done: &[
                    "Every hook was full when {N} locked the shed on {d}.",
                    "{N} found the missing trowel on {e} under the bench.",
                    "On {d} {they} oiled the shears and wrote it on the list.",
                    "The tool list on {d} was in {their} own hand from top to bottom.",
                ],
            },
        ],
    },
];
