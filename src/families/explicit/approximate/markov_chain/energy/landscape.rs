//! The landscape: a net on a bowl, its contrast between data and chains, and the constant that two dimensions allow to sum.

use burn::module::Module;
use burn::tensor::{Device, Gradients, Tensor, TensorData};

use crate::nn::{Noise, SiluMlp};

/// The deviation of the bowl: without a net the model is a Gaussian as wide as this, in deviations of the data. A net of such
/// units rises or falls at most in a straight line far out, so that the bowl wins there and Z is finite.
const BOWL: f64 = 2.0;

/// Cosines and sines of this many frequencies stand beside each coordinate (Tancik et al. 2020,
/// <https://arxiv.org/abs/2006.10739>): a smooth net alone learns a ring of eight clusters as a ring, and rests there for long.
const WAVES: usize = 6;
/// How many numbers the net reads.
const INPUTS: usize = 2 + 4 * WAVES;

/// E(x) = f(features of x) + |x|^2 / (2 B^2).
#[derive(Module, Debug)]
pub(super) struct Hills {
    net: SiluMlp,
}

/// What goes down the contrast: its value and its gradients, and the mean energy of each side. `[1]` each
pub(super) struct Contrast {
    pub(super) loss: Tensor<1>,
    pub(super) data: Tensor<1>,
    pub(super) chains: Tensor<1>,
    pub(super) gradients: Gradients,
}

impl Hills {
    pub(super) fn new(widths: &[usize], noise: Noise, device: &Device) -> Self {
        Self {
            net: SiluMlp::new("net", [INPUTS, 1], widths, noise, device),
        }
    }

    /// How many hidden layers there are.
    pub(super) fn depth(&self) -> usize {
        self.net.depth()
    }

    /// E(x), without a tape: x `[batch, 2]` to `[batch]`.
    pub(super) fn energy(&self, x: Tensor<2>) -> Tensor<1> {
        let f = self.net.forward(features(&x)).squeeze_dim::<1>(1); // [batch]
        f + bowl(&x)
    }

    /// dE/dx for many places in a row: x `[batch, 2]` to `[batch, 2]`.
    pub(super) fn slope(&self) -> impl Fn(Tensor<2>) -> Tensor<2> + use<> {
        let field = self.net.slope_field();
        move |x| {
            let features = features(&x);
            let by_features = field.at(features.clone()).1; // [batch, INPUTS]
            by_place(&features, by_features) + x.div_scalar(BOWL * BOWL)
        }
    }

    /// mean E(x+) - mean E(x-) + a (mean E(x+)^2 + mean E(x-)^2): x+ `[n, 2]` and x- `[m, 2]`, which are taken as given.
    pub(super) fn contrast(&self, data: &Tensor<2>, chains: &Tensor<2>, penalty: f64) -> Contrast {
        let (n, m) = (data.dims()[0], chains.dims()[0]);
        let x = Tensor::cat(vec![data.clone(), chains.clone()], 0); // [n + m, 2]
        let trace = self.net.trace(features(&x));
        let energy = trace.f.clone() + bowl(&x).unsqueeze_dim(1); // [n + m, 1]
        let [above, below] = [energy.clone().narrow(0, 0, n), energy.narrow(0, n, m)];
        let slope = |energy: &Tensor<2>, sign: f64| {
            let count = energy.dims()[0] as f64;
            let penalised = energy.clone().mul_scalar(2.0 * penalty);
            penalised.add_scalar(sign).div_scalar(count)
        };
        let slopes = Tensor::cat(vec![slope(&above, 1.0), slope(&below, -1.0)], 0); // [n + m, 1]
        let gradients = trace.back(slopes);
        let mean = |energy: &Tensor<2>| energy.clone().mean(); // [1]
        let squares = mean(&above.clone().square()) + mean(&below.clone().square());
        let (data, chains) = (mean(&above), mean(&below));
        Contrast {
            loss: data.clone() - chains.clone() + squares.mul_scalar(penalty),
            data,
            chains,
            gradients,
        }
    }
}

/// The coordinates, then cos k x_1, cos k x_2, sin k x_1 and sin k x_2 for k = 1 ... [`WAVES`]: x `[batch, 2]` to
/// `[batch, INPUTS]`.
fn features(x: &Tensor<2>) -> Tensor<2> {
    let angles = Tensor::cat(
        (1..=WAVES)
            .map(|k| x.clone().mul_scalar(k as f64))
            .collect(),
        1,
    );
    Tensor::cat(vec![x.clone(), angles.clone().cos(), angles.sin()], 1)
}

/// The derivative by the place, `[batch, 2]`, from the features and the derivative by them, `[batch, INPUTS]` each.
fn by_place(features: &Tensor<2>, by_features: Tensor<2>) -> Tensor<2> {
    let waves = |from: &Tensor<2>, sines: usize| {
        let first = 2 + sines * 2 * WAVES;
        from.clone().narrow(1, first, 2 * WAVES) // [batch, 2 * WAVES]
    };
    // (cos k x)' = -k sin k x, (sin k x)' = k cos k x
    let slopes =
        waves(features, 0) * waves(&by_features, 1) - waves(features, 1) * waves(&by_features, 0);
    let along = |k: usize| {
        slopes
            .clone()
            .narrow(1, 2 * (k - 1), 2)
            .mul_scalar(k as f64)
    };
    (1..=WAVES).fold(by_features.narrow(1, 0, 2), |sum, k| sum + along(k))
}

/// |x|^2 / (2 B^2): x `[batch, 2]` to `[batch]`.
fn bowl(x: &Tensor<2>) -> Tensor<1> {
    let square = x.clone().square().sum_dim(1).squeeze_dim::<1>(1);
    square.div_scalar(2.0 * BOWL * BOWL)
}

/// The grid reaches this many deviations of the data, in this many cells along a side.
const REACH: f64 = 7.0;
const CELLS: usize = 256;
/// Rows of the grid that are looked at together.
const TOGETHER: usize = 32;

/// log Z = log of the integral of exp(-E), by the midpoint rule over a fine grid, in nats.
pub(super) fn log_z(hills: &Hills, device: &Device) -> f64 {
    let width = 2.0 * REACH / CELLS as f64;
    let middle = |cell: usize| (width * (cell as f64 + 0.5) - REACH) as f32;
    let mut heights: Vec<f64> = Vec::with_capacity(CELLS * CELLS);
    for first in (0..CELLS).step_by(TOGETHER) {
        let rows = first..first + TOGETHER;
        let places =
            rows.flat_map(|row| (0..CELLS).flat_map(move |cell| [middle(cell), middle(row)]));
        let places: Vec<f32> = places.collect();
        let x = Tensor::from_data(TensorData::new(places, [TOGETHER * CELLS, 2]), device);
        heights.extend(hills.energy(x).into_data().iter::<f64>());
    }
    let lowest = heights.iter().copied().fold(f64::INFINITY, f64::min);
    let sum: f64 = heights.iter().map(|height| (lowest - height).exp()).sum();
    sum.ln() - lowest + 2.0 * width.ln()
}
