//! From commits, and what each holds of one file, to the file's versions.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use git2::Oid;

/// A commit, as far as one file is concerned.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The commits that it follows, as places in the list of steps; they stand before it.
    pub(super) parents: Vec<usize>,
    /// What the file holds; none, where it is not there.
    pub(super) content: Option<Oid>,
    /// When it was made, in seconds.
    pub(super) time: i64,
    /// Whether nobody can tell what it follows.
    pub(super) is_cut: bool,
}

/// A version of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The commit that brought it, as a place in the list of steps.
    pub(super) step: usize,
    /// The versions that it followed, as places in the list of versions; they stand before it, and none of them followed another.
    pub(super) parents: Vec<usize>,
}

/// The versions of the file that lead to the last step, oldest first as far as each can stand behind those that it followed. Each step holds
/// what the last of the versions up to it holds; so the last of all is that of the last step.
pub(super) fn revisions(steps: &[Step]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut latest: Vec<Option<usize>> = Vec::with_capacity(steps.len());
    let mut at_cut = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        let before: Vec<usize> = step.parents.iter().filter_map(|parent| latest[*parent]).collect();
        let before = not_followed(&nodes, before);
        let passes = match before.as_slice() {
            [] => step.content.is_none(),
            [one] => steps[nodes[*one].step].content == step.content,
            _ => false,
        };
        if passes {
            latest.push(before.first().copied());
            continue;
        }
        let new = nodes.len();
        // Where the history is cut off in several places, what is the same in them was mostly brought by one commit before them all.
        let this = if step.is_cut { *at_cut.entry(step.content).or_insert(new) } else { new };
        latest.push(Some(this));
        if this == new {
            nodes.push(Node { step: at, parents: before });
        }
    }
    by_time(&nodes, steps)
}

/// Those of `among` that no other of them followed, each once.
fn not_followed(nodes: &[Node], among: Vec<usize>) -> Vec<usize> {
    let mut kept: Vec<usize> = Vec::with_capacity(among.len());
    for node in among {
        if !kept.contains(&node) {
            kept.push(node);
        }
    }
    let Some(oldest) = kept.iter().min().copied().filter(|_| kept.len() > 1) else { return kept };
    // A version stands behind those that it followed, so none before the oldest needs to be looked at.
    let mut followed = BTreeSet::new();
    let mut open = kept.clone();
    while let Some(node) = open.pop() {
        let parents = nodes[node].parents.iter().copied().filter(|parent| *parent >= oldest);
        open.extend(parents.filter(|parent| followed.insert(*parent)));
    }
    kept.retain(|node| !followed.contains(node));
    kept
}

/// The versions by when they were made.
fn by_time(nodes: &[Node], steps: &[Step]) -> Vec<Node> {
    let parents: Vec<&[usize]> = nodes.iter().map(|node| node.parents.as_slice()).collect();
    let order = in_order(&parents, |at| steps[nodes[at].step].time);
    let mut places = vec![0; nodes.len()];
    order.iter().zip(0..).for_each(|(at, place)| places[*at] = place);
    let node = |at: &usize| Node {
        step: nodes[*at].step,
        parents: nodes[*at].parents.iter().map(|parent| places[*parent]).collect(),
    };
    order.iter().map(node).collect()
}

/// The places in a list by when each was made, as far as each can stand behind those that it followed, its `parents`: clocks may run backwards.
pub(super) fn in_order(parents: &[&[usize]], time: impl Fn(usize) -> i64) -> Vec<usize> {
    let mut followers = vec![Vec::new(); parents.len()];
    let mut open: Vec<usize> = parents.iter().map(|parents| parents.len()).collect();
    for (at, parents) in parents.iter().enumerate() {
        parents.iter().for_each(|parent| followers[*parent].push(at));
    }
    let key = |at: usize| Reverse((time(at), at));
    let mut ready: BinaryHeap<_> = (0..parents.len()).filter(|at| open[*at] == 0).map(key).collect();
    let mut ordered = Vec::with_capacity(parents.len());
    while let Some(Reverse((_, at))) = ready.pop() {
        ordered.push(at);
        for follower in &followers[at] {
            open[*follower] -= 1;
            if open[*follower] == 0 {
                ready.push(key(*follower));
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn blob(content: u8) -> Option<Oid> {
        (content > 0).then(|| Oid::from_bytes(&[content; 20]).expect("a name"))
    }

    /// Steps of which each names its parents, its content (0: none) and its time.
    fn steps(told: &[(&[usize], u8, i64)]) -> Vec<Step> {
        let step = |(parents, content, time): &(&[usize], u8, i64)| Step {
            parents: parents.to_vec(),
            content: blob(*content),
            time: *time,
            is_cut: false,
        };
        told.iter().map(step).collect()
    }

    /// The steps that are versions, each with the places of those that it followed.
    fn found(told: &[(&[usize], u8, i64)]) -> Vec<(usize, Vec<usize>)> {
        revisions(&steps(told)).into_iter().map(|node| (node.step, node.parents)).collect()
    }

    #[test]
    fn one_after_the_other_counts_what_differs() {
        let told: [(&[usize], u8, i64); 6] =
            [(&[], 0, 0), (&[0], 1, 1), (&[1], 1, 2), (&[2], 2, 3), (&[3], 0, 4), (&[4], 1, 5)];
        assert_eq!(found(&told), [(1, vec![]), (3, vec![0]), (4, vec![1]), (5, vec![2])]);
    }

    #[test]
    fn a_side_that_did_not_touch_the_file_makes_no_version() {
        let told: [(&[usize], u8, i64); 5] = [(&[], 1, 0), (&[0], 2, 1), (&[0], 1, 2), (&[2, 1], 2, 3), (&[3], 2, 4)];
        assert_eq!(found(&told), [(0, vec![]), (1, vec![0])]);
    }

    #[test]
    fn a_merge_of_two_versions_counts_whatever_it_holds() {
        for content in [2, 3, 4, 0] {
            let told: [(&[usize], u8, i64); 4] = [(&[], 1, 0), (&[0], 2, 1), (&[0], 3, 2), (&[2, 1], content, 3)];
            assert_eq!(found(&told), [(0, vec![]), (1, vec![0]), (2, vec![0]), (3, vec![2, 1])]);
        }
    }

    #[test]
    fn a_merge_that_goes_back_to_the_older_side_counts() {
        let told: [(&[usize], u8, i64); 3] = [(&[], 1, 0), (&[0], 2, 1), (&[0, 1], 1, 2)];
        assert_eq!(found(&told), [(0, vec![]), (1, vec![0]), (2, vec![1])]);
    }

    #[test]
    fn a_merge_of_many_brings_those_together_that_were_apart() {
        let told: [(&[usize], u8, i64); 5] =
            [(&[], 1, 0), (&[0], 2, 1), (&[0], 3, 2), (&[1], 2, 3), (&[0, 1, 2, 3], 4, 4)];
        assert_eq!(found(&told), [(0, vec![]), (1, vec![0]), (2, vec![0]), (4, vec![1, 2])]);
    }

    #[test]
    fn clocks_order_only_what_is_not_ordered_already() {
        let told: [(&[usize], u8, i64); 4] = [(&[], 1, 9), (&[0], 2, 5), (&[0], 3, 4), (&[1, 2], 4, 0)];
        assert_eq!(found(&told), [(0, vec![]), (2, vec![0]), (1, vec![0]), (3, vec![2, 1])]);
    }

    #[test]
    fn what_is_the_same_wherever_the_history_is_cut_is_one_version() {
        let mut steps = steps(&[(&[], 1, 0), (&[], 1, 1), (&[0, 1], 1, 2), (&[], 2, 3), (&[2, 3], 2, 4)]);
        for at in [0, 1, 3] {
            steps[at].is_cut = true;
        }
        let found: Vec<_> = revisions(&steps).into_iter().map(|node| (node.step, node.parents)).collect();
        assert_eq!(found, [(0, vec![]), (3, vec![]), (4, vec![0, 1])]);
    }

    fn graphs() -> impl Strategy<Value = Vec<Step>> {
        let step = (proptest::collection::vec(any::<prop::sample::Index>(), 0..4), 0u8..4, 0i64..6, any::<bool>());
        proptest::collection::vec(step, 1..24).prop_map(|told| {
            let mut steps: Vec<Step> = Vec::new();
            for (parents, content, time, is_cut) in told {
                let mut parents: Vec<usize> =
                    parents.into_iter().filter(|_| !steps.is_empty()).map(|at| at.index(steps.len())).collect();
                let mut seen = BTreeSet::new();
                parents.retain(|parent| seen.insert(*parent));
                let is_cut = is_cut && parents.is_empty();
                steps.push(Step { parents, content: blob(content), time, is_cut });
            }
            steps
        })
    }

    /// All that each follows, itself included.
    fn closure(parents: impl Iterator<Item = Vec<usize>>) -> Vec<BTreeSet<usize>> {
        let mut all: Vec<BTreeSet<usize>> = Vec::new();
        for (at, parents) in parents.enumerate() {
            let mut set: BTreeSet<usize> = parents.iter().flat_map(|parent| all[*parent].clone()).collect();
            set.insert(at);
            all.push(set);
        }
        all
    }

    proptest! {
        #[test]
        fn every_commit_holds_what_the_last_version_up_to_it_holds(steps in graphs()) {
            let nodes = revisions(&steps);
            let followed = closure(nodes.iter().map(|node| node.parents.clone()));
            for (at, node) in nodes.iter().enumerate() {
                for parent in &node.parents {
                    prop_assert!(*parent < at);
                    let others = node.parents.iter().filter(|other| *other != parent);
                    prop_assert!(others.into_iter().all(|other| !followed[*other].contains(parent)));
                }
            }
            let commits = closure(steps.iter().map(|step| step.parents.clone()));
            let is_cut = steps.iter().any(|step| step.is_cut);
            for (step, up_to) in steps.iter().zip(&commits).filter(|_| !is_cut) {
                let seen: Vec<usize> = (0..nodes.len()).filter(|node| up_to.contains(&nodes[*node].step)).collect();
                let last: Vec<&usize> =
                    seen.iter().filter(|node| seen.iter().all(|other| followed[*other].contains(node) == (other == *node))).collect();
                prop_assert!(last.len() <= 1, "one comes last");
                let held = last.first().and_then(|node| steps[nodes[**node].step].content);
                prop_assert_eq!(held, step.content);
            }
        }
    }
}
