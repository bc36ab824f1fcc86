//! The velocity field v(x, t): a smooth net that reads the place and a few features of the time.

use std::f64::consts::PI;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::nn::{Noise, Regression, SiluMlp};

/// Cosines and sines of this many frequencies stand beside the time itself, so that the field can change quickly in it.
const FREQUENCIES: usize = 4;
/// How many numbers tell the time.
const CLOCK: usize = 1 + 2 * FREQUENCIES;

/// The net of the field.
#[derive(Module, Debug)]
pub(super) struct Velocity {
    net: SiluMlp,
}

impl Velocity {
    pub(super) fn new(widths: &[usize], noise: Noise, device: &Device) -> Self {
        Self {
            net: SiluMlp::new("velocity", [2 + CLOCK, 2], widths, noise, device),
        }
    }

    /// How many hidden layers there are.
    pub(super) fn depth(&self) -> usize {
        self.net.depth()
    }

    /// v(x, t) of all points at one time: x `[batch, 2]` to `[batch, 2]`.
    pub(super) fn at(&self, x: Tensor<2>, time: f64) -> Tensor<2> {
        self.net.forward(features_at(x, time))
    }

    /// v(x, t) and dv_1/dx_1 + dv_2/dx_2 of all points at one time: x `[batch, 2]` to `[batch, 2]` and `[batch]`.
    pub(super) fn with_divergence(&self, x: Tensor<2>, time: f64) -> (Tensor<2>, Tensor<1>) {
        self.net.with_divergence(features_at(x, time), 2)
    }

    /// The mean of |v(x_t, t) - u|^2 and its gradients: x_t and u `[batch, 2]`, t `[batch, 1]`.
    pub(super) fn regress(&self, x_t: Tensor<2>, t: Tensor<2>, u: Tensor<2>) -> Regression {
        let waves = (1..=FREQUENCIES).flat_map(|k| {
            let angle = t.clone().mul_scalar(PI * k as f64); // [batch, 1]
            [angle.clone().cos(), angle.sin()]
        });
        let columns = [x_t, t.clone()].into_iter().chain(waves).collect();
        self.net.regress(Tensor::cat(columns, 1), u)
    }
}

/// The place, the time, and cos(pi k t) and sin(pi k t): x `[batch, 2]` to `[batch, 2 + CLOCK]`.
fn features_at(x: Tensor<2>, time: f64) -> Tensor<2> {
    let waves = (1..=FREQUENCIES).flat_map(|k| {
        let angle = PI * k as f64 * time;
        [angle.cos(), angle.sin()]
    });
    let clock: Vec<f32> = [time].into_iter().chain(waves).map(|f| f as f32).collect();
    let clock = Tensor::<1>::from_data(clock.as_slice(), &x.device());
    let clock = clock.unsqueeze_dim::<2>(0).repeat_dim(0, x.dims()[0]); // [batch, CLOCK]
    Tensor::cat(vec![x, clock], 1)
}
