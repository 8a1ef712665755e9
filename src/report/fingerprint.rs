//! What findings are known by from one report to the next.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::Found;

/// What each finding is known by from one report to the next: it stays the same when lines above it come or go. Of findings that
/// differ in nothing else, it tells the first from the second.
pub(super) fn fingerprints(found: &[Found]) -> Vec<String> {
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    let print = |found: &Found, nth: usize| {
        let parts = [&found.path, found.code.number(), &found.message, &nth.to_string()];
        let digest = Sha256::digest(parts.join("\0"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let mut prints = Vec::with_capacity(found.len());
    for found in found {
        let nth = seen.entry((&found.path, found.code.number(), &found.message)).or_default();
        prints.push(print(found, *nth));
        *nth += 1;
    }
    prints
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::samples;
    use super::*;

    #[test]
    fn fingerprints_outlast_other_lines_and_differ() {
        let mut found = samples::report().found;
        let before = fingerprints(&found);
        found.iter_mut().for_each(|found| found.start.line += 7);
        assert_eq!(fingerprints(&found), before);
        found.extend(found.clone());
        let twice = fingerprints(&found);
        assert_eq!(twice[..before.len()], before);
        assert_eq!(twice.iter().collect::<BTreeSet<_>>().len(), found.len());
    }
}
