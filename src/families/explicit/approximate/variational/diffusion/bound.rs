//! The ELBO: diffusion as a VAE with a layer of latents for every level of noise, whose encoder is fixed.
//!
//! Ho, Jain and Abbeel (2020), equation 5, in the form of Kingma et al. (2021), <https://arxiv.org/abs/2107.00630>:
//!
//! -ELBO = KL(q(x_T|x_0) || N(0, I)) - E log p(x_0|x_1) + sum_{k=2}^T 1/2 (SNR_{k-1} / SNR_k - 1) E |epsilon - epsilon_k|^2
//!
//! The sum is estimated from a few levels, drawn with the weights of its terms, so that no term weighs more than another.

use std::f64::consts::TAU;

use burn::tensor::{Tensor, TensorData};

use super::denoiser::Denoiser;
use super::schedule::Schedule;
use crate::nn::Noise;

/// Levels that are drawn for each example.
pub(super) const DRAWS: usize = 8;

/// The weights of the levels from 2 on, summed up one after another.
pub(super) struct Levels {
    cumulative: Vec<f64>,
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
        let mut sum = 0.0;
        let weights = (2..=schedule.steps).map(|level| {
            sum += schedule.snr(level - 1) / schedule.snr(level) - 1.0;
            sum
        });
        Self {
            cumulative: weights.collect(),
        }
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

    /// The bound in its parts: x_0 `[batch, 2]`.
    pub(super) fn parts(&self, denoiser: Denoiser, x: &Tensor<2>, noise: Noise) -> Parts {
        let draws = if self.cumulative.is_empty() { 0 } else { DRAWS };
        let drawn = (0..draws).map(|draw| self.draw(denoiser, x, noise, draw));
        let sum = drawn.reduce(|a, b| a + b); // [batch]
        let prior = prior(denoiser.schedule, x.clone());
        let latents = match sum {
            Some(sum) => prior + sum.mul_scalar(self.whole() / draws as f64),
            None => prior,
        };
        Parts {
            reconstruction: reconstruction(denoiser, x, noise),
            latents,
        }
    }

    /// 1/2 |epsilon - epsilon_k|^2 at a level of each example from one of `DRAWS` equal shares of the weights. `[batch]`
    ///
    /// alpha^4 (|epsilon|^2 - 2), whose mean is zero, is taken off: it goes up and down with the error of a net that can do
    /// no better than shrink x, as at the lower levels.
    fn draw(&self, denoiser: Denoiser, x: &Tensor<2>, noise: Noise, draw: usize) -> Tensor<1> {
        let (batch, device) = (x.dims()[0], x.device());
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
        let epsilon = noise.normal("epsilon", [batch, 2], &device); // [batch, 2]
        let mixed = alpha.clone() * x.clone() + sigma.clone() * epsilon.clone(); // [batch, 2]
        let said = denoiser.net.at_each(mixed.clone(), time);
        let guess = denoiser.prediction.noise(said, mixed, alpha.clone(), sigma);
        let known = squares(epsilon.clone()).sub_scalar(2.0); // [batch]
        let share = alpha.square().square().squeeze_dim::<1>(1); // [batch]
        (squares(epsilon - guess) - share * known).mul_scalar(0.5)
    }
}

/// KL(N(alpha x, sigma^2) || N(0, 1)) on both axes, at the last level. `[batch]`
fn prior(schedule: Schedule, x: Tensor<2>) -> Tensor<1> {
    let (alpha, sigma) = schedule.level(schedule.steps);
    let still = sigma * sigma - 1.0 - (sigma * sigma).ln();
    squares(x).mul_scalar(alpha * alpha / 2.0).add_scalar(still)
}

/// -log p(x_0|x_1), a Gaussian about the example that the net makes out, as wide as the noise of the first level. `[batch]`
fn reconstruction(denoiser: Denoiser, x: &Tensor<2>, noise: Noise) -> Tensor<1> {
    let (alpha, sigma) = denoiser.schedule.level(1);
    let epsilon = noise.normal("first", x.dims(), &x.device()); // [batch, 2]
    let mixed = x.clone().mul_scalar(alpha) + epsilon.clone().mul_scalar(sigma);
    let [_, guess] = denoiser.parts(mixed, 1);
    let width = sigma / alpha;
    squares(epsilon - guess)
        .mul_scalar(0.5)
        .add_scalar((TAU * width * width).ln())
}

/// |x|^2 of each row: `[batch, 2]` to `[batch]`.
fn squares(x: Tensor<2>) -> Tensor<1> {
    x.square().sum_dim(1).squeeze_dim(1)
}
