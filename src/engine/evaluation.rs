//! Measuring on the held-out set, a batch a turn, so that nothing waits for it.

use burn::tensor::Tensor;

use super::examples::Examples;
use crate::families::{Batch, LatentSpace, Learner};
use crate::measure::active_units;
use crate::nn::Noise;

/// Small enough for a turn, large enough for the device; it does not follow the run's own batch size, so figures compare.
const BATCH: usize = 250;

/// A pass over the held-out set that has not come to its end.
pub(super) struct Evaluation {
    next: usize,
    noise: Noise,
    /// What is known of each metric so far, example after example.
    values: Vec<(&'static str, Vec<f64>)>,
    /// The mean codes so far, where there are codes. `[examples * latent]`
    codes: Vec<f32>,
    /// The sum over the examples so far of each dimension's divergence from the prior. `[latent]`
    divergence: Vec<f64>,
}

/// What a pass came to.
pub(super) struct Outcome {
    pub(super) means: Vec<Mean>,
    /// What each latent dimension says about the examples, where there are any.
    pub(super) units: Option<Units>,
}

/// What each latent dimension says about the examples.
pub(super) struct Units {
    /// How many of them move with the example.
    pub(super) active: usize,
    /// KL(q(z_j|x) || p(z_j)), mean over the examples, in nats. `[latent]`
    pub(super) divergence: Vec<f32>,
}

/// The mean of a metric over the held-out set, with its standard error.
pub(super) struct Mean {
    pub(super) name: &'static str,
    pub(super) value: f64,
    pub(super) standard_error: f64,
}

impl Evaluation {
    /// A pass that draws the same noise every time, so that the curve moves only when the model does.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            next: 0,
            noise: Noise::fixed(seed, "held-out"),
            values: Vec::new(),
            codes: Vec::new(),
            divergence: Vec::new(),
        }
    }

    /// Measures the next batch; the outcome comes with the last one.
    pub(super) fn turn(&mut self, learner: &dyn Learner, held_out: &Examples) -> Option<Outcome> {
        let end = (self.next + BATCH).min(held_out.count());
        let batch = Batch {
            x: held_out.range(self.next, end),
            noise: self.noise.part(self.next as u64),
            steps_done: 0,
        };
        for (index, (name, values)) in learner.measure(&batch).into_iter().enumerate() {
            if self.values.len() == index {
                self.values
                    .push((name, Vec::with_capacity(held_out.count())));
            }
            self.values[index]
                .1
                .extend(values.into_data().iter::<f64>());
        }
        let latent = learner.latent();
        if let Some(latent) = latent {
            self.encode(latent, batch.x);
        }
        self.next = end;
        (end == held_out.count()).then(|| Outcome {
            means: self
                .values
                .iter()
                .map(|(name, values)| mean(name, values))
                .collect(),
            units: latent.map(|latent| Units {
                active: active_units(&self.codes, latent.dimension()),
                divergence: self
                    .divergence
                    .iter()
                    .map(|sum| (sum / held_out.count() as f64) as f32)
                    .collect(),
            }),
        })
    }

    fn encode(&mut self, latent: &dyn LatentSpace, x: Tensor<2>) {
        let code = latent.encode(x);
        self.codes
            .extend(code.mean.clone().into_data().iter::<f32>());
        let divergence = code.divergence().sum_dim(0); // [1, latent]
        self.divergence.resize(latent.dimension(), 0.0);
        let fresh = divergence.into_data();
        for (sum, fresh) in self.divergence.iter_mut().zip(fresh.iter::<f64>()) {
            *sum += fresh;
        }
    }
}

/// The mean of values of independent examples, with its standard error.
pub(super) fn mean(name: &'static str, values: &[f64]) -> Mean {
    let n = values.len() as f64;
    let value = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - value).powi(2)).sum::<f64>();
    let variance = squares / (n - 1.0).max(1.0);
    Mean {
        name,
        value,
        standard_error: (variance / n).sqrt(),
    }
}

/// How many steps lie between two passes, so that they take about a twentieth of the time: a function of the run alone, never
/// of the clock, so that the same run measures at the same steps.
pub(super) fn interval(held_out: usize, batch: usize) -> u64 {
    let forward_steps = held_out.div_ceil(batch.max(1)) as u64;
    (forward_steps * 12).next_multiple_of(50).clamp(50, 1000)
}

/// Whether a pass is due after `step` steps: often at first, when everything moves, then at the interval.
pub(super) fn is_due(step: u64, interval: u64) -> bool {
    step.is_multiple_of(interval)
        || (step < interval
            && step >= 10
            && (step / 10).is_power_of_two()
            && step.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_are_frequent_at_first_and_then_regular() {
        let due: Vec<u64> = (0..=300).filter(|&step| is_due(step, 100)).collect();
        assert_eq!(due, [0, 10, 20, 40, 80, 100, 200, 300]);
        assert_eq!(interval(1000, 128), 100);
    }
}
