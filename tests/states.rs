//! Awkward states of a repository. In each of them a save works as `git add` and `git commit` would, for this one record and nothing else;
//! or it refuses with the reason, and changes nothing. With `STATE=words` only the states whose names have these words are judged.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests play the people and programs that work beside this one")]

#[path = "states/place.rs"]
mod place;
#[path = "states/state.rs"]
mod state;

#[path = "states/filters.rs"]
mod filters;
#[path = "states/hooks.rs"]
mod hooks;
#[path = "states/identity.rs"]
mod identity;
#[path = "states/index.rs"]
mod index;
#[path = "states/layout.rs"]
mod layout;
#[path = "states/leftovers.rs"]
mod leftovers;
#[path = "states/line_ends.rs"]
mod line_ends;
#[path = "states/reading.rs"]
mod reading;
#[path = "states/signing.rs"]
mod signing;
#[path = "states/storage.rs"]
mod storage;
#[path = "states/under_way.rs"]
mod under_way;

use self::state::State;

/// All states, by what is awkward about them.
const ALL: [fn() -> Vec<State>; 11] = [
    under_way::states,
    index::states,
    storage::states,
    layout::states,
    leftovers::states,
    line_ends::states,
    filters::states,
    hooks::states,
    signing::states,
    identity::states,
    reading::states,
];

#[test]
fn a_save_works_as_git_would_or_refuses_and_changes_nothing() {
    let states: Vec<State> = ALL.iter().flat_map(|states| states()).collect();
    let names: std::collections::BTreeSet<_> = states.iter().map(|state| state.name.clone()).collect();
    assert!(names.len() == states.len() && names.len() >= 60, "{} states, each with a name of its own", names.len());
    state::judge(states);
}
