//! Who gives way to whom: runs in the background have a share of the engine's time while others want it, and all of it otherwise.

use std::collections::BTreeSet;
use std::time::Duration;

use super::RunId;

/// The share of the time that all runs in the background have together.
const SHARE: f64 = 0.25;
/// What was left to them is not saved up for longer than this, in seconds.
const MOST: f64 = 0.1;

/// The runs in the background, and how much time they may take, in seconds.
#[derive(Default)]
pub(super) struct Way {
    behind: BTreeSet<RunId>,
    credit: f64,
}

impl Way {
    /// These runs give way from now on, and no others.
    pub(super) fn give(&mut self, runs: Vec<RunId>) {
        self.behind = runs.into_iter().collect();
    }

    /// Whether a run gives way to others.
    pub(super) fn gives(&self, run: RunId) -> bool {
        self.behind.contains(&run)
    }

    /// Whether a run may have a turn, where others may want one as well.
    pub(super) fn may(&self, run: RunId, others_want: bool) -> bool {
        !self.gives(run) || !others_want || self.credit > 0.0
    }

    /// Takes up how long a turn was.
    pub(super) fn took(&mut self, run: RunId, time: Duration) {
        let time = time.as_secs_f64();
        if self.gives(run) {
            self.credit = (self.credit - time).max(-MOST);
        } else {
            self.credit = (self.credit + time * SHARE / (1.0 - SHARE)).min(MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_background_has_its_share_while_others_want_turns_and_all_of_it_otherwise() {
        let (front, back) = (RunId(1), RunId(2));
        let mut way = Way::default();
        way.give(vec![back]);
        let turn = Duration::from_millis(8);
        let mut times = [0.0, 0.0];
        for _ in 0..1000 {
            for (run, time) in [front, back].into_iter().zip(&mut times) {
                if way.may(run, true) {
                    way.took(run, turn);
                    *time += turn.as_secs_f64();
                }
            }
        }
        let share = times[1] / (times[0] + times[1]);
        assert!((share - SHARE).abs() < 0.01, "{share}");
        assert!((0..100).all(|_| {
            way.took(back, turn);
            way.may(back, false) && way.may(front, true)
        }));
        way.give(Vec::new());
        assert!(way.may(back, true));
    }
}
