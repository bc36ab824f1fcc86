//! The ladder of importance-weighted bounds on the held-out set, a few draws a turn, so that nothing waits for it.
//!
//! It climbs with a learner of its own, frozen at the step it began at, so that the training goes on meanwhile.

use std::time::{Duration, Instant};

use super::evaluation::{Mean, mean};
use super::examples::Examples;
use crate::families::{Batch, Learner};
use crate::measure::importance_bound;
use crate::nn::Noise;

/// Examples that are measured together.
const EXAMPLES: usize = 100;
/// Draws of each in one turn: a thousand decodes take a few milliseconds.
const DRAWS: usize = 10;
/// Draws of each in all, and the rungs they are put together to.
const ALL_DRAWS: usize = 500;
const RUNGS: [(usize, &str); 3] = [
    (5, "iwae_5_nats"),
    (50, "iwae_50_nats"),
    (500, "iwae_500_nats"),
];

/// While the run trains, a ladder takes at most this share of the time.
const SHARE: f64 = 0.2;

/// A ladder that has not come to its end.
pub(super) struct Ladder {
    learner: Box<dyn Learner>,
    /// The step of the frozen learner.
    pub(super) step: u64,
    began: Instant,
    spent: Duration,
    first: usize,
    noise: Noise,
    turns: u64,
    /// Log weights of the examples at hand, draw after draw. `[examples][draws]`
    weights: Vec<Vec<f64>>,
    /// The bounds of every example that is done, rung by rung.
    done: [Vec<f64>; RUNGS.len()],
}

/// What a turn came to.
pub(super) enum Climb {
    /// There is more to do.
    Going,
    /// The means of all rungs.
    Done(Vec<Mean>),
    /// The family has no such bound, or not for these pixels.
    Impossible,
}

impl Ladder {
    pub(super) fn new(learner: Box<dyn Learner>, step: u64, seed: u64) -> Self {
        Self {
            learner,
            step,
            began: Instant::now(),
            spent: Duration::ZERO,
            first: 0,
            noise: Noise::fixed(seed, "ladder"),
            turns: 0,
            weights: Vec::new(),
            done: Default::default(),
        }
    }

    /// Whether a training run can spare the time for a turn.
    pub(super) fn may_climb(&self) -> bool {
        self.spent.as_secs_f64() <= SHARE * self.began.elapsed().as_secs_f64()
    }

    pub(super) fn turn(&mut self, held_out: &Examples) -> Climb {
        let began = Instant::now();
        let climb = self.climb(held_out);
        self.spent += began.elapsed();
        climb
    }

    fn climb(&mut self, held_out: &Examples) -> Climb {
        let end = (self.first + EXAMPLES).min(held_out.count());
        // The coins that binarise an example are the same for all of its draws; the draws differ.
        let batch = Batch {
            x: held_out.range(self.first, end),
            noise: self.noise.part(self.first as u64),
            labels: held_out.labels(self.first, end),
            steps_done: 0,
        };
        self.turns += 1;
        let draws = Noise::new(self.turns, 0).part(self.first as u64);
        let Some(fresh) = self.learner.importance(&batch, draws, DRAWS) else {
            return Climb::Impossible;
        };
        let fresh: Vec<f64> = fresh.into_data().iter::<f64>().collect(); // [examples * draws]
        self.weights.resize(end - self.first, Vec::new());
        for (weights, fresh) in self.weights.iter_mut().zip(fresh.chunks_exact(DRAWS)) {
            weights.extend_from_slice(fresh);
        }
        if self
            .weights
            .first()
            .is_some_and(|weights| weights.len() < ALL_DRAWS)
        {
            return Climb::Going;
        }
        for (done, (k, _)) in self.done.iter_mut().zip(RUNGS) {
            done.extend(
                self.weights
                    .iter()
                    .map(|weights| importance_bound(weights, k)),
            );
        }
        self.weights.clear();
        self.first = end;
        if end < held_out.count() {
            return Climb::Going;
        }
        Climb::Done(
            RUNGS
                .iter()
                .zip(&self.done)
                .map(|((_, name), values)| mean(name, values))
                .collect(),
        )
    }
}
