//! Outcomes that keep something steady.

use super::{Act, Theme};

pub(super) const THEMES: &[Theme] = &[
    Theme {
        id: "sleeps-through-the-night",
        counted: "nights with six hours of sleep",
        baseline: (1, 3),
        target: (5, 6),
        most: 7,
        statement: &[
            "{N} sleeps for six hours or more on {n} nights of the week by {b}, and it stays so.",
            "By {b}, {n} nights a week have six hours of sleep or more.",
        ],
        mine: &[
            "After a good night I am a different person.",
            "I do not want to watch the clock at three in the morning.",
            "When I have slept, I can take most things.",
        ],
        known: &[
            "{N} marks each morning on the sleep card: a full moon for six hours or more.",
            "{N} says each morning how the night was, and the day worker writes it on the sleep card.",
        ],
        actions: &[
            Act {
                id: "wind-down-hour",
                called: "the wind-down hour",
                when: "Every evening from 21:00, in {their} room.",
                staff: &[
                    "Dim the landing light and keep the stairs quiet.",
                    "Bring the warm drink and ask which music.",
                ],
                mine: &[
                    "I put the phone in the drawer and read until I am tired.",
                    "I turn off the screen, make my drink and open the window.",
                ],
                done: &[
                    "{N} put the phone away at ten on {n} evenings.",
                    "On {d} {they} read forty pages and fell asleep over the book.",
                    "The warm drink on {e} was {N}'s own idea this time.",
                    "{N} chose quiet music on {d} and left the screen dark.",
                ],
            },
            Act {
                id: "bedroom-round",
                called: "the bedroom round",
                when: "{d} and {e}, 20:30, in {their} room.",
                staff: &["Ask what would make the room better tonight.", "Check blind, window and heater with {N}."],
                mine: &["I close the blind, air the room and choose the blanket.", "I say if a noise keeps me awake."],
                done: &[
                    "{N} fixed the rattling blind with {V} on {d}.",
                    "The heater was set lower on {e}, and {N} found that it helped.",
                    "On {d} {they} asked for the thicker curtain, and it went up at once.",
                    "{N} aired the room each evening but one.",
                ],
            },
        ],
    },
    Theme {
        id: "takes-tablets-on-time",
        counted: "days with tablets taken on time",
        baseline: (2, 4),
        target: (6, 7),
        most: 7,
        statement: &[
            "{N} takes {their} tablets within the hour on {n} days of the week by {b}, and keeps to it.",
            "By {b}, the tablets are taken on time on {n} days a week.",
        ],
        mine: &[
            "I know what happens when I stop. I do not want to go back there.",
            "I want it to be like brushing my teeth: done and forgotten.",
            "Nobody should have to run after me with a box.",
        ],
        known: &[
            "The tablet box shows which days are empty. {N} and the worker count them at the weekly review.",
            "{N} ticks the card on the fridge. The card and the box are compared once a week.",
        ],
        actions: &[
            Act {
                id: "tablet-box",
                called: "the tablet box",
                when: "Every day between 08:00 and 09:00, at breakfast.",
                staff: &[
                    "Have the box on the table with a glass of water.",
                    "Look at the box once in the morning and note the time.",
                ],
                mine: &[
                    "I take them with breakfast and tick the card.",
                    "I open the day, count and swallow. Then I show the empty lid.",
                ],
                done: &[
                    "The box was empty by nine on {n} days.",
                    "{N} took the tablets before {V} came on {d} and had ticked the card.",
                    "On {e} {they} set an alarm for them, and it worked.",
                    "{N} noticed on {d} that one was a new colour, and asked.",
                ],
            },
            Act {
                id: "pharmacy-day",
                called: "pharmacy day",
                when: "{d} of every second week, {h}, at the pharmacy round the corner.",
                staff: &[
                    "Look at the calendar with {N} two days before the box runs out.",
                    "Go over the list of what is to be fetched.",
                ],
                mine: &[
                    "I fetch the box myself and check the label.",
                    "I ask the pharmacist when something is new to me.",
                ],
                done: &[
                    "{N} fetched the new box on {d} and read the label aloud.",
                    "There was a queue on {d}; {N} waited {i} minutes.",
                    "The pharmacist explained the new times on {e}, and {N} wrote them down.",
                    "On {d} {they} ordered the next box a week ahead.",
                ],
            },
        ],
    },
    Theme {
        id: "settles-after-upsets",
        counted: "times upset for over ten minutes",
        baseline: (4, 6),
        target: (1, 2),
        most: 9,
        statement: &[
            "Times when {N} is upset for over ten minutes come down to {n} a week at most by {b}, and stay there.",
            "By {b}, {N} settles within ten minutes; {n} a week at most last longer.",
        ],
        mine: &[
            "I do not like myself when I shout. Give me a minute and I come back.",
            "It passes. It passes faster when nobody talks at me.",
            "I want to stay in the room and not have to leave it.",
        ],
        known: &[
            "Staff write each time on the tally sheet with what came before it. {N} adds what helped.",
            "{N} and staff each keep a count. Both are laid side by side at the weekly review.",
        ],
        actions: &[
            Act {
                id: "pause-card",
                called: "the pause card",
                when: "Whenever it is needed; practice on {d}, {h}.",
                staff: &[
                    "Show the card once and stop talking for five minutes.",
                    "Take the card seriously at once, and make room.",
                ],
                mine: &[
                    "I hold up the card, go to my quiet place and come back.",
                    "I breathe as we practised and say when I am ready.",
                ],
                done: &[
                    "{N} held up the card on {d} before {their} voice rose.",
                    "The card was used twice, and five minutes were enough both times.",
                    "On {e} {they} went to the stairs with the card and came back smiling.",
                    "{N} practised with {V} on {d} and changed the order of the steps.",
                ],
            },
            Act {
                id: "look-at-the-day",
                called: "the look at the day",
                when: "Every morning at 09:15, at the board in the hall.",
                staff: &[
                    "Say what is different today, in few words.",
                    "Go through the day with {N} and mark what is new.",
                ],
                mine: &[
                    "I read the board and ask about what I do not know.",
                    "I say which part of the day worries me.",
                ],
                done: &[
                    "{N} read the board before breakfast on most days.",
                    "A change of worker on {d} was on the board, and {N} took it well.",
                    "On {d} {they} asked for one visit fewer, and the day was eased.",
                    "{N} wrote a change on the board on {e} before staff knew of it.",
                ],
            },
        ],
    },
    Theme {
        id: "keeps-the-evening-safe",
        counted: "evenings with all checks done",
        baseline: (1, 3),
        target: (6, 7),
        most: 7,
        statement: &[
            "{N} does all four evening checks on {n} evenings of the week by {b}: cooker, taps, windows, door.",
            "By {b}, cooker, taps, windows and door are checked by {N} on {n} evenings a week.",
        ],
        mine: &[
            "I once left the cooker on. I do not want to wake up to that.",
            "If I have checked, I can sleep.",
            "In my own flat nobody will check for me.",
        ],
        known: &[
            "The card inside the door has four boxes an evening. Full evenings are counted at the weekly review.",
            "{N} ticks the four boxes, and the night worker initials the card once a week.",
        ],
        actions: &[
            Act {
                id: "evening-round",
                called: "the evening round",
                when: "Every evening at 21:30, from the kitchen to the front door.",
                staff: &["Be on the landing at the agreed time.", "Ask at the end of the round what was found."],
                mine: &[
                    "I go from the cooker to the door and tick each box.",
                    "I say aloud what is off, shut or locked.",
                ],
                done: &[
                    "{N} did the round on {n} evenings and found one window open.",
                    "On {d} {they} went back on {their} own, because the tap had dripped.",
                    "The round on {e} took three minutes.",
                    "{N} told {V} on {d} that a bulb by the door had gone.",
                ],
            },
            Act {
                id: "cooker-switch",
                called: "the cooker switch",
                when: "After the last meal of the day, in the kitchen.",
                staff: &[
                    "Look whether the red light is off, and say nothing if it is.",
                    "Be in the next room until the switch is off.",
                ],
                mine: &["I turn the red switch off before I eat.", "I touch the switch and count to three."],
                done: &[
                    "The red light was off each time that {V} looked.",
                    "On {d} {N} turned the switch off before sitting down to eat.",
                    "{N} put a sticker beside the switch on {e}, to catch {their} own eye.",
                    "{They} reminded a neighbour of the switch on {d}.",
                ],
            },
        ],
    },
    Theme {
        id: "eats-in-the-morning",
        counted: "breakfasts eaten",
        baseline: (1, 3),
        target: (5, 6),
        most: 7,
        statement: &[
            "{N} eats breakfast on {n} mornings of the week by {b}, made from {their} own shelf.",
            "By {b}, {N} has had breakfast on {n} mornings a week before leaving the house.",
        ],
        mine: &[
            "If I start with coffee alone, I shake by noon.",
            "I like porridge when nobody watches me eat.",
            "I want to keep the weight that I have put on.",
        ],
        known: &[
            "A bowl in the rack by ten counts as a breakfast. The evening worker notes it, and {N} says if it is wrong.",
            "{N} marks breakfasts on the calendar in the kitchen.",
        ],
        actions: &[
            Act {
                id: "breakfast-shelf",
                called: "the breakfast shelf",
                when: "{d} and {e}, 18:00, in the shared kitchen.",
                staff: &[
                    "See with {N} that the shelf has enough for three days.",
                    "Ask what {they} would like to find there tomorrow.",
                ],
                mine: &["I fill the shelf and choose what I eat.", "I lay the bowl and the spoon out at night."],
                done: &[
                    "The shelf was filled on {d} with oats, fruit and bread.",
                    "{N} had porridge on most mornings and toast on the others.",
                    "On {e} {they} ran out of milk and fetched some before eight.",
                    "{N} tried the seeded bread on {d} and put it on the list again.",
                ],
            },
            Act {
                id: "company-at-breakfast",
                called: "company at breakfast",
                when: "{d} and {e}, 08:30, at the long table.",
                staff: &[
                    "Sit down with a cup of tea and talk about anything but food.",
                    "Be at the table from half past eight, with the paper.",
                ],
                mine: &[
                    "I come down on the days that I have chosen.",
                    "I say good morning first and sit where I like.",
                ],
                done: &[
                    "{N} came down on {d} and stayed for a second cup.",
                    "On {d} the talk was about films, and the bowl was empty at the end.",
                    "{They} saved a chair for {V} on {e}.",
                    "{N} sat at the long table on {d} while two others were there.",
                ],
            },
        ],
    },
    Theme {
        id: "stays-close-to-family",
        counted: "calls and visits with family",
        baseline: (0, 1),
        target: (2, 3),
        most: 6,
        statement: &[
            "{N} speaks with or sees {their} family {n} times a week by {b}, at times that {they} chose.",
            "By {b}, {n} calls or visits a week with family take place as {N} planned them.",
        ],
        mine: &[
            "They are the ones who knew me before. I want them in my week.",
            "I want to ring when I am well, not only when I am not.",
            "My sister laughs at the same things. I need that.",
        ],
        known: &[
            "{N} puts a star on the calendar for each call or visit. The stars are counted at the weekly review.",
            "{N} says at the weekly review whom {they} spoke with, and the number is written down.",
        ],
        actions: &[
            Act {
                id: "sunday-call",
                called: "the Sunday call",
                when: "Sunday, 17:00, in {their} room, with the door shut.",
                staff: &["Ask beforehand whether there is something to tell.", "Be free for half an hour afterwards."],
                mine: &["I ring, and I say when I want to stop.", "I think of one good thing to tell them."],
                done: &[
                    "{N} rang {their} family on Sunday and spoke for {i} minutes.",
                    "The call was cheerful; {N} told them about the week's cooking.",
                    "{N} ended the call when it got too much, and was proud of that.",
                    "{Their} sister rang first this time, and {N} liked that.",
                ],
            },
            Act {
                id: "visit-plan",
                called: "the visit plan",
                when: "{d}, {h}, at the calendar in the lounge.",
                staff: &[
                    "Look at the calendar with {N} and find a day that suits.",
                    "Talk through the day: who, where, how long.",
                ],
                mine: &["I ask them myself and write the day down.", "I decide how long, and I keep a way home."],
                done: &[
                    "A visit is fixed, and {N} wrote it on the calendar on {d}.",
                    "{N} had {their} aunt to tea on {d} and laid the table for it.",
                    "On {e} {they} moved a visit by a day and told everybody in time.",
                    "{N} came back from {their} sister's on {d} in good spirits.",
                ],
            },
        ],
    },
];
