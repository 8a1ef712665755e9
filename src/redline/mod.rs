//! The redline: what changed in a record over its revisions, word by word, and which revision did it. Everything here is pure: texts and
//! the order of revisions come in, and what comes out depends on them alone.

pub mod diff;
pub mod lines;
pub mod steps;
pub mod view;
pub mod weave;
pub mod who;
pub mod words;

pub use self::weave::Weave;
