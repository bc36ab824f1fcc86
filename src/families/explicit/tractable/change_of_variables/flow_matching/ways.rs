//! What the way of points tells: the two terms of their density, and how straight it is.

use burn::tensor::Tensor;

use super::super::couplings::log_base;
use crate::nn::ode::{Path, distance};

/// The two terms of log p(x) at the end of a way back: log p_0(x_0), and minus the integral of the divergence from noise to
/// data, which is the integral along the way back. Each `[batch]`.
pub(super) fn nats(path: &Path) -> [Tensor<1>; 2] {
    let end = path.end();
    let base = log_base(end.clone().narrow(1, 0, 2));
    [base, end.narrow(1, 2, 1).squeeze_dim(1)]
}

/// |x_1 - x_0| over the length of the way between them: 1 where it is straight, less where it bends. `[batch]`
pub(super) fn straightness(path: &Path) -> Tensor<1> {
    let place = |state: Tensor<2>| state.narrow(1, 0, 2); // [batch, 2]
    let direct = distance(place(path.nodes[0].state.clone()), place(path.end()));
    // A point that stays where it is goes straight.
    let least = f64::from(f32::EPSILON);
    direct.clamp_min(least) / path.length().clamp_min(least)
}
