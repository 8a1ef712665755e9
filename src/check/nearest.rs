//! "Did you mean": the known word that is nearest to what was typed.

/// The candidate nearest to `typed`, where it is near enough to be meant: one letter in three may differ.
pub fn nearest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let typed = typed.to_lowercase();
    let candidates: Vec<&str> = candidates.into_iter().collect();
    // The beginning of one word alone.
    let mut begun = candidates.iter().filter(|known| typed.len() >= 4 && known.to_lowercase().starts_with(&typed));
    if let (Some(only), None) = (begun.next(), begun.next()) {
        return Some(only);
    }
    let allowed = (typed.chars().count() / 3).max(1);
    let distances = candidates.into_iter().map(|known| (strsim::osa_distance(&typed, &known.to_lowercase()), known));
    distances.filter(|(distance, _)| *distance <= allowed).min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// The words as they stand in a sentence: "`a`, `b` or `c`".
pub(super) fn one_of<'c>(words: impl IntoIterator<Item = &'c str>) -> String {
    let mut words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} or {last}", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        assert_eq!(nearest("promts", ["prompts", "watchful"]), Some("prompts"));
        assert_eq!(nearest("ouctomes", ["outcomes", "actions"]), Some("outcomes"));
        assert_eq!(nearest("colour", ["outcomes", "actions"]), None);
        assert_eq!(nearest("", ["outcomes"]), None);
        assert_eq!(nearest("warn", ["off", "info", "warning", "error"]), Some("warning"));
        assert_eq!(nearest("work", ["working", "workable"]), None);
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
