//! The probability-flow ODE as a map between noise and data, and the density along it.

use std::f64::consts::TAU;

use burn::tensor::Tensor;

use super::Diffusion;
use crate::families::{Process, Stage, Transport};
use crate::figure::Axis;

/// Points on the time axis of the pictures.
pub(super) const FRAMES: usize = 32;

impl Diffusion {
    /// log of the density at a place of the ODE's progress, as its two terms: the noise that x comes from, and the
    /// divergence between. x `[batch, 2]`, to `[batch]` each.
    pub(super) fn nats(&self, x: Tensor<2>, from: f64) -> [Tensor<1>; 2] {
        let end = self.calm().travel_with_volume(x, [from, 1.0]).end(); // [batch, 3]
        let base = log_normal(end.clone().narrow(1, 0, 2));
        [base, end.narrow(1, 2, 1).squeeze_dim(1)]
    }
}

/// log N(x; 0, I): x `[batch, 2]` to `[batch]`.
pub(super) fn log_normal(x: Tensor<2>) -> Tensor<1> {
    let squares = x.square().sum_dim(1).squeeze_dim::<1>(1); // [batch]
    squares.mul_scalar(-0.5).sub_scalar(TAU.ln())
}

/// The time of a frame: the pictures run from the noise, t = 1, to the data, t = 0.
pub(super) fn moment(frame: usize) -> f64 {
    1.0 - frame.min(FRAMES) as f64 / FRAMES as f64
}

impl Process for Diffusion {
    fn axis(&self) -> Axis {
        Axis::Time
    }

    fn steps(&self) -> usize {
        FRAMES
    }

    fn log_density(&self, x: Tensor<2>, step: usize) -> Tensor<1> {
        if step == 0 {
            return log_normal(x);
        }
        let [base, volume] = self.nats(x, self.calm().progress(moment(step)));
        base + volume
    }
}

impl Transport for Diffusion {
    fn push(&self, z: Tensor<2>) -> Vec<Stage> {
        let denoiser = self.calm();
        let path = denoiser.travel_with_volume(z, [1.0, 0.0]);
        let stage = |step| {
            let state = path.at(denoiser.progress(moment(step))); // [count, 3]
            Stage {
                at: state.clone().narrow(1, 0, 2),
                log_volume: state.narrow(1, 2, 1).squeeze_dim(1),
            }
        };
        (0..=FRAMES).map(stage).collect()
    }

    fn pull(&self, x: Tensor<2>) -> Tensor<2> {
        self.calm().travel(x, [0.0, 1.0]).end()
    }

    /// The score: uphill in the log density of the data that have been drowned so far.
    fn velocity(&self, x: Tensor<2>, step: usize) -> Option<Tensor<2>> {
        Some(self.calm().score(x, moment(step)))
    }
}
