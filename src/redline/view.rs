//! Which versions of a record are shown, where somebody asks what changed since one of them.

use std::collections::BTreeSet;

use super::weave::Revision;

/// The versions that are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The versions, the oldest that is shown first and the newest last, by their places among all.
    pub versions: Vec<Revision>,
    /// For each of them, those that it followed, by their places among the ones that are shown. What followed none of them follows the oldest.
    pub parents: Vec<Vec<usize>>,
    /// What is told of beside the oldest, by its place among all: the versions that are shown, and those that cannot be and that the oldest had
    /// not in it already.
    pub told: Vec<Revision>,
}

impl View {
    /// The versions from `base` to the newest. `parents` are those that each version followed, which come before it; `is_readable` says which of
    /// them can be shown: the others are passed over, and so are those that the base had in it already, and those that never became part of
    /// the newest. None where there is nothing to show.
    pub fn since(base: Revision, parents: &[Vec<Revision>], is_readable: &[bool]) -> Option<Self> {
        let newest = is_readable.iter().rposition(|readable| *readable)?;
        is_readable.get(base).filter(|readable| **readable)?;
        let (old, new) = (back(base, parents), back(newest, parents));
        let later = (0..=newest).filter(|at| *at != base && is_readable[*at] && new[*at] && !old[*at]);
        let versions: Vec<Revision> = std::iter::once(base).chain(later).collect();
        let told =
            (0..parents.len()).filter(|at| *at != base && !old[*at] && (new[*at] || !is_readable[*at])).collect();
        let mut places: Vec<Option<usize>> = vec![None; parents.len()];
        for (place, version) in versions.iter().enumerate() {
            places[*version] = Some(place);
        }
        let mut shown: Vec<Vec<usize>> = vec![Vec::new()];
        for version in &versions[1..] {
            let mut found = Vec::new();
            let mut next: Vec<Revision> = parents[*version].iter().rev().copied().collect();
            let mut seen = BTreeSet::new();
            while let Some(parent) = next.pop() {
                if !seen.insert(parent) {
                    continue;
                }
                match places[parent] {
                    Some(place) => found.push(place),
                    None if old[parent] => found.push(0),
                    // One that cannot be shown: what it followed stands for it.
                    None => next.extend(parents[parent].iter().rev()),
                }
            }
            let mut kept = Vec::new();
            found.into_iter().for_each(|place| {
                if !kept.contains(&place) {
                    kept.push(place);
                }
            });
            if kept.is_empty() {
                kept.push(0);
            }
            shown.push(kept);
        }
        Some(Self { versions, parents: shown, told })
    }
}

/// Which versions a version goes back to, itself among them.
fn back(version: Revision, parents: &[Vec<Revision>]) -> Vec<bool> {
    let mut reached = vec![false; parents.len()];
    let mut next = vec![version];
    while let Some(at) = next.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            next.extend(parents[at].iter().copied().filter(|parent| *parent < at));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(base: Revision, parents: &[&[Revision]], unreadable: &[Revision]) -> (Vec<Revision>, Vec<Vec<usize>>) {
        let parents: Vec<Vec<Revision>> = parents.iter().map(|parents| parents.to_vec()).collect();
        let readable: Vec<bool> = (0..parents.len()).map(|at| !unreadable.contains(&at)).collect();
        let view = View::since(base, &parents, &readable).expect("something to show");
        (view.versions, view.parents)
    }

    #[test]
    fn what_came_after_the_base_is_shown() {
        assert_eq!(view(1, &[&[], &[0], &[1], &[2]], &[]), (vec![1, 2, 3], vec![vec![], vec![0], vec![1]]));
        assert_eq!(view(3, &[&[], &[0], &[1], &[2]], &[]), (vec![3], vec![vec![]]));
    }

    #[test]
    fn a_side_that_began_before_the_base_is_shown_as_well() {
        // 0 - 1 - 3 - 4, and 0 - 2 - 4.
        let parents: [&[Revision]; 5] = [&[], &[0], &[0], &[1], &[3, 2]];
        assert_eq!(view(1, &parents, &[]), (vec![1, 2, 3, 4], vec![vec![], vec![0], vec![0], vec![2, 1]]));
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        assert_eq!(view(0, &[&[], &[0], &[1], &[2]], &[1, 2]), (vec![0, 3], vec![vec![], vec![0]]));
        assert_eq!(view(0, &[&[], &[0], &[1]], &[2]), (vec![0, 1], vec![vec![], vec![0]]));
        assert_eq!(View::since(0, &[vec![]], &[false]), None);
    }
}
