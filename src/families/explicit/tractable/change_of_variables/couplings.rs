//! Couplings on the plane: one coordinate stays and decides how the other is moved along a curve that always rises.
//!
//! What the curve is makes the family: a straight line (Real NVP) or a spline. The rest is the same: couplings take turns
//! with the coordinates, each is undone by its inverse, and log|det| is the sum of the logarithms of the slopes.

use std::f32::consts::TAU;
use std::ops::Range;

use burn::module::{Module, Param};
use burn::tensor::{Device, Tensor};

use crate::nn::{MlpStack, Noise};

/// A family of curves y = g(x) that always rise, each described by a few numbers. Numbers of zero describe y = x.
pub trait Curve: Sync + 'static {
    /// What the last layer of a conditioner makes, in the notation of the field.
    const ROLE: &'static str;

    /// How many numbers describe one curve.
    fn numbers(&self) -> usize;

    /// y = g(x) and log g'(x): x `[batch, 1]` and `[batch, numbers]` to twice `[batch, 1]`.
    fn forward(&self, x: Tensor<2>, numbers: Tensor<2>) -> Bent;

    /// x with g(x) = y, and log g'(x): y `[batch, 1]` and `[batch, numbers]` to twice `[batch, 1]`.
    fn inverse(&self, y: Tensor<2>, numbers: Tensor<2>) -> Bent;

    /// y and log g'(x) of one example, by plain arithmetic; the numbers are replaced by what [`bend_back`](Self::bend_back)
    /// wants to know of them. What stands behind the numbers is padding.
    fn bend(&self, x: f32, numbers: &mut [f32]) -> (f32, f32);

    /// The derivative by x, and by the numbers in `by_numbers`, of something with the given derivatives by y and by
    /// log g'(x); `kept` is what [`bend`](Self::bend) has left.
    fn bend_back(
        &self,
        x: f32,
        kept: &[f32],
        by_y: f32,
        by_log: f32,
        by_numbers: &mut [f32],
    ) -> f32;
}

/// Where a curve sends a coordinate.
pub struct Bent {
    /// The new coordinate. `[batch, 1]`
    pub to: Tensor<2>,
    /// log of the slope of g, in nats. `[batch, 1]`
    pub log_slope: Tensor<2>,
}

/// What couplings learn.
#[derive(Module, Debug)]
pub struct Net {
    /// One net a coupling: the coordinate that stays to the numbers of the curve for the other.
    pub conditioners: MlpStack,
    /// A shift and a scale of both coordinates before each coupling, if wanted.
    pub norms: Option<ActNorms>,
}

/// ActNorm (Kingma and Dhariwal 2018): a learned affine map of each coordinate before each coupling, y = (x + shift) e^scale.
#[derive(Module, Debug)]
pub struct ActNorms {
    /// `[couplings, 2]`
    pub shift: Param<Tensor<2>>,
    /// `[couplings, 2]`
    pub log_scale: Param<Tensor<2>>,
}

/// A stack of couplings from data to noise: coupling 0 is the one next to the data.
#[derive(Debug, Clone, Copy)]
pub struct Couplings<C> {
    /// How many there are.
    pub count: usize,
    /// Whether they take turns with the coordinates; otherwise only the first coordinate is ever moved.
    pub alternate: bool,
    /// The curve that they lay along a coordinate.
    pub curve: C,
}

/// A point as its two coordinates, each `[batch, 1]`.
type Coordinates = [Tensor<2>; 2];

impl<C: Curve> Couplings<C> {
    /// A net whose couplings all change nothing.
    pub fn net(&self, hidden: &[usize], actnorm: bool, noise: Noise, device: &Device) -> Net {
        let widths = [&[1], hidden, &[self.curve.numbers()]].concat();
        let zeros = || {
            let zeros = Tensor::<2>::zeros([self.count, 2], &device.clone().autodiff());
            Param::from_tensor(zeros)
        };
        Net {
            conditioners: MlpStack::new(self.count, &widths, noise, device),
            norms: actnorm.then(|| ActNorms {
                shift: zeros(),
                log_scale: zeros(),
            }),
        }
    }

    /// The coordinate that a coupling moves; the other one decides how.
    pub fn moves(&self, coupling: usize) -> usize {
        if self.alternate { coupling % 2 } else { 0 }
    }

    /// Through some of the couplings from the side of the data to that of noise: x `[batch, 2]` to points `[batch, 2]` and
    /// log|det| of the map, `[batch]`.
    pub fn to_noise(&self, net: &Net, x: Tensor<2>, which: Range<usize>) -> (Tensor<2>, Tensor<1>) {
        let mut log_det = x.clone().slice_dim(1, 0..1).zeros_like(); // [batch, 1]
        let mut at = columns(x);
        for coupling in which {
            if let Some(norms) = &net.norms {
                let (normed, log_scale) = norms.forward(coupling, at);
                log_det = log_det + log_scale;
                at = normed;
            }
            let (moved, kept) = self.split(coupling, at);
            let numbers = net.conditioners.forward(coupling, kept.clone()); // [batch, numbers]
            let Bent { to, log_slope } = self.curve.forward(moved, numbers);
            log_det = log_det + log_slope;
            at = self.join(coupling, to, kept);
        }
        (rows(at), log_det.squeeze_dim(1))
    }

    /// Through one coupling from the side of noise to that of the data: z `[batch, 2]` to points `[batch, 2]` and log|det|
    /// of this inverse map, `[batch]`.
    pub fn to_data(&self, net: &Net, z: Tensor<2>, coupling: usize) -> (Tensor<2>, Tensor<1>) {
        let (moved, kept) = self.split(coupling, columns(z));
        let numbers = net.conditioners.forward(coupling, kept.clone()); // [batch, numbers]
        let Bent { to, log_slope } = self.curve.inverse(moved, numbers);
        let mut log_det = log_slope.neg(); // [batch, 1]
        let mut at = self.join(coupling, to, kept);
        if let Some(norms) = &net.norms {
            let (raw, log_scale) = norms.inverse(coupling, at);
            log_det = log_det - log_scale;
            at = raw;
        }
        (rows(at), log_det.squeeze_dim(1))
    }

    /// Sets every ActNorm so that what reaches its coupling has mean 0 and deviation 1 on this batch: x `[batch, 2]`,
    /// without a tape. Nothing happens where there is none.
    pub fn normalise(&self, net: Net, x: Tensor<2>) -> Net {
        let Some(norms) = &net.norms else { return net };
        let (mut shifts, mut scales, mut at) = (Vec::new(), Vec::new(), x);
        let plain = Net {
            norms: None,
            ..net.valid()
        };
        for coupling in 0..self.count {
            let (variance, mean) = at.clone().var_mean_bias(0); // [1, 2]
            let log_scale = variance.clamp_min(1e-12).log().mul_scalar(-0.5); // [1, 2]
            at = (at - mean.clone()) * log_scale.clone().exp(); // [batch, 2]
            at = self.to_noise(&plain, at, coupling..coupling + 1).0;
            shifts.push(mean.neg());
            scales.push(log_scale);
        }
        let put = |param: &Param<Tensor<2>>, rows: Vec<Tensor<2>>| {
            let rows = Tensor::from_inner(Tensor::cat(rows, 0)); // [couplings, 2]
            param.clone().map(|_| rows.require_grad())
        };
        let norms = ActNorms {
            shift: put(&norms.shift, shifts),
            log_scale: put(&norms.log_scale, scales),
        };
        Net {
            norms: Some(norms),
            ..net
        }
    }

    /// The coordinate that is moved, and the one that is kept.
    fn split(&self, coupling: usize, [x, y]: Coordinates) -> (Tensor<2>, Tensor<2>) {
        if self.moves(coupling) == 0 {
            (x, y)
        } else {
            (y, x)
        }
    }

    fn join(&self, coupling: usize, moved: Tensor<2>, kept: Tensor<2>) -> Coordinates {
        if self.moves(coupling) == 0 {
            [moved, kept]
        } else {
            [kept, moved]
        }
    }
}

impl ActNorms {
    /// (x + shift) e^scale and the sum of both scales, `[1, 1]`.
    fn forward(&self, coupling: usize, at: Coordinates) -> (Coordinates, Tensor<2>) {
        let (shift, log_scale) = self.of(coupling);
        let [x, y] = at;
        let [shift_x, shift_y] = columns(shift);
        let [scale_x, scale_y] = columns(log_scale.clone().exp());
        let normed = [(x + shift_x) * scale_x, (y + shift_y) * scale_y];
        (normed, log_scale.sum_dim(1))
    }

    /// y e^-scale - shift and the sum of both scales, `[1, 1]`.
    fn inverse(&self, coupling: usize, at: Coordinates) -> (Coordinates, Tensor<2>) {
        let (shift, log_scale) = self.of(coupling);
        let [x, y] = at;
        let [shift_x, shift_y] = columns(shift);
        let [scale_x, scale_y] = columns(log_scale.clone().neg().exp());
        let raw = [x * scale_x - shift_x, y * scale_y - shift_y];
        (raw, log_scale.sum_dim(1))
    }

    /// The shift and the logarithm of the scale of one coupling, each `[1, 2]`.
    fn of(&self, coupling: usize) -> (Tensor<2>, Tensor<2>) {
        let row = |param: &Param<Tensor<2>>| param.val().slice_dim(0, coupling..=coupling);
        (row(&self.shift), row(&self.log_scale))
    }
}

/// log N(z; 0, I) in nats: z `[batch, dims]` to `[batch]`.
pub fn log_base(z: Tensor<2>) -> Tensor<1> {
    let constant = z.dims()[1] as f32 / 2.0 * TAU.ln();
    let squares = z.square().sum_dim(1).squeeze_dim::<1>(1); // [batch]
    squares.mul_scalar(-0.5).sub_scalar(constant)
}

/// `[batch, 2]` to two columns, each `[batch, 1]`.
fn columns(points: Tensor<2>) -> Coordinates {
    [0, 1].map(|axis| points.clone().slice_dim(1, axis..=axis))
}

/// Two columns, each `[batch, 1]`, to `[batch, 2]`.
fn rows(coordinates: Coordinates) -> Tensor<2> {
    Tensor::cat(coordinates.into(), 1)
}
