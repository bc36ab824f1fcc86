//! A field over the plane that changes in time: a smooth net that reads features of the place and of the time.

use std::f64::consts::PI;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use super::{Noise, Regression, SiluMlp};

/// Cosines and sines of this many frequencies stand beside the time itself, so that the field can change quickly in it.
const CLOCK: usize = 4;
/// Cosines and sines of this many frequencies stand beside each coordinate, so that edges are learned as soon as slopes
/// (Tancik et al. 2020, <https://arxiv.org/abs/2006.10739>).
const GRID: usize = 6;
/// The lowest frequency of the place, in radians for one standard deviation of the data.
const LOWEST: f64 = 1.0;
/// How many numbers the net reads.
const INPUTS: usize = 2 + 4 * GRID + 1 + 2 * CLOCK;

/// A field v(x, t) over examples that a net knows, for times in [0, 1].
pub trait Field {
    /// v(x, t), each example at its own time: x `[batch, dims]` and t `[batch, 1]` to `[batch, dims]`.
    fn at_each(&self, x: Tensor<2>, t: Tensor<2>) -> Tensor<2>;

    /// v(x, t), all examples at one time: x `[batch, dims]` to `[batch, dims]`.
    fn at(&self, x: Tensor<2>, time: f64) -> Tensor<2> {
        let t = Tensor::full([x.dims()[0], 1], time, &x.device()); // [batch, 1]
        self.at_each(x, t)
    }
}

/// The net of a field v(x, t) on the plane, for times in [0, 1].
#[derive(Module, Debug)]
pub struct TimedField {
    net: SiluMlp,
}

impl Field for TimedField {
    fn at_each(&self, x: Tensor<2>, t: Tensor<2>) -> Tensor<2> {
        self.net.forward(Tensor::cat(vec![place(x), clock(t)], 1))
    }
}

impl TimedField {
    /// Hidden layers of the given widths.
    pub fn new(name: &str, widths: &[usize], noise: Noise, device: &Device) -> Self {
        Self {
            net: SiluMlp::new(name, [INPUTS, 2], widths, noise, device),
        }
    }

    /// How many hidden layers there are.
    pub fn depth(&self) -> usize {
        self.net.depth()
    }

    /// v(x, t) and dv_1/dx_1 + dv_2/dx_2 of all points at one time: x `[batch, 2]` to `[batch, 2]` and `[batch]`.
    pub fn with_divergence(&self, x: Tensor<2>, time: f64) -> (Tensor<2>, Tensor<1>) {
        let (t, batch) = (moment(time, &x), x.dims()[0]);
        let clock = clock(t).repeat_dim(0, batch); // [batch, 1 + 2 CLOCK]
        let still = clock.zeros_like();
        let place = place(x); // [batch, 2 + 4 GRID]
        let tangents = [0, 1].map(|axis| {
            Tensor::cat(vec![tangent(place.clone(), axis), still.clone()], 1) // [batch, INPUTS]
        });
        let inputs = Tensor::cat(vec![place, clock], 1);
        self.net.with_divergence(inputs, &tangents)
    }

    /// The mean of |v(x_t, t) - u|^2 and its gradients: x_t and u `[batch, 2]`, t `[batch, 1]`.
    pub fn regress(&self, x_t: Tensor<2>, t: Tensor<2>, u: Tensor<2>) -> Regression {
        let inputs = Tensor::cat(vec![place(x_t), clock(t)], 1); // [batch, INPUTS]
        self.net.regress(inputs, u)
    }
}

/// One time. `[1, 1]`
fn moment(time: f64, x: &Tensor<2>) -> Tensor<2> {
    Tensor::from_data([[time as f32]], &x.device())
}

/// The time, cos(pi k t) and sin(pi k t): t `[batch, 1]` to `[batch, 1 + 2 CLOCK]`.
fn clock(t: Tensor<2>) -> Tensor<2> {
    let angles = t.clone().matmul(row(CLOCK, PI, &t)); // [batch, CLOCK]
    Tensor::cat(vec![t, angles.clone().cos(), angles.sin()], 1)
}

/// x, then cosines and sines of its first coordinate, then of its second: x `[batch, 2]` to `[batch, 2 + 4 GRID]`.
fn place(x: Tensor<2>) -> Tensor<2> {
    let frequencies = row(GRID, LOWEST, &x); // [1, GRID]
    let mut columns = vec![x.clone()];
    for axis in 0..2 {
        let angles = x.clone().narrow(1, axis, 1).matmul(frequencies.clone()); // [batch, GRID]
        columns.extend([angles.clone().cos(), angles.sin()]);
    }
    Tensor::cat(columns, 1)
}

/// The derivative of the features of a place by one of its coordinates: `[batch, 2 + 4 GRID]`.
fn tangent(place: Tensor<2>, axis: usize) -> Tensor<2> {
    let frequencies = row(GRID, LOWEST, &place); // [1, GRID]
    let first = 2 + 2 * GRID * axis;
    let cosines = place.clone().narrow(1, first, GRID);
    let sines = place.clone().narrow(1, first + GRID, GRID);
    let itself = place.clone().narrow(1, 0, 1); // [batch, 1]
    let (one, none) = (itself.ones_like(), itself.zeros_like());
    let other = cosines.zeros_like().repeat_dim(1, 2); // [batch, 2 GRID]
    let waves = vec![sines.neg() * frequencies.clone(), cosines * frequencies];
    let waves = Tensor::cat(waves, 1); // [batch, 2 GRID]
    let columns = match axis {
        0 => vec![one, none, waves, other],
        _ => vec![none, one, other, waves],
    };
    Tensor::cat(columns, 1)
}

/// step, 2 step, .. count step. `[1, count]`
fn row(count: usize, step: f64, like: &Tensor<2>) -> Tensor<2> {
    let row: Vec<f32> = (1..=count).map(|k| (k as f64 * step) as f32).collect();
    Tensor::<1>::from_data(row.as_slice(), &like.device()).unsqueeze_dim(0)
}
