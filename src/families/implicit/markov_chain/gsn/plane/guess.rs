//! What the net guesses about the place that a spoiled point came from: a mixture of round Gaussians (Bishop 1994, Mixture
//! density networks), because between two clusters there are two answers and their mean is neither.

use std::f64::consts::TAU;

use burn::tensor::Tensor;
use burn::tensor::activation::{log_softmax, softmax};

use crate::nn::Noise;

/// Numbers that the net gives for each component: a logit, a shift along each axis, and the logarithm of a deviation.
pub(super) const EACH: usize = 4;
/// The logarithm of a deviation stays between these.
const LOWEST: f64 = -6.0;
const HIGHEST: f64 = 2.0;

/// p(x | spoiled point), one mixture for each row; all tensors are `[batch, components]`.
pub(super) struct Guess {
    logits: Tensor<2>,
    /// The means along each axis.
    means: [Tensor<2>; 2],
    /// log of the deviations, as the net gave it.
    raw: Tensor<2>,
}

/// -log p of each row, `[batch]`, and its derivative by what the net gave, `[batch, EACH * components]`.
pub(super) struct Nats {
    pub(super) nats: Tensor<1>,
    pub(super) slope: Tensor<2>,
}

impl Guess {
    /// From what the net gave, `[batch, EACH * components]`, for spoiled points, `[batch, 2]`: means are counted from there.
    pub(super) fn new(given: Tensor<2>, spoiled: &Tensor<2>) -> Self {
        let components = given.dims()[1] / EACH;
        let part = |which: usize| given.clone().narrow(1, which * components, components);
        let mean = |axis: usize| part(1 + axis) + spoiled.clone().narrow(1, axis, 1);
        Self {
            logits: part(0),
            means: [mean(0), mean(1)],
            raw: part(3),
        }
    }

    fn log_sigma(&self) -> Tensor<2> {
        self.raw.clone().clamp(LOWEST, HIGHEST)
    }

    /// log p = log sum_k pi_k N(x; mu_k, s_k^2 I), and how it changes; x `[batch, 2]`.
    ///
    /// With the responsibilities r_k and u = (x - mu) / s the derivative of -log p is pi_k - r_k by a logit, -r_k u_k / s_k by
    /// a mean, and r_k (2 - |u_k|^2) by the logarithm of a deviation.
    pub(super) fn nats(&self, x: &Tensor<2>) -> Nats {
        let log_sigma = self.log_sigma();
        let precision = log_sigma.clone().neg().exp(); // 1 / s, [batch, components]
        let away = |axis: usize| {
            (x.clone().narrow(1, axis, 1) - self.means[axis].clone()) * precision.clone()
        };
        let [across, along] = [away(0), away(1)]; // u
        let square = across.clone().square() + along.clone().square(); // |u|^2
        let joint = log_softmax(self.logits.clone(), 1)
            - square.clone().mul_scalar(0.5)
            - log_sigma.mul_scalar(2.0); // [batch, components], but for log 2 pi
        let largest = joint.clone().max_dim(1); // [batch, 1]
        let whole = (joint.clone() - largest.clone()).exp().sum_dim(1).log() + largest; // [batch, 1]
        let r = (joint - whole.clone()).exp(); // [batch, components]
        let pull = (r.clone() * precision).neg();
        // Where the deviation is held at an end, it does not move.
        let held = self
            .raw
            .clone()
            .clamp(LOWEST, HIGHEST)
            .equal(self.raw.clone());
        let by_sigma = r.clone() * square.neg().add_scalar(2.0) * held.float();
        let slope = vec![
            softmax(self.logits.clone(), 1) - r,
            pull.clone() * across,
            pull * along,
            by_sigma,
        ];
        Nats {
            nats: whole.neg().add_scalar(TAU.ln()).squeeze_dim(1),
            slope: Tensor::cat(slope, 1),
        }
    }

    /// E[x | spoiled point]. `[batch, 2]`
    pub(super) fn mean(&self) -> Tensor<2> {
        let share = softmax(self.logits.clone(), 1);
        let along = |mean: &Tensor<2>| (share.clone() * mean.clone()).sum_dim(1); // [batch, 1]
        Tensor::cat(self.means.iter().map(along).collect(), 1)
    }

    /// x ~ p(x | spoiled point). `[batch, 2]`
    pub(super) fn draw(&self, noise: Noise) -> Tensor<2> {
        let ([batch, components], device) = (self.logits.dims(), self.logits.device());
        let below = softmax(self.logits.clone(), 1).cumsum(1); // [batch, components]
        let coin = noise.uniform("component", [batch, 1], &device); // [batch, 1]
        let passed = coin.greater_equal(below).int().sum_dim(1); // [batch, 1]
        let k = passed.clamp_max(components as i64 - 1); // [batch, 1]
        let of_k = |values: Tensor<2>| values.gather(1, k.clone()); // [batch, 1]
        let sigma = of_k(self.log_sigma()).exp(); // [batch, 1]
        let mean = Tensor::cat(self.means.clone().map(of_k).to_vec(), 1); // [batch, 2]
        mean + noise.normal("reconstruction", [batch, 2], &device) * sigma
    }
}
