//! Colours, and how well they stand out from each other.

/// A colour as a browser writes it, without one that is seen through.
pub(crate) fn parse(text: &str) -> Option<[f64; 3]> {
    let inside = text.split_once('(')?.1.trim_end_matches(')');
    let numbers: Vec<f64> = inside.split([',', ' ', '/']).filter_map(|part| part.trim().parse().ok()).collect();
    match numbers[..] {
        [red, green, blue] | [red, green, blue, 1.0] => Some([red, green, blue]),
        _ => None,
    }
}

/// The contrast of two colours, from 1 to 21, as WCAG 2 has it. None where one of them is no plain colour.
pub(crate) fn contrast(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (luminance(parse(one)?), luminance(parse(other)?));
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(colour: [f64; 3]) -> f64 {
    let part = |value: f64| {
        let value = value / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
}
