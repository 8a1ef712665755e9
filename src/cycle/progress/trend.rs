//! Which way a row of figures goes.

/// Which way figures go over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// They rise.
    Up,
    /// They do neither: they stay, or go up and down.
    Level,
    /// They fall.
    Down,
    /// There are too few to tell.
    Unknown,
}

/// From so many figures on, a direction is told.
pub const LEAST: usize = 4;

impl Direction {
    /// The direction of `figures`, oldest first.
    ///
    /// Each figure is compared with every later one. They go up where at least twice as many of these pairs rise as fall, and at least a
    /// quarter of all pairs rise; down where it is so the other way round; and else they are level. No single figure decides: a
    /// direction counts only where it stays the same whichever one figure is left out. Fewer than [`LEAST`] figures have none.
    ///
    /// So only the order of the figures counts, not how far apart they are, and levels of help are compared as figures are. The same figures
    /// the other way round go the other way; adding a constant to all of them changes nothing.
    pub fn of(figures: &[f64]) -> Self {
        let count = figures.len();
        if count < LEAST {
            return Self::Unknown;
        }
        // For each figure, the pairs with it that rise and that fall.
        let mut with = vec![(0, 0); count];
        let (mut rises, mut falls) = (0, 0);
        for (at, early) in figures.iter().enumerate() {
            for (later, late) in figures.iter().enumerate().skip(at + 1) {
                if early < late {
                    rises += 1;
                    with[at].0 += 1;
                    with[later].0 += 1;
                } else if early > late {
                    falls += 1;
                    with[at].1 += 1;
                    with[later].1 += 1;
                }
            }
        }
        let pairs = (count - 1) * (count - 2) / 2;
        let goes = |on: usize, back: usize| on > 0 && on >= 2 * back && 4 * on >= pairs;
        if with.iter().all(|(risen, fallen)| goes(rises - risen, falls - fallen)) {
            Self::Up
        } else if with.iter().all(|(risen, fallen)| goes(falls - fallen, rises - risen)) {
            Self::Down
        } else {
            Self::Level
        }
    }

    /// The same, seen from the other side.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn figures(whole: &[i32]) -> Vec<f64> {
        whole.iter().map(|figure| f64::from(*figure)).collect()
    }

    #[test]
    fn figures_go_up_down_or_neither() {
        for (row, direction) in [
            (&[0, 1, 1, 2, 2, 3][..], Direction::Up),
            (&[5, 3, 4, 2, 2, 1], Direction::Down),
            (&[2, 2, 2, 2, 2], Direction::Level),
            (&[2, 3, 2, 3, 2, 3, 2], Direction::Level),
            (&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1], Direction::Up),
            (&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], Direction::Level),
            (&[1, 1, 2, 2], Direction::Up),
            (&[1, 2, 3], Direction::Unknown),
            (&[], Direction::Unknown),
        ] {
            assert_eq!(Direction::of(&figures(row)), direction, "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn the_other_way_round_they_go_the_other_way(row in vec(-9_i32..9, 0..20)) {
            let there = Direction::of(&figures(&row));
            let back: Vec<i32> = row.iter().rev().copied().collect();
            prop_assert_eq!(Direction::of(&figures(&back)), there.turned());
            let below: Vec<i32> = row.iter().map(|figure| -figure).collect();
            prop_assert_eq!(Direction::of(&figures(&below)), there.turned());
        }

        #[test]
        fn neither_a_constant_nor_another_scale_changes_anything(row in vec(-9_i32..9, 0..20), by in -1000_i32..1000, times in 1_i32..50) {
            let there = Direction::of(&figures(&row));
            let further: Vec<i32> = row.iter().map(|figure| figure * times + by).collect();
            prop_assert_eq!(Direction::of(&figures(&further)), there);
            // Any other scale that keeps the order.
            let bent: Vec<i32> = row.iter().map(|figure| figure.pow(3)).collect();
            prop_assert_eq!(Direction::of(&figures(&bent)), there);
        }

        #[test]
        fn no_single_figure_decides(figure in -9_i32..9, count in LEAST..20, at in 0_usize..20, other in -900_i32..900) {
            let mut row = vec![figure; count];
            row[at % count] = other;
            prop_assert_eq!(Direction::of(&figures(&row)), Direction::Level);
        }

        #[test]
        fn what_always_rises_goes_up(steps in vec(1_i32..9, LEAST..20)) {
            let row: Vec<i32> = steps.iter().scan(0, |at, step| { *at += step; Some(*at) }).collect();
            prop_assert_eq!(Direction::of(&figures(&row)), Direction::Up);
        }
    }
}
