//! Langevin dynamics, and the buffer in which walks are kept from step to step.

use burn::tensor::{Device, Tensor};
use rand::RngExt;

use super::landscape::Hills;
use crate::nn::Noise;

/// Walks begin anywhere within so many deviations of the data along each axis.
const WITHIN: f64 = 2.5;
/// A slope counts as no steeper than this, in nats for a deviation, so that one cliff does not throw a walk out of the plane.
const STEEPEST: f64 = 200.0;

/// Places that know nothing of the data. `[count, 2]`
pub(super) fn start(count: usize, noise: Noise, device: &Device) -> Tensor<2> {
    let uniform = noise.uniform("start", [count, 2], device);
    uniform.sub_scalar(0.5).mul_scalar(2.0 * WITHIN)
}

/// A walk on a landscape: x' = x - (eta / 2) dE/dx + sqrt(eta) e, with e ~ N(0, I).
pub(super) struct Walk {
    slope: Box<dyn Fn(Tensor<2>) -> Tensor<2>>,
    /// eta.
    step_size: f64,
}

impl Walk {
    pub(super) fn new(hills: &Hills, step_size: f64) -> Self {
        Self {
            slope: Box::new(hills.slope()),
            step_size,
        }
    }

    /// -dE/dx. `[batch, 2]`
    pub(super) fn downhill(&self, x: Tensor<2>) -> Tensor<2> {
        (self.slope)(x).neg().clamp(-STEEPEST, STEEPEST)
    }

    /// One step. x `[walks, 2]`
    pub(super) fn stepped(&self, x: Tensor<2>, noise: Noise) -> Tensor<2> {
        let e = noise.normal("langevin", x.dims(), &x.device());
        let rolled = self.downhill(x.clone()).mul_scalar(self.step_size / 2.0);
        x + rolled + e.mul_scalar(self.step_size.sqrt())
    }

    /// So many steps. x `[walks, 2]`
    pub(super) fn walked(&self, x: Tensor<2>, steps: usize, noise: Noise) -> Tensor<2> {
        (0..steps as u64).fold(x, |x, step| self.stepped(x, noise.part(step)))
    }
}

/// Where walks were left, so that the next steps of training go on from there.
#[derive(Clone)]
pub(super) struct Buffer {
    /// `[size, 2]`
    at: Tensor<2>,
}

/// Walks that were taken out of the buffer.
pub(super) struct Chosen {
    first: usize,
    /// Where they go on from. `[walks, 2]`
    pub(super) at: Tensor<2>,
}

impl Buffer {
    /// Walks that have not begun.
    pub(super) fn new(size: usize, noise: Noise, device: &Device) -> Self {
        Self {
            at: start(size, noise, device),
        }
    }

    /// Where all walks are. `[size, 2]`
    pub(super) fn at(&self) -> Tensor<2> {
        self.at.clone()
    }

    /// Puts all walks somewhere. `[size, 2]`
    pub(super) fn fill(&mut self, at: Tensor<2>) {
        self.at = at;
    }

    /// How many numbers it keeps.
    pub(super) fn numbers(&self) -> usize {
        self.at.dims().iter().product()
    }

    /// A block of walks, of which each begins anew with this probability; fewer than `count` only if there are no more.
    pub(super) fn draw(&self, count: usize, restarts: f64, noise: Noise) -> Chosen {
        let (size, device) = (self.at.dims()[0], self.at.device());
        let count = count.clamp(1, size);
        let block = noise.generator("buffer").random_range(0..size / count);
        let first = block * count;
        let kept = self.at.clone().narrow(0, first, count); // [count, 2]
        let coin = noise.uniform("restart", [count, 1], &device); // [count, 1]
        let anew = coin.lower_elem(restarts).repeat_dim(1, 2); // [count, 2]
        let at = kept.mask_where(anew, start(count, noise, &device));
        Chosen { first, at }
    }

    /// Puts walks back where they were taken from. `[walks, 2]`
    pub(super) fn put(&mut self, chosen: Chosen, at: Tensor<2>) {
        let rows = chosen.first..chosen.first + at.dims()[0];
        self.at = self.at.clone().slice_assign([rows, 0..2], at);
    }
}
