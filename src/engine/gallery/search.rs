//! The search for codes of pictures that a model cannot encode: down the squared distance of the decode, by its gradient.
//!
//! Creswell and Bharath (2016), Inverting the generator of a generative adversarial network, <https://arxiv.org/abs/1611.05644>.

use burn::tensor::Tensor;

use crate::engine::Anchor;
use crate::families::LatentSpace;

/// Steps that are taken whenever a picture is made.
const AT_ONCE: usize = 20;
/// And in all, before the codes count as found.
const ENOUGH: usize = 400;
/// The weight of the squared length of a code beside the squared distance.
const PRIOR: f64 = 0.05;
/// Adam's step size and its two memories.
const RATE: f64 = 0.05;
const FIRST: f64 = 0.9;
const SECOND: f64 = 0.99;

/// A search for the codes of some pictures.
pub(super) struct Search {
    anchors: Vec<Anchor>,
    z: Tensor<2>,      // [pictures, latent]
    first: Tensor<2>,  // [pictures, latent]
    second: Tensor<2>, // [pictures, latent]
    steps: usize,
    error: f32,
}

impl Search {
    /// From these codes on: `[pictures, latent]`.
    pub(super) fn new(anchors: &[Anchor], start: Tensor<2>) -> Self {
        Self {
            anchors: anchors.to_vec(),
            first: start.zeros_like(),
            second: start.zeros_like(),
            z: start,
            steps: 0,
            error: f32::INFINITY,
        }
    }

    /// Whether it is for these places.
    pub(super) fn is_for(&self, anchors: &[Anchor]) -> bool {
        self.anchors == anchors
    }

    /// Whether it has not looked long enough.
    pub(super) fn goes_on(&self) -> bool {
        self.steps < ENOUGH
    }

    /// How many steps were taken, and the mean squared error of a number.
    pub(super) fn told(&self) -> (usize, f32) {
        (self.steps, self.error)
    }

    /// Some steps more (Adam; Kingma and Ba 2015): x `[pictures, dims]` to the codes, `[pictures, latent]`.
    pub(super) fn go_on(&mut self, latent: &dyn LatentSpace, x: Tensor<2>) -> Tensor<2> {
        let mut last = None; // [pictures, 1]
        for _ in 0..AT_ONCE {
            let Some([distance, slope]) = latent.pull(self.z.clone(), x.clone()) else {
                break;
            };
            // A code far out in the prior is no code of anything that the model would draw.
            let slope = slope + self.z.clone().mul_scalar(2.0 * PRIOR);
            self.steps += 1;
            let remember = |old: Tensor<2>, new: Tensor<2>, share: f64| {
                old.mul_scalar(share) + new.mul_scalar(1.0 - share)
            };
            self.first = remember(self.first.clone(), slope.clone(), FIRST);
            self.second = remember(self.second.clone(), slope.square(), SECOND);
            let unbiased = |share: f64| 1.0 - share.powi(self.steps.min(10_000) as i32);
            let first = self.first.clone().div_scalar(unbiased(FIRST));
            let second = self.second.clone().div_scalar(unbiased(SECOND));
            let step = first / second.sqrt().add_scalar(1e-8);
            self.z = self.z.clone() - step.mul_scalar(RATE);
            last = Some(distance);
        }
        let last = last.map(|distance| distance.mean().into_data());
        if let Some(distance) = last.and_then(|data| data.iter::<f32>().next()) {
            self.error = distance / x.dims()[1] as f32;
        }
        self.z.clone()
    }
}
