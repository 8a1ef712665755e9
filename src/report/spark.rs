//! Figures over the weeks, drawn as a row of blocks.

/// How many of the last figures are drawn: half a year.
const DRAWN: usize = 26;

/// The last figures, oldest first, drawn between the lowest and the highest of all of them and of `further`.
pub fn drawn(figures: &[f64], further: &[f64]) -> String {
    let all = || figures.iter().chain(further).copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    blocks(&figures[figures.len().saturating_sub(DRAWN)..], low, high)
}

/// A row of blocks, the lowest and highest of which stand for `low` and `high`.
fn blocks(figures: &[f64], low: f64, high: f64) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let last = f64::from(u32::try_from(BLOCKS.len() - 1).unwrap_or(0));
    let block = |figure: &f64| {
        let share = if high > low { ((figure - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
        let nearest = (0u32..).zip(BLOCKS).min_by(|(a, _), (b, _)| {
            let off = |at: &u32| (f64::from(*at) - share * last).abs();
            off(a).total_cmp(&off(b))
        });
        nearest.map_or(' ', |(_, block)| block)
    };
    figures.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_drawn_between_the_lowest_and_the_highest() {
        assert_eq!(drawn(&[0.0, 1.0, 2.0], &[]), "▁▄█");
        assert_eq!(drawn(&[3.0, 3.0], &[3.0]), "▄▄");
        assert_eq!(drawn(&[1.0], &[0.0, 2.0]), "▄");
        assert_eq!(drawn(&[], &[0.0, 1.0]), "");
        assert_eq!(drawn(&[1.0; 40], &[]).chars().count(), DRAWN);
    }
}
