//! What takes a while to open and only one thread may use at a time: what nobody uses is kept for the next who asks.

use std::sync::{Mutex, PoisonError};

use anyhow::Result;

/// Those that are open and that nobody uses.
#[derive(Debug)]
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// What comes of `work` with one that nobody else uses; where there is none, `open` opens another.
    ///
    /// # Errors
    /// As `open` and `work` say.
    pub(super) fn with<R>(&self, open: impl FnOnce() -> Result<T>, work: impl FnOnce(&T) -> Result<R>) -> Result<R> {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = free().pop();
        let one = known.map_or_else(open, Ok)?;
        let worked = work(&one);
        free().push(one);
        worked
    }
}
