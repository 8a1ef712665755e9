//! Which plans an audit reads: a draw that anybody can repeat, and that nobody can bend.
//!
//! Each reference is written behind the seed and a colon, as in `2026-11-20:R-0142`, and the SHA-256 of that text, as lower-case hexadecimal, is
//! its lot. The lots are put in order, the least first; a sample of N is the first N. So the order in which residents are listed has no part in
//! it, a larger sample begins with the smaller one, and any program that knows SHA-256 shows that the draw was as it is said to be.

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

/// The least plans that an audit reads where nobody says how many, as far as there are so many.
const LEAST: usize = 3;

/// How many plans are drawn from so many, where nobody says how many: a tenth, and three at least.
pub fn usual_size(residents: usize) -> usize {
    residents.div_ceil(10).max(LEAST)
}

/// The seed where nobody gives one: the day, so that nobody picks it.
pub fn usual_seed(date: NaiveDate) -> String {
    date.to_string()
}

/// The first `count` of the residents, in the order of their lots; all of them, where there are no more.
pub fn draw<'r>(seed: &str, residents: impl IntoIterator<Item = &'r str>, count: usize) -> Vec<&'r str> {
    let mut lots: Vec<_> = residents.into_iter().map(|resident| (lot(seed, resident), resident)).collect();
    lots.sort_unstable();
    lots.dedup();
    lots.into_iter().take(count).map(|(_, resident)| resident).collect()
}

/// A resident's lot.
fn lot(seed: &str, resident: &str) -> [u8; 32] {
    Sha256::digest(format!("{seed}:{resident}").as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn residents(count: usize) -> Vec<String> {
        (1..=count).map(|number| format!("R-{number:04}")).collect()
    }

    fn drawn<'r>(seed: &str, residents: &'r [String], count: usize) -> Vec<&'r str> {
        draw(seed, residents.iter().map(String::as_str), count)
    }

    #[test]
    fn a_draw_is_the_same_on_every_machine_and_for_all_time() {
        // As `printf '%s' 2026-11-20:R-0142 | sha256sum` says it.
        let hex: String = lot("2026-11-20", "R-0142").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "4e987177e1f37fdae57edbafd7a7d70ed82df621b0d4310e65658431e64c971c");
        assert_eq!(drawn("2026-11-20", &residents(12), 4), ["R-0009", "R-0003", "R-0011", "R-0001"]);
    }

    #[test]
    fn a_tenth_is_drawn_and_three_at_least() {
        assert_eq!([1, 30, 31, 200].map(usual_size), [3, 3, 4, 20]);
    }

    #[test]
    fn each_resident_is_drawn_about_as_often_as_any_other() {
        let residents = residents(10);
        let mut counts = [0_usize; 10];
        for seed in 0..2000 {
            for resident in drawn(&seed.to_string(), &residents, 3) {
                counts[residents.iter().position(|other| other == resident).expect("one of them")] += 1;
            }
        }
        // 600 are expected; their standard deviation is about 20.
        assert!(counts.iter().all(|count| (520..=680).contains(count)), "{counts:?}");
    }

    proptest! {
        #[test]
        fn a_larger_sample_begins_with_the_smaller(seed in "[a-z0-9]{1,12}", all in 1_usize..60, count in 0_usize..60) {
            let residents = residents(all);
            let (smaller, larger) = (drawn(&seed, &residents, count), drawn(&seed, &residents, count + 1));
            prop_assert_eq!(&larger[..smaller.len()], &smaller[..]);
            prop_assert_eq!(smaller.len(), count.min(all));
        }

        #[test]
        fn the_order_of_the_residents_changes_nothing(seed in "[a-z0-9]{1,12}", mut residents in Just(residents(20)).prop_shuffle(), count in 0_usize..20) {
            let shuffled = drawn(&seed, &residents, count).iter().map(|resident| (*resident).to_owned()).collect::<Vec<_>>();
            residents.sort();
            prop_assert_eq!(shuffled, drawn(&seed, &residents, count));
        }
    }
}
