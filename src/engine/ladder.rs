//! The ladder of importance-weighted bounds on the held-out set, a few draws a turn, so that nothing waits for it.
//!
//! It climbs with a learner of its own, frozen at the step it began at, so that the training goes on meanwhile.

use std::time::{Duration, Instant};

use super::evaluation::{Mean, mean};
use super::examples::Examples;
use crate::families::{Batch, Learner};
use crate::gpu::Kind;
use crate::measure::importance_bound;
use crate::nn::Noise;

/// Examples that are measured together.
const EXAMPLES: usize = 100;
/// Draws of each in one turn: a thousand decodes take the processor a few milliseconds, and ten thousand a graphics card.
const DRAWS: usize = 10;
const DRAWS_ON_GPU: usize = 100;
/// The draws of the rungs, and what their bounds are called; as many as the highest takes are made.
const RUNGS: [(usize, &str); 4] = [
    (5, "iwae_5_nats"),
    (50, "iwae_50_nats"),
    (500, "iwae_500_nats"),
    (5000, "iwae_5000_nats"),
];

/// How far a ladder climbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Height {
    /// To 500 draws of each example.
    Usual,
    /// To the 5,000 that published figures are measured with.
    Published,
}

impl Height {
    fn rungs(self) -> &'static [(usize, &'static str)] {
        match self {
            Self::Usual => &RUNGS[..3],
            Self::Published => &RUNGS,
        }
    }
}

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
    rungs: &'static [(usize, &'static str)],
    /// Draws in one turn.
    draws: usize,
    /// Log weights of the examples at hand, draw after draw. `[examples][draws]`
    weights: Vec<Vec<f64>>,
    /// The bounds of every example that is done, rung by rung.
    done: Vec<Vec<f64>>,
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
    /// A ladder of a frozen learner after a step, on a device of a kind.
    pub(super) fn new(
        learner: Box<dyn Learner>,
        (step, seed): (u64, u64),
        height: Height,
        kind: Kind,
    ) -> Self {
        let rungs = height.rungs();
        Self {
            learner,
            step,
            began: Instant::now(),
            spent: Duration::ZERO,
            first: 0,
            noise: Noise::fixed(seed, "ladder"),
            turns: 0,
            rungs,
            draws: if kind == Kind::Hardware {
                DRAWS_ON_GPU
            } else {
                DRAWS
            },
            weights: Vec::new(),
            done: vec![Vec::new(); rungs.len()],
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
        let Some(fresh) = self.learner.importance(&batch, draws, self.draws) else {
            return Climb::Impossible;
        };
        let fresh: Vec<f64> = fresh.into_data().iter::<f64>().collect(); // [examples * draws]
        self.weights.resize(end - self.first, Vec::new());
        for (weights, fresh) in self.weights.iter_mut().zip(fresh.chunks_exact(self.draws)) {
            weights.extend_from_slice(fresh);
        }
        let all = self.rungs.last().map_or(0, |(k, _)| *k);
        if self.weights.iter().any(|weights| weights.len() < all) {
            return Climb::Going;
        }
        for (done, (k, _)) in self.done.iter_mut().zip(self.rungs) {
            let bound = |weights: &Vec<f64>| importance_bound(weights, *k);
            done.extend(self.weights.iter().map(bound));
        }
        self.weights.clear();
        self.first = end;
        if end < held_out.count() {
            return Climb::Going;
        }
        Climb::Done(
            self.rungs
                .iter()
                .zip(&self.done)
                .map(|((_, name), values)| mean(name, values))
                .collect(),
        )
    }
}
