//! How many steps one slice of the engine's time holds.

use std::time::Instant;

use super::SLICE;

/// The steps of one slice.
pub(super) struct Quota {
    pub(super) began: Instant,
    pub(super) steps: u32,
    pub(super) at_most: u32,
}

impl Quota {
    pub(super) fn count(&mut self) {
        self.steps += 1;
    }

    pub(super) fn is_used_up(&self) -> bool {
        self.steps >= self.at_most || self.began.elapsed() >= SLICE
    }
}
