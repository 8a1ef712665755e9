//! Chance that can be repeated: the same numbers always throw the same.

/// The dice of one resident, or of the team.
pub(super) struct Dice(fastrand::Rng);

impl Dice {
    /// Dice for one `stream` of a seed. Neighbouring seeds and streams have nothing in common.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(fastrand::Rng::with_seed(stirred(stirred(seed) ^ stream)))
    }

    /// A number between the two, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        self.0.i32(low..=high)
    }

    /// A place in a list of `count`, which is not empty.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0.usize(..count)
    }

    /// One of `choices`, which are not none.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// True once in `times`, on average.
    pub(super) fn once_in(&mut self, times: u32) -> bool {
        self.0.u32(..times) == 0
    }

    /// A number from 0 up to 1.
    pub(super) fn part(&mut self) -> f64 {
        self.0.f64()
    }

    /// Puts a list into any order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        self.0.shuffle(list);
    }
}

/// The finishing step of SplitMix64, which spreads each bit over all others.
fn stirred(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Places in a list, dealt like cards: none comes again before all have been dealt, nor twice in a row.
#[derive(Default, Clone)]
pub(super) struct Deck {
    left: Vec<u8>,
    last: Option<u8>,
}

impl Deck {
    /// The next place in a list of `count`, which has between 1 and 256 entries.
    pub(super) fn deal(&mut self, count: usize, dice: &mut Dice) -> usize {
        if self.left.is_empty() {
            self.left.extend((0..count).map(|place| place as u8));
            dice.shuffle(&mut self.left);
            if self.left.last() == self.last.as_ref() {
                self.left.reverse();
            }
        }
        self.last = self.left.pop();
        self.last.map_or(0, usize::from)
    }
}
