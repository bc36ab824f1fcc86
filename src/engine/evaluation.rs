//! Measuring on the held-out set, a batch a turn, so that nothing waits for it.

use super::examples::Examples;
use crate::families::{Batch, Learner};
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
}

/// What a pass came to.
pub(super) struct Outcome {
    pub(super) means: Vec<Mean>,
    /// How many latent dimensions say something about the examples, where there are any.
    pub(super) active_units: Option<usize>,
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
        }
    }

    /// Measures the next batch; the outcome comes with the last one.
    pub(super) fn turn(&mut self, learner: &dyn Learner, held_out: &Examples) -> Option<Outcome> {
        let end = (self.next + BATCH).min(held_out.count());
        let batch = Batch {
            x: held_out.range(self.next, end),
            noise: self.noise.part(self.next as u64),
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
            self.codes
                .extend(latent.encode(batch.x).mean.into_data().iter::<f32>());
        }
        self.next = end;
        (end == held_out.count()).then(|| Outcome {
            means: self
                .values
                .iter()
                .map(|(name, values)| mean(name, values))
                .collect(),
            active_units: latent.map(|latent| active_units(&self.codes, latent.dimension())),
        })
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
