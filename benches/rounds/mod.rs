//! Sides measured in turns, so that whatever else the machine does meets all of them.

use std::time::{Duration, Instant};

/// A side by its name, and what it does.
pub(crate) type Side<'s> = (&'s str, &'s dyn Fn());

/// The median of each side over so many rounds. One more round before them warms the machine up.
pub(crate) fn medians(sides: &[Side<'_>], rounds: usize) -> Vec<Duration> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); sides.len()];
    for round in 0..=rounds {
        for ((_, side), times) in sides.iter().zip(&mut times) {
            let begun = Instant::now();
            side();
            if round > 0 {
                times.push(begun.elapsed());
            }
        }
    }
    times.into_iter().map(median).collect()
}

/// The one in the middle.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
