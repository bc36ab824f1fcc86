//! How many frames the window drew of late.

use std::collections::VecDeque;

/// Frames of the last second.
#[derive(Default)]
pub(super) struct Frames(VecDeque<f64>);

impl Frames {
    /// Takes up a frame that is drawn now, in the window's seconds.
    pub(super) fn count(&mut self, now: f64) {
        self.0.push_back(now);
        while self.0.front().is_some_and(|first| now - first > 1.0) {
            self.0.pop_front();
        }
    }

    pub(super) fn per_second(&self) -> usize {
        self.0.len()
    }
}
