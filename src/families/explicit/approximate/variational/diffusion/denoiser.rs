//! What the net knows about a point at a level of noise, however it was asked: noise, example, velocity, score.

use burn::tensor::Tensor;

use super::prediction::{Prediction, example_of, noise_of};
use super::schedule::Schedule;
use crate::nn::ode::{Path, Solver, solve};
use crate::nn::{Field, TimedField};

/// Midpoint steps from the data to the noise. They get longer with the square of their number, since close to the data a
/// little noise changes much.
pub(super) const ODE_STEPS: usize = 32;

/// A net together with what its answers mean.
pub(super) struct Denoiser<'a, F> {
    pub(super) net: &'a F,
    pub(super) schedule: Schedule,
    pub(super) prediction: Prediction,
}

impl<F: Field> Denoiser<'_, F> {
    /// The nearest time that the net has seen, and alpha and sigma there.
    fn seen(&self, time: f64) -> (f64, (f64, f64)) {
        let time = time.max(self.schedule.time_of(1));
        (time, self.schedule.mixture(time))
    }

    /// dx/dangle at a time: x `[batch, dims]` to `[batch, dims]`.
    fn velocity(&self, x: Tensor<2>, time: f64) -> Tensor<2> {
        let (time, mixture) = self.seen(time);
        let said = self.net.at(x.clone(), time);
        self.prediction.velocity(said, x, mixture)
    }

    /// The example and the noise that x seems to be mixed from at a level: x `[batch, dims]`, to `[batch, dims]` each.
    pub(super) fn parts(&self, x: Tensor<2>, level: usize) -> [Tensor<2>; 2] {
        let mixture = self.schedule.level(level);
        let v = self.velocity(x.clone(), self.schedule.time_of(level));
        [
            example_of(v.clone(), x.clone(), mixture),
            noise_of(v, x, mixture),
        ]
    }
}

impl Denoiser<'_, TimedField> {
    /// The angle of the last level.
    fn end(&self) -> f64 {
        self.schedule.angle(1.0)
    }

    /// How far along the ODE a time is: 0 at the data, 1 at the last level.
    pub(super) fn progress(&self, time: f64) -> f64 {
        (self.schedule.angle(time) / self.end()).sqrt()
    }

    /// dx/dangle at a time with its divergence: x `[batch, 2]` to `[batch, 2]` and `[batch]`.
    fn velocity_with_divergence(&self, x: Tensor<2>, time: f64) -> (Tensor<2>, Tensor<1>) {
        let (time, mixture) = self.seen(time);
        let (said, divergence) = self.net.with_divergence(x.clone(), time);
        (
            self.prediction.velocity(said, x, mixture),
            self.prediction.divergence(divergence, mixture),
        )
    }

    /// The score at a time, the gradient of the log density of the noisy data: -epsilon / sigma. x `[batch, 2]`
    pub(super) fn score(&self, x: Tensor<2>, time: f64) -> Tensor<2> {
        let (time, mixture) = self.seen(time);
        let v = self.velocity(x.clone(), time);
        noise_of(v, x, mixture).div_scalar(-mixture.1)
    }

    /// The way of points along the probability-flow ODE, dx = v dangle, between two places of its progress: x `[batch, 2]`.
    pub(super) fn travel(&self, x: Tensor<2>, span: [f64; 2]) -> Path {
        self.follow(x, span, |x, time| self.velocity(x.clone(), time))
    }

    /// The same; the third column is the integral of the divergence since the start.
    pub(super) fn travel_with_volume(&self, x: Tensor<2>, span: [f64; 2]) -> Path {
        let unmoved = x.clone().narrow(1, 0, 1).zeros_like(); // [batch, 1]
        let start = Tensor::cat(vec![x, unmoved], 1); // [batch, 3]
        self.follow(start, span, |state, time| {
            let x = state.clone().narrow(1, 0, 2);
            let (v, divergence) = self.velocity_with_divergence(x, time);
            Tensor::cat(vec![v, divergence.unsqueeze_dim(1)], 1) // [batch, 3]
        })
    }

    /// With angle = end u^2, dx/du = 2 end u dx/dangle.
    fn follow(
        &self,
        start: Tensor<2>,
        span: [f64; 2],
        by_angle: impl Fn(&Tensor<2>, f64) -> Tensor<2>,
    ) -> Path {
        let end = self.end();
        let steps = (ODE_STEPS as f64 * (span[1] - span[0]).abs()).round();
        solve(Solver::Midpoint, steps as usize, span, start, |x, u| {
            let time = self.schedule.time(end * u * u);
            by_angle(x, time).mul_scalar(2.0 * end * u)
        })
    }
}
