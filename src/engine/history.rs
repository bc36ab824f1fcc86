//! The history of a run: states of earlier steps, thinned so that they never take more than a number of bytes.
//!
//! The first and the last state always stay. Between them the gaps grow with the distance from both ends: at the start a net
//! changes most, and what happened just now is what one goes back to.

use crate::families::Snapshot;

/// The most that the kept states of one run may take.
const BUDGET: usize = 256 << 20;
/// And never more states than this: a way back needs no more, and the memory of a small run is full of them at once.
const MOST: usize = 96;

/// The state of a run after some steps.
pub(super) struct Moment {
    pub(super) snapshot: Snapshot,
    pub(super) step: u64,
    pub(super) examples: u64,
    pub(super) seconds: f64,
    /// The largest size of the minimised loss in the steps that led here; 0 before the first.
    pub(super) loss: f32,
}

/// The kept states of a run, oldest first; never empty.
pub(super) struct History {
    /// The run before its first step, where it was taken up later: a way back for the eye, not for a run that diverged.
    origin: Option<Moment>,
    moments: Vec<Moment>,
    budget: usize,
    most: usize,
}

impl History {
    /// A history that begins here.
    pub(super) fn new(first: Moment) -> Self {
        Self {
            origin: None,
            moments: vec![first],
            budget: BUDGET,
            most: MOST,
        }
    }

    /// A history whose run has been seen before its first step.
    pub(super) fn with_origin(self, origin: Moment) -> Self {
        Self {
            origin: Some(origin),
            ..self
        }
    }

    /// The earliest step that can be reached again.
    pub(super) fn first(&self) -> u64 {
        self.origin.as_ref().unwrap_or(&self.moments[0]).step
    }

    /// The newest state that is not after a step, or the first one there is.
    pub(super) fn before(&self, step: u64) -> &Moment {
        let after = self.moments.partition_point(|moment| moment.step <= step);
        match (after, &self.origin) {
            (0, Some(origin)) => origin,
            _ => &self.moments[after.saturating_sub(1)],
        }
    }

    /// The kept step nearest to a step.
    pub(super) fn near(&self, step: u64) -> u64 {
        let steps = self.origin.iter().chain(&self.moments).map(|m| m.step);
        steps.min_by_key(|kept| kept.abs_diff(step)).unwrap_or(step)
    }

    /// How many seconds a step took from a kept one to the next, or to where the run stands now.
    pub(super) fn pace(&self, from: u64, (step, seconds): (u64, f64)) -> f64 {
        let kept = self.origin.iter().chain(&self.moments);
        let mut known = kept.map(|m| (m.step, m.seconds)).chain([(step, seconds)]);
        let began = known.find(|(step, _)| *step == from);
        match (began, known.find(|(step, _)| *step > from)) {
            (Some((_, began)), Some((step, ended))) => (ended - began) / (step - from) as f64,
            _ => 0.0,
        }
    }

    /// Keeps a state, in place of others where there is no room for all.
    pub(super) fn keep(&mut self, moment: Moment) {
        self.forget_after(moment.step.saturating_sub(1));
        self.moments.push(moment);
        while self.moments.len() > 2
            && (self.bytes() > self.budget || self.moments.len() > self.most)
        {
            self.moments.remove(self.least_missed());
        }
    }

    /// Takes in what the newest state has led to: the loss of a state is known only from the step after it.
    pub(super) fn learn(&mut self, loss: f32) {
        if let Some(newest) = self.moments.last_mut() {
            newest.loss = newest
                .loss
                .max(if loss.is_nan() { f32::INFINITY } else { loss });
        }
    }

    /// The newest state whose losses were below a limit, or the first one where none was. Everything later is forgotten.
    pub(super) fn back_to_calm(&mut self, limit: f32) -> &Moment {
        let calm = self.moments.iter().rposition(|moment| moment.loss < limit);
        self.moments.truncate(calm.unwrap_or(0) + 1);
        &self.moments[calm.unwrap_or(0)]
    }

    fn forget_after(&mut self, step: u64) {
        let kept = self.moments.partition_point(|moment| moment.step <= step);
        self.moments.truncate(kept);
    }

    fn bytes(&self) -> usize {
        self.moments
            .iter()
            .map(|moment| moment.snapshot.bytes())
            .sum()
    }

    /// The state between two others whose loss leaves the gap that is smallest for its distance from both ends.
    fn least_missed(&self) -> usize {
        let steps: Vec<f64> = self
            .moments
            .iter()
            .map(|moment| moment.step as f64)
            .collect();
        let (first, last) = (steps[0], steps[steps.len() - 1]);
        let gap = |i: usize| {
            let from_ends = (steps[i] - first).min(last - steps[i]) + 1.0;
            (steps[i + 1] - steps[i - 1]) / from_ends
        };
        (1..steps.len() - 1)
            .min_by(|&a, &b| gap(a).total_cmp(&gap(b)))
            .unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(step: u64, loss: f32, bytes: usize) -> Moment {
        Moment {
            snapshot: Snapshot::new(step, bytes),
            step,
            examples: 0,
            seconds: 0.0,
            loss,
        }
    }

    fn steps(history: &History) -> Vec<u64> {
        history.moments.iter().map(|moment| moment.step).collect()
    }

    #[test]
    fn a_long_history_stays_within_its_bytes_and_is_dense_at_both_ends() {
        let mut history = History::new(moment(0, 0.0, 1000));
        (history.budget, history.most) = (40_000, 1000);
        for step in (20..=100_000).step_by(20) {
            history.keep(moment(step, 1.0, 1000));
            assert!(history.bytes() <= 40_000);
        }
        let kept = steps(&history);
        assert_eq!(
            (kept[0], kept[kept.len() - 1], kept.len()),
            (0, 100_000, 40)
        );
        let gap = |from: u64| {
            let after = kept.partition_point(|&step| step <= from);
            kept[after.min(kept.len() - 1)] - kept[after - 1]
        };
        assert!(gap(0) < 400 && gap(99_900) < 400, "{kept:?}");
        let widest = kept.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
        assert!(widest < 25_000 && gap(50_000) > 1000, "{kept:?}");
    }

    #[test]
    fn states_of_a_growing_loss_are_not_gone_back_to() {
        let mut history = History::new(moment(0, 0.0, 1));
        for (step, loss) in [(10, 5.0), (20, 4.0), (30, 900.0), (40, 1e9)] {
            history.keep(moment(step, loss, 1));
        }
        assert_eq!(history.back_to_calm(1e3).step, 30);
        history.learn(f32::NAN);
        assert_eq!(history.back_to_calm(50.0).step, 20);
        assert_eq!(steps(&history), [0, 10, 20]);
        assert_eq!(history.back_to_calm(0.0).step, 0);
    }

    #[test]
    fn steps_that_are_taken_anew_replace_those_that_were() {
        let mut history = History::new(moment(0, 0.0, 1));
        for step in [10, 20, 30, 15] {
            history.keep(moment(step, 1.0, 1));
        }
        assert_eq!(steps(&history), [0, 10, 15]);
    }
}
