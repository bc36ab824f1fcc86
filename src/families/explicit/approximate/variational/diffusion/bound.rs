//! The ELBO: diffusion as a VAE with a layer of latents for every level of noise, whose encoder is fixed.
//!
//! Ho, Jain and Abbeel (2020), equation 5. Of the variances that they name for a step back, v = sigma_{k-1}^2 / sigma_k^2 b is
//! right where x_0 is known, and b = 1 - alpha_k^2 / alpha_{k-1}^2 where nothing is known. The bound takes b, which costs next
//! to nothing with many levels of noise, while v is far too sure of itself where there is little noise. With r = v / b and D
//! numbers in an example:
//!
//! -ELBO = KL(q(x_T|x_0) || N(0, I)) - E log p(x_0|x_1) + sum_{k=2}^T [D / 2 (r - 1 - log r) + w_k / 2 E |epsilon - epsilon_k|^2]
//!
//! where w_k = alpha_{k-1}^2 / alpha_k^2 - r. The sum over |epsilon - epsilon_k|^2 is estimated from a few levels, drawn with
//! the weights of its terms, so that no term weighs more than another.

use std::f64::consts::TAU;

use burn::tensor::{Tensor, TensorData};

use super::denoiser::Denoiser;
use super::schedule::Schedule;
use crate::nn::{Field, Noise};

/// Levels that are drawn for each example.
pub(super) const DRAWS: usize = 8;

/// The levels from 2 on.
pub(super) struct Levels {
    /// Their weights w_k, summed up one after another.
    cumulative: Vec<f64>,
    /// The sum of (r - 1 - log r) / 2: what it costs each number of an example that a step back is wider than it would be if x_0 were known.
    width: f64,
}

/// r and w of a level.
pub(super) fn weights(schedule: Schedule, level: usize) -> (f64, f64) {
    let ((alpha, sigma), (above, less)) = (schedule.level(level), schedule.level(level - 1));
    let ratio = (less / sigma).powi(2);
    (ratio, (above / alpha).powi(2) - ratio)
}

/// The parts of -ELBO of each example, in nats. `[batch]` each
pub(super) struct Parts {
    /// -log p(x_0|x_1).
    pub(super) reconstruction: Tensor<1>,
    /// What the latents cost: KL(q(x_T|x_0) || p(x_T)) and the sum over the levels.
    pub(super) latents: Tensor<1>,
}

impl Levels {
    pub(super) fn new(schedule: Schedule) -> Self {
        let (mut sum, mut width) = (0.0, 0.0);
        let mut cumulative = Vec::with_capacity(schedule.steps);
        for level in 2..=schedule.steps {
            let (ratio, weight) = weights(schedule, level);
            sum += weight;
            width += 0.5 * (ratio - 1.0 - ratio.ln());
            cumulative.push(sum);
        }
        Self { cumulative, width }
    }

    fn whole(&self) -> f64 {
        self.cumulative.last().copied().unwrap_or(0.0)
    }

    /// The level at a share of all weights.
    fn at(&self, share: f64) -> usize {
        let wanted = share * self.whole();
        2 + self
            .cumulative
            .partition_point(|sum| *sum <= wanted)
            .min(self.cumulative.len() - 1)
    }

    /// The bound in its parts: x_0 `[batch, dims]`.
    pub(super) fn parts<F: Field>(
        &self,
        denoiser: &Denoiser<F>,
        x: &Tensor<2>,
        noise: Noise,
    ) -> Parts {
        Parts {
            reconstruction: reconstruction(denoiser, x, noise),
            latents: self.latents(denoiser, x, noise),
        }
    }

    /// What the latents cost: x_0 `[batch, dims]` to `[batch]`, in nats.
    pub(super) fn latents<F: Field>(
        &self,
        denoiser: &Denoiser<F>,
        x: &Tensor<2>,
        noise: Noise,
    ) -> Tensor<1> {
        let draws = if self.cumulative.is_empty() { 0 } else { DRAWS };
        let drawn = (0..draws).map(|draw| self.draw(denoiser, x, noise, draw));
        let sum = drawn.reduce(|a, b| a + b); // [batch]
        let width = self.width * x.dims()[1] as f64;
        let prior = prior(denoiser.schedule, x.clone()).add_scalar(width);
        match sum {
            Some(sum) => prior + sum.mul_scalar(self.whole() / draws as f64),
            None => prior,
        }
    }

    /// 1/2 |epsilon - epsilon_k|^2 at a level of each example from one of `DRAWS` equal shares of the weights. `[batch]`
    ///
    /// alpha^4 (|epsilon|^2 - D), whose mean is zero, is taken off: it goes up and down with the error of a net that can do
    /// no better than shrink x, as at the lower levels.
    fn draw<F: Field>(
        &self,
        denoiser: &Denoiser<F>,
        x: &Tensor<2>,
        noise: Noise,
        draw: usize,
    ) -> Tensor<1> {
        let ([batch, dims], device) = (x.dims(), x.device());
        let noise = noise.part(draw as u64);
        let chance = noise.uniform("level", [batch, 1], &device).into_data();
        let levels: Vec<usize> = chance
            .iter::<f64>()
            .map(|chance| self.at((draw as f64 + chance) / DRAWS as f64))
            .collect();
        let column = |value: &dyn Fn(usize) -> f64| -> Tensor<2> {
            let values: Vec<f32> = levels.iter().map(|level| value(*level) as f32).collect();
            Tensor::from_data(TensorData::new(values, [batch, 1]), &device)
        };
        let schedule = denoiser.schedule;
        let alpha = column(&|level| schedule.level(level).0); // [batch, 1]
        let sigma = column(&|level| schedule.level(level).1); // [batch, 1]
        let time = column(&|level| schedule.time_of(level)); // [batch, 1]
        let epsilon = noise.normal("epsilon", [batch, dims], &device); // [batch, dims]
        let mixed = alpha.clone() * x.clone() + sigma.clone() * epsilon.clone(); // [batch, dims]
        let said = denoiser.net.at_each(mixed.clone(), time);
        let guess = denoiser.prediction.noise(said, mixed, alpha.clone(), sigma);
        let known = squares(epsilon.clone()).sub_scalar(dims as f64); // [batch]
        let share = alpha.square().square().squeeze_dim::<1>(1); // [batch]
        (squares(epsilon - guess) - share * known).mul_scalar(0.5)
    }
}

/// KL(N(alpha x, sigma^2) || N(0, 1)) of all numbers, at the last level. `[batch]`
fn prior(schedule: Schedule, x: Tensor<2>) -> Tensor<1> {
    let (alpha, sigma) = schedule.level(schedule.steps);
    let still = 0.5 * x.dims()[1] as f64 * (sigma * sigma - 1.0 - (sigma * sigma).ln());
    squares(x).mul_scalar(alpha * alpha / 2.0).add_scalar(still)
}

/// -log p(x_0|x_1), a Gaussian about the example that the net makes out, as wide as the noise of the first level. `[batch]`
fn reconstruction<F: Field>(denoiser: &Denoiser<F>, x: &Tensor<2>, noise: Noise) -> Tensor<1> {
    let (alpha, sigma) = denoiser.schedule.level(1);
    let epsilon = noise.normal("first", x.dims(), &x.device()); // [batch, dims]
    let mixed = x.clone().mul_scalar(alpha) + epsilon.clone().mul_scalar(sigma);
    let [_, guess] = denoiser.parts(mixed, 1);
    let width = sigma / alpha;
    let axis = 0.5 * (TAU * width * width).ln();
    squares(epsilon - guess)
        .mul_scalar(0.5)
        .add_scalar(axis * x.dims()[1] as f64)
}

/// |x|^2 of each row: `[batch, dims]` to `[batch]`.
fn squares(x: Tensor<2>) -> Tensor<1> {
    x.square().sum_dim(1).squeeze_dim(1)
}
