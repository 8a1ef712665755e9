//! What the residents of a service like to be called, made ready to be looked for.

use std::collections::{BTreeMap, HashMap};

/// The names of a service's residents.
#[derive(Debug, Default)]
pub struct Called {
    by_reference: BTreeMap<String, String>,
    /// The references of those who are called so, by the first word of the name; with the words behind it.
    by_word: HashMap<String, Vec<(Vec<String>, String)>>,
}

impl Called {
    /// From what each resident is called, by reference. Names without a capital, and single letters, are never looked for.
    pub fn new(by_reference: BTreeMap<String, String>) -> Self {
        let mut by_word: HashMap<String, Vec<(Vec<String>, String)>> = HashMap::new();
        for (reference, name) in &by_reference {
            let mut words = name.split_whitespace().map(str::to_owned);
            let Some(first) = words.next() else { continue };
            if first.starts_with(char::is_uppercase) && first.chars().count() > 1 {
                by_word.entry(first).or_default().push((words.collect(), reference.clone()));
            }
        }
        Self { by_reference, by_word }
    }

    /// What each resident is called.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.by_reference.values()
    }

    /// What the resident with this reference is called.
    pub(super) fn of(&self, reference: &str) -> Option<&str> {
        self.by_reference.get(reference).map(String::as_str)
    }

    /// Those whose name begins with this word: the words behind it, and the reference.
    pub(super) fn beginning(&self, word: &str) -> &[(Vec<String>, String)] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }
}
