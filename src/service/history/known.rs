//! What commits changed in which folders of the service, as it is kept from one run to the next.
//!
//! A commit is what its name says, so what is known of it stays true whatever becomes of branches. It can be found out again at any time: a file that
//! is damaged, of another version of the program or of another folder is passed over, and made anew. It holds paths and git's names of objects, and no
//! word of a record.

use std::collections::HashMap;

use git2::Oid;
use sha1::{Digest as _, Sha1};

use super::commits::Held;

/// What is known of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) id: Oid,
    /// The commits that it follows, as places in the list of commits; they stand before it.
    pub(super) parents: Vec<u32>,
    /// When it was made, in seconds.
    pub(super) time: i64,
    /// Whether this copy of the repository ends here.
    pub(super) is_cut: bool,
    /// What it holds otherwise than the first of the commits that it follows, or all that it holds where it follows none: by the place of the name in
    /// the list of names, in their order.
    pub(super) changes: Vec<(u32, Option<Held>)>,
}

/// What is known of commits, each behind those that it follows, and with them all that lead to one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The folders and files of the service that commits are looked into for: each resident's folder, and what lies beside the residents.
    pub(super) names: Vec<String>,
    pub(super) facts: Vec<Fact>,
}

/// What a file of these begins with. The number rises with any change in how it is written.
const BEGINNING: &[u8] = b"supportplan history 1\n";
/// How long the checksum is that it ends with.
const SUM: usize = 20;

impl Known {
    /// As a file holds it, for the service and the ends of history that `for_whom` names.
    pub(super) fn to_bytes(&self, for_whom: &[u8]) -> Vec<u8> {
        let mut bytes = BEGINNING.to_vec();
        let number = |bytes: &mut Vec<u8>, number: usize| {
            bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        };
        let text = |bytes: &mut Vec<u8>, text: &[u8]| {
            number(bytes, text.len());
            bytes.extend(text);
        };
        text(&mut bytes, for_whom);
        number(&mut bytes, self.names.len());
        self.names.iter().for_each(|name| text(&mut bytes, name.as_bytes()));
        number(&mut bytes, self.facts.len());
        for fact in &self.facts {
            bytes.extend(fact.id.as_bytes());
            bytes.extend(fact.time.to_le_bytes());
            bytes.push(u8::from(fact.is_cut));
            number(&mut bytes, fact.parents.len());
            fact.parents.iter().for_each(|parent| bytes.extend(parent.to_le_bytes()));
            number(&mut bytes, fact.changes.len());
            for (name, held) in &fact.changes {
                bytes.extend(name.to_le_bytes());
                match held {
                    None => bytes.push(0),
                    Some(held) => {
                        bytes.push(if held.is_folder { 1 } else { 2 });
                        bytes.extend(held.id.as_bytes());
                    }
                }
            }
        }
        let sum = Sha1::digest(&bytes);
        bytes.extend(sum);
        bytes
    }

    /// What a file holds; none, where it is not whole, or was written for another service, or by another version of the program.
    pub(super) fn from_bytes(bytes: &[u8], for_whom: &[u8]) -> Option<Self> {
        let (told, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
        let mut rest = Rest(told.strip_prefix(BEGINNING)?);
        if rest.text()? != for_whom || Sha1::digest(told).as_slice() != sum {
            return None;
        }
        let names = rest.number()?;
        let names: Vec<String> =
            (0..names).map(|_| String::from_utf8(rest.text()?.to_vec()).ok()).collect::<Option<_>>()?;
        let count = rest.number()?;
        let mut facts = Vec::with_capacity((count as usize).min(told.len()));
        for at in 0..count {
            let (id, time) = (rest.id()?, i64::from_le_bytes(rest.array()?));
            let is_cut = match rest.array()? {
                [0] => false,
                [1] => true,
                _ => return None,
            };
            let number = rest.number()?;
            let parents: Vec<u32> =
                (0..number).map(|_| rest.number().filter(|parent| *parent < at)).collect::<Option<_>>()?;
            let number = rest.number()?;
            let mut changes = Vec::with_capacity((number as usize).min(names.len()));
            for _ in 0..number {
                let name = rest.number().filter(|name| (*name as usize) < names.len())?;
                let held = match rest.array()? {
                    [0] => None,
                    [1] => Some(Held { id: rest.id()?, is_folder: true }),
                    [2] => Some(Held { id: rest.id()?, is_folder: false }),
                    _ => return None,
                };
                changes.push((name, held));
            }
            facts.push(Fact { id, parents, time, is_cut, changes });
        }
        rest.0.is_empty().then_some(Self { names, facts })
    }

    /// The commits on which the history of what lies at `top` depends: those that changed it, and each that brings several together.
    pub(super) fn changing(&self, top: &str) -> Vec<Oid> {
        let name = (0..).zip(&self.names).find(|(_, name)| *name == top).map(|(at, _)| at);
        let is_changed = |fact: &Fact| fact.changes.iter().any(|(other, _)| Some(*other) == name);
        let changing = self.facts.iter().filter(|fact| fact.parents.len() > 1 || is_changed(fact));
        changing.map(|fact| fact.id).collect()
    }

    /// The commits that lead to `last`, each behind those that it follows, as places in the list.
    pub(super) fn leading_to(&self, last: u32) -> Vec<u32> {
        let mut leads = vec![false; self.facts.len()];
        leads[last as usize] = true;
        for at in (0..=last as usize).rev() {
            if leads[at] {
                self.facts[at].parents.iter().for_each(|parent| leads[*parent as usize] = true);
            }
        }
        (0..).zip(leads).filter(|(_, leads)| *leads).map(|(at, _)| at).collect()
    }

    /// These commits alone, which are all that lead to one.
    pub(super) fn only(&self, places: &[u32]) -> Self {
        let new: HashMap<u32, u32> = places.iter().copied().zip(0..).collect();
        let mut names = HashMap::new();
        let mut only = Self::default();
        for at in places {
            let mut fact = self.facts[*at as usize].clone();
            fact.parents.iter_mut().for_each(|parent| *parent = new[parent]);
            for (name, _) in &mut fact.changes {
                *name = *names.entry(*name).or_insert_with(|| {
                    only.names.push(self.names[*name as usize].clone());
                    u32::try_from(only.names.len() - 1).unwrap_or(u32::MAX)
                });
            }
            only.facts.push(fact);
        }
        only
    }
}

/// What of a file is not read yet.
struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'b [u8]> {
        let length = self.number()?;
        self.take(length as usize)
    }

    fn id(&mut self) -> Option<Oid> {
        Oid::from_bytes(self.take(20)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(byte: u8) -> Oid {
        Oid::from_bytes(&[byte; 20]).expect("a name")
    }

    fn known() -> Known {
        let fact = |at: u8, parents: &[u32], changes: &[(u32, Option<Held>)]| Fact {
            id: id(at),
            parents: parents.to_vec(),
            time: -i64::from(at),
            is_cut: at == 1,
            changes: changes.to_vec(),
        };
        let folder = Held { id: id(8), is_folder: true };
        let file = Held { id: id(9), is_folder: false };
        Known {
            names: ["residents/R-0142", "supportplan.yaml"].map(str::to_owned).to_vec(),
            facts: vec![
                fact(1, &[], &[(1, Some(file))]),
                fact(2, &[0], &[(0, Some(folder))]),
                fact(3, &[0], &[(1, None)]),
                fact(4, &[2, 1], &[]),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_again_by_the_one_it_is_for() {
        let bytes = known().to_bytes(b"service/");
        assert_eq!(Known::from_bytes(&bytes, b"service/"), Some(known()));
        assert_eq!(Known::from_bytes(&bytes, b"other/"), None);
        let other = [b"supportplan history 0\n", &bytes[BEGINNING.len()..]].concat();
        assert_eq!(Known::from_bytes(&other, b"service/"), None);
    }

    #[test]
    fn those_that_do_not_lead_to_a_commit_are_left_out_with_their_names() {
        let places = known().leading_to(2);
        assert_eq!(places, [0, 2]);
        let only = known().only(&places);
        assert_eq!(only.names, ["supportplan.yaml"]);
        assert_eq!(only.facts.iter().map(|fact| fact.id).collect::<Vec<_>>(), [id(1), id(3)]);
        assert_eq!(only.facts[1].parents, [0]);
        assert_eq!(only.facts[1].changes, [(0, None)]);
    }

    proptest! {
        #[test]
        fn whatever_is_damaged_is_passed_over(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let whole = known().to_bytes(b"");
            let mut damaged = whole.clone();
            *at.get_mut(&mut damaged) = to;
            prop_assert!(damaged == whole || Known::from_bytes(&damaged, b"").is_none());
            prop_assert_eq!(Known::from_bytes(&whole[..cut.index(whole.len())], b""), None);
        }

        #[test]
        fn any_bytes_with_a_right_checksum_are_read_or_refused(body in proptest::collection::vec(0u8..4, 0..200)) {
            let mut bytes = [BEGINNING, &[0; 4], &body].concat();
            let sum = Sha1::digest(&bytes);
            bytes.extend(sum);
            if let Some(known) = Known::from_bytes(&bytes, b"") {
                prop_assert_eq!(known.to_bytes(b""), bytes);
            }
        }
    }
}
